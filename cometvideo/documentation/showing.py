"""Which facts the page of an operation can show: those that the readers know how to read.

The others are our own structure (what a field is for, which open question there is), or stand in
prose that is not read. docs/drift.md lists them.
"""

from cometvideo.facts.fact import Fact
from cometvideo.facts.kinds import ANY_KEY, fits

__all__ = ["is_shown"]

_SHOWN: tuple[tuple[str, ...], ...] = (
    ("service", "host"),
    ("service", "auth_header"),
    ("service", "auth_scheme"),
    ("operations", ANY_KEY, "method"),
    ("operations", ANY_KEY, "path"),
    ("body", "encodings", ANY_KEY),
    ("fields", ANY_KEY, "kind"),
    ("fields", ANY_KEY, "required"),
    ("fields", ANY_KEY, "default"),
    ("fields", ANY_KEY, "min"),
    ("fields", ANY_KEY, "max"),
    ("fields", ANY_KEY, "labels"),
    ("fields", ANY_KEY, "values"),
    ("fields", ANY_KEY, "pattern"),
    ("fields", ANY_KEY, "choices"),
    ("fields", ANY_KEY, "format_family"),
    ("fields", ANY_KEY, "exact", "min"),
    ("fields", ANY_KEY, "exact", "max"),
    ("fields", ANY_KEY, "limits", "formats"),
    ("sizes", ANY_KEY, ANY_KEY, ANY_KEY),
    ("models", ANY_KEY, ANY_KEY, "min"),
    ("models", ANY_KEY, ANY_KEY, "max"),
    ("models", ANY_KEY, ANY_KEY, "choices"),
    ("models", ANY_KEY, ANY_KEY, "accepted"),
    ("models", ANY_KEY, ANY_KEY, "table"),
    ("models", ANY_KEY, ANY_KEY, "rows"),
    ("models", ANY_KEY, ANY_KEY, "preset_row"),
    ("rejections", "by_field", ANY_KEY, ANY_KEY, "status"),
    ("rejections", "by_field", ANY_KEY, ANY_KEY, "code"),
    ("task", "id_example"),
    ("task", "initial"),
    ("task", "fields", ANY_KEY, "type"),
    ("task", "fields", ANY_KEY, "required"),
    ("task", "fields", ANY_KEY, "always"),
    ("task", "fields", ANY_KEY, "same_as"),
    ("task", "fields", ANY_KEY, "min"),
    ("task", "fields", ANY_KEY, "max"),
    ("task", "fields", ANY_KEY, "initial"),
    ("task", "fields", ANY_KEY, "unit"),
    ("task", "quirks", "left_out"),
)


def is_shown(fact: Fact) -> bool:
    """Whether the page of an operation can show the value of a fact."""
    return any(fits(pattern, fact.keys) for pattern in _SHOWN)
