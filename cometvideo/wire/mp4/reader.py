"""How large an MP4's pictures are, how many there are and how long they last, by its index alone.

ISO/IEC 14496-12; clause numbers are that standard's. Nothing is decoded, and any bytes at all may
be given: the answer is a measure or an `UnreadableMp4`, after a bounded amount of work. What counts
is the picture as a player shows it: by the clock of its own track and the part of that which is
played, turned and stretched as the file says. Sound is not looked at.
"""

from collections.abc import Iterator
from struct import calcsize, iter_unpack, unpack_from
from typing import Any, NamedTuple

from cometvideo.errors import InputError

__all__ = ["Measured", "UnreadableMp4", "measure"]

# The index of an ordinary file has some thirty boxes; who needs more than this is not measured.
_MOST_BOXES = 10_000

# Where the times of `mvhd` and `mdhd` (clauses 8.2.2 and 8.4.2) lie, by version: version 1 has
# 64-bit dates and durations.
_TIMES = {0: (12, ">II"), 1: (20, ">IQ")}
_WHOLE_DURATION = {0: (4, ">I"), 1: (4, ">Q")}  # `mehd` (clause 8.8.2)
_TRACK_SIZE = {0: (76, ">II"), 1: (88, ">II")}  # `tkhd` (clause 8.3.2), as 16.16 numbers
_TRACK_TURN = {0: (40, ">iiiii"), 1: (52, ">iiiii")}  # its matrix, as far as a turn shows
_ENABLED = 0x1  # its flag of a track that is shown
_TRACK_ID = {0: (12, ">I"), 1: (20, ">I")}

# Where the number of samples of a track lies (clause 8.7.3).
_SAMPLE_COUNT = (8, ">I")
_MOST_ROWS = 1_000_000  # of a table: a day of frames, each with a length of its own

# A part of the track that is played (clause 8.6.6): how long, in ticks of the movie, and from
# where, in ticks of the track; -1 is a pause before it.
_EDIT = {0: ">Ii", 1: ">Qq"}
_PAUSE = -1

# What the optional numbers of a fragment's track (clause 8.8.7) and of its runs (8.8.8) are.
_HAS_OFFSET, _HAS_DESCRIPTION, _HAS_DURATION = 0x1, 0x2, 0x8
_RUN_OFFSET, _RUN_FLAGS, _RUN_DURATION = 0x1, 0x4, 0x100
_RUN_OTHERS = (0x200, 0x400, 0x800)
_TRACK_DURATION = 12  # where `trex` (clause 8.8.3) has the usual duration of a sample

_ENTRY_SIZE = 78  # of a VisualSampleEntry, before the boxes in it

_WHOLE_FILE = b""  # the kind of what is in no box

_UNKNOWN = {0, 0xFFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF}  # durations that state nothing


class UnreadableMp4(InputError, ValueError):  # noqa: N818 - reads as what it says
    """The bytes are not an MP4 file that can be measured; the message says where and why."""


class Measured(NamedTuple):
    """What an MP4's index says: pixels, and a duration in ticks, `timescale` of them a second.

    `frames` is how many pictures are shown, None where that is not counted or they are not evenly
    spaced.
    """

    width: int
    height: int
    duration: int
    timescale: int
    frames: int | None = None

    @property
    def seconds(self) -> float:
        """The duration in seconds."""
        return self.duration / self.timescale


class _Box(NamedTuple):
    """A box's kind, and where its contents begin and end in the file."""

    kind: bytes
    start: int
    end: int


def measure(data: bytes) -> Measured:
    """Return the size, the length and the frames of an MP4's video track, as it is shown.

    The index may lie before or after the pictures, and the pictures in fragments. The size is the
    sample entry's, in pixels, stretched to square ones and turned as the track's matrix says; the
    track header's where the sample entry has none. The duration is that of the track's samples, as
    far as its edit list plays them. Tracks that are switched off, such as a thumbnail, are as if
    they were not there.

    Raises UnreadableMp4 when the bytes are not such a file, are cut short, have no video track or
    several that differ, or state no duration.
    """
    file = _File(data)
    movie = file.need(file.whole, b"moov")
    found = {_measured(file, movie, *each) for each in _video_tracks(file, movie)}
    if len(found) > 1:
        raise UnreadableMp4("the file has several video tracks that differ: give one that has one")
    return found.pop()


