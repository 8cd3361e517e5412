"""Numbers and truths that some models take, some do not, and some perhaps, in every reader."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import Phase, find, settings

from cometvideo import Matrix, load_family, predict, settle, validate
from cometvideo.changes import diff
from cometvideo.documentation import Copy, check_documentation
from cometvideo.export import json_schema, openapi
from cometvideo.export.flat import flat_schema
from cometvideo.export.sql import sql
from cometvideo.export.tools import tool
from cometvideo.facts.lint import lint
from cometvideo.facts.terms import Terms
from cometvideo.live.marks import marks_if_taken
from cometvideo.mock import MockApi
from cometvideo.prediction.rules import Rules
from cometvideo.samples.requests import classified, plain_request
from cometvideo.strategies import requests
from tests.export.rows import first_broken, rows
from tests.export.test_sql import told
from tests.frames.rows import alone, judged
from tests.live.upstream import KEY, Upstream, named
from tests.test_whole_spec import form
from tests.thorough import thorough

FILE = Path(__file__).parents[1] / "fixtures" / "whole" / "whole.cometvideo.yaml"
SPEC = f"""format: 1
name: some
extends: {FILE}
from: handbook
fields:
  strength: {{ accepted: false, required: true, default: 0.5 }}
  audio: {{ accepted: false }}
  # What one model does not take, and all others do.
  weight: {{ kind: number, min: 1, max: 2.5, as_text: true }}
  loop: {{ kind: boolean, as_text: true }}
models:
  whole-own:
    strength: {{ accepted: true, min: 0.5, max: 1 }}
    audio: {{ accepted: true }}
    weight: {{ accepted: false }}
    loop: {{ accepted: false }}
  whole-perhaps:
    strength: {{ accepted: {{ one_of: [true, false], note: send one }} }}
    audio: {{ accepted: {{ one_of: [true, false], note: send one }} }}
