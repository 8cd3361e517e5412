"""A status that tasks of some models come to, and those of others do not, in every reader."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from cometvideo import Matrix, load_family
from cometvideo.changes import diff
from cometvideo.client.contract import Contract
from cometvideo.conformance.clauses.lifecycle import CLAUSES
from cometvideo.conformance.material import Material
from cometvideo.documentation import Copy, check_documentation
from cometvideo.export import cases_text, openapi
from cometvideo.facts.lint import lint
from cometvideo.live.deriving import probes_of
from cometvideo.live.judging import judge
from cometvideo.live.lifecycle import lifecycle_facts, marks_of_a_job
from cometvideo.mock import MockApi
from cometvideo.samples.tasks import Lifecycle, lifecycles_of
from cometvideo.strategies.lifecycles import lifecycles
from cometvideo.wire.exchange import Answer, HttpRequest
from tests.live.upstream import KEY, Upstream
from tests.test_whole_spec import FILE, WHOLE, form

OWN, PLAIN, ALIAS = "whole-own", "whole-plain", "whole-2026"
FACT = "task.statuses.shelved.models"
SHELVED = "polls=1,end=shelved"
HEADERS = (("X-Whole-Key", f"Token {KEY}"),)


def status_of(api: MockApi, model: str) -> str:
    """How a task of a model stands once it is asked after."""
    fields = {"prompt": "a kite", "model": model, "seconds": "4", "size": "1280x720"}
    id_ = json.loads(api.handle(form(fields)).body)["id"]
    asked = HttpRequest("GET", f"/v1/reels/{id_}", HEADERS, b"", "api.whole.example")
    return str(json.loads(api.handle(asked).body)["status"])


@pytest.mark.parametrize(("model", "status"), [(OWN, "shelved"), (PLAIN, "lost"), (ALIAS, "lost")])
def test_the_mock_ends_a_task_as_one_of_its_model_ends(model: str, status: str) -> None:
    """Another one's end is one that means the same."""
    choices = {"models.whole-2026.model.accepted": True}
    assert status_of(MockApi(WHOLE, plan=SHELVED, choices=choices, keys=[KEY]), model) == status


def overlay(folder: Path, text: str) -> Path:
    file = folder / "mine.cometvideo.yaml"
    file.write_text(f"format: 1\nname: mine\nextends: {FILE}\nfrom: handbook\n{text}\n", "utf-8")
    return file


def test_an_alias_comes_to_what_its_model_comes_to(tmp_path: Path) -> None:
    mine = load_family(
        overlay(tmp_path, "task: { statuses: { shelved: { models: [whole-plain] } } }")
    )
    choices = {"models.whole-2026.model.accepted": True}
    api = MockApi(mine, plan=SHELVED, choices=choices, keys=[KEY])
    assert [status_of(api, each) for each in (OWN, PLAIN, ALIAS)] == ["lost", "shelved", "shelved"]
    shown = {life.model for _, life in lifecycles_of(mine) if life.end.status == "shelved"}
    assert shown == {PLAIN}


def test_what_an_end_means_is_said_in_the_words_of_the_model(tmp_path: Path) -> None:
    text = "{ lost: { models: [whole-own] }, shelved: { models: [whole-plain] } }"
    mine = load_family(overlay(tmp_path, f"task: {{ statuses: {text} }}"))
    api = MockApi(mine, plan="polls=1,end=failure", keys=[KEY])
    assert [status_of(api, each) for each in (OWN, PLAIN)] == ["lost", "shelved"]


def test_clients_know_it_of_whatever_model() -> None:
    """To stop at a status that ends tasks of another model harms nobody."""
    for model in (OWN, PLAIN):
        task = Contract(WHOLE).read_task({"id": "a", "status": "shelved", "model": model})
        assert task is not None
        assert (task.means, task.terminal) == ("failure", True)


def test_samples_show_it_of_its_model_alone() -> None:
    ends = {
        (life.model, life.end.status)
        for _, life in lifecycles_of(WHOLE)
        if life.end.status in {"shelved", "lost", "done"}
    }
    assert ends == {(OWN, "shelved"), (OWN, "lost"), (OWN, "done")}
    told = {
        (step["body"]["model"], step["body"]["status"])
        for task in json.loads(cases_text(WHOLE))["tasks"]
        for step in task["steps"]
    }
    assert {model for model, status in told if status == "shelved"} == {OWN}
    schema = json.dumps(openapi(WHOLE))
    assert "Of tasks of whole-own alone: shelved." in schema


