"""The API as the client sees it: each operation asked once, and what its answer means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn
from urllib.parse import quote

from cometvideo.client.channel import Channel, retry_after_s
from cometvideo.client.contract import Contract, Reason, Task, read_json
from cometvideo.client.errors import (
    AmbiguousCreateError,
    AnswerError,
    NoAnswerError,
    RefusedError,
)
from cometvideo.wire.credentials import Credentials
from cometvideo.wire.exchange import Answer
from cometvideo.wire.keys import carried

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
        self._credentials = Credentials(keys=(key,))
        self._now = now
        # An id in which the API repeats the key is shown without it, and asked after with it.
        self._ids: dict[str, str] = {}

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
            cause = f"the answer shows no task{self._hint(answer)}"
            raise AmbiguousCreateError(cause, answer.status, self._kept(answer))
        return task

    def retrieve(self, task_id: str, until: float | None) -> Task:
        """Ask after a task; raises RefusedError, NotSentError, NoAnswerError or AnswerError."""
        answer = self._ask("retrieve", self._ids.get(task_id, task_id), until)
        if not _is_success(answer.status):
            self._refuse(answer, creating=False)
        task = self._task(answer)
        if task is None or not task.status:
            said = f"asked after {task_id}, the API answered with no task{self._hint(answer)}"
            raise AnswerError(said, body=self._kept(answer))
        return task

    def answers_video(self, task: Task) -> bool | None:
        """Whether the API itself has the video of a task, to the key; None where that is open."""
        return self._contract.answers_video(task.model)

    def content(
        self, task: Task, until: float | None, write: Callable[[bytes], object], most: int
    ) -> Answer:
        """Ask for the video of a task, of which `most` bytes go to `write`, and no other error."""
        known = self._ids.get(task.id, task.id)
        return self._ask("content", known, until, model=task.model, write=write, most=most)

    def refuse(self, answer: Answer) -> NoReturn:
        """Raise what an answer without success says."""
        self._refuse(answer, creating=False)

    def _ask(
        self,
        name: str,
        task_id: str,
        until: float | None,
        content_type: str = "",
        body: bytes = b"",
        *,
        model: str | None = None,
        **reading: Any,
    ) -> Answer:
        operation = self._contract.operation(name, model)
        headers = {self._words.auth_header: carried(self._words.auth_scheme, self._key)}
        if content_type:
            headers["Content-Type"] = content_type
        path = operation.path.removeprefix(self._words.base_path)
        url = self._base_url + path.replace("{id}", quote(task_id, safe="", errors="replace"))
        return self._channel.send(operation.method, url, headers, body=body, until=until, **reading)

    def _task(self, answer: Answer) -> Task | None:
        """The task of an answer, with the key in none of its texts but the link."""
        task = self._contract.read_task(read_json(answer.body))
        if task is None:
            return None
        shown = task._replace(
            id=self._shown(task.id),
            status=self._shown(task.status),
            model=task.model and self._shown(task.model),
            reason=task.reason and Reason(*map(self._shown, task.reason)),
            raw=self._credentials.shown(task.raw),
        )
        if shown.id != task.id:
            self._ids[shown.id] = task.id
        return shown

    def _refuse(self, answer: Answer, *, creating: bool) -> NoReturn:
        code, message = map(self._shown, self._contract.read_failure(answer.body))
        if 300 <= answer.status < 400:
            message = "the API redirects to another address, which the key must not be sent to"
        if creating and self._contract.is_ambiguous(answer.status, code):
            said = f"HTTP {answer.status} {code} {message}".rstrip()
            raise AmbiguousCreateError(said, answer.status, self._kept(answer))
        raise RefusedError(answer.status, code, message, retry_after_s(answer, self._now))

    def _shown(self, text: str) -> str:
        return self._credentials.text(text)

    def _kept(self, answer: Answer) -> bytes:
        return self._credentials.body(answer.body)

    def _hint(self, answer: Answer) -> str:
        """What a page where JSON should be says of the base URL."""
        kind = (answer.header("content-type") or "").lower()
        if "html" not in kind and not answer.body.lstrip().startswith(b"<"):
            return ""
        path, base = self._words.base_path, self._base_url
        why = (
            "look at the base URL"
            if base.endswith(path)
            else f"the base URL {base} may lack {path}"
        )
        return f" but a page of HTML: {why}"


def _is_success(status: int) -> bool:
    return 200 <= status < 300
