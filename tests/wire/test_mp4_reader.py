"""Any arrangement of boxes that the standard allows is measured; any other bytes are refused."""

from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cometvideo.wire import mp4
from cometvideo.wire.mp4 import reader
from cometvideo.wire.mp4.reader import Measured, UnreadableMp4, measure


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return pack(">I4s", 8 + len(body), kind) + body


def large_box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return pack(">I4sQ", 1, kind, 16 + len(body)) + body


def times(kind: bytes, timescale: int, duration: int, version: int = 0) -> bytes:
    layout = ">B3xQQIQ80x" if version else ">B3x4I80x"
    return box(kind, pack(layout, version, 0, 0, timescale, duration))


def handler(kind: bytes) -> bytes:
    return box(b"hdlr", pack(">8x4s12x", kind))


def sizes(count: int, each: int = 0) -> bytes:
    return box(b"stsz", pack(">4xII", each, count), bytes(0 if each else 4 * count))


ID = 7


def track(
    kind: bytes = b"vide",
    *,
    samples: bytes = b"",
    entry: tuple[int, int] = (1112, 834),
    header: tuple[int, int] = (1112, 834),
    media: bytes = times(b"mdhd", 24, 48),
    version: int = 0,
    flags: int = 0,
) -> bytes:
    wide, high = header[0] << 16, header[1] << 16
    sample = box(b"avc1", pack(">24xHH50x", *entry))
    layout = ">I16xI64xII" if version else ">I8xI60xII"
    return box(
        b"trak",
        box(b"tkhd", pack(layout, version << 24 | flags, ID, wide, high)),
        box(b"edts"),
        box(
            b"mdia",
            media,
            handler(kind),
            box(b"minf", box(b"stbl", box(b"stsd", pack(">II", 0, 1), sample), samples)),
        ),
    )


def movie(*parts: bytes, header: bytes = times(b"mvhd", 600, 3000)) -> bytes:
    return box(b"moov", header, *(parts or (track(),)))


FTYP = box(b"ftyp", b"isom\0\0\0\0")
MDAT = box(b"mdat", b"pictures")
LAST_MDAT = pack(">I4s", 0, b"mdat") + b"to the end"
SHORT = b"\0\0\0\1"
SHORTEST_TIMES = pack(">12xII", 600, 3000)
UNKNOWN = times(b"mvhd", 600, 0xFFFF_FFFF)
WHOLE = Measured(1112, 834, 48, 24)


def fragments(*parts: bytes) -> bytes:
    return box(b"mvex", *parts, box(b"trex", bytes(24)))


READABLE = {
    "index first": (FTYP + movie() + MDAT, WHOLE),
    "index last": (FTYP + MDAT + movie(), WHOLE),
    "no kind": (movie(), WHOLE),
    "pictures in a 64-bit box": (FTYP + large_box(b"mdat", b"x" * 9) + movie(), WHOLE),
    "index in a 64-bit box": (large_box(b"moov", movie()[8:]), WHOLE),
    "pictures to the end": (FTYP + movie() + LAST_MDAT, WHOLE),
    "index to the end": (FTYP + bytes(4) + movie()[4:], WHOLE),
    "pictures cut short": (FTYP + movie() + MDAT[:-3], WHOLE),
    "unknown boxes around": (box(b"free") + box(b"\xff\0 x", b"y") + movie() + b"tail", WHOLE),
    "padding inside": (movie(track(), b"\0\0\0\0"), WHOLE),
    "header with nothing after the times": (movie(header=box(b"mvhd", SHORTEST_TIMES)), WHOLE),
    "version 1": (
        movie(
            track(version=1, entry=(0, 0), media=times(b"mdhd", 24, 2**33, 1)),
            header=times(b"mvhd", 600, 2**33, 1),
        ),
        Measured(1112, 834, 2**33, 24, None),
    ),
    "sound first": (movie(track(b"soun", entry=(0, 2)), track()), WHOLE),
    "two pictures": (movie(track(entry=(640, 480)), track()), Measured(640, 480, 48, 24)),
    "scaled by the track": (movie(track(header=(16, 16))), WHOLE),
    "size in the track only": (
        movie(track(entry=(0, 0), header=(64, 48))),
        (64, 48, 48, 24, None),
    ),
    "duration in the media only": (movie(header=UNKNOWN), (1112, 834, 48, 24, None)),
    "duration in the media only, version 1": (
        movie(track(media=times(b"mdhd", 30, 90, 1)), header=times(b"mvhd", 600, 2**64 - 1, 1)),
        (1112, 834, 90, 30, None),
    ),
    "fragments": (
        movie(track(), fragments(box(b"mehd", pack(">II", 0, 9000)))),
        (1112, 834, 9000, 600, None),
    ),
    "fragments, version 1": (
        movie(track(), fragments(box(b"mehd", pack(">B3xQ", 1, 2**33))), header=UNKNOWN),
        (1112, 834, 2**33, 600, None),
    ),
}


