"""Clauses on the key: that it goes to the API, and nowhere else."""

from __future__ import annotations

from cometvideo.conformance.cases import Case, Observed
from cometvideo.conformance.clause import (
    PASSED,
    CaseVerdict,
    Clause,
    failed,
    not_applicable,
    unless,
)
from cometvideo.conformance.deviations import redirecting
from cometvideo.conformance.material import Material
from cometvideo.wire.exchange import HttpRequest

__all__ = ["CLAUSES"]

_WHY = "Videos lie with another party, whose logs would then hold a key that spends money."
_SEE_OTHER = (302, 307)


def _downloads(material: Material) -> list[Case]:
    return [material.success]


def _carries(request: HttpRequest, key: str) -> str | None:
    """Where a request has the key; None where it has none."""
    for name, value in request.headers:
        if key in value:
            return f"header {name}"
    if key in request.target:
        return "address"
    return "body" if key.encode() in request.body else None


def _stays_home(observed: Observed, _: Material) -> CaseVerdict:
    for each in observed.downloads:
        where = _carries(each.request, observed.key)
        if where is not None:
            return failed(f"{each.request.method} {each.request.path} carried the key ({where})")
    return PASSED


def _not_with_download(observed: Observed, material: Material) -> CaseVerdict:
    if not observed.downloads:
        return not_applicable("the client does not download videos")
    return _stays_home(observed, material)


def _redirects(material: Material) -> list[Case]:
    return [
        Case(
            f"a {operation} redirected with HTTP {status}",
            material.request,
            deviation=redirecting(operation, status),
            deadline_s=3.0,
        )
        for operation in material.words.operations
        for status in _SEE_OTHER
    ]


def _talks(material: Material) -> list[Case]:
    refused = [
        Case(
            f"HTTP {status} to a create, for the output's sake",
            material.request,
            faults=({"operation": "create", "status": status},),
        )
        for status in material.advised("never")
    ]
    drop = ({"operation": "create", "kind": "drop"},)
    return [material.success, *refused, Case("a dropped create", material.request, faults=drop)]


def _is_silent(observed: Observed, _: Material) -> CaseVerdict:
    answer = str(observed.answer)
    before = observed.printed.before_key
    if before is None and observed.key in answer:
        before = answer.partition(observed.key)[0][-40:]
    shown = "" if before is None else " ".join(before.split())[-40:]
    return unless(before is None, f"the key was printed, logged or raised, after {shown!r}")


CLAUSES = (
    Clause(
        "key-not-with-download",
        "must",
        "The key does not go along with the download.",
        _WHY,
        (("task", "download", "other_host"), ("service", "auth_header")),
        _downloads,
        _not_with_download,
        of_intent=True,
        needs=frozenset({"task"}),
    ),
    Clause(
        "key-not-on-redirect",
        "must",
        "The key does not follow a redirect to another host.",
        _WHY,
        (("rejections", "by_request", "wrong-path"), ("service", "auth_header")),
        _redirects,
        _stays_home,
        needs=frozenset({"create"}),
    ),
    Clause(
        "key-not-in-output",
        "must",
        "The key is not printed, logged or part of an error.",
        "Logs are kept, sent on and read by many.",
        (("service", "key_variable"),),
        _talks,
        _is_silent,
        needs=frozenset({"create"}),
    ),
)
