"""Completion in a shell: what may follow, as argcomplete's own scripts ask for it."""

import io
import sys
from collections.abc import Callable

import pytest

from cometvideo.cli import main
from cometvideo.cli.completing import complete

Completed = Callable[[str], set[str]]


@pytest.fixture
def completed(monkeypatch: pytest.MonkeyPatch) -> Completed:
    """What a line is completed to."""

    pytest.importorskip("argcomplete")

    def run(line: str) -> set[str]:
        ended: list[int] = []
        monkeypatch.setenv("_ARGCOMPLETE", "1")
        monkeypatch.setenv("_ARGCOMPLETE_IFS", "\n")
        monkeypatch.setenv("_ARGCOMPLETE_SUPPRESS_SPACE", "1")
        monkeypatch.setenv("COMP_LINE", line)
        monkeypatch.setenv("COMP_POINT", str(len(line)))
        # What the shell reads, and a stream for those who look for flaws of argcomplete.
        streams = {8: io.StringIO(), 9: io.StringIO()}
        with monkeypatch.context() as patch:
            patch.setattr("os.fdopen", lambda number, *_: streams[number])
            complete(exit_method=ended.append)
        assert ended == [0]
        return {each.strip() for each in streams[8].getvalue().split("\n")} - {""}

    return run


@pytest.mark.parametrize(
    ("line", "follows"),
    [
        ("cometvideo val", {"validate"}),
        ("cometvideo drift l", {"live", "logs"}),
        ("cometvideo validate --str", {"--strict"}),
        ("cometvideo validate --format j", {"json", "jsonl"}),
        ("cometvideo validate model=doubao-seedance-1-0", {"model=doubao-seedance-1-0-pro"}),
        ("cometvideo validate see", set()),
        ("cometvideo validate sec", {"seconds="}),
        ("cometvideo validate asp", {"aspect_ratio="}),
        ("cometvideo explain size-undoc", {"size-undocumented"}),
        ("cometvideo explain doubao-seedance-1-5", {"doubao-seedance-1-5-pro"}),
        (
            "cometvideo facts body.enc",
            {
                "body.encodings.application/json",
                "body.encodings.application/x-www-form-urlencoded",
            },
        ),
        ("cometvideo models --model sora-2-p", {"sora-2-pro"}),
        ("cometvideo models --spec seedance --model sora-2-p", set()),
        ("cometvideo models --spec nowhere --model do", set()),
        ("cometvideo --spec so", {"sora"}),
        (
            "cometvideo check-client --clause form-fil",
            {"form-file", "form-file-name", "form-files-in-order"},
        ),
    ],
)
def test_what_follows(completed: Completed, line: str, follows: set[str]) -> None:
    assert completed(line) == follows


def test_where_it_is_missing_nothing_is_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "argcomplete", None)
    monkeypatch.setenv("_ARGCOMPLETE", "1")
    monkeypatch.setattr(sys, "argv", ["cometvideo", "models"])
    assert main() == 2
    assert capsys.readouterr().out == ""
