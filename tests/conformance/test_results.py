from collections.abc import Sequence
from pathlib import Path

import pytest

from cometvideo import CometVideoError, InputError, load_family
from cometvideo.conformance import CLAUSES, InProcess, Report, Result, check, read_known
from cometvideo.conformance.cases import Case, Observed
from cometvideo.conformance.clause import CaseVerdict, Clause, Verdict
from cometvideo.conformance.material import Material
from cometvideo.conformance.protocol import Answer, Job
from cometvideo.conformance.results import judge_all, with_known
from cometvideo.reports.known import Known
from tests.miniatures.clients.miniature import miniature

MUST = next(each for each in CLAUSES.values() if each.level == "must")
SHOULD = next(each for each in CLAUSES.values() if each.level == "should")
ADVICE = next(each for each in CLAUSES.values() if each.level == "advice")
PLOT = Material(load_family("seedance"))


def clause_of(found: Sequence[Verdict]) -> tuple[Clause, list[Observed]]:
    """A clause that judges its cases so, one after the other."""
    cases = [Observed(Case(f"case {n}", {}), "", (), None) for n in range(len(found))]
    judgements = {
        id(case): CaseVerdict(each, each) for case, each in zip(cases, found, strict=True)
    }
    judgements |= {
        id(c): CaseVerdict("passed") for c, e in zip(cases, found, strict=True) if e == "passed"
    }

    def judge(observed: Observed, _: Material) -> CaseVerdict:
        return judgements[id(observed)]

    return MUST._replace(judge=judge, needs=frozenset()), cases


@pytest.mark.parametrize(
    ("found", "verdict", "case"),
    [
        ([], "not applicable", None),
        (["passed"], "passed", None),
        (["passed", "not applicable"], "passed", None),
        (["not applicable"], "not applicable", None),
        (["passed", "could not tell"], "could not tell", "case 1"),
        (["could not tell", "failed", "passed"], "failed", "case 1"),
        (["failed", "failed"], "failed", "case 0"),
    ],
)
def test_the_gravest_case_counts(found: list[Verdict], verdict: Verdict, case: str | None) -> None:
    result = judge_all(*clause_of(found), PLOT)
    assert result.verdict == verdict
    shown = result.counterexample
    assert (shown.case.name if shown else None) == case


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ([Result(MUST, "passed")], 0),
        ([Result(MUST, "not applicable"), Result(SHOULD, "skipped")], 0),
        ([Result(MUST, "failed")], 1),
        ([Result(SHOULD, "failed")], 1),
        ([Result(ADVICE, "failed")], 0),
        ([Result(MUST, "could not tell")], 3),
        ([Result(ADVICE, "could not tell")], 0),
        ([Result(MUST, "could not tell"), Result(SHOULD, "failed")], 1),
        ([Result(MUST, "failed", known="old")], 0),
    ],
)
def test_exit_codes(results: list[Result], code: int) -> None:
    assert Report(tuple(results), load_family("seedance"), 0, "quick").exit_code == code


def test_stale_expectations_fail() -> None:
    results = [Result(MUST, "passed"), Result(SHOULD, "failed")]
    known = [Known(SHOULD.id, "not yet"), Known(MUST.id, "long ago"), Known("no-such", "never")]
    marked, stale = with_known(results, known)
    assert [each.known for each in marked] == ["", "not yet"]
    assert stale == known[1:]
    assert (
        Report(tuple(marked), load_family("seedance"), 0, "quick", stale=tuple(stale)).exit_code
        == 1
    )
    assert Report(tuple(marked), load_family("seedance"), 0, "quick").exit_code == 0


@pytest.mark.parametrize("verdict", ["could not tell", "skipped"])
def test_what_was_not_seen_is_not_stale(verdict: Verdict) -> None:
    assert with_known([Result(MUST, verdict)], [Known(MUST.id, "why")])[1] == []


@pytest.mark.parametrize(
    "text",
    [
        '[{"id": "deadline", "reason": "has none"}]',
        "- id: deadline\n  reason: has none\n",
        "# what is known\n- { id: deadline, reason: has none }\n",
    ],
)
def test_expectations_are_read(text: str, tmp_path: Path) -> None:
    file = tmp_path / "known.yaml"
    file.write_text(text)
    assert read_known(file) == [Known("deadline", "has none")]


@pytest.mark.parametrize(
    "text", ["{}", "id: deadline", "- deadline", "- { id: deadline }", "[", "- {reason: x}", "\xff"]
)
def test_what_is_no_list_of_expectations_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "known.yaml"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(CometVideoError, match=r"known\.yaml"):
        read_known(file)
    with pytest.raises(InputError, match="cannot read"):
        read_known(tmp_path / "none.yaml")


def test_a_run_honours_what_is_known() -> None:
    runner = InProcess(miniature("no-deadline"), virtual=True)
    known = [Known("deadline", "has none"), Known("form-multipart", "long ago")]
    report = check(runner, clauses=["deadline", "form-multipart"], known=known)
    assert report.of("deadline").known == "has none"
    assert report.stale == (known[1],)


def test_clauses_and_profiles_have_names() -> None:
    runner = InProcess(miniature(), virtual=True)
    with pytest.raises(InputError, match="no clause 'nope'; there are: form-multipart"):
        check(runner, clauses=["nope"])
    with pytest.raises(InputError, match="allowed: quick, thorough"):
        check(runner, profile="slow")


@pytest.mark.parametrize(
    ("answer", "verdicts"),
    [
        pytest.param(
            Answer("unsupported", message="no files"),
            {"not applicable"},
            id="unsupported",
        ),
        pytest.param(Answer("error", message="no idea"), {"could not tell"}, id="nothing-sent"),
    ],
)
def test_a_client_that_does_nothing_is_not_judged(answer: Answer, verdicts: set[str]) -> None:
    def client(_: Job) -> Answer:
        return answer

    chosen = ["form-multipart", "form-bearer", "deadline", "one-task-after-drop"]
    report = check(InProcess(client, virtual=True), clauses=chosen)
    assert {report.of(each).verdict for each in chosen} == verdicts
