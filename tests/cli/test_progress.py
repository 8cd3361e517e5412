"""The progress line: on terminals alone, and gone in the end."""

import io

import pytest

from cometvideo.cli import progress
from cometvideo.cli.progress import Progress, ProgressLine
from cometvideo.cli.reading import Items, Lines


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    """A clock that is a second later each time."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress.time, "monotonic", Clock())  # type: ignore[attr-defined]


def lines(path: str | None) -> Lines:
    return Lines("a.jsonl", "", path, ())


@pytest.fixture
def file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("files") / "a.jsonl"
    path.write_bytes(b"x" * 1000)
    return str(path)


def test_a_file_has_a_bar(file: str) -> None:
    terminal = Terminal()
    shown = Progress(terminal, [lines(file)])
    shown.show(250, 4)
    shown.show(250, 4000)
    shown.clear()
    assert terminal.getvalue().split("\r\x1b[K") == [
        "",
        "######..................  25%  4 requests, 4 a second",
        "############............  50%  4,000 requests, 2,000 a second",
        "",
    ]


def test_of_a_pipe_nobody_knows_the_size(file: str) -> None:
    terminal = Terminal()
    Progress(terminal, [lines(file), lines(None)]).show(250, 4)
    assert terminal.getvalue() == "\r\x1b[K4 requests, 4 a second"


@pytest.mark.parametrize("pause", [0.5, 1.5])
def test_it_is_not_drawn_too_often(
    file: str, monkeypatch: pytest.MonkeyPatch, pause: float
) -> None:
    monkeypatch.setattr(progress, "_PAUSE", pause)
    terminal = Terminal()
    Progress(terminal, [lines(file)]).show(250, 4)
    assert bool(terminal.getvalue()) is (pause < 1)


def test_nothing_is_drawn_elsewhere(file: str) -> None:
    for stream, sources in (
        (io.StringIO(), [lines(file)]),
        (Terminal(), [Items("a.json", "", [])]),
        (Terminal(), []),
    ):
        shown = Progress(stream, sources)
        shown.show(250, 4)
        shown.clear()
        assert stream.getvalue() == ""


def test_a_line_is_drawn_at_once_and_then_not_too_often(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, stream = Terminal(), io.StringIO()
    for each in (terminal, stream):
        line = ProgressLine(each)
        for text in ("one", "two"):
            line.show(text)
        monkeypatch.setattr(progress, "_PAUSE", 1.5)
        line.show("three")
        line.clear()
        line.clear()
        monkeypatch.undo()
    assert terminal.getvalue().split("\r\x1b[K") == ["", "one", "two", ""]
    assert stream.getvalue() == ""
