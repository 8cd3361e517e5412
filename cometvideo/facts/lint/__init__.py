"""Lint: what a spec's author should know about it, beyond whether it can be read."""

from cometvideo.facts.lint.linting import lint
from cometvideo.facts.lint.rules import RULES

__all__ = ["RULES", "lint"]