def _video_tracks(file: "_File", movie: _Box) -> list[tuple[_Box, _Box]]:
    """Return each `trak` that is on and whose handler (clause 8.4.3) is video, with its `mdia`.

    Where none is on, by the flags of `tkhd` (clause 8.3.1), it is the first.
    """
    found = []
    for track in file.children(movie):
        if track.kind == b"trak":
            media = file.need(track, b"mdia")
            (handler,) = file.field(file.need(media, b"hdlr"), 8, ">4s")
            if handler == b"vide":
                (flags,) = file.field(file.need(track, b"tkhd"), 0, ">I")
                found.append((flags & _ENABLED, (track, media)))
    if not found:
        raise UnreadableMp4("the file has no video track: give one that has a picture")
    return [track for is_on, track in found if is_on] or [found[0][1]]


def _measured(file: "_File", movie: _Box, track: _Box, media: _Box) -> Measured:
    width, height = _size(file, track, media)
    movie_clock = _times(file, file.need(movie, b"mvhd"))
    edits = _edits(file, track, media)
    timing = _timing(file, movie, track, media, movie_clock)
    if timing.total in _UNKNOWN:
        raise UnreadableMp4(
            "the index states no duration: give a file that was written to its end, in fragments "
            "only if they or `mehd` say how long they are"
        )
    if not timing.scale:
        raise UnreadableMp4("the timescale is 0 ticks a second; it must be at least 1")
    played = _played(edits, timing, movie_clock[1])
    frames = timing.is_even and round(timing.frames * played / timing.total)
    return Measured(width, height, played, timing.scale, frames or None)


def _size(file: "_File", track: _Box, media: _Box) -> tuple[int, int]:
    table = file.need(file.need(media, b"minf"), b"stbl")
    descriptions = file.need(table, b"stsd")
    header = file.need(track, b"tkhd")
    # VisualSampleEntry (clause 12.1.3), the first one: after version, flags and their number.
    width, height = file.field(descriptions, 8 + 32, ">HH")
    if width and height:
        entry = _Box(b"stsd", descriptions.start + 8, descriptions.end)
        wide, high = _pixel(file, next(file.children(entry)))
        width = round(width * wide / high)
    else:
        wide, high = file.versioned(header, _TRACK_SIZE)
        width, height = wide >> 16, high >> 16
    if not (width and height):
        raise UnreadableMp4(
            "the video track states no size: give a file that was written to its end"
        )
    a, b, _, c, d = file.versioned(header, _TRACK_TURN)
    is_on_its_side = abs(b) > abs(a) and abs(c) > abs(d)
    return (height, width) if is_on_its_side else (width, height)


def _pixel(file: "_File", entry: _Box) -> tuple[int, int]:
    """Return how wide and how high a pixel is (clause 12.1.4), in the same unit."""
    inside = _Box(entry.kind, entry.start + _ENTRY_SIZE, entry.end)
    stated = file.find(inside, b"pasp")
    wide, high = file.field(stated, 0, ">II") if stated else (1, 1)
    return (wide, high) if wide and high else (1, 1)


class _Timing(NamedTuple):
    """The samples of a track: ticks together, ticks a second, how many, and whether all alike."""

    total: int
    scale: int
    frames: int
    is_even: bool


