"""Pages: from bytes of any layout to the operations that are documented in them."""

import codecs
import re

from cometvideo.documentation.pages.flow import METHODS, pages_of_flow
from cometvideo.documentation.pages.normal import normal
from cometvideo.documentation.pages.page import Doubt, Page, Said, is_openapi
from cometvideo.extras import need

__all__ = ["LARGEST_PAGE", "open_page", "unreadable"]

LARGEST_PAGE = 8 * 1024 * 1024

_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|main|article|div|section)\b", re.I)
_CLOSED = re.compile(r"</(?:html|body)>\s*\Z", re.IGNORECASE)
_MARKED = re.compile(
    r"^(?:`{3,}|~{3,}|#{2,6}[ \t]+\S|[ \t]{0,3}\|?[ \t]{0,9}:?-{3,}:?[ \t]{0,9}\|)", re.MULTILINE
)
_MARKED_FIRST = re.compile(r"#{1,6}[ \t]+\S|---\n|<[A-Z]\w*")
_VERSION = re.compile(r"[\"']?(?:openapi|swagger)[\"']?[ \t]*:[ \t]*[\"']?\d")
_FRONT = re.compile(r"---[ \t]*\n")
_OPERATION = re.compile(r"(?:api|openapi)[ \t]*:[ \t]*[\"']?([A-Za-z]+)[ \t]+([^\s\"']+)")
_MOST_LINES_BEFORE = 200
_LONGEST_LINE = 200
_ENDS = re.compile(r"(?<=[,;{}\]])|(?<=[.!?])\s")
_HEAD = re.compile(rf"\b({'|'.join(METHODS)})\s+(/\S+)")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def open_page(content: bytes, name: str) -> list[Page]:
    """Read a page of any layout; where nothing can be read, one page that says so."""
    if len(content) > LARGEST_PAGE:
        return [unreadable(name, f"it is larger than {LARGEST_PAGE} bytes")]
    text = _decoded(content)
    if "\x00" in text:
        return [unreadable(name, "it is no text")]
    if not text.strip():
        return [unreadable(name, "it is empty")]
    # JSON that was cut off is no JSON.
    closed = _CLOSED.search(text) is not None or text.rstrip().endswith("}")
    read = (each._replace(closed=closed) for each in _read(text, name))
    pages = [each for each in read if each.parts or each.tables or each.doubts]
    return pages or [unreadable(name, "it documents no operation", _lines(text))]


def unreadable(name: str, why: str, lines: tuple[Said, ...] = ()) -> Page:
    """The page that stands for one that could not be read, with the lines of what it says."""
    return Page(name, "unreadable", doubts=(Doubt("head", 1, "", why),), unread=lines)


def _lines(text: str) -> tuple[Said, ...]:
    """What a page says line by line; lines too long to be shown are cut where a thing ends."""
    if text.lstrip().startswith("<") and _MARKUP.search(text):
        from cometvideo.documentation.pages.html import lines_of_html

        return lines_of_html(text)
    return tuple(
        Said(part.strip(), count)
        for count, line in enumerate(text.split("\n"), 1)
        for part in (_ENDS.split(line) if len(line) > _LONGEST_LINE else [line])
        if any(each.isalnum() or not each.isascii() for each in part)
    )


def _read(text: str, name: str) -> list[Page]:
    """Each reader is loaded where its layout is met."""
    first = text.lstrip()
    parsers = ("reading this page", "drift", "bs4", "markdown_it")
    if _begins_openapi(text) or (first.startswith("{") and is_openapi(text)):
        need(*parsers)
        from cometvideo.documentation.pages.openapi import read_openapi

        return read_openapi(text, name)
    if first.startswith("<") and _MARKUP.search(text):
        need(*parsers)
        from cometvideo.documentation.pages.html import read_html

        return read_html(text, name)
    if _MARKED_FIRST.match(first) or _MARKED.search(text):
        need(*parsers)
        return _read_markdown(text, name)
    from cometvideo.documentation.pages.text import read_text

    return read_text(text, name)


def _begins_openapi(text: str) -> bool:
    """Whether the first line that is no comment names a version of OpenAPI."""
    for line in text.split("\n", _MOST_LINES_BEFORE)[:_MOST_LINES_BEFORE]:
        bare = line.strip()
        if bare and bare[0] != "#" and bare != "---":
            return _VERSION.match(bare) is not None
    return False


def _without_front(text: str) -> tuple[str, tuple[Said, Said, Said | None] | None]:
    """Markdown with its front matter blanked, and the operation that this names, with its host."""
    opening = _FRONT.match(text)
    end = text.find("\n---", opening.end() - 1) if opening else -1
    if opening is None or end < 0:
        return text, None
    head = text[: end + 4]
    operation = None
    for count, line in enumerate(head.split("\n"), 1):
        found = _OPERATION.match(line)
        if found and found[1].upper() in METHODS and operation is None:
            address = found[2].partition("://")
            host, slash, path = address[2].partition("/") if address[1] else ("", "/", found[2])
            server = Said(f"{address[0]}://{host}", count) if host else None
            path = slash + path.lstrip("/")
            operation = (Said(found[1].upper(), count), Said(path, count), server)
    return "\n" * head.count("\n") + text[len(head) :], operation


def _read_markdown(text: str, name: str) -> list[Page]:
    """A page of Markdown; what an OpenAPI block in it says of the fields is added."""
    from cometvideo.documentation.pages.markdown import flow_of_marks, parse_markdown
    from cometvideo.documentation.pages.openapi import read_openapi

    text, front = _without_front(text)
    marks = parse_markdown(text)
    page, *others = pages_of_flow(flow_of_marks(marks), name, "markdown")
    if front and page.method is None:
        servers = (front[2],) if front[2] else ()
        page = page._replace(method=front[0], path=front[1], servers=servers)
    found = [
        (described, _HEAD.search(mark.info))
        for mark in marks
        if mark.type == "fence" and is_openapi(mark.content)
        for described in read_openapi(mark.content, name, (mark.map or [0])[0] + 2)
    ]
    if not found:
        return [page, *others]
    heads = {head[2] for _, head in found if head}
    named = [each for each, _ in found if each.path and each.path.text in heads]
    return [_together(page, each) for each in named or [each for each, _ in found]]


def _together(page: Page, described: Page) -> Page:
    return described._replace(
        layout="markdown",
        tables=page.tables + described.tables,
        samples=page.samples + described.samples,
        passages=page.passages + described.passages,
        entries=page.entries + described.entries,
        encodings=page.encodings + described.encodings,
        parts=page.parts | described.parts,
        doubts=page.doubts + described.doubts,
    )


def _decoded(content: bytes) -> str:
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), "utf-8")
    text = content.decode(encoding, errors="replace")
    return normal(text.replace("\r\n", "\n").replace("\r", "\n"))
