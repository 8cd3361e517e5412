"""Files that programs hand over and that requests name."""

import re
from pathlib import Path

import pytest

from cometvideo import InputError, Media
from cometvideo.wire.files import File, Files, given_file, read_file
from tests.cases import FIXTURES

FILES = FIXTURES / "files"


def put(value: object) -> object:
    return Files(str(FILES)).put_into({"a": value})["a"]


def test_a_file_becomes_what_its_bytes_show() -> None:
    media = put({"file": "kite.png"})
    assert isinstance(media, Media)
    assert (media.filename, media.format, media.content_type) == ("kite.png", "image/png", None)
    assert media.size == (FILES / "kite.png").stat().st_size


def test_a_declared_type_is_kept() -> None:
    media = put({"file": "kite.png", "type": "image/gif"})
    assert isinstance(media, Media)
    assert (media.format, media.content_type) == ("image/png", "image/gif")


def test_a_list_becomes_a_tuple_in_its_order() -> None:
    files = put([{"file": "kite.jpg"}, "x", {"file": "kite.png"}])
    assert isinstance(files, tuple)
    assert [getattr(each, "filename", each) for each in files] == ["kite.jpg", "x", "kite.png"]


@pytest.mark.parametrize(
    "value", ["kite.png", 5, None, {}, {"path": "x"}, {"file": "kite.png", "size": 5}]
)
def test_anything_else_stays(value: object) -> None:
    assert put(value) == value


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"file": "nowhere.png"}, "nowhere.png: No such file"),
        ({"file": "."}, "Is a directory"),
        ({"file": "a\0b"}, "embedded null byte"),
        ({"file": 5}, 'a file is {"file": "path"}'),
        ({"file": "kite.png", "type": 5}, 'a file is {"file": "path"}'),
    ],
)
def test_what_cannot_be_read(value: object, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        put(value)


def test_a_file_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes((FILES / "kite.png").read_bytes())
    files = Files(str(tmp_path))
    before = files.put_into({"a": {"file": "a.png"}})
    path.unlink()
    assert files.put_into({"a": {"file": "a.png"}}) == before


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cometvideo.wire.files._MOST_REMEMBERED", 2)
    files = Files(str(FILES))
    for kind in ("a/a", "b/b", "c/c", "a/a"):
        files.put_into({"a": {"file": "kite.png", "type": kind}})
        assert len(files._seen) <= 2


@pytest.mark.parametrize(
    ("value", "file"),
    [
        (b"x", File(None, b"x")),
        pytest.param(memoryview(b"x"), File(None, b"x"), id="a view of bytes"),
        (("a.png", b"x"), File("a.png", b"x")),
        ((None, b"x"), File(None, b"x")),
        (("a.png", b"x", "image/png"), File("a.png", b"x", "image/png")),
        (("a.png", "x"), None),
        (("a.png", b"x", 5), None),
        (["a.png", b"x"], None),
        ("a.png", None),
        (5, None),
    ],
    ids=str,
)
def test_how_programs_hand_over_a_file(value: object, file: File | None) -> None:
    assert given_file(value) == file


def test_a_limit() -> None:
    path = FILES / "kite.png"
    size = path.stat().st_size
    assert len(read_file(str(path), size)) == size
    with pytest.raises(InputError, match="is larger than 0 MiB, which is the limit"):
        read_file(str(path), size - 1)