def _timing(
    file: "_File", movie: _Box, track: _Box, media: _Box, movie_clock: tuple[int, int]
) -> _Timing:
    """Return what the samples add up to; where they state no times, what the headers state."""
    stated, scale = _times(file, file.need(media, b"mdhd"))
    table = file.need(file.need(media, b"minf"), b"stbl")
    extended = file.find(movie, b"mvex")
    whole = file.find(extended, b"mehd") if extended else None
    headers = (stated, scale) if stated not in _UNKNOWN else movie_clock
    if extended:  # the headers then cover only what comes before the fragments
        headers = file.versioned(whole, _WHOLE_DURATION)[0] if whole else 0, movie_clock[1]
    try:
        samples = list(_samples(file, table))
        sizes = file.find(table, b"stsz") or file.find(table, b"stz2")
        if not samples and sizes:
            samples.append((*file.field(sizes, *_SAMPLE_COUNT), 0))
        if extended:
            samples += _fragments(file, extended, track)
    except UnreadableMp4:
        return _Timing(*headers, 0, is_even=False)
    count = sum(number for number, _ in samples)
    total = sum(number * ticks for number, ticks in samples)
    if not total:
        return _Timing(*headers, count, is_even=True)
    # The last sample may be held for longer than the others.
    lengths = {ticks for number, ticks in samples[:-1] if number}
    lengths |= {ticks for number, ticks in samples[-1:] if number > 1}
    return _Timing(total, scale, count, len(lengths) < 2)


def _samples(file: "_File", table: _Box) -> Iterator[tuple[int, int]]:
    """Yield how many samples last how many ticks each (clause 8.6.1.2)."""
    times = file.find(table, b"stts")
    if times is not None:
        (entries,) = file.field(times, 4, ">I")
        yield from file.rows(times, 8, ">II", entries)


def _fragments(file: "_File", extended: _Box, track: _Box) -> Iterator[tuple[int, int]]:
    """Yield the same of a track in the fragments (clause 8.8.4)."""
    (track_id,) = file.versioned(file.need(track, b"tkhd"), _TRACK_ID)
    usual = 0
    for each in file.children(extended):
        if each.kind == b"trex" and file.field(each, 4, ">I")[0] == track_id:
            (usual,) = file.field(each, _TRACK_DURATION, ">I")
    for fragment in file.children(file.whole):
        for part in file.children(fragment) if fragment.kind == b"moof" else ():
            if part.kind != b"traf":
                continue
            header = file.need(part, b"tfhd")
            flags, of = file.field(header, 0, ">II")
            if of == track_id:
                ticks = usual
                if flags & _HAS_DURATION:
                    at = 8 + 8 * bool(flags & _HAS_OFFSET) + 4 * bool(flags & _HAS_DESCRIPTION)
                    (ticks,) = file.field(header, at, ">I")
                for run in file.children(part):
                    if run.kind == b"trun":
                        yield from _run(file, run, ticks)


def _run(file: "_File", run: _Box, usual: int) -> Iterator[tuple[int, int]]:
    flags, count = file.field(run, 0, ">II")
    if not flags & _RUN_DURATION:
        yield count, usual
        return
    at = 8 + 4 * bool(flags & _RUN_OFFSET) + 4 * bool(flags & _RUN_FLAGS)
    others = sum(bool(flags & each) for each in _RUN_OTHERS)
    for (ticks,) in file.rows(run, at, f">I{4 * others}x", count):
        yield 1, ticks


def _edits(file: "_File", track: _Box, media: _Box) -> list[tuple[int, int]]:
    """Return the parts of a track that are played (clause 8.6.6), from the first picture shown.

    Where pictures are stored in another order than shown, the first is shown later than at 0.
    """
    around = file.find(track, b"edts")
    edits = file.find(around, b"elst") if around else None
    if edits is None:
        return []
    table = file.need(file.need(media, b"minf"), b"stbl")
    offsets = file.find(table, b"ctts")
    is_any = offsets is not None and file.field(offsets, 4, ">I")[0]
    shift = file.field(offsets, 12, ">i")[0] if offsets and is_any else 0
    (version,), (entries,) = file.field(edits, 0, ">B"), file.field(edits, 4, ">I")
    if version not in _EDIT:
        raise UnreadableMp4("the edit list cannot be read: give a file with an ordinary one")
    rows = file.rows(edits, 8, f"{_EDIT[version]}4x", entries)
    return [(length, max(begin - shift, 0)) for length, begin in rows if begin != _PAUSE]


