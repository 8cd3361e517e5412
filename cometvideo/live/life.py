"""Lives: what the exchanges of an attempt show of the task that it started."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cometvideo.facts.fact import Value
from cometvideo.facts.matrix import Matrix
from cometvideo.live.attempt import Attempt, Video, json_of
from cometvideo.live.probe import Probe
from cometvideo.wire.exchange import Exchange
from cometvideo.words import words_of

__all__ = ["Life", "is_success", "life_of"]


class Life(NamedTuple):
    """A task as its answers showed it, the answer to the create first.

    `shown` are its objects with the numbers of their exchanges; `asked` are the fields that were
    sent, by their names. Names of the task's fields are looked up by what they give.
    """

    matrix: Matrix
    probe: Probe
    exchanges: tuple[Exchange, ...]
    shown: tuple[tuple[int, Mapping[str, object]], ...]
    video: Video | None
    names: Mapping[str, str]

    @property
    def statuses(self) -> tuple[object, ...]:
        """The statuses in the order they were seen."""
        return tuple(each.get(self.names.get("status", "status")) for _, each in self.shown)

    @property
    def retrieved(self) -> tuple[tuple[int, Mapping[str, object]], ...]:
        """The objects that later answers showed."""
        return tuple(each for each in self.shown if each[0] > 0)

    def given(self, name: str) -> Iterator[tuple[int, object]]:
        """The values of a field wherever it was shown, null included."""
        for place, each in self.shown:
            if name in each:
                yield place, each[name]

    def link(self) -> tuple[int, str] | None:
        """The link to the video, where one was shown."""
        for place, value in self.given(self.names.get("link", "")):
            if isinstance(value, str) and value:
                return place, value
        return None

    def means(self, status: object) -> Value | None:
        """What a status means according to the spec."""
        return self.matrix.value("task", "statuses", str(status), "means")


def life_of(matrix: Matrix, probe: Probe, attempt: Attempt) -> Life | None:
    """The life of the task that an attempt started; None where it started none."""
    if not probe.is_create or not attempt.exchanges or not is_success(attempt.status):
        return None
    names = words_of(matrix).names
    shown = []
    for place, exchange in enumerate(attempt.exchanges):
        data = json_of(exchange)
        is_task = data is not None and names.get("id", "") in data
        if data is not None and is_task and exchange.answer and is_success(exchange.answer.status):
            shown.append((place, data))
    if not shown or shown[0][0] != 0:
        return None
    return Life(matrix, probe, attempt.exchanges, tuple(shown), attempt.video, names)


def is_success(status: int | None) -> bool:
    """Whether a status says that a request was taken."""
    return status is not None and 200 <= status < 300
