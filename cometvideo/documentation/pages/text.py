"""Pages as text copied from a browser: code without fences, tables without separators."""

import json
import re
from collections import Counter
from collections.abc import Sequence

from cometvideo.documentation.pages.entries import Token
from cometvideo.documentation.pages.flow import pages_of_flow
from cometvideo.documentation.pages.heads import TYPE, is_name, read_head
from cometvideo.documentation.pages.page import Doubt, Page, Row, Said, Sample, Table
from cometvideo.documentation.pages.splitting import (
    RATIO,
    SIZE,
    cut_row,
    cuts,
    looks_run_together,
    split_heading,
)

__all__ = ["flow_of_text", "read_text"]

_PROGRAM = re.compile(r"curl\s|import\s\w|from\s\w+\simport\s|const\s|fetch\(|<\?php|package\s\w")
# The number of a section, as in a manual; `1.5 Pro` is none.
_NUMBER = re.compile(
    r"\d{1,2}(?:(?:\.\d{1,3}){2,3}\.?\s+|\.\d{1,3}\.?\s{2,})(?=[A-Za-z_])", re.ASCII
)
_GAP = re.compile(r" {2,}")
_FEWEST_CELLS = 3
_CELLS_OF_A_HEAD = 2
_LONGEST_ANSWER = 50_000
_MOST_ANSWERS = 50
_FEWEST_WORDS = 6
_FEWEST_LINES = 6
_WIDEST_LINE = 110
_NEARLY_FULL = 0.7
_LONGEST_PARAGRAPH = 60
_SURE_RATIOS = re.compile(RATIO, re.ASCII)
_SURE_SIZE = re.compile(SIZE, re.ASCII)


def read_text(text: str, name: str) -> list[Page]:
    """Read the text of one page."""
    return pages_of_flow(flow_of_text(text), name, "text")


def flow_of_text(text: str) -> list[Token]:
    """Lines, with the tables and the code among them recognised by their shape."""
    lines = _tabbed(text.split("\n"))
    unwrapped = _Wrapped(lines)
    answers = _Answers(lines)
    flow: list[Token] = []
    at = 0
    while at < len(lines):
        taken, token = _piece(lines, at, unwrapped, answers)
        if isinstance(token, list):
            flow += token
        else:
            flow.append(token)
        at += taken
    return flow


def _tabbed(lines: Sequence[str]) -> list[str]:
    """Lines whose cells spaces keep apart, as if tabs did, where one of the cells is a size."""
    cells = [_GAP.split(each.strip()) for each in lines]
    rows = {
        at
        for at, each in enumerate(cells)
        if len(each) >= _FEWEST_CELLS and any(map(_SURE_SIZE.fullmatch, each))
    }
    rows |= {at - 1 for at in rows if at and len(cells[at - 1]) == len(cells[at])}
    return ["\t".join(cells[at]) if at in rows else each for at, each in enumerate(lines)]


def _piece(
    lines: Sequence[str], at: int, unwrapped: "_Wrapped", answers: "_Answers"
) -> tuple[int, Token | list[Token]]:
    line = lines[at].strip()
    number = at + 1
    if line.startswith("{") and (line == "{" or '"' in line):
        taken, answer = answers.read(at)
        if taken:
            return taken, Sample("answer", answer, number)
        return 1, Doubt("answer-sample", number, line, "no JSON that can be read")
    if _PROGRAM.match(line):
        taken = _program(lines, at)
        return taken, Sample("request", "\n".join(lines[at : at + taken]), number)
    if _begins_table(lines, at):
        return _table(lines, at)
    section = _NUMBER.match(line)
    if section:
        return 1, Said(line[section.end() :], number, is_title=True)
    taken, whole = unwrapped.paragraph(at)
    return taken, Said(whole, number)


