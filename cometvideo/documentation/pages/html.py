"""Pages as HTML, read as a browser shows them: blocks as lines, tables and code as such."""

import re
import warnings
from collections import deque
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning
from bs4.builder import ParserRejectedMarkup
from bs4.element import NavigableString, PreformattedString, Tag

from cometvideo.documentation.pages.entries import Token
from cometvideo.documentation.pages.flow import pages_of_flow
from cometvideo.documentation.pages.heads import read_head, read_marks
from cometvideo.documentation.pages.normal import normal
from cometvideo.documentation.pages.page import Page, Row, Said, Sample, Table, kind_of_code

__all__ = ["FIELDS", "component_lines", "flow_of_html", "lines_of_html", "read_html"]

_SKIPPED = frozenset({
    "script", "style", "noscript", "template", "svg", "head", "title", "nav", "footer",
    "iframe",
})  # fmt: skip
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "i", "kbd", "label",
    "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var",
    "wbr", "font", "button", "del", "ins", "strike",
})  # fmt: skip
# After these an empty line follows when a page is copied.
_SPACED = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "section", "article",
    "dl",
})  # fmt: skip
_TITLES = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
FIELDS = frozenset(["paramfield", "responsefield"])
_CELLS = ["td", "th"]
_STRUCK = ["del", "s", "strike"]
_MOST_STRUCK = 100
_HIDING = ("hidden", "aria-hidden")
_ITEMS = ["li", "ul", "ol"]
_WIDEST = 64
_MOST_LINES = 8
FIELD_NAMES = ("body", "name", "header", "query", "path")
_SPACE = re.compile(r"\s+")
_BEFORE_SIGN = re.compile(r"\s+(?=[.,;:)\]])")
_LARGEST_SPAN = 100


def read_html(text: str, name: str) -> list[Page]:
    """Read the HTML of one page."""
    walk = _Walk(0)
    soup = _parsed(text)
    if soup is None:
        return []
    pages = pages_of_flow(walk.flow(soup), name, "html")
    unread = (*walk.hidden_lines(), *_struck_out(soup))
    return [each._replace(unread=unread) for each in pages]


def lines_of_html(text: str) -> tuple[Said, ...]:
    """All that a page says, line by line, whether or not it is shown at once."""
    walk = _Walk(0)
    soup = _parsed(text)
    return (*_lines(walk.flow(soup)), *walk.hidden_lines()) if soup else ()


def flow_of_html(text: str, first_line: int = 1) -> list[Token]:
    """What a page shows, from top to bottom; `first_line` is where the text itself begins."""
    soup = _parsed(text)
    return _Walk(first_line - 1).flow(soup) if soup else []


def _parsed(text: str) -> BeautifulSoup | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
            return BeautifulSoup(text, "html.parser")
    except (ParserRejectedMarkup, AssertionError):
        return None


def _lines(flow: list[Token]) -> Iterator[Said]:
    """The lines of a flow that say anything, those of tables and code among them."""
    for each in flow:
        if isinstance(each, Said) and each.text:
            yield each
        elif isinstance(each, Table):
            rows = [Row(each.heading, each.line), *each.rows]
            yield from (Said(" | ".join(row.cells), row.line) for row in rows if any(row.cells))
        elif isinstance(each, Sample):
            lines = enumerate(each.text.split("\n"), each.line)
            yield from (Said(line.strip(), count) for count, line in lines if line.strip())


def _struck_out(soup: Tag) -> Iterator[Said]:
    """What is struck out, which reads as the rest does."""
    for each in soup.find_all(_STRUCK):
        near = islice(each.descendants, _MOST_STRUCK)
        text = _tidy("".join(map(str, filter(_is_text, near))))
        if text:
            yield Said(f"struck out: {text}", each.sourceline or 1)


def _is_text(node: object) -> bool:
    return isinstance(node, NavigableString)


class _End(NamedTuple):
    """The end of a tag, which comes after what is in it."""

    tag: Tag


