"""The journal: what the mock was sent, what it answered, and what that did, in order."""

from __future__ import annotations

import sys
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from cometvideo.facts.matrix import Matrix
from cometvideo.prediction import Prediction, predict
from cometvideo.reports.data import finding_data, outcome_data, request_data
from cometvideo.wire.bodies import Body, from_body, read_body
from cometvideo.wire.credentials import MOST_KEYS, Credentials
from cometvideo.wire.exchange import Answer, Exchange, HttpRequest, credentials_of, exchange_data
from cometvideo.wire.media import Media
from cometvideo.wire.remembering import size_of
from cometvideo.wire.request import Request

__all__ = ["Entry", "Journal", "Sent", "SentPart", "Watch", "entry_data"]

Data = dict[str, object]

# Bodies up to this size are kept as they came, so that an exchange can be replayed; of larger
# ones what they carried is kept, within the bounds of the journal.
_KEPT_BODY = 16 * 1024
_KEPT_TEXT = 16 * 1024  # characters of one part
_LARGEST_SHARE = 8  # an entry has no more than this part of what the journal may take up
_PROBLEM = 2000  # characters
_ENTRY = 1000  # bytes that an entry takes up beside what it holds
_VALUE = 150  # bytes that a header or a value takes up beside its text
_ENDLESS = sys.maxsize
_TOO_LARGE = "what it sent is too large to be kept"

_NONE = Credentials()
_MOST_KEYS = 32  # that are looked for in all that is shown


class SentPart(NamedTuple):
    """One part of a form as sent: `text` for a text, `file` for a file."""

    name: str
    filename: str | None
    content_type: str | None
    size: int
    text: str | None
    file: Media | None

    def __repr__(self) -> str:
        return f"<SentPart {self.filename or self.name}, {self.size} bytes>"


class Sent(NamedTuple):
    """What a create sent: the fields, the media type of the body, the parts of the form."""

    request: Request
    encoding: str
    parts: tuple[SentPart, ...]

    def __repr__(self) -> str:
        return f"<Sent {self.encoding}: {len(self.parts)} parts>"


class Entry(NamedTuple):
    """One exchange, and what the mock made of it.

    `operation` is None where the request was none that the API has; `owner` is the key's
    fingerprint, "" without a usable key. `large` is what a create sent whose body was too large to
    be kept. `outcome` is what the answer followed, `matrix` the spec that it is one world of.
    `note` says what happened to the task where the answer does not tell. `told` is what was wrong
    with a request of which nothing was kept that would tell it.
    """

    number: int
    at: float
    owner: str
    operation: str | None
    request: HttpRequest
    answer: Answer | None
    body_size: int = 0
    large: Sent | None = None
    matrix: Matrix | None = None
    outcome: Prediction | None = None
    task: str | None = None
    created: bool = False
    after_end: bool = False
    fault: str | None = None
    note: str = ""
    told: tuple[str, ...] | None = None

    def __repr__(self) -> str:
        request, status = self.request, "no answer" if self.answer is None else self.answer.status
        path = request.shown_target.partition("?")[0]
        asked = f"{self.operation or 'no operation'}, {request.method} {path[:80]}"
        return f"<Entry #{self.number}: {asked} -> {status}>"

    def read(self) -> Sent | None:
        """What a create sent, None for any other request.

        It is read from the request when somebody asks: most entries are never looked at.
        """
        if self.operation != "create" or self.large is not None or self.told is not None:
            return self.large
        body = read_body(
            self.request.header("content-type"),
            self.request.body,
            coding=self.request.header("content-encoding"),
        )
        return _sent(body, from_body(body, authorized=bool(self.owner)))

    @property
    def sent(self) -> Request | None:
        """The fields that a create sent."""
        found = self.read()
        return None if found is None else found.request

    @property
    def encoding(self) -> str:
        """The media type of the body of a create, "" of any other."""
        found = self.read()
        return "" if found is None else found.encoding

    @property
    def parts(self) -> tuple[SentPart, ...]:
        """The parts of the form of a create."""
        found = self.read()
        return () if found is None else found.parts

    @property
    def prediction(self) -> Prediction | None:
        """What the documentation as a whole says of a create, every world of it considered."""
        sent = self.sent
        return None if sent is None or self.matrix is None else predict(self.matrix, sent)

    @property
    def problems(self) -> tuple[str, ...]:
        """Why the request was off contract: nothing where it was on it."""
        if self.told is not None:
            return self.told
        if self.operation is None:
            return (self.note or "no operation of the API",)
        prediction = self.prediction
        if prediction is None or prediction.verdict == "valid":
            return ()
        told = (each for each in prediction.findings if each.expect or each.severity == "error")
        return tuple(each.problem for each in told)


