"""Combining: what was seen of a fact, in whatever mixture, and the one verdict that it makes."""

import pytest

from cometvideo import Accept, Reject, Rendering, load_family
from cometvideo.drift import Drift
from cometvideo.live.attempt import Attempt
from cometvideo.live.combining import combine
from cometvideo.live.observation import Observation
from cometvideo.live.probe import FREE, Mark, Probe
from cometvideo.live.reactions import agreeing_rejects
from cometvideo.live.reasons import fields_of
from cometvideo.live.refusals import read_refusal
from cometvideo.wire.exchange import Answer, Exchange, HttpRequest

MATRIX = load_family("seedance")
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


SEEN = Observation(Mark(f"models.{ONE}", "is taken"), "drifted", "p", "refused")


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ([SEEN], ("drifted", "known", "refused", False)),
        ([SEEN._replace(expected="5 s")], ("drifted", "5 s", "refused", True)),
        ([SEEN._replace(expected="5 s", exact=False)], ("drifted", "5 s", "refused", False)),
        (
            [SEEN._replace(expected="5 s", observed="6 s", exact=False), SEEN],
            ("drifted", "known", "refused", False),
        ),
        (
            [SEEN._replace(expected="5 s"), SEEN._replace(expected="5 s", observed="6 s")],
            ("drifted", "5 s", "refused", False),
        ),
        ([SEEN._replace(verdict="new")], ("new", None, "refused", False)),
        ([SEEN._replace(verdict="holds")], None),
    ],
)
def test_what_is_no_fact_is_told_where_it_is_news(
    seen: list[Observation], expected: tuple[object, ...] | None
) -> None:
    report = combine(MATRIX, {}, [], seen)
    found = [(e.verdict, e.expected, e.observed, e.exact) for e in report.drifts]
    assert found == ([expected] if expected else [])
    assert report.not_shown == len(MATRIX.facts)


def test_what_is_no_fact_stands_where_its_model_does() -> None:
    (of_model,) = combine(MATRIX, {}, [], [SEEN]).drifts
    first = next(each for each in MATRIX.facts.values() if each.keys[:2] == ("models", ONE))
    assert (of_model.level, of_model.where) == (first.level, first.where)
    (strange,) = combine(MATRIX, {}, [], [SEEN._replace(mark=Mark("task.x", "new"))]).drifts
    assert (strange.level, strange.where) == ("documented", None)


def test_a_report_has_what_was_to_be_shown_and_counts_the_rest() -> None:
    probe = Probe("p", "create", "POST", "/", FREE, ONE, shows=(Mark(MOST, "a"),))
    seen = Observation(Mark(STATUS, "b"), "observed", "p", left=OPTIONS[:1])
    report = combine(MATRIX, {"p": probe}, [], [seen])
    assert {each.subject: each.expected for each in report.drifts} == {MOST: 10, STATUS: OPTIONS}
    assert (report.not_shown, report.is_live) == (len(MATRIX.facts) - 2, True)


def test_evidence_says_what_was_asked_and_answered() -> None:
    probe = Probe("p", "create", "POST", "/", FREE, ONE, shows=(Mark(MOST, "a"),))
    asked = HttpRequest("POST", "/v1/videos")
    attempt = Attempt("p", "answered", (Exchange(asked, Answer(400)), Exchange(asked, None)))
    seen = [saw("a", "-", 8)._replace(place=place) for place in range(3)]
    seen.append(saw("a", "-")._replace(place=3, why=""))
    (found,) = combine(MATRIX, {"p": probe}, [attempt], seen).drifts
    assert [(each.said, each.how) for each in found.evidence] == [
        ("8", "POST /v1/videos answered 400"),
        ("8", "POST /v1/videos answered no answer"),
        ("8", "why a"),
        ("", "no exchange"),
    ]


UNLISTED, TWO = "fields.size.undocumented", "doubao-seedance-2-0"


@pytest.mark.parametrize(
    ("asked", "heard", "told"),
    [
        ("12", "12", ("observed", True, "")),
        ("12", "1", ("unchecked", True, "; no other model was heard")),
        ("1", "1", ("observed", False, f"no other model than {ONE} can show it")),
        ("12", "", ("unchecked", True, "nothing that was tried depends on it")),
        ("12", "?", ("could not tell", True, "why ?")),
    ],
)
def test_what_models_share_is_told_by_two_of_them(
    asked: str, heard: str, told: tuple[str, bool, str]
) -> None:
    mark = Mark(UNLISTED, "a")
    models = {"1": ONE, "2": TWO}
    probes = {
        each: Probe(each, "create", "POST", "/", FREE, models[each], shows=(mark,))
        for each in asked
    }
    seen = [
        Observation(mark, "could not tell", "1", why="why ?")
        if each == "?"
        else Observation(mark, "observed", each, left=MATRIX.facts[UNLISTED].one_of[:1])
        for each in heard
    ]
    (found,) = combine(MATRIX, probes, [], seen).drifts
    assert (found.verdict, found.exact) == told[:2]
    assert found.why.endswith(told[2])
    assert bool(found.why) == bool(told[2])


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
    assert "no other model" not in found.why


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