class _Walk:
    """One walk through a document; inline text is gathered until a block begins or ends."""

    def __init__(self, lines_above: int) -> None:
        self._above = lines_above
        self._flow: list[Token] = []
        self._text: list[str] = []
        self._line = 1
        self._in_title = False
        self._hidden: deque[Tag] = deque()

    def hidden_lines(self) -> Iterator[Said]:
        """What a walk left out since it is not shown at once, such as other tabs."""
        while self._hidden:
            node = self._hidden.popleft()
            for key in _HIDING:
                del node[key]
            yield from _lines(self.flow(node))

    def flow(self, soup: Tag) -> list[Token]:
        self._flow = []
        # An explicit stack, since pages may be nested deeper than Python calls.
        stack: list[object] = [soup]
        while stack:
            node = stack.pop()
            if isinstance(node, _End):
                self._boundary(node.tag)
                self._in_title = self._in_title and node.tag.name not in _TITLES
                if node.tag.name in _SPACED:
                    self._flow.append(Said("", self._line))
            elif isinstance(node, Tag):
                if node.name in _SKIPPED:
                    continue
                if _is_hidden(node):
                    self._hidden.append(node)
                    continue
                self._boundary(node)
                self._in_title = self._in_title or node.name in _TITLES
                self._line = (node.sourceline or self._line - self._above) + self._above
                if not self._whole(node):
                    stack += [_End(node), *reversed(node.contents)]
            elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
                self._text.append(normal(str(node)))
        self._flush()
        return self._flow

    def _boundary(self, tag: Tag) -> None:
        if tag.name == "wbr":
            return
        if tag.name in _INLINE:
            # Neighbours that a style sheet keeps apart have nothing between them in the text.
            self._text.append(" ")
        else:
            self._flush()

    def _flush(self) -> None:
        text = _tidy("".join(self._text))
        self._text.clear()
        if text:
            self._flow.append(Said(text, self._line, self._in_title))

    def _whole(self, tag: Tag) -> bool:
        """Take tables, code, lists of values and components as a whole; False for all else."""
        if tag.name == "table":
            if _lists_fields(tag):
                return False
            self._flow.append(_table(tag, self._above))
        elif tag.name == "pre":
            code = tag.get_text()
            self._flow.append(Sample(kind_of_code(code), code, self._line))
        elif tag.name in {"ul", "ol"}:
            values = [_said(item, _ITEMS) for item in _own_items(tag)]
            if not values or any(" " in each for each in values):
                return False
            last = len(values) - 1
            self._flow += [
                Said(each + ("," if at < last else ""), self._line)
                for at, each in enumerate(values)
            ]
        elif tag.name in FIELDS:
            self._flow += [Said(each, self._line) for each in _component(tag)]
            return False
        else:
            return False
        self._flow.append(Said("", self._line))
        return True


def _said(tag: Tag, kinds: list[str]) -> str:
    """The text of a cell or an item without those inside it: end tags may be left out."""
    own: list[str] = []
    stack: list[object] = [*reversed(tag.contents)]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            if node.name not in kinds:
                gap = "" if node.name == "wbr" else " "
                own.append(gap)
                stack += [gap, *reversed(node.contents)]
        elif isinstance(node, NavigableString):
            own.append("" if isinstance(node, PreformattedString) else normal(str(node)))
        else:
            own.append(str(node))
    return _tidy("".join(own))


def _tidy(text: str) -> str:
    return _BEFORE_SIGN.sub("", _SPACE.sub(" ", text)).strip()


def _is_hidden(tag: Tag) -> bool:
    return tag.has_attr("hidden") or tag.get("aria-hidden") == "true"


def _component(tag: Tag) -> Iterator[str]:
    """A field written as a component of Markdown with JSX, as the lines it is shown as."""
    yield from component_lines({key: str(each) for key, each in tag.attrs.items()})


def component_lines(given: Mapping[str, str]) -> Iterator[str]:
    """The lines that the attributes of such a component stand for."""
    yield next((given[key] for key in FIELD_NAMES if key in given), "")
    yield given.get("type", "")
    yield from (each for each in ("header", "path", "query") if each in given)
    if "required" in given:
        is_not = given["required"].strip("{}\"' ").casefold() == "false"
        yield "optional" if is_not else "required"
    if "default" in given:
        yield f"default:{given['default'].strip('{}')}"
    yield ""


