"""How a piece of text shows that it is OpenAPI."""

import re

__all__ = ["is_openapi"]

_MARK = re.compile(r"""^\s*\{?\s*["']?(?:openapi|swagger)["']?\s*:\s*["']?\d""", re.MULTILINE)
_NEAR_THE_BEGINNING = 4000


def is_openapi(text: str) -> bool:
    """Whether a document names a version of OpenAPI near its beginning."""
    return _MARK.search(text[:_NEAR_THE_BEGINNING]) is not None
