"""Which facts the page of an operation can show: those that the readers know how to read.

The others are our own structure (what a field is for, which open question there is), or stand in
prose that is not read. docs/drift.md lists them.
"""

from cometvideo.facts import Fact

__all__ = ["is_shown"]

_ANY = "*"
_SHOWN: tuple[tuple[str, ...], ...] = (
    ("service", "host"),
    ("service", "auth_header"),
    ("service", "auth_scheme"),
    ("operations", _ANY, "method"),
    ("operations", _ANY, "path"),
    ("body", "encodings", _ANY),
    ("fields", _ANY, "kind"),
    ("fields", _ANY, "required"),
    ("fields", _ANY, "default"),
    ("fields", _ANY, "min"),
    ("fields", _ANY, "max"),
    ("fields", _ANY, "labels"),
    ("fields", _ANY, "values"),
    ("fields", _ANY, "pattern"),
    ("fields", _ANY, "choices"),
    ("fields", _ANY, "format_family"),
    ("fields", _ANY, "exact", "min"),
    ("fields", _ANY, "exact", "max"),
    ("fields", _ANY, "limits", "formats"),
    ("sizes", _ANY, _ANY, _ANY),
    ("models", _ANY, _ANY, "min"),
    ("models", _ANY, _ANY, "max"),
    ("models", _ANY, _ANY, "choices"),
    ("models", _ANY, _ANY, "accepted"),
    ("models", _ANY, _ANY, "table"),
    ("models", _ANY, _ANY, "rows"),
    ("models", _ANY, _ANY, "preset_row"),
    ("rejections", "by_field", _ANY, _ANY, "status"),
    ("rejections", "by_field", _ANY, _ANY, "code"),
    ("task", "id_example"),
    ("task", "initial"),
    ("task", "fields", _ANY, "type"),
    ("task", "fields", _ANY, "required"),
    ("task", "fields", _ANY, "always"),
    ("task", "fields", _ANY, "same_as"),
    ("task", "fields", _ANY, "min"),
    ("task", "fields", _ANY, "max"),
    ("task", "fields", _ANY, "initial"),
    ("task", "fields", _ANY, "unit"),
    ("task", "quirks", "left_out"),
)


def is_shown(fact: Fact) -> bool:
    """Whether the page of an operation can show the value of a fact."""
    return any(
        len(pattern) == len(fact.keys)
        and all(part in {_ANY, key} for part, key in zip(pattern, fact.keys, strict=True))
        for pattern in _SHOWN
    )
