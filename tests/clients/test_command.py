import argparse
import json
import sys
from pathlib import Path

import jsonschema
import pytest

from cometvideo import InputError
from cometvideo.cli import check_client
from cometvideo.clients import CLAUSES

PROGRAM = str(Path(__file__).parents[1] / "miniatures" / "clients" / "program.py")


def run(*argv: str) -> int:
    parser = argparse.ArgumentParser()
    check_client.add_arguments(parser)
    return check_client.run(parser.parse_args(argv))


def miniature(fault: str = "", mode: str = "open") -> list[str]:
    return ["--mode", mode, "--", sys.executable, PROGRAM, *filter(None, [fault])]


def test_a_client_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    chosen = ["--clause", "form-multipart", "--clause", "form-bearer"]
    assert run(*chosen, *miniature("bare-key")) == 1
    out = capsys.readouterr().out
    assert "ok     form-multipart" in out
    assert "FAILED form-bearer" in out
    assert "replay: cometvideo check-client --clause form-bearer --mode open -- " in out
    assert run(*chosen, *miniature()) == 0


@pytest.mark.parametrize("shape", ["json", "junit"])
def test_reports_have_shapes(shape: str, capsys: pytest.CaptureFixture[str]) -> None:
    run("--clause", "form-multipart", "--format", shape, *miniature(mode="each"))
    out = capsys.readouterr().out
    if shape == "json":
        assert json.loads(out)["summary"]["passed"] == 1
    else:
        assert out.startswith("<?xml")


def test_what_is_known_may_fail(tmp_path: Path) -> None:
    known = tmp_path / "known.yaml"
    known.write_text("- { id: form-bearer, reason: an old gateway wants it bare }\n")
    arguments = ["--clause", "form-bearer", "--known-failing", str(known)]
    assert run(*arguments, *miniature("bare-key")) == 0
    assert run(*arguments, *miniature()) == 1  # stale by now


def test_could_not_tell_has_a_code_of_its_own() -> None:
    assert run("--clause", "form-multipart", "--", sys.executable, "-c", "pass") == 3


def test_a_callable_may_be_named() -> None:
    name = "tests.clients.test_command:silent"
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
