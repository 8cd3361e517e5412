"""Fields as documentation generators list them: name, type, marks, text, constraints, examples.

They come one below the other here, and as the rows of a table in `tabular`. Everything goes by
shape (what follows what, with or without an empty line), so that it reads a page whose prose and
labels are translated; the few words it needs stand in `words`.
"""

# ruff: noqa: RUF001 - signs and words as pages write them

import re
from collections.abc import Sequence

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
from cometvideo.documentation.pages.page import Doubt, Entry, Part, Said, Sample, Table
from cometvideo.documentation.pages.words import (
    ANSWER_HEADINGS,
    BODY_HEADINGS,
    EXAMPLES,
    HEAD_HEADINGS,
    MARKS,
    OPTIONAL,
    OPTIONS,
    PLACES,
    REQUIRED,
    UI_LINES,
    has_word,
)

__all__ = ["MEDIA_TYPE", "Reader", "Token", "is_heading"]

Token = Said | Table | Sample | Doubt

MEDIA_TYPE = re.compile(
    r"(?:\d{3}\s*[-·–]?\s*)?((?:application|multipart|text)/[a-z0-9.+-]+)", re.ASCII
)
_VALUE = re.compile(r'".*"|\'.*\'|`.*`|-?\d+(?:\.\d+)?|true|false|null|<[\w-]+>|\S*[/:_]\S*')
_PARTS = HEAD_HEADINGS | BODY_HEADINGS | ANSWER_HEADINGS
_SENTENCE_ENDS = ".!?:;。！？：；"
_LABEL_LINE = re.compile(r"[^\W\d_][\w ]{0,29}[:：]")
# A name with a type beside it: a field of its own, though its marks may not be known.
_TYPED = re.compile(
    rf"[`\"'*]{{0,2}}{IDENTIFIER.pattern}[`\"'*]{{0,2}}[\s:(,|-]{{1,4}}{TYPE.pattern}", re.I
)
_LONGEST_MARK = 20
_MOST_MARKS = 6
_LONGEST_TITLE = 4
# What narrows or marks a type, so that the line before it is one and no name.
_AFTER_TYPE = frozenset(["enum", "binary"]) | REQUIRED | OPTIONAL | PLACES
_NO_NAMES = REQUIRED | OPTIONAL | MARKS


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
        bare = first.text.strip(":#").strip().casefold()
        if name.casefold() in _NO_NAMES or (" " in bare and bare in _PARTS):
            return False
        if marks.type:
            return True
        if marks.rest:
            return False
        return self._type_below(at, first, name)

    def _type_below(self, at: int, first: Said, name: str) -> bool:
        above, below = self._line(at - 1) if at else None, self._line(at + 1)
        if TYPE.fullmatch(name) and below is not None and below.text.casefold() in _AFTER_TYPE:
            # The type of the name above it, and no name.
            return above is None or not IDENTIFIER.fullmatch(above.text)
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
        marks, narrowed = read_marks(said.text), None
        if self._head.type and said.text.casefold() in {"enum", "binary"}:
            narrowed = read_marks(f"{self._head.type} {said.text}")
            marks = narrowed or marks
        if marks is not None and (not (self._head.type and marks.type) or narrowed):
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
                entry = self._described(entry, self._whole(said))
        return entry

    def _whole(self, said: Said) -> Said:
        """A line with those below it that a sentence or a list was broken over."""
        text = said.text
        while (below := self._line(self._at)) is not None and self._goes_over(text, below):
            text = f"{text} {below.text}"
            self._at += 1
        return said._replace(text=text)

    def _goes_over(self, text: str, below: Said) -> bool:
        if not below.text or below.is_title or self._starts(self._at):
            return False
        if read_marks(below.text) is not None or _LABEL_LINE.match(below.text):
            return False
        first = below.text[0]
        is_begun = text[-1] in ",-" or (" " in text and text[-1] not in _SENTENCE_ENDS)
        goes_on = first.islower() or first.isdigit() or first in "`\"'(" or text[-1] == ","
        return is_begun and goes_on and not _TYPED.match(below.text)

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
            and (alone or (said.text.isupper() and not is_name(said.text)))
            and bool(entry.text)
            and is_heading(said.text)
            and len(said.text.split()) <= _LONGEST_TITLE
        )

    def _described(self, entry: Entry, said: Said) -> Entry:
        if said.text[-1] in ":：":
            labelled = self._labelled(entry, said)
            if labelled is not None:
                return labelled
            options, examples = self._listed(
                is_example=said.text.casefold().startswith(EXAMPLES),
                is_list=has_word(said.text, OPTIONS),
            )
            if options or examples:
                return entry._replace(
                    options=entry.options + options, examples=entry.examples + examples
                )
        return self._text(entry, said)

    def _labelled(self, entry: Entry, label: Said) -> Entry | None:
        """The field with the one value on the line below a label, if that is understood."""
        said = self._line(self._at)
        if said is None or not said.text or said.text.endswith(",") or self._starts(self._at):
            return None
        if has_word(label.text, OPTIONS) or label.text.casefold().startswith(EXAMPLES):
            return None
        told, _ = add_text(entry, Said(f"{label.text} {said.text}", said.line))
        if told.text != entry.text or told.options != entry.options or told == entry:
            return None
        self._at += 1
        return told

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
        # With no commas at all, each line is a value.
        first = self._line(self._at)
        by_line = is_list and first is not None and not first.text.endswith(",")
        while not is_example and (said := self._line(self._at)) and said.text:
            # After a comma there is another one, whatever the line after it looks like.
            if not options and (self._starts(self._at) or not self._is_option(said.text)):
                break
            if by_line and options and self._ends_list(said):
                break
            options.append(Said(unquoted(said.text), said.line))
            self._at += 1
            if not said.text.endswith(",") and not by_line:
                break
        if options:
            last = self._line(self._at - 1)
            if not by_line and last is not None and last.text.endswith(","):
                why = "a list that breaks off after a comma"
                self._doubts.append(Doubt(self._name.text, last.line, last.text, why))
                return (), ()
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

    def _ends_list(self, said: Said) -> bool:
        """Whether a line is no further value of a list that has one on each line."""
        is_value = self._is_option(said.text) and not said.text.endswith(",")
        return not is_value or said.is_title or self._starts(self._at) or self._is_mark(said.text)

    @staticmethod
    def _is_mark(text: str) -> bool:
        return text.casefold() in _PARTS | _NO_NAMES or read_marks(text) is not None

    def _skip_empty(self) -> None:
        """Go to the line after empty ones, if what follows is a list of values."""
        ahead = self._at
        while (said := self._line(ahead)) is not None and not said.text:
            ahead += 1
        if said is None or " " in said.text or not said.text:
            return
        following = self._line(ahead + 1)
        by_line = following is not None and following.text and " " not in following.text
        if said.text.endswith(",") or (by_line and not said.is_title and not self._starts(ahead)):
            self._at = ahead

    @staticmethod
    def _is_option(text: str) -> bool:
        return text.endswith(",") or (" " not in text and text[-1] not in ".:;")
