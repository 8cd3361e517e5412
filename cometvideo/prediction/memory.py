"""Remembering what came of whole requests: most of those that a program sends differ in texts."""

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import NamedTuple

from cometvideo.prediction.outcomes import Prediction
from cometvideo.prediction.values import is_plain
from cometvideo.wire.media import Media

__all__ = ["Memory"]

_MOST_SHAPES, _MOST_REMEMBERED = 64, 4096
# The classes of values that are remembered, and the kinds of fields where others are equal to them.
_EXACT = frozenset([int, str, Media])
_CONFUSED = frozenset(["integer", "number", "boolean", "media"])


_LONGEST = 256  # characters, or bits, of a value that is remembered


def _is_long(value: object) -> bool:
    if isinstance(value, Media):
        value = f"{value.filename}{value.content_type}"
    return (value.bit_length() if isinstance(value, int) else len(str(value))) > _LONGEST


class _Shape(NamedTuple):
    """Requests with the same fields: texts, those whose class counts, and what is known."""

    texts: tuple[str, ...]
    exact: tuple[str, ...]
    others: Callable[[Mapping[str, object]], object]
    known: dict[object, Prediction]


class Memory:
    """Predictions that say nothing of a value, by the requests that they are for.

    All plain texts are one. Classes count where 1, 1.0 and True are equal, and mean different
    things, and where a tuple is equal to a Media.
    """

    def __init__(self, kinds: Mapping[str, str], too_long: int | None = None) -> None:
        """`too_long` is the number of characters from which something is to be said of a text."""
        self.kinds = kinds
        self.too_long = too_long
        self.shapes: dict[tuple[str, ...], _Shape] = {}

    def find(self, request: Mapping[str, object]) -> Prediction | None:
        """What came of an equal request."""
        shape = self.shapes.get(tuple(request))
        if shape is None:
            return None
        texts, exact, others, known = shape
        for name in texts:
            if not is_plain(request[name], self.too_long):
                return None
        for name in exact:
            if request[name].__class__ not in _EXACT:
                return None
        try:
            return known.get(others(request))
        except TypeError:  # a value that cannot be looked up, such as a list
            return None

    def keep(self, request: Mapping[str, object], prediction: Prediction) -> None:
        """Remember what came of a request with documented fields alone."""
        if not all(each.__class__ in _EXACT for each in request.values()):
            return
        names = tuple(request)
        texts = tuple(name for name in names if self.kinds[name] == "text")
        if not all(is_plain(request[name], self.too_long) for name in texts):
            return
        others = [name for name in names if self.kinds[name] != "text"]
        if any(_is_long(request[name]) for name in others):
            return
        shape = self.shapes.get(names)
        if shape is None and others:
            if len(self.shapes) >= _MOST_SHAPES:
                self.shapes.clear()
            shape = self.shapes[names] = _Shape(
                texts,
                tuple(name for name in names if self.kinds[name] in _CONFUSED),
                itemgetter(*others),
                {},
            )
        if shape is not None:
            if len(shape.known) >= _MOST_REMEMBERED:
                shape.known.clear()
            shape.known[shape.others(request)] = prediction
