"""The oracle's own laws: one outcome in a world, nothing outside the open matrix, no surprises."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cometvideo import Accept, Matrix, Reject, Request, load_family, predict, settle
from cometvideo.prediction import KINDS, Outcome
from cometvideo.wire.media import look
from cometvideo.wire.request import Issue
from tests.cases import FIXTURES

MATRIX = load_family("seedance")
PICTURE = look((FIXTURES / "files" / "kite.png").read_bytes(), filename="kite.png")
NOTE = look(b"a note", filename="note.txt")
PROMPT = "A red kite"
PRO = "doubao-seedance-1-5-pro"
FAST = "doubao-seedance-2-0-fast"
TWO = "doubao-seedance-2-0"
ONE = "doubao-seedance-1-0-pro"

ODD: tuple[Any, ...] = (None, True, 0, 1, 5.5, "", "x", "5", -1, [], {}, [1], PICTURE, NOTE, b"raw")
values: dict[str, st.SearchStrategy[Any]] = {
    "prompt": st.sampled_from([PROMPT, "", *ODD]),
    "model": st.sampled_from([*MATRIX.models, "seedance", *ODD]),
    "seconds": st.sampled_from([2, 3, 4, 5, 10, 11, 12, 13, 15, 16, "4", 4.0, *ODD]),
    "size": st.sampled_from(
        ["16:9", "21:9", "1280x720", "1920x1080", "1248x704", "720x720", "720p", *ODD]
    ),
    "input_reference": st.sampled_from([(PICTURE,), (PICTURE, PICTURE), [NOTE], *ODD]),
    "resolution": st.sampled_from(["720p", *ODD]),
}
fields = st.fixed_dictionaries({}, optional=values)
issues = st.lists(
    st.sampled_from(
        [
            Issue("encoding", None, "application/json"),
            Issue("encoding", None, "text/plain"),
            Issue("malformed-body", None, "cut"),
            Issue("key-missing", None, None),
            Issue("repeated-field", "seconds", "5"),
            Issue("text-not-utf8", "prompt", b"\xff"),
        ]
    ),
    max_size=2,
)
requests = st.builds(lambda fields, issues: Request(fields, tuple(issues)), fields, issues)


WORLDS = [
    settle(MATRIX, {fact.path: fact.one_of[turn % len(fact.one_of)] for fact in MATRIX.open_facts})
    for turn in range(6)
]


def allows(open_outcome: Outcome, outcome: Outcome) -> bool:
    """Whether an outcome in a world is one that the open matrix lists."""
    if isinstance(open_outcome, Accept) or isinstance(outcome, Accept):
        return (
            isinstance(open_outcome, Accept)
            and isinstance(outcome, Accept)
            and open_outcome.rendering == outcome.rendering
        )
    return (
        (open_outcome.field, open_outcome.fault) == (outcome.field, outcome.fault)
        and open_outcome.status in (None, outcome.status)
        and open_outcome.code in (None, outcome.code)
    )


@given(request=requests, world=st.sampled_from(WORLDS))
@settings(max_examples=400)
def test_a_world_has_one_outcome_which_the_open_matrix_allows(
    request: Request, world: Matrix
) -> None:
    in_general = predict(MATRIX, request)
    in_world = predict(world, request)

    assert len(in_world.outcomes) == 1
    assert any(allows(each, in_world.outcomes[0]) for each in in_general.outcomes)
    if in_general.verdict != "uncertain":
        assert in_world.verdict == in_general.verdict


@given(request=requests)
@settings(max_examples=400)
def test_the_verdict_follows_from_the_outcomes(request: Request) -> None:
    prediction = predict(MATRIX, request)
    accepts = [each for each in prediction.outcomes if isinstance(each, Accept)]
    rejects = [each for each in prediction.outcomes if isinstance(each, Reject)]

    assert (
        prediction.acceptance
        == {(True, False): "yes", (True, True): "maybe", (False, True): "no"}[
            bool(accepts), bool(rejects)
        ]
    )
    loudest = {each.severity for each in prediction.findings}
    assert ("error" in loudest) == (prediction.verdict == "invalid")
    for each in prediction.findings:
        assert each.message
        assert set(each.facts) <= MATRIX.facts.keys()
        assert set(each.sources) <= MATRIX.sources.keys()
    for outcome in prediction.outcomes:
        assert set(outcome.facts) <= MATRIX.facts.keys()
        assert all(option in MATRIX.facts[path].one_of for path, option in outcome.assumes)


def shown(request: Any) -> tuple[Any, ...]:
    """A prediction as people see it, without the functions inside."""
    prediction = predict(MATRIX, request)
    said = [(each.code, each.severity, each.message) for each in prediction.findings]
    return prediction.verdict, prediction.outcomes[:1], said


@pytest.mark.thorough
@given(request=fields)
@settings(max_examples=400)
def test_a_mapping_and_a_request_are_judged_alike(request: dict[str, Any]) -> None:
    assert shown(request) == shown(Request(request))
    assert shown(request)[:2] == shown(dict(reversed(request.items())))[:2]


def test_true_is_no_number_even_where_one_is() -> None:
    request = {"prompt": PROMPT, "model": ONE, "seconds": True}
    codes = [[each.code for each in predict(MATRIX, request).findings] for _ in range(2)]
    assert codes[0] == codes[1]
    assert "not-an-integer" in codes[0]


@pytest.mark.parametrize(
    ("path", "option", "asked", "sizes"),
    [
        (f"models.{TWO}.size.preset_row", "1080p", (TWO, "16:9"), ["1920x1080"]),
        (f"models.{TWO}.size.renders.1920x1080", "1280x720", (TWO, "1920x1080"), ["1280x720"]),
        ("fields.size.undocumented", "as_asked", (FAST, "1920x1080"), ["1920x1080"]),
        ("fields.size.undocumented", "another", (FAST, "1920x1080"), [None]),
        (f"models.{TWO}.size.renders.1080x1920", "another", (TWO, "1080x1920"), [None]),
        ("fields.size.default", "another", (PRO, None), [None]),
        ("fields.size.undocumented", "refused", (FAST, "1920x1080"), []),
        ("fields.size.default", "1:1", (PRO, None), ["960x960"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_settling_a_fact_settles_the_rendering(
    path: str, option: str, asked: tuple[str, str | None], sizes: list[str]
) -> None:
    request = {"prompt": PROMPT, "model": asked[0]} | ({"size": asked[1]} if asked[1] else {})
    prediction = predict(settle(MATRIX, {path: option}), request)
    assert [each.size for each in prediction.renderings] == sizes


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ("1920x1088", "1280x720"),
        ("3840x2160", "1280x720"),
        ("500x500", "640x640"),
        ("9999x100", "1470x630"),
        ("1000x2000", "720x1280"),
    ],
)
def test_the_nearest_size_keeps_the_ratio_first(asked: str, nearest: str) -> None:
    finding = predict(MATRIX, {"prompt": PROMPT, "model": FAST, "size": asked}).findings[0]
    assert (finding.code, finding.nearest) == ("size-undocumented", nearest)


def test_outcomes_say_what_they_assume() -> None:
    outcomes = predict(MATRIX, {"prompt": PROMPT, "model": TWO, "size": "16:9"}).outcomes
    path = f"models.{TWO}.size.preset_row"
    assert [outcome.assumes for outcome in outcomes] == [
        ((path, "480p"),),
        ((path, "720p"),),
        ((path, "1080p"),),
    ]


def test_an_open_default_assumes_its_own_option_and_the_row() -> None:
    outcomes = predict(MATRIX, {"prompt": PROMPT, "model": TWO}).outcomes
    row = f"models.{TWO}.size.preset_row"
    assert len(outcomes) == 19
    assert outcomes[-1].assumes == (("fields.size.default", "another"),)
    assert [each.size for each in predict(MATRIX, {"prompt": PROMPT, "model": TWO}).renderings][
        -1
    ] is None
    assert outcomes[0].assumes == (("fields.size.default", "16:9"), (row, "480p"))
    in_pro = predict(MATRIX, {"prompt": PROMPT, "model": PRO}).outcomes
    assert in_pro[0].assumes == (("fields.size.default", "16:9"),)
    assert in_pro[0].facts[0] == "fields.size.default"


@pytest.mark.parametrize(
    ("size", "nearest"),
    [("1280x0", None), ("0:0", None), ("16 : 9", "16:9"), ("960 x 960", "960x960"), ("x", None)],
)
def test_a_suggestion_is_always_a_size_that_would_work(size: str, nearest: str | None) -> None:
    finding = predict(MATRIX, {"prompt": PROMPT, "model": PRO, "size": size}).findings[0]
    assert finding.nearest == nearest


def test_every_kind_of_field_is_used() -> None:
    def used(*specs: str | Path) -> set[str]:
        return {
            str(matrix.value("fields", name, "kind"))
            for matrix in map(load_family, specs)
            for name in matrix.block("fields")
        }

    # No page of this endpoint has a switch, or a number that need not be whole.
    assert used("seedance", "seedance@2026-04") == set(KINDS) - {"number", "boolean"}
    folder = Path(__file__).parents[2] / "fixtures" / "whole"
    assert used(folder / "whole.cometvideo.yaml") == set(KINDS)


@pytest.mark.parametrize(
    ("model", "resolution", "verdict", "size"),
    [
        (PRO, "1080p", "valid", "1920x1080"),
        (PRO, None, "valid", "1280x720"),
        (TWO, "480p", "valid", "864x496"),
        (TWO, "1080p", "invalid", None),
        (ONE, "1080p", "valid", "1920x1088"),
    ],
    ids=str,
)
def test_the_first_generation_has_a_resolution_field(
    model: str, resolution: str | None, verdict: str, size: str | None
) -> None:
    request = {"prompt": PROMPT, "model": model, "size": "16:9"}
    if resolution:
        request["resolution"] = resolution
    prediction = predict(load_family("seedance@2026-04"), request)
    assert prediction.verdict == verdict
    assert [each.size for each in prediction.renderings] == ([size] if size else [])
