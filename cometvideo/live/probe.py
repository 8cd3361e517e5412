"""Probes: requests sent to learn whether facts still hold, with what they show and may cost."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from cometvideo.facts.matrix import Matrix
from cometvideo.wire.exchange import HttpRequest
from cometvideo.wire.keys import carried

__all__ = ["FREE", "Cost", "CostKind", "Key", "Mark", "Probe", "request_of"]

Key = Literal["own", "none", "wrong"]
CostKind = Literal["free", "free if rejected", "paid"]

_WRONG_KEY = "cometvideo-wrong-key"


class Mark(NamedTuple):
    """One way in which a fact shows itself: its path, and what has to be seen for it to hold."""

    fact: str
    way: str

    def __str__(self) -> str:
        return f"{self.fact} ({self.way})"


class Cost(NamedTuple):
    """What a probe may cost: seconds of video, and whether it is billed only by mistake.

    `free if rejected` is priced as if it were accepted. `amount` is the most that it costs, at
    list, in millionths of the currency that the spec has prices in; None where no price is known.
    """

    kind: CostKind
    seconds: int = 0
    amount: int | None = None


FREE = Cost("free")


class Probe(NamedTuple):
    """One request, what it shows, and what it may cost.

    `path` is the API's, as the spec writes it. `fields` are what a person reads of the `body`.
    Once it is taken, the marks it `takes` hold; the video and the task of it bear out those it
    `shows`; once it is refused, those it `refuses` hold. Probes of one `group` stop when one of
    them is taken although it should not be. `control` is the id of the documented request that is
    the same but for what is asked about: what the refusal is for is known only if that is taken.
    """

    id: str
    operation: str
    method: str
    path: str
    cost: Cost
    model: str | None = None
    fields: Mapping[str, object] = {}
    content_type: str = ""
    body: bytes = b""
    key: Key = "own"
    group: str = ""
    control: str = ""
    takes: tuple[Mark, ...] = ()
    shows: tuple[Mark, ...] = ()
    refuses: tuple[Mark, ...] = ()

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Everything that the probe may bear out."""
        return self.takes + self.shows + self.refuses

    @property
    def is_create(self) -> bool:
        """Whether it may start a task."""
        return self.operation == "create"


def request_of(probe: Probe, matrix: Matrix, key: str) -> HttpRequest:
    """The request of a probe as it goes out; the host is left to whoever sends it."""
    headers = []
    if probe.key != "none":
        name, scheme = (matrix.value("service", each) for each in ("auth_header", "auth_scheme"))
        sent = key if probe.key == "own" else _WRONG_KEY
        headers.append((str(name), carried(scheme, sent)))
    if probe.content_type:
        headers.append(("Content-Type", probe.content_type))
    return HttpRequest(probe.method, probe.path, tuple(headers), probe.body)