Watch = Callable[[Entry, Credentials], object]


class Journal:
    """The newest entries, and what tests ask about them.

    They are `most` at most, and take up `most_bytes` at most, about. `known` is what counts as a
    credential besides what does everywhere. `watch` is told of each entry that comes, and of these.
    """

    def __init__(
        self,
        entries: Iterable[Entry] = (),
        most: int = _ENDLESS,
        known: Credentials = _NONE,
        most_bytes: int = _ENDLESS,
        watch: Watch | None = None,
    ) -> None:
        self._watch = watch
        self._entries: deque[Entry] = deque(entries)
        self._most = most
        self._most_bytes = most_bytes
        self._weights: deque[int] = deque()
        self._weight = 0
        self._known = known

    def add(self, entry: Entry, body: Body | None = None, sent: Request | None = None) -> None:
        """Note an entry, with what was read from its body; bodies are kept where they are small."""
        if entry.body_size > _KEPT_BODY:
            large = None if body is None or sent is None else _sent(body, sent)
            entry = entry._replace(request=entry.request.with_body(b""), large=large)
        if entry.answer is not None and len(entry.answer.body) > _KEPT_BODY:
            entry = entry._replace(answer=entry.answer._replace(body=b""))
        most, weight = self._most_bytes, _weight(entry)
        if weight > most // _LARGEST_SHARE:
            entry = _cut(entry, most // _LARGEST_SHARE)
            weight = _weight(entry)
        self._keep(entry, weight)
        if self._watch is not None:
            self._watch(entry, self._known)

    def _keep(self, entry: Entry, weight: int) -> None:
        entries, weights = self._entries, self._weights
        entries.append(entry)
        weights.append(weight)
        self._weight += weight
        while len(entries) > self._most or self._weight > self._most_bytes:
            entries.popleft()
            self._weight -= weights.popleft()

    def __repr__(self) -> str:
        return f"<Journal of {len(self)} requests, {len(self.tasks)} tasks>"

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def of(self, owner: str | None) -> Journal:
        """The entries of one owner; all of them for None."""
        entries = (each for each in self._entries if owner in {None, each.owner})
        return Journal(entries, known=self._known)

    def discard(self, owner: str | None) -> None:
        """Forget the entries of one owner; of all for None."""
        kept = [each for each in self._entries if owner not in {None, each.owner}]
        self._entries.clear()
        self._weights.clear()
        self._weight = 0
        for each in kept:
            self._keep(each, _weight(each))

    @property
    def creates(self) -> list[Entry]:
        """The creates, whatever became of them."""
        return [each for each in self._entries if each.operation == "create"]

    @property
    def polls(self) -> list[Entry]:
        """The requests that asked after a task."""
        return [each for each in self._entries if each.operation == "retrieve"]

    @property
    def downloads(self) -> list[Entry]:
        """The requests for videos."""
        return [each for each in self._entries if each.operation == "download"]

    @property
    def tasks(self) -> list[str]:
        """Ids of the tasks that were created."""
        return [each.task for each in self._entries if each.created and each.task]

    @property
    def off_contract(self) -> list[Entry]:
        """The requests that the documentation does not promise to take."""
        return [each for each in self._entries if each.problems]

    @property
    def polled_after_end(self) -> list[str]:
        """Ids of the tasks that were asked after although they had been seen at their end."""
        return list(Counter(e.task for e in self._entries if e.after_end and e.task))

    @property
    def keys_at_downloads(self) -> list[Entry]:
        """The requests for videos that carried a key, which is none of that host's business."""
        return [e for e in self.downloads if e.request.header("authorization") is not None]

    @property
    def credentials(self) -> Credentials:
        """What nothing that is shown holds: the keys that came, the newest of them if many."""
        found = self._known
        for each in reversed(self._entries):
            own = credentials_of(each.request, self._known)
            if len(own.keys) <= MOST_KEYS:  # of others nothing is shown
                found = found._replace(keys=tuple(dict.fromkeys((*found.keys, *own.keys))))
            if len(found.keys) > _MOST_KEYS:
                break
        return found

    def data(self) -> list[Data]:
        """All entries as JSON carries them, keys redacted."""
        found = self.credentials
        return [entry_data(each, credentials_of(each.request, found)) for each in self._entries]


def _sent(body: Body, request: Request) -> Sent:
    """What a body carried, without the bytes of its files."""
    files = list(_media(request))
    found = []
    for name, data, filename, content_type, _ in body.parts:
        media = text = None
        if filename is None:
            text = data[:_KEPT_TEXT].decode(errors="replace")
        else:
            claims = (filename, content_type, len(data))
            media = next((each for each in files if each[:3] == claims), None)
        found.append(SentPart(name, filename, content_type, len(data), text, media))
    return Sent(request, body.encoding, tuple(found))


def _cut(entry: Entry, largest: int) -> Entry:
    """An entry without what is too large to be kept, but with what was wrong with the request."""
    entry = entry._replace(
        request=entry.request.with_body(b""),
        large=None,
        outcome=None,
        told=tuple(each[:_PROBLEM] for each in entry.problems),
        note="; ".join(filter(None, (entry.note[:_PROBLEM], _TOO_LARGE))),
    )
    if _weight(entry) <= largest:
        return entry
    # What is left may hold a key, which the headers would tell.
    return entry._replace(request=entry.request._replace(headers=(), target=""))


def _weight(entry: Entry) -> int:
    """About how many bytes an entry takes up."""
    request, answer, large = entry.request, entry.answer, entry.large
    headers = request.headers
    weight = _ENTRY + len(request.body) + len(request.target) + len(entry.note)
    weight += len("".join(chain.from_iterable(headers))) + _VALUE * len(headers)
    if answer is not None:
        weight += len(answer.body)
    if large is not None:
        weight += sum(_ENTRY + len(each.name) + len(each.text or "") for each in large.parts)
        weight += size_of([large.request])
    return weight


def _media(request: Request) -> Iterator[Media]:
    for value in (*request.fields.values(), *request.bracketed.values()):
        if isinstance(value, Media):
            yield value
        elif isinstance(value, tuple):
            yield from (each for each in value if isinstance(each, Media))


def entry_data(entry: Entry, credentials: Credentials) -> Data:
    """One entry as JSON carries it, without the credentials: the exchange, and what it meant."""
    shown = credentials.data
    data: Data = {
        "number": entry.number,
        "owner": entry.owner,
        "operation": entry.operation,
        **exchange_data(Exchange(entry.request, entry.answer, entry.at), credentials),
        "body_size": entry.body_size,
        "task": shown(entry.task),
        "created": entry.created,
        "after_end": entry.after_end,
        "fault": entry.fault,
        "note": shown(entry.note),
    }
    sent, prediction = entry.read(), entry.prediction
    if sent is not None and prediction is not None:
        data["sent"] = {
            "encoding": sent.encoding,
            "fields": shown(request_data(sent.request)),
            "parts": [shown(_part_data(part)) for part in sent.parts],
        }
        data["prediction"] = {
            "verdict": prediction.verdict,
            "findings": [shown(finding_data(each)) for each in prediction.findings],
        }
    if entry.outcome is not None:
        data["outcome"] = [outcome_data(each) for each in entry.outcome.outcomes]
    return data


def _part_data(part: SentPart) -> Data:
    return {**part._asdict(), "file": part.file._asdict() if part.file else None}
