"""The control API: the controls over HTTP, for programs in any language, and its OpenAPI document.

A request with a key concerns that key, one without concerns all of them.

Any page in a browser on this machine can send requests here. So none is answered under a name that
is not this machine's, nor from a page of another origin; and what changes something has a header
that such a page cannot send without asking first, which is never granted. A change from a page of
this origin, where there is a console, has the token that its pages are given.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from hmac import compare_digest
from typing import NamedTuple

from cometvideo.errors import CometVideoError, InputError
from cometvideo.mock.answers import json_answer
from cometvideo.mock.controls import Controls
from cometvideo.mock.faults import KINDS, Fault
from cometvideo.mock.journal import Journal
from cometvideo.mock.nearest import LANDING, landing
from cometvideo.mock.quirks import QUIRKS
from cometvideo.mock.state import State
from cometvideo.mock.tasks import Task
from cometvideo.mock.uploads import declared_size
from cometvideo.money import json_number
from cometvideo.plan import Plan
from cometvideo.wire.exchange import Answer, HttpRequest
from cometvideo.wire.foreign import why_foreign

__all__ = ["LARGEST", "PREFIX", "PROOF", "ROUTES", "Route", "handle", "shows_long"]

PREFIX = "/_mock"
LARGEST = 64 * 1024  # bytes of a body
PROOF = "x-cometvideo-console"
_JSON = "application/json"
_LONG = frozenset({"/state", "/journal", "/questions"})

Data = Mapping[str, object]
Schema = Mapping[str, object]


class Route(NamedTuple):
    """One thing that can be asked: what it does, what its body may be, who does it.

    What `act` gives is called where it can be: after the lock is let go of, for what takes long.
    """

    summary: str
    act: Callable[[Controls, Data], object]
    takes: Schema | None = None


class _RefusedError(Exception):
    """A request is not served, with this status; its text says why."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def shows_long(request: HttpRequest) -> bool:
    """Whether the answer may take long, so that others should not wait for it."""
    return request.path.removeprefix(PREFIX).rstrip("/") in _LONG


def handle(state: State, request: HttpRequest) -> Answer | Callable[[], Answer]:
    """Answer a request to the control API; what is called is so without the state's lock."""
    path = request.path
    if path == LANDING:
        return landing(request.query)
    try:
        _check_origin(state, request)
        path = path.removeprefix(PREFIX).rstrip("/") or "/"
        method = "GET" if request.method == "HEAD" else request.method
        if path == "/openapi.json" and method == "GET":
            return json_answer(200, _described())
        route, key = _route(path, method), _key(state, request)
        if method != "GET":
            _check_change(state, request, key)
        data = _read(request.body) if route.takes else {}
        found = route.act(Controls(state, key), data)
        state.changes += method != "GET"
        return partial(_told, found) if callable(found) else json_answer(200, found)
    except (_RefusedError, CometVideoError) as error:
        status = error.status if isinstance(error, _RefusedError) else 400
        return json_answer(status, {"error": {"message": str(error)}})


def _told(find: Callable[[], object]) -> Answer:
    return json_answer(200, find())


def _check_origin(state: State, request: HttpRequest) -> None:
    if why := why_foreign(request, state.is_here):
        raise _RefusedError(403, why)


def _route(path: str, method: str) -> Route:
    methods = ROUTES.get(path)
    if methods is None:
        every = ", ".join(PREFIX + each for each in ROUTES)
        raise _RefusedError(404, f"no {PREFIX}{path[:200]}; there are {every}")
    if method not in methods:
        allowed = ", ".join(methods)
        raise _RefusedError(405, f"{method} {PREFIX}{path} is not offered; allowed: {allowed}")
    return methods[method]


def _key(state: State, request: HttpRequest) -> str | None:
    """The key whose state is meant, None for that of all keys."""
    key = state.key_of(request)
    if not key and state.shown_key(request) is not None:
        raise _RefusedError(401, "the key is not known here; give one that is, or none for all")
    return key or None