@settings(max_examples=60, derandomize=True, database=None)
@given(lifecycles(WHOLE))
def test_lives_that_are_drawn_are_of_their_models(life: Lifecycle) -> None:
    assert life.model == OWN or "shelved" not in {each.status for each in life.steps}


def test_clients_are_put_before_it_with_a_model_that_comes_to_it(tmp_path: Path) -> None:
    mine = overlay(tmp_path, "task: { statuses: { shelved: { models: [whole-plain] } } }")
    clause = next(each for each in CLAUSES if each.id == "end-is-final")
    asked = {
        case.name.rpartition(" ")[2]: case.request["model"]
        for case in clause.cases(Material(load_family(mine)))
    }
    assert asked == {"done": OWN, "lost": OWN, "shelved": PLAIN}


# --- Drift ---


def renamed(status: str) -> Any:
    """Failures with another word, as an upstream has it."""

    def change(_: HttpRequest, answer: Answer) -> Answer:
        return answer._replace(body=answer.body.replace(b'"lost"', f'"{status}"'.encode()))

    return change


@pytest.mark.parametrize(
    ("model", "verdict"),
    [pytest.param(OWN, "holds", marks=pytest.mark.thorough), (PLAIN, "drifted")],
)
def test_one_task_tells_whether_its_model_comes_to_it(model: str, verdict: str) -> None:
    upstream = Upstream(
        MockApi(WHOLE, plan="polls=2,end=lost", keys=[KEY]),
        WHOLE,
        renamed("shelved"),
    )
    probe = next(
        each for each in probes_of(WHOLE) if each.model == model and each.id.endswith("plain")
    )
    report = judge(WHOLE, probes_of(WHOLE), [upstream.attempt(probe)])
    told = {each.subject: each.verdict for each in report.drifts}
    assert told[FACT] == verdict


def test_no_job_is_sure_to_show_it() -> None:
    assert FACT in {fact.path for fact, _ in lifecycle_facts(WHOLE)}
    assert not any("shelved" in mark.fact for mark in marks_of_a_job(WHOLE))


PAGE = """GET /v1/reels/{{id}}

Response

application/json
id
string
required
status
enum<string>
required

How far it is.

Available options:
{statuses}

Ask for it every few seconds.
"""


@pytest.mark.parametrize(
    ("statuses", "shelved", "lost"),
    [
        ("waiting,\nfilming,\ndone,\nlost,\nshelved", "holds", "holds"),
        # The page may be of another model.
        ("waiting,\nfilming,\ndone,\nlost", "could not tell", "holds"),
        ("waiting,\nfilming,\ndone,\nshelved", "holds", "gone"),
    ],
)
def test_a_page_may_be_of_another_model(statuses: str, shelved: str, lost: str) -> None:
    copy = Copy("page", PAGE.format(statuses=statuses).encode(), "handbook")
    told = {each.subject: each.verdict for each in check_documentation(WHOLE, [copy]).drifts}
    assert told.get("task.statuses.shelved", "holds") == shelved
    assert told.get("task.statuses.lost", "holds") == lost


# --- What a spec says of it ---


@pytest.mark.parametrize(
    ("text", "flaws"),
    [
        ("task: { statuses: { shelved: { models: [whole-owm] } } }", ["reference-unknown"]),
        ("task: { statuses: { waiting: { models: [whole-own] } } }", ["reference-unknown"]),
        (
            "task: { statuses: { done: { models: [whole-own] }, lost: { models: [whole-own] } } }",
            ["status-terminal", "status-terminal"],
        ),
        ("task: { statuses: { done: { models: [whole-own] } } }", []),
    ],
)
def test_lint(tmp_path: Path, text: str, flaws: list[str]) -> None:
    assert [each.code for each in lint(overlay(tmp_path, text))] == flaws


@pytest.mark.parametrize(
    ("models", "is_breaking"),
    [("[whole-own, whole-plain]", True), ("null", True), ("[whole-plain]", True)],
)
@pytest.mark.thorough
def test_more_models_that_come_to_it_break(
    tmp_path: Path, models: str, *, is_breaking: bool
) -> None:
    mine: Matrix = load_family(
        overlay(tmp_path, f"task: {{ statuses: {{ shelved: {{ models: {models} }} }} }}")
    )
    found = {each.change.path: each.breaking for each in diff(WHOLE, mine).judged}
    assert found[FACT] is is_breaking
    assert diff(mine, WHOLE).judged
