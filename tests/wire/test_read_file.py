"""Files are read to a limit; pipes and devices are told, and not waited on."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cometvideo import InputError, load_family
from cometvideo.cli.formats import JsonWords
from cometvideo.facts.matrix import Matrix
from cometvideo.live.session import text_of_plan
from cometvideo.many.batches import Block
from cometvideo.many.judging import Judging
from cometvideo.prediction.oracle import _Oracle
from cometvideo.reports.known import read_known
from cometvideo.wire.files import read_file

READERS: dict[str, Callable[[str], Any]] = {
    "a file": read_file,
    "a spec": load_family,
    "a plan": lambda path: text_of_plan(Path(path)),
    "a list": read_known,
}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_pipes_and_devices_are_told(read: Callable[[str], Any], tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (str(pipe), "/dev/zero"):
        with pytest.raises(InputError, match="is a pipe or a device"):
            read(path)


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
def test_files_without_end_and_folders_are_told(read: Callable[[str], Any], tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as stream:
        stream.truncate(300 << 20)
    with pytest.raises(InputError, match="larger than"):
        read(str(large))
    with pytest.raises(InputError, match="Is a directory"):
        read(str(tmp_path))


def matrix() -> Matrix:
    return load_family("seedance")


def test_what_is_remembered_is_bounded_by_its_size() -> None:
    oracle = _Oracle(matrix())
    long = "x" * 100_000
    for name in ("size", "model", "other"):
        for number in range(20):
            oracle.predict({"prompt": "x", "model": "doubao-seedance-2-0", name: f"{long}{number}"})
            oracle.predict({"prompt": "x", f"{long}{number}": "1"})
    held = sum(len(str(key)) for shape in oracle.memory.shapes.values() for key in shape.known)
    assert held < 10_000
    keys = [str(key) for model in oracle.models.values() for key in model.with_strangers]
    assert sum(map(len, keys)) < 10_000
    judging = Judging(matrix(), JsonWords({}))
    line = b'{"prompt": "x", "model": "doubao-seedance-2-0", "size": "%s%d"}\n'
    for number in range(20):
        judging.judge(Block(line % (long.encode(), number)))
    assert sum(map(len, judging.known)) < 10_000
    assert len(judging.learned) == 0
