"""Fields as documentation generators list them: name, type, marks, text, constraints, examples.

They come one below the other, or as the rows of a table. Everything here goes by shape (what
follows what, with or without an empty line), so that it reads a page whose prose and labels are
translated; the few words it needs stand in `words`.
"""

# ruff: noqa: RUF001 - signs and words as pages write them

import re
from collections.abc import Callable, Sequence

from cometvideo.documentation.pages.constraints import add_text
from cometvideo.documentation.pages.heads import (
    IDENTIFIER,
    TYPE,
    Marks,
    is_name,
    read_head,
    read_marks,
    unquoted,
)
from cometvideo.documentation.pages.page import Doubt, Entry, Part, Row, Said, Sample, Table
from cometvideo.documentation.pages.words import (
    ANSWER_HEADINGS,
    BODY_HEADINGS,
    EXAMPLES,
    FIRST,
    HEAD_HEADINGS,
    MARKS,
    NO,
    OPTIONAL,
    OPTIONS,
    PLACES,
    REQUIRED,
    UI_LINES,
    YES,
    has_word,
)

__all__ = [
    "MEDIA_TYPE",
    "Reader",
    "Token",
    "entries_of_table",
    "is_heading",
]

Token = Said | Table | Sample | Doubt

MEDIA_TYPE = re.compile(
    r"(?:\d{3}\s*[-·–]?\s*)?((?:application|multipart|text)/[a-z0-9.+-]+)", re.ASCII
)
_VALUE = re.compile(r'".*"|\'.*\'|`.*`|-?\d+(?:\.\d+)?|true|false|null|<[\w-]+>|\S*[/:_]\S*')
_PARTS = HEAD_HEADINGS | BODY_HEADINGS | ANSWER_HEADINGS
_LONGEST_MARK = 20
_MOST_MARKS = 6
_LONGEST_TITLE = 4
_NO_NAMES = REQUIRED | OPTIONAL | MARKS
_TRUE, _FALSE = YES | REQUIRED, NO | OPTIONAL
_NOTHING = frozenset(["", "-", "–", "—", "none", "n/a"])


def is_heading(text: str) -> bool:
    """Whether a line looks like a heading: short, and no sentence, value or label."""
    return (
        0 < len(text) <= 60
        and len(text.split()) <= 8
        and text[-1] not in ".:,;!?。：，；…\"'`)}]>\\"
        and text[0].isalpha()
        and not any(each in text for each in ":：=<")
        and not _VALUE.fullmatch(text)
    )


