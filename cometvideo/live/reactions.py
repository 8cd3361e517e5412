"""Reactions: whether a probe was taken, refused, or nothing can be told from its answer."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from cometvideo.facts.matrix import Matrix
from cometvideo.live.attempt import DENIED, Attempt
from cometvideo.live.deriving import refusal_of
from cometvideo.live.forms import predicted
from cometvideo.live.life import Life, is_success, life_of
from cometvideo.live.probe import Probe
from cometvideo.live.refusals import Refused, read_refusal
from cometvideo.prediction import Outcome, Reject

__all__ = ["Kind", "Reaction", "agreeing_rejects", "outcomes_of", "react"]

Kind = Literal["taken", "refused", "misplaced", "nameless", "untold"]

_FATES = {
    "not sent": "the API was not reached",
    "no answer": "no whole answer came; a task may have been created, so it was not sent again",
    "interrupted": "the run ended before its answer was kept; it was not sent again",
}
# Answers that say nothing of the request itself (RFC 9110), and what they say instead.
_UNAVAILABLE = {
    401: "the key was not let in",
    402: "the account has no balance",
    403: "the key or the account may not do this",
    407: "a proxy wants to know who asks",
    408: "the request took too long",
    425: "it was too early",
    429: "there were too many requests",
}
_MISPLACED = frozenset({404, 405, 410})


class Reaction(NamedTuple):
    """What became of a probe.

    `misplaced` is an answer of which nobody can say that the operation gave it, `nameless` a
    success that shows no task. `why` says why nothing is told.
    """

    kind: Kind
    why: str = ""
    life: Life | None = None
    refused: Refused | None = None
    rejects: tuple[Reject, ...] = ()


def outcomes_of(matrix: Matrix, probe: Probe) -> tuple[Outcome, ...]:
    """What the matrix allows to come of a probe."""
    if probe.is_create:
        return predicted(matrix, (probe.content_type, probe.body)).outcomes
    return (refusal_of(matrix, probe),)


def react(matrix: Matrix, probe: Probe, attempt: Attempt) -> Reaction:
    """Read the answer to a probe; whatever may be a failure of the moment is left untold."""
    status = attempt.status
    if attempt.fate != "answered" or status is None:
        return Reaction("untold", _FATES.get(attempt.fate, attempt.problem))
    if is_success(status):
        return _success(matrix, probe, attempt)
    outcomes = outcomes_of(matrix, probe)
    refused = read_refusal(matrix, status, attempt.answer)
    rejects = tuple(each for each in outcomes if isinstance(each, Reject))
    # A path that is no operation may be answered in any way.
    named = tuple(_named(rejects, refused)) if probe.operation else rejects
    if named:
        return Reaction("refused", refused=refused, rejects=named)
    if 300 <= status < 400 or status in _MISPLACED:
        return Reaction("misplaced", f"HTTP {status}")
    is_sure = len(outcomes) == len(rejects)
    why = _failure(status, attempt, is_own=probe.key == "own")
    moderation = matrix.value("errors", "moderation_codes")
    if isinstance(moderation, tuple) and refused.code in moderation:
        why = f"HTTP {status} {refused.code}: moderation did not like the request"
    if status >= 500 and not (is_sure and _may_be(matrix, rejects, status)):
        why = f"HTTP {status}: the API failed, or refuses in a new way"
    if why:
        return Reaction("untold", why)
    return Reaction(
        "refused", refused=refused, rejects=agreeing_rejects(rejects, refused) or rejects
    )


def _failure(status: int, attempt: Attempt, *, is_own: bool) -> str:
    """Why an answer says nothing of the request; empty where it does."""
    # Without the right key, an answer about the key is what was asked for.
    if status in _UNAVAILABLE and (is_own or status not in DENIED):
        return f"HTTP {status}: {_UNAVAILABLE[status]}"
    return f"HTTP {status} with an answer that is no JSON" if attempt.answer is None else ""


def agreeing_rejects(outcomes: tuple[Outcome, ...], refused: Refused) -> tuple[Reject, ...]:
    """The refusals among outcomes that agree with an answer."""
    return tuple(
        each
        for each in outcomes
        if isinstance(each, Reject)
        and each.status in {None, refused.status}
        and (not each.code or each.code == refused.code)
    )


def _success(matrix: Matrix, probe: Probe, attempt: Attempt) -> Reaction:
    data = attempt.answer
    if not probe.is_create:
        return Reaction("taken") if data is not None else Reaction("untold", "it is no JSON")
    life = life_of(matrix, probe, attempt)
    if life is not None:
        return Reaction("taken", life=life)
    if data is None:
        return Reaction("untold", "the answer cannot be read: a task may have been created")
    if read_refusal(matrix, attempt.status or 0, data).envelope is not None:
        return Reaction("untold", f"HTTP {attempt.status} with an error in its body")
    return Reaction("nameless", "the answer shows no task")


def _named(rejects: tuple[Reject, ...], refused: Refused) -> Iterator[Reject]:
    """The refusals that an answer can only be: by a stated code, or a stated status below 500."""
    for reject in rejects:
        by_code = reject.code and reject.code == refused.code
        by_status = reject.status == refused.status and refused.status < 500 and not reject.code
        if by_code or by_status:
            yield reject


def _may_be(matrix: Matrix, rejects: tuple[Reject, ...], status: int) -> bool:
    """Whether a status is one with which one of these may be refused."""
    unstated = matrix.fact("rejections", "unstated_status")
    open_to = unstated.options if unstated else ()
    return any(
        status in ((each.status,) if each.status is not None else open_to) for each in rejects
    )
