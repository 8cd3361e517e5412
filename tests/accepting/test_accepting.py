"""Accepting: what was found becomes facts, the findings go away, and nothing is dropped."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from cometvideo import InputError, load_family
from cometvideo.accepting import Accepted, accept
from cometvideo.documentation import Copy, check_documentation
from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document
from cometvideo.facts.lint import lint
from cometvideo.facts.loading import read_chain
from cometvideo.facts.matrix import Matrix
from cometvideo.reports.drift import ReportedDrift, as_data, read_report
from tests.documentation.changes import changed_pages, observable
from tests.documentation.copies import MATRIX, SPEC, WHOLE, content
from tests.documentation.sensitivity import kind_of

CHAIN = read_chain(SPEC)
DATE = "2026-11-22"
PRO = "doubao-seedance-1-5-pro"
MAX = f"models.{PRO}.seconds.max"


def report(
    page: bytes, matrix: Matrix = MATRIX, source: str = "create-page"
) -> list[ReportedDrift]:
    """The findings on a page, through the JSON that the command prints."""
    found = check_documentation(matrix, [Copy("page", page, source)])
    return read_report(json.loads(json.dumps(as_data(found, matrix))), "report.json")


def drift(fact: str, verdict: str = "drifted", **further: Any) -> ReportedDrift:
    known = MATRIX.facts.get(fact)
    expected: Any = None
    if known is not None:
        expected = list(known.one_of) if known.is_open else known.value
        expected = list(expected) if isinstance(expected, tuple) else expected
    data = {
        "id": f"{further.get('source', 'create-page')}:{fact}:{verdict}",
        "subject": fact,
        "verdict": verdict,
        "expected": expected,
        "observed": None,
        "source": "create-page",
        **further,
    }
    return ReportedDrift(**data)


def taken(*findings: ReportedDrift, **how: Any) -> Accepted:
    return accept(CHAIN, findings, **{"extends": SPEC, "date": DATE, **how})


def matrix_of(accepted: Accepted) -> Matrix:
    return build([*CHAIN, parse_document(accepted.text, "overlay.yaml")])


def why(accepted: Accepted) -> dict[str, str]:
    return {each.drift.subject: each.why for each in accepted.left_out}


# --- round trips ------------------------------------------------------------------------------


def one_of_each_kind(page: str) -> Iterable[str]:
    kinds = {kind_of(fact): fact.path for fact in observable(page)}
    return kinds.values()


TRIPS = [
    pytest.param(page, path, id=f"{page}:{path}", marks=pytest.mark.thorough if place % 6 else ())
    for page, every in ((WHOLE[0], 1), (WHOLE[3], 3), (WHOLE[4], 4))
    for place, path in enumerate([*one_of_each_kind(page)][::every])
]


@pytest.mark.parametrize(("page", "path"), TRIPS)
def test_what_was_accepted_is_found_no_more(page: str, path: str) -> None:
    changes = list(changed_pages(page, MATRIX.facts[path]))
    assert changes
    for change in changes:
        found = report(change.content)
        accepted = taken(*found)
        after = {each.id for each in report(change.content, matrix_of(accepted))}
        assert not {*accepted.written} & after
        # Each one is written, or left out, or is none that could be taken.
        every = {*accepted.written, *(each.drift.id for each in accepted.left_out)}
        assert {each.id for each in found} - every == {
            each.id for each in found if each.verdict == "could not tell"
        }


def test_an_accepted_fact_is_held_to_the_page_in_future() -> None:
    page = content("create.txt")
    accepted = taken(*report(page.replace(b"from 2 to 10", b"from 2 to 11")))
    (back,) = report(page, matrix_of(accepted))
    assert (back.verdict, back.expected, back.observed) == ("drifted", 11, 10)


def test_a_moved_path_leaves_the_page_the_same_page() -> None:
    # By the source of the path a page is told from others.
    accepted = taken(drift("operations.create.path", observed="/v2/videos"))
    fact = matrix_of(accepted).facts["operations.create.path"]
    assert (fact.value, fact.sources) == ("/v2/videos", ("create-page",))
    moved = content("create.md").replace(b"/v1/videos", b"/v2/videos")
    found = check_documentation(matrix_of(accepted), [Copy("page", moved)])
    assert found.summary["holds"] > 100


def test_another_generation() -> None:
    page = content("first-generation.txt")
    found = report(page)
    accepted = taken(*found)
    assert accepted.written
    # What is new has no fact yet; statuses that it takes the place of cannot go before it is there,
    # nor while another page lists them.
    others = [each for each in accepted.left_out if each.drift.verdict != "new"]
    assert all(each.drift.subject.startswith("task.") for each in others)
    assert all(re.search("is no status|retrieve-page still says", each.why) for each in others)
    after = {each.id for each in report(page, matrix_of(accepted))}
    assert not {*accepted.written} & after


def test_the_overlay_as_a_file(tmp_path: Path) -> None:
    accepted = taken(*report(content("create.txt").replace(b"from 2 to 10", b"from 2 to 11")))
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(accepted.text, encoding="utf-8")
    assert lint(overlay) == ()
    matrix = load_family(overlay)
    fact = matrix.facts["models.doubao-seedance-1-0-pro.seconds.max"]
    assert (fact.value, fact.level) == (11, "documented")
    assert fact.sources == ("create-page", "create-page-2026-11-22")
    assert fact.note == "10 (create-page) before 2026-11-22"
    source = matrix.sources["create-page-2026-11-22"]
    assert source.kind == "documentation"
    assert source.address == MATRIX.sources["create-page"].address
    # Once more on top of it, the day's source is another one.
    further = accept(
        read_chain(overlay),
        [drift("fields.seconds.max", expected=15, observed=20)],
        extends="overlay.yaml",
        date=DATE,
    )
    assert "create-page-2026-11-22-2:" in further.text


# --- what is written ----------------------------------------------------------------------------


def test_what_was_seen_live() -> None:
    accepted = taken(drift(MAX, source="live", observed=10, origin="http://127.0.0.1:9/v1"))
    fact = matrix_of(accepted).facts[MAX]
    assert (fact.value, fact.level, fact.sources) == (10, "observed", ("live-2026-11-22",))
    # What the page says is still there to be read.
    assert {(each.source, each.value) for each in fact.also} == {
        ("announcement-2026-04", 15),
        ("create-page", 12),
    }
    source = matrix_of(accepted).sources["live-2026-11-22"]
    assert (source.kind, source.address) == ("observation", "http://127.0.0.1:9/v1")
    assert MAX in source.covers


def test_the_evidence_is_named() -> None:
    accepted = taken(drift(MAX, source="live", observed=10), evidence="https://example.com/run/1")
    source = matrix_of(accepted).sources["live-2026-11-22"]
    assert source.address == "https://example.com/run/1"


@pytest.mark.parametrize(
    ("observed", "one_of"),
    [("refused", ("as_asked", "nearest", "refused")), ("cropped", ())],
    ids=["an option", "none of the options"],
)
def test_an_open_fact_is_settled(observed: str, one_of: tuple[str, ...]) -> None:
    accepted = taken(
        drift("fields.size.undocumented", "observed", source="live", observed=observed)
    )
    fact = matrix_of(accepted).facts["fields.size.undocumented"]
    assert (fact.value, fact.one_of, fact.level) == (observed, one_of, "observed")
    assert fact.note == "open (as_asked or nearest or refused) before 2026-11-22"


def test_what_is_gone() -> None:
    accepted = taken(
        drift("fields.size.pattern", "gone"),
        drift(f"models.{PRO}", "gone"),
        drift(MAX, "gone"),
    )
    assert len(accepted.written) == 3
    matrix = matrix_of(accepted)
    assert "fields.size.pattern" not in matrix.facts
    assert PRO not in matrix.models
    assert accepted.text.count("null") == 2
    assert MAX in accepted.text


@pytest.mark.parametrize(
    ("subject", "observed", "value"),
    [
        ("fields.prompt.default", "a", "a"),
        ("fields.seconds.values", "many", None),
        (f"models.{PRO}.seconds.step", 2, None),
        ("fields.input_reference.limits.max_letters", 9, None),
        ("body.encodings.multipart/mixed", "read", "read"),
        ("body.encodings.multipart/mixed", "eaten", None),
        ("task.fields.progress.unit", "percent", "percent"),
        ("task.fields.progress.unit", 5, None),
        ("sizes.seedance-1-0.720p.5:4", "wide", None),
        ("models.doubao-seedance-9", "doubao-seedance-9", None),
        ("fields.style", "string", None),
        ("task.statuses.expired", "expired", None),
        ("nowhere.at.all", 5, None),
    ],
)
def test_what_is_new(subject: str, observed: object, value: object) -> None:
    assert subject not in MATRIX.facts
    accepted = taken(drift(subject, "new", observed=observed))
    if value is None:
        assert accepted.written == ()
        assert subject in why(accepted)
    else:
        assert matrix_of(accepted).facts[subject].value == value


@pytest.mark.parametrize(
    ("subject", "observed"),
    [
        ("sizes.seedance-1-0.720p.5:4", "1104x880"),
        (f"models.{PRO}.seconds.values", [2, 8]),
        (f"models.{PRO}.seconds.default", 99),
    ],
)
def test_nothing_is_written_that_lint_refuses(
    subject: str, observed: object, tmp_path: Path
) -> None:
    fine = drift(MAX, "drifted", expected=MATRIX.facts[MAX].value, observed=11)
    accepted = taken(drift(subject, "new", observed=observed), fine)
    assert accepted.written == (fine.id,)
    assert "the spec cannot do with it" in why(accepted)[subject]
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text(accepted.text, encoding="utf-8")
    assert [each for each in lint(overlay) if each.severity == "error"] == []


# --- what is left out ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("finding", "reason"),
    [
        pytest.param(drift(MAX), "no exact value was observed", id="no value"),
        pytest.param(drift(MAX, observed="ten"), "another type", id="another type"),
        pytest.param(drift(MAX, observed=[10]), "another type", id="a list"),
        pytest.param(drift(MAX, observed=True), "another type", id="a truth value"),
        pytest.param(drift(MAX, observed={"max": 10}), "another type", id="an object"),
        pytest.param(drift(MAX, expected=13, observed=10), "another spec", id="another spec"),
        pytest.param(drift(MAX, source="nobody", observed=10), "no source", id="no source"),
        pytest.param(
            drift(MAX, source="announcement-2026-04", expected=15, observed=14),
            "noted beside the fact",
            id="another opinion",
        ),
        pytest.param(
            drift(MAX, "contradicted", observed=["10", "12"]), "contradict", id="contradicted"
        ),
        pytest.param(drift("models.nobody", "gone"), "nothing of that name", id="gone before"),
        pytest.param(
            drift("fields.prompt.kind", "gone"), "as a whole or not at all", id="indispensable"
        ),
        pytest.param(drift(MAX, observed=10**50), "digits", id="no YAML"),
        pytest.param(
            drift("task.id_example", observed="\ud800"), "surrogate", id="half a character"
        ),
    ],
)
def test_what_cannot_be_written(finding: ReportedDrift, reason: str) -> None:
    fine = drift("fields.seconds.max", observed=20)
    accepted = taken(finding, fine)
    assert accepted.written == (fine.id,)
    assert reason in why(accepted)[finding.subject]
    assert "# Left out: 1 finding" in accepted.text
    assert finding.id in "".join(
        line.strip().removeprefix("#").strip() for line in accepted.text.splitlines()
    )
    matrix_of(accepted)


def test_a_page_against_facts_of_others() -> None:
    status = "rejections.by_field.seconds.out-of-range.status"
    accepted = taken(drift(status, "contradicted", observed=422))
    assert matrix_of(accepted).facts[status].value == 422


def test_findings_that_differ() -> None:
    one = drift(MAX, observed=10)
    other = drift(MAX, source="retrieve-page", observed=11)
    both = taken(one, other)
    assert both.written == ()
    assert [each.drift.id for each in both.left_out] == [one.id, other.id]
    assert taken(one, other, only=[one.id]).written == (one.id,)
    # What the API does counts more than what a page says.
    live = drift(MAX, source="live", observed=9)
    accepted = taken(one, live)
    assert accepted.written == (live.id,)
    assert matrix_of(accepted).facts[MAX].value == 9


def test_findings_that_agree() -> None:
    accepted = taken(drift(MAX, observed=10), drift(MAX, source="live", observed=10))
    assert len(accepted.written) == 2
    fact = matrix_of(accepted).facts[MAX]
    assert fact.sources == ("create-page", "create-page-2026-11-22", "live-2026-11-22")
    assert fact.level == "observed"


def test_inside_what_is_gone() -> None:
    accepted = taken(drift(f"models.{PRO}", "gone"), drift(MAX, observed=10))
    assert accepted.written == (f"create-page:models.{PRO}:gone",)
    assert why(accepted) == {MAX: f"models.{PRO} is gone as a whole"}


def test_only_what_is_chosen() -> None:
    first, second = drift(MAX, observed=10), drift("fields.seconds.max", observed=20)
    accepted = taken(first, second, only=[second.id])
    assert (accepted.written, accepted.left_out, accepted.passed) == ((second.id,), (), 1)
    with pytest.raises(InputError, match="no finding 'x'"):
        taken(first, only=["x"])


@pytest.mark.parametrize("verdict", ["holds", "could not tell", "unchecked"])
def test_what_is_no_drift_is_passed_over(verdict: str) -> None:
    finding = drift(MAX, verdict, observed=12)
    accepted = taken(finding)
    assert (accepted.written, accepted.left_out, accepted.passed) == ((), (), 1)
    assert verdict in why(taken(finding, only=[finding.id]))[MAX]


def test_known_drift_is_passed_over() -> None:
    finding = drift(MAX, observed=10, accepted="a slip of the page")
    assert taken(finding).passed == 1
    assert taken(finding, only=[finding.id]).written == (finding.id,)


@pytest.mark.parametrize("places", [("a\nb: c",), ("\x85models: null",), ("\u2028- x",)])
def test_what_a_page_is_called_writes_nothing(places: tuple[str, ...]) -> None:
    accepted = taken(
        drift(MAX, observed=10, places=places),
        drift("x", "new", places=places, observed="a\nb: c"),
    )
    assert matrix_of(accepted).facts[MAX].value == 10


# --- reports that are none ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "r.json is no report of drift"),
        ({}, "r.json is no report of drift"),
        ({"findings": 5}, "r.json is no report of drift"),
        ({"findings": [5]}, "r.json, finding 1, is no object"),
        ({"findings": [{"id": "a"}]}, "r.json, finding 1, has no fact"),
        (
            {"findings": [{"id": "a", "fact": "b", "verdict": "odd", "source": "c"}]},
            "r.json, finding 1, has the verdict 'odd'; there are holds",
        ),
    ],
)
def test_no_report(data: object, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_report(data, "r.json")
    assert str(caught.value).startswith(message)


def test_words_for_what_was_seen_are_no_value() -> None:
    accepted = taken(drift(MAX, source="live", observed="at least 13", exact=False))
    (left,) = accepted.left_out
    assert left.why == "what it is now is not known exactly, only this: at least 13"
    assert accepted.written == ()