class Reader:
    """Reads one field from a place in the flow of a page."""

    def __init__(self, flow: Sequence[Token], at: int) -> None:
        self._flow = flow
        self._at = at
        self.passed: list[Token] = []
        self._doubts: list[Doubt] = []
        self._head = Marks()
        self._name = Said("", 0)
        self._type = Said("", 0)
        self._required: bool | None = False

    def starts_entry(self) -> bool:
        """Whether a field is described from here on."""
        return self._starts(self._at)

    def unread_entry(self) -> Doubt | None:
        """The field whose name stands alone here, over marks that were not understood."""
        first, second = self._line(self._at), self._line(self._at + 1)
        before = self._line(self._at - 1) if self._at else None
        is_alone = before is None or not before.text
        if first is None or second is None or not is_alone or not is_name(first.text):
            return None
        if read_marks(second.text) is not None or not TYPE.search(second.text):
            return None
        why = "a field whose type and marks were not understood"
        return Doubt(first.text, first.line, f"{first.text}: {second.text}", why)

    def read(self, part: Part) -> tuple[Entry, list[Doubt], int]:
        """The field, what was not understood about it, and where to go on."""
        self._read_head()
        head, line = self._head, self._type.line
        low, high, pattern, default = (
            Said(each, line) if each is not None else None
            for each in (head.low, head.high, head.pattern, head.default)
        )
        entry = Entry(
            part=part,
            name=self._name.text,
            type=self._type,
            required=self._required,
            default=default,
            minimum=low,
            maximum=high,
            pattern=pattern,
            place=head.place,
            line=self._name.line,
            marked=head.required is not None,
        )
        if head.rest:
            entry = self._text(entry, Said(head.rest, self._name.line))
        return self._rest(entry), self._doubts, self._at

    def _line(self, at: int) -> Said | None:
        each = self._flow[at] if at < len(self._flow) else None
        return each if isinstance(each, Said) else None

    def _starts(self, at: int) -> bool:
        """A name with its type on one line, or below it with nothing but marks between."""
        first = self._line(at)
        head = read_head(first.text) if first is not None and first.text else None
        if first is None or head is None:
            return False
        name, marks = head
        if name.casefold() in _NO_NAMES:
            return False
        if marks.type:
            return True
        if marks.rest:
            return False
        return self._type_below(at, first, name)

    def _type_below(self, at: int, first: Said, name: str) -> bool:
        for step in range(1, _MOST_MARKS):
            said = self._line(at + step)
            if said is None:
                return False
            if not said.text:
                # Under a heading of its own a field may have empty lines between its marks.
                if first.is_title:
                    continue
                return False
            marks = read_marks(said.text)
            if marks is None:
                break
            if marks.type:
                return True
        # A type that is not known here is one all the same where a mark follows it.
        second, third = self._line(at + 1), self._line(at + 2)
        return (
            second is not None
            and third is not None
            and first.text == name
            and IDENTIFIER.fullmatch(second.text) is not None
            and second.text.casefold() not in _NO_NAMES
            and third.text.casefold() in REQUIRED | PLACES
            and name.casefold() not in _PARTS
        )

    def _read_head(self) -> None:
        """Take the name, its type, and all marks that follow."""
        first = self._line(self._at)
        head = read_head(first.text) if first is not None else None
        assert first is not None and head is not None  # noqa: S101, PT018 - starts_entry said so
        name, self._head = head
        self._name = self._type = Said(name, first.line)
        self._at += 1
        if self._head.type:
            self._type = Said(self._head.type, first.line)
        elif not self._known_type_ahead():
            second = self._line(self._at)
            self._type = Said(second.text if second else "", second.line if second else first.line)
            self._head = self._head._replace(type=self._type.text)
            self._at += 1
        if not self._head.rest:
            self._marks(name, spaced=first.is_title)
        self._required = bool(self._head.required) if self._required is not None else None

    def _known_type_ahead(self) -> bool:
        said = self._line(self._at)
        return said is None or not said.text or read_marks(said.text) is not None

    def _marks(self, name: str, *, spaced: bool) -> None:
        while (said := self._line(self._at)) is not None:
            if not said.text:
                if not (spaced and self._mark_ahead()):
                    return
            elif self._starts(self._at) or not self._mark(said, name):
                return
            self._at += 1

    def _mark_ahead(self) -> bool:
        said = self._line(self._at + 1)
        return said is not None and bool(said.text) and read_marks(said.text) is not None

    def _mark(self, said: Said, name: str) -> bool:
        """Take one line of marks under the name; False where the marks have ended."""
        marks = read_marks(said.text)
        if marks is not None and not (self._head.type and marks.type):
            if marks.type:
                self._type = Said(marks.type, said.line)
            given = {key: each for key, each in marks._asdict().items() if each not in {None, ""}}
            self._head = self._head._replace(**given)
            return True
        word = said.text.casefold()
        if len(word) <= _LONGEST_MARK and " " not in word and word.isalpha():
            self._required = None
            self._doubts.append(Doubt(name, said.line, said.text, "a mark that is not known"))
        else:
            return False
        return True

    def _rest(self, entry: Entry) -> Entry:
        while self._at < len(self._flow):
            said = self._line(self._at)
            if said is None:
                if not self._goes_on(entry):
                    break
                self.passed.append(self._flow[self._at])
                self._at += 1
                continue
            if self._starts(self._at):
                break
            if not said.text or said.text.casefold() in UI_LINES:
                self._at += 1
            elif self._ends(said, entry) or Reader(self._flow, self._at).unread_entry():
                break
            else:
                self._at += 1
                entry = self._described(entry, said)
        return entry

    def _goes_on(self, entry: Entry) -> bool:
        """Whether a table is followed by a constraint, so that it stands inside the field."""
        if not isinstance(self._flow[self._at], Table):
            return False
        ahead = self._at + 1
        while (said := self._line(ahead)) is not None and not said.text:
            ahead += 1
        if said is None or said.is_title or self._starts(ahead):
            return False
        told, _ = add_text(entry, said)
        return told.text == entry.text and told != entry

    def _ends(self, said: Said, entry: Entry) -> bool:
        """Whether a line is no part of a field: a heading, or the encoding of the body."""
        if said.is_title or said.text.casefold() in _PARTS or self._is_heading(entry):
            return True
        return MEDIA_TYPE.fullmatch(said.text) is not None

    def _is_heading(self, entry: Entry) -> bool:
        """Whether a short line that stands alone after a field's text begins something else."""
        said, before, after = (self._line(self._at + step) for step in (0, -1, 1))
        alone = before is not None and not before.text and (after is None or not after.text)
        return (
            said is not None
            and alone
            and bool(entry.text)
            and is_heading(said.text)
            and len(said.text.split()) <= _LONGEST_TITLE
        )

    def _described(self, entry: Entry, said: Said) -> Entry:
        if said.text[-1] in ":：":
            options, examples = self._listed(
                is_example=said.text.casefold().startswith(EXAMPLES),
                is_list=has_word(said.text, OPTIONS),
            )
            if options or examples:
                return entry._replace(
                    options=entry.options + options, examples=entry.examples + examples
                )
        return self._text(entry, said)

    def _text(self, entry: Entry, said: Said) -> Entry:
        entry, doubts = add_text(entry, said)
        self._doubts += doubts
        return entry

    def _listed(
        self, *, is_example: bool, is_list: bool
    ) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
        """The values under a label: options follow at once, examples after an empty line."""
        options: list[Said] = []
        if is_list:
            self._skip_empty()
        while not is_example and (said := self._line(self._at)) and said.text:
            # After a comma there is another one, whatever the line after it looks like.
            if not options and (self._starts(self._at) or not self._is_option(said.text)):
                break
            options.append(Said(unquoted(said.text), said.line))
            self._at += 1
            if not said.text.endswith(","):
                break
        if options:
            return tuple(options), ()
        examples: list[Said] = []
        ahead = self._at
        while (said := self._line(ahead)) is not None and not self._starts(ahead):
            if said.text and not _VALUE.fullmatch(said.text):
                break
            if said.text:
                examples.append(Said(unquoted(said.text), said.line))
            ahead += 1
        self._at = ahead if examples else self._at
        return (), tuple(examples)

    def _skip_empty(self) -> None:
        """Go to the line after empty ones, if what follows is a list of values."""
        ahead = self._at
        while (said := self._line(ahead)) is not None and not said.text:
            ahead += 1
        if said is not None and said.text.endswith(",") and " " not in said.text:
            self._at = ahead

    @staticmethod
    def _is_option(text: str) -> bool:
        return text.endswith(",") or (" " not in text and text[-1] not in ".:;")


