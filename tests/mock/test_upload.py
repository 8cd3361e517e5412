import tracemalloc

import pytest

from cometvideo.mock.upload import Upload


def test_a_body_comes_in_pieces_by_both_ways() -> None:
    upload = Upload(6)
    upload.add(b"ab")
    upload.room[:3] = b"cde"
    assert not upload.advance(3)
    assert len(upload.room) == 1
    upload.room[:] = b"f"
    assert upload.advance(1)
    assert upload.finish() == b"abcdef"


def test_it_is_never_copied() -> None:
    size = 4_000_000
    tracemalloc.start()
    try:
        upload = Upload(size)
        held = upload.room  # as a socket's reader does
        assert upload.advance(size)
        body = upload.finish()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(body) == size
    assert peak < 1.1 * size
    with pytest.raises(ValueError, match="released"):
        held[0] = 1
