"""Every reader takes the whole endpoint, and says of a family what that family's spec says."""

import json
import re
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cometvideo import InputError, Matrix, load_family, predict, validate
from cometvideo.changes import diff
from cometvideo.conformance import InProcess, check, reference
from cometvideo.documentation import Copy, check_families
from cometvideo.facts.endpoint import Endpoint, load
from cometvideo.facts.worlds import choices_of
from cometvideo.guard.budget import read_budget
from cometvideo.guard.creates import key_in
from cometvideo.guard.guard import Guard
from cometvideo.guard.ledger import Ledger
from cometvideo.mock import MockApi
from cometvideo.prediction import Accept
from cometvideo.strategies import encode, nearly_valid, requests, worlds
from cometvideo.wire.exchange import Answer, HttpRequest
from tests.cli.conftest import Run
from tests.thorough import thorough

Write = Callable[[str, str | bytes], Path]

ENDPOINT = load("cometapi")
assert isinstance(ENDPOINT, Endpoint)
SENT: list[dict[str, object]] = [
    {"model": "doubao-seedance-2-0", "prompt": "a", "seconds": 4, "size": "1280x720"},
    {"model": "sora-2", "prompt": "a", "seconds": 5},
    {"model": "sora-2", "prompt": "b", "seconds": 8},
    {"model": "veo3.1", "prompt": "a", "seconds": 8, "size": "1280x720"},
    {"model": "omni-fast", "prompt": "a"},
    {"model": "none", "prompt": "a"},
]


def form(fields: Mapping[str, object], key: str = "k") -> HttpRequest:
    """A create as a client of the API sends it."""
    wire = encode(ENDPOINT, "openai", dict(fields), boundary="0" * 32, key=key)
    return HttpRequest("POST", "/v1/videos", tuple(wire.headers.items()), wire.body, "localhost")


# --- What is said of many requests, of facts and of changes ---


def test_many_requests_are_told_apart_by_their_models(run: Run, write: Write) -> None:
    path = write("sent.jsonl", "".join(f"{json.dumps(each)}\n" for each in SENT))
    ran = run("--spec", "cometapi", "validate", "--file", path, "--summary", "--format", "json")
    assert (ran.code, ran.data["spec"]["name"]) == (1, "cometapi")
    alone = [validate(each, spec=ENDPOINT) for each in SENT]
    verdicts = [each.verdict for each in alone]
    told = ran.data["verdicts"]
    assert told == {each: verdicts.count(each) for each in told}
    by_model = ran.data["cost"]["by_model"]
    assert by_model["doubao-seedance-2-0"]["min"] == pytest.approx(4 * 0.1368)
    assert by_model["sora-2"]["min"] == pytest.approx(8 * 0.1)
    assert [by_model[each]["unpriced"] for each in ("sora-2", "omni-fast")] == [0, 1]


def test_facts_are_called_by_their_family_where_families_differ(run: Run) -> None:
    ran = run("--spec", "cometapi", "facts", "task.reason", "--format", "json")
    paths = [each["path"] for each in ran.data]
    assert paths == ["task.reason", "seedance:task.reason", "seedance-2-5:task.reason"]
    sora = run("--spec", "cometapi", "facts", "models.sora-2", "--format", "json").data
    assert sora == run("--spec", "sora", "facts", "models.sora-2", "--format", "json").data
    assert run("--spec", "cometapi", "facts", "operations.remix").code == 0


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        ("sora-2-pro", "OpenAI"),
        ("seedance:task.reason", "fail_reason"),
        ("wan:seconds", "2"),
        ("size-undocumented", "seedance:"),
        ("sora-pages", "documentation"),
        ("resolution", "omni:"),
    ],
)
def test_things_of_all_families_are_explained(run: Run, thing: str, said: str) -> None:
    ran = run("--spec", "cometapi", "explain", thing)
    assert (ran.code, said in ran.out or said.removesuffix(":") in ran.out) == (0, True)


