"""What `look` tells of files: hand-built ones, Pillow's, cut ones, and arbitrary bytes."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cometvideo.wire.media import Media, look


def chunk(name: bytes, content: bytes = b"") -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def png(width: int, height: int) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress((b"\0" + b"\x80" * width) * height))
    return b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND")


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, 2 + len(content)) + content


def jpeg(*before_frame: bytes, frame: int = 0xC0, scan: bytes = b"\x12\xff\x00\x34") -> bytes:
    size = segment(frame, struct.pack(">BHHB", 8, 20, 30, 1) + b"\1\x11\0")
    start = segment(0xDA, b"\1\1\0\0\x3f\0")
    return b"\xff\xd8" + b"".join(before_frame) + size + start + scan + b"\xff\xd9"


def riff(name: bytes, content: bytes) -> bytes:
    body = b"WEBP" + name + struct.pack("<I", len(content)) + content
    return b"RIFF" + struct.pack("<I", len(body)) + body


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def bmp(header: bytes) -> bytes:
    return b"BM" + struct.pack("<III", 14 + len(header), 0, 14 + len(header)) + header


def tiff(order: str) -> bytes:
    mark = b"II*\0" if order == "<" else b"MM\0*"
    width = struct.pack(order + "HHIHH", 256, 3, 1, 30, 0)
    height = struct.pack(order + "HHII", 257, 4, 1, 20)
    return mark + struct.pack(order + "IH", 8, 2) + width + height + b"\0\0\0\0"


def painted(kind: str, size: tuple[int, int], mode: str = "RGB", **options: object) -> bytes:
    """Encode an image with Pillow: a gradient, for a flat one leaves too little coded data."""
    image = Image.linear_gradient("L").resize(size).convert(mode)
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


PNG = png(3, 2)
MP4 = box(b"ftyp", b"isom\0\0\2\0isomavc1") + box(b"mdat", b"1234") + box(b"moov")
LONG_BOX = box(b"ftyp", b"mp42\0\0\0\0") + b"\0\0\0\1mdat\0\0\0\0\0\0\0\x12!!"
THUMBNAIL = segment(0xE1, b"Exif\0\0" + jpeg())


@pytest.mark.parametrize(
    ("data", "kind", "width", "height"),
    [
        pytest.param(PNG, "image/png", 3, 2, id="png"),
        pytest.param(PNG + b"trailing", "image/png", 3, 2, id="png, something after it"),
        pytest.param(jpeg(), "image/jpeg", 30, 20, id="jpeg"),
        pytest.param(jpeg(frame=0xC2), "image/jpeg", 30, 20, id="jpeg, progressive"),
        pytest.param(
            jpeg(segment(0xE1, segment(0xC0, b"\x08\0\1\0\1"))),
            "image/jpeg",
            30,
            20,
            id="jpeg, a frame header inside another segment",
        ),
        pytest.param(
            jpeg(segment(0xC4, b"\1" * 17), b"\xff\xff" + segment(0xFE, b"comment")),
            "image/jpeg",
            30,
            20,
            id="jpeg, Huffman table first, fill bytes",
        ),
        pytest.param(
            jpeg(scan=b"\1\xff\xd0\2\xff\x00" + segment(0xC4, b"x") + b"\3"),
            "image/jpeg",
            30,
            20,
            id="jpeg, restart and second table in the scan",
        ),
        pytest.param(jpeg() + b"trailing", "image/jpeg", 30, 20, id="jpeg, something after it"),
        pytest.param(
            riff(b"VP8 ", b"\0\0\0\x9d\x01\x2a\x1e\x40\x14\x80"), "image/webp", 30, 20, id="webp"
        ),
        pytest.param(
            riff(b"VP8L", b"\x2f" + struct.pack("<I", 29 | 19 << 14 | 1 << 28)),
            "image/webp",
            30,
            20,
            id="webp, lossless",
        ),
        pytest.param(
            riff(b"VP8X", b"\0\0\0\0\x1d\0\1\x13\0\0"),
            "image/webp",
            65566,
            20,
            id="webp, extended",
        ),
        pytest.param(
            riff(b"ABCD", b"\0\0\0\x9d\x01\x2a\x1e\x40\x14\x80"),
            "image/webp",
            None,
            None,
            id="webp, unknown chunk",
        ),
        pytest.param(
            riff(b"VP8 ", b"\0\0\0\x9d\x01\x2b\x1e\x40\x14\x80"),
            "image/webp",
            None,
            None,
            id="webp, no start code",
        ),
        pytest.param(b"GIF87a\x1e\0\x14\0\0\0\0;", "image/gif", 30, 20, id="gif 87a"),
        pytest.param(b"GIF89a\x1e\0\x14\0\0\0\0;\0\0", "image/gif", 30, 20, id="gif, padded"),
        pytest.param(bmp(struct.pack("<IHHHH", 12, 30, 20, 1, 8)), "image/bmp", 30, 20, id="os2"),
        pytest.param(
            bmp(struct.pack("<Iii", 40, 30, -20) + bytes(28)), "image/bmp", 30, 20, id="bmp"
        ),
        *(
            pytest.param(
                bmp(struct.pack("<Iii", size, 30, 20) + bytes(size - 12)),
                "image/bmp",
                30,
                20,
                id=f"bmp, a header of {size} bytes",
            )
            for size in (52, 56, 64, 108, 124)
        ),
        pytest.param(tiff("<"), "image/tiff", 30, 20, id="tiff, little-endian"),
        pytest.param(tiff(">"), "image/tiff", 30, 20, id="tiff, big-endian"),
        pytest.param(tiff("<")[:-4], "image/tiff", 30, 20, id="tiff, nothing after its entries"),
        pytest.param(box(b"ftyp", b"heic\0\0\0\0mif1heic"), "image/heic", None, None, id="heic"),
        pytest.param(
            box(b"ftyp", b"mif1\0\0\0\0mif1avif"), "image/avif", None, None, id="avif, as mif1"
        ),
        pytest.param(MP4, "video/mp4", None, None, id="mp4"),
        pytest.param(LONG_BOX, "video/mp4", None, None, id="mp4, long box"),
        pytest.param(
            box(b"ftyp", b"qt  \0\0\0\0") + b"\0\0\0\0mdat...",
            "video/quicktime",
            None,
            None,
            id="quicktime, box to the end",
        ),
        pytest.param(b"%PDF-1.7\n%%EOF\n", "application/pdf", None, None, id="pdf"),
        pytest.param(b"<!DOCTYPE html><svg>", "text/html", None, None, id="html"),
        pytest.param(b"\xef\xbb\xbf <HTML>", "text/html", None, None, id="html, BOM"),
        pytest.param(b'<svg xmlns="x"/>', "image/svg+xml", None, None, id="svg"),
        pytest.param(
            b"<?xml version='1.0'?>\n<!-- -->\n<svg>", "image/svg+xml", None, None, id="svg, xml"
        ),
        pytest.param(b' {"error": 1}', "application/json", None, None, id="json"),
        pytest.param(b"/home/me/cat.png", "text/plain", None, None, id="text"),
        pytest.param(b"BMW " * 9, "text/plain", None, None, id="text that begins as a BMP"),
        pytest.param("é".encode() * 600, "text/plain", None, None, id="text, long"),
        pytest.param(b"x" + "é".encode() * 600, "text/plain", None, None, id="text, cut in two"),
        pytest.param(b"\xe9t\xe9 1999", None, None, None, id="not UTF-8"),
        pytest.param(b"\0\1\2\3" * 8, None, None, None, id="unknown"),
        pytest.param(box(b"ftyp", b"zzzz\0\0\0\0"), None, None, None, id="unknown brand"),
        pytest.param(
            box(b"ftyp", b"zzzz\0\0\0\0") + box(b"isom"), None, None, None, id="a brand after it"
        ),
        pytest.param(
            box(b"ftyp", b"zzzz\0\0\0\0" + b"zzzz" * 59 + b"isom"),
            "video/mp4",
            None,
            None,
            id="the 60th brand",
        ),
        pytest.param(
            box(b"ftyp", b"zzzz\0\0\0\0" + b"zzzz" * 60 + b"isom"),
            None,
            None,
            None,
            id="the 61st brand",
        ),
        pytest.param(b"RIFF\4\0\0\0WAVE", None, None, None, id="another RIFF"),
    ],
)
def test_tells_format_and_size(
    data: bytes, kind: str | None, width: int | None, height: int | None
) -> None:
    assert look(data) == Media(None, None, len(data), kind, width, height, complete=True)


def test_keeps_the_senders_claims_apart_from_what_the_bytes_show() -> None:
    media = look(PNG, filename="cat.jpg", content_type="image/jpeg")
    assert (media.filename, media.content_type) == ("cat.jpg", "image/jpeg")
    assert media.format == "image/png"
    assert media.is_image
    assert hash(media) == hash(look(bytes(PNG), filename="cat.jpg", content_type="image/jpeg"))


@pytest.mark.parametrize("data", [MP4, b"a path", b"", b"\0"], ids=["mp4", "text", "empty", "nul"])
def test_is_no_image(data: bytes) -> None:
    assert not look(data, content_type="image/png").is_image


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(PNG, id="png"),
        pytest.param(png(70_000, 1), id="png, wide"),
        pytest.param(jpeg(), id="jpeg"),
        pytest.param(jpeg(THUMBNAIL), id="jpeg, whole JPEG inside"),
        pytest.param(painted("PNG", (9, 7)), id="Pillow's PNG"),
        pytest.param(painted("JPEG", (9, 7)), id="Pillow's JPEG"),
        pytest.param(painted("JPEG", (40, 30), progressive=True), id="Pillow's progressive"),
        pytest.param(painted("WEBP", (9, 7)), id="Pillow's WebP"),
        pytest.param(painted("WEBP", (9, 7), lossless=True), id="Pillow's lossless WebP"),
        pytest.param(painted("WEBP", (9, 7), "RGBA", exif=b"Exif\0\0abc"), id="Pillow's VP8X"),
    ],
)
def test_every_proper_prefix_is_cut_short(data: bytes) -> None:
    whole = look(data)
    assert whole.complete
    for end in range(len(data)):
        media = look(data[:end])
        assert not media.complete, end
        assert media.width in {None, whole.width}, end
        assert media.height in {None, whole.height}, end


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(painted("GIF", (9, 7))[:-1], id="gif without trailer"),
        pytest.param(painted("BMP", (9, 7))[:-1], id="bmp"),
        pytest.param(tiff("<")[:-5], id="tiff directory"),
        pytest.param(b"MM\0*\xff\xff\xff\xff", id="tiff, directory out of reach"),
        pytest.param(MP4[:-1], id="mp4 box header"),
        pytest.param(MP4[:30], id="mp4 box"),
        pytest.param(LONG_BOX[:-1], id="mp4 long box"),
        pytest.param(b"%PDF-1.7\n", id="pdf"),
    ],
)
def test_sees_other_formats_cut_short(data: bytes) -> None:
    media = look(data)
    assert media.format is not None
    assert not media.complete


@pytest.mark.parametrize(
    ("head", "filler"),
    [
        pytest.param(PNG[:33], chunk(b"tEXt"), id="png of empty chunks"),
        pytest.param(b"\xff\xd8", b"\xff\xe0\0\2", id="jpeg of empty segments"),
        pytest.param(b"\xff\xd8", b"\xff\xd8", id="jpeg of starts"),
        pytest.param(box(b"ftyp", b"isom\0\0\0\0"), box(b"free"), id="mp4 of empty boxes"),
    ],
)
def test_stops_walking_a_file_made_of_crumbs(head: bytes, filler: bytes) -> None:
    """With fewer crumbs its cut end is seen; with more the walk ends before, and cannot tell."""
    cut = filler[:1]
    assert not look(head + filler * 9_000 + cut).complete
    assert look(head + filler * 11_000 + cut).complete


@settings(max_examples=60)
@given(
    kind=st.sampled_from(["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"]),
    size=st.tuples(st.integers(1, 300), st.integers(1, 300)),
    mode=st.sampled_from(["L", "RGB"]),
    lossless=st.booleans(),
)
def test_agrees_with_pillow(kind: str, size: tuple[int, int], mode: str, *, lossless: bool) -> None:
    data = painted(kind, size, mode, lossless=lossless, progressive=lossless)
    media = look(data)
    with Image.open(io.BytesIO(data)) as image:
        assert (media.format, (media.width, media.height)) == (image.get_format_mimetype(), size)
    assert media.complete


SEEDS = [
    PNG,
    jpeg(THUMBNAIL),
    painted("WEBP", (9, 7)),
    painted("GIF", (9, 7)),
    painted("BMP", (9, 7)),
    tiff(">"),
    MP4,
    b"%PDF-",
    b"<svg>",
]


@settings(max_examples=300)
@given(
    seed=st.sampled_from([*SEEDS, b""]),
    start=st.integers(0, 80),
    length=st.integers(0, 8),
    patch=st.binary(max_size=12),
)
def test_takes_any_bytes(seed: bytes, start: int, length: int, patch: bytes) -> None:
    data = seed[:start] + patch + seed[start + length :]
    media = look(data)
    assert media.size == len(data)
    assert media.width is None or media.width > 0
    assert media.height is None or media.height > 0