class _Wrapped:
    """Paragraphs whose lines were broken at the edge of a page, as in a copy of a PDF.

    A page is wrapped where its prose has many lines and none is long.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        prose = [
            len(each)
            for each in lines
            if not _has_columns(each) and len(each.split(None, _FEWEST_WORDS)) >= _FEWEST_WORDS
        ]
        longest = max(prose, default=0)
        is_wrapped = len(prose) >= _FEWEST_LINES and longest <= _WIDEST_LINE
        self._longest = longest
        self._full = longest * _NEARLY_FULL if is_wrapped else None

    def paragraph(self, at: int) -> tuple[int, str]:
        """How many lines from here on are one paragraph, and its text."""
        text = self._lines[at].strip()
        taken, broken = 1, _is_cut(text)
        while at + taken < len(self._lines) and (broken or self._goes_on(at + taken - 1)):
            following = self._lines[at + taken].strip()
            if not following or following[0] in "{|" or "\t" in following:
                break
            if not broken and (_is_head(following) or self._is_head_of_two(at + taken)):
                break
            if broken and not (following[0].islower() or following[0].isdigit()):
                break
            text = _joined(text, following)
            taken += 1
            broken = _is_cut(following)
            if taken == _LONGEST_PARAGRAPH:
                break
        return taken, text

    def _is_head_of_two(self, at: int) -> bool:
        """Whether a line is the name of a field, and the next its type."""
        name, below = self._lines[at].strip(), "".join(self._lines[at + 1 : at + 2]).strip()
        return is_name(name) and TYPE.fullmatch(below) is not None

    def _goes_on(self, at: int) -> bool:
        line, following = self._lines[at].rstrip(), self._lines[at + 1].split(None, 1)
        if self._full is None or _has_columns(line) or not following:
            return False
        words = len(line.split())
        is_full = len(line) >= self._full and (words >= _FEWEST_WORDS or line.endswith(","))
        # The next word had no room, however short that leaves the line.
        return is_full or (words > 1 and len(line) + 1 + len(following[0]) > self._longest)


def _is_head(line: str) -> bool:
    """Whether a line is the head of a field, with its type."""
    head = read_head(line)
    return head is not None and bool(head[1].type)


def _has_columns(line: str) -> bool:
    """Whether a line is set in columns, by tabs or by spaces."""
    return "\t" in line or "  " in line.strip()


def _is_cut(text: str) -> bool:
    """Whether a line ends in the middle of a word."""
    return text.endswith("-") and (text[-2:-1].isalnum() or text[-2:-1] in {"_", "."})


def _joined(text: str, following: str) -> str:
    """Two lines as one: a hyphen is a part of an id, and else was put where the word was cut."""
    if not text.endswith("-"):
        return f"{text} {following}"
    before, after = text.rsplit(None, 1)[-1][:-1], following.split(None, 1)[0]
    is_id = any(each.isdigit() or each in "-_" for each in before + after.rstrip(".,;:"))
    return (text if is_id else text[:-1]) + following


class _Answers:
    """Answers in JSON; of what looks like the beginning of one, only so many are tried."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._left = _MOST_ANSWERS

    def read(self, at: int) -> tuple[int, str]:
        """How many lines the answer has that begins here, and its text; 0 for none."""
        if self._left == 0:
            return 0, ""
        self._left -= 1
        text = "\n".join(self._lines[at : at + _LONGEST_ANSWER])[:_LONGEST_ANSWER].lstrip()
        try:
            _, end = json.JSONDecoder().raw_decode(text)
        except (ValueError, RecursionError):
            return 0, ""
        return text[:end].count("\n") + 1, text[:end]


def _program(lines: Sequence[str], at: int) -> int:
    """How many lines the code has: to an empty line or to the answer that follows it."""
    end = at + 1
    while end < len(lines) and lines[end].strip() and lines[end].strip() != "{":
        if lines[at].lstrip().startswith("curl") and not lines[end - 1].rstrip().endswith("\\"):
            break
        end += 1
    return end - at


def _is_row(line: str) -> bool:
    """Whether a line has cells; a name with its type is the head of a field."""
    cells = line.strip("\n ").split("\t")
    if len(cells) == _CELLS_OF_A_HEAD and _is_head(line.strip()):
        return False
    return looks_run_together(line.strip()) or len(cells) > 1


def _begins_table(lines: Sequence[str], at: int) -> bool:
    if _is_row(lines[at]):
        return True
    # A heading is the line right above the first row, and falls apart into several cells.
    if at + 1 == len(lines) or not lines[at].strip():
        return False
    return looks_run_together(lines[at + 1].strip()) or (
        _is_data(lines[at + 1]) and len(split_heading(lines[at])) > 1
    )


def _is_data(line: str) -> bool:
    """Whether a row holds sizes, so that it is no heading."""
    return _is_row(line) and _SURE_SIZE.search(line) is not None


def _table(lines: Sequence[str], at: int) -> tuple[int, list[Token]]:
    end = at if _is_data(lines[at]) else at + 1
    heading = _heading(lines[at]) if end > at else ()
    first = end
    while end < len(lines) and _is_row(lines[end]):
        end += 1
    numbered = [(lines[each], each + 1) for each in range(first, end)]
    together = [(text.strip(), number) for text, number in numbered if "\t" not in text]
    columns, ratios = _usual(together)
    rows, found = [], list[Token]()
    for text, number in numbered:
        if "\t" in text:
            cells = tuple(cell.strip() for cell in text.split("\t"))
            rows.append(Row(cells, number))
            continue
        row = cut_row(text.strip(), columns, ratios, number)
        if row is None:
            why = "a row without separators that can be cut in several ways"
            found.append(Doubt("table", number, text.strip(), why))
        else:
            rows.append(row)
    return end - at, [Table(heading, tuple(rows), at + 1), *found]


def _heading(line: str) -> tuple[str, ...]:
    if "\t" in line:
        return tuple(cell.strip() for cell in line.split("\t"))
    return split_heading(line.strip())


def _usual(rows: Sequence[tuple[str, int]]) -> tuple[int | None, frozenset[str]]:
    """How many sizes most rows have, and the ratios of the rows that can be cut in one way only."""
    counts: Counter[int] = Counter()
    ratios: set[str] = set()
    for text, _ in rows:
        fitting = [each for each in cuts(text) if each.fitting == each.sizes]
        counts.update({each.fitting for each in fitting})
        if len(fitting) == 1:
            ratios |= {cell for cell in fitting[0].cells if _SURE_RATIOS.fullmatch(cell)}
    usual = counts.most_common(1)
    return (usual[0][0] if usual else None), frozenset(ratios)