def stts(*rows: tuple[int, int]) -> bytes:
    return box(b"stts", pack(">II", 0, len(rows)), *(pack(">II", *each) for each in rows))


def edited(*edits: tuple[int, int], version: int = 0, samples: bytes = b"") -> bytes:
    """A movie whose track has an edit list; lengths in ticks of the movie, 600 a second."""
    layout = ">Qq4x" if version else ">Ii4x"
    rows = b"".join(pack(layout, *each) for each in edits)
    listed = box(b"elst", pack(">B3xI", version, len(edits)), rows)
    whole = track(samples=samples)
    size = int.from_bytes(whole[:4], "big") + len(listed)
    inside = whole.replace(box(b"edts"), box(b"edts", listed))
    return movie(pack(">I", size) + inside[4:])


def turned(*matrix: int) -> bytes:
    """A movie whose track header has the first five numbers of its matrix."""
    whole = track()
    at = whole.index(b"tkhd") + 4 + 40
    numbers = pack(">5i", *(each << 16 for each in matrix))
    return movie(whole[:at] + numbers + whole[at + len(numbers) :])


def stretched(wide: int, high: int) -> bytes:
    """A movie of 1112x834 whose pixels have this shape."""
    data = movie()
    pixel = box(b"pasp", pack(">II", wide, high))
    for kind in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"avc1"):
        at = data.index(kind) - 4
        size = int.from_bytes(data[at : at + 4], "big") + len(pixel)
        data = data[:at] + pack(">I", size) + data[at + 4 :]
    end = data.index(b"avc1") + 4 + 78
    return data[:end] + pixel + data[end:]


def timed(
    usual: int = 0, *, of: int = ID, header: tuple[int, ...] = (0,), run: tuple[int, ...] = (0, 0)
) -> bytes:
    """A movie in one fragment: what `trex` says a sample lasts, then the numbers of its boxes."""
    usually = box(b"trex", pack(">4x5I", of, 1, usual, 0, 0))
    part = box(b"tfhd", pack(f">II{len(header) - 1}I", header[0], ID, *header[1:]))
    runs = box(b"trun", pack(f">{len(run)}I", *run))
    return movie(track(), box(b"mvex", usually)) + box(b"moof", box(b"traf", part, runs))


SHOWN = {
    "fragments of the usual ticks": (timed(2, run=(0, 24)), (1112, 834, 2.0, 24)),
    "ticks of a fragment": (timed(2, header=(0x8, 3), run=(0, 24)), (1112, 834, 3.0, 24)),
    "ticks of a fragment after all else": (
        timed(2, header=(0xB, 9, 9, 9, 3), run=(0, 24)),
        (1112, 834, 3.0, 24),
    ),
    "ticks of each sample": (timed(2, run=(0x100, 2, 12, 12)), (1112, 834, 1.0, 2)),
    "ticks of each sample among all else": (
        timed(2, run=(0xF05, 2, 9, 9, 12, 7, 7, 7, 12, 7, 7, 7)),
        (1112, 834, 1.0, 2),
    ),
    "the picture's own clock": (movie(track(samples=stts((47, 1), (1, 1)))), (1112, 834, 2.0, 48)),
    "the last one is held": (movie(track(samples=stts((40, 1), (1, 8)))), (1112, 834, 2.0, 41)),
    "uneven frames": (movie(track(samples=stts((20, 1), (14, 2)))), (1112, 834, 2.0, None)),
    "a start that is cut off": (
        edited((600, 24), samples=stts((48, 1))),
        (1112, 834, 1.0, 24),
    ),
    "a pause before": (edited((300, -1), (1200, 0), samples=stts((48, 1))), (1112, 834, 2.0, 48)),
    "two parts": (edited((300, 0), (600, 24), samples=stts((48, 1))), (1112, 834, 1.5, 36)),
    "stored in another order": (
        edited((1200, 2), samples=stts((48, 1)) + box(b"ctts", pack(">IIIi", 0, 1, 48, 2))),
        (1112, 834, 2.0, 48),
    ),
    "stored in the same order": (
        edited((1200, 0), samples=stts((48, 1)) + box(b"ctts", bytes(8))),
        (1112, 834, 2.0, 48),
    ),
    "a part to the end": (edited((0, 12), samples=stts((48, 1))), (1112, 834, 1.5, 36)),
    "a part beyond the end": (edited((6000, 12), samples=stts((48, 1))), (1112, 834, 1.5, 36)),
    "64-bit edits": (edited((600, 24), version=1, samples=stts((48, 1))), (1112, 834, 1.0, 24)),
    "a thumbnail that is switched off": (
        movie(track(entry=(160, 90)), track(flags=3)),
        (1112, 834, 2.0, None),
    ),
    "a video that is switched off": (
        movie(track(flags=3), track(entry=(160, 90), flags=2)),
        (1112, 834, 2.0, None),
    ),
    "none is switched on": (movie(track(flags=2)), (1112, 834, 2.0, None)),
    "two that are alike": (movie(track(flags=1), track(flags=7)), (1112, 834, 2.0, None)),
    "straight": (turned(1, 0, 0, 0, 1), (1112, 834, 2.0, None)),
    "on its side": (turned(0, 1, 0, -1, 0), (834, 1112, 2.0, None)),
    "on its other side": (turned(0, -1, 0, 1, 0), (834, 1112, 2.0, None)),
    "upside down": (turned(-1, 0, 0, 0, -1), (1112, 834, 2.0, None)),
    "wide pixels": (stretched(4, 3), (1483, 834, 2.0, None)),
    "square pixels": (stretched(7, 7), (1112, 834, 2.0, None)),
    "pixels of no shape": (stretched(0, 7), (1112, 834, 2.0, None)),
}