@pytest.mark.thorough
def test_changes_are_those_of_each_family(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "format: 1\nname: own\nextends: cometapi\nfamilies: [sora.yaml, wan]\n", encoding="utf-8"
    )
    (tmp_path / "sora.yaml").write_text(
        "format: 1\nname: sora\nextends: sora\nfrom: sora-pages\n"
        "fields: { seconds: { values: [4] } }\n",
        encoding="utf-8",
    )
    found = diff(ENDPOINT, load(tmp_path / "own.yaml"))
    paths = {each.change.path: each.breaking for each in found.judged}
    assert paths["sora:fields.seconds.values"]
    assert paths["models.veo3.1"]
    assert not any(path.startswith("wan") for path in paths)
    assert diff(ENDPOINT, ENDPOINT).judged == ()
    same = diff(load_family("sora"), load(tmp_path / "sora.yaml"))
    assert [each.change.kind for each in same.judged] == ["changed"]


@pytest.mark.thorough
def test_a_family_is_compared_with_its_endpoint(run: Run, tmp_path: Path) -> None:
    assert run("diff", "sora", "cometapi", "--format", "json").code == 0
    moved = run("diff", "seedance@2026-04", "cometapi")
    assert (moved.code, "seedance@2026-04 → seedance: " in moved.out) == (1, True)
    other = endpoint_of(tmp_path, "[wan]")
    ran = run("diff", "seedance", str(other))
    assert (ran.code, "no family in common" in ran.err) == (2, True)


LONGEST = "models: { from: wan-pages, wan2.7: { seconds: { max: 10 } } }\n"


def endpoint_of(folder: Path, families: str) -> Path:
    """An endpoint with other families."""
    path = folder / "own.yaml"
    path.write_text(
        f"format: 1\nname: own\nextends: cometapi\nfamilies: {families}\n", encoding="utf-8"
    )
    return path


def overlay(folder: Path, base: str, text: str) -> str:
    """A family of another file name, with something changed; the path as an endpoint names it."""
    (folder / "ov.yaml").write_text(
        f"format: 1\nname: {base}\nextends: {base}\n{text}", encoding="utf-8"
    )
    return "./ov.yaml"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LONGEST, {"models.wan2.7.seconds": True}),
        (
            "fields: { from: wan-pages, seconds: { max: 4 } }\n",
            {"wan → ov:fields.seconds.max": True},
        ),
        (
            "task: { from: wan-pages, reason: error_object }\n",
            {"wan → ov:task.reason": False},
        ),
        ("", {}),
    ],
)
def test_a_family_of_another_name_is_that_which_has_its_models(
    text: str, expected: dict[str, bool], tmp_path: Path
) -> None:
    old = load(endpoint_of(tmp_path, "[sora, wan]"))
    (folder := tmp_path / "new").mkdir()
    new = load(endpoint_of(folder, f"[sora, {overlay(folder, 'wan', text)}]"))
    found = diff(old, new)
    assert {each.change.path: each.breaking for each in found.judged} == expected
    assert bool(found.breaking) == any(expected.values())


def test_a_model_that_moved_is_not_gone(tmp_path: Path) -> None:
    """It is compared with the family that it is in now; its old one is told without it."""
    more = "models: { from: sora-pages, wan2.6: { seconds: { values: [4] } } }\n"
    new = load(endpoint_of(tmp_path, f"[{overlay(tmp_path, 'sora', more)}, veo]"))
    (folder := tmp_path / "old").mkdir()
    old = load(endpoint_of(folder, "[wan, sora]"))
    found = diff(old, new)
    paths = {each.change.path for each in found.judged}
    assert "models.wan2.7" in {each.change.path for each in found.breaking}
    assert "models.wan2.6" not in paths
    assert {"wan → ov:fields.seconds.values", "models.veo3.1"} <= paths
    assert not any(path.startswith(("sora", "models.sora")) for path in paths)


# --- Clients ---


@pytest.mark.parametrize(
    "clauses",
    [["video-is-intact", "poll-id", "success-is-told"], *thorough([])],
    ids=str,
)
def test_a_client_lives_the_life_of_every_family(clauses: list[str]) -> None:
    report = check(InProcess(reference(), virtual=True), every_family=True, clauses=clauses)
    assert report.exit_code == 0, [each.summary for each in report.results]
    assert report.summary["passed"] >= max(len(clauses), 1)


