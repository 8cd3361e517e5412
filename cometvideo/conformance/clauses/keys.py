"""Clauses on the key: that it goes to the API, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable

from cometvideo.conformance.cases import Call, Case, Observed
from cometvideo.conformance.clause import (
    PASSED,
    CaseVerdict,
    Clause,
    failed,
    said,
    unclear,
    unless,
)
from cometvideo.conformance.deviations import MOVED, redirecting
from cometvideo.conformance.material import Material
from cometvideo.wire.exchange import HttpRequest

__all__ = ["CLAUSES"]

_WHY = "Videos lie with another party, whose logs would then hold a key that spends money."
_REDIRECTS = (301, 302, 307, 308)


def _downloads(material: Material) -> list[Case]:
    return [material.success] if material.has_links else []


def _places(request: HttpRequest, key: str) -> list[str]:
    """Where a request has the key."""
    found = [f"header {name.lower()}" for name, value in request.headers if key in value]
    found += ["address"] if key in request.target else []
    return found + (["body"] if key.encode() in request.body else [])


def _carried(calls: Iterable[Call], key: str, allowed: str = "") -> CaseVerdict:
    """That none of the calls has the key, but in the place that is allowed."""
    for each in calls:
        where = [place for place in _places(each.request, key) if place != allowed]
        if where:
            told = f"{each.request.method} {each.request.path} carried the key"
            return failed(f"{told} ({', '.join(where)})")
    return PASSED


def _in_its_header(observed: Observed, material: Material) -> CaseVerdict:
    calls = (each for each in observed.calls if not each.at_videos)
    return _carried(calls, observed.key, f"header {material.words.auth_header.lower()}")


def _not_with_download(observed: Observed, _: Material) -> CaseVerdict:
    if not observed.downloads:
        return unclear(f"the video was not downloaded; {said(observed)}")
    return _carried((each for each in observed.downloads if each.at_videos), observed.key)


def _stays_home(observed: Observed, _: Material) -> CaseVerdict:
    followed = [each for each in observed.calls if MOVED in each.request.target]
    return _carried(followed, observed.key)


def _redirects(material: Material) -> list[Case]:
    return [
        Case(
            f"a {operation} redirected with HTTP {status}",
            material.request,
            deviation=redirecting(operation, status),
            deadline_s=3.0,
        )
        for operation in ("create", "retrieve", "content")
        if operation in material.words.operations
        for status in _REDIRECTS
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
        "key-in-its-header",
        "must",
        "Requests to the API have the key in the documented header, and nowhere else.",
        "Addresses and bodies are logged and kept on the way; in headers, keys are cut out.",
        (("service", "auth_header"),),
        lambda material: [*material.form_with_file, material.success],
        _in_its_header,
        needs=frozenset({"create"}),
    ),
    Clause(
        "key-not-with-download",
        "must",
        "The key does not go along with the download.",
        _WHY,
        (("task", "download", "other_host"), ("service", "auth_header")),
        _downloads,
        _not_with_download,
        needs=frozenset({"task"}),
        of_downloads=True,
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
