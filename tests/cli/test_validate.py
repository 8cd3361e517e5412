"""`cometvideo validate` on one request: fields, files, formats, exit codes."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cometvideo
from cometvideo.reports.data import describe
from cometvideo.wire.request import Part
from tests.cases import FIXTURES, Case, load_cases
from tests.cli.conftest import Run

Write = Callable[[str, str | bytes], Path]
CASES = load_cases()
KITE = FIXTURES / "files" / "kite.png"
VALID = ("model=doubao-seedance-1-5-pro", "prompt=A kite", "size=16:9")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(run: Run, case: Case) -> None:
    ran = run("validate", "--file", case.path, "--format", "json")
    told, expected = ran.data, case.expected
    accepted = [each["rendering"] for each in told["outcomes"] if each["kind"] == "accept"]
    sizes = [each and f"{each['width']}x{each['height']}" for each in accepted if each["width"]]

    assert ran.code == (1 if expected["verdict"] == "invalid" else 0)
    assert told["verdict"] == expected["verdict"]
    assert [each["code"] for each in told["findings"]] == expected["findings"]
    if expected["renderings"] is not None:
        known = [each for each in expected["renderings"] if each is not None]
        assert list(dict.fromkeys(sizes)) == known
    said = " ".join(each["message"] for each in told["findings"])
    for words in expected["says"]:
        assert words in said


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case_in_words(run: Run, case: Case) -> None:
    ran = run("validate", "--file", case.path)
    assert ran.out.startswith(f"{case.expected['verdict']}: the API ")
    assert ran.err == ""
    for code in case.expected["findings"]:
        assert f" {code}\n" in ran.out
    for words in case.expected["says"]:
        assert words in ran.out


def test_json_is_the_documented_shape(run: Run) -> None:
    fields = {"model": "doubao-seedance-2-0", "prompt": "A kite", "seconds": "99", "size": "720p"}
    pairs = [f"{name}={value}" for name, value in fields.items()]
    learned = describe(cometvideo.validate_form(fields.items()))
    assert run("validate", *pairs, "--format", "json").data == learned
    line = run("validate", *pairs, "--format", "jsonl").out
    assert line.count("\n") == 1
    assert json.loads(line) == learned


def test_the_verdict_sentence_and_what_is_rendered(run: Run) -> None:
    ran = run("validate", *VALID)
    assert ran.code == 0
    assert ran.out.splitlines()[0] == (
        "valid: the API takes this request and renders 5 s at 1280x720 (720p, 16:9)"
    )
    assert "documented: Create a Seedance video <https://apidoc.cometapi.com/" in ran.out


def test_open_renderings_are_listed_with_what_they_assume(run: Run) -> None:
    ran = run("validate", *VALID[1:], "model=doubao-seedance-2-0-fast")
    row = "if models.doubao-seedance-2-0-fast.size.preset_row is"
    assert ran.out.splitlines()[:3] == [
        "valid: the API takes this request; what it renders is open",
        f"  renders  5 s at 864x496 (480p, 16:9)   {row} 480p",
        f"  renders  5 s at 1280x720 (720p, 16:9)  {row} 720p",
    ]


def test_refusals_are_listed_with_their_answers(run: Run) -> None:
    ran = run("validate", "model=doubao-seedance-1-0-pro", "prompt=", "seconds=12", "size=1:1")
    assert ran.out.splitlines()[0] == "invalid: the API refuses this request"
    assert "refuses  with HTTP 400 InvalidParameter (inferred)" in ran.out
    assert "if fields.prompt.empty is refused" in ran.out


def test_one_refusal_stands_in_the_sentence(run: Run) -> None:
    ran = run("validate", *VALID[:2], "size=1:1", "seconds=13")
    assert ran.out.startswith(
        "invalid: the API refuses this request with HTTP 400 InvalidParameter (inferred)\n\n"
    )


def test_many_outcomes_are_cut(run: Run) -> None:
    ran = run("validate", "model=doubao-seedance-2-0", "prompt=x", "size=", "n=1")
    assert "more outcome" not in ran.out
    ran = run("validate", "model=doubao-seedance-2-0", "prompt=x")
    assert "\n  and 11 more outcomes; --format json lists all of them\n" in ran.out


@pytest.mark.parametrize(
    ("request_fields", "plain", "strict"),
    [
        (VALID, 0, 0),
        ((*VALID[1:], "model=doubao-seedance-2-0"), 0, 1),
        ((*VALID, "n=1"), 0, 1),
        ((*VALID, "seconds=99"), 1, 1),
    ],
    ids=["settled", "open rendering", "uncertain", "invalid"],
)
def test_exit_codes(run: Run, request_fields: tuple[str, ...], plain: int, strict: int) -> None:
    assert run("validate", *request_fields).code == plain
    assert run("validate", "--strict", *request_fields).code == strict


def test_options_may_stand_among_the_fields(run: Run) -> None:
    ran = run("validate", VALID[0], "--strict", VALID[1], "--format", "jsonl", VALID[2])
    assert ran.data["request"] == dict(each.split("=") for each in VALID)


def test_values_may_hold_an_equals_sign(run: Run) -> None:
    ran = run("validate", *VALID, "prompt==a=b=", "--format", "json")
    got = {each["code"]: each["got"] for each in ran.data["findings"]}
    assert got["repeated-field"] == "=a=b="


class TestFields:
    def test_files_repeat_in_their_order(self, run: Run, write: Write) -> None:
        other = write("other.png", KITE.read_bytes())
        arguments = ("model=doubao-seedance-2-0", "prompt=x", "size=1:1", "--format", "json")
        files = (f"input_reference=@{KITE}", f"input_reference=@{other}")
        got = run("validate", *arguments, *files).data["request"]["input_reference"]
        assert [each["filename"] for each in got] == ["kite.png", "other.png"]
        assert got[0]["format"] == "image/png"

    def test_text_from_a_file(self, run: Run, write: Write) -> None:
        path = write("prompt.txt", "A kite\nover a harbour\n")
        ran = run("validate", *VALID, f"note=<{path}", "--format", "json")
        assert ran.data["request"]["note"] == "A kite\nover a harbour\n"

    @pytest.mark.parametrize("sign", ["@", "<"])
    def test_standard_input(self, run: Run, monkeypatch: pytest.MonkeyPatch, sign: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(KITE.read_bytes())))
        ran = run("validate", f"input_reference={sign}-", "--format", "json")
        got = ran.data["request"]["input_reference"]
        assert got["filename"] == ("-" if sign == "@" else None)
        codes = [each["code"] for each in ran.data["findings"]]
        assert ("nameless-file" in codes) == (sign == "<")

    @pytest.mark.parametrize(
        ("value", "said"),
        [
            ("@nowhere.png", "cannot read the file nowhere.png: No such file or directory"),
            ("<nowhere.txt", "cannot read the file nowhere.txt: No such file or directory"),
            ("@.", "cannot read the file .: Is a directory"),
        ],
    )
    def test_a_file_that_cannot_be_read(self, run: Run, value: str, said: str) -> None:
        assert run("validate", f"input_reference={value}") == (
            2,
            "",
            f"cometvideo: error: {said}\n",
        )

    def test_a_file_in_place_of_a_field(self, run: Run) -> None:
        ran = run("validate", str(KITE))
        assert ran.code == 2
        assert f"is a file: write --file {KITE}" in ran.err

    def test_bytes_that_are_no_text_are_judged(self, run: Run) -> None:
        ran = run("validate", *VALID, "prompt=caf\udce9", "--format", "jsonl")
        assert "text-not-utf8" in [each["code"] for each in ran.data["findings"]]

    def test_a_text_sent_twice_is_said(self, run: Run) -> None:
        ran = run("validate", *VALID, "size=1:1", "--format", "json")
        assert "repeated-field" in [each["code"] for each in ran.data["findings"]]
        assert ran.data["request"]["size"] == "16:9"

    def test_the_parts_are_those_of_a_form(self) -> None:
        from cometvideo.cli.fields import read_fields

        parts = list(read_fields(["a=1", "b=", f"c=@{KITE}", "a=2"]))
        assert [each._replace(data=each.data[:4]) for each in parts] == [
            Part("a", b"1"),
            Part("b", b""),
            Part("c", b"\x89PNG", "kite.png"),
            Part("a", b"2"),
        ]


class TestGithub:
    def test_one_command_a_finding_that_is_more_than_a_note(self, run: Run) -> None:
        ran = run("validate", *VALID, "n=1", "seconds=99", "--format", "github")
        assert ran.code == 1
        severities = [line.split(" ")[0] for line in ran.out.splitlines()]
        assert severities == ["::error", "::warning"]
        assert ran.out.startswith("::error title=out-of-range::seconds '99' is outside")

    def test_the_file_is_named(self, run: Run, write: Write) -> None:
        path = write("50%,a:b.json", '{"prompt": "x", "model": "y\\nz"}')
        line = run("validate", "--file", path, "--format", "github").out.splitlines()[0]
        assert line.startswith(
            f"::error file={path.parent}/50%25%2Ca%3Ab.json,title=not-a-choice::"
        )


class TestColour:
    @pytest.mark.parametrize(
        ("environment", "coloured"),
        [
            ({}, False),
            ({"FORCE_COLOR": "1"}, True),
            ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
            ({"FORCE_COLOR": ""}, False),
        ],
    )
    def test_where_there_is_no_terminal(
        self,
        run: Run,
        monkeypatch: pytest.MonkeyPatch,
        environment: dict[str, str],
        coloured: bool,
    ) -> None:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        assert ("\x1b[" in run("validate", *VALID).out) is coloured

    def test_colour_changes_nothing_else(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        import re

        fields = ("model=doubao-seedance-2-0", "prompt=", "size=16:9", "n=1")
        plain = run("validate", *fields).out
        monkeypatch.setenv("FORCE_COLOR", "1")
        painted = run("validate", *fields).out
        assert re.sub("\x1b\\[[0-9;]*m", "", painted) == plain != painted


def test_strict_says_why_it_exits_with_1(run: Run, write: Write) -> None:
    ran = run("validate", "model=doubao-seedance-2-0", "prompt=A kite", "size=16:9", "--strict")
    assert ran.code == 1
    assert ran.out.startswith("valid")
    assert ran.err == "cometvideo: exit code 1 by --strict: uncertain or open is preset-open\n"
    assert run("validate", "model=doubao-seedance-2-0", "prompt=A kite", "size=16:9").err == ""
    lines = '{"model": "doubao-seedance-2-0", "prompt": "x", "size": "16:9"}\n' * 2
    ran = run("validate", "--file", write("many.jsonl", lines), "--strict")
    assert ran.code == 1
    assert "--strict: what is uncertain or open counts as a finding" in ran.err


def test_a_closed_standard_error_keeps_nothing_from_its_work(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    ran = run("validate", "model=doubao-seedance-2-0", "prompt=x", "size=16:9", "--strict")
    assert (ran.code, ran.out[:5]) == (1, "valid")


def test_how_to_give_a_file_is_told_where_it_is_given(run: Run) -> None:
    ran = run("validate", "model=doubao-seedance-2-0", "prompt=x", "input_reference=kite.png")
    assert "a file is input_reference=@path here" in ran.out
    assert "did you mean the file kite.png?" in ran.out


# --- Recorded traffic ---


def recorded(*entries: tuple[str, str, Any], method: str = "POST") -> str:
    """A HAR file, without keys, as browsers save it: what each was sent to, and its post data."""
    return json.dumps(
        {
            "log": {
                "entries": [
                    {
                        "startedDateTime": "2026-11-20T10:00:00.000Z",
                        "request": {
                            "method": method,
                            "url": f"https://api.cometapi.com/v1{path}",
                            "headers": [{"name": "Content-Type", "value": kind}],
                            "postData": post,
                            "bodySize": 99,
                        },
                        "response": {"status": 200, "headers": [], "content": {"text": "{}"}},
                    }
                    for path, kind, post in entries
                ]
            }
        }
    )


def posted(**fields: str) -> tuple[str, str, Any]:
    params = [{"name": name, "value": value} for name, value in fields.items()]
    return "/videos", "multipart/form-data; boundary=b", {"params": params}


SAILING = {"model": "doubao-seedance-2-0", "prompt": "A kite", "size": "1280x720"}


@pytest.mark.parametrize(
    ("har", "code", "said"),
    [
        (recorded(posted(**SAILING)), 0, ("t.har:1: valid", "1 create: 1 valid")),
        (
            recorded(posted(**SAILING), ("/models", "", None), posted(**SAILING, seconds="99")),
            1,
            ("t.har:3: invalid", "2 creates: 1 valid, 0 uncertain, 1 invalid"),
        ),
        (
            recorded(posted(**SAILING), ("/videos", "multipart/form-data; boundary=b", None)),
            0,
            ("t.har:1: valid", "1 create told nothing: their bodies are not recorded"),
        ),
        (recorded(("/videos", "", None)), 3, ("", "nothing was checked")),
        (recorded(posted(**SAILING), method="GET"), 3, ("", "nothing was checked")),
        ("{}", 2, ("", "give a HAR file")),
    ],
)
def test_the_creates_of_recorded_traffic_are_judged(
    run: Run, tmp_path: Path, har: str, code: int, said: tuple[str, str]
) -> None:
    path = tmp_path / "t.har"
    path.write_text(har)
    ran, (says, counts) = run("validate", "--har", str(path)), said
    assert (ran.code, says in ran.out, counts in ran.err) == (code, True, True)
    assert "key" not in ran.out
    if code < 2:
        data = json.loads(run("validate", "--har", str(path), "--format", "json").out)
        assert data[-1]["place"] == says.rpartition(": ")[0]
        assert data[-1]["verdict"] == says.rpartition(" ")[2]
