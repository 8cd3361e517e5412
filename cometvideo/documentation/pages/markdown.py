"""The flow of a piece of Markdown: a page, or a description inside another document."""

import re
from textwrap import dedent

from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.rules_block import StateBlock, table
from markdown_it.token import Token as Mark

from cometvideo.documentation.pages.entries import Token
from cometvideo.documentation.pages.flow import read_operation
from cometvideo.documentation.pages.html import FIELDS, component_lines, flow_of_html
from cometvideo.documentation.pages.normal import normal
from cometvideo.documentation.pages.page import Row, Said, Sample, Table, is_openapi, kind_of_code

__all__ = ["flow_of_markdown", "flow_of_marks", "parse_markdown"]

# A tag of JSX on a line of its own, or among words.
_COMPONENT = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Z]\w{0,63})(?P<rest>[^<>]*(?:<\w{1,30}>[^<>]*)?)>"
)
_IN_COMPONENT = re.compile(r"</?[A-Z]\w{0,63}[\s>/]")
_ATTRIBUTE = re.compile(r"(?P<key>[A-Za-z]\w{0,63})(?:=(?P<value>\"[^\"]*\"|'[^']*'|\{[^{}]*\}))?")
_DEEPEST = 4
# As Markdown itself marks what is struck out.
_STRUCK = frozenset(f"<{end}{tag}>" for end in ("", "/") for tag in ("del", "s", "strike"))


def parse_markdown(text: str) -> list[Mark]:
    """The tokens of a piece of Markdown with tables."""
    reader = MarkdownIt("commonmark").enable("table")
    reader.block.ruler.at("table", _tables(len(text)), {"alt": ["paragraph", "reference"]})
    return reader.parse(text)


def _tables(left: int) -> RuleFuncBlockType:
    """Reads tables until their cells are as many as a text has characters.

    Short rows are filled up to the width of the head: 4 KB would make 65,536 cells.
    """

    def read(state: StateBlock, start: int, end: int, *silent: bool) -> bool:
        nonlocal left
        if start + 2 > end:
            return False
        under_head = state.src[state.bMarks[start + 1] : state.eMarks[start + 1]]
        columns = under_head.count("|") + 1
        if not table(state, start, min(end, start + 3 + left // columns), *silent):
            return False
        if not any(silent):
            left -= columns * (state.line - start)
        return True

    return read


def flow_of_markdown(text: str, first_line: int = 1, depth: int = 0) -> list[Token]:
    """Lines, tables and code of a piece of Markdown, such as a description."""
    return flow_of_marks(parse_markdown(text), first_line - 1, depth)


def flow_of_marks(marks: list[Mark], above: int = 0, depth: int = 0) -> list[Token]:
    """Lines, tables and code of tokens; `above` counts the lines before them in their file."""
    flow: list[Token] = []
    at = 0
    while at < len(marks):
        mark = marks[at]
        line = (mark.map[0] if mark.map else 0) + 1 + above
        if mark.type == "table_open":
            end = next(each for each in range(at, len(marks)) if marks[each].type == "table_close")
            flow.append(_table(marks[at:end], line, above))
            at = end
        elif mark.type == "inline":
            is_title = at > 0 and marks[at - 1].type == "heading_open"
            flow += _inline(mark, line, is_title=is_title)
            is_value = at > 0 and marks[at - 1].hidden and " " not in mark.content.strip()
            flow += [] if is_value else [Said("", line)]
        elif mark.type == "fence" or (
            mark.type == "code_block" and not _IN_COMPONENT.search(mark.content)
        ):
            flow += _code(mark, line)
        elif mark.type in {"html_block", "code_block"}:
            flow += _markup(mark.content, line, depth)
        at += 1
    return flow


def _code(mark: Mark, line: int) -> list[Token]:
    text = mark.content
    if is_openapi(text):
        return []
    operation = read_operation([Said(text.strip(), line)])
    if operation:
        return [operation.method._replace(text=text.strip()), Said("", line)]
    return [Sample(kind_of_code(text), text, line + 1)]


def _inline(mark: Mark, line: int, *, is_title: bool) -> list[Token]:
    """The text of a paragraph, broken where its author broke it by force or a field begins."""
    found: list[Token] = []
    parts: list[str] = []
    count = 0
    for child in mark.children or ():
        tag = _COMPONENT.fullmatch(child.content) if child.type == "html_inline" else None
        if child.type in {"softbreak", "hardbreak"}:
            count += 1
        if tag or child.type == "hardbreak":
            found += _text(parts, line + count, is_title=is_title)
            parts = []
        if tag and tag["name"].casefold() in FIELDS and not tag["end"]:
            given = {each["key"]: each["value"] or "" for each in _ATTRIBUTE.finditer(tag["rest"])}
            lines = component_lines({key: each.strip("\"'") for key, each in given.items()})
            found += [Said(each, line + count) for each in lines]
        elif child.type == "softbreak":
            parts.append(" ")
        elif child.content in _STRUCK:
            parts.append("~~")
        elif child.type in {"text", "code_inline"}:
            parts.append(child.content)
    return [*found, *_text(parts, line + count, is_title=is_title)]


def _text(parts: list[str], line: int, *, is_title: bool) -> list[Token]:
    text = normal("".join(parts)).strip()
    return [Said(text, line, is_title)] if text else []


def _markup(text: str, line: int, depth: int) -> list[Token]:
    """A block of tags: HTML, or components with Markdown between their lines."""
    if depth == _DEEPEST or not _IN_COMPONENT.search(text):
        return flow_of_html(text, line)
    flow: list[Token] = []
    between: list[str] = []
    for count, each in enumerate([*text.split("\n"), "<End>"]):
        tag = _COMPONENT.fullmatch(each.strip())
        if tag is None:
            between.append(each)
            continue
        if any(map(str.strip, between)):
            inner = dedent("\n".join(between))
            flow += flow_of_markdown(inner, line + count - len(between), depth + 1)
        between = []
        if tag["name"].casefold() in FIELDS and not tag["end"]:
            flow += flow_of_html(each, line + count)
        else:
            flow.append(Said("", line + count))
    return flow


def _lines(mark: Mark) -> list[str]:
    return [each.text for each in _inline(mark, 1, is_title=False) if isinstance(each, Said)]


def _table(marks: list[Mark], line: int, above: int) -> Table:
    rows: list[Row] = []
    cells: list[str] = []
    at_line = line
    for mark in marks:
        if mark.type == "tr_open":
            cells = []
            at_line = (mark.map[0] if mark.map else line - 1 - above) + 1 + above
        elif mark.type == "inline":
            cells.append(" ".join(_lines(mark)))
        elif mark.type == "tr_close":
            rows.append(Row(tuple(cells), at_line))
    return Table(rows[0].cells if rows else (), tuple(rows[1:]), line)
