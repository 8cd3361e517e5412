"""Removals: what a page drops goes as a whole or not at all, and never lets a request through."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest

from cometvideo import load, predict
from cometvideo.accepting import Accepted, accept
from cometvideo.changes import diff
from cometvideo.documentation import Copy, check_documentation
from cometvideo.facts.claims import Document, build
from cometvideo.facts.documents import parse_document
from cometvideo.facts.fact import Fact
from cometvideo.facts.loading import read_chain, shipped_specs
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.vocabulary import row_of
from cometvideo.reports.drift import ReportedDrift, as_data, read_report
from cometvideo.samples.requests import classified
from tests.documentation.copies import SPEC, content

RANKS = {"valid": 0, "uncertain": 1, "invalid": 2}
SPECS = [name for name in shipped_specs() if "@" not in name and isinstance(load(name), Matrix)]
WHERE = (("fields",), ("models",), ("task", "fields"), ("task", "statuses"), ("operations",))

# The facts without which things are none; a row of sizes is one of its sizes.
NEEDED = {"fields": "kind", "task": "type", "operations": "path"}


@cache
def chain_of(spec: str) -> tuple[Document, ...]:
    return tuple(read_chain(spec))


@cache
def matrix_of(spec: str) -> Matrix:
    return build(list(chain_of(spec)))


@cache
def boundaries(spec: str) -> tuple[tuple[dict[str, object], int], ...]:
    matrix = matrix_of(spec)
    requests = [{**example.fields} for example, _ in classified(matrix)]
    return tuple((each, RANKS[predict(matrix, each).verdict]) for each in requests)


class Dropped(NamedTuple):
    """A thing of a spec that the page of a source has no more, and what is said of it so."""

    spec: str
    keys: tuple[str, ...]
    sources: tuple[str, ...]
    findings: tuple[ReportedDrift, ...]

    def __str__(self) -> str:
        return f"{self.spec}-{'.'.join(self.keys)}-{'+'.join(self.sources)}"

    def accepted(self, *only: str) -> Accepted:
        chain = chain_of(self.spec)
        return accept(chain, self.findings, extends=self.spec, date="2026-11-22", only=only)

    def after(self, accepted: Accepted) -> Matrix:
        overlay = parse_document(accepted.text, "overlay.yaml")
        return build([*chain_of(self.spec), overlay])

    def is_about(self, request: dict[str, object], matrix: Matrix) -> bool:
        """Whether it is the thing itself that a request has, or lacks where it had to have it."""
        section, name = self.keys[0], self.keys[-1]
        if section == "fields":
            return name in request or matrix.flag("fields", name, "required") is True
        return section == "models" and request.get("model") == name


def gone(path: str, source: str) -> ReportedDrift:
    return ReportedDrift(f"{source}:{path}:gone", path, "gone", None, None, source)


def is_shown(fact: Fact) -> bool:
    row = row_of(fact.keys)
    return row is not None and row.page is True and not fact.is_open


def things(matrix: Matrix) -> Iterator[tuple[str, ...]]:
    for where in WHERE:
        yield from ((*where, name) for name, _ in matrix.blocks(*where))
    for table, block in matrix.blocks("sizes"):
        yield from (("sizes", table, row) for row, _ in block.blocks())


def dropped() -> Iterator[Dropped]:
    for spec in SPECS:
        matrix = matrix_of(spec)
        for keys in things(matrix):
            named = [*matrix.block(*keys).all_facts()]
            if keys[0] == "fields":
                others = [("models", model, keys[1]) for model in matrix.models]
                others.append(("rejections", "by_field", keys[1]))
                named += [each for other in others for each in matrix.block(*other).all_facts()]
            every = tuple(dict.fromkeys(each for fact in named for each in fact.sources))
            for sources in dict.fromkeys([every[:1], every]):
                findings = tuple(
                    gone(path, source)
                    for source in sources
                    for path in (
                        # Pages list these, so that the whole of one is found to be gone.
                        [".".join(keys)]
                        if keys[:2] == ("task", "statuses") or keys[0] == "models"
                        else [e.path for e in named if is_shown(e) and source in e.sources]
                    )
                )
                if findings:
                    yield Dropped(spec, keys, sources, findings)


DROPPED = [*dropped()]
NAMES = [
    pytest.param(each, id=str(each), marks=pytest.mark.thorough if at % 25 else ())
    for at, each in enumerate(DROPPED)
]


@pytest.mark.parametrize("of", NAMES)
def test_a_thing_goes_as_a_whole_or_not_at_all(of: Dropped) -> None:
    matrix = matrix_of(of.spec)
    single = [(each.id,) for each in of.findings]
    for only in ((), *single[:1], *single[-2:]) if len(single) > 1 else ((),):
        accepted = of.accepted(*only)
        after = of.after(accepted)
        assert {*accepted.written} | {each.drift.id for each in accepted.left_out} == {
            *(only or (each.id for each in of.findings))
        }
        if not accepted.written:
            assert after.facts == matrix.facts
            continue
        parts = [*matrix.block(*of.keys).all_facts()]
        needed = NEEDED.get(of.keys[0])
        is_gone = {each.path for each in parts if not needed or each.keys[-1] == needed}
        if is_gone <= {each.subject for each in of.findings}:
            assert [*after.block(*of.keys).all_facts()] in ([], parts)
        lost = [each for each in matrix.facts if each not in after.facts]
        whole = not after.block(*of.keys)
        if whole:
            judged = {each.change.path: each.breaking for each in diff(matrix, after).judged}
            assert judged[".".join(of.keys)]
        for request, before in boundaries(of.spec):
            now = RANKS[predict(after, request).verdict]
            # What is said to be gone is not documented any more, and that is all.
            least = min(before, 1) if whole and of.is_about(request, matrix) else before
            if whole and of.keys[0] == "fields" and of.keys[1] not in request:
                continue
            assert now >= least, (only, request, lost, accepted.text)


def without_the_image() -> bytes:
    """The page with the field and what is said of it taken out of the list."""
    page = content("create.md").decode()
    return re.sub(r"(?m)^ {8}input_reference:\n(?: {9,}.*\n)*", "", page).encode()


def test_a_field_that_a_page_drops() -> None:
    found = check_documentation(matrix_of(SPEC), [Copy("page", without_the_image(), "create-page")])
    findings = read_report(json.loads(json.dumps(as_data(found, matrix_of(SPEC)))), "report")
    assert {each.verdict for each in findings} == {"gone", "could not tell"}
    page = Dropped(SPEC, ("fields", "input_reference"), ("create-page",), tuple(findings))
    accepted = page.accepted()
    assert len(accepted.written) == 7
    assert accepted.left_out == ()
    after = page.after(accepted)
    assert not [each for each in after.facts if "input_reference" in each]
    judged = {each.change.path: each.breaking for each in diff(matrix_of(SPEC), after).judged}
    assert judged["fields.input_reference"]


PRO = "models.doubao-seedance-1-5-pro.input_reference.accepted"


@pytest.mark.parametrize(
    ("findings", "reason"),
    [
        pytest.param(
            [gone("fields.input_reference.kind", "create-page"), gone(PRO, "create-page")],
            "fields.input_reference goes as a whole or not at all: "
            "fields.input_reference.required is not accepted as gone",
            id="a part",
        ),
        pytest.param(
            [gone(PRO, "create-page")],
            "doubao-seedance-1-5-pro, a request with input_reference",
            id="silent",
        ),
        pytest.param(
            [gone("task.statuses.queued", "create-page")],
            "retrieve-page still says task.statuses.queued",
            id="of two pages",
        ),
        pytest.param(
            [gone("rejections.by_request.key-missing.status", "retrieve-page")],
            "error-guide still says",
            id="a guide",
        ),
    ],
)
def test_what_is_not_taken_out(findings: list[ReportedDrift], reason: str) -> None:
    of = Dropped(SPEC, (), ("create-page",), tuple(findings))
    accepted = of.accepted()
    assert accepted.written == ()
    assert all(reason in each.why for each in accepted.left_out), accepted.left_out
    assert of.after(accepted).facts == matrix_of(SPEC).facts


ALONE = [
    Dropped(spec, fact.keys, (source,), (gone(fact.path, source),))
    for spec in SPECS
    for fact in matrix_of(spec).facts.values()
    # A field without a kind is none; of sizes, one of each row is enough.
    if (
        is_shown(fact)
        and fact.keys[0] in {"body", "fields", "models"}
        and fact.keys[2:] != ("kind",)
    )
    or (fact.keys[0] == "sizes" and fact.keys[-1] in {"16:9", "9x16"})
    for source in fact.sources[:1]
]


@pytest.mark.parametrize(
    "of",
    [
        pytest.param(each, id=str(each), marks=pytest.mark.thorough if at % 30 else ())
        for at, each in enumerate(ALONE)
    ],
)
def test_a_page_that_is_silent_on_one_fact_lets_nothing_through(of: Dropped) -> None:
    accepted = of.accepted()
    after = of.after(accepted)
    assert len(accepted.written) + len(accepted.left_out) == 1
    assert after.models == matrix_of(of.spec).models
    assert accepted.written or after.facts == matrix_of(of.spec).facts
    for request, before in boundaries(of.spec) if accepted.written else ():
        assert RANKS[predict(after, request).verdict] >= before, request
