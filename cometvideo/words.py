"""Words: how a spec speaks of paths, statuses, tasks and errors, looked up once.

Everything that makes or reads an answer of the API takes its words from here. What a spec leaves
out or open is empty or None; in a world nothing is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

from cometvideo.errors import InputError
from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.fact import Value
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.facts.statuses import Statuses, statuses_by_model, statuses_of
from cometvideo.facts.terms import Terms
from cometvideo.prediction.outcomes import Reject
from cometvideo.prediction.rules import Rules

__all__ = [
    "Envelope",
    "Operation",
    "TaskField",
    "Words",
    "every_words",
    "moderation_codes",
    "operations_of",
    "words_of",
]


# What most jobs are reckoned to take, in seconds, where no source says it of their family.
_RECKONED_S = 60.0, 180.0


class Operation(NamedTuple):
    """How one operation is reached, and with which status it succeeds.

    In `path`, {id} stands for the id of a task; `matches` is the pattern of such paths, with the
    id as its group. `variants` are those of a video, `takes` the fields of a body of its own, which
    is `read` in these encodings. It `is_open` where the spec leaves open whether there is one.
    """

    name: str
    method: str
    path: str
    status: int
    matches: re.Pattern[str]
    variants: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    is_open: bool = False
    read: tuple[str, ...] = ()


class TaskField(NamedTuple):
    """One field of the task object: what it gives, what it `always` is, or what it repeats.

    `only_on` is the status that it is confined to; it may be left out unless it is `required`.
    `repeats` is the field of the request whose value it has, as the JSON `type` of it.
    """

    name: str
    gives: str | None
    always: Value | None
    only_on: str | None
    required: bool = False
    repeats: str | None = None
    type: str = "string"


class Envelope(NamedTuple):
    """What is around an error: the key it stands under, its keys, its type, its message's end."""

    under: str | None = None
    keys: tuple[str, ...] = ("code", "message")
    type: str | None = None
    message_ends: str = ""


_PLAIN = Envelope()
_LONGEST_NUMBER = 40  # digits


