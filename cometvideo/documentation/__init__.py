"""Documentation: facts of the matrix beside what the upstream's pages say today."""

from cometvideo.documentation.checking import (
    Copy,
    Fetch,
    check_documentation,
    check_source,
    fetch_page,
    fetched,
)

__all__ = ["Copy", "Fetch", "check_documentation", "check_source", "fetch_page", "fetched"]
