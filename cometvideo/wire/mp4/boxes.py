"""The file around the pictures: ISO/IEC 14496-12 (boxes) and 14496-15 (H.264 in them).

Clause numbers without a part are those of 14496-12. Every time is 0 and nothing is random, so the
same pictures give the same bytes. There is one video track, and its samples lie in one chunk.
"""

from collections.abc import Sequence
from struct import pack

from cometvideo.wire.mp4.avc import Still

__all__ = ["movie"]

_TICKS = 1000  # ticks of the clock a frame: the timescale is this many times the frame rate

# A transformation that changes nothing (clause 6.2.2): 16.16 numbers, 2.30 in the last column.
_UNITY = pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)

_SELF_CONTAINED = 1  # flag of `url `: the media lie in this very file
_ENABLED, _IN_MOVIE = 1, 2  # flags of `tkhd`
_UNDETERMINED = 0x55C4  # the language code `und`: three letters of five bits


def movie(still: Still, width: int, height: int, fps: int) -> bytes:
    """Return the file: its kind, then the index, then the pictures, in that order (clause 6.2.3).

    `width` and `height` are pixels, at most 65535, `fps` whole frames a second.
    """
    samples = [pack(">I", len(unit)) + unit for unit in still.frames]
    kind = _box(b"ftyp", b"isom", pack(">I", 0), b"isom", b"iso2", b"avc1", b"mp41")

    def index(first_sample: int) -> bytes:
        table = _sample_table(_sample_entry(still, width, height), samples, first_sample)
        return _index(table, len(samples), width, height, fps)

    # The index says where the pictures begin, and they begin after it: its length is known first.
    before = len(kind) + len(index(0)) + 8
    return b"".join([kind, index(before), _box(b"mdat", *samples)])


def _box(kind: bytes, *parts: bytes) -> bytes:
    """Box (clause 4.2): its length, its kind, its contents."""
    contents = b"".join(parts)
    return pack(">I4s", 8 + len(contents), kind) + contents


def _full_box(kind: bytes, flags: int, *parts: bytes) -> bytes:
    """FullBox (clause 4.2): a box with a version, here always 0, and 24 flags."""
    return _box(kind, pack(">I", flags), *parts)


def _index(table: bytes, frames: int, width: int, height: int, fps: int) -> bytes:
    """`moov` (clause 8.2.1): the movie and its one track, both on a clock of one timescale."""
    times = pack(">4I", 0, 0, fps * _TICKS, frames * _TICKS)  # created, modified, scale, duration
    movie_header = _full_box(  # clause 8.2.2
        b"mvhd",
        0,
        times,
        pack(">IH10x", 0x10000, 0x100),  # played at rate 1.0, volume 1.0
        _UNITY,
        pack(">24xI", 2),  # the next track's number
    )
    track_header = _full_box(  # clause 8.3.2
        b"tkhd",
        _ENABLED | _IN_MOVIE,
        pack(">5I", 0, 0, 1, 0, frames * _TICKS),  # created, modified, track 1, reserved, duration
        pack(">16x"),  # reserved, layer, alternate group, no volume
        _UNITY,
        pack(">II", width << 16, height << 16),
    )
    media = _box(
        b"mdia",
        _full_box(b"mdhd", 0, times, pack(">HH", _UNDETERMINED, 0)),  # clause 8.4.2
        _full_box(b"hdlr", 0, pack(">I4s12x", 0, b"vide"), b"VideoHandler\0"),  # clause 8.4.3
        _box(
            b"minf",
            _full_box(b"vmhd", 1, pack(">8x")),  # clause 12.1.2: plain copy
            _box(
                b"dinf", _full_box(b"dref", 0, pack(">I", 1), _full_box(b"url ", _SELF_CONTAINED))
            ),
            table,
        ),
    )
    return _box(b"moov", movie_header, _box(b"trak", track_header, media))


def _sample_table(entry: bytes, samples: Sequence[bytes], first_sample: int) -> bytes:
    """`stbl` (clause 8.5.1): what the samples are, when each is shown and where each lies."""
    count = len(samples)
    return _box(
        b"stbl",
        _full_box(b"stsd", 0, pack(">I", 1), entry),
        _full_box(b"stts", 0, pack(">3I", 1, count, _TICKS)),  # clause 8.6.1.2: time to sample
        _full_box(b"stss", 0, pack(">II", 1, 1)),  # clause 8.6.2: only the first stands alone
        _full_box(b"stsc", 0, pack(">4I", 1, 1, count, 1)),  # clause 8.7.4: all in one chunk
        _full_box(b"stsz", 0, pack(f">II{count}I", 0, count, *map(len, samples))),  # 8.7.3
        _full_box(b"stco", 0, pack(">II", 1, first_sample)),  # clause 8.7.5
    )


def _sample_entry(still: Still, width: int, height: int) -> bytes:
    """`avc1`: VisualSampleEntry (clause 12.1.3) with the decoder's configuration."""
    return _box(
        b"avc1",
        pack(">6xH16x", 1),  # media in the first data reference
        pack(">HH", width, height),
        pack(">II4xH", 0x480000, 0x480000, 1),  # 72 dots an inch, one frame a sample
        pack(">32xHh", 24, -1),  # no compressor's name, 24 bits deep, no colour table
        _decoder_configuration(still),
    )


def _decoder_configuration(still: Still) -> bytes:
    """`avcC`: AVCDecoderConfigurationRecord (14496-15, clause 5.3.3): both parameter sets."""
    return _box(
        b"avcC",
        b"\x01",
        still.sequence[1:4],  # profile, compatibility, level
        b"\xff",  # samples give each NAL unit's length in 4 bytes
        b"\xe1" + pack(">H", len(still.sequence)) + still.sequence,
        b"\x01" + pack(">H", len(still.picture)) + still.picture,
    )