@given(st.data())
@settings(max_examples=8, deadline=None, suppress_health_check=[*HealthCheck])
def test_requests_are_drawn_over_families(data: st.DataObject) -> None:
    fields = data.draw(requests(ENDPOINT, "valid"))
    assert validate(fields, spec=ENDPOINT).verdict == "valid"
    spoilt = data.draw(nearly_valid(ENDPOINT))
    assert validate(spoilt.request, spec=ENDPOINT).verdict == "invalid"
    only = data.draw(requests(ENDPOINT, "valid", model="omni-fast"))
    assert only["model"] == "omni-fast"


@given(st.data())
@settings(max_examples=4, deadline=None, suppress_health_check=[*HealthCheck])
def test_mock_and_prediction_agree_in_drawn_worlds(data: st.DataObject) -> None:
    world = data.draw(worlds(ENDPOINT))
    api = MockApi(ENDPOINT, choices=choices_of(ENDPOINT, world), plan="immediate")
    for _ in range(3):
        fields = data.draw(requests(ENDPOINT))
        if any(isinstance(each, bool | None | list | dict) for each in fields.values()):
            continue
        request = form({name: each for name, each in fields.items() if isinstance(each, str | int)})
        answer = api.handle(request)
        entry = list(api.state.journal)[-1]
        assert entry.sent is not None
        matrix = world.matrix_for(entry.sent.fields)
        (outcome,) = predict(matrix, entry.sent).outcomes
        if isinstance(outcome, Accept):
            assert answer.status == 200
        else:
            assert answer.status == (outcome.status or answer.status) >= 400


# --- The guard ---


def test_the_guard_judges_and_reckons_by_family(tmp_path: Path) -> None:
    log: list[str] = []
    with closing(Ledger(tmp_path / "ledger", now=lambda: 9.0)) as ledger:
        guard = Guard(ENDPOINT, ledger, budgets=[read_budget("5usd")], log=log.append)
        refused = guard.before(form({"model": "sora-2", "prompt": "a", "seconds": "5"}))
        assert isinstance(refused, Answer)
        assert "4, 8, 12" in refused.body.decode()
        unknown = guard.before(form({"model": "sora-9", "prompt": "a"}))
        assert isinstance(unknown, Answer)
        assert unknown.status == 503
        veo = {"model": "veo3.1", "prompt": "a", "seconds": "8", "size": "1280x720"}
        unpriced = guard.before(form({"model": "omni-fast", "prompt": "a", "seconds": "4"}))
        assert isinstance(unpriced, Answer)
        assert (unpriced.status, b"no price is known" in unpriced.body) == (402, True)
        # 12 s at 0.231: once it is within 5 USD, twice it is more.
        long = {"model": "seedance-2-5", "prompt": "a", "seconds": "12", "size": "1280x720"}
        assert not isinstance(guard.before(form(long)), Answer)
        over = guard.before(form({**long, "prompt": "b"}))
        assert isinstance(over, Answer)
        assert (over.status, b"USD" in over.body) == (402, True)
        remix = HttpRequest("POST", "/v1/videos/x/remix", form(veo).headers, b"{}", "localhost")
        stopped = guard.before(remix)
        assert isinstance(stopped, Answer)
        assert key_in(remix, guard.words) == "k"


# --- Pages ---


def test_the_catalogue_has_no_strangers_that_another_family_knows() -> None:
    records = [{"id": each, "pricing": {"per_second": 1}} for each in ENDPOINT.models]
    new = {"id": "sora-9", "endpoints": ["/v1/videos"], "pricing": {"per_second": 1}}
    copy = Copy("models", json.dumps({"data": [*records, new]}).encode(), "catalogue")
    report = check_families(ENDPOINT, [copy])
    assert [e.observed for e in report.drifts if e.verdict == "new" and e.observed == "sora-9"]
    gone = [e.subject for e in report.drifts if e.verdict in {"new", "gone"}]
    assert not [each for each in gone if each.startswith("models.") and each != "models.sora-9"]


@pytest.mark.parametrize("more", ["", "\nAlso: seedance-2-5.\n"])
def test_a_page_with_models_is_compared_with_their_families_alone(more: str) -> None:
    """Whoever else shares facts of its source has sizes and durations of its own."""
    page = (Path(__file__).parents[2] / "fixtures/pages/create.txt").read_text(
        encoding="utf-8"
    ) + more
    report = check_families(ENDPOINT, [Copy("page", page.encode(), "create-page")])
    others = [each for each in report.drifts if each.subject.startswith("seedance-2-5:")]
    assert bool(others) == bool(more)


