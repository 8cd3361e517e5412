"""Bytes that were changed at random, or that are none of a video, are refused and no more."""

from struct import pack

from hypothesis import given
from hypothesis import strategies as st

from cometvideo.wire import mp4
from cometvideo.wire.mp4.reader import UnreadableMp4, measure
from tests.wire.test_mp4_reader import COUNTED, READABLE, box, handler

SOURCES = [data for data, _ in [*READABLE.values(), *COUNTED.values()] if len(data) < 9999] + [
    mp4.video(16, 16, 1)
]
KINDS = [b"moov", b"trak", b"mvex", b"moof", b"traf", b"trun", b"stsz", b"stz2"]
MUTATIONS = st.lists(
    st.tuples(
        st.integers(0, 2000),
        st.integers(0, 8),
        st.one_of(
            st.binary(max_size=8),
            st.sampled_from([pack(">I", 0), pack(">I", 1), b"\xff" * 4, *KINDS]),
        ),
    ),
    max_size=4,
)


@given(st.sampled_from(SOURCES), MUTATIONS, st.integers(0, 2000))
def test_it_never_fails_in_another_way(
    source: bytes, mutations: list[tuple[int, int, bytes]], cut: int
) -> None:
    data = source
    for at, removed, inserted in mutations:
        start = at % len(source)
        data = data[:start] + inserted + data[start + removed :]
    answers_or_refuses(data[: -cut or None])


@given(st.binary(max_size=200))
def test_noise_is_refused_in_the_same_way(noise: bytes) -> None:
    answers_or_refuses(noise)
    answers_or_refuses(box(b"moov", noise))
    answers_or_refuses(box(b"moov", box(b"trak", box(b"mdia", handler(b"vide"), noise))))


def answers_or_refuses(data: bytes) -> None:
    try:
        seen = measure(data)
    except UnreadableMp4:
        return
    assert min(each for each in seen if each is not None) > 0
    assert seen.seconds > 0