class Words:
    """The words of one spec, or of one world of it. Treat it as frozen.

    Where requests go: `host`, `base_url` and the path of that, the `auth_header` and its scheme,
    the environment variables for key and base URL, the `operations` by their names. Of a task: its
    `fields`, its `statuses` in the order of the spec, the `initial` one, the shapes of a failure's
    `reasons` (the field and its keys, none where it is a text) and the one of this world, what
    gateways do to it as `quirks`. Of errors: the `envelopes`, and the advice on a `retry` by
    status. Times are in seconds, None where the spec states none.
    """

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        service = matrix.block("service")
        self.host = service.text("host") or ""
        self.base_url = service.text("base_url") or ""
        path = self.base_url.partition("://")[2].partition("/")[2].strip("/")
        self.base_path = f"/{path}" if path else ""
        self.auth_header = service.text("auth_header") or ""
        self.auth_scheme = service.text("auth_scheme") or ""
        self.request_id_header = service.text("request_id_header")
        self.key_variable = service.text("key_variable")
        self.base_url_variable = service.text("base_url_variable")
        self.operations: Mapping[str, Operation] = _Operations(
            (name, _operation(name, block))
            for name, block in matrix.blocks("operations")
            if block.value("served") is not False
        )
        self.selector = next(
            (name for name, block in matrix.blocks("fields") if "selects" in block), None
        )
        self._of_tasks(matrix.block("task"))
        self._of_errors(matrix.block("errors"))

    def __repr__(self) -> str:
        return f"<Words of {self.matrix.name}>"

    def _of_tasks(self, task: Block) -> None:
        fields = task.block("fields")
        self.fields = tuple(self._field(fields, name) for name, _ in fields.blocks())
        # Whether a task may say when it was completed before it is.
        self.completes_early = any(
            block.flag("before_the_end") for _, block in task.block("fields").blocks()
        )
        self.initial = task.text("initial") or ""
        self.statuses = statuses_of(self.matrix)
        self.terminal = self.statuses.terminal
        self._statuses = statuses_by_model(self.matrix, self.statuses)
        self.reasons = {
            name: (field, block.texts("keys"))
            for name, block in task.block("reasons").blocks()
            if (field := block.text("field")) is not None
        }
        self.quirks = {
            name: fact.value
            for name, fact in task.block("quirks").facts()
            if fact.value is not None
        }
        self.reason_shape = task.text("reason")
        self.id_example = task.text("id_example") or "task"
        self.task_lifetime_s = task.number("lifetime_s")
        # Where nothing is said of it, or it is open, a link is one like any other.
        self.links_answer_head = task.value("download", "answers_head") is not False
        self.link_lifetime_s = task.number("download", "lifetime_s")
        self.frames_per_second = task.number("download", "frames_per_second")
        self.interval_min_s = task.number("polling", "interval_min_s")
        self.interval_max_s = task.number("polling", "interval_max_s")
        least = task.number("polling", "usual_min_s")
        most = task.number("polling", "usual_max_s")
        least = min(_RECKONED_S[0], most or _RECKONED_S[0]) if least is None else least
        self.usual_s = least, max(least, _RECKONED_S[1]) if most is None else most

    def _field(self, fields: Block, name: str) -> TaskField:
        """A field of the task; one that is the same as another gives, or repeats, what that does.

        A name that request and task both have is that of the task's field, unless it is its own.
        """
        block = first = fields.block(name)
        other, met = first.text("same_as"), {name}
        while other is not None and other in fields and other not in met and "gives" not in first:
            met.add(other)
            first = fields.block(other)
            other = first.text("same_as")
        gives = first.text("gives")
        return TaskField(
            name,
            gives,
            block.value("always"),
            block.text("only_on"),
            block.flag("required"),
            None if gives else other,
            block.text("type") or "string",
        )

    def _of_errors(self, errors: Block) -> None:
        self.envelopes = {
            name: Envelope(
                block.text("under"),
                block.texts("keys") or _PLAIN.keys,
                block.text("type"),
                block.text("message_ends") or "",
            )
            for name, block in errors.block("envelopes").blocks()
        }
        self.retry = {
            int(status): str(fact.value)
            for status, fact in errors.block("retry").facts()
            if status.isdecimal()
        }
        self.never_retry_codes = errors.texts("never_retry_codes")
        self.retry_after = errors.text("retry_after")
        self.moderation_codes = errors.texts("moderation_codes")

    # --- Tasks ---

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The field to read for what is asked for (`id`, `status`, `link` …): the first, if two."""
        return {field.gives: field.name for field in reversed(self.fields) if field.gives}

    def all_names(self, gives: str) -> list[str]:
        """Every field that gives this."""
        return [field.name for field in self.fields if field.gives == gives]

    def statuses_of(self, model: str | None) -> Statuses:
        """The statuses that tasks of a model come to; all of them for one that is not known."""
        return self._statuses.get(model or "", self.statuses)

    def means(self, status: str) -> str | None:
        """What a status means; None for one that is not documented."""
        found = self.statuses.get(status)
        return None if found is None else found.means

    def sent_as(self, fields: Mapping[str, object], name: str) -> object:
        """The value of a field of a request: what was sent, else its default where one is settled.

        None where there is neither.
        """
        if name in fields:
            return fields[name]
        model = None if name == self.selector else self.model_of(fields)
        known = model if model in self.matrix.block("models") else None
        return Terms(self.matrix, known, name).value("default")

    def model_of(self, fields: Mapping[str, object]) -> str:
        """The model that a request is for, be it by default; empty where nothing tells."""
        model = self.sent_as(fields, self.selector) if self.selector else None
        return model if isinstance(model, str) else ""

    def repeated(self, fields: Mapping[str, object]) -> tuple[tuple[str, object], ...]:
        """What a task repeats of the request that it was created by: fields of it, and values."""
        values = (
            (each.name, _typed(self.sent_as(fields, each.repeats), each.type))
            for each in self.fields
            if each.repeats is not None
        )
        return tuple((name, value) for name, value in values if value is not None)

    def task(
        self,
        status: str,
        given: Mapping[str, object],
        repeated: Iterable[tuple[str, object]] = (),
        *,
        bare: bool = False,
    ) -> dict[str, object]:
        """The task object at a status: the fields listed for it, as far as they are `given`.

        `given` has values by what a field gives, None for what is not there; `repeated` those of
        fields that repeat the request. A `bare` object has no more than what is required, and its
        link.
        """
        found: dict[str, object] = {}
        of_request = dict(repeated)
        for name, gives, always, only_on, required, repeats, _ in self.fields:
            if only_on is None or only_on == status:
                value = given.get(gives or "") if always is None else always
                if repeats is not None and value is None:
                    value = of_request.get(name)
                if value is not None and (required or not bare or gives == "link"):
                    found[name] = value
        return found

    def reason(self, shape: object, code: str, message: str) -> dict[str, object]:
        """What a failed task has besides, by the `shape` of its reason; {} for one unknown."""
        field, keys = self.reasons.get(str(shape), (None, ()))
        if field is None:
            return {}
        parts = {"code": code, "message": message}
        return {field: {key: parts.get(key, "") for key in keys} if keys else message}

    # --- Errors ---

    def error(
        self,
        envelope: str | None,
        message: str,
        *,
        code: str = "",
        param: str = "",
        request_id: str = "",
    ) -> dict[str, object]:
        """An error in one of the envelopes; one that is not described has a code and a message.

        Without a `request_id` the end of the message, which tells it, is left out.
        """
        shape = self.envelopes.get(envelope or "", _PLAIN)
        if request_id and shape.message_ends:
            message = f"{message} {shape.message_ends.replace('{id}', request_id)}"
        parts = {"message": message, "type": shape.type, "param": param, "code": code}
        error: dict[str, object] = {key: parts.get(key) for key in shape.keys}
        return {shape.under: error} if shape.under else error

    def advice(self, status: int, code: str = "") -> str | None:
        """What the error guide says of sending the same again: `never`, `rarely`, `backoff`."""
        return "never" if code in self.never_retry_codes else self.retry.get(status)

    def refusal(self, fault: str) -> Reject:
        """How a fault of a request as a whole is answered, as far as any source states it."""
        return _refusal(self.matrix, fault)


def _typed(value: object, kind: str) -> object:
    """A value of a request as JSON of a type has it; None where it cannot."""
    if not isinstance(value, str | int | float):
        return None
    if kind in {"integer", "number"} and isinstance(value, str):
        read = int if kind == "integer" else float
        try:
            return read(value[:_LONGEST_NUMBER])
        except ValueError:
            return None
    return str(value) if kind == "string" else value


@lru_cache(maxsize=128)
def words_of(matrix: Matrix) -> Words:
    """The words of a matrix."""
    return Words(matrix)


@lru_cache(maxsize=64)
def every_words(spec: AnySpec) -> tuple[Words, ...]:
    """The words of every family of a spec."""
    return tuple(map(words_of, spec.families.values()))


def moderation_codes(spec: AnySpec) -> tuple[str, ...]:
    """The codes by which some family of a spec refuses what it was asked for."""
    return tuple(code for words in every_words(spec) for code in words.moderation_codes)


@lru_cache(maxsize=64)
def operations_of(spec: AnySpec) -> tuple[Operation, ...]:
    """Every operation that some family of a spec has, once each."""
    every = (each for words in every_words(spec) for each in words.operations.values())
    return tuple({each[:3]: each for each in every}.values())


@lru_cache(maxsize=256)
def _refusal(matrix: Matrix, fault: str) -> Reject:
    return Rules(matrix, None, None).rejection(fault, None)


class _Operations(dict[str, Operation]):
    """Operations by name; raises InputError for one that is needed and that a spec lacks."""

    def __missing__(self, name: str) -> Operation:
        raise InputError(
            f"the spec does not say operations.{name}, which is needed here; `cometvideo lint` "
            "tells what a spec is fit for, and what it lacks"
        )


def _operation(name: str, block: Block) -> Operation:
    path = block.text("path") or ""
    pattern = re.escape(path).replace(r"\{id\}", "(?P<id>[^/]+)")
    status = block.integer("status") or 200
    return Operation(
        name,
        block.text("method") or "",
        path,
        status,
        re.compile(pattern),
        block.texts("variants"),
        block.texts("takes"),
        (served := block.fact("served")) is not None and served.is_open,
        tuple(name for name, fact in block.block("encodings").facts() if "read" in fact.options)
        or ("application/json",),
    )
