"""Refusals: what the answer to a refused request tells of the facts that describe it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cometvideo.facts.fact import Fact, Scalar, Value
from cometvideo.facts.matrix import Matrix
from cometvideo.live.attempt import TOO_MANY, Attempt
from cometvideo.live.observation import Observation
from cometvideo.live.probe import Mark

__all__ = ["Refused", "marks_of_a_refusal", "read_refusal", "see_refusal", "see_retry_after"]

_REJECTIONS = "rejections"
_WAY = "shows in a refusal"


class Refused(NamedTuple):
    """The answer to a refused request: its status, its envelope, and what that says.

    Only one that `is_read` tells anything besides its status.
    """

    status: int
    envelope: str | None
    under: str | None
    code: str
    message: str
    error: Mapping[str, object]
    is_read: bool = True


def marks_of_a_refusal(matrix: Matrix, paths: Iterable[str], name: str) -> Iterator[Mark]:
    """What a refusal with these facts bears out; `name` says which refusal it is."""
    for path in paths:
        fact = matrix.facts[path]
        if fact.keys[0] != _REJECTIONS:
            yield Mark(path, f"refuses {name}")
        elif fact.keys[1].startswith("unstated"):
            yield Mark(path, f"answers {name}")
        elif _is_told(fact):
            yield Mark(path, "answers so")
        if fact.keys[-1] == "envelope" and fact.value is not None:
            yield from _marks_of_envelope(matrix, str(fact.value))


def read_refusal(matrix: Matrix, status: int, data: Mapping[str, object] | None) -> Refused:
    """What the answer to a refused request says, in whichever envelope."""
    found = _envelope_of(matrix, data) if data is not None else None
    name, under, error = found or (None, None, data or {})
    code, message = (str(error.get(key) or "") for key in ("code", "message"))
    return Refused(status, name, under, code, message, error, is_read=data is not None)


def _envelope_of(
    matrix: Matrix, data: Mapping[str, object]
) -> tuple[str, str | None, Mapping[str, object]] | None:
    """The envelope that an answer is in, the key it stands under (None: none), and what is in it.

    It is the one of whose keys most are there, of several the one that has no others, else the
    first; an error may stand under another key than it should.
    """
    inner = {key: value for key, value in data.items() if isinstance(value, Mapping)}
    best: tuple[tuple[int, bool], str, str | None, Mapping[str, object]] | None = None
    for name, block in matrix.blocks("errors", "envelopes"):
        known = {*block.texts("keys")}
        is_inside = block.value("under") is not None
        for under, error in inner.items() if is_inside else [(None, data)]:
            common = len(known & {*error})
            fit = common, known == {*error}
            if common and (best is None or fit > best[0]):
                best = fit, name, under, error
    return best[1:] if best else None


def see_refusal(
    matrix: Matrix, probe: str, paths: Iterable[str], refused: Refused, name: str
) -> Iterator[Observation]:
    """What a refusal tells of the facts about its answer; the rule itself is not judged here."""
    for path in paths:
        fact = matrix.facts[path]
        if fact.keys[0] != _REJECTIONS or not _is_told(fact):
            continue
        # An envelope that lacks a key is named for that, and not what would stand there.
        is_there = fact.keys[-1] not in {"code", "message"} or fact.keys[-1] in refused.error
        if not refused.is_read and "status" not in fact.keys[-1]:
            why = "the answer is no JSON, or was cut short"
            yield Observation(Mark(path, _way(fact, name)), "could not tell", probe, why=why)
        elif is_there:
            yield _told(fact, probe, refused, name)
    if refused.envelope is not None:
        yield from _see_envelope(matrix, probe, refused)


def see_retry_after(matrix: Matrix, attempt: Attempt) -> Iterator[Observation]:
    """Whether an answer to too many requests says when to come back.

    No request can ask after that.
    """
    fact = matrix.fact("errors", "retry_after")
    if fact is None or not fact.is_open:
        return
    for place, exchange in enumerate(attempt.exchanges):
        if exchange.answer is not None and exchange.answer.status == TOO_MANY:
            asked = (exchange.answer.header("retry-after") or "").strip()
            found = "seconds" if asked.isdecimal() else "absent" if not asked else "date"
            seen = Observation(
                Mark(fact.path, "shows by chance"), "observed", attempt.probe, place=place
            )
            if found in fact.one_of:
                yield seen._replace(left=(found,))
            else:
                yield seen._replace(verdict="drifted", observed=found)


def _way(fact: Fact, name: str) -> str:
    return f"answers {name}" if fact.keys[1].startswith("unstated") else "answers so"


def _told(fact: Fact, probe: str, refused: Refused, name: str) -> Observation:
    last = fact.keys[-1].removeprefix("unstated_")
    stated: dict[str, Value | None] = {
        "status": refused.status,
        "code": refused.code,
        "envelope": refused.envelope,
    }
    value = stated.get(last, refused.message)
    seen = Observation(Mark(fact.path, _way(fact, name)), "holds", probe, value)
    if fact.is_open:
        return _of_open(fact, seen, value)
    is_right = str(fact.value) in refused.message if last == "message" else value == fact.value
    return seen if is_right else seen._replace(verdict="drifted", observed=value or "nothing")


def _of_open(fact: Fact, seen: Observation, value: Value | None) -> Observation:
    left: tuple[Scalar, ...] = tuple(each for each in fact.one_of if each == value)
    if left:
        return seen._replace(verdict="observed", left=left)
    return seen._replace(verdict="drifted", observed=value or "nothing that the spec describes")


def _is_told(fact: Fact) -> bool:
    """Whether an answer shows a fact: a message does where it is a word that programs compare."""
    return fact.keys[-1] != "message" or " " not in str(fact.value)


def _marks_of_envelope(matrix: Matrix, name: str) -> Iterator[Mark]:
    for key in ("under", "keys", "type"):
        fact = matrix.fact("errors", "envelopes", name, key)
        if fact is not None:
            yield Mark(fact.path, _WAY)


def _see_envelope(matrix: Matrix, probe: str, refused: Refused) -> Iterator[Observation]:
    shape = matrix.block("errors", "envelopes", refused.envelope or "")
    for key, value in (
        ("under", refused.under),
        ("keys", tuple(refused.error)),
        ("type", refused.error.get("type")),
    ):
        fact = shape.get(key)
        if not isinstance(fact, Fact):
            continue
        seen = Observation(Mark(fact.path, _WAY), "holds", probe, fact.value)
        if key == "keys" and isinstance(fact.value, tuple):
            is_right = {*map(str, fact.value)} <= {*refused.error}
        else:
            is_right = value == fact.value
        shown = value if isinstance(value, str | tuple) else "nothing"
        yield seen if is_right else seen._replace(verdict="drifted", observed=shown)
