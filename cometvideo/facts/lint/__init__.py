"""Lint: what a spec's author should know about it, beyond whether it can be read."""

from cometvideo.facts.lint.linting import RULES, errors_of, lint

__all__ = ["RULES", "errors_of", "lint"]
