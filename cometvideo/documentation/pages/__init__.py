"""Pages: from bytes of any layout to the operations that are documented in them."""

import codecs
import re

from cometvideo.documentation.pages.flow import METHODS, page_of
from cometvideo.documentation.pages.page import Doubt, Page, is_openapi

__all__ = ["LARGEST_PAGE", "open_page", "unreadable"]

LARGEST_PAGE = 8 * 1024 * 1024

_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|main|article|div|section)\b", re.I)
_MARKED = re.compile(
    r"\A\s*(?:#{1,6}\s+\S|---\n)|^(?:`{3,}|~{3,}|#{2,6}\s+\S|\s*\|?\s*:?-{3,}:?\s*\|)", re.MULTILINE
)
_WRITTEN_AS_JSON = re.compile(r"\s*\{")
_AT_THE_BEGINNING = re.compile(r"\s*(?:#.*\n\s*|---\s*\n)*[\"']?(?:openapi|swagger)[\"']?\s*:")
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
    pages = [each for each in _read(text, name) if each.parts or each.tables or each.doubts]
    return pages or [unreadable(name, "it documents no operation")]


def unreadable(name: str, why: str) -> Page:
    """The page that stands for one that could not be read."""
    return Page(name, "unreadable", doubts=(Doubt("head", 1, "", why),))


def _read(text: str, name: str) -> list[Page]:
    """Each reader is loaded where its layout is met."""
    if _AT_THE_BEGINNING.match(text) or (_WRITTEN_AS_JSON.match(text) and is_openapi(text)):
        from cometvideo.documentation.pages.openapi import read_openapi

        return read_openapi(text, name)
    if text.lstrip().startswith("<") and _MARKUP.search(text):
        from cometvideo.documentation.pages.html import read_html

        return read_html(text, name)
    if _MARKED.search(text):
        return _read_markdown(text, name)
    from cometvideo.documentation.pages.text import read_text

    return read_text(text, name)


def _read_markdown(text: str, name: str) -> list[Page]:
    """A page of Markdown; what an OpenAPI block in it says of the fields is added."""
    from cometvideo.documentation.pages.markdown import flow_of_marks, parse_markdown
    from cometvideo.documentation.pages.openapi import read_openapi

    marks = parse_markdown(text)
    page = page_of(flow_of_marks(marks), name, "markdown")
    found = [
        (described, _HEAD.search(mark.info))
        for mark in marks
        if mark.type == "fence" and is_openapi(mark.content)
        for described in read_openapi(mark.content, name, (mark.map or [0])[0] + 2)
    ]
    if not found:
        return [page]
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
    return text.replace("\r\n", "\n").replace("\r", "\n")
