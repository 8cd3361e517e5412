"""How large an MP4's pictures are, how many there are and how long they last, by its index alone.

ISO/IEC 14496-12; clause numbers are that standard's. Nothing is decoded, and any bytes at all may
be given: the answer is a measure or an `UnreadableMp4`, after a bounded amount of work.
"""

from collections.abc import Iterator
from struct import calcsize, unpack_from
from typing import Any, NamedTuple

from cometvideo.errors import InputError

__all__ = ["Measured", "UnreadableMp4", "measure"]

# The index of an ordinary file has some thirty boxes; who needs more than this is not measured.
_MOST_BOXES = 10_000

# Where the times of `mvhd` and `mdhd` (clauses 8.2.2 and 8.4.2) and the duration of `mehd` (8.8.2)
# lie, by version: version 1 has 64-bit dates and durations.
_TIMES = {0: (12, ">II"), 1: (20, ">IQ")}
_WHOLE_DURATION = {0: (4, ">I"), 1: (4, ">Q")}
_TRACK_SIZE = {0: (76, ">II"), 1: (88, ">II")}  # `tkhd` (clause 8.3.2), as 16.16 numbers
_TRACK_ID = {0: (12, ">I"), 1: (20, ">I")}

# Where the number of samples lies, of a track (clause 8.7.3) and of a run in a fragment (8.8.8).
_SAMPLE_COUNT = (8, ">I")
_RUN_COUNT = (4, ">I")

_WHOLE_FILE = b""  # the kind of what is in no box

_UNKNOWN = {0, 0xFFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF}  # durations that state nothing


class UnreadableMp4(InputError, ValueError):  # noqa: N818 - reads as what it says
    """The bytes are not an MP4 file that can be measured; the message says where and why."""


class Measured(NamedTuple):
    """What an MP4's index says: pixels, and a duration in ticks, `timescale` of them a second.

    `frames` is how many pictures it counts, None where it counts none.
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
    """Return the size and the frames of an MP4's first video track, and how long the movie lasts.

    The index may lie before or after the pictures. The size is the sample entry's, in pixels
    before any scaling or rotation; the track header's where the sample entry has none. The
    duration is the movie's, as a player shows it: the fragments' where there are any, the movie
    header's, or the video track's where the movie header has none. The frames are all that the
    track has, in fragments as well; None where a file in fragments is cut short.

    Raises UnreadableMp4 when the bytes are not such a file, are cut short before the end of the
    index, have no video track, or state no duration (as a live recording in fragments may).
    """
    file = _File(data)
    movie = file.need(file.whole, b"moov")
    track, media = _video_track(file, movie)
    width, height = _size(file, track, media)
    duration, timescale = _length(file, movie, media)
    return Measured(width, height, duration, timescale, _frames(file, movie, track, media))


def _video_track(file: "_File", movie: _Box) -> tuple[_Box, _Box]:
    """Return the first `trak` whose handler (clause 8.4.3) is video, and its `mdia`."""
    for track in file.children(movie):
        if track.kind == b"trak":
            media = file.need(track, b"mdia")
            (handler,) = file.field(file.need(media, b"hdlr"), 8, ">4s")
            if handler == b"vide":
                return track, media
    raise UnreadableMp4("the file has no video track: give one that has a picture")


def _size(file: "_File", track: _Box, media: _Box) -> tuple[int, int]:
    table = file.need(file.need(media, b"minf"), b"stbl")
    descriptions = file.need(table, b"stsd")
    # VisualSampleEntry (clause 12.1.3), the first one: after version, flags and their number.
    width, height = file.field(descriptions, 8 + 32, ">HH")
    if width and height:
        return width, height
    wide, high = file.versioned(file.need(track, b"tkhd"), _TRACK_SIZE)
    if wide >> 16 and high >> 16:
        return wide >> 16, high >> 16
    raise UnreadableMp4("the video track states no size: give a file that was written to its end")


def _length(file: "_File", movie: _Box, media: _Box) -> tuple[int, int]:
    duration, timescale = _times(file, file.need(movie, b"mvhd"))
    fragments = file.find(movie, b"mvex")
    if fragments:  # the movie header then covers only what comes before the fragments
        whole = file.find(fragments, b"mehd")
        duration = file.versioned(whole, _WHOLE_DURATION)[0] if whole else 0
    elif duration in _UNKNOWN:
        duration, timescale = _times(file, file.need(media, b"mdhd"))
    if duration in _UNKNOWN:
        raise UnreadableMp4(
            "the index states no duration: give a file that was written to its end, "
            "in fragments only if `mehd` says how long they are together"
        )
    if not timescale:
        raise UnreadableMp4("the timescale is 0 ticks a second; it must be at least 1")
    return duration, timescale


def _frames(file: "_File", movie: _Box, track: _Box, media: _Box) -> int | None:
    """Return how many samples the track has; None where that cannot be counted to the end."""
    try:
        table = file.need(file.need(media, b"minf"), b"stbl")
        sizes = file.find(table, b"stsz") or file.find(table, b"stz2")
        (count,) = file.field(sizes, *_SAMPLE_COUNT) if sizes else (0,)
        if file.find(movie, b"mvex"):
            (track_id,) = file.versioned(file.need(track, b"tkhd"), _TRACK_ID)
            count += sum(_runs(file, track_id))
    except UnreadableMp4:
        return None
    return int(count) or None


def _runs(file: "_File", track_id: int) -> Iterator[int]:
    """Yield the numbers of samples of a track in the fragments (clause 8.8.4)."""
    for fragment in file.children(file.whole):
        for part in file.children(fragment) if fragment.kind == b"moof" else ():
            if (
                part.kind == b"traf"
                and file.field(file.need(part, b"tfhd"), 4, ">I")[0] == track_id
            ):
                for run in file.children(part):
                    if run.kind == b"trun":
                        yield from file.field(run, *_RUN_COUNT)


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
