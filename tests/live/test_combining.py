"""Combining: what was seen of a fact, in whatever mixture, and the one verdict that it makes."""

import pytest

from cometvideo import Accept, Reject, Rendering, load
from cometvideo.drift import Drift
from cometvideo.live.combining import combine
from cometvideo.live.observation import Observation
from cometvideo.live.probe import FREE, Mark, Probe
from cometvideo.live.reactions import agreeing_rejects
from cometvideo.live.reasons import fields_of
from cometvideo.live.refusals import read_refusal

MATRIX = load("seedance")
ONE = "doubao-seedance-1-0-pro"
MOST = f"models.{ONE}.seconds.max"
STATUS = "rejections.unstated_status"
GUESS = "fields.input_reference.limits.max_bytes"


def verdict(path: str, ways: str, *seen: Observation) -> Drift:
    """The verdict on a fact that shows in ways of one letter each."""
    probe = Probe("p", "create", "POST", "/", FREE, ONE, shows=tuple(Mark(path, w) for w in ways))
    report = combine(MATRIX, {"p": probe}, [], seen)
    (found,) = (each for each in report.drifts if each.subject == path)
    return found


def saw(way: str, said: str, observed: int | None = None, *, exact: bool = True) -> Observation:
    words = {"+": "holds", "-": "drifted", "?": "could not tell", "0": "unchecked"}
    mark = Mark(MOST, way)
    return Observation(mark, words[said], "p", observed, f"why {way}", exact=exact)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "said", "observed", "why"),
    [
        ([], "unchecked", None, "not tried: a, b"),
        ([saw("a", "+")], "unchecked", 10, "as far as was tried it holds; not tried: b"),
        ([saw("a", "0")], "unchecked", None, "why a"),
        ([saw("a", "+"), saw("b", "0")], "unchecked", 10, "as far as was tried it holds; why b"),
        ([saw("a", "+"), saw("b", "+")], "holds", 10, ""),
        ([saw("a", "+"), saw("b", "?")], "could not tell", None, "why b"),
        ([saw("a", "+"), saw("b", "+"), saw("b", "?")], "holds", 10, ""),
        ([saw("a", "?"), saw("b", "?")], "could not tell", None, "why a; why b"),
        ([saw("a", "-", 8), saw("b", "?")], "drifted", 8, ""),
        ([saw("a", "+"), saw("b", "-", 8)], "drifted", 8, ""),
        ([saw("a", "-", 7, exact=False), saw("b", "-", 8)], "drifted", 8, ""),
        ([saw("a", "-", 8), saw("b", "-", 8)], "drifted", 8, ""),
    ],
)
def test_what_was_seen_makes_one_verdict(
    seen: list[Observation], said: str, observed: int | None, why: str
) -> None:
    found = verdict(MOST, "ab", *seen)
    assert (found.verdict, found.observed, found.why) == (said, observed, why)
    assert found.exact


@pytest.mark.parametrize(
    "seen",
    [
        [saw("a", "+"), saw("a", "-", 8)],
        [saw("a", "-", 8), saw("b", "-", 9)],
    ],
    ids=["held and not", "two values"],
)
def test_what_is_not_the_same_everywhere_is_not_known_exactly(seen: list[Observation]) -> None:
    found = verdict(MOST, "ab", *seen)
    assert (found.verdict, found.observed, found.exact) == ("drifted", 8, False)
    assert found.why == "it is not the same everywhere"


@pytest.mark.parametrize(
    ("ways", "why"), [("abc", "not tried: a, b, c"), ("abcd", "not tried: a, b, c and 1 more")]
)
def test_three_ways_are_named(ways: str, why: str) -> None:
    assert verdict(MOST, ways).why == why


def test_five_places_are_shown() -> None:
    seen = [saw("a", "-", 8)._replace(place=place) for place in range(7)]
    assert [each.line for each in verdict(MOST, "a", *seen).evidence] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("path", "said"), [(MOST, "drifted"), (STATUS, "new"), (GUESS, "new")])
def test_what_was_no_promise_is_not_broken(path: str, said: str) -> None:
    seen = Observation(Mark(path, "a"), "drifted", "p", 8)
    assert verdict(path, "a", seen).verdict == said


OPTIONS = MATRIX.facts[STATUS].one_of


@pytest.mark.parametrize(
    ("left", "said", "observed"),
    [
        ([], "unchecked", None),
        ([OPTIONS[:1]], "observed", OPTIONS[0]),
        ([OPTIONS[:2], OPTIONS[1:]], "observed", OPTIONS[1]),
        ([OPTIONS[:2]], "unchecked", None),
        ([OPTIONS[:1], OPTIONS[1:]], "could not tell", None),
    ],
)
def test_an_open_fact_is_what_agrees_with_all_that_was_seen(
    left: list[tuple[int, ...]], said: str, observed: int | None
) -> None:
    seen = [Observation(Mark(STATUS, "a"), "observed", "p", left=each) for each in left]
    found = verdict(STATUS, "a", *seen)
    assert (found.verdict, found.observed) == (said, observed)


@pytest.mark.parametrize(
    ("status", "code", "agrees"),
    [
        (None, None, True),
        (400, None, True),
        (422, None, False),
        (None, "A", True),
        (None, "B", False),
        (400, "A", True),
        (422, "A", False),
    ],
)
def test_a_refusal_agrees_by_status_and_code(
    status: int | None, code: str | None, *, agrees: bool
) -> None:
    body = {"error": {"message": "m", "type": "t", "param": "", "code": "A"}}
    refused = read_refusal(MATRIX, 400, body)
    reject = Reject(status, code, None, None, "open", "size", "off-pattern")
    accept = Accept(Rendering(5, 1280, 720))
    assert agreeing_rejects((accept, reject), refused) == ((reject,) if agrees else ())


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (MOST, {"seconds"}),
        ("sizes.seedance-1-0.720p.1:1", {"size"}),
        (f"models.{ONE}.size.table", {"size"}),
        (STATUS, set()),
    ],
)
def test_a_fact_is_about_fields(path: str, fields: set[str]) -> None:
    assert fields_of(MATRIX, MATRIX.facts[path]) == fields
