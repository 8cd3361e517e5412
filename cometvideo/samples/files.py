"""Files: small made-up ones, as what is known of them and as bytes that look the same."""

import struct
import zlib

from cometvideo.wire.media import Media, look

__all__ = ["file_bytes", "file_like", "picture", "seen"]

_PNG = "image/png"
_WIDTH, _HEIGHT = 640, 480
_HEADS = {
    _PNG: b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff\xd9",
    "image/gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "application/pdf": b"%PDF-1.7\n%%EOF\n",
    "text/plain": b"not a picture\n",
    None: b"\x00\x01\x02\x03 of no known format",
}


def picture(width: int, height: int) -> bytes:
    """A white PNG of this size in pixels, with one bit for each."""
    rows = (b"\0" + b"\xff" * ((width + 7) // 8)) * height
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
    if media.format != _PNG:
        return _HEADS.get(media.format, _HEADS[None])
    data = picture(media.width or 1, media.height or 1)
    return data if media.complete else data[:-12]


def seen(media: Media) -> Media:
    """What a receiver learns of the bytes that stand for this file."""
    return look(file_bytes(media), filename=media.filename, content_type=media.content_type)


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)