"""
TAKES = {"strength": 0.75, "audio": True, "weight": 2.5, "loop": False}
BASE = {
    model: {"prompt": "a kite", "model": model, "seconds": 4, "size": "1280x720"}
    for model in ("whole-own", "whole-plain", "whole-perhaps")
}
# What each is found to be where it is sent: valid, uncertain, invalid.
FOUND = {
    "strength": "viu",
    "audio": "viu",
    "weight": "ivu",
    "loop": "ivu",
}
CASES = [
    (name, model, verdict)
    for name, verdicts in FOUND.items()
    for model, verdict in zip(BASE, verdicts, strict=True)
]
BY_CASE = pytest.mark.parametrize(
    ("name", "model", "verdict"), CASES, ids=["-".join(each) for each in CASES]
)


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Matrix:
    file = tmp_path_factory.mktemp("specs") / "some.cometvideo.yaml"
    file.write_text(SPEC, encoding="utf-8")
    assert [each.message for each in lint(file) if each.severity == "error"] == []
    return load_family(file)


def request(model: str, **fields: object) -> dict[str, object]:
    needed = {} if model == "whole-plain" else {"strength": 0.75}
    return {**BASE[model], **needed, **fields}


@BY_CASE
def test_all_judges_agree(some: Matrix, name: str, model: str, verdict: str) -> None:
    fields = request(model, **{name: TAKES[name]})
    found = predict(some, fields)
    codes = [each.code for each in found.findings if each.field == name]
    assert found.verdict[0] == verdict
    of_others = model == "whole-perhaps" and name in {"weight", "loop"}
    assert codes == ([] if verdict == "v" or of_others else ["not-accepted"])
    # As a form carries it.
    text = {key: json.dumps(each) if key == name else str(each) for key, each in fields.items()}
    assert validate(text, spec=some).verdict == found.verdict
    judge = jsonschema_rs.validator_for(json_schema(some))
    assert judge.is_valid(fields) == judge.is_valid(text) == (verdict != "i")
    assert judged([fields], some) == [alone(fields, some)]
    properties: Any = flat_schema(some, model)["properties"]
    assert (name in properties) == (verdict != "i")
    for vendor in ("openai", "anthropic", "mcp"):
        assert f'"{name}"' in json.dumps(flat_schema(some, model)) or verdict == "i"
        assert (f'"{name}": {{' in json.dumps(tool(some, model, vendor))) == (verdict != "i")


def test_one_that_is_not_taken_is_not_missed(some: Matrix) -> None:
    """It is required of those models alone that take it, and perhaps of one that perhaps does."""
    for model, verdict in zip(BASE, ("invalid", "valid", "uncertain"), strict=True):
        found, is_taken = predict(some, BASE[model]), verdict != "invalid"
        assert found.verdict == verdict, model
        assert jsonschema_rs.validator_for(json_schema(some)).is_valid(BASE[model]) is is_taken
        assert ("strength" in flat_schema(some, model)["required"]) is not is_taken  # type: ignore[operator]
        assert ("strength" in plain_request(some, model)) is (verdict != "valid")
    assert '"strength of whole-own"' in json.dumps(openapi(some))
    fact = some.facts["models.whole-perhaps.strength.accepted"]
    for is_taken in (True, False):
        world = settle(some, {fact.path: is_taken})
        judge = jsonschema_rs.validator_for(json_schema(world))
        verdict = predict(world, BASE["whole-perhaps"]).verdict
        assert verdict == ("invalid" if is_taken else "valid")
        assert judge.is_valid(BASE["whole-perhaps"]) is not is_taken


def test_sql_says_what_predict_says(some: Matrix) -> None:
    given = [*rows(some, 40)]
    given += [
        dict.fromkeys(given[0]) | request(model, **{name: TAKES[name]}) for name, model, _ in CASES
    ]
    with closing(sqlite3.connect(":memory:")) as db:
        assert told(db, sql(some, "sqlite"), given) == [first_broken(some, row) for row in given]


@BY_CASE
def test_the_mock_of_every_world_takes_what_is_taken(
    some: Matrix, name: str, model: str, verdict: str
) -> None:
    text = {key: str(each).lower() for key, each in request(model, **{name: TAKES[name]}).items()}
    fact = Rules(some, model, name).fact("accepted")
    for is_taken in (True, False):
        choices = {fact.path: is_taken} if fact and fact.is_open else {}
        answer = MockApi(some, choices=choices, keys=[KEY]).handle(form(text))
        assert (answer.status == 201) == (is_taken if choices else verdict != "i")


def test_samples_and_strategies_leave_out_what_is_not_taken(some: Matrix) -> None:
    told = {
        (example.model, example.field): prediction.verdict
        for example, prediction in classified(some)
        if example.field in TAKES and not example.name.endswith("missing")
    }
    for name, model, verdict in CASES:
        if verdict == "i":
            assert told[model, name] == "invalid"
    once = settings(max_examples=10, phases=[Phase.generate], database=None, derandomize=True)

    def is_of_the_other(request: Any) -> bool:
        return request["model"] == "whole-own" and not {"weight", "loop"} & {*request}

    assert find(requests(some, "valid"), is_of_the_other, settings=once)
    for name, model, verdict in CASES:
        terms = Terms(some, model, name)
        marks = {each.fact for each in marks_if_taken(terms, TAKES[name])}
        path = f"models.{model}.{name}.accepted"
        assert (path in marks) == (path in some.facts), (name, model, verdict)


@pytest.mark.thorough
def test_a_change_of_who_takes_it_is_told(some: Matrix, tmp_path: Path) -> None:
    file = tmp_path / "later.cometvideo.yaml"
    text = SPEC.replace("audio: { accepted: true }", "audio: { accepted: false }")
    assert text != SPEC
    file.write_text(text, encoding="utf-8")
    found = {each.change.path: each.breaking for each in diff(some, load_family(file)).judged}
    assert found["models.whole-own.audio.accepted"]


PAGE = """POST /v1/reels

Body

multipart/form-data
audio
boolean
default:false

With sound. {says}
loop
boolean

It begins anew.
"""


@pytest.mark.parametrize(
    ("says", "verdict"),
    [
        ("Supported by whole-own.", "holds"),
        ("Not supported by whole-own.", "drifted"),
        ("whole-own does not support more than that.", "could not tell"),
        ("It is as it is.", "could not tell"),
    ],
)
def test_pages_tell_who_takes_it(some: Matrix, says: str, verdict: str) -> None:
    page = PAGE.format(says=says).encode()
    drifts = check_documentation(some, [Copy("page", page, "handbook")]).drifts
    found = {each.subject: each.verdict for each in drifts}
    assert found["models.whole-own.audio.accepted"] == verdict


def test_what_is_said_of_a_range_is_not_said_of_taking_where_all_take_it() -> None:
    page = PAGE.replace("audio\nboolean\ndefault:false", "strength\nnumber")
    copy = Copy("page", page.format(says="whole-own takes 0.5 to 1.").encode(), "handbook")
    drifts = check_documentation(load_family(FILE), [copy]).drifts
    assert not any(each.subject.endswith("strength.accepted") for each in drifts)


def asks_the_api(some: Matrix) -> None:
    assert named(Upstream(MockApi(some, keys=[KEY]), some).report()) == []


@pytest.mark.parametrize("asked", thorough(asks_the_api))
def test_what_is_asked_live_finds_nothing_else(some: Matrix, asked: Any) -> None:
    asked(some)
