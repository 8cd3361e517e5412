"""The API as the client sees it: each operation asked once, and what its answer means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NoReturn
from urllib.parse import quote

from cometvideo.client.channel import Channel, retry_after_s
from cometvideo.client.contract import Contract, Task, read_json
from cometvideo.client.errors import (
    AmbiguousCreateError,
    AnswerError,
    NoAnswerError,
    RefusedError,
)
from cometvideo.wire.exchange import Answer, without_secret

__all__ = ["Api"]


class Api:
    """Creates and retrieves tasks with a key, which goes to `base_url` and into no text.

    `now` gives Unix seconds; `until` is a time on the channel's clock.
    """

    def __init__(
        self,
        contract: Contract,
        channel: Channel,
        base_url: str,
        key: str,
        now: Callable[[], float],
    ) -> None:
        self._contract = contract
        self._words = contract.words
        self._channel = channel
        self._base_url = base_url
        self._key = key
        self._now = now

    def create(self, content_type: str, body: bytes, until: float | None) -> Task:
        """Start a task; raises RefusedError, NotSentError or AmbiguousCreateError."""
        try:
            answer = self._ask("create", "", until, content_type, body)
        except NoAnswerError as error:
            raise AmbiguousCreateError(str(error)) from None
        if not _is_success(answer.status):
            self._refuse(answer, creating=True)
        task = self._task(answer)
        if task is None:
            raise AmbiguousCreateError("the answer shows no task", answer.status)
        return task

    def retrieve(self, task_id: str, until: float | None) -> Task:
        """Ask after a task; raises RefusedError, NotSentError, NoAnswerError or AnswerError."""
        answer = self._ask("retrieve", task_id, until)
        if not _is_success(answer.status):
            self._refuse(answer, creating=False)
        task = self._task(answer)
        if task is None:
            raise AnswerError(f"asked after {task_id}, the API answered with no task")
        return task

    def _ask(
        self,
        name: str,
        task_id: str,
        until: float | None,
        content_type: str = "",
        body: bytes = b"",
    ) -> Answer:
        operation = self._words.operations[name]
        headers = {self._words.auth_header: f"{self._words.auth_scheme} {self._key}"}
        if content_type:
            headers["Content-Type"] = content_type
        path = operation.path.removeprefix(self._words.base_path)
        url = self._base_url + path.replace("{id}", quote(task_id, safe=""))
        return self._channel.send(operation.method, url, headers, body=body, until=until)

    def _task(self, answer: Answer) -> Task | None:
        data = read_json(answer.body)
        return self._contract.read_task(data) if isinstance(data, Mapping) else None

    def _refuse(self, answer: Answer, *, creating: bool) -> NoReturn:
        failure = self._contract.read_failure(answer.body)
        code, message = (without_secret(part, self._key) for part in failure)
        if 300 <= answer.status < 400:
            message = "the API redirects to another address, which the key must not be sent to"
        if creating and self._contract.is_ambiguous(answer.status, code):
            said = f"HTTP {answer.status} {code} {message}".rstrip()
            raise AmbiguousCreateError(said, answer.status)
        raise RefusedError(answer.status, code, message, retry_after_s(answer, self._now))


def _is_success(status: int) -> bool:
    return 200 <= status < 300