WAN_PAGE = """# Wan: create a video

POST /v1/videos

| Field | Type | Required | Description |
| --- | --- | --- | --- |
| prompt | string | yes | Text that describes the video |
| model | string | yes | wan2.7 |
| seconds | integer | no | Length of the video in seconds, 5{} |
"""
GUIDE = "# Error codes\n\n| Status | Meaning |\n| --- | --- |\n| 429 | retry with backoff |\n"
NEWS = ". A new flag appeared on this endpoint for wan2.7 videos."


@pytest.mark.parametrize("beside", [[], ["error-guide"], ["polling-guide", "error-guide"]])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_page_has_its_history_beside_one_that_families_share(
    beside: list[str], *, is_first: bool, tmp_path: Path
) -> None:
    shared = [Copy(each, GUIDE.encode(), each) for each in beside]

    def told(more: str) -> bool:
        own = [Copy("wan", WAN_PAGE.format(more).encode(), "wan-pages")]
        copies = [*own, *shared] if is_first else [*shared, *own]
        return "A new flag appeared" in str(check_families(ENDPOINT, copies, tmp_path).drifts)

    assert not told("")
    assert (tmp_path / "wan-pages.json").is_file()
    assert told(NEWS)


@pytest.mark.parametrize(
    ("spec", "model", "family"),
    [("seedance", "sora-2", "sora"), ("sora", "veo3.1", "veo"), ("seedance", "sora-9", None)],
)
def test_a_model_of_another_family_is_told_with_its_spec(
    run: Run, spec: str, model: str, family: str | None
) -> None:
    ran = run("--spec", spec, "validate", "prompt=a", f"model={model}", "seconds=4")
    hint = f"{model} is of another family of this endpoint: --spec {family}, or --spec cometapi"
    assert (hint in ran.out) == (family is not None)
    assert "another family" not in run("--spec", "cometapi", "validate", "prompt=a", "model=x").out


def test_an_endpoint_that_comes_with_the_package_is_read_once() -> None:
    assert load("cometapi") is load("cometapi")


def test_families_of_a_file_elsewhere_are_named_as_they_can_be_given(
    tmp_path: Path,
) -> None:
    shared = "format: 1\nname: own\nextends: cometapi\nfamilies: [near.yaml, wan]\n"
    (tmp_path / "own.yaml").write_text(shared, encoding="utf-8")
    (tmp_path / "near.yaml").write_text("format: 1\nname: near\nextends: wan\n", encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(f"--spec {tmp_path / 'near.yaml'}), of ")):
        load_family(tmp_path / "own.yaml")


PAGE = "POST\n/v1/videos\nBody\nmultipart/form-data\nmodel\nstring\nrequired\n{}\n"


@pytest.mark.parametrize(
    ("models", "said"),
    [
        ("sora-2 or wan2.7", "names models of sora and of wan, so that it may be about any family"),
        ("sora-20 or xwan2.7", "names no model, so that it may be about any family of cometapi"),
    ],
)
def test_a_page_of_no_one_family_needs_its_source(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, models: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    file = Path("page.txt")
    file.write_text(PAGE.format(models), encoding="utf-8")
    ran = run("drift", "docs", file)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert said in ran.err
    assert "SOURCE=page.txt; the sources are" in ran.err


def test_a_page_is_compared_with_the_family_whose_models_it_names(run: Run) -> None:
    page = Path(__file__).parents[2] / "fixtures" / "pages" / "retrieve.txt"
    alone = run("--spec", "seedance", "drift", "docs", page, "--all", "--format", "json")
    ran = run("drift", "docs", page, "--all", "--format", "json")
    assert (ran.code, ran.data["summary"]) == (alone.code, alone.data["summary"])
    assert ran.data["spec"] == {"name": "cometapi", "digest": ENDPOINT.digest}
    assert [each["fact"] for each in ran.data["findings"]] == [
        f"seedance:{each['fact']}" for each in alone.data["findings"]
    ]
    assert run("drift", "docs", Path(__file__).parents[2] / "fixtures/files/kite.png").code == 3


def test_of_a_matrix_all_of_this_is_itself() -> None:
    matrix = load_family("wan")
    assert isinstance(matrix, Matrix)
    assert [*matrix.families.values()] == [matrix.unnamed] == [matrix.for_model("sora-2")]
