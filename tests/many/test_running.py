"""Any number of processes tells the same, in the same order."""

import os
import sys
from pathlib import Path

import pytest

import cometvideo
from cometvideo import InputError
from cometvideo.cli.formats import JsonWords, TextWords
from cometvideo.many import running
from cometvideo.many.batches import Batch
from cometvideo.many.blocks import spans_of
from cometvideo.many.judging import Judging
from cometvideo.many.running import judge_file, processors
from cometvideo.prediction import Prediction
from cometvideo.reports.data import spec_data

MATRIX = cometvideo.load_family("seedance")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file of some lines of each kind, which falls into many small ranges."""
    monkeypatch.setattr(running, "spans_of", lambda size: spans_of(size, 1000))
    path = tmp_path / "requests.jsonl"
    good = '{"model":"doubao-seedance-1-5-pro","prompt":"A kite %d","size":"16:9"}\n'
    kinds = [good, good.replace("16:9", "720p"), "not JSON %d\n", "\n", '{"n":%d}\n']
    path.write_text(
        "".join(kinds[number % 7 % 5].replace("%d", str(number)) for number in range(400)),
        encoding="utf-8",
    )
    return str(path)


def told(batches: "list[Batch]") -> tuple[list[tuple[int, object]], object]:
    """All that is said with the numbers in the file, and the sum."""
    said: list[tuple[int, object]] = []
    before = 0
    tally = batches[0].tally
    for number, batch in enumerate(batches):
        said += [(before + line, pieces) for line, pieces in batch.said]
        before += batch.lines
        tally = tally if number == 0 else tally.plus(batch.tally)
    return said, tally


@pytest.mark.parametrize("words", [TextWords(), JsonWords(spec_data(MATRIX))], ids=["text", "json"])
@pytest.mark.parametrize(("processes", "system"), [(1, "linux"), (3, "linux"), (2, "other")])
def test_the_same_for_any_number_of_processes(
    file: str,
    monkeypatch: pytest.MonkeyPatch,
    words: TextWords | JsonWords,
    processes: int,
    system: str,
) -> None:
    alone = told(list(judge_file(file, Judging(MATRIX, words))))
    assert len(alone[0]) > 200
    if system != sys.platform:
        monkeypatch.setattr(sys, "platform", system)
    shared = list(judge_file(file, Judging(MATRIX, words), processes, worth_sharing=0))
    assert told(shared) == alone
    assert (len(shared) > 10) is (processes > 1)


def test_small_files_are_not_shared(file: str) -> None:
    assert len(list(judge_file(file, Judging(MATRIX, TextWords()), 3))) == 1


class Failing(TextWords):
    """Words that fail for a certain prediction."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error

    def of_prediction(self, prediction: Prediction) -> tuple[tuple[str, str], ...]:
        if prediction.verdict == "invalid":
            raise self.error
        return ()


@pytest.mark.parametrize("processes", [1, 2])
def test_an_error_is_heard_of(file: str, processes: int) -> None:
    judging = Judging(MATRIX, Failing(InputError("no more words")))
    with pytest.raises(InputError, match="no more words"):
        list(judge_file(file, judging, processes, worth_sharing=0))


@pytest.mark.skipif(sys.platform != "linux", reason="only a forked process can be made to die so")
def test_a_process_that_dies_is_noticed(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Judging, "judge", lambda *_: os._exit(1))
    with pytest.raises(InputError, match="a process ended before its work was done"):
        list(judge_file(file, Judging(MATRIX, TextWords()), 2, worth_sharing=0))


def test_whoever_stops_listening_leaves_nothing_behind(file: str) -> None:
    import multiprocessing

    batches = judge_file(file, Judging(MATRIX, TextWords()), 2, worth_sharing=0)
    next(batches)
    assert multiprocessing.active_children()
    batches.close()  # type: ignore[attr-defined]
    assert not multiprocessing.active_children()


def test_a_file_that_is_gone() -> None:
    with pytest.raises(InputError, match=r"cannot read nowhere\.jsonl: No such file"):
        list(judge_file("nowhere.jsonl", Judging(MATRIX, TextWords())))


def test_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    assert processors() >= 1
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 400)
    assert processors() == 16
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert processors() == 1
