"""Pages as text copied from a browser: code without fences, tables without separators."""

import json
import re
from collections import Counter
from collections.abc import Sequence

from cometvideo.documentation.pages.entries import Token
from cometvideo.documentation.pages.flow import page_of
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
_LONGEST_ANSWER = 50_000
_SURE_RATIOS = re.compile(RATIO, re.ASCII)
_SURE_SIZE = re.compile(SIZE, re.ASCII)


def read_text(text: str, name: str) -> list[Page]:
    """Read the text of one page."""
    return [page_of(flow_of_text(text), name, "text")]


def flow_of_text(text: str) -> list[Token]:
    """Lines, with the tables and the code among them recognised by their shape."""
    lines = text.splitlines()
    flow: list[Token] = []
    at = 0
    while at < len(lines):
        taken, token = _piece(lines, at)
        if isinstance(token, list):
            flow += token
        else:
            flow.append(token)
        at += taken
    return flow


def _piece(lines: Sequence[str], at: int) -> tuple[int, Token | list[Token]]:
    line = lines[at].strip()
    number = at + 1
    if line.startswith("{") and (line == "{" or '"' in line):
        taken, answer = _json(lines, at)
        if taken:
            return taken, Sample("answer", answer, number)
        return 1, Doubt("answer-sample", number, line, "no JSON that can be read")
    if _PROGRAM.match(line):
        taken = _program(lines, at)
        return taken, Sample("request", "\n".join(lines[at : at + taken]), number)
    if _begins_table(lines, at):
        return _table(lines, at)
    return 1, Said(line, number)


def _json(lines: Sequence[str], at: int) -> tuple[int, str]:
    text = "\n".join(lines[at:])[:_LONGEST_ANSWER].lstrip()
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
    return looks_run_together(line.strip()) or "\t" in line.strip("\n ")


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
