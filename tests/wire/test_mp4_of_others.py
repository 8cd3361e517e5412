"""Reading the MP4 files of another writer."""

from pathlib import Path
from struct import pack

import pytest

from cometvideo.wire.mp4.reader import UnreadableMp4, measure
from tests.wire.test_mp4_reader import LENGTH


def written_by_another(file: Path, flags: str) -> bytes:
    """Return a file of 50 pictures of 208x112, 25 a second, of a different codec and writer."""
    av = pytest.importorskip("av")
    with av.open(file, "w", options={"movflags": flags}) as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 208, 112, "yuv420p"
        for _ in range(50):
            container.mux(stream.encode(av.VideoFrame(208, 112, "yuv420p")))
        container.mux(stream.encode(None))
    return file.read_bytes()


@pytest.mark.parametrize(
    "flags", ["use_metadata_tags", "faststart"], ids=["index last", "index first"]
)
def test_it_agrees_with_another_writer(tmp_path: Path, flags: str) -> None:
    seen = measure(written_by_another(tmp_path / "video.mp4", flags))
    assert (seen.width, seen.height, seen.seconds, seen.frames) == (208, 112, 2.0, 50)


# The first has some pictures in front of the fragments, and a movie header that counts only those.
@pytest.mark.parametrize("flags", ["frag_keyframe", "frag_keyframe+empty_moov"])
def test_it_adds_up_the_fragments_of_another_writer(tmp_path: Path, flags: str) -> None:
    data = written_by_another(tmp_path / "video.mp4", flags)
    seen = measure(data)
    assert (seen.seconds, seen.frames) == (2.0, 50)
    with pytest.raises(UnreadableMp4, match="states no duration"):
        measure(data[:-400])


@pytest.mark.parametrize("flags", ["frag_keyframe", "frag_keyframe+empty_moov"])
def test_it_counts_the_frames_of_fragments_of_another_writer(tmp_path: Path, flags: str) -> None:
    data = written_by_another(tmp_path / "video.mp4", flags)
    assert measure(with_length(data)).frames == 50


def with_length(data: bytes) -> bytes:
    """Return a file in fragments with a `mehd`, which this writer leaves out."""
    for kind in (b"moov", b"mvex"):
        at = data.index(kind) - 4
        size = int.from_bytes(data[at : at + 4], "big") + len(LENGTH)
        data = data[:at] + pack(">I", size) + data[at + 4 :]
    inside = data.index(b"mvex") + 4
    return data[:inside] + LENGTH + data[inside:]