def _check_change(state: State, request: HttpRequest, key: str | None) -> None:
    shown = (request.header(PROOF) or "").encode("utf-8", "replace")
    is_of_page = bool(state.token) and request.header("origin") is not None
    if is_of_page and not compare_digest(shown, state.token.encode()):
        raise _RefusedError(403, f"a page changes nothing here without the console's {PROOF}")
    if key is None and not _is_json(request):
        why = f"a change has a key, or Content-Type: {_JSON} (with curl: --json '{{}}')"
        raise _RefusedError(415, why)
    if declared_size(request) > LARGEST:
        raise _RefusedError(413, f"the body is larger than {LARGEST} bytes")


def _is_json(request: HttpRequest) -> bool:
    return (request.header("content-type") or "").partition(";")[0].strip().lower() == _JSON


def _read(body: bytes) -> Data:
    try:
        data = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise InputError(f"the body is not JSON ({error}); send a JSON object") from None
    if isinstance(data, str):
        return {"text": data}
    if not isinstance(data, dict):
        raise InputError("the body is no JSON object; send one")
    return data


def _number(data: Data, name: str) -> float:
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f"{name} is {value!r:.60}; send a number")
    try:
        return float(value)
    except OverflowError:
        raise InputError(f"{name} is too large; send a number of fewer digits") from None


def _given(data: Data) -> str | Data:
    """Settings as text, under `text`, or as an object."""
    text = data.get("text")
    return text if isinstance(text, str) else data


def _state(controls: Controls, _: Data) -> object:
    journal, tasks = controls.journal, controls.tasks
    rest = {
        "now": controls.now,
        "bill": controls.bill.data(),
        "plan": _plan(controls),
        "faults": [each._asdict() for each in controls.settings.faults],
        "quirks": sorted(controls.settings.quirks or ()),
        "world": controls.choices,
    }
    return lambda: journal.credentials.data({"tasks": [_task(each) for each in tasks], **rest})


def _task(task: Task) -> Data:
    order, rest = task.order._asdict(), task._asdict()
    del rest["order"], order["amount"]
    amount = task.order.amount
    cost = None if amount is None else json_number(amount)
    return {**order, "plan": task.order.plan._asdict(), "cost": cost, **rest}


def _plan(controls: Controls) -> object:
    plan = controls.settings.plan
    return plan._asdict() if plan else None


def _questions(journal: Journal) -> object:
    hidden = journal.credentials
    return {
        "creates": len(journal.creates),
        "polls": len(journal.polls),
        "downloads": len(journal.downloads),
        "tasks": hidden.data(journal.tasks),
        "off_contract": [
            {"number": each.number, "problems": hidden.data(each.problems)}
            for each in journal.off_contract
        ],
        "polled_after_end": hidden.data(journal.polled_after_end),
        "keys_at_downloads": [each.number for each in journal.keys_at_downloads],
    }


def _clear_faults(controls: Controls, _: Data) -> object:
    controls.clear_faults()
    return []


def _seed_task(controls: Controls, data: Data) -> object:
    task_id, fields = data.get("id"), data.get("fields", {})
    plan = data.get("plan", "immediate")
    if not isinstance(task_id, str) or not isinstance(fields, dict):
        raise InputError('send {"id": text, "fields": {name: value}, "plan": text}')
    if not isinstance(plan, str | dict):
        raise InputError("the plan is neither a text nor an object")
    return _task(controls.seed_task(task_id, fields, plan=plan))


def _quirks(controls: Controls, data: Data) -> object:
    names = data.get("on")
    if not isinstance(names, list):
        raise InputError('send {"on": [names of quirks]}')
    return sorted(controls.quirks(*map(str, names)))


def _set_world(controls: Controls, data: Data) -> object:
    choices, seed = data.get("choices", {}), data.get("seed")
    if not isinstance(choices, dict) or not isinstance(seed, str | int | None):
        raise InputError('send {"choices": {path: option}, "seed": text}, both optional')
    return controls.world(choices, seed=seed)


def _reset(controls: Controls, _: Data) -> object:
    controls.reset()
    return {}


