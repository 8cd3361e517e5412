"""Impact: which of the requests that were recorded fare otherwise under another matrix."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cometvideo.changes.shifts import Shift, shift_between
from cometvideo.facts.endpoint import AnySpec
from cometvideo.findings import shown
from cometvideo.prediction import Cost, Prediction, predict
from cometvideo.wire.media import Media
from cometvideo.wire.remembering import size_of
from cometvideo.wire.request import Issue, Request
from cometvideo.words import words_of

__all__ = ["Group", "Impact", "Place", "Repriced", "Sent", "impact", "is_exchange", "request_of"]

_MOST_GROUPS = 1000
_MOST_PLACES = 5
_MOST_REMEMBERED = 4096
_LARGEST = 16 * 1024  # bytes of a request that is remembered, about
_LONGEST_MODEL = 60
# An entry of a journal of the mock, and what such a journal knows of a file.
_KEYS = frozenset({"number", "operation", "request", "answer"})
_MEDIA = frozenset(Media._fields)


class Place(NamedTuple):
    """Where a recorded request stands: the file, and its line, row, index (from 0) or exchange."""

    file: str
    by: str = ""
    number: int = 0

    def __str__(self) -> str:
        forms = {
            "line": f"{self.file}:{self.number}",
            "row": f"{self.file}, row {self.number}",
            "index": f"{self.file}[{self.number}]",
            "exchange": f"{self.file}, exchange {self.number}",
        }
        return forms.get(self.by, self.file)


class Sent(NamedTuple):
    """A recorded request; None where it cannot be read, and `problem` says why.

    `times` is how often it was sent, of which `place` is the first.
    """

    place: Place
    request: Mapping[str, object] | Request | None
    problem: str = ""
    times: int = 1


class Group(NamedTuple):
    """Requests of one model that fare otherwise in the same way; `places` are the first of them.

    `shift` is None where there are more ways than are told apart: then `words` tell the verdicts.
    """

    model: str | None
    words: str
    shift: Shift | None
    is_worse: bool
    requests: int
    places: tuple[Place, ...]


class Repriced(NamedTuple):
    """Requests that cost otherwise: how many, and from what to what, in millionths.

    Each end is the least and the most. Of `untold` only one of the two matrices has a price; they
    are not in the sums.
    """

    requests: int = 0
    untold: int = 0
    currency: str = ""
    old: tuple[int, int] = (0, 0)
    new: tuple[int, int] = (0, 0)

    def plus(self, other: "Repriced") -> "Repriced":
        """Both together."""
        old, new = (
            (one[0] + two[0], one[1] + two[1])
            for one, two in ((self.old, other.old), (self.new, other.new))
        )
        counts = self.requests + other.requests, self.untold + other.untold
        return Repriced(*counts, self.currency or other.currency, old, new)

    def by(self, times: int) -> "Repriced":
        """So many of them."""
        old, new = ((times * least, times * most) for least, most in (self.old, self.new))
        return Repriced(times * self.requests, times * self.untold, self.currency, old, new)


class Impact(NamedTuple):
    """What a change of the matrix does to recorded requests.

    `groups` are those that fare otherwise, the worse ones first and the largest among them;
    `problems` are the first of those that cannot be read.
    """

    requests: int
    unreadable: int
    groups: tuple[Group, ...]
    problems: tuple[tuple[Place, str], ...] = ()
    repriced: Repriced = Repriced()

    @property
    def changed(self) -> int:
        """How many requests change their verdict or their rendering."""
        return sum(each.requests for each in self.groups)

    @property
    def worse(self) -> int:
        """How many are refused where they were not, less surely taken, or render otherwise."""
        return sum(each.requests for each in self.groups if each.is_worse)


def impact(old: AnySpec, new: AnySpec, requests: Iterable[Sent]) -> Impact:
    """Tell which requests change their verdict or rendering from one matrix to the other.

    Takes requests as they come, and keeps counts and the first places of each kind of change.
    Raises SpecError where a matrix cannot be used for predictions.
    """
    counting = _Counting(old, new)
    read = unreadable = 0
    problems: list[tuple[Place, str]] = []
    for sent in requests:
        if sent.request is None:
            unreadable += sent.times
            if len(problems) < _MOST_PLACES:
                problems.append((sent.place, sent.problem))
            continue
        read += sent.times
        counting.count(sent.place, sent.request, sent.times)
    return Impact(read, unreadable, counting.groups(), tuple(problems), counting.repriced)


class _Counting:
    """Counts requests by what becomes of them; lives as long as it takes."""

    def __init__(self, old: AnySpec, new: AnySpec) -> None:
        self.old = old
        self.new = new
        self.selector = words_of(old.unnamed).selector or ""
        # By identity: readers hand over one request for many lines, and equal requests mostly
        # get the very same predictions. Kept beside what is known of them, they live on, so that
        # nothing else gets their identity.
        self.requests: dict[int, tuple[object, Group | None, Repriced | None]] = {}
        self.shifts: dict[tuple[int, int], tuple[Prediction, Prediction, Shift | None]] = {}
        self.repriced = Repriced()
        self.groups_by_key: dict[tuple[str | None, str], Group] = {}

    def count(self, place: Place, request: Mapping[str, object] | Request, times: int) -> None:
        """Count one request, which was sent so often."""
        known = self.requests.get(id(request))
        if known is None:
            is_small = size_of([request], _LARGEST) <= _LARGEST
            shift, repriced = self.shift(request, is_remembered=is_small)
            fields = request.fields if isinstance(request, Request) else request
            known = request, shift and _group(fields.get(self.selector), shift), repriced
            if is_small:
                if len(self.requests) >= _MOST_REMEMBERED:
                    self.requests.clear()
                self.requests[id(request)] = known
        if known[1] is not None:
            self.add(known[1], place, times)
        if known[2] is not None:
            self.repriced = self.repriced.plus(known[2] if times == 1 else known[2].by(times))

    def shift(
        self, request: Mapping[str, object] | Request, *, is_remembered: bool
    ) -> tuple[Shift | None, Repriced | None]:
        """What becomes of a request, and of its cost."""
        fields = request.fields if isinstance(request, Request) else request
        before, after = (predict(each.matrix_for(fields), request) for each in (self.old, self.new))
        known = self.shifts.get((id(before), id(after)))
        if known is None:
            known = before, after, shift_between(before, after)
            if is_remembered:
                if len(self.shifts) >= _MOST_REMEMBERED:
                    self.shifts.clear()
                self.shifts[id(before), id(after)] = known
        return known[2], _repriced(before.cost, after.cost)

    def add(self, one: Group, place: Place, times: int) -> None:
        """Add a request to the group that it is one of."""
        key = one.model, one.words
        if key not in self.groups_by_key and len(self.groups_by_key) >= _MOST_GROUPS:
            one = one._replace(model=None, words=_coarse(one.shift), shift=None)
            key = one.model, f"{one.is_worse} {one.words}"
        known = self.groups_by_key.get(key, one)
        places = known.places if len(known.places) >= _MOST_PLACES else (*known.places, place)
        self.groups_by_key[key] = known._replace(requests=known.requests + times, places=places)

    def groups(self) -> tuple[Group, ...]:
        """The groups, the worse ones first, and the largest first."""
        return tuple(
            sorted(
                self.groups_by_key.values(), key=lambda each: (not each.is_worse, -each.requests)
            )
        )


def _repriced(old: Cost | None, new: Cost | None) -> Repriced | None:
    """A request that costs otherwise; None of one that does not."""
    if old is None or new is None or old.currency != new.currency:
        return None if old is new else Repriced(1, 1)
    was, now = (old.least, old.most), (new.least, new.most)
    return None if was == now else Repriced(1, 0, old.currency, was, now)


def _group(model: object, shift: Shift) -> Group:
    """A group without a request so far."""
    named = model if isinstance(model, str) or model is None else shown(model)
    if named and (len(named) > _LONGEST_MODEL or not named.isprintable()):
        named = shown(named, _LONGEST_MODEL)
    return Group(named, str(shift), shift, shift.is_worse, 0, ())


def _coarse(shift: Shift | None) -> str:
    if shift is None or shift.old == shift.new:
        return "renders otherwise, in other ways"
    return f"{shift.old} → {shift.new}, for other reasons"


# --- the creates in a journal of the mock, back from its JSON ------------------------------------


def is_exchange(value: object) -> bool:
    """Whether a value is an entry of a journal, and not a request by itself."""
    return isinstance(value, Mapping) and value.keys() >= _KEYS


def request_of(entry: Mapping[str, object]) -> Request | None:
    """The request of an entry; None where the entry is no create.

    Files are what the mock knew of them. What was remarkable about the wire form comes back from
    the encoding and the parts.
    """
    sent = entry.get("sent")
    if not isinstance(sent, Mapping):
        return None
    fields = sent.get("fields")
    issues = []
    encoding = sent.get("encoding")
    if isinstance(encoding, str) and encoding:
        issues.append(Issue("encoding", None, encoding))
    bracketed: dict[str, object] = {}
    seen: set[str] = set()
    parts = sent.get("parts")
    for part in parts if isinstance(parts, list) else ():
        name = part.get("name") if isinstance(part, Mapping) else None
        if not isinstance(name, str):
            continue
        field, bracket, _ = name.partition("[")
        if bracket and name.endswith("]"):
            issues.append(Issue("bracketed-name", field, name))
            bracketed.setdefault(field, _part_value(part))
        elif name in seen and part.get("text") is not None:
            issues.append(Issue("repeated-field", name, part["text"]))
        seen.add(name)
    found = {str(name): _value(value) for name, value in _items(fields)}
    return Request(found, tuple(dict.fromkeys(issues)), bracketed)


def _items(fields: object) -> Sequence[tuple[object, object]]:
    return tuple(fields.items()) if isinstance(fields, Mapping) else ()


def _part_value(part: Mapping[str, object]) -> object:
    return part["text"] if part.get("text") is not None else _value(part.get("file"))


def _value(value: object) -> object:
    """A value as a request has it: what is known of a file is a Media again."""
    if isinstance(value, Mapping) and value.keys() == _MEDIA:
        return Media(**value)
    if isinstance(value, list) and any(isinstance(_value(each), Media) for each in value):
        return tuple(_value(each) for each in value)
    return value
