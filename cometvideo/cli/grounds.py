"""Grounds: the facts that findings of a code rest on, found by where they stand in a spec."""

from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix

__all__ = ["grounds_of"]

# The keys that a code's facts stand under: of a field, of the body, of a rejection.
_KEYS: dict[str, tuple[str, ...]] = {
    "required": ("required", "missing"),
    "empty-text": ("empty",),
    "wrong-type": ("kind",),
    "text-not-utf8": ("text_not_utf8",),
    "not-a-choice": ("choices", "selects", "not-a-choice"),
    "not-an-integer": ("as_text", "not-an-integer"),
    "out-of-range": ("min", "max", "values", "out-of-range"),
    "size-off-pattern": ("labels", "exact", "pattern", "off-pattern"),
    "size-undocumented": ("undocumented", "rows", "size-undocumented"),
    "size-renders-otherwise": ("renders",),
    "size-sibling": ("renders",),
    "preset-row": ("preset_row", "presets"),
    "preset-open": ("preset_row", "presets"),
    "default-open": ("default",),
    "field-required-with": ("requires",),
    "not-accepted": ("accepted", "not-accepted"),
    "not-a-file": ("format_family",),
    "several-files": ("repeat",),
    "too-many-files": ("repeat",),
    "not-media-family": ("format_family",),
    "format-unrecognised": ("beyond_limits",),
    "file-truncated": ("truncated",),
    "type-undeclared": ("declared_type",),
    "beyond-limit": ("beyond_limits", "limits"),
    "undocumented-field": ("undocumented_field", "other_names"),
    "bracketed-name": ("bracketed_name",),
    "repeated-field": ("repeated_field",),
    "encoding-undocumented": ("encodings", "other_encoding"),
    "malformed-body": ("encodings", "malformed-body"),
    "key-missing": ("auth_header", "auth_scheme", "key-missing"),
}
# How deep such a key stands, by the keys it stands under.
_DEPTHS = {
    ("fields",): 2,
    ("models",): 3,
    ("body",): 1,
    ("service",): 1,
    ("rejections", "by_field"): 3,
    ("rejections", "by_request"): 2,
}


def grounds_of(code: str, matrix: Matrix) -> list[Fact]:
    """The facts that findings of this code may rest on; none for codes about specs."""
    keys = _KEYS.get(code, ())
    return [fact for fact in matrix.facts.values() if _key_of(fact) in keys]


def _key_of(fact: Fact) -> str | None:
    for beginning, depth in _DEPTHS.items():
        if fact.keys[: len(beginning)] == beginning and len(fact.keys) > depth:
            return fact.keys[depth]
    return None
