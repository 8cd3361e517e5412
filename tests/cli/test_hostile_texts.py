"""Hostile texts in every input of every command: nothing of them steers what is put out."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cometvideo.reports.safe import COLOURS, Place, safe
from tests.cli.conftest import Run
from tests.thorough import thorough

EVIL = "x\x1b[2J\x9b31m\u202e\x07\n::error::pwned\r\n  ::set-output name=a::b ##[group]<b>|`[e](f)"
PAINT = re.compile(rf"\x1b\[(?:{'|'.join([*COLOURS.values(), '0'])})(?:;\d+)*m")
SPEC = {
    "format": 1,
    "name": EVIL,
    "about": EVIL,
    "sources": {
        "page": {"kind": "documentation", "title": EVIL, "address": EVIL, "covers": EVIL},
        f"own {EVIL}": {"kind": "vendor", "title": EVIL},
    },
    "from": "page",
    "body": {
        "undocumented_field": {"one_of": ["ignored", "refused"], "note": EVIL},
        "other_names": {EVIL: "prompt"},
    },
    "fields": {
        "prompt": {"about": EVIL, "kind": "text", "required": True},
        "model": {"kind": "choice", "selects": "models", "required": True},
        EVIL: {"kind": "choice", "choices": [EVIL, "b"]},
        "seconds": {
            "kind": "integer",
            "gives": "seconds",
            "default": {"one_of": [4, 8], "note": EVIL},
            "max": {"value": 8, "also": [{"source": f"own {EVIL}", "value": 9, "note": EVIL}]},
        },
        "size": {"kind": "size", "labels": [EVIL]},
    },
    "sizes": {"t": {EVIL: {EVIL: "1280x720"}}},
    "models": {EVIL: {"about": EVIL, "size": {"table": "t", "preset_row": EVIL}}},
    "rejections": {
        "by_field": {"seconds": {"out-of-range": {"status": 400, "code": EVIL, "message": EVIL}}}
    },
    "task": {"statuses": {EVIL: {"terminal": True, "means": "success"}}, "initial": EVIL},
}
REQUEST = {
    "prompt": EVIL,
    "model": EVIL,
    EVIL: EVIL,
    "seconds": EVIL,
    "size": EVIL,
    "other": [EVIL],
}
DRIFT = {
    "id": EVIL,
    "fact": EVIL,
    "verdict": "drifted",
    "expected": EVIL,
    "observed": EVIL,
    "source": EVIL,
    "evidence": [{"page": EVIL, "line": 1, "said": EVIL, "how": EVIL}],
}
PAGE = f"# POST /v1/videos {EVIL}\n\n## Body\n\n- `{EVIL}` string {EVIL}\n- `seconds` integer\n"

HEADERS = [{"name": EVIL, "value": EVIL}, {"name": "Content-Type", "value": "application/json"}]
ENTRY = {
    "startedDateTime": "2026-11-01T10:00:00Z",
    "request": {
        "method": "POST",
        "url": "https://api.cometapi.com/v1/videos",
        "headers": HEADERS,
        "postData": {"text": json.dumps(REQUEST)},
    },
    "response": {
        "status": 400,
        "statusText": EVIL,
        "headers": HEADERS,
        "content": {"text": json.dumps({"id": EVIL, "error": {"code": EVIL, "message": EVIL}})},
    },
}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    many = json.dumps(REQUEST) + "\n" + json.dumps({**REQUEST, "seconds": 99}) + "\n{no json\n"
    broken = {**SPEC, "fields": {**SPEC["fields"], EVIL: {"kind": EVIL}}, EVIL: {EVIL: EVIL}}  # type: ignore[dict-item]
    texts = {
        "spec": ("spec.yaml", json.dumps(SPEC)),
        "plain": ("plain.yaml", json.dumps(SPEC).replace(json.dumps(EVIL)[1:-1], "plain")),
        "broken": ("broken.yaml", json.dumps(broken)),
        "one": ("one.json", json.dumps(REQUEST)),
        "many": ("::error::\x1b[2J.jsonl", many),
        "page": ("::error::\x1b[2J.md", PAGE),
        "report": ("report.json", json.dumps({"findings": [DRIFT], "spec": {}})),
        "traffic": ("::error::\x1b[2J.har", json.dumps({"log": {"entries": [ENTRY, ENTRY]}})),
        "odd": ("odd.har", json.dumps({"log": {"entries": [{**ENTRY, "startedDateTime": EVIL}]}})),
        "catalogue": ("catalogue.json", json.dumps({"data": [{"id": EVIL, EVIL: EVIL}]})),
        "known": ("known.json", json.dumps([{"id": EVIL, "reason": EVIL}])),
    }
    for name, text in texts.values():
        (tmp_path / name).write_text(text, encoding="utf-8")
    names = {key: name for key, (name, _) in texts.items()}
    names |= {each: f"{each}.sqlite" for each in ("history", "ledger")} | {"out": "out.yaml"}
    return {key: str(tmp_path / name) for key, name in names.items()}


COMMANDS: dict[str, list[str]] = {
    "validate": ["validate", f"prompt={EVIL}", f"model={EVIL}", f"{EVIL}=1", "seconds=99"],
    "validate a file": ["validate", "--file", "{one}"],
    "validate many": ["validate", "--file", "{many}", "--strict"],
    "models": ["models"],
    "one model": ["models", "--model", EVIL],
    "facts": ["facts"],
    "no facts": ["facts", EVIL + EVIL],
    "explain a model": ["explain", EVIL],
    "explain a fact": ["explain", "fields.seconds.max"],
    "explain a source": ["explain", "page"],
    "explain nothing": ["explain", f"{EVIL}?"],
    "lint": ["lint", "{spec}"],
    "lint what is broken": ["lint", "{broken}"],
    "load what is broken": ["models", "--spec", "{broken}"],
    "diff": ["diff", "{plain}", "{spec}"],
    "diff with requests": ["diff", "{spec}", "{plain}", "--requests", "{many}"],
    "drift docs": ["drift", "docs", "page={page}", "--all", "--baseline", "{known}"],
    "drift accept": ["drift", "accept", "{report}"],
    "drift plan": ["drift", "plan", "--all"],
    "drift plan of no facts": ["drift", "plan", "--facts", EVIL],
    "drift live of no plan": ["drift", "live", "--plan", "{report}", "--yes"],
    "drift replay": ["drift", "replay", "{page}"],
    "export a schema": ["export", "json-schema"],
    "export an API": ["export", "openapi"],
    "export cases": ["export", "cases"],
    "export a model": ["export", "openapi", "--model", f"{EVIL}?"],
    "check-client": ["check-client", "--mode", "python", EVIL],
    "check-client of no clause": ["check-client", "--clause", EVIL, "--", "true"],
    "known failing": ["check-client", "--known-failing", "{known}", "--", EVIL],
    "mock": ["mock", "--world", f"{EVIL}={EVIL}", "--plan", EVIL],
    "mock at no host": ["mock", "--host", EVIL],
    "mock at half a sign": ["mock", "--host", "\ud800"],
    "guard": ["guard", "--upstream", f"https://{EVIL}/v1", "--ledger", "{page}"],
    "guard open": ["guard", "open", "--ledger", "{page}"],
    "guard settle": ["guard", "settle", "1", "--task", EVIL, "--ledger", "{ledger}"],
    "guard of a budget": ["guard", "--budget", EVIL, "--ledger", "{ledger}"],
    "mcp at no guard": ["mcp", "--guard", f"http://{EVIL}/v1"],
    "mcp of no folder": ["mcp", "--files", f"{EVIL}?"],
    "validate traffic": ["validate", "--har", "{traffic}"],
    "validate odd traffic": ["validate", "--har", "{odd}"],
    "validate a command": ["validate", "--curl", f"curl https://x/{EVIL} -F 'prompt={EVIL}'"],
    "drift logs": ["drift", "logs", "{traffic}", "--all", "--history", "{history}"],
    "drift logs of a host": ["drift", "logs", "{traffic}", "--host", EVIL],
    "drift docs of a catalogue": ["drift", "docs", "catalogue={catalogue}"],
    "facts seen": ["facts", "--seen", "--history", "{history}"],
    "facts seen nowhere": ["facts", "--seen", "--history", "{page}"],
    "spec show": ["spec", "show"],
    "spec init": ["spec", "init", "--name", EVIL],
    "export tools": ["export", "tools", "--for", "openai"],
    "export a flat schema": ["export", "json-schema", "--flat"],
    "mock of a recording": ["mock", "--from", "{traffic}", "--as-yaml", "{out}"],
    "mock of an odd recording": ["mock", "--from", "{odd}"],
    "no such command": [EVIL],
    "no such option": ["models", f"--{EVIL}"],
    "no such spec": ["models", "--spec", EVIL],
}
FORMATS = ("text", "json", "jsonl", "markdown", "github")
WITH_SPEC = {"validate", "models", "facts", "explain", "drift", "export", "mock", "spec"}


def steers(text: str, *, painted: bool) -> list[str]:
    """What in a text a terminal or a runner of workflows would not take for a text."""
    plain = PAINT.sub("", text) if painted else text
    signs = [
        sign for sign in plain if sign != "\n" and unicodedata.category(sign) in ("Cc", "Cf", "Cs")
    ]
    commands = [
        line for line in plain.split("\n") if line.lstrip().startswith("::") or "##[" in line
    ]
    return [*signs, *commands]


@pytest.mark.parametrize("colour", [False, *thorough(True)])
@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_hostile_comes_out(
    run: Run,
    files: dict[str, str],
    command: str,
    colour: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if colour:
        monkeypatch.setenv("FORCE_COLOR", "1")
    words = [re.sub(r"\{(\w+)\}\Z", lambda m: files[m[1]], each) for each in COMMANDS[command]]
    if words[0] in WITH_SPEC and "--spec" not in words and "accept" not in words:
        words += ["--spec", files["spec"]]
    for output in FORMATS if "\n" not in words[0] else ["text"]:
        more = ["--format", output] if output != "text" else []
        ran = run(*words, *more)
        assert ran.code in {0, 1, 2, 3}, (output, ran.err)
        assert "a flaw in cometvideo" not in ran.err, (output, ran.err)
        if output == "github":
            lines = [line for line in ran.out.splitlines() if line.startswith("::")]
            assert all(re.match(r"::(error|warning|notice) [^:]*title=[\w-]+::", x) for x in lines)
            out = "\n".join(line.removeprefix("::") for line in ran.out.split("\n"))
        else:
            out = ran.out
        assert steers(out, painted=colour)[:1] == [], output
        assert steers(ran.err, painted=colour)[:1] == [], output
        if output == "json" and ran.out:
            assert json.loads(ran.out) is not None
        for name in ("KeyError", "TypeError", "ValueError", "NoneType"):
            assert name not in ran.out + ran.err, "told in Python's words"
    if (written := Path(files["out"])).exists():
        assert steers(written.read_text(encoding="utf-8"), painted=False)[:1] == []


TEXTS = st.text() | st.lists(st.sampled_from([*EVIL, "::", "\n", "\x1b[1m", "##[", " "])).map(
    "".join
)


@given(TEXTS)
@example(":\x1b[0m:error::")
@example("\x1b[1m::error::")
@example("#\x1b[1m#\x1b[0m[error]")
def test_a_safe_text_steers_nothing(text: str) -> None:
    places: tuple[Place, ...] = ("lines", "log", "markdown", "html")
    for place in places:
        assert steers(safe(text, place), painted=False) == []
    assert steers(safe(text), painted=True) == []
    one_line: tuple[Place, ...] = ("log", "markdown", "github", "github property", "html")
    for place in one_line:
        assert "\n" not in safe(text, place)
    document: Any = [text, {text: text}]
    written = safe(json.dumps(document, ensure_ascii=False), "json")
    assert json.loads(written) == document
    assert steers(written.replace("::", ""), painted=False) in (
        [],
        [x for x in [written] if "##[" in x],
    )
