"""A create as the guard sees it: whose it is, what it asks for, and what it may cost."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from cometvideo.errors import InputError
from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.fact import Scalar
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.prediction import Accept, whatever_it_costs
from cometvideo.validation import Validation, read_wire
from cometvideo.wire.bodies import pieces_of
from cometvideo.wire.credentials import fingerprint
from cometvideo.wire.exchange import HttpRequest
from cometvideo.wire.keys import key_carried
from cometvideo.words import Words, operations_of, words_of

__all__ = ["AGAIN", "Create", "is_create", "key_in", "may_start_task", "read_create"]

AGAIN = "x-cometvideo-again"
"""The header with which a person says that an equal create is meant to be another one."""

_START_NOTHING = frozenset(["DELETE", "GET", "HEAD", "OPTIONS"])
_START_TASKS = frozenset(["create", "remix"])
_ESCAPED_MOST = 4  # times that a path may be escaped
_PLAIN = re.compile(r"\w[\w-]*")  # what of a part of a path tells where it leads

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


def is_create(request: HttpRequest, words: Words) -> bool:
    """Whether a request is a create, as the spec has it."""
    create = words.operations["create"]
    return (request.method, request.path.rstrip("/")) == (create.method, create.path)


def may_start_task(request: HttpRequest, spec: AnySpec) -> bool:
    """Whether what is no create may start a task all the same.

    It does under a path that some server takes for the tasks' own (with dots, empty parts, escapes,
    other letters), unless its method starts nothing or it is another operation that is known; and a
    target that is no path may lead to any host there is.
    """
    if not request.target.startswith("/"):
        return True
    if request.method in _START_NOTHING or any(
        request.method == each.method and each.matches.fullmatch(request.path)
        for each in operations_of(spec)
        if each.name not in _START_TASKS
    ):
        return False
    path = request.target.partition("?")[0]
    for _ in range(_ESCAPED_MOST):
        path = unquote(path)
    parts: list[str] = []
    for part in re.split(r"[/\\]", path.casefold()):
        found = _PLAIN.search(part)
        if found is not None:
            parts.append(found[0])
        elif part.startswith(".."):
            del parts[-1:]
    create = words_of(spec.unnamed).operations["create"]
    tasks = [each for each in create.path.casefold().split("/") if each]
    return "%" in path or parts[: len(tasks)] == tasks


def read_create(spec: AnySpec, words: Words, request: HttpRequest) -> Create:
    """Read a create, whatever it is."""
    headers: dict[str, str] = {}
    for name, value in request.headers:
        headers.setdefault(name.lower(), value)
    validation, read = read_wire(headers, request.body, spec=spec)
    matrix = validation.matrix
    owner = fingerprint(key_in(request, words))
    named = headers.get("idempotency-key", "").strip()
    fields = validation.request.fields
    named_model = fields.get(words.selector or "")
    model = named_model if isinstance(named_model, str) else ""
    cost = whatever_it_costs(matrix, model, validation.prediction)
    return Create(
        owner=owner,
        same=_digest([owner.encode(), *pieces_of(read, request.body)]),
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
    return key_carried(words.auth_scheme, request.header(words.auth_header.lower()) or "")


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
    ends = (
        option for each in blocks for key in ("max", "values") for option in _options(each, key)
    )
    longest = [each for each in ends if isinstance(each, int)]
    if not longest:
        raise InputError(f"{matrix.name} does not say how long a video can be, so nothing is safe")
    return max(longest)


def _options(block: Block, key: str) -> Iterator[Scalar]:
    """All that a fact may be, one by one where it is a list."""
    fact = block.fact(key)
    for each in fact.options if fact else ():
        yield from each if isinstance(each, tuple) else (each,)
