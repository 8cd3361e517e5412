"""A create as the guard sees it: whose it is, what it asks for, and what it may cost."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from cometvideo.errors import InputError
from cometvideo.facts.matrix import Matrix
from cometvideo.prediction import Accept, whatever_it_costs
from cometvideo.validation import Validation, validate_wire
from cometvideo.wire.bodies import read_body
from cometvideo.wire.credentials import fingerprint
from cometvideo.wire.exchange import HttpRequest
from cometvideo.words import Words

__all__ = ["AGAIN", "Create", "key_in", "read_create"]

AGAIN = "x-cometvideo-again"
"""The header with which a person says that an equal create is meant to be another one."""

# What SDKs add to a request that they send once more.
_RETRIES = ("x-stainless-retry-count",)


class Create(NamedTuple):
    """A create that a client wants to be sent.

    `owner` is the fingerprint of its key, and `same` what it has in common with every request that
    asks for the same thing: neither boundary nor order of the form's fields count, nor names of
    files. `name` is its Idempotency-Key, "" without one; `repeats` is whether the client itself
    says that it is sent once more, and `again` whether a person says that another one is meant.
    `seconds` is the longest video that may be made of it, and `amount` what that costs at its
    dearest, at list, in millionths of the `currency`; None where no price is known.
    """

    owner: str
    same: str
    name: str
    repeats: bool
    again: bool
    model: str
    seconds: int
    amount: int | None
    currency: str
    validation: Validation


def read_create(matrix: Matrix, words: Words, request: HttpRequest) -> Create:
    """Read a create, whatever it is."""
    headers: dict[str, str] = {}
    for name, value in request.headers:
        headers.setdefault(name.lower(), value)
    validation = validate_wire(headers, request.body, spec=matrix)
    owner = fingerprint(key_in(request, words))
    named = headers.get("idempotency-key", "").strip()
    fields = validation.request.fields
    named_model = fields.get(words.selector or "")
    model = named_model if isinstance(named_model, str) else ""
    cost = whatever_it_costs(matrix, model, validation.prediction)
    return Create(
        owner=owner,
        same=_same(owner, headers.get("content-type"), request.body),
        name=named and _digest([owner.encode(), named.encode()]),
        repeats=any(headers.get(each, "0").strip() not in {"", "0"} for each in _RETRIES),
        again=bool(headers.get(AGAIN, "").strip()),
        model=model,
        seconds=_longest(matrix, validation),
        amount=None if cost is None else cost.dearest,
        currency="" if cost is None else cost.currency,
        validation=validation,
    )


def key_in(request: HttpRequest, words: Words) -> str:
    """The key that a request carries; "" where it carries none of the API's scheme."""
    scheme, _, key = (request.header(words.auth_header.lower()) or "").strip().partition(" ")
    return key.strip() if scheme.lower() == words.auth_scheme.lower() else ""


def _same(owner: str, content_type: str | None, body: bytes) -> str:
    """What equal requests have in common."""
    read = read_body(content_type, body)
    if read.problem is not None:
        return _digest([owner.encode(), body])
    if read.json is not None:
        import json

        return _digest([owner.encode(), json.dumps(read.json, sort_keys=True).encode()])
    # Files under one name have an order; the sort keeps it, for it goes by the name alone.
    parts = sorted(read.parts, key=lambda each: each.name)
    return _digest([owner.encode(), *(piece for p in parts for piece in (p.name.encode(), p.data))])


def _digest(pieces: list[bytes]) -> str:
    found = hashlib.sha256()
    for piece in pieces:
        found.update(len(piece).to_bytes(8, "big"))
        found.update(piece)
    return found.hexdigest()


def _longest(matrix: Matrix, validation: Validation) -> int:
    """The longest video that may come of a request, in seconds: what a budget must reckon with.

    Where nothing tells, the longest that any model renders; raises InputError where no fact says.
    """
    lengths = [
        each.rendering.seconds
        for each in validation.prediction.outcomes
        if isinstance(each, Accept) and each.rendering.seconds is not None
    ]
    unknown = any(
        isinstance(each, Accept) and each.rendering.seconds is None
        for each in validation.prediction.outcomes
    )
    if lengths and not unknown:
        return max(lengths)
    name = next((n for n, b in matrix.blocks("fields") if b.text("gives") == "seconds"), None)
    blocks = [matrix.block("fields", name or "")]
    blocks += [model.block(name or "") for _, model in matrix.blocks("models")]
    longest = [most for block in blocks if (most := block.integer("max")) is not None]
    if not longest:
        raise InputError(f"{matrix.name} does not say how long a video can be, so nothing is safe")
    return max(longest)
