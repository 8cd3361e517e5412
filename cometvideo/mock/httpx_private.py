"""What is private to httpx and httpx2, and used all the same; nothing else here touches it.

An answer in the process is small and whole, and to read it as one that may be compressed and come
in pieces takes a tenth of a call. Where a library is not made as it is known to be, its own
responses are used.
"""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType
from typing import Any

__all__ = ["response_class"]


@lru_cache(maxsize=4)
def response_class(library: ModuleType) -> Any:
    """The library's responses, but read in one step; once read, its own in all respects."""
    own = library.Response
    if not {"_content", "_num_bytes_downloaded"} <= vars(own(200, content=b"")).keys():
        return own

    class Whole(own):  # type: ignore[misc, valid-type]
        """A response that is not read yet."""

        def read(self) -> bytes:
            self.__class__ = own
            if not self.is_stream_consumed and not self.is_closed:
                _fill(self, b"".join(self.stream))
                self.stream.close()
            found: bytes = own.read(self)
            return found

        async def aread(self) -> bytes:
            self.__class__ = own
            if not self.is_stream_consumed and not self.is_closed:
                _fill(self, b"".join([piece async for piece in self.stream]))
                await self.stream.aclose()
            found: bytes = await own.aread(self)
            return found

    return Whole


def _fill(response: Any, content: bytes) -> None:
    response.is_stream_consumed = response.is_closed = True
    response._content, response._num_bytes_downloaded = content, len(content)  # noqa: SLF001 - see above
