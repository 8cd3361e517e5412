"""Plans are written and read again; a file that is none, or not of this spec, is refused."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cometvideo.errors import InputError
from cometvideo.live.plan import (
    ProbePlan,
    Spend,
    Unchecked,
    likely_spend,
    plan_text,
    prepare,
    read_plan,
    worst_spend,
)
from cometvideo.live.planning import make_plan
from tests.live.made import EMPTY, probe

LIBRARY = (
    probe("ask", "key:none", kind="free"),
    probe("refused", "seconds:refuses 16", 16, "free if rejected"),
    probe("base", "seconds:min, size:a, life", 4),
    probe("long", "seconds:max, size:a, life", 15),
)
PLAN = make_plan(EMPTY, LIBRARY, max_seconds=34, max_jobs=9, facts=["s"])
TEXT = plan_text(PLAN, LIBRARY)


def changed(change: Callable[[Any], object]) -> str:
    """The text of the plan after a change of its data."""
    data = json.loads(TEXT)
    change(data)
    return json.dumps(data)


def test_spend() -> None:
    assert worst_spend(LIBRARY) == Spend(35, 3)
    assert likely_spend(LIBRARY) == Spend(19, 2)
    assert worst_spend([]) == likely_spend([]) == Spend(0, 0)


def test_a_plan_is_read_as_it_was_written() -> None:
    assert PLAN.unchecked
    assert read_plan(TEXT) == PLAN
    assert read_plan(plan_text(ProbePlan("", ""), ())) == ProbePlan("", "")


WORDS = st.text(max_size=5)
COUNTS = st.integers(0, 10**6)
PLANS = st.builds(
    ProbePlan,
    WORDS,
    WORDS,
    st.lists(st.sampled_from([each.id for each in LIBRARY]), unique=True).map(tuple),
    *[COUNTS] * 4,
    st.lists(
        st.builds(
            Unchecked,
            WORDS,
            st.lists(WORDS, max_size=3).map(tuple),
            st.sampled_from(["over the budget", "no probe can show it"]),
        ),
        max_size=3,
    ).map(tuple),
    st.none() | COUNTS,
    st.none() | COUNTS,
    st.lists(WORDS, max_size=3).map(tuple),
    st.none() | COUNTS,
)


@given(PLANS)
def test_any_plan_is_read_as_it_was_written(plan: ProbePlan) -> None:
    assert read_plan(plan_text(plan, LIBRARY)) == plan


def test_for_people_it_says_what_each_probe_is_and_what_it_is_for() -> None:
    plan = make_plan(EMPTY, LIBRARY)
    entries = {each["id"]: each for each in json.loads(plan_text(plan, LIBRARY))["probes"]}
    assert entries["base"] == {
        "id": "base",
        "cost": "paid",
        "seconds": 4,
        "request": "POST /films",
        "model": "kite",
        "fields": {},
        "shows": {"seconds": ["min"], "size": ["a"], "life": ["shows"]},
    }
    assert entries["long"]["shows"] == {"seconds": ["max"]}


def no_plan(why: str) -> str:
    return rf"^this is no plan that can be used: .*{why}.*; make it anew$"


# What is no plan, and why.
BAD = {
    "nothing": ("", "not JSON"),
    "text": ("plan", "not JSON"),
    "cut short": (TEXT[:-9], "not JSON"),
    "nested too deeply": ("[" * 100_000, "not JSON"),
    "very many digits": ('{"format": %s}' % ("1" * 9999), "not JSON"),
    "a repeated key": ('{"format": 1, "format": 1}', "not JSON"),
    "a list": ("[]", "no `format`"),
    "another file": ('{"probes": []}', "no `format`"),
    "another format": (changed(lambda data: data.update(format=2)), "format 2, .* reads 1"),
    "no number as format": (changed(lambda data: data.update(format=True)), "format True"),
    "a key too many": (changed(lambda data: data.update(send="all")), "the plan has an unknown .s"),
    "a key too few": (changed(lambda data: data.pop("spend")), "the plan lacks 'spend'"),
    "a limit too many": (
        changed(lambda data: data["limits"].update(max_money=1)),
        "limits has an unknown 'max_money'; it has max_seconds, max_jobs, facts",
    ),
    "no limits": (changed(lambda data: data.update(limits=[])), "limits is no object"),
    "a spec with no name": (changed(lambda data: data["spec"].pop("name")), "spec lacks 'name'"),
    "a digest that is none": (changed(lambda data: data["spec"].update(digest=1)), "spec.digest"),
    "seconds as text": (
        changed(lambda data: data["spend"]["worst"].update(seconds="9")),
        "spend.worst.seconds is no whole number from 0",
    ),
    "jobs as a truth": (
        changed(lambda data: data["spend"]["likely"].update(jobs=True)),
        "spend.likely.jobs is no whole",
    ),
    "less than nothing": (
        changed(lambda data: data["limits"].update(max_seconds=-1)),
        "limits.max_seconds is no whole",
    ),
    "a fraction": (changed(lambda data: data["limits"].update(max_jobs=1.0)), "max_jobs is no"),
    "facts as text": (changed(lambda data: data["limits"].update(facts="all")), "facts is no list"),
    "a fact that is none": (
        changed(lambda data: data["limits"].update(facts=[None])),
        r"limits.facts\[0\] is no text",
    ),
    "probes as an object": (changed(lambda data: data.update(probes={})), "probes is no list"),
    "a probe as its id": (
        changed(lambda data: data.update(probes=["base"])),
        r"probes\[0\] is no object",
    ),
    "a probe with a body": (
        changed(lambda data: data["probes"][1].update(body="")),
        r"probes\[1\] has an unknown 'body'",
    ),
    "a probe of no name": (
        changed(lambda data: data["probes"][0].update(id=7)),
        r"probes\[0\].id is no text",
    ),
    "a probe twice": (
        changed(lambda data: data["probes"].append(data["probes"][0])),
        "names the probe .* more than once",
    ),
    "a reason that is none": (
        changed(lambda data: data["unchecked"][0].update(why="tired")),
        r"unchecked\[0\].why is none of over the budget, no probe can show it",
    ),
    "a way that is none": (
        changed(lambda data: data["unchecked"][0].update(ways=[1])),
        r"unchecked\[0\].ways\[0\] is no text",
    ),
}


@pytest.mark.parametrize(("text", "why"), BAD.values(), ids=BAD)
def test_what_is_no_plan_is_refused(text: str, why: str) -> None:
    with pytest.raises(InputError, match=no_plan(why)):
        read_plan(text)


@pytest.mark.thorough
@given(st.recursive(st.none() | st.booleans() | st.integers() | WORDS, st.lists), st.data())
def test_other_data_is_refused_in_the_same_way(other: object, data: st.DataObject) -> None:
    plan = json.loads(TEXT)
    place = plan
    while isinstance(place, dict | list) and place:
        key = data.draw(
            st.sampled_from([*(place if isinstance(place, dict) else range(len(place)))])
        )
        if data.draw(st.booleans()) or not isinstance(place[key], dict | list) or not place[key]:
            place[key] = other
            break
        place = place[key]
    with suppress(InputError):
        read_plan(json.dumps(plan))


def test_the_probes_of_a_plan_are_those_of_the_library() -> None:
    plan = make_plan(EMPTY, LIBRARY)
    assert [each.id for each in prepare(plan, EMPTY, LIBRARY).probes] == list(plan.probes)
    assert all(each in LIBRARY for each in prepare(plan, EMPTY, LIBRARY).probes)


WHOLE = make_plan(EMPTY, LIBRARY)
FOREIGN = {
    "another digest": (WHOLE._replace(digest="0" * 64), "another spec or version.*digests differ"),
    "a probe that is not known": (
        WHOLE._replace(probes=(*WHOLE.probes, "fly")),
        "another spec or version.*probe 'fly' is not known.*make it anew",
    ),
    "more seconds than stated": (WHOLE._replace(worst_seconds=34), "another spend"),
    "more jobs than stated": (WHOLE._replace(worst_jobs=2), "another spend"),
    "less than stated": (WHOLE._replace(probes=WHOLE.probes[:-1]), "another spend.*make it anew"),
    "likely more": (WHOLE._replace(likely_seconds=0, likely_jobs=0), "another spend"),
}


@pytest.mark.parametrize(("plan", "why"), FOREIGN.values(), ids=FOREIGN)
def test_a_plan_of_another_spec_is_refused(plan: ProbePlan, why: str) -> None:
    with pytest.raises(InputError, match=why):
        prepare(plan, EMPTY, LIBRARY)
