"""Clauses on results: that a user gets the video, or hears why there is none."""

from __future__ import annotations

import hashlib

from cometvideo.conformance.cases import Case, Observed
from cometvideo.conformance.clause import (
    PASSED,
    CaseVerdict,
    Clause,
    failed,
    not_applicable,
    said,
    unless,
)
from cometvideo.conformance.deviations import expiring, without_link
from cometvideo.conformance.material import MARK, Material

__all__ = ["CLAUSES"]

_NO_DOWNLOAD = "the client does not download videos"


def _no_link(material: Material) -> list[Case]:
    return [
        Case("a success without a link", material.request, deviation=without_link, deadline_s=2.0)
    ]


def _unhappy(observed: Observed, _: Material) -> CaseVerdict:
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
    return unless(
        MARK in observed.told,
        f"the task failed with the reason {MARK!r}, and the user is not told so: {said(observed)}",
    )


def _whole(material: Material) -> list[Case]:
    return [material.success]


def _is_whole(observed: Observed, _: Material) -> CaseVerdict:
    served = [each.answer for each in observed.downloads if each.answer.status == 200]
    video = observed.answer.video if observed.answer else None
    if not observed.happy:
        return failed(f"the task ended well, yet {said(observed)}")
    if video is None:
        return not_applicable(_NO_DOWNLOAD)
    if not served:
        return failed("it says that it downloaded a video, and nothing was asked for")
    digest = hashlib.sha256(served[-1].body).hexdigest()
    return unless(
        video.get("sha256") == digest and video.get("bytes") == len(served[-1].body),
        f"{len(served[-1].body)} bytes were served, and it has {video.get('bytes')} others",
    )


def _cut(material: Material) -> list[Case]:
    fault = {"operation": "download", "kind": "cut", "bytes": 100}
    return [
        Case(
            "a download cut short", material.request, faults=(fault,), download=True, deadline_s=3.0
        )
    ]


def _not_taken_for_whole(observed: Observed, _: Material) -> CaseVerdict:
    if not observed.downloads:
        return not_applicable(_NO_DOWNLOAD)
    return unless(not observed.happy, "every download was cut short, yet it is told as finished")


def _expired(material: Material) -> list[Case]:
    if not material.words.link_lifetime_s:
        return []
    return [
        Case(
            "a link that has expired",
            material.request,
            deviation=expiring,
            download=True,
            deadline_s=3.0,
        )
    ]


def _reported(observed: Observed, _: Material) -> CaseVerdict:
    if not observed.downloads:
        return not_applicable(_NO_DOWNLOAD)
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
        (("task", "download", "other_host"),),
        _whole,
        _is_whole,
        of_intent=True,
        needs=frozenset({"task", "answer"}),
        after=("success-is-told",),
    ),
    Clause(
        "cut-download",
        "must",
        "A download that is cut short is not taken for the video.",
        "A broken file is noticed when the link is long gone.",
        (("task", "download", "expires"),),
        _cut,
        _not_taken_for_whole,
        of_intent=True,
        needs=frozenset({"task", "answer"}),
    ),
    Clause(
        "expired-link",
        "must",
        "A link that has expired is reported or renewed.",
        "An error page saved as a video is a wrong result.",
        (("task", "download", "expires"), ("task", "download", "lifetime_s")),
        _expired,
        _reported,
        of_intent=True,
        needs=frozenset({"task", "answer"}),
    ),
)
