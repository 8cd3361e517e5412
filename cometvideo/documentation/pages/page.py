"""What a documentation page holds, whatever its layout: operation, fields, tables, samples, prose.

A page says only what stands on it; what that means for the facts of a spec is worked out elsewhere.
"""

import re
from typing import Literal, NamedTuple

__all__ = [
    "Doubt",
    "Entry",
    "Layout",
    "Page",
    "Part",
    "Passage",
    "Row",
    "Said",
    "Sample",
    "Table",
    "is_openapi",
    "kind_of_code",
]

Layout = Literal["text", "html", "markdown", "openapi", "unreadable"]
Part = Literal["head", "authorization", "body", "answer"]

_OPENAPI = re.compile(
    r"""^[ \t]{0,40}\{?[ \t]{0,40}["']?(?:openapi|swagger)["']?[ \t]{0,9}:[ \t]{0,9}["']?\d""",
    re.MULTILINE,
)
_TYPED = r"(?:string|integer|number|boolean|enum|file|object|array|binary)(?![\w-])"
_NEAR_THE_BEGINNING = 4000


class Said(NamedTuple):
    """A short text and the line it stands on, counted from 1.

    `is_title` marks a heading where the layout itself says that it is one.
    """

    text: str
    line: int
    is_title: bool = False


class Entry(NamedTuple):
    """One documented field.

    `required` is None where a mark could not be understood. `rules` are further constraints by
    their name on the page, `options` and `examples` are texts. A `marked`
    entry says itself whether it is required.
    """

    part: Part
    name: str
    type: Said
    required: bool | None
    default: Said | None = None
    minimum: Said | None = None
    maximum: Said | None = None
    pattern: Said | None = None
    options: tuple[Said, ...] = ()
    examples: tuple[Said, ...] = ()
    text: tuple[Said, ...] = ()
    rules: tuple[tuple[str, Said], ...] = ()
    place: str = ""
    line: int = 1
    marked: bool = True

    @property
    def lines(self) -> list[int]:
        """The lines on which anything of it begins."""
        said = (self.type, self.default, self.minimum, self.maximum, self.pattern)
        every = (
            *said,
            *self.options,
            *self.examples,
            *self.text,
            *(each for _, each in self.rules),
        )
        return [self.line, *(each.line for each in every if each is not None)]


class Row(NamedTuple):
    """One row of a table: the texts of its cells."""

    cells: tuple[str, ...]
    line: int


class Table(NamedTuple):
    """A table; `lead` is the prose right before it, `heading` the cells of its first row."""

    heading: tuple[str, ...]
    rows: tuple[Row, ...]
    line: int
    lead: str = ""
    section: int = 0


class Sample(NamedTuple):
    """A block of code: a request to send (`curl`, a program) or an answer (JSON)."""

    kind: Literal["request", "answer"]
    text: str
    line: int


def kind_of_code(text: str) -> Literal["request", "answer"]:
    """What a block of code is: an answer is JSON, all else shows how to ask."""
    return "answer" if text.lstrip().startswith(("{", "[")) else "request"


def is_openapi(text: str) -> bool:
    """Whether a document, or a block of code, names a version of OpenAPI near its beginning."""
    return _OPENAPI.search(text[:_NEAR_THE_BEGINNING]) is not None


class Passage(NamedTuple):
    """A paragraph of prose; passages between two headings have the same section number."""

    text: str
    line: int
    section: int = 0


class Doubt(NamedTuple):
    """Something that stands on the page and could not be understood.

    `about` is the part or the name of the field that it belongs to.
    """

    about: str
    line: int
    text: str
    why: str


class Page(NamedTuple):
    """One operation as a page documents it.

    `parts` are the sections that were found; `answers` are texts by HTTP status of an answer.
    A page that is `closed` has an end of its own, so that it was not cut off. `unread` is what no
    reader takes in and a person may: it is put beside what stood there before.
    """

    name: str
    layout: Layout
    method: Said | None = None
    path: Said | None = None
    servers: tuple[Said, ...] = ()
    encodings: tuple[Said, ...] = ()
    schemes: tuple[Said, ...] = ()
    entries: tuple[Entry, ...] = ()
    tables: tuple[Table, ...] = ()
    samples: tuple[Sample, ...] = ()
    passages: tuple[Passage, ...] = ()
    answers: tuple[tuple[str, Said], ...] = ()
    parts: frozenset[Part] = frozenset()
    doubts: tuple[Doubt, ...] = ()
    closed: bool = False
    unread: tuple[Said, ...] = ()

    def may_be_cut(self, *last: int) -> bool:
        """Whether no more than a line begins below these, so that what ends there may go on."""
        if self.closed:
            return False
        lines = [each.line for each in self.samples]
        lines += [each.line for each in self.passages]
        lines += [each.line for each in self.doubts]
        lines += [row.line for table in self.tables for row in table.rows]
        lines += [line for entry in self.entries for line in entry.lines]
        return max(lines, default=0) - max(last, default=0) <= 1

    def is_marked(self, entry: Entry) -> bool:
        """Whether it is known if a field is required: by its own mark, or by those of others."""
        return entry.required is not None and (
            entry.marked
            or any(
                each.required and each.marked for each in self.entries if each.part == entry.part
            )
        )

    def names_field(self, name: str) -> bool:
        """Whether a line begins with a name, or has a type after it, as where a field is told."""
        begins = re.compile(rf"[^\w]{{0,9}}{re.escape(name)}(?![\w-])")
        typed = re.compile(rf"(?<![\w-]){re.escape(name)}[`\"'*]{{0,4}}[\s:(,|]{{1,4}}{_TYPED}")
        lines = [each.text for each in self.passages] + [each.text for each in self.doubts]
        lines += [said.text for entry in self.entries for said in entry.text]
        lines += [cell for table in self.tables for row in table.rows for cell in row.cells[:1]]
        return any(begins.match(each) or typed.search(each) for each in lines)

    def fields(self, part: Part) -> dict[str, Entry]:
        """The entries of one part by name; of equal names the first."""
        found: dict[str, Entry] = {}
        for each in self.entries:
            if each.part == part:
                found.setdefault(each.name, each)
        return found
