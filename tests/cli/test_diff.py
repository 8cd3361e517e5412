"""`cometvideo diff`, as one calls it: exit codes, formats, recorded requests of every kind."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cometvideo import load_family, predict
from cometvideo.cli import recorded
from cometvideo.cli.recorded import read_recorded
from cometvideo.many.keys import Keys
from cometvideo.many.texts import texts_of
from cometvideo.wire import strict_json
from tests.cli.conftest import Run

Write = Callable[[str, str | bytes], Path]

PRO = "doubao-seedance-1-5-pro"
NARROWER = f"""\
format: 1
name: narrower
extends: seedance
sources: {{ seen: {{ kind: observation, title: Seen }} }}
from: seen
models: {{ {PRO}: {{ seconds: {{ max: 10 }} }} }}
"""
LONG = {"model": PRO, "prompt": "A kite", "size": "16:9", "seconds": 12}
SHORT = {**LONG, "seconds": 5}
EXCHANGE = {
    "number": 4,
    "operation": "create",
    "request": {},
    "answer": {},
    "sent": {"encoding": "multipart/form-data", "fields": LONG, "parts": []},
}
POLL = {"number": 5, "operation": "retrieve", "request": {}, "answer": {}}


@pytest.fixture
def narrower(write: Write) -> Path:
    return write("narrower.yaml", NARROWER)


def test_no_change(run: Run) -> None:
    ran = run("diff", "seedance", "seedance")
    assert (ran.code, ran.out, ran.err) == (0, "seedance → seedance: no change\n", "")


def test_something_breaks(run: Run, narrower: Path) -> None:
    ran = run("diff", "seedance", narrower)
    assert ran.code == 1
    assert f"  breaking  seconds of {PRO}: 4 to 12 → 4 to 10\n" in ran.out


def test_nothing_breaks_on_the_way_back(run: Run, narrower: Path) -> None:
    assert run("diff", narrower, "seedance").code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["seedance"], "NEW"),
        (["seedance", "nowhere.yaml"], "no spec 'nowhere.yaml'"),
        (["nowhere.yaml", "seedance"], "no spec 'nowhere.yaml'"),
        (["", "seedance"], "an empty text"),
        (["seedance", "seedance", "seedance"], "one argument too many"),
        (["seedance", "seedance", "--format", "xml"], "invalid choice"),
        (["seedance", "seedance", "--requests", "-", "--requests", "-"], "read once only"),
        (["seedance", "seedance", "--requests", "nowhere.json"], "cannot read nowhere.json"),
        (["seedance", "seedance", "--request", "x"], "did you mean --requests?"),
    ],
)
def test_wrong_usage(run: Run, words: list[str], message: str) -> None:
    ran = run("diff", *words)
    assert ran.code == 2
    assert message in ran.err
    assert ran.out == ""


def test_a_spec_that_cannot_be_used(run: Run, write: Write) -> None:
    bad = write("bad.yaml", NARROWER + "fields: { prompt: { kind: song } }\n")
    ran = run("diff", "seedance", bad)
    assert ran.code == 2
    assert "bad.yaml" in ran.err
    assert "kind" in ran.err


def test_json(run: Run, narrower: Path, write: Write) -> None:
    sent = write("sent.jsonl", f"{json.dumps(LONG)}\n\n{json.dumps(SHORT)}\nnonsense\n")
    data = run("diff", "seedance", narrower, "--format", "json", "--requests", sent).data
    assert set(data) == {"changes", "summary", "old", "new", "impact"}
    assert data["summary"]["breaking"] == 1
    assert data["impact"]["groups"][0]["examples"] == [{"file": str(sent), "line": 1}]
    assert data["impact"]["problems"][0]["line"] == 4


def test_markdown(run: Run, narrower: Path) -> None:
    ran = run("diff", "seedance", narrower, "--format", "markdown")
    assert ran.code == 1
    assert ran.out.startswith("# seedance → narrower\n")


def places(path: Path) -> list[str]:
    return [str(each.place).replace(str(path), "F") for each in read_recorded(str(path))]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        pytest.param("a.json", json.dumps(LONG), ["F"], id="one request"),
        pytest.param("a.json", json.dumps([LONG, SHORT]), ["F[0]", "F[1]"], id="a list"),
        pytest.param("a.jsonl", f"{json.dumps(LONG)}\n\n{{}}", ["F:1", "F:3"], id="lines"),
        pytest.param("a.yaml", "- model: x\n- model: y\n", ["F:1", "F:2"], id="yaml"),
        pytest.param(
            "a.json", json.dumps([POLL, EXCHANGE]), ["F, exchange 4"], id="an exported journal"
        ),
        pytest.param(
            "a.jsonl",
            f"{json.dumps(EXCHANGE)}\n{json.dumps(POLL)}\n",
            ["F, exchange 4"],
            id="a journal by lines",
        ),
        pytest.param("a.json", "[5]", ["F[0]"], id="no request"),
        pytest.param("a.jsonl", b"\xff\n{}\n", ["F:1", "F:2"], id="no text"),
        pytest.param("a.json", "[]", [], id="nothing"),
    ],
)
def test_what_is_recorded(
    write: Write, name: str, content: str | bytes, expected: list[str]
) -> None:
    assert places(write(name, content)) == expected


def test_what_cannot_be_read_is_told(write: Write) -> None:
    path = write("a.jsonl", b'\xff\n{"a": 1, "a": 2}\n[]\n{"image": {"file": "nowhere.png"}}\n')
    problems = [each.problem for each in read_recorded(str(path))]
    assert all(problems)
    assert "not UTF-8" in problems[0]
    assert "stands there twice" in problems[1]
    assert "nowhere.png" in problems[3]


LINES = [
    json.dumps({**LONG, "prompt": text, "seconds": seconds})
    for seconds in (5, 12)
    for text in ("A kite", "Another", "", "\ud800", 'a "prompt": "b"', "\u96e8", 5)
] + [
    "",
    "{",
    '{"prompt": "a", "prompt": "b"}',
    '{"n": {"prompt": "x"}}',
    '{"n": {"prompt": "y"}}',
    json.dumps(EXCHANGE),
]


PROMPTS = Keys(texts_of(load_family("seedance")))


def test_lines_that_share_a_request_get_what_they_would_alone(write: Write) -> None:
    path = write("a.jsonl", "\n".join(LINES * 3))
    alone, shared = (list(read_recorded(str(path), None, keys)) for keys in (None, PROMPTS))
    assert len({*map(id, (each.request for each in shared))}) < len(shared) - 10
    assert [(str(each.place), each.problem) for each in alone] == [
        (str(each.place), each.problem) for each in shared
    ]
    for one, other in zip(alone, shared, strict=True):
        assert (one.request is None) == (other.request is None)
        if one.request is not None and other.request is not None:
            assert (
                predict(load_family("seedance"), one.request).verdict
                == predict(load_family("seedance"), other.request).verdict
            )
            assert is_like(one.request, other.request)


def is_like(one: object, other: object) -> bool:
    """Whether two requests are the same but for texts that are fine."""
    without = [
        {key: value for key, value in each.items() if key != "prompt"}
        for each in (one, other)
        if isinstance(each, dict)
    ]
    return not without or without[0] == without[1]


def test_bytes_that_are_no_text_share_nothing(write: Write) -> None:
    good, bad = (f'{{"prompt": "{sign}"}}\n'.encode("latin-1") for sign in ("a", "\xe9"))
    path = write("a.jsonl", good + bad + good)
    found = [bool(each.problem) for each in read_recorded(str(path), None, PROMPTS)]
    assert found == [False, True, False]


def test_a_line_that_is_too_long(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded, "blocks_of", decoding_blocks)
    path = write("a.jsonl", f'{{"prompt": "{"x" * 300}"}}\n{json.dumps(SHORT)}\n')
    found = [(str(each.place)[-2:], bool(each.problem)) for each in read_recorded(str(path))]
    assert found == [(":1", True), (":2", False)]


def decoding_blocks(chunks: object) -> object:
    from cometvideo.many.blocks import blocks_of

    return blocks_of(chunks, longest=200)  # type: ignore[arg-type]


def test_a_file_beside_the_requests(write: Write) -> None:
    write("kite.txt", "no picture")
    path = write("a.json", '{"input_reference": {"file": "kite.txt"}}')
    (sent,) = read_recorded(str(path))
    assert sent.problem == ""


def test_standard_input(run: Run, narrower: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(f"{json.dumps(LONG)}\n{json.dumps(LONG)}\n".encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    ran = run("diff", "seedance", narrower, "--requests", "-")
    assert ran.code == 1
    assert "2 requests: standard input:1, standard input:2" in ran.out


def test_a_request_that_fares_worse_where_nothing_breaks(run: Run, write: Write) -> None:
    settled = write(
        "settled.yaml",
        NARROWER.replace(
            f"models: {{ {PRO}: {{ seconds: {{ max: 10 }} }} }}",
            "fields: { size: { undocumented: { value: refused } } }",
        ),
    )
    assert run("diff", "seedance", settled).code == 0
    sent = write("sent.json", json.dumps({**SHORT, "size": "720x720"}))
    ran = run("diff", "seedance", settled, "--requests", sent)
    assert ran.code == 1
    assert "uncertain → invalid: size 720x720 undocumented" in ran.out


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (json.dumps([SHORT]), 0, "1 request: 0 changed"),
        ("[]", 3, "there is no recorded request"),
        (json.dumps([POLL]), 3, "there is no recorded request"),
        (json.dumps([SHORT, 5]), 3, "1 unreadable"),
    ],
)
def test_exit_codes_with_requests(
    run: Run, write: Write, content: str, code: int, said: str
) -> None:
    ran = run("diff", "seedance", "seedance", "--requests", write("sent.json", content))
    assert ran.code == code
    assert said in ran.out + ran.err


def test_the_limit_is_that_of_bulk() -> None:
    assert str(strict_json.LARGEST >> 20) in recorded._TOO_LONG
