"""Rows: what there is to know of one kind of fact, or of a block of them."""

from collections.abc import Mapping
from typing import Final, NamedTuple

__all__ = [
    "ADVICE", "ANY_KEY", "BOOLEAN", "CHANCE", "HTTP_STATUS", "INTEGER", "INTEGERS", "LARGE",
    "NO_PROBE", "NUMBER", "OPEN_BOOLEAN", "OPEN_SCALAR", "OPEN_SIZE", "OPEN_TEXT", "OURS",
    "PRICE", "SCALAR", "SIZE", "SIZES", "TEXT", "TEXTS", "TEXTS_OR_NONE", "VALUES", "Row", "Rule",
    "Type", "words",
]  # fmt: skip

ANY_KEY: Final = "*"
"""Stands in the place of a row for the keys that an author is free to choose."""


class Type(NamedTuple):
    """What the readers of a fact take as its value.

    `python` are the Python types of the value, or of the items where it is `listed`, of
    which there may be none if `empty`; `choices` are the texts that it is one of, if any. Where it
    must be `settled`, the readers have no use for options. `name` is its name in the JSON Schema of
    specs, `says` what it is in a sentence.
    """

    name: str
    says: str
    python: tuple[type, ...]
    listed: bool = False
    settled: bool = True
    choices: tuple[str, ...] = ()
    empty: bool = False

    def fits(self, value: object) -> bool:
        """Whether a value is of the Python type; a truth value is no number."""
        if self.listed:
            return isinstance(value, tuple) and all(map(self._fits_one, value))
        return self._fits_one(value)

    def _fits_one(self, value: object) -> bool:
        return isinstance(value, self.python) and (
            bool in self.python or not isinstance(value, bool)
        )


TEXT: Final = Type("text", "a text", (str,))
OPEN_TEXT: Final = Type("open-text", "a text", (str,), settled=False)
TEXTS: Final = Type("texts", "a list of texts", (str,), listed=True)
TEXTS_OR_NONE: Final = Type(
    "texts-or-none", "a list of texts, which may be empty", (str,), listed=True, empty=True
)
VALUES: Final = Type(
    "values", "a list of texts, whole numbers, true or false", (str, int, bool), listed=True
)
SIZE: Final = Type("size", "a text", (str,))
OPEN_SIZE: Final = Type("open-size", "a text", (str,), settled=False)
SIZES: Final = Type("sizes", "a list of texts", (str,), listed=True)
INTEGER: Final = Type("integer", "a whole number", (int,))
INTEGERS: Final = Type("integers", "a list of whole numbers", (int,), listed=True)
HTTP_STATUS: Final = Type("http-status", "a whole number", (int,), settled=False)
NUMBER: Final = Type("number", "a number", (int, float))
PRICE: Final = Type("price", "a number", (int, float), settled=False)
BOOLEAN: Final = Type("boolean", "true or false", (bool,))
OPEN_BOOLEAN: Final = Type("open-boolean", "true or false", (bool,), settled=False)
_SCALAR: Final = "a text, a number, true or false"
SCALAR: Final = Type("scalar", _SCALAR, (str, int, float, bool))
OPEN_SCALAR: Final = Type("open-scalar", _SCALAR, (str, int, float, bool), settled=False)


def words(name: str, *choices: str, settled: bool = True) -> Type:
    """The type of a fact that is one of a few words."""
    return Type(name, "a text", (str,), settled=settled, choices=choices)


class Rule(NamedTuple):
    """When a change of a fact breaks clients, and why.

    `worse` names the test of a new value in `changes/breaking.py`; `removed` tells whether it
    breaks where the fact, or the thing, is gone, `added` why it breaks where it is new (empty: it
    does not).
    """

    why: str
    worse: str = "other"
    added: str = ""
    removed: bool = True


OURS: Final = "our own words for what a thing is, or settings of programs"
CHANCE: Final = "some jobs show it and some do not"
ADVICE: Final = "advice to clients"
LARGE: Final = "nothing as large as that is sent"
NO_PROBE: Final = "no probe asks about it"


_NO_KEYS: Final[Mapping[str, "Row"]] = {}


class Row(NamedTuple):
    """One kind of fact (it has a `type`), or a block (it has `keys`, or is of free keys: `each`).

    A block with `keys` takes no others in the JSON Schema; its `each` tells what would be read
    under one. A table of sizes is either: a list, or a block.

    `free`: authors choose further keys beside `keys`, of the row `each`.
    `title`, `meaning`: for the schema and the reference of specs.
    `left_out`: what holds where it is not there; of a block, of every fact in it that says nothing
    else.
    `part`: the name of a block that stands in several places, in the schema.
    `kinds`: the kinds of fields that have the fact; empty for all of them.
    `fields_only`: it is read under a field alone, and not under a model.
    `needed`: an endpoint cannot be spoken with without it.
    `whole`: it comes and goes as one thing, which is one change between two specs.
    `subject`, `subjects`: what a change of it, and of a fact in it, is about, with keys by their
    number; of a section, a title.
    `rule`: when a change of it breaks; none where `predict` tells that, or nobody relies on it.
    `page`: whether the pages of operations show it in a way that is read; of a section, what part
    of a page that is.
    `check`: the check in `live/life_checks.py` that tells it from a task's life.
    `unshown`: where no behaviour shows it, why; what is empty is as in the block around it.
    `codes`: the codes of findings that rest on it, or on the facts in it.
    """

    title: str
    meaning: str
    type: Type | None = None
    keys: "Mapping[str, Row]" = _NO_KEYS
    each: "Row | None" = None
    left_out: str = ""
    part: str = ""
    free: bool = False
    kinds: tuple[str, ...] = ()
    fields_only: bool = False
    needed: bool = False
    whole: bool = False
    subject: str = ""
    subjects: str = ""
    rule: Rule | None = None
    page: bool | str = False
    check: str = ""
    unshown: str = ""
    codes: tuple[str, ...] = ()

    @property
    def explained(self) -> str:
        """The meaning, after the fields that have such a fact where not all of them do."""
        kind = f"Kind {', '.join(self.kinds)}" if self.kinds else ""
        fields = ", ".join(filter(None, (kind, "under fields only" if self.fields_only else "")))
        return f"{fields[:1].upper()}{fields[1:]}. {self.meaning}" if fields else self.meaning

    @property
    def is_block(self) -> bool:
        """Whether facts stand in it."""
        return bool(self.keys) or self.each is not None

    def below(self, key: str) -> "Row | None":
        """The row of a key in this block; None where nobody reads such a key."""
        return self.keys.get(key, self.each)
