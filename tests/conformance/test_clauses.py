import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cometvideo import load_family, predict
from cometvideo.conformance import CLAUSES, InProcess, Report, check, reference
from cometvideo.conformance.cases import File, Observed, files_in
from cometvideo.conformance.material import Material, looked_at
from cometvideo.conformance.protocol import Job
from cometvideo.conformance.results import facts_of, judge
from cometvideo.wire.bodies import multipart
from cometvideo.wire.exchange import Answer as HttpAnswer
from cometvideo.wire.exchange import HttpRequest
from cometvideo.wire.request import Part
from tests.conformance.judgements import (
    CREATE,
    HABITS,
    INVENTED_LACKS,
    KEY,
    MATERIAL,
    SITUATIONS,
    expected,
    in_situation,
)
from tests.miniatures.clients.faults import FAULTS, FURTHER
from tests.miniatures.clients.miniature import RIGHT, miniature
from tests.mock.talk import png
from tests.thorough import few, thorough

WHOLE = "fixtures/whole/whole.cometvideo.yaml"


def failed(report: Report) -> set[str]:
    return {each.clause.id for each in report.results if each.verdict == "failed"}


def verdicts(report: Report, *wanted: str) -> dict[str, str]:
    return {e.clause.id: e.summary for e in report.results if e.verdict in wanted}


@pytest.mark.parametrize("profile", ["quick", *thorough("thorough")])
def test_the_client_of_the_package_passes_every_clause(profile: str) -> None:
    report = check(InProcess(reference(), virtual=True), profile=profile)
    assert verdicts(report, "failed", "could not tell", "not applicable", "skipped") == {}
    assert report.exit_code == 0


# Tasks of Sora have no link, and few other fields.
IDLE = {"sora": 8}


@pytest.mark.parametrize(
    "spec", ["seedance@2026-04", *thorough("fixtures/specs/overlay.yaml", "sora")]
)
def test_it_passes_them_in_the_words_of_other_specs(spec: str) -> None:
    report = check(InProcess(reference(spec), virtual=True), spec=spec)
    assert verdicts(report, "failed", "could not tell") == {}
    assert len(verdicts(report, "not applicable")) <= IDLE.get(spec, 1)


@pytest.mark.parametrize("spec", ["seedance", "sora", WHOLE])
def test_every_file_of_a_case_is_taken(spec: str) -> None:
    """Also where it has to be of the size of the video."""
    material = Material(load_family(spec))
    for count in (1, 3):
        request = material.with_files(count)
        if request is None:
            assert (spec, count) != ("seedance", 3)
            continue
        files = files_in(next(each for each in request.values() if files_in(each)))
        assert len({each.data for each in files}) == count
        assert predict(material.matrix, looked_at(request)).verdict == "valid"


def test_what_a_spec_has_not_is_not_applicable() -> None:
    spec = load_family("fixtures/specs/invented.yaml")
    report = check(InProcess(reference(spec), virtual=True), spec=spec)
    others = verdicts(report, "not applicable")
    assert others.keys() == INVENTED_LACKS
    assert set(others.values()) == {"reel has no such thing"}
    assert "form-bearer" in verdicts(report, "passed")


def test_the_miniature_without_a_fault_passes_every_clause() -> None:
    report = check(InProcess(miniature(RIGHT), virtual=True))
    assert verdicts(report, "failed", "could not tell", "not applicable", "skipped") == {}


def test_every_case_is_told_of() -> None:
    told: list[tuple[str, int, int]] = []
    chosen = ["form-multipart", "form-meaning", "form-bearer"]
    runner = InProcess(miniature(RIGHT), virtual=True)
    check(runner, clauses=chosen, on_played=lambda *each: told.append(each))
    ends = [place for place, (_, ran, count) in enumerate(told, 1) if ran == count]
    assert len(ends) == 2, "those of the spec, then those that are drawn"
    for begin, end in zip([0, *ends], ends, strict=False):
        count = told[begin][2]
        assert [each[1:] for each in told[begin:end]] == [(n, count) for n in range(count + 1)]
    assert {each[0] for each in told} <= set(chosen)


