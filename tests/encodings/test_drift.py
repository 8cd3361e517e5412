"""Encodings that one model reads and the others do not: drift, changes, other readers."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from cometvideo import Matrix, load_family, predict
from cometvideo.accepting.places import keys_of_new
from cometvideo.changes import diff
from cometvideo.cli import main
from cometvideo.documentation import Copy, check_documentation
from cometvideo.facts.lint import lint
from cometvideo.guard.guard import Guard
from cometvideo.guard.ledger import Ledger
from cometvideo.live.creates import bases
from cometvideo.live.deriving import probes_of
from cometvideo.live.traffic import judge_traffic
from cometvideo.mock import MockApi
from cometvideo.wire.exchange import Answer, Exchange
from cometvideo.wire.recordings import Recorded
from cometvideo.wire.request import Issue, Request
from tests.encodings.stand import (
    ALIAS,
    FORM,
    JSON,
    ONE_OF_THEM,
    OWN,
    PLAIN,
    TAKEN,
    URLENCODED,
    http,
    overlay,
    request_for,
    sent,
)
from tests.live.upstream import KEY, Upstream, named
from tests.test_whole_spec import WHOLE
from tests.thorough import thorough

# --- Drift ---


@pytest.mark.thorough
def test_probes_are_sent_as_their_model_reads_them(mine: Matrix) -> None:
    for base in bases(mine):
        probe = base.probe(mine)
        assert probe.content_type.partition(";")[0] == (JSON if base.model == OWN else FORM)
        assert probe.takes or base.model == ALIAS
    odd = {each.id for each in probes_of(mine) if each.model == OWN and " as " in each.id}
    assert f"create {OWN} as {URLENCODED}" in odd
    with_files = [
        each for each in probes_of(mine) if each.model == OWN and "first=image/png" in each.id
    ]
    assert with_files
    assert {each.content_type for each in with_files} == {JSON}
    assert all("data:image/png;base64," in each.body.decode() for each in with_files)


@pytest.mark.parametrize("option", ["read", "refused"])
def test_what_is_open_of_a_model_is_told_by_a_probe_for_it(option: str) -> None:
    path = f"models.{OWN}.encodings.{URLENCODED}"
    api = MockApi(WHOLE, plan="immediate", keys=[KEY], choices={**TAKEN, path: option})
    asked = [each for each in probes_of(WHOLE) if path in {mark.fact for mark in each.shows}]
    control = next(each for each in probes_of(WHOLE) if each.id == asked[0].control)
    report = Upstream(api, WHOLE).report([*asked, control])
    found = {each.subject: each.observed for each in report.drifts if each.verdict == "observed"}
    assert found[path] == option


def test_traffic_bears_out_the_encodings_of_its_model(mine: Matrix) -> None:
    api = MockApi(mine, plan="immediate", keys=[KEY], choices=TAKEN)
    recorded = []
    for place, (model, encoding) in enumerate([(OWN, JSON), (PLAIN, FORM)]):
        request = http(*sent(request_for(model), encoding))
        recorded.append(Recorded(str(place), Exchange(request, api.handle(request), 1.0)))
    held = {e.subject for e in judge_traffic(mine, recorded).report.drifts if e.verdict == "holds"}
    assert {f"models.{OWN}.encodings.{JSON}", f"body.encodings.{FORM}"} <= held


@pytest.mark.parametrize("spec", thorough("mine", "omni"))
def test_an_upstream_that_is_as_the_spec_says_is_found_so(spec: str, tmp_path: Path) -> None:
    matrix = load_family(overlay(tmp_path)) if spec == "mine" else load_family(spec)
    assert named(Upstream(MockApi(matrix, keys=[KEY]), matrix).report()) == []


PAGE = """POST /v1/reels

{}

Body

{}
prompt
string
required

