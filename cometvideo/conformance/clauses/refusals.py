"""Clauses on refusals: that a request which is not taken costs nothing and says why."""

from __future__ import annotations

from collections.abc import Iterator

from cometvideo.client.contract import read_json
from cometvideo.conformance.cases import Case, Observed
from cometvideo.conformance.clause import (
    PASSED,
    CaseVerdict,
    Clause,
    failed,
    said,
    unclear,
    unless_told,
)
from cometvideo.conformance.material import MARK, Material
from cometvideo.findings import shown

__all__ = ["CLAUSES"]

_ENOUGH = 40  # characters of a sentence


def _invalid_cases(material: Material) -> list[Case]:
    return [Case(f"invalid: {name}", request) for name, request in material.invalid.items()]


def _sentences(body: bytes) -> list[str]:
    """What an error answer says to people, wherever in its JSON that stands."""
    texts = [each for each in _texts(read_json(body)) if each]
    return [each for each in texts if " " in each] or texts


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)


def _invalid(observed: Observed, _: Material) -> CaseVerdict:
    if observed.tasks:
        # The API took what the spec calls invalid, so the client sent something else.
        return failed("another request was sent than the invalid one, and a task was created")
    if observed.happy:
        return failed(f"the request was refused, yet {said(observed)}")
    if not observed.creates:
        return PASSED
    sentences = _sentences(observed.creates[-1].answer.body)
    if not sentences:
        return unclear("the API refused without a word")
    told = " ".join(observed.told.split())
    return unless_told(
        observed,
        any(each[:_ENOUGH] in told for each in sentences),
        f"the API refused with {shown(sentences[0][:_ENOUGH])}, and the user is not told so: "
        f"{said(observed)}",
    )


def _envelope_cases(material: Material) -> list[Case]:
    status = (material.advised("never") or [400])[0]
    return [
        Case(
            f"refused in the {name} envelope",
            material.request,
            faults=({"operation": "create", "status": status, "envelope": name, "message": MARK},),
        )
        for name, _ in material.matrix.blocks("errors", "envelopes")
    ]


def _envelope(observed: Observed, _: Material) -> CaseVerdict:
    if observed.happy:
        return failed("the create was refused, yet the user is told that there is a video")
    return unless_told(
        observed,
        MARK in observed.told,
        f"the refusal says {MARK!r}, and the user is not told so: {said(observed)}",
    )


CLAUSES = (
    Clause(
        "refusal-of-invalid",
        "must",
        "An invalid request is refused before it is sent, or the API's refusal reaches the user.",
        "Without the reason, people try again at random, and a changed request is another video.",
        (("rejections",),),
        _invalid_cases,
        _invalid,
        of_intent=True,
        needs=frozenset({"answer"}),
    ),
    Clause(
        "refusal-message",
        "must",
        "The message of a refusal reaches the user, whichever envelope it comes in.",
        "A bare status sends people looking in the wrong place.",
        (("errors", "envelopes"),),
        _envelope_cases,
        _envelope,
    ),
)
