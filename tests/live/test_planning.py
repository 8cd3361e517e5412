"""Plans hold to their budget, check everything without one, and never less with a larger one."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain, combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cometvideo
from cometvideo.errors import InputError
from cometvideo.facts.matrix import Matrix
from cometvideo.live.deriving import probes_of
from cometvideo.live.plan import (
    ProbePlan,
    Unchecked,
    likely_spend,
    plan_text,
    priced,
    read_plan,
    worst_spend,
)
from cometvideo.live.planning import make_plan, wanted_facts
from cometvideo.live.probe import Mark, Probe
from tests.live.made import EMPTY, probe

FREE = probe("ask", "key:free", kind="free")
LIBRARY = (
    probe("long", "seconds:max, size:a, life", 15),
    probe("base", "seconds:min, size:a, life", 4),
    probe("other size", "seconds:min, size:b, life", 4),
    probe("long in other size", "seconds:max, size:b, life", 15),
    probe("too long", "seconds:refuses 16", 16, "free if rejected"),
    FREE,
)


def ids(plan: ProbePlan) -> list[str]:
    return list(plan.probes)


def test_without_a_budget_all_is_checked_for_little() -> None:
    plan = make_plan(EMPTY, LIBRARY)
    assert ids(plan) == ["ask", "too long", "other size", "long"]
    assert plan == ProbePlan("made", EMPTY.digest, plan.probes, 35, 3, 19, 2)


ONE_OF_TWO = (["ask", "base"], ["ask", "other size"])  # they tell as much

# The budget, what may be sent within it, and the facts that are left.
BUDGETS = {
    "nothing": ((0, None), (["ask"],), ["seconds", "size", "life"]),
    "no job": ((None, 0), (["ask"],), ["seconds", "size", "life"]),
    "less than any": ((3, None), (["ask"],), ["seconds", "size", "life"]),
    "one": ((7, None), ONE_OF_TWO, ["seconds", "size"]),
    "two": ((8, None), (["ask", "base", "other size"],), ["seconds"]),
    "one job": ((None, 1), ONE_OF_TWO, ["seconds", "size"]),
    "one job in few seconds": ((4, 1), ONE_OF_TWO, ["seconds", "size"]),
    "as much as all": ((35, 3), (["ask", "too long", "other size", "long"],), []),
    "a second less than all": ((34, None), (["ask", "other size", "long"],), ["seconds"]),
    "a job less than all": ((None, 2), (["ask", "other size", "long"],), ["seconds"]),
}


@pytest.mark.parametrize(("budget", "sent", "left"), BUDGETS.values(), ids=BUDGETS)
def test_a_budget_holds(
    budget: tuple[int | None, int | None], sent: tuple[list[str], ...], left: list[str]
) -> None:
    seconds, jobs = budget
    plan = make_plan(EMPTY, LIBRARY, max_seconds=seconds, max_jobs=jobs)
    assert sorted(ids(plan)) in [sorted(each) for each in sent]
    assert [each.fact for each in plan.unchecked] == left
    assert {each.why for each in plan.unchecked} <= {"over the budget"}
    assert (plan.max_seconds, plan.max_jobs) == budget


DEAR, CHEAP, UNPRICED = (
    probe("dear", "seconds, size", 4),
    probe("cheap", "size, life", 9),
    probe("unpriced", "prompt", 1),
)
AMOUNTS = {"dear": 900_000, "cheap": 400_000, "unpriced": None}
LIST_PRICED = [
    each._replace(cost=each.cost._replace(amount=AMOUNTS[each.id]))
    for each in (DEAR, CHEAP, UNPRICED)
]


@pytest.mark.parametrize(
    ("most", "sent"),
    [
        (None, ["cheap", "dear", "unpriced"]),
        (1_300_000, ["cheap", "dear"]),
        (1_299_999, ["cheap"]),
        (400_000, ["cheap"]),
        (399_999, []),
    ],
)
def test_a_limit_of_money_holds_and_leaves_out_what_has_no_price(
    most: int | None, sent: list[str]
) -> None:
    plan = make_plan(EMPTY, LIST_PRICED, max_amount=most)
    assert len(plan.probes) == len(sent)
    assert sum(AMOUNTS[each] or 0 for each in plan.probes) <= (most or 10**9)
    assert ("unpriced" in plan.probes) == (most is None)
    assert read_plan(plan_text(plan, LIST_PRICED)) == plan
    assert priced(each for each in LIST_PRICED if each.id in plan.probes)[1] == (most is None)


def test_nothing_with_a_price_is_sent_for_nothing() -> None:
    library = [*LIBRARY, probe("refused at once", "model:unknown", 0, "free if rejected")]
    assert ids(make_plan(EMPTY, library, max_seconds=0)) == ["ask", "refused at once"]


def test_an_unchecked_fact_comes_before_more_of_one_that_is_checked() -> None:
    library = [
        probe("three ways", "size:a, size:b, size:c", 4),
        probe("two more", "size:d, size:e", 4),
        probe("another fact", "prompt:empty", 4),
    ]
    assert ids(make_plan(EMPTY, library, max_seconds=8)) == ["three ways", "another fact"]


def test_few_jobs_bear_out_much_where_only_jobs_are_limited() -> None:
    library = [probe("short", "seconds", 1), probe("long", "size, life, prompt", 15)]
    assert ids(make_plan(EMPTY, library, max_jobs=1)) == ["long"]
    assert ids(make_plan(EMPTY, library, max_jobs=1, max_seconds=14)) == ["short"]


def test_nothing_needless_is_sent_within_a_budget() -> None:
    library = [
        probe("dear", "life, seconds, prompt, size", 15),
        probe("densest", "key, size", 2),
        probe("all of the densest", "key, size, life", 3),
    ]
    assert ids(make_plan(EMPTY, library, max_seconds=9)) == ["all of the densest"]


def test_a_refusal_is_cheaper_than_a_job() -> None:
    library = [probe("job", "size", 4), probe("refused", "size", 16, "free if rejected")]
    assert ids(make_plan(EMPTY, library)) == ["refused"]


def test_of_the_same_seconds_fewer_requests() -> None:
    library = [probe("a", "size", 4), probe("b", "life", 4), probe("both", "size, life", 8)]
    assert ids(make_plan(EMPTY, library)) == ["both"]


def test_what_is_free_is_sent_anyway_and_not_paid_for() -> None:
    library = [
        probe("asks again", "key:free", kind="free"),
        FREE,
        probe("for money", "key:free", 4),
        probe("for more", "key:free, life", 5),
    ]
    plan = make_plan(EMPTY, library)
    assert ids(plan) == ["asks again", "ask", "for more"]


def test_refusals_come_before_jobs_and_the_cheapest_of_each_model_before_others() -> None:
    library = [
        probe("a long", "a:long", 15, model="a"),
        probe("a middle", "a:middle", 6, model="a"),
        probe("a odd", "a:odd", 4, model="a"),
        probe("a base", "a:base, life", 4, model="a"),
        probe("b base", "b:base", 5, model="b"),
        probe("refused", "refused", 20, "free if rejected"),
        probe("ask", "free", kind="free"),
        probe("b long", "b:long", 15, model="b"),
    ]
    order = ["ask", "refused", "a base", "b base", "a odd", "a middle", "a long", "b long"]
    assert ids(make_plan(EMPTY, library)) == order


# Patterns, and the facts that they mean.
FACTS = ("seconds", "seconds.max", "size", "model.seconds", "model.size.rows")
PATTERNS = {
    "no pattern": ((), FACTS),
    "whole": (["size"], ["size"]),
    "a beginning": (["model"], ["model.seconds", "model.size.rows"]),
    "a beginning and itself": (["seconds"], ["seconds", "seconds.max"]),
    "any part": (["ROWS"], ["model.size.rows"]),
    "part of a key": (["odel.s"], ["model.seconds", "model.size.rows"]),
    "several": (["size", "max"], ["seconds.max", "size"]),
}


@pytest.mark.parametrize(("patterns", "expected"), PATTERNS.values(), ids=PATTERNS)
def test_only_some_facts_are_wanted(patterns: list[str], expected: Sequence[str]) -> None:
    library = [probe(each, each, 4) for each in FACTS]
    plan = make_plan(EMPTY, library, facts=patterns)
    assert sorted(ids(plan)) == sorted(expected)
    assert plan.facts == tuple(patterns)
    assert plan.unchecked == ()


def test_a_pattern_of_no_fact() -> None:
    with pytest.raises(InputError, match="no fact fits 'nobody'; `cometvideo facts` lists them"):
        make_plan(EMPTY, LIBRARY, facts=["size", "nobody"])


def test_free_probes_of_other_facts_are_left_out() -> None:
    assert ids(make_plan(EMPTY, LIBRARY, facts=["life"])) == ["base"]


def test_what_no_probe_shows_is_named() -> None:
    matrix = cometvideo.load_family("seedance")
    plan = make_plan(matrix, [probe("one", "fields.seconds.min:takes 2", 2)], facts=["seconds.m"])
    assert plan.unchecked[0] == Unchecked("fields.seconds.max", (), "no probe can show it")
    assert {each.why for each in plan.unchecked} == {"no probe can show it"}
    assert "fields.seconds.min" not in {each.fact for each in plan.unchecked}


def test_the_ways_that_are_left_are_named() -> None:
    plan = make_plan(EMPTY, LIBRARY, max_seconds=8)
    assert plan.unchecked == (Unchecked("seconds", ("max", "refuses 16"), "over the budget"),)


def test_wanted_facts_are_those_of_the_spec_and_of_marks() -> None:
    matrix = cometvideo.load_family("seedance")
    assert [*wanted_facts(matrix, [Mark("models.new", "is known")], [])] == [
        *matrix.facts,
        "models.new",
    ]


MARKS = [f"fact {number // 2}:way {number % 2}" for number in range(9)]
KINDS = st.sampled_from(["paid", "free if rejected"])
PRICED = st.builds(
    lambda marks, seconds, kind: probe("", sorted(marks), seconds, kind),
    st.sets(st.sampled_from(MARKS), max_size=5),
    st.sampled_from([0, 2, 4, 5, 15]),
    KINDS,
)
ASKS = st.builds(
    lambda marks: probe("", sorted(marks), 0, "free"), st.sets(st.sampled_from(MARKS), max_size=2)
)
LIBRARIES = st.lists(st.one_of(PRICED, PRICED, PRICED, ASKS), max_size=10).map(
    lambda probes: tuple(each._replace(id=str(at)) for at, each in enumerate(probes))
)
LIMITS = st.one_of(st.none(), st.integers(0, 45))
JOBS = st.one_of(st.none(), st.integers(0, 8))


def sent(plan: ProbePlan, library: Sequence[Probe]) -> list[Probe]:
    by_id = {each.id: each for each in library}
    return [by_id[each] for each in plan.probes]


def shown(probes: Sequence[Probe]) -> set[Mark]:
    return {mark for each in probes for mark in each.marks}


@given(LIBRARIES)
def test_without_a_budget_every_mark_is_borne_out(library: tuple[Probe, ...]) -> None:
    plan = make_plan(EMPTY, library)
    chosen = sent(plan, library)
    assert shown(chosen) == shown(library)
    assert plan.unchecked == ()
    for each in chosen:
        others = [other for other in chosen if other is not each]
        assert each.cost.kind == "free" or shown(others) != shown(library)


@pytest.mark.thorough
@given(LIBRARIES, LIMITS, JOBS)
def test_no_plan_is_over_its_budget(
    library: tuple[Probe, ...], seconds: int | None, jobs: int | None
) -> None:
    plan = make_plan(EMPTY, library, max_seconds=seconds, max_jobs=jobs)
    chosen = sent(plan, library)
    assert len(set(plan.probes)) == len(plan.probes)
    assert (plan.worst_seconds, plan.worst_jobs) == worst_spend(chosen)
    assert (plan.likely_seconds, plan.likely_jobs) == likely_spend(chosen)
    assert plan.worst_seconds <= (seconds if seconds is not None else plan.worst_seconds)
    assert plan.worst_jobs <= (jobs if jobs is not None else plan.worst_jobs)
    assert all(each in chosen for each in library if each.cost.kind == "free" and each.marks)
    left = {Mark(each.fact, way) for each in plan.unchecked for way in each.ways}
    assert left == shown(library) - shown(chosen)


@pytest.mark.thorough
@given(LIBRARIES, LIMITS, LIMITS, JOBS, JOBS)
def test_a_larger_budget_never_checks_fewer_facts(
    library: tuple[Probe, ...],
    seconds: int | None,
    more_seconds: int | None,
    jobs: int | None,
    more_jobs: int | None,
) -> None:
    few, more = (
        make_plan(EMPTY, library, max_seconds=each[0], max_jobs=each[1])
        for each in zip(rising(seconds, more_seconds), rising(jobs, more_jobs), strict=True)
    )
    assert worth(sent(few, library)) <= worth(sent(more, library))


def rising(one: int | None, other: int | None) -> list[int | None]:
    return sorted((one, other), key=lambda each: float("inf") if each is None else each)


def worth(probes: Sequence[Probe]) -> tuple[int, int]:
    """How many facts are checked, and in how many ways."""
    marks = shown(probes)
    return len({mark.fact for mark in marks}), len(marks)


@pytest.mark.thorough
@given(LIBRARIES, st.integers(0, 30))
def test_a_budget_is_used_well(library: tuple[Probe, ...], seconds: int) -> None:
    """What is new for the money, densest first, is worth at least a third of the best there is."""
    plan = make_plan(EMPTY, library, max_seconds=seconds)
    free = [each for each in library if each.cost.kind == "free"]
    priced = [each for each in library if each.cost.kind != "free"]
    best = max(
        worth([*free, *chosen])[0]
        for chosen in chain.from_iterable(
            combinations(priced, size) for size in range(len(priced) + 1)
        )
        if sum(each.cost.seconds for each in chosen) <= seconds
    )
    assert worth(sent(plan, library))[0] >= best / 3


@given(LIBRARIES, LIMITS, JOBS)
def test_the_same_comes_of_the_same(
    library: tuple[Probe, ...], seconds: int | None, jobs: int | None
) -> None:
    first, second = (
        make_plan(EMPTY, list(library), max_seconds=seconds, max_jobs=jobs) for _ in range(2)
    )
    assert first == second


SPECS = [
    "seedance",
    "seedance@2026-04",
    str(Path(__file__).parents[2] / "fixtures/specs/invented.yaml"),
]


@pytest.fixture(scope="module", params=SPECS, ids=["seedance", "first generation", "invented"])
def real(request: pytest.FixtureRequest) -> tuple[Matrix, tuple[Probe, ...]]:
    matrix = cometvideo.load_family(request.param)
    return matrix, probes_of(matrix)


@pytest.mark.parametrize("facts", [(), ("task",)], ids=["all", "some"])
def test_all_that_the_library_shows_is_checked(
    real: tuple[Matrix, tuple[Probe, ...]], facts: tuple[str, ...]
) -> None:
    matrix, library = real
    plan = make_plan(matrix, library, facts=facts)
    wanted = wanted_facts(matrix, shown(library), facts)
    assert {each.why for each in plan.unchecked} <= {"no probe can show it"}
    assert {each for each in shown(library) if each.fact in wanted} <= shown(sent(plan, library))
    assert plan.worst_seconds >= plan.likely_seconds > 0


@pytest.mark.thorough
def test_more_money_checks_more_of_a_real_spec(
    real: tuple[Matrix, tuple[Probe, ...]],
) -> None:
    matrix, library = real
    plans = [make_plan(matrix, library, max_seconds=each) for each in (*range(0, 60, 7), None)]
    reached = [worth(sent(each, library)) for each in plans]
    assert reached == sorted(reached)
    assert plans[0].worst_seconds == 0
    assert reached[0] < reached[1] < reached[-1]


def test_jobs_are_as_plain_as_their_part_in_the_plan_allows() -> None:
    matrix = cometvideo.load_family("seedance")
    library = {each.id: each for each in probes_of(matrix)}
    plan = make_plan(matrix, tuple(library.values()))
    chosen = [library[each] for each in plan.probes]
    borne = Counter(mark for each in chosen for mark in each.marks)
    for job in chosen:
        needed = {mark for mark in job.marks if borne[mark] == 1}
        plain = [
            each.id
            for each in library.values()
            if each.takes
            and each.cost.seconds <= job.cost.seconds
            and len(each.takes) < len(job.takes)
            and needed.issubset(each.marks)
        ]
        assert not plain, job.id
