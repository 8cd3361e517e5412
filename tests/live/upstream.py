"""An upstream for a test: the mock of some world, asked directly and without waiting."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from cometvideo.drift import Drift, DriftReport
from cometvideo.errors import InputError
from cometvideo.facts.matrix import Matrix
from cometvideo.live.attempt import Attempt, Video
from cometvideo.live.deriving import probes_of
from cometvideo.live.judging import follow_up, judge
from cometvideo.live.planning import make_plan
from cometvideo.live.probe import Probe, request_of
from cometvideo.mock import MockApi
from cometvideo.wire.exchange import Answer, Exchange, HttpRequest
from cometvideo.wire.mp4.reader import measure

KEY = "key-of-a-test"
HOST = "api.example"
_MOST_POLLS = 5
_MOST_CONTROLS = 30

Change = Callable[[HttpRequest, Answer], Answer]


def as_it_is(_: HttpRequest, answer: Answer) -> Answer:
    """Change nothing."""
    return answer


@dataclass
class Upstream:
    """The mock as an upstream for the probes of a matrix; `change` spoils its answers."""

    api: MockApi
    matrix: Matrix
    change: Change = as_it_is
    names: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        fields = self.matrix.block("task", "fields")
        self.names = {
            str(self.matrix.value("task", "fields", name, "gives")): name
            for name in reversed(list(fields))
        }

    def attempt(self, probe: Probe) -> Attempt:
        """Send a probe, and follow the task that it starts to its end and to its video."""
        exchanges, video = [self._send(request_of(probe, self.matrix, KEY))], None
        task_id = _shown(exchanges[0], self.names["id"])
        if probe.is_create and task_id:
            path, method = (
                str(self.matrix.value("operations", "retrieve", key)) for key in ("path", "method")
            )
            ask = probe._replace(content_type="", body=b"", method=method)
            request = request_of(ask._replace(path=path.replace("{id}", task_id)), self.matrix, KEY)
            exchanges += [self._send(request) for _ in range(_MOST_POLLS)]
            video = self._video(_shown(exchanges[-1], self.names.get("link", "")))
        return Attempt(probe.id, "answered", tuple(exchanges), video)

    def attempts(self, probes: Iterable[Probe]) -> list[Attempt]:
        """Send probes, and then the controls that their refusals ask for."""
        done = [self.attempt(each) for each in probes]
        for _ in range(_MOST_CONTROLS):
            control = follow_up(self.matrix, probes_of(self.matrix), done)
            if control is None:
                break
            done.append(self.attempt(control))
        return done

    def report(self, probes: Iterable[Probe] | None = None) -> DriftReport:
        """What probes tell of the upstream; all that can be asked unless they are given."""
        asked = full_plan(self.matrix) if probes is None else probes
        return judge(self.matrix, probes_of(self.matrix), self.attempts(asked))

    def _send(self, request: HttpRequest) -> Exchange:
        request = request._replace(host=HOST)
        return Exchange(request, self.change(request, self.api.handle(request)))

    def _video(self, link: str) -> Video | None:
        if not link:
            return None
        host, _, target = link.partition("://")[2].partition("/")
        try:
            seen = measure(self.api.handle(HttpRequest("GET", f"/{target}", (), b"", host)).body)
        except InputError as error:
            return Video(problem=str(error))
        return Video(seen.width, seen.height, seen.seconds, seen.frames)


@lru_cache(maxsize=8)
def full_plan(matrix: Matrix) -> tuple[Probe, ...]:
    """Everything that can be asked."""
    library = {each.id: each for each in probes_of(matrix)}
    return tuple(library[each] for each in make_plan(matrix, probes_of(matrix)).probes)


def named(report: DriftReport) -> list[Drift]:
    """What the report says is not as the spec has it."""
    return [each for each in report.drifts if each.verdict in {"drifted", "new"}]


def untold(report: DriftReport) -> list[Drift]:
    """What could not be told, or was not checked."""
    return [each for each in report.drifts if each.verdict in {"could not tell", "unchecked"}]


def _shown(exchange: Exchange, name: str) -> str:
    """A text in the JSON of an answer; empty where there is none."""
    try:
        data = json.loads(exchange.answer.body) if exchange.answer else None
    except ValueError:
        return ""
    found = data.get(name) if isinstance(data, dict) else None
    return found if isinstance(found, str) else ""
