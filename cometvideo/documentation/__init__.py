"""Documentation: facts of the matrix beside what the upstream's pages say today."""

from cometvideo.documentation.checking import (
    Copy,
    Fetch,
    check_documentation,
    check_families,
    check_source,
    fetch_page,
    fetched,
)
from cometvideo.documentation.pages import LARGEST_PAGE

__all__ = [
    "LARGEST_PAGE",
    "Copy",
    "Fetch",
    "check_documentation",
    "check_families",
    "check_source",
    "fetch_page",
    "fetched",
]
