"""The contract: what an answer of the API means to a client, in the words of a spec."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from cometvideo.errors import InputError
from cometvideo.facts.endpoint import AnySpec
from cometvideo.wire.strict_json import is_too_deep
from cometvideo.words import Operation, Words, every_words, words_of

__all__ = ["Contract", "Failure", "Reason", "Task", "read_json"]

_MOST_SHOWN = 300
_PASSING = (408, 429)  # too late, too many: HTTP itself says that these pass
# Without these no client can work.
_NEEDED = (
    *(("service", key) for key in ("base_url", "auth_header")),
    *(("operations", name, key) for name in ("create", "retrieve") for key in ("method", "path")),
)


class Reason(NamedTuple):
    """Why a task failed; either may be empty."""

    code: str
    message: str

    def __str__(self) -> str:
        return ": ".join(filter(None, self))


class Task(NamedTuple):
    """One task. Times are Unix seconds; what the API left out is None.

    `means` is what its status stands for: `waiting`, `running`, `success`, `failure`, or None for
    a status that the spec does not know. `raw` is the whole answer.
    """

    id: str
    status: str
    means: str | None
    terminal: bool
    progress: int | None = None
    model: str | None = None
    created_at: int | None = None
    completed_at: int | None = None
    video_url: str | None = None
    reason: Reason | None = None
    raw: Mapping[str, object] = {}

    def __repr__(self) -> str:
        progress = "" if self.progress is None else f", {self.progress}%"
        return f"<Task {self.id:.60}: {self.status:.60}{progress}>"


class Failure(NamedTuple):
    """What an error answer says; empty where it says nothing."""

    code: str
    message: str


class Contract:
    """How answers are read, by the words of a spec. Treat it as frozen.

    Of an endpoint with several families a task is read in the words of its model's. Raises
    InputError for a spec that does not say how its API is spoken.
    """

    def __init__(self, spec: AnySpec) -> None:
        matrix = spec.unnamed
        for keys in _NEEDED:
            if matrix.text(*keys) is None:
                raise InputError(
                    f"{matrix.name} does not say {'.'.join(keys)}, without which no client can work"
                )
        self.spec = spec
        self.words = words_of(matrix)
        self._families = every_words(spec)
        self._every = dict.fromkeys((self.words, *self._families))
        self._envelopes = dict.fromkeys(
            envelope for words in self._every for envelope in words.envelopes.values()
        )
        self._final_codes = {
            fact.value
            for words in self._every
            for fact in words.matrix.block("rejections").all_facts()
            if fact.keys[-1] == "code"
        }
        self._final_codes.update(code for each in self._every for code in each.never_retry_codes)

    def is_final(self, status: int, code: str, model: object = None) -> bool:
        """Whether an error answer is a decision, so that asking again gives the same.

        Of a task of a model that no family has, where all families say so.
        """
        if code in self._final_codes:
            return True
        advice = {each.retry.get(status) for each in self.words_for(model)}
        if None in advice and (status >= 500 or status in _PASSING):
            return False
        return "backoff" not in advice

    def is_ambiguous(self, status: int, code: str) -> bool:
        """Whether a create answered so may still have started a task."""
        return status >= 500 and code not in self._final_codes

    def read_failure(self, body: bytes) -> Failure:
        """What an error answer says, in whichever envelope, or what it shows of itself."""
        data = read_json(body)
        if not isinstance(data, Mapping):
            text = re.sub(r"(?s)<[^>]*>", " ", body[:2000].decode("utf-8", "replace"))
            return Failure("", " ".join(text.split())[:_MOST_SHOWN])
        for envelope in self._envelopes:
            error = data if envelope.under is None else data.get(envelope.under)
            if isinstance(error, Mapping) and ("message" in error or "code" in error):
                return Failure(_said(error.get("code")), _said(error.get("message")))
        return Failure("", json.dumps(data)[:_MOST_SHOWN])

    def read_task(self, data: object) -> Task | None:
        """The task that an answer shows; None where it shows none: no id, in no place for one.

        It may lie inside one more object, as gateways wrap it. Without a status it is "".
        """
        if not isinstance(data, Mapping):
            return None
        apart = {each.under for each in self._envelopes}
        inner = (
            each for name, each in data.items() if isinstance(each, Mapping) and name not in apart
        )
        found = (self._task_in(each) for each in (data, *inner))
        return next((each for each in found if each is not None), None)

    def words_for(self, model: object) -> tuple[Words, ...]:
        """The words in which tasks of a model are told: its family's, of an unknown one all's."""
        return (words_of(self.spec.for_model(model)),) if self.knows(model) else self._families

    def operation(self, name: str, model: object = None) -> Operation:
        """An operation as it is for a model; one that its family lacks is another's."""
        own = words_of(self.spec.for_model(model))
        every = (own, self.words, *self._families)
        return next(each.operations[name] for each in every if name in each.operations)

    def knows(self, model: object) -> bool:
        """Whether some family has a model."""
        return words_of(self.spec.for_model(model)) in self._families

    def answers_video(self, model: object) -> bool | None:
        """Whether the API itself has videos of a model, to the key; None where that is open."""
        known = self.words_for(model)
        found = [each.operations["content"] for each in known if "content" in each.operations]
        if len(found) < len(known) or any(each.is_open for each in found):
            return None if found else False
        return True

    def _task_in(self, data: Mapping[str, object]) -> Task | None:
        models = (data.get(each.names.get("model", "")) for each in self._every)
        model = next((each for each in models if each is not None), None)
        words = words_of(self.spec.for_model(model))
        # Of a model that no family has, or of none, any family may know a field.
        asked = [words] if words in self._families else [*self._every]
        found: dict[str, object] = {}
        for each in asked:
            for gives, name in each.names.items():
                if gives not in found and data.get(name) is not None:
                    found[gives] = data[name]
        ids = (_text(data.get(name)) for each in asked for name in each.all_names("id"))
        task_id = next(filter(None, ids), None)
        status = _text(found.get("status")) or ""
        if task_id is None:
            return None
        # Some answer with another id than was asked for: then any family may know the status.
        if status not in words.statuses:
            words = next((each for each in self._every if status in each.statuses), words)
        return Task(
            id=task_id,
            status=status,
            means=words.means(status),
            terminal=status in words.terminal,
            progress=_int(found.get("progress")),
            model=_text(found.get("model")),
            created_at=_int(found.get("created")),
            completed_at=_int(found.get("completed")),
            video_url=_text(found.get("link")),
            reason=next(filter(None, (_reason(data, each) for each in (words, *asked))), None),
            raw=data,
        )


def read_json(body: bytes) -> object:
    """The value of a JSON text; None where it is none, or nested as no answer is.

    What is no character, in bytes or as half of an escaped pair, is read as U+FFFD.
    """
    try:
        text = body.decode("utf-8-sig", "replace")
        found = json.loads(text)
        if is_too_deep(text, found):
            return None
        return _with_characters(found) if _HALF.search(text) else found
    except (ValueError, RecursionError):
        return None


_HALF = re.compile(r"(?i)\\ud[89a-f]")


def _with_characters(data: object) -> object:
    if isinstance(data, str):
        return data.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(data, dict):
        return {_with_characters(name): _with_characters(each) for name, each in data.items()}
    return [_with_characters(each) for each in data] if isinstance(data, list) else data


def _reason(data: Mapping[str, object], words: Words) -> Reason | None:
    for field, _ in words.reasons.values():
        given = data.get(field)
        if isinstance(given, Mapping):
            return Reason(_said(given.get("code")), _said(given.get("message")))
        if isinstance(given, str) and given:
            return Reason("", given)
    return None


def _int(value: object) -> int | None:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _said(value: object) -> str:
    return "" if value is None else str(value)
