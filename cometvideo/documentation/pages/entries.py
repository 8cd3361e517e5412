"""Fields as documentation generators list them: name, type, marks, text, constraints, examples.

They come one below the other, or as the rows of a table. Everything here goes by shape (what
follows what, with or without an empty line), so that it reads a page whose prose and labels are
translated; the few words it needs stand in `words`.
"""

# ruff: noqa: RUF001 - signs and words as pages write them

import re
from collections.abc import Callable, Sequence

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
    PLACES,
    REQUIRED,
    UI_LINES,
    YES,
    has_word,
)

__all__ = [
    "IDENTIFIER",
    "MEDIA_TYPE",
    "TYPE",
    "Reader",
    "Token",
    "entries_of_table",
    "is_heading",
    "read_range",
    "unquoted",
]

Token = Said | Table | Sample | Doubt

IDENTIFIER = re.compile(r"[A-Za-z_][\w.\[\]-]{0,63}", re.ASCII)
TYPE = re.compile(
    r"(?:string|integer|number|boolean|bool|int|float|file|binary|object|array|enum)"
    r"(?:<[\w\s|./-]{1,30}>)?(?:\[\])*(?:\s*\|\s*\w+)?",
    re.ASCII,
)
MEDIA_TYPE = re.compile(r"(?:\d{3}\s*[-·–]?\s*)?([a-z]+/[a-z0-9.+-]+)", re.ASCII)
_DEFAULT = re.compile(r"([^\s:：]{2,30})[:：]\s*(\S.*)")
_ONE_LINE = re.compile(rf"({IDENTIFIER.pattern})\s+({TYPE.pattern})((?:\s+\S+)*)", re.ASCII)
_LABELLED = re.compile(r"([^:：]{1,40})[:：]\s*(\S.*)")
_RANGE = re.compile(r"(-?\d{1,18})\s*(?:<=|≤)\s*x\s*(?:<=|≤)\s*(-?\d{1,18})", re.ASCII)
_AT_LEAST = re.compile(r"x\s*(?:>=|≥)\s*(-?\d{1,18})", re.ASCII)
_AT_MOST = re.compile(r"x\s*(?:<=|≤)\s*(-?\d{1,18})", re.ASCII)
_LIMIT = re.compile(r"[<>=≤≥]*\s*-?\d[\d\s<>=≤≥.-]*", re.ASCII)
_VALUE = re.compile(r'".*"|\'.*\'|`.*`|-?\d+(?:\.\d+)?|true|false|null|<[\w-]+>|\S*[/:_]\S*')
_PARTS = HEAD_HEADINGS | BODY_HEADINGS | ANSWER_HEADINGS
_LONGEST_MARK = 20
_LONGEST_TITLE = 4
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


def read_range(text: str) -> tuple[str | None, str | None] | None:
    """The ends of `2 <= x <= 15`, `x >= 2` or `x <= 15`; None for anything else."""
    both = _RANGE.fullmatch(text)
    if both:
        return both[1], both[2]
    least, most = _AT_LEAST.fullmatch(text), _AT_MOST.fullmatch(text)
    if least or most:
        return (least[1] if least else None), (most[1] if most else None)
    return None


def unquoted(text: str) -> str:
    """A value without the quotes and the comma it is listed with."""
    text = text.strip().rstrip(",").strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'`":
        return text[1:-1]
    return text


