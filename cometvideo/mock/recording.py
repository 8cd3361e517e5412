"""Recordings as the mock plays them: which were played, what is next, what comes nearest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from cometvideo.facts.endpoint import AnySpec
from cometvideo.jobs import Job, jobs_of, read_recording, videos_beside
from cometvideo.wire.bodies import Body, pieces_of, read_body
from cometvideo.wire.exchange import Exchange, HttpRequest
from cometvideo.wire.recordings import LOST, Recorded
from cometvideo.words import Words, words_of

__all__ = ["Recording", "read_played"]

_KEY_REFUSED = frozenset([401, 403])
_LONGEST = 60  # characters of a value that is shown


class Recording:
    """What is played: every recorded create once, in order; all else as often as it is asked.

    Requests are the same where they mean the same: the order of a form's fields, its boundary and
    the names of files do not count. Whoever uses it holds the lock of the mock's state.
    """

    def __init__(
        self,
        spec: AnySpec,
        recorded: Sequence[Recorded],
        videos: Mapping[str, bytes],
    ) -> None:
        words = words_of(spec.unnamed)
        jobs = [*jobs_of(spec, recorded, videos)]
        self._jobs = [each for each in jobs if each.create.request.header(LOST) is None]
        self.lost = len(jobs) - len(self._jobs)
        self._asked: dict[object, list[Exchange]] = {}
        created = {each.task for each in self._jobs if each.task}
        for _, exchange in recorded:
            if not self._is_of(words, created, exchange):
                self._asked.setdefault(_key(exchange.request), []).append(exchange)
        self.rewind()

    def __repr__(self) -> str:
        return f"<Recording of {len(self._jobs)} creates, {len(self._left)} of them not played>"

    @staticmethod
    def _is_of(words: Words, created: Iterable[str], exchange: Exchange) -> bool:
        """Whether an exchange is part of a job, or was refused for its key."""
        request, answer = exchange.request, exchange.answer
        if answer is not None and answer.status in _KEY_REFUSED:
            return True
        create, retrieve = words.operations["create"], words.operations["retrieve"]
        if request.method == create.method and request.path.endswith(create.path):
            return True
        task = retrieve.matches.fullmatch(request.path)
        return request.method == retrieve.method and bool(task and task[1] in created)

    def rewind(self) -> None:
        """Begin anew."""
        self._left = [*self._jobs]
        self._turns: dict[object, int] = {}

    @property
    def unused(self) -> list[str]:
        """The creates that were not played."""
        return [f"the recorded create {each.place}" for each in self._left]

    def take(self, request: HttpRequest) -> Job | None:
        """The next job whose create means the same; it is not played again."""
        meaning = _meaning(request)
        for number, each in enumerate(self._left):
            if _meaning(each.create.request) == meaning:
                return self._left.pop(number)
        return None

    def answer(self, request: HttpRequest) -> Exchange | None:
        """The next answer to a request that is no create, and the last one from then on."""
        key = _key(request)
        found = self._asked.get(key)
        if found is None:
            return None
        turn = self._turns[key] = self._turns.get(key, -1) + 1
        return found[min(turn, len(found) - 1)]

    def nearest(self, request: HttpRequest) -> str:
        """The recorded create that is most like a request, and where it differs, in words."""
        sent = _fields(request)

        def likeness(job: Job) -> int:
            recorded = _fields(job.create.request)
            return sum(recorded.get(name) == value for name, value in sent.items())

        best = max(self._jobs, key=likeness, default=None)
        if best is None:
            return "no create was recorded"
        differs = [*_differences(sent, _fields(best.create.request))]
        if differs:
            return f"the nearest is {best.place}, where {'; '.join(differs)}"
        return f"{best.place} is the same, and was played already: each is played once"


def read_played(spec: AnySpec, path: str | Path, videos: Path | None = None) -> Recording:
    """Read a recording; files named by their tasks are in `videos`, or in such a folder beside it.

    Raises InputError.
    """
    beside = Path(path).parent / "videos"
    files = videos_beside(videos or (beside if beside.is_dir() else None))
    return Recording(spec, read_recording(path), files)


def _key(request: HttpRequest) -> object:
    return request.method, request.target, _meaning(request) if request.body else None


def _meaning(request: HttpRequest) -> tuple[bytes, ...]:
    return tuple(pieces_of(_read(request), request.body))


def _read(request: HttpRequest) -> Body:
    coding = request.header("content-encoding")
    return read_body(request.header("content-type"), request.body, coding=coding)


def _fields(request: HttpRequest) -> dict[str, object]:
    """What a request says by name; bytes of files, or values of JSON."""
    read = _read(request)
    if isinstance(read.json, dict):
        return dict(read.json)
    found: dict[str, object] = {}
    for part in read.parts:
        found[part.name] = (*found.get(part.name, ()), part.data)  # type: ignore[misc]
    return found


def _differences(sent: Mapping[str, object], recorded: Mapping[str, object]) -> Iterator[str]:
    for name in dict.fromkeys([*recorded, *sent]):
        if sent.get(name) != recorded.get(name):
            yield f"{name} is {_shown(recorded.get(name))}, and here {_shown(sent.get(name))}"


def _shown(value: object) -> str:
    if value is None:
        return "not there"
    if isinstance(value, tuple):
        texts = (each.decode() if each.isascii() else f"{len(each)} bytes" for each in value)
        value = " and ".join(texts)
    text = str(value)
    return repr(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")