_STRINGS: Schema = {"type": "array", "items": {"type": "string"}}
_PLAN_BODY: Schema = {"type": "object", "properties": {n: {} for n in ("text", *Plan._fields)}}
_FAULT_BODY: Schema = {
    "type": "object",
    "properties": {**{n: {} for n in ("text", *Fault._fields)}, "kind": {"enum": list(KINDS)}},
}
_QUIRKS_BODY: Schema = {
    "type": "object",
    "properties": {"on": {**_STRINGS, "items": {"enum": [*QUIRKS, "all"]}}},
}
_WORLD_BODY: Schema = {
    "type": "object",
    "properties": {"choices": {"type": "object"}, "seed": {"type": ["string", "integer"]}},
}
_TASK_BODY: Schema = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "fields": {"type": "object"}, "plan": {}},
    "required": ["id"],
}
_CLOCK_BODY: Schema = {
    "type": "object",
    "properties": {"advance": {"type": "number", "minimum": 0}},
    "required": ["advance"],
}

ROUTES: Mapping[str, Mapping[str, Route]] = {
    "/state": {"GET": Route("Everything there is to know, but the journal", _state)},
    "/journal": {
        "GET": Route(
            "The exchanges, the oldest first, keys redacted",
            lambda controls, _: controls.journal.data,
        )
    },
    "/questions": {
        "GET": Route(
            "What tests ask of the journal",
            lambda controls, _: partial(_questions, controls.journal),
        )
    },
    "/bill": {
        "GET": Route(
            "Tasks and seconds of video that were bought, and what they cost",
            lambda controls, _: controls.bill.data(),
        )
    },
    "/plan": {
        "GET": Route("How tasks live", lambda controls, _: _plan(controls)),
        "PUT": Route(
            "Decide how tasks live from now on",
            lambda controls, data: controls.plan(_given(data))._asdict(),
            _PLAN_BODY,
        ),
        "POST": Route(
            "Decide how the next task of this key lives",
            lambda controls, data: [each._asdict() for each in controls.plan_next(_given(data))],
            _PLAN_BODY,
        ),
    },
    "/faults": {
        "GET": Route(
            "What goes wrong",
            lambda controls, _: [each._asdict() for each in controls.settings.faults],
        ),
        "POST": Route(
            "Let something go wrong",
            lambda controls, data: controls.fault(_given(data))._asdict(),
            _FAULT_BODY,
        ),
        "DELETE": Route("Let nothing go wrong any more", _clear_faults),
    },
    "/clock": {
        "GET": Route("The mock's time in Unix seconds", lambda controls, _: {"now": controls.now}),
        "POST": Route(
            "Let time pass",
            lambda controls, data: {"now": controls.advance(_number(data, "advance"))},
            _CLOCK_BODY,
        ),
    },
    "/quirks": {"PUT": Route("Switch quirks on, and all others off", _quirks, _QUIRKS_BODY)},
    "/world": {
        "GET": Route("The option of every open fact", lambda controls, _: controls.choices),
        "PUT": Route("Play another world", _set_world, _WORLD_BODY),
    },
    "/tasks": {"POST": Route("Have a task that nobody created", _seed_task, _TASK_BODY)},
    "/reset": {"POST": Route("Forget tasks, exchanges, counts and settings", _reset, {})},
}


# --- What it says of itself ---

_PROBLEM: Schema = {
    "type": "object",
    "properties": {
        "error": {"type": "object", "properties": {"message": {"type": "string"}}},
    },
}


def _described() -> Schema:
    """The OpenAPI document of the control API, from the table of its routes."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "The mock's control API",
            "version": "1",
            "description": "With a Bearer key a request concerns that key, without one all keys.",
        },
        "security": [{}, {"key": []}],
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
        "paths": {
            PREFIX + path: {
                method.lower(): _operation(path, method, route) for method, route in by.items()
            }
            for path, by in ROUTES.items()
        },
    }


def _operation(path: str, method: str, route: Route) -> dict[str, object]:
    described: dict[str, object] = {
        "operationId": f"{method.lower()}_{path.strip('/')}",
        "summary": route.summary,
        "responses": {
            "200": {"description": "done", "content": {"application/json": {"schema": {}}}},
            "400": {
                "description": "the request cannot be used",
                "content": {"application/json": {"schema": _PROBLEM}},
            },
        },
    }
    if route.takes:
        content = {"application/json": {"schema": route.takes}}
        described["requestBody"] = {"required": False, "content": content}
    return described
