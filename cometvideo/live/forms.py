"""Forms: the values of a request as the body that carries them, files with real bytes."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from cometvideo.facts.matrix import Matrix
from cometvideo.facts.terms import wants_json
from cometvideo.prediction import Prediction, predict
from cometvideo.samples.files import file_bytes, in_json, seen
from cometvideo.wire.bodies import from_body, multipart, read_body
from cometvideo.wire.media import Media
from cometvideo.wire.request import Part, written
from cometvideo.words import words_of

__all__ = [
    "BOUNDARY",
    "Sent",
    "body_for",
    "is_sendable",
    "parts_for",
    "predicted",
    "really",
    "worded",
]

# One that no part of a probe has in it.
BOUNDARY = "cometvideo-probe-7d1f0c52"

_LONGEST_TEXT = 60  # of a file in a text, as the name of a probe has it

# A body and the content type that goes before it.
Sent = tuple[str, bytes]


def is_sendable(value: object) -> bool:
    """Whether a form can carry a value as it is meant, with a file that is what it says.

    Only a PNG is made pixel by pixel; a file of another format is sent where it is the wrong one.
    """
    if isinstance(value, tuple) and not isinstance(value, Media):
        return bool(value) and all(isinstance(each, Media) and is_sendable(each) for each in value)
    if isinstance(value, Media):
        found = _seen(value)
        same = (found.format, found.width, found.height) == value[3:6] and value.size == _USUAL
        return same and (not value.is_image or value.format == _MADE)
    return isinstance(value, str | int) and not isinstance(value, bool)


_USUAL = 4096  # what samples say of the size of a small file; others cannot be made small
_MADE = "image/png"


def really(value: object) -> object:
    """A value as its receiver sees it: files as their bytes say."""
    if isinstance(value, Media):
        return _seen(value)
    return tuple(map(really, value)) if isinstance(value, tuple) else value


def parts_for(fields: Mapping[str, object]) -> tuple[Part, ...]:
    """The parts of a form, in the order of the fields."""
    return tuple(part for name, value in fields.items() for part in _parts(name, value))


def body_for(matrix: Matrix, fields: Mapping[str, object]) -> Sent:
    """A request as it is written: as a form, or as JSON as its model has it written."""
    has_files = any(isinstance(each, Media | tuple) for each in fields.values())
    if wants_json(matrix, words_of(matrix).model_of(fields), has_files=has_files):
        return in_json(fields)
    return multipart(parts_for(fields), BOUNDARY)


def predicted(matrix: Matrix, sent: Sent) -> Prediction:
    """What the matrix says of a body sent with the right key."""
    return predict(matrix, from_body(read_body(*sent), authorized=True))


@lru_cache(maxsize=64)
def _bytes(media: Media) -> bytes:
    return file_bytes(media)


@lru_cache(maxsize=64)
def _seen(media: Media) -> Media:
    return seen(media)


def worded(value: object) -> str:
    """A value as the name of a probe has it."""
    if isinstance(value, Media):
        pixels = f" {value.width}x{value.height}" if value.width else ""
        cut = "" if value.complete else " cut short"
        kind = value.format or "a file of no known format"
        declared = "" if value.content_type == value.format else f" as {value.content_type}"
        return f"{kind}{pixels}{cut}{declared}"
    if isinstance(value, tuple):
        return f"{len(value)} files, {worded(value[0])}"
    text = str(value)
    is_file = text.startswith("data:") and len(text) > _LONGEST_TEXT
    return f"{text[:_LONGEST_TEXT]}… of {len(text)} characters" if is_file else text


def _parts(name: str, value: object) -> Iterator[Part]:
    if isinstance(value, tuple) and not isinstance(value, Media):
        for each in value:
            yield from _parts(name, each)
    elif isinstance(value, Media):
        yield Part(name, _bytes(value), value.filename, value.content_type)
    else:
        yield Part(name, written(value).encode())
