"""The files are laid out as the standards say, are small, and refuse what cannot be made."""

import math
import re
from hashlib import sha256
from itertools import pairwise
from struct import unpack_from

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cometvideo.wire import mp4
from cometvideo.wire.mp4 import avc


@pytest.mark.parametrize(
    ("width", "height", "fps", "level"),
    [
        (176, 144, 15, 10),
        (176, 144, 24, 11),
        (320, 240, 20, 12),
        (352, 288, 30, 13),
        (352, 480, 30, 21),
        (720, 480, 15, 22),
        (720, 480, 30, 30),
        (1280, 720, 24, 31),
        (1280, 720, 30, 31),
        (1280, 720, 60, 32),
        (1920, 1080, 24, 40),
        (1920, 1080, 60, 42),
        (2206, 946, 24, 42),
        (2560, 1440, 24, 50),
        (4096, 2304, 24, 51),
        (4096, 2304, 50, 52),
        (4096, 4096, 24, 60),
        (4096, 4096, 120, 61),
        (16, 1008, 24, 21),  # 63 macroblocks long: their square is more than 8 * 396
        (4096, 16, 24, 40),
    ],
)
def test_the_level_is_the_lowest_that_allows_the_size(
    width: int, height: int, fps: int, level: int
) -> None:
    data = mp4.video(width, height, 1, fps=fps)
    configuration = data.index(b"avcC") + 4
    # Version 1, Baseline, constraint flags 0 and 1, the level; and the same in the parameter set.
    assert data[configuration : configuration + 4] == bytes([1, 66, 0xC0, level])
    assert data[configuration + 9 : configuration + 12] == bytes([66, 0xC0, level])


def test_the_pictures_are_as_the_syntax_tables_say() -> None:
    """Written out by hand for two macroblocks: decoders forgive too much to be asked."""
    first, *repeats = avc.still(32, 16, 40, 24, mp4.Colour(129, 126, 128)).frames
    header = "01100101" + "1 0001000 1 0000 1 00 1"
    colour = "0001000 1 1" + "01 0 1" + "000111 01 1" + "01"  # 1, then -2, then 0
    assert bits(first) == pack_bits(header + colour + "00100 1 1 1" + "1")
    assert [bits(unit) for unit in repeats] == [
        pack_bits(f"01100001 1 00110 1 {number % 16:04b} 0 0 0 1 011 1") for number in range(1, 40)
    ]


def bits(unit: bytes) -> str:
    return "".join(f"{byte:08b}" for byte in unit)


def pack_bits(text: str) -> str:
    """Drop the blanks, and fill up the last byte."""
    text = text.replace(" ", "")
    return text + "0" * (-len(text) % 8)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12).map(bytes))
def test_no_start_code_appears_inside_a_nal_unit(payload: bytes) -> None:
    unit = avc._nal_unit(0x65, bits(payload))
    assert not re.search(rb"\0\0[\0-\2]", unit)
    assert unit.replace(b"\0\0\3", b"\0\0") == b"\x65" + payload + b"\x80"


def test_the_index_comes_first_and_the_boxes_fill_the_file() -> None:
    data = mp4.video(1280, 720, 5)
    kinds, at = [], 0
    while at < len(data):
        size, kind = unpack_from(">I4s", data, at)
        kinds.append(kind)
        at += size
    assert kinds == [b"ftyp", b"moov", b"mdat"]
    assert at == len(data)
    (offset,) = unpack_from(">I", data, data.index(b"stco") + 12)
    assert offset == data.index(b"mdat") + 4


@pytest.mark.parametrize(
    ("kind", "offset", "numbers"),
    [
        (b"mvhd", 12, (24_000, 5 * 24_000)),
        (b"tkhd", 20, (5 * 24_000,)),
        (b"tkhd", 76, (1112 << 16, 834 << 16)),
        (b"mdhd", 12, (24_000, 5 * 24_000)),
        (b"stts", 4, (1, 120, 1000)),
        (b"stss", 4, (1, 1)),
        (b"stsc", 4, (1, 1, 120, 1)),
        (b"stsz", 4, (0, 120)),
    ],
    ids=lambda value: value.decode() if isinstance(value, bytes) else None,
)
def test_the_index_states(kind: bytes, offset: int, numbers: tuple[int, ...]) -> None:
    """What decoders work out for themselves, and so do not miss when it is wrong."""
    data = mp4.video(1112, 834, 5)
    assert unpack_from(f">{len(numbers)}I", data, data.index(kind) + 4 + offset) == numbers