What is to be seen.
"""
OWN_JSON, OWN_FORM = (f"models.{OWN}.encodings.{each}" for each in (JSON, FORM))


@pytest.mark.parametrize(
    ("prose", "listed", "verdicts"),
    [
        # The page may be of any model: what it lists bears out what is read, and no more.
        ("", FORM, {f"body.encodings.{FORM}": "holds", OWN_JSON: "could not tell"}),
        ("", JSON, {f"body.encodings.{FORM}": "could not tell", OWN_JSON: "holds"}),
        ("", FORM, {OWN_FORM: "could not tell"}),
        # A sentence that names a model is of that model.
        (f"For whole-own the body is {JSON}.", FORM, {OWN_JSON: "holds"}),
        (f"For whole-plain the body is {JSON}.", FORM, {f"body.encodings.{FORM}": "holds"}),
        (f"For whole-own the body is never {JSON}.", FORM, {OWN_JSON: "could not tell"}),
        (f"For whole-own the body is {FORM}.", "", {OWN_FORM: "could not tell"}),
    ],
)
def test_pages(mine: Matrix, prose: str, listed: str, verdicts: dict[str, str]) -> None:
    page = Copy("page", PAGE.format(prose, listed).encode(), "handbook")
    found = {each.subject: each.verdict for each in check_documentation(mine, [page]).drifts}
    assert {subject: found.get(subject) for subject in verdicts} == verdicts


def test_a_page_with_an_encoding_of_a_model_that_the_spec_lacks_may_say_so(tmp_path: Path) -> None:
    page = PAGE.format(f"For whole-plain the body is text/plain, or {JSON}.", FORM).encode()
    matrix = load_family(overlay(tmp_path))
    drifts = check_documentation(matrix, [Copy("page", page, "handbook")]).drifts
    found = {each.subject: each.verdict for each in drifts}
    # Of the others it is open, and says nothing sure.
    assert found.get(f"body.encodings.{JSON}", "could not tell") == "could not tell"


def test_what_was_found_is_accepted_where_it_stands(mine: Matrix) -> None:
    path = f"models.{OWN}.encodings.text/plain"
    assert keys_of_new(mine, path, "refused") == ("models", OWN, "encodings", "text/plain")
    assert keys_of_new(mine, path, "eaten") is None


# --- Changes ---


@pytest.mark.parametrize(
    ("old", "new", "breaks"),
    [
        (f"{JSON}: read, {FORM}: read", f"{JSON}: read, {FORM}: refused", {OWN_FORM}),
        (f"{JSON}: read", f"{JSON}: refused", {OWN_JSON}),
        (f"{JSON}: read, {FORM}: refused", f"{JSON}: read, {FORM}: read", set()),
        # What all others may refuse, it read for sure.
        (f"{JSON}: read", f"{JSON}: null", {OWN_JSON}),
        (f"{JSON}: read", f"{JSON}: {{ one_of: [refused, read] }}", {OWN_JSON}),
    ],
)
def test_a_model_that_loses_an_encoding_breaks(
    tmp_path: Path, old: str, new: str, breaks: set[str]
) -> None:
    text = "models: {{ whole-own: {{ encodings: {{ {} }} }} }}"
    before, after = (
        load_family(overlay(tmp_path, text.format(each), name))
        for each, name in ((old, "old"), (new, "new"))
    )
    judged = diff(before, after).judged
    assert {each.change.path for each in judged if each.breaking} == breaks
    assert judged


def test_the_encoding_of_all_is_told_on_a_model_without_its_own(tmp_path: Path) -> None:
    """A model that says otherwise neither hides a change nor shows it."""
    after = load_family(overlay(tmp_path, f"body: {{ encodings: {{ {FORM}: refused }} }}"))
    (found,) = diff(WHOLE, after).judged
    assert (found.change.path, found.breaking) == (f"body.encodings.{FORM}", True)


def test_recorded_requests_are_judged_by_their_model(mine: Matrix) -> None:
    issue = Issue("encoding", None, FORM)
    fields = request_for(OWN)
    assert predict(WHOLE, Request(fields, (issue,))).verdict == "valid"
    assert predict(mine, Request(fields, (issue,))).verdict == "invalid"


# --- Others ---


def test_models_are_shown_with_what_they_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = str(overlay(tmp_path))
    assert main(["--spec", spec, "models"]) == 0
    shown = capsys.readouterr().out
    assert "encodings" in shown
    assert main(["--spec", spec, "models", "--format", "json"]) == 0
    models = {each["id"]: each for each in json.loads(capsys.readouterr().out)["models"]}
    assert models[OWN]["encodings"][JSON]["value"] == "read"
    assert models[OWN]["encodings"][JSON]["path"] == OWN_JSON
    assert models[PLAIN]["encodings"][FORM]["path"] == f"body.encodings.{FORM}"
    assert main(["--spec", spec, "explain", OWN]) == 0
    assert OWN_JSON in capsys.readouterr().out
    assert main(["--spec", spec, "spec", "show", "-o", str(tmp_path / "shown.yaml")]) == 0
    assert load_family(tmp_path / "shown.yaml").digest == load_family(spec).digest


def test_guards_judge_and_forward_what_the_model_reads(mine: Matrix, tmp_path: Path) -> None:
    with closing(Ledger(tmp_path / "ledger", now=lambda: 9.0)) as ledger:
        guard = Guard(mine, ledger, log=lambda _: None)
        request = http(*sent(request_for(OWN), JSON))
        passed = guard.before(request)
        assert not isinstance(passed, Answer)
        assert isinstance(guard.before(http(*sent(request_for(OWN), FORM))), Answer)
        assert not isinstance(guard.before(http(*sent(request_for(PLAIN), FORM))), Answer)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (ONE_OF_THEM, []),
        (f"models: {{ whole-own: {{ encodings: {{ {JSON}: eaten }} }} }}", ["unknown-word"]),
        ("models: { whole-own: { encodings: read } }", ["schema"]),
        (
            f"models: {{ whole-own: {{ encodings: {{ {JSON}: {{ reed: 1 }} }} }} }}",
            ["unknown-word"],
        ),
        ('service: { auth_scheme: "Whole token" }', ["reference-unknown"]),
        ('service: { auth_header: "X Key" }', ["reference-unknown"]),
        ('service: { request_id_header: "a:b" }', ["reference-unknown"]),
        ('service: { auth_scheme: "" }', []),
        ("service: { auth_scheme: form-bearer }", []),
    ],
)
def test_lint(tmp_path: Path, text: str, codes: list[str]) -> None:
    found = [each.code for each in lint(overlay(tmp_path, text)) if each.severity == "error"]
    assert bool(found) == bool(codes)
    assert {*codes} <= {*found}
