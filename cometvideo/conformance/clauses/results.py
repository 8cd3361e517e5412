"""Clauses on results: that a user gets the video, or hears why there is none."""

from __future__ import annotations

import hashlib
import re

from cometvideo.conformance.cases import Case, Observed
from cometvideo.conformance.clause import (
    PASSED,
    CaseVerdict,
    Clause,
    failed,
    said,
    unclear,
    unless,
    unless_told,
)
from cometvideo.conformance.deviations import expiring, expiring_at, without_link
from cometvideo.conformance.material import MARK, Material

__all__ = ["CLAUSES"]


def _no_link(material: Material) -> list[Case]:
    if not material.has_links:
        return []
    return [
        Case(
            "a success without a link",
            material.request,
            deviation=without_link,
            deadline_s=2.0,
            download=True,
        )
    ]


def _unhappy(observed: Observed, _: Material) -> CaseVerdict:
    if any(each.operation == "content" and each.answer.status < 300 for each in observed.calls):
        return PASSED  # it has the video from the API itself
    return unless(not observed.happy, "there is no link to a video, yet the user is told of one")


def _reasons(material: Material) -> list[Case]:
    plan = {"polls": 2, "end": "failure", "message": MARK}
    return [
        Case(
            f"a failure with its reason as {next(iter(choices.values()), 'the spec says')}",
            material.request,
            plan,
            choices=choices,
        )
        for choices in material.reasons
    ]


def _reason(observed: Observed, _: Material) -> CaseVerdict:
    return unless_told(
        observed,
        MARK in observed.told,
        f"the task failed with the reason {MARK!r}, and the user is not told so: {said(observed)}",
    )


def _whole(material: Material) -> list[Case]:
    fact = material.matrix.fact("task", "download", "answers_head")
    if fact is None or False not in fact.options:
        return [*material.successes]
    refused = material.success._replace(
        name="a task that succeeds, whose link refuses HEAD",
        choices={fact.path: False} if fact.is_open else {},
    )
    return [*material.successes, refused]


def _is_whole(observed: Observed, _: Material) -> CaseVerdict:
    served = _served(observed)
    video = observed.answer.video if observed.answer else None
    if not observed.happy:
        return failed(f"the task ended well, yet {said(observed)}")
    if video is None:
        return unclear("it downloaded a video, and does not tell the bytes and the sha256 of it")
    if served is None:
        return failed("it says that it downloaded a video, and nothing was asked for")
    digest, size = hashlib.sha256(served).hexdigest(), len(served)
    if video.get("bytes") != size:
        return failed(f"{size} bytes were served, and it has {video.get('bytes')}")
    same = str(video.get("sha256")).lower() == digest
    return unless(same, f"its {size} bytes are not those that were served")


def _served(observed: Observed) -> bytes | None:
    """The video as it was served, at once or in ranges; None where it was not asked for."""
    pieces: dict[int, bytes] = {}
    for each in observed.downloads:
        if each.request.method == "GET" and each.answer.status in {200, 206}:
            begins = re.search(r"\d+", each.answer.header("content-range") or "")
            pieces[int(begins[0]) if begins else 0] = each.answer.body
    found = bytearray()
    for start, piece in sorted(pieces.items()):
        found[start : start + len(piece)] = piece
    return bytes(found) if pieces else None


def _cut(material: Material) -> list[Case]:
    ways = ["download", *(["content"] if "content" in material.words.operations else [])]
    faults = tuple({"operation": each, "kind": "cut", "bytes": 100} for each in ways)
    name = "a download cut short"
    return [Case(name, material.request, faults=faults, download=True, deadline_s=3.0)]


def _not_taken_for_whole(observed: Observed, _: Material) -> CaseVerdict:
    if not observed.downloads:
        return unclear(f"the video was not downloaded; {said(observed)}")
    return unless(not observed.happy, "every download was cut short, yet it is told as finished")


def _expired(material: Material) -> list[Case]:
    if not (material.has_links and material.words.link_lifetime_s):
        return []
    case = Case("a link that has expired", material.request, download=True, deadline_s=3.0)
    return [
        case._replace(deviation=expiring),
        case._replace(name="a link that is good when renewed", deviation=expiring_at(3)),
    ]


def _reported(observed: Observed, _: Material) -> CaseVerdict:
    if not observed.downloads:
        return unclear(f"the video was not downloaded; {said(observed)}")
    if any(each.answer.status < 300 for each in observed.downloads):
        return PASSED
    return unless(not observed.happy, "the link had expired, yet it is told as finished")


CLAUSES = (
    Clause(
        "link-is-there",
        "must",
        "A success without a link to the video is an error.",
        "Whatever comes next fails with less to go by, or not at all.",
        (("task", "download", "other_host"),),
        _no_link,
        _unhappy,
        needs=frozenset({"task", "answer"}),
        of_downloads=True,
    ),
    Clause(
        "reason-is-told",
        "must",
        "The reason of a failed task reaches the user, in every shape it may have.",
        "A refusal by moderation that looks like an outage is paid for again and again.",
        (("task", "reason"), ("task", "reasons")),
        _reasons,
        _reason,
        needs=frozenset({"task", "answer"}),
    ),
    Clause(
        "video-is-intact",
        "must",
        "The video that a user gets is the one that was served, byte for byte.",
        "It is what was paid for.",
        (("task", "download", "other_host"), ("task", "download", "answers_head")),
        _whole,
        _is_whole,
        of_intent=True,
        needs=frozenset({"task", "answer"}),
        of_downloads=True,
    ),
    Clause(
        "cut-download",
        "must",
        "A download that is cut short is not taken for the video.",
        "A broken file is noticed when the link is long gone.",
        (("task", "download", "expires"),),
        _cut,
        _not_taken_for_whole,
        needs=frozenset({"task", "answer"}),
        of_downloads=True,
    ),
    Clause(
        "expired-link",
        "must",
        "A link that has expired is reported or renewed.",
        "An error page saved as a video is a wrong result.",
        (("task", "download", "expires"), ("task", "download", "lifetime_s")),
        _expired,
        _reported,
        needs=frozenset({"task", "answer"}),
        of_downloads=True,
    ),
)
