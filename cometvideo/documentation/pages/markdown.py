"""Pages as Markdown: tables and code with marks, and often the operation as OpenAPI in a block."""

import re

from cometvideo.documentation.pages.flow import METHODS, page_of
from cometvideo.documentation.pages.markdown_flow import flow_of_marks, parse_markdown
from cometvideo.documentation.pages.openapi import read_openapi
from cometvideo.documentation.pages.openapi_mark import is_openapi
from cometvideo.documentation.pages.page import Page

__all__ = ["read_markdown"]

_HEAD = re.compile(rf"\b({'|'.join(METHODS)})\s+(/\S+)")


def read_markdown(text: str, name: str) -> list[Page]:
    """Read a page of Markdown; what an OpenAPI block in it says of the fields is added."""
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