class Reader:
    """Reads one field from a place in the flow of a page."""

    def __init__(self, flow: Sequence[Token], at: int) -> None:
        self._flow = flow
        self._at = at
        self._doubts: list[Doubt] = []
        self._required: bool | None = False
        self._default: Said | None = None
        self._place = ""

    def starts_entry(self) -> bool:
        """Whether a field is described from here on."""
        return self._starts(self._at)

    def read(self, part: Part) -> tuple[Entry, list[Doubt], int]:
        """The field, what was not understood about it, and where to go on."""
        name, kind = self._name_and_type()
        self._marks(name.text)
        entry = Entry(
            part=part,
            name=name.text,
            type=kind,
            required=self._required,
            default=self._default,
            place=self._place,
            line=name.line,
        )
        return self._rest(entry), self._doubts, self._at

    def _line(self, at: int) -> Said | None:
        each = self._flow[at] if at < len(self._flow) else None
        return each if isinstance(each, Said) else None

    def _starts(self, at: int) -> bool:
        first, second = self._line(at), self._line(at + 1)
        if first is None or not first.text:
            return False
        whole = _ONE_LINE.fullmatch(first.text)
        if whole:
            return all(self._is_mark(each) for each in whole[3].split())
        if second is None or not IDENTIFIER.fullmatch(first.text):
            return False
        if TYPE.fullmatch(second.text):
            return True
        # A type that is not known here is one all the same where a mark follows it.
        third = self._line(at + 2)
        return (
            third is not None
            and IDENTIFIER.fullmatch(second.text) is not None
            and third.text.casefold() in REQUIRED | PLACES
            and first.text.casefold() not in _PARTS
        )

    def _is_mark(self, word: str) -> bool:
        word = word.strip("()[],*·").casefold()
        return not word or word in REQUIRED | OPTIONAL | MARKS | PLACES or ":" in word

    def _name_and_type(self) -> tuple[Said, Said]:
        first = self._line(self._at)
        assert first is not None  # noqa: S101 - starts_entry said so
        whole = _ONE_LINE.fullmatch(first.text)
        if whole:
            for word in whole[3].split():
                self._mark(Said(word.strip("()[],*·"), first.line), whole[1])
            self._at += 1
            return Said(whole[1], first.line), Said(whole[2], first.line)
        second = self._line(self._at + 1)
        assert second is not None  # noqa: S101 - starts_entry said so
        self._at += 2
        return first, second

    def _marks(self, name: str) -> None:
        while (said := self._line(self._at)) is not None and said.text:
            if self._starts(self._at) or not self._mark(said, name):
                return
            self._at += 1

    def _mark(self, said: Said, name: str) -> bool:
        """Take one mark under the type; False where the marks have ended."""
        word = said.text.casefold()
        default = _DEFAULT.fullmatch(said.text)
        if not word or word in MARKS | OPTIONAL:
            pass
        elif word in REQUIRED:
            self._required = True
        elif word in PLACES:
            self._place = word
        elif default and not read_range(default[2]) and len(default[1].split()) == 1:
            self._default = Said(unquoted(default[2]), said.line)
        elif len(word) <= _LONGEST_MARK and " " not in word and word.isalpha():
            self._required = None
            self._doubts.append(Doubt(name, said.line, said.text, "a mark that is not known"))
        else:
            return False
        return True

    def _rest(self, entry: Entry) -> Entry:
        while self._at < len(self._flow):
            said = self._line(self._at)
            if said is None or self._starts(self._at):
                break
            if not said.text or said.text.casefold() in UI_LINES:
                self._at += 1
            elif self._ends(said, entry):
                break
            else:
                self._at += 1
                entry = self._described(entry, said)
        return entry

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
            options, examples = self._listed(is_example=said.text.casefold().startswith(EXAMPLES))
            if options or examples:
                return entry._replace(
                    options=entry.options + options, examples=entry.examples + examples
                )
        labelled = _LABELLED.fullmatch(said.text)
        if labelled:
            label, value = labelled[1], Said(labelled[2].strip(), said.line)
            ends = read_range(value.text)
            if ends:
                return entry._replace(
                    minimum=Said(ends[0], said.line) if ends[0] else None,
                    maximum=Said(ends[1], said.line) if ends[1] else None,
                )
            bare = unquoted(value.text)
            if bare.startswith("^") or bare.endswith("$"):
                return entry._replace(pattern=Said(bare, said.line))
            if _LIMIT.fullmatch(value.text):
                return entry._replace(rules=(*entry.rules, (label, value)))
        return entry._replace(text=(*entry.text, said))

    def _listed(self, *, is_example: bool) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
        """The values under a label: options follow at once, examples after an empty line."""
        options: list[Said] = []
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

    @staticmethod
    def _is_option(text: str) -> bool:
        return text.endswith(",") or (" " not in text and text[-1] not in ".:;")


def entries_of_table(table: Table, part: Part) -> list[Entry]:
    """The fields that a table describes; none where it is a table of something else.

    The columns are told by what stands in them: names, types, and yes or no. The default is the
    one that needs a word in its heading; the longest texts are the description.
    """
    rows = [row for row in table.rows if row.cells]
    width = min((len(row.cells) for row in rows), default=0)
    names = _column(rows, width, lambda text: IDENTIFIER.fullmatch(text) is not None)
    types = _column(rows, width, lambda text: TYPE.fullmatch(text) is not None)
    if names is None or types is None or names == types:
        return []
    marks = _column(rows, width, lambda text: text.casefold() in _TRUE | _FALSE)
    headings = enumerate(table.heading[:width])
    default = next((at for at, text in headings if has_word(text, FIRST)), None)
    rest = set(range(width)) - {names, types, marks, default}
    about = max(rest, key=lambda at: sum(len(row.cells[at]) for row in rows), default=None)
    found = []
    for row in rows:
        cells = [unquoted(cell) for cell in row.cells]
        value = cells[default] if default is not None else ""
        found.append(
            Entry(
                part=part,
                name=cells[names],
                type=Said(cells[types], row.line),
                required=None if marks is None else cells[marks].casefold() in _TRUE,
                default=None if value.casefold() in _NOTHING else Said(value, row.line),
                text=(Said(cells[about], row.line),) if about is not None else (),
                line=row.line,
                terse=True,
            )
        )
    return found


def _column(rows: Sequence[Row], width: int, is_one: Callable[[str], bool]) -> int | None:
    columns = range(width)
    return next(
        (at for at in columns if all(is_one(unquoted(row.cells[at])) for row in rows)), None
    )