def test_it_is_small_and_always_the_same() -> None:
    data = mp4.video(1280, 720, 5)
    assert len(data) < 6144
    assert data == mp4.video(1280, 720, 5)
    assert data != mp4.video(1280, 720, 5, colour=mp4.colour_of(1))


@pytest.mark.parametrize(
    ("size", "colour", "fingerprint"),
    [
        ((1280, 720), mp4.Colour(129, 126, 128), "78c025c0"),
        ((18, 30), mp4.Colour(0, 255, 16), "5c66f6d8"),
        ((64, 64), mp4.Colour(255, 0, 235), "d38376df"),
    ],
)
def test_it_is_the_same_in_every_release(
    size: tuple[int, int], colour: mp4.Colour, fingerprint: str
) -> None:
    data = mp4.video(*size, 1, colour=colour)
    assert sha256(data).hexdigest()[:8] == fingerprint


@pytest.mark.parametrize("header", [b"mvhd", b"tkhd", b"mdhd"])
def test_nothing_tells_when_it_was_made(header: bytes) -> None:
    data = mp4.video(64, 64, 1)
    assert unpack_from(">II", data, data.index(header) + 8) == (0, 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((14, 720, 5, 24), r"width is 14 pixels; it must be 16 to 4096"),
        ((1280, 4098, 5, 24), r"height is 4098 pixels; it must be 16 to 4096"),
        ((1281, 720, 5, 24), r"width is 1281 .* even number: use 1280 or 1282"),
        ((1280, 721, 5, 24), r"height is 721 .* even number: use 720 or 722"),
        ((1280, 720, 0, 24), r"seconds is 0; it must be more than 0 and at most 3600"),
        ((1280, 720, 3601, 24), r"seconds is 3601; it must be more than 0 and at most 3600"),
        ((1280, 720, math.nan, 24), r"seconds is nan; it must be"),
        ((1280, 720, math.inf, 24), r"seconds is inf; it must be"),
        ((1280, 720, 5, 0), r"fps is 0; it must be 1 to 120"),
        ((1280, 720, 5, 121), r"fps is 121; it must be 1 to 120"),
        ((1280, 720, 5.01, 24), r"not a whole number of frames at 24 .* use 5.0, the nearest"),
        ((1280, 720, 0.01, 24), r"use 0.04166666666666666\d*, the nearest"),
    ],
)
def test_what_cannot_be_made_is_refused(
    arguments: tuple[int, int, float, int], message: str
) -> None:
    width, height, seconds, fps = arguments
    with pytest.raises(ValueError, match=message):
        mp4.video(width, height, seconds, fps=fps)


@given(st.floats(0.001, 20), st.integers(1, mp4.MAX_FPS))
def test_the_duration_that_a_refusal_proposes_is_taken(seconds: float, fps: int) -> None:
    try:
        mp4.video(16, 16, seconds, fps=fps)
    except ValueError as refusal:
        (proposed,) = re.findall("use (.*), the nearest", str(refusal))
        mp4.video(16, 16, float(proposed), fps=fps)


@pytest.mark.parametrize("colour", [(256, 0, 0), (0, -1, 0), (0, 0, 256)])
def test_a_colour_of_more_than_8_bits_is_refused(colour: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="outside 0 to 255"):
        mp4.video(64, 64, 1, colour=mp4.Colour(*colour))


def test_seeds_give_different_colours_that_screens_can_show() -> None:
    colours = [mp4.colour_of(seed) for seed in range(512)]
    assert len(set(colours)) == 512
    assert colours[:2] == [(64, 64, 64), (128, 128, 144)]
    assert all(16 <= part <= 235 for colour in colours for part in colour)
    assert mp4.colour_of(512) == mp4.colour_of(0)
    assert all(math.dist(a, b) >= 48 for a, b in pairwise(colours))
