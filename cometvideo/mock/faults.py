"""Faults: rules by which the mock answers wrongly, late, or not at all, on purpose."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import NamedTuple

from cometvideo.mock.answers import JSON, json_answer
from cometvideo.settings import Convert, choice, header, number, read_settings, text, whole
from cometvideo.wire.exchange import Answer, Delivery, Headers
from cometvideo.words import Words

__all__ = ["KINDS", "LIMITS", "Call", "Fault", "apply", "read_fault", "strikes"]


class Fault(NamedTuple):
    """What goes wrong (`kind`), and for which calls.

    The call is one of an `operation` (None: any), the `nth` of its kind (from 1), for a `model`,
    by a `probability`; it happens so many `times` at most. `at` tells whether it happens `before`
    the request is looked at, or `after` it took effect: then the task exists and is paid for.
    `seconds` is how long it takes, `bytes` how much arrives, `limit` how many calls a window of
    `seconds` lets through (a quota), or how many tasks may run (busy). `envelope` is one of the
    spec, the first of them where this is empty, or a page. `id` tells equal faults apart.
    """

    kind: str = "status"
    operation: str | None = None
    nth: int | None = None
    times: int | None = None
    model: str | None = None
    probability: float = 1.0
    at: str = "before"
    status: int = 500
    envelope: str = ""
    code: str = ""
    message: str = "the mock was told to fail here"
    retry_after: str | None = None
    seconds: float = 30.0
    bytes: int = 10
    limit: int = 1
    location: str = "/"
    id: int = 0

    def __repr__(self) -> str:
        usual = self._field_defaults
        said = (f"{n}={v!r:.60}" for n, v in self._asdict().items() if v != usual[n] and n != "id")
        return f"Fault({', '.join(said)})"


class Call(NamedTuple):
    """One call as a fault sees it: the `nth` of its operation by this key (from 1).

    `owner` is the key's fingerprint, `now` the mock's time, `request_id` what errors mention;
    `running` tells how many tasks of the key have not ended.
    """

    operation: str
    nth: int
    model: str | None
    owner: str
    seed: str
    now: float
    request_id: str
    running: Callable[[], int] = int


Effect = Callable[[Fault, Call, Words, Answer], Answer]


def strikes(fault: Fault, call: Call, fired: int) -> bool:
    """Whether a fault concerns a call; `fired` is how often it has happened to this key."""
    return (
        fault.operation in {None, call.operation}
        and fault.model in {None, call.model}
        and fault.nth in {None, call.nth}
        and (fault.times is None or fired < fault.times)
        and (fault.probability >= 1.0 or _chance(fault, call) < fault.probability)
    )


def _chance(fault: Fault, call: Call) -> float:
    # Drawn from what the call is, not from a stream: the order of parallel calls changes nothing.
    drawn = hashlib.blake2b(
        f"{call.seed}/{call.owner}/{call.operation}/{call.nth}/{fault.kind}".encode(), digest_size=8
    )
    return int.from_bytes(drawn.digest(), "big") / 2**64


def apply(fault: Fault, call: Call, words: Words, answer: Answer | None) -> Answer:
    """What arrives instead of an answer; None is the answer of a request never looked at."""
    if answer is None:
        answer = _failure(fault, call, words)
    return KINDS[fault.kind](fault, call, words, answer)


def _failure(fault: Fault, call: Call, words: Words) -> Answer:
    envelope = fault.envelope or next(iter(words.envelopes), "")
    data = words.error(envelope, fault.message, code=fault.code, request_id=call.request_id)
    return json_answer(fault.status, data)


def _status(fault: Fault, call: Call, words: Words, answer: Answer) -> Answer:
    del answer
    headers = _retry_after(fault, call, words)
    if fault.envelope in _PAGES:
        content_type, page = _PAGES[fault.envelope]
        body = page.replace("{status}", str(fault.status)).encode()
        return Answer(fault.status, (("Content-Type", content_type), *headers), body)
    failure = _failure(fault, call, words)
    return failure._replace(headers=failure.headers + headers)


_PAGES = {
    "html": (
        "text/html",
        "<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>\r\n",
    ),
    "text": ("text/plain", "error {status}\n"),
    "empty": ("text/plain", ""),
}


def _retry_after(fault: Fault, call: Call, words: Words) -> Headers:
    """`Retry-After` as asked for: `absent`, `seconds`, `date`, or any other text as it is.

    Where nothing was asked for, too many requests are answered as the world says.
    """
    asked = fault.retry_after
    if asked is None:
        asked = words.retry_after if fault.status == 429 else "absent"
    if asked in {None, "absent"}:
        return ()
    if asked != "date":
        return (("Retry-After", str(int(fault.seconds)) if asked == "seconds" else str(asked)),)
    from email.utils import formatdate

    return (("Retry-After", formatdate(call.now + fault.seconds, usegmt=True)),)


def _redirect(fault: Fault, call: Call, words: Words, answer: Answer) -> Answer:
    del call, words, answer
    return Answer(301, (("Location", fault.location), ("Content-Type", "text/html")), b"")


def _travels(how: Callable[[Fault], Delivery]) -> Effect:
    """A kind that leaves the answer alone and changes how it travels."""

    def changed(fault: Fault, call: Call, words: Words, answer: Answer) -> Answer:
        del call, words
        return answer._replace(delivery=how(fault))

    return changed


def _truncated_json(fault: Fault, call: Call, words: Words, answer: Answer) -> Answer:
    del call, words
    return answer._replace(body=answer.body[: fault.bytes])


def _malformed_json(fault: Fault, call: Call, words: Words, answer: Answer) -> Answer:
    del fault, call, words
    return Answer(answer.status, JSON, answer.body.replace(b'"', b"'"))


KINDS: Mapping[str, Effect] = {
    "status": _status,
    "quota": _status,
    "busy": _status,
    "redirect": _redirect,
    "drop": _travels(lambda _: Delivery(drop=True)),
    "stall": _travels(lambda _: Delivery(stall=True)),
    "slow-headers": _travels(lambda fault: Delivery(delay_s=fault.seconds)),
    "slow-body": _travels(lambda fault: Delivery(trickle_s=fault.seconds)),
    "cut": _travels(lambda fault: Delivery(cut_at=fault.bytes)),
    "truncated-json": _truncated_json,
    "malformed-json": _malformed_json,
}
# These happen only where so many calls came, or so many tasks run, as their limit says.
LIMITS = frozenset({"quota", "busy"})
# These spoil the answer that there would have been; the others come instead of one.
SPOILING = frozenset({"slow-headers", "slow-body", "cut", "truncated-json", "malformed-json"})

_KNOWN: Mapping[str, Convert] = {
    "kind": choice(*KINDS),
    "operation": text,
    "nth": whole(1),
    "times": whole(1),
    "model": text,
    "probability": number(0, 1),
    "at": choice("before", "after"),
    "status": whole(200, 999),
    "code": text,
    "message": text,
    "retry_after": header,
    "seconds": number(0),
    "bytes": whole(0),
    "limit": whole(0, 10_000),
    "location": header,
}


def read_fault(
    given: str | Mapping[str, object] | Fault,
    operations: tuple[str, ...],
    envelopes: tuple[str, ...],
) -> Fault:
    """Read a fault: `create,status=429,retry_after=2`, `retrieve,cut,bytes=20,nth=1`.

    Bare words are an operation, a kind, `before` or `after`. Raises InputError.
    """
    if isinstance(given, Fault):
        usual = Fault._field_defaults
        given = {n: v for n, v in given._asdict().items() if n != "id" and v != usual[n]}
    bare: dict[str, Mapping[str, object]] = {kind: {"kind": kind} for kind in KINDS}
    bare |= {name: {"operation": name} for name in operations}
    bare |= {when: {"at": when} for when in ("before", "after")}
    bare |= {page: {"envelope": page} for page in _PAGES}
    wrapped = choice(*envelopes, *_PAGES)
    known = {**_KNOWN, "operation": choice(*operations), "envelope": wrapped}
    found = read_settings("the fault's", given, known, bare)
    kind = str(found.get("kind", "status"))
    if kind in LIMITS:
        found.setdefault("status", 429)
    if kind in SPOILING:
        found["at"] = "after"
    return Fault(**found)
