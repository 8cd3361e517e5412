"""Exports: the same contract as JSON Schema, as OpenAPI and as cases, for other tools."""

from cometvideo.export.cases import cases, cases_text
from cometvideo.export.json_schema import json_schema
from cometvideo.export.openapi import openapi

__all__ = ["cases", "cases_text", "json_schema", "openapi"]
