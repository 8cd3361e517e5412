"""The client: create, wait, download, and all three in one."""

from __future__ import annotations

import random as random_module
import time
from collections.abc import Callable, Mapping
from os import environ
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, overload

from cometvideo.client.address import checked_base_url
from cometvideo.client.api import Api
from cometvideo.client.channel import Channel, OnExchange, require_httpx
from cometvideo.client.contract import Contract, Task
from cometvideo.client.errors import (
    AnswerError,
    DeadlineError,
    NoAnswerError,
    NotSentError,
    RefusedError,
    TaskFailedError,
    UnknownStatusError,
    about,
)
from cometvideo.client.fetching import fetch, why_not_written
from cometvideo.client.form import body_of, with_files_read
from cometvideo.client.pace import Pace, pace_of
from cometvideo.errors import InputError
from cometvideo.facts.endpoint import load
from cometvideo.validation import Spec, validate
from cometvideo.wire.credentials import Credentials

if TYPE_CHECKING:
    import httpx

__all__ = ["Client"]

OnProgress = Callable[[Task], object]

# A task that is not given a deadline is given this many times what the spec calls usual.
_PATIENCE = 10
_FIRST_PAUSE_S = 1.0  # before a download is tried again
_LONGEST_PAUSE = 6  # in slowest polling intervals, whatever Retry-After asks for


