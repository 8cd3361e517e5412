"""An independent decoder takes every picture of every file, and has nothing to complain about."""

import io
from fractions import Fraction
from struct import unpack_from
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cometvideo.wire import mp4

pytestmark = pytest.mark.thorough

av = pytest.importorskip("av")

PUBLISHED = (
    "864x480 736x544 640x640 544x736 480x864 960x416",
    "864x496 752x560 560x752 496x864 992x432",
    "1248x704 1120x832 960x960 832x1120 704x1248 1504x640",
    "1280x720 1112x834 834x1112 720x1280 1470x630",
    "1920x1088 1664x1248 1440x1440 1248x1664 1088x1920 2176x928",
    "1920x1080 1080x1920 2206x946",
)
EDGES = ("16x16 18x30 4096x16 16x4096 16x18 30x16",)
SIZES = [size for row in PUBLISHED + EDGES for size in row.split()]


class Seen(NamedTuple):
    """What a decoder makes of a file."""

    size: tuple[int, int]  # pixels of the decoded pictures
    stated: tuple[int, int]  # pixels, by the file's index
    duration: Fraction  # seconds
    times: list[Fraction]  # of each picture, seconds
    keys: list[int]  # which samples stand alone
    colour: list[set[int]]  # values in the last picture's luma, blue and red
    complaints: list[str]


def watch(data: bytes) -> Seen:
    """Decode a file; whatever the decoder logs from a warning up is a complaint.

    The decoder is not the file's own, which would crop the pictures to the size that the index
    states: this one knows nothing but the parameter sets.
    """
    before = av.logging.get_level()
    av.logging.set_level(av.logging.WARNING)
    try:
        with av.logging.Capture(local=False) as logged, av.open(io.BytesIO(data)) as container:
            (stream,) = container.streams
            decoder = av.CodecContext.create("h264", "r")
            decoder.extradata = stream.codec_context.extradata
            decoder.options = {"err_detect": "explode"}
            packets = list(container.demux(stream))  # and an empty one: the end
            pictures = [picture for packet in packets for picture in decoder.decode(packet)]
            stated = (stream.width, stream.height)
            duration, tick = stream.duration * stream.time_base, stream.time_base
    finally:
        av.logging.set_level(before)
    last = pictures[-1]
    return Seen(
        (last.width, last.height),
        stated,
        duration,
        [picture.pts * tick for picture in pictures],
        [number for number, packet in enumerate(packets) if packet.is_keyframe],
        [values(plane) for plane in last.planes],
        [message for _, _, message in logged],
    )


def values(plane: Any) -> set[int]:
    padded = memoryview(plane)
    lines = range(0, plane.height * plane.line_size, plane.line_size)
    return set().union(*(padded[start : start + plane.width].tobytes() for start in lines))


def check(data: bytes, size: tuple[int, int], frames: int, fps: int) -> Seen:
    seen = watch(data)
    assert seen.complaints == []
    assert seen.size == seen.stated == size
    assert seen.duration == Fraction(frames, fps)
    assert seen.times == [Fraction(number, fps) for number in range(frames)]
    assert seen.keys == [0]
    return seen


@pytest.mark.parametrize("size", SIZES)
def test_every_picture_of_every_size_decodes(size: str) -> None:
    width, height = map(int, size.split("x"))
    seen = check(mp4.video(width, height, 2), (width, height), 48, 24)
    assert seen.colour == [{128}, {128}, {128}]


def test_a_long_video_decodes() -> None:
    check(mp4.video(1112, 834, 15), (1112, 834), 360, 24)


def test_the_largest_size_decodes() -> None:
    check(mp4.video(4096, 4096, 1, fps=2), (4096, 4096), 2, 2)


@given(fps=st.integers(1, mp4.MAX_FPS), frames=st.integers(1, 50))
def test_it_lasts_exactly_as_long_as_asked(fps: int, frames: int) -> None:
    check(mp4.video(16, 16, frames / fps, fps=fps), (16, 16), frames, fps)


@given(width=st.integers(8, 200), height=st.integers(8, 200))
def test_any_even_size_decodes(width: int, height: int) -> None:
    check(mp4.video(2 * width, 2 * height, 1, fps=2), (2 * width, 2 * height), 2, 2)


@pytest.mark.parametrize("place", ["first picture", "second picture"])
def test_a_broken_picture_would_have_been_seen(place: str) -> None:
    data = bytearray(mp4.video(320, 240, 1, fps=2))
    first = data.index(b"mdat") + 4
    (length,) = unpack_from(">I", data, first)
    start = first + 4 + (length - 20 if place == "first picture" else length + 5)
    data[start : start + 3] = b"\x00\xff\xff"
    try:
        complaints = watch(bytes(data)).complaints
    except av.FFmpegError:
        return
    assert complaints


def test_every_colour_is_exact() -> None:
    # A level's code depends on its size and sign: take all, each component at its own pace.
    for value in range(256):
        colour = mp4.Colour(value, (value + 85) % 256, (3 * value + 1) % 256)
        seen = watch(mp4.video(48, 34, 1, fps=2, colour=colour))
        assert seen.complaints == []
        assert seen.colour == [{part} for part in colour]
