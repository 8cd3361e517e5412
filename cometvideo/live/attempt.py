"""Attempts: what came of a probe, as values that can be kept and judged again."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from cometvideo.client.contract import read_json
from cometvideo.wire.exchange import Exchange

__all__ = ["DENIED", "TOO_MANY", "Attempt", "Fate", "SendResult", "State", "Video", "json_of"]

Fate = Literal["answered", "not sent", "no answer", "interrupted"]
State = Literal["sending", "due", "running", "ended"]


class Video(NamedTuple):
    """A video as its own bytes say: pixels, seconds, and frames where the index counts them.

    `problem` says why it could not be had or measured; the numbers are then 0.
    """

    width: int = 0
    height: int = 0
    seconds: float = 0.0
    frames: int | None = None
    size: int = 0
    sha256: str = ""
    problem: str = ""


class Attempt(NamedTuple):
    """What came of a probe.

    `exchanges` are redacted and in order: the first is the probe's own, those after it ask after
    the task that it started. The `fate` is that of the first; `interrupted` is one that was sent
    by a run which ended before it kept the answer. `video` is None where none was fetched, and
    `problem` says why nothing more came of it.
    """

    probe: str
    fate: Fate
    exchanges: tuple[Exchange, ...] = ()
    video: Video | None = None
    problem: str = ""

    @property
    def status(self) -> int | None:
        """The status of the answer; None without one."""
        answer = self.exchanges[0].answer if self.exchanges else None
        return None if answer is None else answer.status

    @property
    def answer(self) -> Mapping[str, object] | None:
        """The JSON object of the answer; None where it is none."""
        return json_of(self.exchanges[0]) if self.exchanges else None


class SendResult(NamedTuple):
    """What came of sending a probe; without a status no answer did.

    `billed` is whether it is paid for or may be, `unexpected` whether it was taken although it
    should not be. It is `due` if it may be sent again, `running` if its task is to be waited for.
    `is_passing` if it may be sent again soon, `is_denied` where it is the key that was refused.
    """

    fate: Fate
    state: State
    status: int | None = None
    billed: bool = False
    unexpected: bool = False
    task: str = ""
    problem: str = ""
    pause_s: float | None = None
    is_passing: bool = False
    is_denied: bool = False

    @property
    def is_unclear(self) -> bool:
        """Whether a task may have been started that nobody knows of."""
        return self.billed and not self.task


def json_of(exchange: Exchange) -> Mapping[str, object] | None:
    """The JSON object that an exchange was answered with; None where there is none."""
    data = read_json(exchange.answer.body) if exchange.answer else None
    return data if isinstance(data, Mapping) else None


TOO_MANY = 429
DENIED = frozenset({401, 402, 403})  # not this key, not without payment, not allowed
