"""Reactions: whether a probe was taken, refused, or nothing can be told from its answer."""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from cometvideo.facts.matrix import Matrix
from cometvideo.live.attempt import Attempt
from cometvideo.live.deriving import refusal_of
from cometvideo.live.forms import predicted
from cometvideo.live.life import Life, is_success, life_of
from cometvideo.live.probe import Probe
from cometvideo.live.refusals import Refused, read_refusal
from cometvideo.prediction import Outcome, Reject
from cometvideo.words import Words, words_of

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
_ABOUT_A_KEY = frozenset({401, 403})
_MISPLACED = frozenset({404, 405, 410})


class Reaction(NamedTuple):
    """What became of a probe.

    `misplaced` is an answer of which nobody can say that the operation gave it (it is `refused`
    where that works otherwise, and this is an error), `nameless` a success that shows no task.
    `why` says why nothing is told.
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
        return _success(matrix, probe, attempt, status)
    outcomes = outcomes_of(matrix, probe)
    refused = read_refusal(matrix, status, attempt.answer)
    rejects = tuple(each for each in outcomes if isinstance(each, Reject))
    why = _unavailable(matrix, probe, refused, rejects)
    if why:
        return Reaction("untold", why)
    named = tuple(_named(rejects, refused)) if probe.operation else rejects
    if not named and (300 <= status < 400 or status in _MISPLACED):
        likely = agreeing_rejects(rejects, refused) or rejects
        is_error = refused.envelope is not None
        return Reaction(
            "misplaced", f"HTTP {status}", refused=refused if is_error else None, rejects=likely
        )
    if not refused.is_read and probe.operation:
        return Reaction("untold", f"HTTP {status} with an answer that is no JSON")
    rejects = named or agreeing_rejects(rejects, refused) or rejects
    return Reaction("refused", refused=refused, rejects=rejects)


def _unavailable(
    matrix: Matrix, probe: Probe, refused: Refused, rejects: tuple[Reject, ...]
) -> str:
    """Why an answer says nothing of the request, whatever that was meant for; empty if it does.

    A failure of the server tells something only by a code: by the one that is stated for this
    refusal, or by one with which a request is never to be sent again.
    """
    status, code = refused.status, refused.code
    # Without the right key, an answer about the key is what was asked for.
    if status in _UNAVAILABLE and (probe.key == "own" or status not in _ABOUT_A_KEY):
        return f"HTTP {status}: {_UNAVAILABLE[status]}"
    moderation, final = (
        matrix.value("errors", key) for key in ("moderation_codes", "never_retry_codes")
    )
    if isinstance(moderation, tuple) and code in moderation:
        return f"HTTP {status} {code}: moderation did not like the request"
    if status < 500:
        return ""
    known = {each.code for each in rejects if each.code and each.status in {None, status}}
    if code and (code in known or (isinstance(final, tuple) and code in final)):
        return ""
    return f"HTTP {status}: the API failed, or refuses in a new way"


def agreeing_rejects(outcomes: tuple[Outcome, ...], refused: Refused) -> tuple[Reject, ...]:
    """The refusals among outcomes that agree with an answer."""
    return tuple(
        each
        for each in outcomes
        if isinstance(each, Reject)
        and each.status in {None, refused.status}
        and (not each.code or each.code == refused.code)
    )


def _success(matrix: Matrix, probe: Probe, attempt: Attempt, status: int) -> Reaction:
    data = attempt.answer
    if not probe.is_create:
        is_task = data is not None and words_of(matrix).names.get("id", "") in data
        why = f"HTTP {status} with an answer that is no task"
        return Reaction("taken") if is_task else Reaction("untold", why)
    life = life_of(matrix, probe, attempt)
    if life is not None:
        return Reaction("taken", life=life)
    if data is None:
        return Reaction("untold", "the answer cannot be read: a task may have been created")
    if (key := _holder(words_of(matrix), data)) is not None:
        why = f"the answer has a task under {key!r}, where it should be the task itself"
        return Reaction("nameless", why)
    if read_refusal(matrix, status, data).envelope is not None:
        return Reaction("untold", f"HTTP {status} with an error in its body")
    return Reaction("nameless", "the answer shows no task")


def _holder(words: Words, data: Mapping[str, object]) -> str | None:
    """The key under which an answer has a task that should be the answer itself; None for none."""
    for key, inner in data.items():
        if isinstance(inner, Mapping):
            named, status = (inner.get(words.names.get(each, "")) for each in ("id", "status"))
            if isinstance(named, str) and named and status in words.statuses:
                return key
    return None


def _named(rejects: tuple[Reject, ...], refused: Refused) -> Iterator[Reject]:
    """The refusals that an answer can only be: by a stated code, or by a stated status."""
    for reject in rejects:
        by_code = reject.code and reject.code == refused.code
        by_status = reject.status == refused.status and refused.is_read and not reject.code
        if by_code or by_status:
            yield reject