class Client:
    """A client of the video endpoint, in the words of a spec.

    Key and base URL are those given, else those of the environment variables that the spec names.
    What it sends was validated before. A create is sent once: where nobody can tell what became
    of it, AmbiguousCreateError says so. Everything else is asked again, with growing waits, until
    the deadline. The key goes to the API alone: not to where videos lie, nor into any text; and
    over http:// to a public host only if that is meant (`unencrypted`).

    `transport` is one of httpx; `clock`, `sleep` (seconds), `now` (Unix seconds) and `draw` (0 to
    1) may be put in for tests; `on_exchange` is told of all that goes over the wire, with the key
    in it. Raises InputError where key or spec are of no use.
    """

    def __init__(
        self,
        key: str | None = None,
        *,
        base_url: str | None = None,
        spec: Spec = None,
        unencrypted: bool = False,
        timeout_s: float = 60.0,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        now: Callable[[], float] = time.time,
        draw: Callable[[], float] = random_module.random,
        on_exchange: OnExchange | None = None,
    ) -> None:
        require_httpx()
        self.spec = load(spec)
        self._contract = contract = Contract(self.spec)
        words = contract.words
        key = (key or _environment(words.key_variable)).strip()
        if not key or not key.isascii() or not key.isprintable():
            raise InputError(
                "there is no key that a header can hold: give one, or set "
                f"{words.key_variable or 'no variable: the spec names none'}"
            )
        given = base_url or _environment(words.base_url_variable) or words.base_url
        named = "base_url" if base_url else words.base_url_variable or "base_url"
        self.base_url = checked_base_url(given, named, words.base_url, unencrypted=unencrypted)
        credentials = Credentials(frozenset({words.auth_header.lower()}), (key,))
        self._channel = Channel(transport, clock, timeout_s, on_exchange, credentials)
        self._api = Api(contract, self._channel, self.base_url, key, now)
        self._clock, self._sleep, self._draw = clock, sleep, draw

    def __repr__(self) -> str:
        return f"<Client of {self.base_url}, {self.spec.name}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._channel.close()

    def create(
        self,
        request: Mapping[str, object] | None = None,
        /,
        *,
        strict: bool = False,
        until: float | None = None,
        **fields: object,
    ) -> Task:
        """Start a task; it is billed from here on.

        Takes what `validate` takes, a file being bytes, a Path, an open binary file or a tuple of
        name, bytes and content type; a field that is None is left out. `until` is a time on the
        client's clock. Raises RequestInvalid for what is not worth sending (with `strict`, for
        what may be refused), RefusedError where the API did not take it, NotSentError where it was
        not reached, and AmbiguousCreateError where a task may have been created.
        """
        asked = with_files_read({**(request or {}), **fields})
        learned = validate(asked, spec=self.spec).require(strict=strict)
        boundary = "".join(f"{int(self._draw() * 2**32):08x}" for _ in range(4))
        content_type, body = body_of(learned.matrix, asked, boundary)
        task = self._api.create(content_type, body, until)
        model = asked.get(self._contract.words.selector or "")
        return task._replace(model=model) if task.model is None and isinstance(model, str) else task

    def retrieve(self, task_id: str, *, until: float | None = None) -> Task:
        """Ask after a task, once; raises RefusedError for one that the API does not know."""
        with about(task_id):
            return self._api.retrieve(task_id, until)

    def wait(
        self,
        task: Task | str,
        *,
        deadline_s: float | None = None,
        poll_interval_s: float | None = None,
        on_progress: OnProgress | None = None,
    ) -> Task:
        """Wait for the end of a task, given as such or by its id, and return it with its link.

        Polls as slowly as the spec advises, or every `poll_interval_s`, and slower after errors;
        `on_progress` is told of every answer. Raises TaskFailedError, DeadlineError (with the id
        to go on with), which is an UnknownStatusError where the spec does not know the status that
        the task has by then, AnswerError for a success without a link, and RefusedError where
        asking again is of no use. Without a deadline it is ten times what the spec calls usual for
        the task's model, of an id alone for any.
        """
        with about(_id_of(task)):
            return self._ended(task, deadline_s, poll_interval_s, on_progress)

    @overload
    def download(
        self, task: Task | str, to: None = None, *, deadline_s: float | None = None
    ) -> bytes: ...

    @overload
    def download(
        self, task: Task | str, to: str | Path, *, deadline_s: float | None = None
    ) -> Path: ...

    def download(
        self, task: Task | str, to: str | Path | None = None, *, deadline_s: float | None = None
    ) -> bytes | Path:
        """Fetch the video of a finished task: its bytes, or the path `to` where they were written.

        The file is there in full or not at all. A link that is not good any more is renewed once
        by asking after the task; of a task without a link the API itself is asked, where the spec
        has that. Raises LinkExpiredError, RefusedError, NoAnswerError, DeadlineError, and
        NotWrittenError where the path cannot be written.
        """
        with about(_id_of(task)):
            return self._fetched(task, None if to is None else Path(to), deadline_s)

    @overload
    def render(
        self, request: Mapping[str, object] | None = None, /, *, to: None = None, **settings: Any
    ) -> bytes: ...

    @overload
    def render(
        self, request: Mapping[str, object] | None = None, /, *, to: str | Path, **settings: Any
    ) -> Path: ...

    def render(
        self,
        request: Mapping[str, object] | None = None,
        /,
        *,
        to: str | Path | None = None,
        deadline_s: float | None = None,
        poll_interval_s: float | None = None,
        on_progress: OnProgress | None = None,
        strict: bool = False,
        **fields: object,
    ) -> bytes | Path:
        """Create, wait and download in one, by one deadline; raises what these raise.

        Where a file cannot be written to `to`, InputError says so before anything is sent. Whatever
        goes wrong after the create tells the id of the task: a ClientError as its `task_id` and in
        its text, anything else, such as KeyboardInterrupt, in a note.
        """
        if to is not None and (why := why_not_written(Path(to))):
            raise InputError(f"cannot write the video to {to}: {why}; nothing was sent")
        asked = {**(request or {}), **fields}
        pace = self._pace(asked.get(self._contract.words.selector or ""), poll_interval_s)
        end = self._clock() + _given(deadline_s, pace)
        task = self.create(asked, strict=strict, until=end)
        with about(task.id):
            if on_progress is not None:
                on_progress(task)
            done = self._ended(task, end - self._clock(), poll_interval_s, on_progress)
            return self._fetched(done, None if to is None else Path(to), end - self._clock())

    # --- Shared ---

    def _ended(
        self,
        task: Task | str,
        deadline_s: float | None,
        poll_interval_s: float | None,
        on_progress: OnProgress | None,
    ) -> Task:
        last, model = "not asked yet", None
        if isinstance(task, Task):
            if task.terminal:
                return self._finished(task, task.model)
            last, model = task.status, task.model
        pace = self._pace(model, poll_interval_s)
        deadline_s = _given(deadline_s, pace)
        end = self._clock() + deadline_s
        pause_s = 0.0 if isinstance(task, str) else pace.interval_s
        failures, strange = 0, None
        while True:
            self._sleep(min(pause_s, max(end - self._clock(), 0.0)))
            if self._clock() >= end:
                if strange is not None:
                    every = self._contract.words_for(strange.model)
                    known = dict.fromkeys(each for words in every for each in words.statuses)
                    raise UnknownStatusError(strange, deadline_s, tuple(known))
                raise DeadlineError(_id_of(task), deadline_s, last)
            try:
                seen = self._api.retrieve(_id_of(task), end)
            except (RefusedError, NoAnswerError, NotSentError, AnswerError) as error:
                if isinstance(error, RefusedError) and self._contract.is_final(
                    error.status, error.code, model
                ):
                    raise
                failures += 1
                last, pause_s = str(error), self._pause(error, failures, pace)
                continue
            # An answer may name none, or one that no family has: then it is the one that was asked.
            model = seen.model if self._contract.knows(seen.model) or model is None else model
            pace = self._pace(model, poll_interval_s)
            failures, last, pause_s = 0, seen.status, pace.interval_s
            if on_progress is not None:
                on_progress(seen)
            if seen.terminal:
                return self._finished(seen, model)
            strange = seen if seen.means is None else None

    def _fetched(self, task: Task | str, to: Path | None, deadline_s: float | None) -> bytes | Path:
        pace = self._pace(None if isinstance(task, str) else task.model)
        deadline_s = _given(deadline_s, pace)
        end = self._clock() + deadline_s
        pace = pace._replace(interval_s=_FIRST_PAUSE_S)
        given = self._api.retrieve(task, end) if isinstance(task, str) else task

        def pause(failures: int, last: str) -> None:
            self._sleep(min(self._pause(None, failures, pace), max(end - self._clock(), 0.0)))
            if self._clock() >= end:
                raise DeadlineError(given.id, deadline_s, last)

        return fetch(
            self._channel,
            self._api,
            given,
            to,
            until=end,
            renew=lambda: self._finished(self._api.retrieve(given.id, end), given.model),
            pause=pause,
        )

    def _pace(self, model: object, poll_interval_s: float | None = None) -> Pace:
        """The pace of a model's family, with the interval that is asked for."""
        pace = pace_of(self._contract.words_for(model))
        return pace if poll_interval_s is None else pace._replace(interval_s=poll_interval_s)

    def _pause(self, error: Exception | None, failures: int, pace: Pace) -> float:
        """How long to wait after a failure: twice as long each time, and as asked within reason."""
        most_s = max(pace.slowest_s * _LONGEST_PAUSE, pace.interval_s)
        grown_s = min(pace.interval_s * 2.0 ** min(failures, 16), most_s)
        asked_s = error.retry_after_s if isinstance(error, RefusedError) else None
        # Between three quarters of it and all of it, so that clients do not come back together.
        return max(grown_s * (0.75 + self._draw() / 4), min(asked_s or 0.0, most_s))

    def _finished(self, task: Task, model: str | None) -> Task:
        if task.means != "success":
            raise TaskFailedError(task)
        if task.video_url is None and not self._contract.answers_video(model):
            raise AnswerError(f"task {task.id} is {task.status} and has no link to a video", task)
        return task


def _id_of(task: Task | str) -> str:
    return task if isinstance(task, str) else task.id


def _given(deadline_s: float | None, pace: Pace) -> float:
    return pace.usual_s * _PATIENCE if deadline_s is None else deadline_s


def _environment(variable: str | None) -> str:
    return environ.get(variable, "") if variable else ""
