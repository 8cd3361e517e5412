"""The flow of a piece of Markdown: a page, or a description inside another document."""

from markdown_it import MarkdownIt
from markdown_it.token import Token as Mark

from cometvideo.documentation.pages.entries import Token
from cometvideo.documentation.pages.flow import read_operation
from cometvideo.documentation.pages.html import flow_of_html
from cometvideo.documentation.pages.page import Row, Said, Sample, Table, is_openapi, kind_of_code

__all__ = ["flow_of_markdown", "flow_of_marks", "parse_markdown"]


def parse_markdown(text: str) -> list[Mark]:
    """The tokens of a piece of Markdown with tables."""
    return MarkdownIt("commonmark").enable("table").parse(text)


def flow_of_markdown(text: str, first_line: int = 1) -> list[Token]:
    """Lines, tables and code of a piece of Markdown, such as a description."""
    return flow_of_marks(parse_markdown(text), first_line - 1)


def flow_of_marks(marks: list[Mark], above: int = 0) -> list[Token]:
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
            flow += [Said(each, line + count, is_title) for count, each in enumerate(_lines(mark))]
            flow.append(Said("", line))
        elif mark.type in {"fence", "code_block"}:
            flow += _code(mark, line)
        elif mark.type == "html_block":
            flow += flow_of_html(mark.content, line)
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


def _lines(mark: Mark) -> list[str]:
    """The text of a paragraph, broken where its author broke it by force."""
    found = [""]
    for child in mark.children or ():
        if child.type == "hardbreak":
            found.append("")
        elif child.type == "softbreak":
            found[-1] += " "
        elif child.type in {"text", "code_inline"}:
            found[-1] += child.content
    return [each.strip() for each in found]


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