@pytest.mark.parametrize(("data", "expected"), SHOWN.values(), ids=SHOWN)
def test_it_measures_what_is_shown(data: bytes, expected: tuple[object, ...]) -> None:
    seen = measure(data)
    assert (seen.width, seen.height, seen.seconds, seen.frames) == expected


@pytest.mark.parametrize(("data", "expected"), READABLE.values(), ids=READABLE)
def test_it_measures(data: bytes, expected: Measured) -> None:
    assert measure(data) == expected


LENGTH = box(b"mehd", pack(">II", 0, 9000))


def fragment(*runs: int, of: int = ID) -> bytes:
    header = box(b"tfhd", pack(">4xI", of))
    return box(b"moof", box(b"mfhd"), box(b"traf", header, *map(run, runs))) + MDAT


def run(count: int) -> bytes:
    return box(b"trun", pack(">4xI", count), bytes(8 * count))


def in_fragments(*rest: bytes, count: int = 0) -> bytes:
    return FTYP + movie(track(samples=sizes(count)), fragments(LENGTH)) + b"".join(rest)


COUNTED = {
    "sizes one by one": (movie(track(samples=sizes(48))), 48),
    "one size for all": (movie(track(samples=sizes(120, each=90))), 120),
    "compact sizes": (movie(track(samples=box(b"stz2", pack(">7xBI", 4, 9), bytes(5)))), 9),
    "no sizes": (movie(), None),
    "times cut short": (movie(track(samples=stts((48, 1)).replace(SHORT, pack(">I", 2)))), None),
    "none": (movie(track(samples=sizes(0))), None),
    "sizes cut short": (movie(track(samples=box(b"stsz", bytes(9)))), None),
    "those of the pictures, not of the sound": (
        movie(track(b"soun", samples=sizes(99)), track(samples=sizes(5))),
        5,
    ),
    "in fragments": (in_fragments(fragment(3, 4), fragment(5)), 12),
    "in version 1, in fragments": (
        movie(track(version=1), fragments(LENGTH)) + fragment(2) + fragment(3),
        5,
    ),
    "in front of the fragments and in them": (in_fragments(fragment(3), count=10), 13),
    "fragments of another track": (in_fragments(fragment(3), fragment(99, of=8)), 3),
    "no fragments": (in_fragments(), None),
    "fragments cut short": (in_fragments(fragment(3), fragment(4)[:-1]), None),
    "a run cut short": (in_fragments(box(b"moof", box(b"traf", box(b"tfhd")))), None),
    "fragments without end": (in_fragments(fragment(1) * 5000), None),
    "a fragment where none are announced": (movie(track(samples=sizes(4))) + fragment(3), 4),
}


@pytest.mark.parametrize(("data", "frames"), COUNTED.values(), ids=COUNTED)
def test_it_counts_frames(data: bytes, frames: int | None) -> None:
    assert measure(data).frames == frames


