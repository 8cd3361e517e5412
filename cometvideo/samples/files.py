"""Files: small made-up ones, as what is known of them and as bytes; those at a field's limits."""

import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache

from cometvideo.facts.tables import cells_of
from cometvideo.facts.terms import Terms
from cometvideo.wire.media import Media, data_address, look
from cometvideo.wire.mp4 import video

__all__ = ["file_bytes", "file_like", "file_values", "in_json", "picture", "seen"]

Named = Iterator[tuple[str, object]]

_PNG, _MP4 = "image/png", "video/mp4"
_WIDTH, _HEIGHT = 640, 480
_SECONDS = 4  # of a video
_SIDE = 1000  # of a file whose ratio matters
_HEADS = {
    _PNG: b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff\xd9",
    "image/gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "image/webp": b"RIFF\x12\0\0\0WEBPVP8L\x05\0\0\0\x2f\0\0\0\0\0",
    "image/bmp": b"BM\x1e" + b"\0" * 7 + b"\x1a\0\0\0\x0c\0\0\0\1\0\1\0\1\0\x18\0\xff\xff\xff\0",
    "image/tiff": b"II*\0\x08\0\0\0\2\0\0\1\3\0\1\0\0\0\1\0\0\0\1\1\3\0\1\0\0\0\1" + b"\0" * 7,
    "image/avif": b"\0\0\0\x14ftypavif\0\0\0\0avif",
    "image/heic": b"\0\0\0\x14ftypheic\0\0\0\0heic",
    "video/quicktime": b"\0\0\0\x14ftypqt  \0\0\0\0qt  ",
    "application/pdf": b"%PDF-1.7\n%%EOF\n",
    "text/plain": b"not a picture\n",
    None: b"\x00\x01\x02\x03 of no known format",
}


@lru_cache(maxsize=16)
def picture(width: int, height: int, pattern: int = 0xFF) -> bytes:
    """A PNG of this size in pixels, of one bit each: white, or with another pattern of eight."""
    rows = (b"\0" + bytes([pattern]) * ((width + 7) // 8)) * height
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return _HEADS[_PNG] + b"".join(_chunk(*each) for each in chunks)


def file_like(media_type: str | None = _PNG, *, name: str = "reference.png") -> Media:
    """What is known of a small file of this type; change it with `_replace`."""
    is_image = (media_type or "").startswith("image/")
    width, height = (_WIDTH, _HEIGHT) if is_image else (None, None)
    return Media(name, media_type, 4096, media_type, width, height, complete=True)


def file_bytes(media: Media) -> bytes:
    """Bytes that look like this file but for their number; only a PNG has its width and height."""
    if media.format == _MP4:
        return video(_WIDTH, _HEIGHT, _SECONDS)
    if media.format != _PNG:
        return _HEADS.get(media.format, _HEADS[None])
    data = picture(media.width or 1, media.height or 1)
    return data if media.complete else data[:-12]


def in_json(fields: Mapping[str, object]) -> tuple[str, bytes]:
    """The content type and the body of a request as JSON, with files as texts in it."""
    return "application/json", json.dumps({k: _in_text(v) for k, v in fields.items()}).encode()


def _in_text(value: object) -> object:
    if isinstance(value, Media):
        return data_address(file_bytes(value), value.content_type or value.format)
    return list(map(_in_text, value)) if isinstance(value, tuple) else value


def seen(media: Media) -> Media:
    """What a receiver learns of the bytes that stand for this file."""
    return look(file_bytes(media), filename=media.filename, content_type=media.content_type)


def file_values(terms: Terms) -> Named:
    """Named values of a media field, the plainest first: one Media, or several in a tuple."""
    usual = _MP4 if terms.text("format_family") == "video" else _PNG
    kinds = terms.texts("limits", "formats") or (usual,)
    kind = usual if usual in kinds else kinds[0]
    plain = file_like(kind, name=f"reference.{kind.partition('/')[2]}")
    another = None
    if other := terms.text("matches"):
        cells = cells_of(Terms(terms.matrix, terms.model, other))
        if cells:
            another = plain
            plain = plain._replace(width=cells[0].size.width, height=cells[0].size.height)
    yield "a small file", plain
    if another is not None:
        yield "a file of another size", another
    yield "one file in a list", (plain,)
    yield "no files", ()
    yield "two files", (plain, plain._replace(filename="second.png"))
    for kind in kinds:
        yield f"a file of {kind}", file_like(kind, name="reference")
    yield "a file of no declared type", plain._replace(content_type=None)
    yield "a file declared as another type", plain._replace(content_type="application/octet-stream")
    yield "a file cut short", plain._replace(complete=False)
    yield "a file of no known format", file_like(None, name="reference")
    yield "a file of another family", file_like("text/plain", name="note.txt")
    yield "a file of a rarer format", file_like("image/gif", name="reference.gif")
    yield from _at_limits(terms, plain)
    yield "a path as text", "reference.png"
    if terms.fact("as_data"):
        whole = data_address(file_bytes(plain), plain.format)
        yield "its bytes as text", whole
        yield "bytes as text that are cut off", whole[:-1]
        yield "bytes as text of no type", f"data:{whole[whole.index(';') :]}"
    yield "an address as text", "https://example.com/reference.png"
    yield "a text in a list", ("reference.png",)
    yield "a list in a list", ([plain],)


def _at_limits(terms: Terms, plain: Media) -> Named:
    """A file at each limit, and one just beyond it."""
    limits = terms.block("limits")
    most, most_bytes = limits.integer("max_count"), limits.number("max_bytes")
    if most is not None:
        yield "as many files as the limit", (plain,) * most
        yield "one file more than the limit", (plain,) * (most + 1)
    if most_bytes is not None:
        size = int(most_bytes)
        yield "a file as large as the limit", plain._replace(size=size)
        yield "a file larger than the limit", plain._replace(size=size + 1)
    for key, step, words in (("min_side", -1, "smaller"), ("max_side", 1, "wider")):
        if (limit := limits.number(key)) is not None:
            side, beyond = int(limit), int(limit) + step
            yield f"sides at the limit of {key}", plain._replace(width=side, height=side)
            yield f"{words} than the limit", plain._replace(width=beyond, height=beyond)
    for key, step, words in (("min_ratio", -1, "taller"), ("max_ratio", 1, "flatter")):
        if (ratio := limits.number(key)) is not None:
            width = round(ratio * _SIDE)
            yield f"a ratio at the limit of {key}", plain._replace(width=width, height=_SIDE)
            yield f"{words} than the limit", plain._replace(width=width + step, height=_SIDE)


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)
