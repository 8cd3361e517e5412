"""Cases: what a client is put through, what was seen of it, and what a clause makes of that."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from cometvideo.conformance.hearing import NOTHING, Printed
from cometvideo.facts.fact import Scalar
from cometvideo.mock.uploads import Reading, read_create
from cometvideo.wire.exchange import Answer as HttpAnswer
from cometvideo.wire.exchange import HttpRequest

if TYPE_CHECKING:
    from cometvideo.conformance.protocol import Answer
    from cometvideo.words import Words

__all__ = ["Call", "Case", "Deviation", "File", "Observed", "Reply", "files_in"]


class File(NamedTuple):
    """A file that a client is asked to send."""

    filename: str
    content_type: str
    data: bytes


def files_in(value: object) -> tuple[File, ...]:
    """The files of a field's value: one, several, or none at all."""
    if isinstance(value, File):
        return (value,)
    several = value if isinstance(value, tuple) else ()
    return tuple(each for each in several if isinstance(each, File))


class Reply(NamedTuple):
    """An exchange on its way back to the client, for a deviation to change.

    `nth` counts the exchanges of this operation from 1; `advance` lets seconds pass on the mock's
    clock; `videos_origin` is scheme, host and port of where the videos lie.
    """

    operation: str | None
    nth: int
    answer: HttpAnswer
    words: Words
    task: str | None
    videos_origin: str
    advance: Callable[[float], object]


Deviation = Callable[[Reply], HttpAnswer]


class Case(NamedTuple):
    """What a client is asked to do, and what the API does meanwhile.

    `request` has texts, numbers, a File, or a tuple of Files. Plan, faults, quirks and choices are
    those of the mock; a deviation changes answers in ways that the mock has no switch for. `about`
    is what the clause looks for.
    """

    name: str
    request: Mapping[str, object]
    plan: str | Mapping[str, object] = "polls=2"
    faults: tuple[Mapping[str, object], ...] = ()
    quirks: tuple[str, ...] = ()
    choices: Mapping[str, Scalar] = {}
    deviation: Deviation | None = None
    deadline_s: float = 10.0
    poll_interval_s: float = 0.05
    download: bool = False
    about: str = ""


class Call(NamedTuple):
    """One exchange as the API saw it. `at` and `done` are seconds of the case's clock.

    `word` is the status that the answer showed of a task, `ended` whether it is a last one.
    """

    at: float
    done: float
    operation: str | None
    request: HttpRequest
    answer: HttpAnswer
    task: str | None = None
    created: bool = False
    after_end: bool = False
    word: str | None = None
    ended: bool = False
    at_videos: bool = False

    @property
    def reading(self) -> Reading:
        """What a create carried, as the mock reads it."""
        return read_create(self.request)


class Observed(NamedTuple):
    """All that is known of one case.

    `answer` is what the client said, None where it said nothing; `problem` then says why. One that
    crashed has answered `error`, and has a problem. `stopped` says why it had to be stopped, ""
    where it ended by itself. `printed` is all that it printed, logged or raised. `by_wire` is
    a program that speaks no protocol. `strays` are the requests that came meanwhile under no key
    of any case.
    """

    case: Case
    key: str
    calls: tuple[Call, ...]
    answer: Answer | None
    printed: Printed = NOTHING
    stopped: str = ""
    problem: str = ""
    by_wire: bool = False
    strays: int = 0

    @property
    def creates(self) -> list[Call]:
        """The creates that came, whatever became of them."""
        return [each for each in self.calls if each.operation == "create"]

    @property
    def polls(self) -> list[Call]:
        """The requests that asked after a task."""
        return [each for each in self.calls if each.operation == "retrieve"]

    @property
    def downloads(self) -> list[Call]:
        """The requests for a video, be it where they lie or at the API itself."""
        return [each for each in self.calls if each.at_videos or each.operation == "content"]

    @property
    def tasks(self) -> list[str]:
        """The tasks that were created and billed."""
        return [each.task for each in self.calls if each.created and each.task]

    @property
    def pauses(self) -> list[float]:
        """Seconds from each answer to the next poll, from the first create on."""
        asked = [each for each in self.calls if each.operation in {"create", "retrieve"}]
        return [
            after.at - before.done
            for before, after in itertools.pairwise(asked)
            if after.operation == "retrieve"
        ]

    @property
    def happy(self) -> bool:
        """Whether the user is told that there is a video."""
        return self.answer is not None and self.answer.is_happy

    @property
    def told(self) -> str:
        """All that the user is told: the answer's message, and what was printed."""
        return f"{self.answer.message if self.answer else ''}\n{self.printed.text}"
