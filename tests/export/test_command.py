"""`cometvideo export`: what it writes, where to, and what it says of a stale file."""

import argparse
import json
from pathlib import Path

import pytest

import cometvideo
from cometvideo.cli import export
from cometvideo.errors import InputError
from cometvideo.export import cases_text, json_schema, openapi
from cometvideo.export.endpoint import endpoint_openapi, endpoint_schema
from cometvideo.facts.endpoint import Endpoint


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    export.add_arguments(parser)
    return export.run(parser.parse_args(arguments))


def test_writes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    matrix, every = cometvideo.load_family("seedance"), cometvideo.load("cometapi")
    assert isinstance(every, Endpoint)
    expected = (
        (["json-schema", "--spec", "seedance"], json_schema(matrix)),
        (["openapi", "--spec", "seedance"], openapi(matrix)),
        (["json-schema"], endpoint_schema(every)),
        (["openapi"], endpoint_openapi(every)),
    )
    for what, made in expected:
        assert run(*what) == 0
        assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(made))
    assert run("cases", "--spec", "seedance@2026-04") == 0
    assert capsys.readouterr().out == cases_text(cometvideo.load_family("seedance@2026-04"))


def test_flat_schemas_and_tools(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("json-schema", "--flat") == 0
    assert "allOf" not in capsys.readouterr().out
    assert run("openapi", "--flat", "--model", "doubao-seedance-2-0") == 0
    flat = json.loads(capsys.readouterr().out)["components"]["schemas"]
    assert flat["CreateVideo"] == flat["CreateVideo-doubao-seedance-2-0"]
    assert run("tools", "--for", "mcp") == 0
    everywhere = {each["name"] for each in json.loads(capsys.readouterr().out)}
    assert run("tools", "--for", "mcp", "--spec", "sora") == 0
    assert {each["name"] for each in json.loads(capsys.readouterr().out)} < everywhere
    for wrong in (["tools"], ["cases", "--flat"], ["json-schema", "--for", "mcp"]):
        with pytest.raises(InputError):
            run(*wrong)
    with pytest.raises(InputError, match="is no model of cometapi"):
        run("tools", "--for", "mcp", "--model", "nobody")


@pytest.mark.parametrize(
    "what", [["openapi"], ["openapi", "--flat"], ["json-schema", "--flat"], ["cases"]], ids=" ".join
)
def test_of_an_endpoint_one_document(what: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*what, "--spec", "cometapi") == 0
    written = capsys.readouterr().out
    assert all(each in written for each in ("doubao-seedance-2-0", "sora-2-pro", "omni-fast"))
    assert json.loads(written)


def test_one_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("json-schema", "--model", "doubao-seedance-1-0-pro") == 0
    written = json.loads(capsys.readouterr().out)
    assert written["properties"]["model"]["const"] == "doubao-seedance-1-0-pro"


def test_a_file_is_fresh_until_its_spec_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "schema.json")
    assert run("json-schema", "-o", path) == 0
    assert run("json-schema", "-o", path, "--check") == 0
    assert capsys.readouterr().out == ""
    assert run("json-schema", "-o", path, "--check", "--spec", "seedance@2026-04") == 1
    assert "export it again" in capsys.readouterr().out


MISUSES = {
    "check-nothing": (["openapi", "--check"], "nothing to compare with"),
    "cases-of-a-model": (["cases", "--model", "x"], "leave --model out"),
    "no-such-model": (["openapi", "--model", "sora"], "no model of cometapi; allowed"),
    "no-such-folder": (["openapi", "-o", "/nowhere/at/all.json"], "cannot write"),
    "no-such-file": (["openapi", "--check", "-o", "/nowhere.json"], "write it first"),
}


@pytest.mark.parametrize(("arguments", "words"), MISUSES.values(), ids=MISUSES)
def test_misuse(arguments: list[str], words: str) -> None:
    with pytest.raises(InputError, match=words):
        run(*arguments)