@pytest.mark.parametrize(("fault", "clause"), [*FAULTS.items(), *FURTHER.items()])
def test_a_fault_breaks_its_clause(fault: str, clause: str) -> None:
    report = check(InProcess(miniature(fault), virtual=True), clauses=[clause])
    assert failed(report) == {clause}
    assert report.of(clause).summary
    assert report.exit_code == (0 if CLAUSES[clause].level == "advice" else 1)


@pytest.mark.parametrize("fault", few(FAULTS, 25))
def test_it_breaks_no_other(fault: str) -> None:
    report = check(InProcess(miniature(fault), virtual=True))
    assert failed(report) == {FAULTS[fault]}


@pytest.mark.parametrize("habit", few(HABITS, 6))
def test_a_habit_breaks_nothing(habit: str) -> None:
    report = check(InProcess(miniature(habit), virtual=True))
    found = {e.clause.id: e.verdict for e in report.results if e.verdict != "passed"}
    assert found == HABITS[habit]


def test_every_situation_is_judged() -> None:
    table = [(clause.id, situation, verdict) for clause, situation, verdict in expected()]
    found = [
        (
            name,
            situation,
            judge(CLAUSES[name], in_situation(CLAUSES[name], situation), MATERIAL).verdict,
        )
        for name in CLAUSES
        for situation in SITUATIONS
    ]
    assert found == table


def test_every_clause_is_broken_by_a_miniature() -> None:
    assert sorted(FAULTS.values()) == sorted(CLAUSES)


@pytest.mark.parametrize("name", CLAUSES)
def test_a_clause_is_complete(name: str) -> None:
    each = CLAUSES[name]
    material = Material(load_family("seedance"))
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", each.id)
    assert each.id == name
    assert each.says.endswith(".")
    assert each.why.endswith(".")
    assert each.level in {"must", "should", "advice"}
    facts = facts_of(each, material)
    assert facts
    assert all(fact.sources for fact in facts)
    names = [case.name for case in each.cases(material)]
    assert names
    assert len(names) == len(set(names))
    assert set(each.after) < set(CLAUSES)


# What arrives for two files that were asked for: those, or others.
SMALLER, CUT = png(200, 200), png(200, 200)[:-9]
GIVEN = png(400, 400), png(500, 500)


@pytest.mark.parametrize(
    ("arrived", "verdict"),
    [
        (GIVEN, "passed"),
        ((SMALLER, GIVEN[1]), "could not tell"),
        ((SMALLER, SMALLER), "could not tell"),
        ((SMALLER, CUT), "failed"),
        ((SMALLER, b"a text"), "failed"),
        ((SMALLER,), "failed"),
    ],
)
def test_an_image_that_was_made_anew_is_no_fault_that_can_be_seen(
    arrived: tuple[bytes, ...], verdict: str
) -> None:
    clause = CLAUSES["form-meaning"]
    files = tuple(File(f"{n}.png", "image/png", data) for n, data in enumerate(GIVEN))
    request = {**MATERIAL.request, "model": "doubao-seedance-2-0", "input_reference": files}
    texts = [Part(name, str(each).encode()) for name, each in request.items() if each != files]
    sent = [Part("input_reference", data, "a.png", "image/png") for data in arrived]
    kind, body = multipart([*texts, *sent], "b")
    create = CREATE._replace(
        request=HttpRequest("POST", "/v1/videos", (("Content-Type", kind),), body)
    )
    case = clause.cases(MATERIAL)[0]._replace(request=request)
    observed = Observed(case, KEY, calls=(create,), answer=None)
    assert clause.judge(observed, MATERIAL).verdict == verdict


def test_a_fault_strikes_as_often_as_the_name_of_its_case_says() -> None:
    numbers = {"two": 2, "4": 4}
    for case in (case for clause in CLAUSES.values() for case in clause.cases(MATERIAL)):
        if found := re.search(r"(two|4) polls", case.name):
            assert [each["times"] for each in case.faults] == [numbers[found[1]]], case.name


OF_LINKS = {"link-is-there", "key-not-with-download"}


@pytest.mark.parametrize(
    ("family", "idle"),
    [("seedance", set()), ("veo", {"expired-link"}), ("sora", {*OF_LINKS, "expired-link"})],
)
def test_of_links_only_those_are_asked_who_have_some(family: str, idle: set[str]) -> None:
    material = Material(load_family(family))
    of_links = {*OF_LINKS, "expired-link"}
    assert {each for each in of_links if not CLAUSES[each].cases(material)} == idle


