"""Kinds of fields: which facts each kind has, and what the value of each may be."""

from collections.abc import Mapping
from typing import NamedTuple, Union

__all__ = [
    "ANY_KEY",
    "KINDS_OF_FIELDS",
    "OF_FIELDS_ALONE",
    "OPEN_INTEGER",
    "OPEN_TEXT",
    "TEXT",
    "TEXTS",
    "Shape",
    "Term",
    "fits",
]


class Term(NamedTuple):
    """What the readers of a fact take as its value.

    `types` are the Python types of the value, or of the items where it is `listed`. Where it must
    be settled, the readers have no use for options.
    """

    words: str
    types: tuple[type, ...]
    listed: bool = False
    settled: bool = True

    def fits(self, value: object) -> bool:
        """Whether a value is of this type; a truth value is no number."""
        if self.listed:
            return isinstance(value, tuple) and all(map(self._fits_one, value))
        return self._fits_one(value)

    def _fits_one(self, value: object) -> bool:
        return isinstance(value, self.types) and (bool in self.types or not isinstance(value, bool))


Shape = Mapping[str, Union[Term, "Shape"]]

ANY_KEY = "*"
"""Stands in a shape for the keys that an author is free to choose."""


def fits(pattern: tuple[str, ...], keys: tuple[str, ...]) -> bool:
    """Whether the keys of a fact fit a pattern, in which `ANY_KEY` is any key."""
    return len(pattern) == len(keys) and all(
        part in (ANY_KEY, key) for part, key in zip(pattern, keys, strict=True)
    )


TEXT = Term("a text", (str,))
TEXTS = Term("a list of texts", (str,), listed=True)
INTEGER = Term("a whole number", (int,))
INTEGERS = Term("a list of whole numbers", (int,), listed=True)
NUMBER = Term("a number", (int, float))
BOOLEAN = Term("true or false", (bool,))
OPEN_TEXT = TEXT._replace(settled=False)
OPEN_INTEGER = INTEGER._replace(settled=False)
_DEFAULT = Term("a text, a number, true or false", (str, int, float, bool), settled=False)

_OF_EVERY_FIELD: Shape = {"kind": TEXT, "required": BOOLEAN, "gives": TEXT, "requires": TEXT}

# Read under a field alone, and not under a model.
OF_FIELDS_ALONE = frozenset({"kind", "gives", "selects"})

KINDS_OF_FIELDS: Mapping[str, Shape] = {
    "text": {**_OF_EVERY_FIELD, "default": _DEFAULT, "empty": OPEN_TEXT},
    "choice": {**_OF_EVERY_FIELD, "default": _DEFAULT, "choices": TEXTS, "selects": TEXT},
    "integer": {
        **_OF_EVERY_FIELD,
        "default": _DEFAULT,
        "min": INTEGER,
        "max": INTEGER,
        "values": INTEGERS,
        "as_text": BOOLEAN,
    },
    "size": {
        **_OF_EVERY_FIELD,
        "default": _DEFAULT,
        "labels": TEXTS,
        "exact": {"min": INTEGER, "max": INTEGER},
        "pattern": TEXT,
        "undocumented": OPEN_TEXT,
        "table": TEXT,
        "rows": TEXTS,
        "preset_row": OPEN_TEXT,
        "presets": {ANY_KEY: OPEN_TEXT},
        "renders": {ANY_KEY: OPEN_TEXT},
    },
    "media": {
        **_OF_EVERY_FIELD,
        "accepted": BOOLEAN,
        "repeat": BOOLEAN,
        "format_family": TEXT,
        "truncated": OPEN_TEXT,
        "declared_type": OPEN_TEXT,
        "beyond_limits": OPEN_TEXT,
        "limits": {
            "max_count": INTEGER,
            "formats": TEXTS,
            "max_bytes": NUMBER,
            "min_side": NUMBER,
            "max_side": NUMBER,
            "min_ratio": NUMBER,
            "max_ratio": NUMBER,
        },
    },
}
