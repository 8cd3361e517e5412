"""Whether a page is about an endpoint, so that what it says is worth remembering."""

import re
from collections.abc import Sequence

from cometvideo.documentation.pages.page import Page
from cometvideo.documentation.units import units_of
from cometvideo.facts.matrix import Matrix

__all__ = ["is_about", "says_there_is_none"]

_FEWEST_NAMES = 4
_NONE = re.compile(
    r"\W{0,4}(?:(?:error|http)\s)?(?:[45]\d\d\W{1,4})?(?:(?:this|the)\s)?(?:page\s)?"
    r"(?:(?:was |is |could )?not (?:be )?found|(?:does not|doesn't) exist|forbidden|unauthorized"
    r"|access denied|(?:please )?(?:log|sign) ?in|(?:are you|verify|prove).{1,20}human"
    r"|.{0,20}captcha|just a moment|too many requests|bad gateway|service unavailable"
    r"|.{0,20}maintenance)\b[^|]{0,60}",
    re.IGNORECASE,
)


def is_about(matrix: Matrix, page: Page) -> bool:
    """Whether a page names enough of an endpoint: its models, its path and its fields."""
    lines = _lines(page)
    text = "\n".join(lines)
    paths = [path for _, each in matrix.blocks("operations") if (path := each.text("path"))]
    names = {*matrix.models, *matrix.block("fields"), *paths}
    named = [each for each in names if re.search(rf"(?<![\w.-]){re.escape(each)}(?![\w-])", text)]
    return len(named) >= _FEWEST_NAMES and not _is_none(lines)


def says_there_is_none(page: Page) -> bool:
    """Whether a page says that it is none, or not yet: who is to log in, or to be a person."""
    return _is_none(_lines(page))


def _lines(page: Page) -> list[str]:
    return [each.text for each in units_of(page)]


def _is_none(lines: Sequence[str]) -> bool:
    return any(map(_NONE.fullmatch, lines))
