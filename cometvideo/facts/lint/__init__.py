"""Lint: what a spec's author should know about it, beyond whether it can be read."""

from cometvideo.facts.lint.linting import RULES, lint

__all__ = ["RULES", "lint"]
