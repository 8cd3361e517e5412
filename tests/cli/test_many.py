"""`cometvideo validate` on many requests: places, sums, formats, exit codes."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cases import load_cases
from tests.cli.conftest import Run

Write = Callable[[str, str | bytes], Path]

GOOD = '{"model":"doubao-seedance-1-5-pro","prompt":"x","size":"16:9","seconds":4}'
OPEN = '{"model":"doubao-seedance-2-0","prompt":"x","size":"16:9","seconds":15}'
UNCERTAIN = GOOD.replace("}", ',"n":1}')
INVALID = GOOD.replace("4}", "99}")
LINES = f"{GOOD}\n{INVALID}\n\nnot JSON\n{OPEN}\n{UNCERTAIN}\n"
SUM = {
    "requests": 5,
    "verdicts": {"valid": 2, "uncertain": 1, "invalid": 1},
    "unreadable": 1,
    "seconds_at_most": 4 + 15 + 4,
    "unknown_length": 0,
    "cost": {
        "requests": 3,
        "unpriced": 2,
        "currency": "USD",
        "min": 0.945,
        "max": 5.049,
        "max_at_list": 6.31125,
        "by_model": {
            "doubao-seedance-1-5-pro": {
                "requests": 2,
                "unpriced": 2,
                "currency": None,
                "min": None,
                "max": None,
                "max_at_list": None,
            },
            "doubao-seedance-2-0": {
                "requests": 1,
                "unpriced": 0,
                "currency": "USD",
                "min": 0.945,
                "max": 5.049,
                "max_at_list": 6.31125,
            },
        },
    },
    "blocking": 4,
    "findings": {
        "out-of-range": 1,
        "preset-open": 1,
        "undocumented-field": 1,
        "unreadable-line": 1,
    },
}


def test_text_has_a_line_a_finding_and_a_sum(run: Run, write: Write) -> None:
    path = write("a.jsonl", LINES)
    ran = run("validate", "--file", path)
    *lines, counts, length, costs, first, second, findings = ran.out.splitlines()
    assert costs == (
        "costs 0.95 to 5.05 USD, if all is taken that is not invalid; no price is known of 2"
    )
    assert first == "  doubao-seedance-2-0      1 request   0.95 to 5.05 USD"
    assert second == "  doubao-seedance-1-5-pro  2 requests  no price is known"
    assert ran.code == 1
    assert ran.err == ""
    assert [line.partition(": ")[0] for line in lines] == [f"{path}:{n}" for n in (2, 4, 5, 6)]
    assert lines[0].startswith(f"{path}:2: error out-of-range: seconds 99 is outside")
    assert lines[1].endswith(
        "error unreadable-line: cannot be read: not JSON: Expecting value (column 1)"
    )
    assert counts == "5 requests: 2 valid, 1 uncertain, 1 invalid, 1 unreadable"
    assert length == "at most 23 s of video, if all is taken that is not invalid"
    assert findings == (
        "findings: out-of-range 1, preset-open 1, undocumented-field 1, unreadable-line 1"
    )


@pytest.mark.parametrize("output", ["json", "jsonl"])
def test_json_has_an_object_a_request(run: Run, write: Write, output: str) -> None:
    path = write("a.jsonl", LINES)
    ran = run("validate", "--file", path, "--format", output)
    told = ran.data if output == "json" else list(map(json.loads, ran.out.splitlines()))
    assert ran.code == 1
    assert [(each["file"], each["line"]) for each in told] == [
        (str(path), number) for number in (1, 2, 4, 5, 6)
    ]
    assert [each["verdict"] for each in told] == ["valid", "invalid", None, "valid", "uncertain"]
    assert told[0]["request"] == json.loads(GOOD)
    assert told[2]["request"] is None
    assert told[2]["findings"][0]["code"] == "unreadable-line"
    assert all(each["spec"]["name"] == "cometapi" for each in told)
    assert "5 requests: 2 valid" in ran.err


def test_github_has_a_command_a_finding(run: Run, write: Write) -> None:
    path = write("a.jsonl", LINES)
    ran = run("validate", "--file", path, "--format", "github")
    assert ran.code == 1
    assert [line.partition("::")[2].partition("::")[0] for line in ran.out.splitlines()] == [
        f"error file={path},line=2,title=out-of-range",
        f"error file={path},line=4,title=unreadable-line",
        f"warning file={path},line=5,title=preset-open",
        f"warning file={path},line=6,title=undocumented-field",
    ]
    assert "5 requests" in ran.err


@pytest.mark.parametrize("output", ["json", "jsonl"])
def test_the_sum_for_programs(run: Run, write: Write, output: str) -> None:
    ran = run("validate", "--file", write("a.jsonl", LINES), "--summary", "--format", output)
    spec = ran.data.pop("spec")
    assert spec["name"] == "cometapi"
    assert {key: value for key, value in ran.data.items() if key != "spec"} == SUM
    assert (ran.out.count("\n") == 1) is (output == "jsonl")


def test_the_sum_alone_in_words(run: Run, write: Write) -> None:
    out = run("validate", "--file", write("a.jsonl", LINES), "--summary").out
    assert out.startswith("5 requests: ")
    assert out.count("\n") == 6


@pytest.mark.parametrize(
    ("lines", "plain", "strict"),
    [
        ([GOOD], 0, 0),
        ([GOOD, OPEN], 0, 1),
        ([GOOD, UNCERTAIN], 0, 1),
        ([GOOD, INVALID], 1, 1),
        ([GOOD, "?"], 1, 1),
    ],
    ids=["valid", "open", "uncertain", "invalid", "unreadable"],
)
def test_exit_codes(run: Run, write: Write, lines: list[str], plain: int, strict: int) -> None:
    path = write("a.jsonl", "\n".join(lines))
    for options in ((), ("--format", "json"), ("--summary",)):
        assert run("validate", "--file", path, *options).code == plain
        assert run("validate", "--file", path, *options, "--strict").code == strict


@pytest.mark.parametrize(("name", "content"), [("a.jsonl", "\n \n"), ("a.json", "[]"), ("a", "")])
@pytest.mark.parametrize("options", [(), ("--format", "json"), ("--summary",)])
def test_nothing_to_check_is_not_fine(
    run: Run, write: Write, name: str, content: str, options: tuple[str, ...]
) -> None:
    ran = run("validate", "--file", write(name, content), *options)
    assert ran.code == 3
    assert "nothing was checked" in ran.err
    assert ran.out == ("[]\n" if "json" in options else "")


def test_lists_say_which_item(run: Run, write: Write) -> None:
    path = write("a.json", f"[{GOOD}, {INVALID}, 7]")
    lines = run("validate", "--file", path).out.splitlines()
    assert lines[0].startswith(f"{path}[1]: error out-of-range: ")
    assert lines[1].startswith(f"{path}[2]: error unreadable-line: ")
    told = run("validate", "--file", path, "--format", "json").data
    assert [each["index"] for each in told] == [0, 1, 2]
    github = run("validate", "--file", path, "--format", "github").out
    assert github.startswith(f"::error file={path},title=out-of-range::")


def test_yaml_lists_say_the_line(run: Run, write: Write) -> None:
    path = write("a.yaml", "# two\n- model: x\n  prompt: y\n- 7\n")
    lines = run("validate", "--file", path).out.splitlines()
    assert lines[0].startswith(f"{path}:2: error not-a-choice: ")
    assert lines[1].startswith(f"{path}:4: error unreadable-line: ")


def test_several_files_are_one_run(run: Run, write: Write) -> None:
    files = (write("a.json", GOOD), write("b.jsonl", INVALID), write("c.json", f"[{OPEN}]"))
    arguments = [part for file in files for part in ("--file", file)]
    ran = run("validate", *arguments)
    places = [line.partition(": ")[0] for line in ran.out.splitlines()[:2]]
    assert places == [f"{files[1]}:1", f"{files[2]}[0]"]
    assert "3 requests: 2 valid, 0 uncertain, 1 invalid" in ran.out
    told = run("validate", *arguments, "--format", "json").data
    assert [each["file"] for each in told] == list(map(str, files))


def test_files_are_beside_the_request_file(run: Run) -> None:
    cases = [case for case in load_cases() if case.name.startswith("reference")]
    files = [part for case in cases for part in ("--file", case.path)]
    told = run("validate", *files, "--format", "json").data
    assert [each["verdict"] for each in told] == [case.expected["verdict"] for case in cases]


def test_a_missing_file_is_a_finding_of_its_line(run: Run, write: Write) -> None:
    line = GOOD.replace("}", ',"input_reference":{"file":"nowhere.png"}}')
    ran = run("validate", "--file", write("a.jsonl", f"{line}\n{GOOD}\n"))
    assert "a.jsonl:1: error unreadable-line: cannot be read: cannot read the file" in ran.out
    assert "2 requests: 1 valid" in ran.out
    alone = run("validate", "--file", write("a.json", line))
    assert (alone.code, alone.out) == (2, "")


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LINES.encode())))
    ran = run("validate", "--file", "-", "--input-format", "jsonl")
    assert ran.out.startswith("standard input:2: error out-of-range: ")


def test_nothing_steers_the_terminal(run: Run, write: Write) -> None:
    line = '{"input_reference":{"file":"\\u001b[2J\\u202e"}}'
    out = run("validate", "--file", write("a.jsonl", f"{line}\n{line}\n")).out
    assert "\x1b" not in out
    assert "\\x1b[2J\\u202e" in out


def test_lone_surrogates_stay_json(run: Run, write: Write) -> None:
    line = GOOD.replace('"x"', '"\\ud800"')
    told = run("validate", "--file", write("a.jsonl", line), "--format", "jsonl").data
    assert told["request"]["prompt"] == "\ud800"


def test_lengths_in_words(run: Run, write: Write) -> None:
    def length(count: int) -> str:
        out = run("validate", "--file", write("a.jsonl", f"{GOOD}\n" * count)).out
        return out.splitlines()[1].partition(",  ")[0]

    assert length(2).startswith("at most 8 s of video, if")
    assert length(20).startswith("at most 80 s of video (1 min 20 s), if")
    assert length(2000).startswith("at most 8,000 s of video (2 h 13 min), if")


def test_unknown_lengths_are_counted(run: Run, write: Write) -> None:
    spec = write(
        "own.yaml",
        "format: 1\nname: own\nextends: seedance\nfields: { seconds: { default: null } }\n",
    )
    line = '{"model":"doubao-seedance-1-5-pro","prompt":"x","size":"16:9"}\n'
    ran = run("validate", "--spec", spec, "--file", write("a.jsonl", f"{line}{GOOD}"))
    assert "at most 4 s of video and 1 video of unknown length, if all" in ran.out


def test_large_files_are_shared_and_stay_in_order(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cometvideo.many import running
    from cometvideo.many.blocks import spans_of

    path = write("a.jsonl", LINES * 50)
    alone = run("validate", "--file", path, "--jobs", "1")
    monkeypatch.setattr(running, "spans_of", lambda size: spans_of(size, 2000))
    monkeypatch.setattr(running.judge_file, "__defaults__", (1, 0))
    assert run("validate", "--file", path, "--jobs", "2") == alone