def _played(edits: list[tuple[int, int]], timing: _Timing, movie_scale: int) -> int:
    """Return how many ticks of a track are played: all, where no edit says anything."""
    played = 0
    for length, begin in edits:
        left = max(timing.total - begin, 0)
        asked = length * timing.scale // movie_scale if length and movie_scale else left
        played += min(asked, left)
    return played or timing.total


def _times(file: "_File", header: _Box) -> tuple[int, int]:
    timescale, duration = file.versioned(header, _TIMES)
    return duration, timescale


class _File:
    """The bytes of a file, and how many more boxes of it may be looked at."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._boxes_left = _MOST_BOXES
        self.whole = _Box(_WHOLE_FILE, 0, len(data))

    def children(self, parent: _Box) -> Iterator[_Box]:
        """Yield the boxes in a box (clause 4.2); fewer than 8 bytes at the end are padding."""
        at = parent.start
        while parent.end - at >= 8:
            self._boxes_left -= 1
            if self._boxes_left < 0:
                raise UnreadableMp4(
                    f"more than {_MOST_BOXES} boxes had to be looked at: "
                    "give a file with the usual few dozen"
                )
            size, kind = unpack_from(">I4s", self._data, at)
            start = at + 8
            if size == 1 and parent.end - start >= 8:  # the size is in the next 64 bits
                (size,) = unpack_from(">Q", self._data, start)
                start += 8
            elif size == 0:  # the last box: to the end
                size = parent.end - at
            end = at + size
            if not start <= end <= parent.end:
                raise UnreadableMp4(
                    f"{_quoted(kind)} at byte {at} says it has {size} bytes; its header has "
                    f"{start - at} and there are {parent.end - at} left: give the whole file"
                )
            yield _Box(kind, start, end)
            at = end

    def find(self, parent: _Box, kind: bytes) -> _Box | None:
        """Return the first box of a kind in a box, if any."""
        return next((box for box in self.children(parent) if box.kind == kind), None)

    def need(self, parent: _Box, kind: bytes) -> _Box:
        """Return the first box of a kind in a box that must have one."""
        found = self.find(parent, kind)
        if found is None:
            raise UnreadableMp4(
                f"{_quoted(parent.kind)} has no {_quoted(kind)}: give a whole MP4 file"
            )
        return found

    def field(self, box: _Box, offset: int, layout: str) -> tuple[Any, ...]:
        """Return the numbers that lie at an offset in a box's contents."""
        if box.start + offset + calcsize(layout) > box.end:
            raise UnreadableMp4(
                f"{_quoted(box.kind)} at byte {box.start} has {box.end - box.start} bytes; "
                f"it must have at least {offset + calcsize(layout)}: give a whole MP4 file"
            )
        return unpack_from(layout, self._data, box.start + offset)

    def rows(self, box: _Box, offset: int, layout: str, count: int) -> Iterator[tuple[Any, ...]]:
        """Return the rows of a table that begins at an offset in a box's contents."""
        if count > _MOST_ROWS:
            raise UnreadableMp4(
                f"{_quoted(box.kind)} at byte {box.start} has {count} rows: "
                f"give a file with at most {_MOST_ROWS}"
            )
        begin, size = box.start + offset, calcsize(layout)
        if begin + count * size > box.end:
            raise UnreadableMp4(
                f"{_quoted(box.kind)} at byte {box.start} has {box.end - box.start} bytes; its "
                f"{count} rows need {offset + count * size}: give the whole file"
            )
        return iter_unpack(layout, self._data[begin : begin + count * size])

    def versioned(self, box: _Box, layouts: dict[int, tuple[int, str]]) -> tuple[int, ...]:
        """Return the numbers of a FullBox that lie where its version says."""
        (version,) = self.field(box, 0, ">B")
        if version not in layouts:
            raise UnreadableMp4(
                f"{_quoted(box.kind)} at byte {box.start} has version {version}; "
                f"only versions {', '.join(map(str, layouts))} are known"
            )
        return self.field(box, *layouts[version])


def _quoted(kind: bytes) -> str:
    return "the file" if kind == _WHOLE_FILE else f"box {kind.decode('latin-1')!a}"
