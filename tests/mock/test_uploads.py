import tracemalloc

import pytest

from cometvideo.mock.uploads import Upload
from cometvideo.wire.exchange import HttpRequest

HEAD = HttpRequest("POST", "/v1/videos")


def test_a_body_comes_in_pieces_by_both_ways() -> None:
    upload = Upload(HEAD, 6)
    upload.add(b"ab")
    upload.room[:3] = b"cde"
    assert not upload.advance(3)
    assert len(upload.room) == 1
    upload.room[:] = b"f"
    assert upload.advance(1)
    assert upload.finish() == HEAD.with_body(b"abcdef")


def test_it_is_never_copied() -> None:
    size = 4_000_000
    tracemalloc.start()
    try:
        upload = Upload(HEAD, size)
        held = upload.room  # as a socket's reader does
        assert upload.advance(size)
        body = upload.finish().body
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(body) == size
    assert peak < 1.1 * size
    with pytest.raises(ValueError, match="released"):
        held[0] = 1
