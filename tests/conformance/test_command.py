import argparse
import io
import json
import shlex
import sys
from pathlib import Path

import jsonschema
import pytest

from cometvideo import InputError
from cometvideo.cli import check_client, progress
from cometvideo.conformance import CLAUSES, reference
from cometvideo.facts.endpoint import AnySpec

right = reference()
CALLABLE = ("--mode", "python", "tests.conformance.test_command:right")
PROGRAM = str(Path(__file__).parents[1] / "miniatures" / "clients" / "program.py")


def run(*argv: str) -> int:
    parser = argparse.ArgumentParser()
    check_client.add_arguments(parser)
    return check_client.run(parser.parse_args(argv))


def miniature(fault: str = "") -> list[str]:
    return ["--mode", "open", "--", sys.executable, PROGRAM, *filter(None, [fault])]


def test_a_client_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    chosen = ["--clause", "form-multipart", "--clause", "form-bearer"]
    assert run(*chosen, *miniature("bare-key")) == 1
    out, errors = capsys.readouterr()
    assert errors == "", "how far it is, is told on a terminal only"
    assert "ok     form-multipart" in out
    assert "FAILED form-bearer" in out
    assert "replay: cometvideo check-client --clause form-bearer --mode open -- " in out
    assert run(*chosen, *miniature()) == 0


@pytest.mark.thorough
def test_a_replay_is_of_the_same_spec(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--clause", "form-bearer", "--model", "sora-2", *miniature("bare-key")]
    for _ in range(2):
        assert run(*words) == 1
        out = capsys.readouterr().out
        assert "spec sora " in out
        words = shlex.split(out.partition("replay: cometvideo check-client ")[2].splitlines()[0])


@pytest.mark.parametrize("shape", ["json", "junit"])
def test_reports_have_shapes(shape: str, capsys: pytest.CaptureFixture[str]) -> None:
    run("--clause", "form-multipart", "--format", shape, *CALLABLE)
    out = capsys.readouterr().out
    if shape == "json":
        assert json.loads(out)["summary"]["passed"] == 1
    else:
        assert out.startswith("<?xml")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_it_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PAUSE", 0.0)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    run("--clause", "form-multipart", *CALLABLE)
    before, *drawn, after = terminal.getvalue().split("\r\x1b[K")
    numbers = [int(each.partition(" of ")[0]) for each in drawn]
    assert numbers == list(range(len(drawn)))
    assert drawn[-1] == f"{numbers[-1]} of {numbers[-1]} cases played  form-multipart"
    assert before == after == ""


def test_the_line_is_gone_where_a_client_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with pytest.raises(InputError, match="cannot start"):
        run("--clause", "form-multipart", "--", "no-such-program")
    assert terminal.getvalue().startswith("\r\x1b[K0 of ")
    assert terminal.getvalue().endswith("form-multipart\r\x1b[K")


@pytest.mark.thorough
def test_what_is_known_may_fail(tmp_path: Path) -> None:
    known = tmp_path / "known.yaml"
    known.write_text("- { id: form-bearer, reason: an old gateway wants it bare }\n")
    arguments = ["--clause", "form-bearer", "--known-failing", str(known)]
    assert run(*arguments, *miniature("bare-key")) == 0
    assert run(*arguments, *miniature()) == 1  # stale by now


def test_could_not_tell_has_a_code_of_its_own() -> None:
    assert run("--clause", "form-multipart", "--", sys.executable, "-c", "pass") == 3


@pytest.mark.parametrize("mode", ["each", "open", "wire"])
def test_a_client_that_does_nothing_gets_one_sentence(
    mode: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--mode", mode, "--", "false") == 3
    sentence, ending = capsys.readouterr().out.splitlines()
    assert sentence.startswith("could not tell: the client did nothing in 6 cases: ")
    assert ending.startswith(f"{len(CLAUSES)} could not tell in ")


def test_a_callable_may_be_named() -> None:
    name = "tests.conformance.test_command:silent"
    assert run("--clause", "form-multipart", "--mode", "python", name) == 3
    for bad in ("no_such_module:client", "json:nothing", "json", "json:__name__"):
        with pytest.raises(InputError, match="module:callable"):
            run("--clause", "form-multipart", "--mode", "python", bad)


def silent(_: object) -> dict[str, str]:
    return {"outcome": "error"}


def test_clauses_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(CLAUSES)


@pytest.mark.parametrize("shape", ["job", "answer"])
def test_schemas_are_printed(shape: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--schema", shape) == 0
    jsonschema.Draft202012Validator.check_schema(json.loads(capsys.readouterr().out))


def test_a_client_has_to_be_named() -> None:
    with pytest.raises(InputError, match="name the client"):
        run()


def test_a_model_tells_the_family(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def material(spec: AnySpec) -> None:
        asked.append(spec.name)
        raise InputError(spec.name)

    monkeypatch.setattr("cometvideo.conformance.checking.Material", material)
    for words in (["--model", "sora-2"], [], ["--every-family"], ["--spec", "wan"]):
        with pytest.raises(InputError):
            run(*words, *CALLABLE)
    assert asked == ["sora", "seedance", "cometapi", "wan"]
    with pytest.raises(InputError, match="'nobody' is no model of cometapi; allowed: "):
        run("--model", "nobody", *CALLABLE)
    with pytest.raises(InputError, match="a model is of one family"):
        run("--model", "sora-2", "--every-family", *CALLABLE)