def _own_items(listed: Tag) -> Iterator[Tag]:
    """The items of a list, but for those of lists inside it; their end tags may be left out."""
    stack: list[object] = [*reversed(listed.contents)]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag) and node.name not in {"ul", "ol"}:
            if node.name == "li":
                yield node
            stack += reversed(node.contents)


def _lists_fields(table: Tag) -> bool:
    """Whether the first row shows a field as blocks below each other, so that it is no table."""
    row = next((each for each in table.find_all("tr", limit=3) if each.find("td")), None)
    if row is None or row.find(["p", "div"]) is None:
        return False
    cells = [_blocks(each) for each in row.find_all("td", limit=_MOST_LINES)]
    lines = [line for each in cells for line in each]
    head = read_head(lines[0]) if lines else None
    below = (read_marks(each) for each in lines[1:_MOST_LINES])
    is_field = head is not None and any(each is not None and each.type for each in below)
    return is_field and any(len(each) > 1 for each in cells)


def _blocks(cell: Tag) -> list[str]:
    """The first lines of a cell as they stand below each other."""
    lines: list[str] = []
    text: list[str] = []
    stack: list[object] = ["\n", *reversed(cell.contents)]
    while stack and len(lines) < _MOST_LINES:
        node = stack.pop()
        if isinstance(node, Tag):
            end = "" if node.name == "wbr" else " " if node.name in _INLINE else "\n"
            stack += [end, *reversed(node.contents), end]
        elif str(node) == "\n" and not isinstance(node, NavigableString):
            lines += [line] if (line := _tidy("".join(text))) else []
            text.clear()
        else:
            text.append(normal(str(node)))
    return lines


def _table(table: Tag, above: int) -> Table:
    """A table cell by cell, in one walk: tags that are never closed end where the next begins."""
    rows: list[Row] = []
    cells: list[str] = []
    # Cells that reach down into later rows: by column, the text and how many rows are left.
    hanging: dict[int, tuple[str, int]] = {}
    has_heading = False
    line = 0
    stack: list[Tag] = [table]
    while stack:
        node = stack.pop()
        if node.name == "tr":
            if cells:
                rows.append(Row(_closed(cells, hanging), line))
            cells, line = [], (node.sourceline or 1) + above
        elif node.name in _CELLS and len(cells) < _WIDEST:
            has_heading = has_heading or node.name == "th"
            _put(node, cells, hanging)
        stack += [each for each in reversed(node.contents) if isinstance(each, Tag)]
    if cells:
        rows.append(Row(_closed(cells, hanging), line))
    heading = rows[0].cells if rows and has_heading else ()
    first = (table.sourceline or 1) + above
    return Table(heading, tuple(rows[1:] if heading else rows), first)


def _put(cell: Tag, cells: list[str], hanging: dict[int, tuple[str, int]]) -> None:
    _fill(cells, hanging)
    text = _said(cell, [*_CELLS, "tr"])
    down, across = _span(cell, "rowspan"), _span(cell, "colspan")
    for _ in range(min(across, _WIDEST - len(cells))):
        if down > 1:
            hanging[len(cells)] = (text, down - 1)
        cells.append(text)


def _closed(cells: list[str], hanging: dict[int, tuple[str, int]]) -> tuple[str, ...]:
    _fill(cells, hanging)
    return tuple(cells)


def _fill(cells: list[str], hanging: dict[int, tuple[str, int]]) -> None:
    while len(cells) in hanging:
        column = len(cells)
        text, left = hanging.pop(column)
        cells.append(text)
        if left > 1:
            hanging[column] = (text, left - 1)


def _span(cell: Tag, name: str) -> int:
    text = str(cell.get(name, "1"))
    return min(int(text), _LARGEST_SPAN) if re.fullmatch("[1-9][0-9]{0,3}", text) else 1