UNREADABLE = {
    "nothing": (b"", "the file has no box 'moov': give a whole MP4 file"),
    "another kind of file": (b"\x89PNG\r\n\x1a\n" + bytes(9), "'.r.n.x1a.n' at byte 0 says it has"),
    "text": (b"<html><body>Not found</body></html>", "at byte 0 says it has 1013478509 bytes"),
    "no index": (FTYP + MDAT, "the file has no box 'moov'"),
    "index cut short": (FTYP + movie()[:-1], "box 'moov' at byte 16 says it has .* give the whole"),
    "pictures cut short before the index": (FTYP + MDAT[:-1], "box 'mdat' at byte 16 says"),
    "size smaller than the header": (pack(">I4s", 7, b"moov"), "7 bytes; its header has 8"),
    "64-bit size smaller than the header": (
        pack(">I4sQ", 1, b"moov", 15),
        "15 bytes; its header has 16",
    ),
    "64-bit size not there": (pack(">I4s", 1, b"moov") + SHORT, "says it has 1 bytes"),
    "64-bit size beyond everything": (pack(">I4sQ", 1, b"moov", 2**64 - 1), "says it has 1844"),
    "no movie header": (box(b"moov", track()), "box 'moov' has no box 'mvhd'"),
    "no track": (box(b"moov", times(b"mvhd", 1, 1)), "no video track"),
    "only sound": (movie(track(b"soun")), "no video track"),
    "track with no media": (movie(box(b"trak")), "box 'trak' has no box 'mdia'"),
    "header cut short": (movie(header=box(b"mvhd", SHORT)), "'mvhd' .* has 4 bytes; .* at least"),
    "header one byte short": (
        movie(header=box(b"mvhd", SHORTEST_TIMES[:-1])),
        "'mvhd' .* has 19 bytes; it must have at least 20",
    ),
    "empty description": (
        movie(track().replace(b"stsd", b"free")),
        "box 'stbl' has no box 'stsd'",
    ),
    "version nobody knows": (
        movie(header=box(b"mvhd", b"\x07" + bytes(99))),
        "'mvhd' at byte 16 has version 7; only versions 0, 1 are known",
    ),
    "no size": (movie(track(entry=(0, 9), header=(9, 0))), "states no size"),
    "two sizes": (movie(track(flags=1), track(entry=(160, 90), flags=1)), "several video tracks"),
    "two lengths": (
        movie(track(flags=1), track(media=times(b"mdhd", 24, 49), flags=1)),
        "several video tracks",
    ),
    "no track header": (movie(track().replace(b"tkhd", b"free")), "'trak' has no box 'tkhd'"),
    "no duration": (
        movie(track(media=times(b"mdhd", 24, 0)), header=UNKNOWN),
        "the index states no duration",
    ),
    "no duration, version 1": (
        movie(
            track(media=times(b"mdhd", 24, 2**64 - 1, 1)), header=times(b"mvhd", 600, 2**64 - 1, 1)
        ),
        "the index states no duration",
    ),
    "live fragments": (movie(track(), fragments()), "in fragments only if they or `mehd` say"),
    "an edit list of a version nobody knows": (
        edited((1200, 0), version=2),
        "the edit list cannot be read",
    ),
    "no clock": (movie(track(media=times(b"mdhd", 0, 5))), "timescale is 0"),
    "too many boxes": (box(b"free") * 10_001 + movie(), "more than 10000 boxes"),
    "too many boxes inside": (movie(*[box(b"free")] * 10_001), "more than 10000 boxes"),
}


@pytest.mark.parametrize(("data", "message"), UNREADABLE.values(), ids=UNREADABLE)
def test_it_refuses(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableMp4, match=message):
        measure(data)


@pytest.mark.parametrize(("rows", "frames"), [(3, 12), (4, None)])
def test_a_table_is_read_up_to_a_number_of_rows(
    rows: int, frames: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_MOST_ROWS", 3)
    seen = measure(movie(track(samples=stts(*[(4, 4)] * rows))))
    assert (seen.duration, seen.frames) == (48, frames)


def test_seconds_follow_from_the_timescale() -> None:
    assert measure(movie()).seconds == 2.0


@given(
    st.integers(8, 300).map(lambda half: 2 * half),
    st.integers(8, 300).map(lambda half: 2 * half),
    st.integers(1, 40),
    st.sampled_from([1, 24, 25, 30, 60, 120]),
)
def test_it_measures_what_was_written(width: int, height: int, frames: int, fps: int) -> None:
    seen = measure(mp4.video(width, height, frames / fps, fps=fps))
    assert (seen.width, seen.height, seen.seconds) == (width, height, frames / fps)
    assert seen.frames == frames
