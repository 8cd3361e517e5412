"""Fetching a documentation page from its own address, when somebody asks for it."""

import urllib.error
import urllib.request
from http.client import HTTPException

from cometvideo.documentation.pages.opening import LARGEST_PAGE

__all__ = ["fetch_page"]

_SECONDS = 30
_SHOWN_AS = {"User-Agent": "cometvideo drift docs", "Accept": "text/html, text/markdown, */*;q=0.5"}


def fetch_page(address: str) -> bytes:
    """The bytes at an https address; raises OSError where it cannot be had."""
    if not address.startswith("https://"):
        raise OSError(f"{address} is no https address")
    request = urllib.request.Request(address, headers=_SHOWN_AS)  # noqa: S310 - https, see above
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - as above
            content: bytes = answer.read(LARGEST_PAGE + 1)
    except (HTTPException, ValueError) as error:
        raise OSError(str(error)) from error
    return content