def entries_of_table(table: Table, part: Part) -> tuple[list[Entry], list[Doubt]]:
    """The fields that a table describes, and doubts; none where it is a table of something else.

    The columns are told by what stands in them: names, types, and yes or no. The default is the
    one that needs a word in its heading; the longest texts are the description.
    """
    rows = [row for row in table.rows if row.cells]
    width = min((len(row.cells) for row in rows), default=0)
    names = _column(rows, width, _is_name)
    types = _column(rows, width, _is_type)
    if names is None or types is None or names == types:
        return [], []
    marks = _column(rows, width, lambda text: text.casefold() in _TRUE | _FALSE)
    headings = enumerate(table.heading[:width])
    default = next((at for at, text in headings if has_word(text, FIRST)), None)
    rest = set(range(width)) - {names, types, marks, default}
    about = max(rest, key=lambda at: sum(len(row.cells[at]) for row in rows), default=None)
    found, doubts = [], []
    for row in rows:
        cells = [unquoted(cell) for cell in row.cells]
        name, beside = read_head(cells[names]) or (cells[names], Marks())
        told = read_marks(cells[types]) or Marks()
        required = beside.required if beside.required is not None else told.required
        if marks is not None:
            required = cells[marks].casefold() in _TRUE
        value = cells[default] if default is not None else ""
        entry = Entry(
            part=part,
            name=name,
            type=Said(told.type, row.line),
            required=bool(required),
            default=None if value.casefold() in _NOTHING else Said(value, row.line),
            line=row.line,
            marked=required is not None,
        )
        if about is not None and cells[about]:
            entry, odd = add_text(entry, Said(cells[about], row.line))
            doubts += odd
        found.append(entry)
    return found, doubts


def _is_name(text: str) -> bool:
    head = read_head(text)
    return head is not None and not head[1].type and not head[1].rest


def _is_type(text: str) -> bool:
    marks = read_marks(text)
    return marks is not None and bool(marks.type)


def _column(rows: Sequence[Row], width: int, is_one: Callable[[str], bool]) -> int | None:
    columns = range(width)
    return next(
        (at for at in columns if all(is_one(unquoted(row.cells[at])) for row in rows)), None
    )
