"""What a file is, told by its bytes without decoding it."""

import codecs
import re
from collections.abc import Callable
from typing import Literal, NamedTuple

__all__ = ["Media", "data_address", "look"]


_Order = Literal["big", "little"]


class Media(NamedTuple):
    """What can be told of a file from its first look; holds none of its bytes.

    `filename` and `content_type` are the sender's claims and may be wrong; `format` is the media
    type that the bytes show, None when they show none. `size` is in bytes, `width` and `height`
    in pixels as stored (before any EXIF rotation), None when unknown. `complete` is False only
    where the container visibly stops early; a format in which that cannot be seen is complete.
    """

    filename: str | None
    content_type: str | None
    size: int
    format: str | None
    width: int | None
    height: int | None
    complete: bool

    def __str__(self) -> str:
        size = f" {self.width}x{self.height}" if self.width else ""
        kind = self.format or self.content_type or "unknown format"
        return f"{self.filename or 'a file'} ({kind}{size}, {self.size} bytes)"

    @property
    def is_image(self) -> bool:
        """Whether the bytes, not the sender, say that this is an image."""
        return self.format is not None and self.format.startswith("image/")


def data_address(data: bytes, media_type: str | None) -> str:
    """The text that carries a file in JSON: `data:TYPE;base64,…`."""
    # Imported here because hardly any request has one.
    from base64 import b64encode

    return f"data:{media_type or 'application/octet-stream'};base64,{b64encode(data).decode()}"


class _Frame(NamedTuple):
    """Width and height in pixels (0: unknown), and whether the file is all there."""

    width: int = 0
    height: int = 0
    complete: bool = True


# A file of more segments than this is not walked to its end: whether it is complete is then
# unknown. Real files have far fewer (a PNG of 30 MB in 8 KB chunks has 3,840).
_STEPS = 10_000

_SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
    b"II*\0": "image/tiff",
    b"MM\0*": "image/tiff",
    b"%PDF-": "application/pdf",
}
_BRANDS = {
    **dict.fromkeys((b"avif", b"avis"), "image/avif"),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"), "image/heic"),
    **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6"), "video/mp4"),
    **dict.fromkeys((b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV"), "video/mp4"),
    b"qt  ": "video/quicktime",
}
_BITMAP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}  # sizes in bytes of BMP's known versions
_TEXTS = (
    (r"(?i)<!doctype html|<html", "text/html"),
    (r"(?is)<(?:.*<)?svg[\s>]", "image/svg+xml"),
    (r"[\[{]", "application/json"),
    (r"", "text/plain"),
)
_TEXT_HEAD = 1024  # bytes
_SHORTEST = 12  # bytes after which every signature has had its chance


def look(data: bytes, *, filename: str | None = None, content_type: str | None = None) -> Media:
    """Tell what a file is from its bytes.

    Takes any bytes and raises nothing. Reads headers only and in bounded steps, so that its time
    grows no faster than a search through the bytes, whoever made them.
    """
    kind = _sniff(data)
    frame = _Frame()
    if kind in _MEASURES:
        frame = _MEASURES[kind](data)
    elif _ends_in_signature(data):
        frame = _Frame(complete=False)
    else:
        kind = _text(data)
    width, height = frame.width or None, frame.height or None
    return Media(filename, content_type, len(data), kind, width, height, frame.complete)


def _integer(data: bytes, at: int, size: int, order: _Order = "big") -> int:
    """Read an unsigned integer, 0 where the data ends before it does."""
    piece = data[at : at + size]
    return int.from_bytes(piece, order) if len(piece) == size else 0


def _sniff(data: bytes) -> str | None:
    """Media type of a binary format, all of which `_MEASURES` knows."""
    if data[4:8] == b"ftyp":
        return _brand(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[:2] == b"BM" and _integer(data, 14, 4, "little") in _BITMAP_HEADERS:
        return "image/bmp"
    for head, kind in _SIGNATURES.items():
        if data.startswith(head):
            return kind
    return None


def _ends_in_signature(data: bytes) -> bool:
    heads = (b"RIFF", *_SIGNATURES)
    return len(data) < _SHORTEST and any(head.startswith(data[: len(head)]) for head in heads)


def _brand(data: bytes) -> str | None:
    """Media type of an ISO base media file: of the first brand known, the major one before all."""
    end = min(_integer(data, 0, 4), 256)
    brands = (data[at : at + 4] for at in (8, *range(16, end, 4)))
    return next((_BRANDS[brand] for brand in brands if brand in _BRANDS), None)


def _text(data: bytes) -> str | None:
    """Guess at text: UTF-8 without control characters."""
    head = data[:_TEXT_HEAD]
    if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head):
        return None
    try:
        # The incremental decoder forgives a character that the end of the head cuts in two.
        text = codecs.getincrementaldecoder("utf-8")().decode(head).lstrip("\ufeff \t\r\n")
    except UnicodeDecodeError:
        return None
    return next(kind for pattern, kind in _TEXTS if re.match(pattern, text))


def _png(data: bytes) -> _Frame:
    headed = data[12:16] == b"IHDR"
    width, height = (_integer(data, 16, 4), _integer(data, 20, 4)) if headed else (0, 0)
    at, size = 8, len(data)
    for _ in range(_STEPS):
        # Length, name, content, checksum. Of a length that is cut short the end is out there, too.
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if end > size:
            return _Frame(width, height, complete=False)
        if data[at + 4 : at + 8] == b"IEND":
            break
        at = end
    return _Frame(width, height)


# A JPEG marker, wherever it stands: not the stuffing, filling and restarts of coded data.
_MARKER = rb"\xff[^\x00\xff\xd0-\xd7]"
_JPEG_BARE = {0x01, 0xD8}  # TEM and SOI have no length
_JPEG_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOFn, without DHT, JPG, DAC
_JPEG_END = 0xD9


def _jpeg(data: bytes) -> _Frame:
    width = height = 0
    marker = re.compile(_MARKER)
    at = 2
    for _ in range(_STEPS):
        found = marker.search(data, at)
        if found is None:
            return _Frame(width, height, complete=False)
        at = found.end()
        kind = data[at - 1]
        if kind == _JPEG_END:
            break
        if kind in _JPEG_BARE:
            continue
        if kind in _JPEG_FRAMES:
            height, width = _integer(data, at + 3, 2), _integer(data, at + 5, 2)
        at += max(_integer(data, at, 2), 2)
    return _Frame(width, height)


def _gif(data: bytes) -> _Frame:
    width, height = _integer(data, 6, 2, "little"), _integer(data, 8, 2, "little")
    return _Frame(width, height, data.rstrip(b"\0").endswith(b";"))


def _bmp(data: bytes) -> _Frame:
    complete = len(data) >= _integer(data, 2, 4, "little")
    if _integer(data, 14, 4, "little") == 12:
        return _Frame(_integer(data, 18, 2, "little"), _integer(data, 20, 2, "little"), complete)
    width, height = _integer(data, 18, 4, "little"), _integer(data, 22, 4, "little")
    # The height is signed: a negative one means rows from the top down.
    return _Frame(width, min(height, 2**32 - height), complete)


def _tiff(data: bytes) -> _Frame:
    order: _Order = "little" if data[:2] == b"II" else "big"
    directory = _integer(data, 4, 4, order)
    count = _integer(data, directory, 2, order)
    if directory + 2 + 12 * count > len(data):
        return _Frame(complete=False)
    found = {256: 0, 257: 0}  # ImageWidth, ImageLength
    for at in range(directory + 2, directory + 2 + 12 * min(count, _STEPS), 12):
        tag = _integer(data, at, 2, order)
        if tag in found:
            short = _integer(data, at + 2, 2, order) == 3
            found[tag] = _integer(data, at + 8, 2 if short else 4, order)
    return _Frame(found[256], found[257])


def _webp(data: bytes) -> _Frame:
    width = height = 0
    chunk = data[12:16]
    if chunk == b"VP8X" and len(data) >= 30:
        width, height = 1 + _integer(data, 24, 3, "little"), 1 + _integer(data, 27, 3, "little")
    elif chunk == b"VP8L" and data[20:21] == b"\x2f" and len(data) >= 25:
        bits = _integer(data, 21, 4, "little")
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif chunk == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        bits = _integer(data, 26, 4, "little")
        width, height = bits & 0x3FFF, bits >> 16 & 0x3FFF
    return _Frame(width, height, len(data) >= 8 + _integer(data, 4, 4, "little"))


def _boxes(data: bytes) -> _Frame:
    """Walk the outermost boxes of an ISO base media file: MP4, HEIC, AVIF."""
    at = 0
    for _ in range(_STEPS):
        if at == len(data):
            break
        if at + 8 > len(data):
            return _Frame(complete=False)
        size = _integer(data, at, 4)
        if size == 1:
            size = _integer(data, at + 8, 8)
        if size < 8:  # 0: to the end of the file; less than its own header: nonsense
            break
        at += size
    return _Frame()


def _pdf(data: bytes) -> _Frame:
    return _Frame(complete=b"%%EOF" in data[-1024:])


_MEASURES: dict[str | None, Callable[[bytes], _Frame]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/gif": _gif,
    "image/bmp": _bmp,
    "image/tiff": _tiff,
    "image/webp": _webp,
    "application/pdf": _pdf,
    **dict.fromkeys(("image/avif", "image/heic", "video/mp4", "video/quicktime"), _boxes),
}