class ByWire(InProcess):
    """A client in this process that is judged by what it sends and whether it was content."""

    by_wire = True


def downloading(fault: str) -> Callable[[Job], dict[str, object]]:
    """A program that always downloads, as no job asks it to."""
    return lambda job: miniature(fault)(job._replace(download=True))


@pytest.mark.parametrize("fault", few([*FAULTS][::4], 6))
def test_a_program_as_it_is_fails_under_no_other_clause(fault: str) -> None:
    report = check(ByWire(miniature(fault), virtual=True))
    # It polls as fast as these checks ask for, and was not asked.
    assert failed(report) - {"unhurried"} <= {FAULTS[fault]}


def test_a_key_with_the_download_is_filed_where_it_belongs() -> None:
    report = check(ByWire(downloading("key-to-videos"), virtual=True))
    assert failed(report) == {"key-not-with-download", "unhurried"}
    report = check(ByWire(downloading(RIGHT), virtual=True), clauses=["key-not-with-download"])
    assert report.of("key-not-with-download").verdict == "passed"


BARE = """
format: 1
name: bare
extends: seedance
errors: { envelopes: null }
rejections:
  unstated_envelope: null
  by_field:
    prompt: { empty: { envelope: null } }
    model: { not-a-choice: { envelope: null } }
  by_request:
    malformed-body: { envelope: null }
    body-too-large: { envelope: null }
    key-missing: { envelope: null }
    unknown-task: { envelope: null }
    not-finished: { envelope: null }
"""


def test_the_sentence_of_a_refusal_is_found_without_envelopes(tmp_path: Path) -> None:
    file = tmp_path / "no-envelopes.yaml"
    file.write_text(BARE)
    spec = load_family(str(file))
    chosen = ["refusal-of-invalid", "refusal-message"]
    report = check(InProcess(miniature(RIGHT), virtual=True), spec=spec, clauses=chosen)
    assert verdicts(report, "passed").keys() == {"refusal-of-invalid"}
    assert report.of("refusal-message").verdict == "not applicable"
    report = check(InProcess(miniature("silent-refusal"), virtual=True), spec=spec, clauses=chosen)
    assert failed(report) == {"refusal-of-invalid"}


@pytest.mark.parametrize("word", ["SUBMITTED", "submitted", "Submitted"])
def test_a_status_is_named_in_any_case(word: str) -> None:
    def client(job: Job) -> dict[str, object]:
        answer = miniature("nameless-status")(job)
        return {**answer, "error": {"message": f"what is {word}?"}}

    report = check(InProcess(client, virtual=True), clauses=["other-generation"])
    assert report.of("other-generation").verdict == "passed"


@pytest.mark.parametrize(("place", "expires"), [(0, [2, 3, 4]), (1, [3])], ids=["each", "one"])
def test_a_link_expires_when_the_end_is_shown_each_time_or_once(
    place: int, expires: list[int]
) -> None:
    case = CLAUSES["expired-link"].cases(MATERIAL)[place]
    assert case.deviation
    shown = HttpAnswer(200, (), b'{"id": "task_1", "status": "completed"}')
    late: list[int] = []
    for nth in (2, 3, 4):
        reply: Any = SimpleNamespace(
            nth=nth, answer=shown, words=MATERIAL.words, advance=lambda _, nth=nth: late.append(nth)
        )
        assert case.deviation(reply) is shown
    assert late == expires


def test_what_a_spec_has_nothing_of_is_not_applicable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No text among its fields, and no other generation that has other words."""
    file = tmp_path / "silent.cometvideo.yaml"
    nothing = "fields: { prompt: null }\nrejections: { by_field: { prompt: null } }\n"
    file.write_text(f"format: 1\nextends: seedance\n{nothing}")
    monkeypatch.setattr("cometvideo.conformance.material.shipped_specs", lambda: ("seedance",))
    clauses = ("form-prompt", "other-generation")
    report = check(InProcess(reference(str(file)), virtual=True), spec=str(file), clauses=clauses)
    assert [report.of(each).verdict for each in clauses] == ["not applicable"] * 2
