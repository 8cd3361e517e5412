"""Testing: the clauses as tests of pytest, one for each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from cometvideo.conformance.checking import check, chosen_clauses
from cometvideo.conformance.inprocess import InProcess
from cometvideo.conformance.report import as_text, invocation
from cometvideo.conformance.results import Report, with_known
from cometvideo.conformance.runner import Runner
from cometvideo.facts.endpoint import AnySpec
from cometvideo.reports.known import Known

if TYPE_CHECKING:
    from cometvideo.conformance.protocol import Client

__all__ = ["clause_tests"]


def clause_tests(
    client: Client | Runner,
    *,
    virtual: bool = False,
    spec: AnySpec | str | None = None,
    model: str | None = None,
    every_family: bool = False,
    clauses: Collection[str] = (),
    profile: str = "quick",
    seed: int = 0,
    known: Mapping[str, str] | None = None,
) -> Callable[..., None]:
    """Make a test function that pytest runs once a clause.

    In a module of tests write `test_my_client = clause_tests(my_client)`.

    The client is a callable that takes a Job, or a runner for a program; `model` and `every_family`
    say which families of an endpoint it is put to, as in `check`. All clauses are played
    when the first of them is tested. `known` are clauses that are expected to fail, by id with the
    reason; one that does not fail any more fails the test. A clause that is not applicable, or of
    which nothing can be told, is skipped with its reason.
    """
    import pytest

    runner = client if isinstance(client, Runner) else InProcess(client, virtual=virtual)
    expected = [Known(*each) for each in (known or {}).items()]
    reports: list[Report] = []

    @pytest.mark.parametrize("clause", [each.id for each in chosen_clauses(clauses)])
    def test_clause(clause: str) -> None:
        if not reports:
            reports.append(
                check(
                    runner,
                    spec=spec,
                    model=model,
                    every_family=every_family,
                    clauses=clauses,
                    profile=profile,
                    seed=seed,
                )
            )
        report = reports[0]
        mine = [each for each in expected if each.id == clause]
        (result,), stale = with_known([report.of(clause)], mine)
        if stale:
            pytest.fail(f"{clause} was expected to fail and does not: {stale[0].reason}")
        if result.known:
            pytest.xfail(result.known)
        if result.verdict == "failed":
            command = invocation(spec, model, every_family=every_family)
            pytest.fail(as_text(report._replace(results=(result,)), command), pytrace=False)
        if result.verdict != "passed":
            pytest.skip(f"{result.verdict}: {result.summary}")

    return test_clause
