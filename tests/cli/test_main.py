"""The command line as a whole: help, versions, errors of usage, and exit codes."""

import io
import re
import sys
from pathlib import Path

import pytest

from cometvideo import InputError, __version__, load
from cometvideo.cli import drift, drift_docs, guard, main, spec, validate
from cometvideo.cli.arguments import COMMANDS
from tests.cli.conftest import Run


@pytest.mark.parametrize("option", ["--help", "-h", "help"])
def test_help_names_every_command(run: Run, option: str) -> None:
    ran = run(option)
    assert (ran.code, ran.err) == (0, "")
    for name in COMMANDS:
        assert f"\n  {name} " in ran.out


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version(run: Run, option: str) -> None:
    assert run(option) == (0, f"cometvideo {__version__}\n", "")


def test_examples_of_help_name_pages_that_are_sources() -> None:
    docs = r"^  cometvideo(?: --spec (\S+))? drift docs (.*)"
    shown = re.findall(docs, drift_docs.EXAMPLES, re.M)
    named = [(name, each) for name, rest in shown for each in re.findall(r"(\S+)=\S", rest)]
    assert len(named) > 2
    for name, source in named:
        assert source in {*load(name or None).sources, "catalogue"}


GROUPS = {"drift": drift, "guard": guard, "spec": spec}
SINGLE = [each for each in COMMANDS if each not in {"mock", *GROUPS}]
OF_GROUPS = [f"{name} {each}" for name, group in GROUPS.items() for each in group.SUBCOMMANDS]


@pytest.mark.parametrize("name", [*SINGLE, *OF_GROUPS])
@pytest.mark.parametrize("form", ["option", "command"])
def test_every_command_has_help_with_examples(run: Run, name: str, form: str) -> None:
    ran = run(*name.split(), "--help") if form == "option" else run("help", *name.split())
    assert ran.code == 0
    name = name.removesuffix(" serve")  # which is what the group does without another word
    assert ran.out.startswith(f"usage: cometvideo {name} ")
    assert f"cometvideo {name}" in ran.out.partition("examples:")[2]
    assert max(map(len, ran.out.splitlines())) <= 100


@pytest.mark.parametrize("name", GROUPS)
@pytest.mark.parametrize("line", ["{} --help", "{} -h", "help {}"])
def test_a_group_shows_its_commands(run: Run, name: str, line: str) -> None:
    ran = run(*line.format(name).split())
    assert ran.code == 0
    assert all(f"\n  {each} " in ran.out for each in GROUPS[name].SUBCOMMANDS)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "no command; there are validate, "),
        ("drift", "no drift command; there are docs, plan, "),
        ("drift doc", "no drift command 'doc'; did you mean docs?"),
        ("validat", "no command 'validat'; did you mean validate?"),
        ("frobnicate", "no command 'frobnicate'; see"),
        ("--sepc x models", "no option '--sepc'; did you mean --spec?"),
        ("models --fromat json", "no option '--fromat'; did you mean --format?"),
        ("models --format=yaml", "invalid choice: 'yaml'"),
        ("--spec", "--spec takes the name of a spec or the path of one"),
        ("facts --open --level inferred", "--open is --level open"),
        ("models --mod x", "no option '--mod'"),
        ("models stray", "'stray' is one argument too many"),
        ("facts one two --open", "'two' is one argument too many"),
        ("facts --level sure", "invalid choice: 'sure'"),
        ("validate", "no request: give fields as name=value, --file, --curl or --har"),
        ("validate --file", "expected at least one argument"),
        ("validate a=b --file x.json", "give either fields or --file or --curl"),
        ("validate --jobs 0 a=b", "'0' is no number of processes"),
        ("validate --jobs many a=b", "'many' is no number of processes"),
        ("validate nothing", "'nothing' is no field: write name=value, name=@file, or name=<file"),
        ("validate =x", "'=x' is no field"),
        ("--spec nowhere validate a=b", "no spec 'nowhere'"),
        ("validate a=b --spec nowhere", "no spec 'nowhere'"),
        ("models --model seedance-2-0", "did you mean doubao-seedance-2-0?"),
        ("facts --spec seedance fields.secnods.max", "did you mean fields.seconds.max?"),
        ("facts wan:fields.secnods.max", "did you mean wan:fields.seconds.max?"),
        ("facts --source create-pag", "no source 'create-pag'; did you mean create-page?"),
        ("explain video_url", "did you mean task.fields.video_url?"),
        ("explain out-of-rage", "did you mean out-of-range?"),
        ("explain zzzzzzzz", "no code, model, field, fact or source 'zzzzzzzz'"),
        ("lint nowhere.yaml", "no spec 'nowhere.yaml'"),
    ],
)
def test_misuse_is_one_line_and_exit_code_2(run: Run, line: str, said: str) -> None:
    ran = run(*line.split())
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("cometvideo: error: ")
    assert ran.err.count("\n") == 1
    assert said in ran.err


def test_the_spec_may_be_named_before_the_command(run: Run) -> None:
    for options in (("--spec", "seedance@2026-04"), ("--spec=seedance@2026-04",)):
        assert run(*options, "models").out.startswith("seedance@2026-04: ")


def test_the_environment_names_a_spec(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMETVIDEO_SPEC", "seedance@2026-04")
    assert run("models").out.startswith("seedance@2026-04: ")
    assert run("models", "--spec", "seedance").out.startswith("seedance: ")


@pytest.mark.parametrize("from_file", [False, True], ids=["a variable", "a file"])
def test_who_names_a_spec_that_is_none(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, from_file: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    if from_file:
        named = f"spec of [tool.cometvideo] in {tmp_path / 'pyproject.toml'}"
        text = '[tool.cometvideo]\nspec = "nope"\n'
        (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    else:
        named = "the environment variable COMETVIDEO_SPEC"
        monkeypatch.setenv("COMETVIDEO_SPEC", "nope")
    ran = run("models")
    assert ran.code == 2
    assert f"no spec 'nope', which {named} names: no such file" in ran.err
    assert "names" not in run("models", "--spec", "neither").err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, ""),
        (BrokenPipeError(), 141, ""),
        (OSError(28, "No space left on device"), 2, "cannot go on: No space left on device"),
        (FileExistsError(17, "File exists", "a/b"), 2, "cannot go on: a/b: File exists"),
        (RecursionError(), 3, "nested too deeply"),
        (MemoryError(), 3, "memory is used up"),
        (KeyError("x"), 3, "a flaw in cometvideo: KeyError: 'x'; please report it"),
        (
            InputError("a \x1b[31mred\x1b[0m name\nand a line"),
            2,
            "a \\x1b[31mred\\x1b[0m name\nand",
        ),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, BaseException) else None,
)
def test_how_a_run_may_end(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    said: str,
) -> None:
    def fail(_: object) -> int:
        raise error

    # A stream of its own: whoever drops the output drops it for the rest of the process.
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    monkeypatch.setattr(validate, "run", fail)
    assert main(["validate", "a=b"]) == code
    assert said in capsys.readouterr().err


def test_closed_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["models"]) == 2
    assert "standard output is closed" in capsys.readouterr().err


def test_what_cannot_be_encoded_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    assert main(["validate", "prompt=é", "model=é"]) == 1
    assert b"model '\\xe9'" in written.getvalue()


def test_json_is_utf8_whatever_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    assert main(["validate", "prompt=é", "model=x", "--format", "json"]) == 1
    assert '"prompt": "é"' in written.getvalue().decode()
