"""Remembering what came of texts from outside, of short ones alone: so it is bounded by size."""

import sys
from collections.abc import Callable, Iterable, Mapping, Sized
from functools import lru_cache, wraps
from typing import TypeVar

__all__ = ["remembered", "size_of"]

_MOST = 1024
_LONGEST = 512  # characters or bytes of all arguments together
_VALUE = 150  # bytes that a value takes up beside its text

Found = TypeVar("Found")


def remembered(function: Callable[..., Found]) -> Callable[..., Found]:
    """A function of texts or bytes, like `lru_cache`; what is long is worked out each time."""
    known: Callable[..., Found] = lru_cache(maxsize=_MOST)(function)

    @wraps(function)
    def short(*texts: Sized) -> Found:
        return (known if sum(map(len, texts)) <= _LONGEST else function)(*texts)

    return short


def size_of(values: Iterable[object], most: int = sys.maxsize) -> int:
    """About how many bytes values take up, with all that is in them; counted until it is `most`."""
    left, size = list(values), 0
    while left and size <= most:
        value = left.pop()
        size += _VALUE
        if isinstance(value, str | bytes):
            size += sys.getsizeof(value)
        elif isinstance(value, Mapping):
            left += [*value.keys(), *value.values()]
        elif isinstance(value, list | tuple):
            left += value
    return size
