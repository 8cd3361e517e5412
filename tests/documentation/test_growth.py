"""A page that is twice as long takes no more than about twice as long to read, whatever is in it.

Processor time is measured, of which the least of several counts, for lengths that take long enough.
"""

import time
from collections.abc import Callable, Mapping

import pytest

from cometvideo.documentation import Copy, check_documentation
from cometvideo.documentation.pages.markdown import flow_of_markdown
from cometvideo.documentation.pages.page import Table
from tests.documentation.copies import MATRIX
from tests.thorough import few

_HEAD = b"POST /v1/videos\n\n"
_OPENAPI = b"openapi: 3.0.0\npaths:\n  /v1/videos:\n    post:\n      description: |\n        "
_NAME = b"doubao-seedance-2-0"
_ENOUGH_S = 0.1
_TWICE = 3.0
_LONGEST = 1 << 17


def lines(line: bytes, head: bytes = _HEAD) -> Callable[[int], bytes]:
    """Pages with one line or piece again and again."""
    return lambda count: head + line * count


def numbered(line: bytes, head: bytes = _HEAD) -> Callable[[int], bytes]:
    """Pages with lines that differ in a number."""
    return lambda count: head + b"".join(line % each for each in range(count))


def short_rows(columns: int) -> bytes:
    """A table whose head is as wide as it has rows, of one cell each."""
    return b"|a" * columns + b"|\n" + b"|-" * columns + b"|\n" + b"|a|\n" * columns + b"\n"


GROWING: Mapping[str, Callable[[int], bytes]] = {
    "blank lines": lines(b"\n", b""),
    "blank lines before JSON": lambda count: b"\n" * count + b"{",
    "comments before OpenAPI": lambda count: b"#a\n---\n" * count + b"openapi: 3.0.0\n",
    "cells that are not closed": lines(b"<td>a", b"<html><table><tr>"),
    "rows that are not closed": lines(b"<tr><td>a", b"<html><table>"),
    "tables in tables": lines(b"<table><tr><td>a", b"<html>"),
    "lists in lists": lines(b"<ul><li>a", b"<html>"),
    "items that are not closed": lines(b"<li>a", b"<html><ul>"),
    "elements in elements": lines(b"<div>a", b"<html>"),
    "cells that reach across": lines(b"<tr><td colspan=100>a</td></tr>", b"<html><table>"),
    "cells that reach down": lines(b"<tr><td rowspan=9999>a</td></tr>", b"<html><table>"),
    "a wide row": lines(b"<td>a</td>", b"<html><table><tr>"),
    "a long description": lines(b"word ", _OPENAPI),
    "a long word in a description": lines(b"a", _OPENAPI),
    "lines of a description": lines(b"a line\n        ", _OPENAPI),
    "models in a description": lines(_NAME + b" takes 4 to 15, ", _OPENAPI),
    "lines of braces": lines(b"{\n"),
    "lines of keys": lines(b'{"a":\n'),
    "a long word": lines(b"a"),
    "a long word of dots": lines(b"a."),
    "a long list": lines(b"a,"),
    "carets": lines(b"^a$b", _HEAD + b"prompt string\n"),
    "numbers": lines(b"1 ", _HEAD + b"seconds integer\n"),
    "fields": lines(b"prompt string\nWords.\n\n"),
    "fields of many names": numbered(b"f%d string\nWords.\n\n"),
    "sentences on models": lines(_NAME + b" takes 4 to 15. "),
    "one sentence on models": lines(_NAME + b" takes 4 to 15, ", _HEAD + b"seconds integer\n"),
    "sizes of models": lines(_NAME + b" may take 1920x1080 and render 1280x720, "),
    "who takes a field": lines(
        b"Only " + _NAME + b" takes it, ", _HEAD + b"input_reference file\n"
    ),
    "labels": lines(b"label:\n", _HEAD + b"prompt string\n"),
    "labels of nothing": lines(b"Options:\n\n", _HEAD + b"prompt string\n"),
    "options": lines(b"a,\n", _HEAD + b"model string\nAvailable options:\n"),
    "tabs": lines(b"a\tb\n"),
    "rows without separators": lines(b"16:9864x480864x496\n"),
    "commands": lines(b"curl a \\\n"),
    "headings": lines(b"A Heading\n\n"),
    "wrapped lines": lines(b"this line has more than six words in it and is\n"),
    "words that are cut": lines(b"wrap-\n"),
    "quotes in Markdown": lines(b"> ", b"# a\n\n"),
    "code in Markdown": lines(b"```json\n{\n```\n", b"# a\n\n"),
    "tables in Markdown": lines(b"| a | b |\n| - | - |\n| 1 | 2 |\n\n", b"# a\n\n"),
    "short rows in Markdown": lambda count: b"# a\n\n" + short_rows(count // 20),
    "brackets in Markdown": lines(b"[", b"# a\n\n"),
    "components": lines(b"<ParamField body='a' type='string'>x</ParamField>\n\n", b"# a\n\n"),
    "tags that do not end": lines(b"<A ", b"# a\n\n"),
    "front matter": lines(b"a: b\n", b"---\n"),
    "answers": lines(b'{"id": "a"}\n'),
    "paths": lines(b"GET /v1/videos/{id}/a "),
    "segments": lines(b"/\nv1\n", b"POST\n"),
    "names of the family": lines(b"9-", _HEAD + b"doubao-seedance-"),
    "spaces that are none": lines("\u00a0\u200b".encode()),
}


def seconds(page: bytes) -> float:
    """Processor time that a page takes."""
    start = time.process_time()
    check_documentation(MATRIX, [Copy("page", page, "create-page")])
    return time.process_time() - start


@pytest.mark.parametrize("shape", few(GROWING, 60))
def test_time_grows_with_the_page(shape: str) -> None:
    made = GROWING[shape]
    count = 1000
    while (once := seconds(made(count))) < _ENOUGH_S and count < _LONGEST:
        count *= 2
    # What else the machine does can only add to a time.
    for _ in range(5):
        twice = seconds(made(2 * count))
        if twice < _TWICE * max(once, _ENOUGH_S / 4):
            return
        once = max(once, seconds(made(count)))
    pytest.fail(f"{shape}: {count} take {once:.2f} s, twice as many {twice:.2f} s")


@pytest.mark.parametrize("tables", [1, 5])
def test_tables_have_no_more_cells_than_a_page_has_characters(tables: int) -> None:
    page = (short_rows(60) * tables).decode()
    flow = [each for each in flow_of_markdown(page) if isinstance(each, Table)]
    cells = [len(row.cells) for each in flow for row in each.rows]
    assert 0 < sum(cells) <= len(page) + 60
    assert set(cells) == {60}


def test_a_table_without_gaps_is_read_whole() -> None:
    row = "|" * 60 + "\n"
    page = row + "|-" * 59 + "|\n" + row * 500
    (table,) = [each for each in flow_of_markdown(page) if isinstance(each, Table)]
    assert [len(each.cells) for each in table.rows] == [59] * 500
