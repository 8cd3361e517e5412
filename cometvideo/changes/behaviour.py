"""Behaviour: which change makes which request fare worse, shown by predictions.

No rule of models is written here a second time: what breaks is what `predict` says breaks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from cometvideo.changes.comparing import Change, Keys
from cometvideo.changes.shifts import Shift, Symptom, shift_between
from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.facts.terms import encodings_of
from cometvideo.findings import SpecError, shown
from cometvideo.prediction import Prediction, predict
from cometvideo.samples.requests import UNDOCUMENTED, Example, classified, plain_request, samples_of
from cometvideo.wire.media import Media
from cometvideo.wire.request import Issue, Request

__all__ = ["Behaviour", "Probe", "Proof", "behave", "first_let_through"]

_FRAME = 3  # the parts of a frame; a fault has two
_MOST_SHOWN = 40
_UNLISTED = "application/octet-stream"


class Probe(NamedTuple):
    """A request, its model, and what is remarkable about it, in words."""

    model: str | None
    words: str
    request: Mapping[str, object] | Request

    def __str__(self) -> str:
        return f"{self.model}, {self.words}" if self.model else self.words


class Proof(NamedTuple):
    """A request that the old matrix let through and that fares worse under the new one."""

    probe: Probe
    shift: Shift

    def __str__(self) -> str:
        return f"{self.probe}: {self.shift}"


class Behaviour(NamedTuple):
    """What was tried: how many requests, and a proof for each change (by keys) that breaks one."""

    tried: int
    proofs: Mapping[Keys, Proof]


class _Broken(NamedTuple):
    """A probe that breaks, what the old matrix says of it, and what is not explained yet."""

    proof: Proof
    before: Prediction
    left: set[Symptom]

    def settle(self, explained: set[Symptom]) -> None:
        """Take away what is explained. Of several videos, one that is explained tells enough."""
        self.left.difference_update(explained)
        self.left.difference_update([each for each in self.left if len(each) == _FRAME])


def behave(old: Matrix, new: Matrix, changes: Sequence[Change]) -> Behaviour:
    """Try the requests at the boundaries, and find the changes that are behind those that break.

    A change is behind a refusal or a video that is new if it comes of that change alone; else, if
    it does not come without that change; else, if it rests on what the change wrote.
    """
    tried = 0
    if not changes:
        return Behaviour(tried, {})
    broken: list[_Broken] = []
    for probe in _probes(old, new):
        tried += 1
        before = predict(old, probe.request)
        shift = shift_between(before, predict(new, probe.request))
        if shift is not None and shift.breaks:
            broken.append(_Broken(Proof(probe, shift), before, set(shift.breaks)))
    proofs: dict[Keys, Proof] = {}
    for base, other, explain in ((old, new, _caused), (new, old, _spared)):
        explained: list[tuple[_Broken, set[Symptom]]] = []
        for change in changes if any(each.left for each in broken) else ():
            mixed = _with(base, other, change)
            try:
                found = [
                    (each, explain(each, mixed))
                    for each in broken
                    if each.left and _may_tell(each.proof.probe, change, (old, new))
                ]
            except SpecError:
                continue  # One without any model, say: nothing can be told by this change alone.
            found = [(each, symptoms) for each, symptoms in found if symptoms]
            if found:
                best = _plainest([each for each, _ in found], change)
                proofs.setdefault(change.keys, best.proof)
                explained += found
        for each, symptoms in explained:
            each.settle(symptoms)
    for each in (each for each in broken if each.left):
        nearest = _nearest(each, new, changes)
        if nearest is not None:
            proofs.setdefault(nearest.keys, each.proof)
    return Behaviour(tried, proofs)


def first_let_through(old: Matrix, new: Matrix) -> Proof | None:
    """The first request at the boundaries that is refused less surely than it was, if any."""
    for probe in _probes(old, new):
        shift = shift_between(predict(old, probe.request), predict(new, probe.request))
        if shift is not None and shift.is_let_through:
            return Proof(probe, shift)
    return None


def _may_tell(probe: Probe, change: Change, matrices: tuple[Matrix, Matrix]) -> bool:
    """Whether a change can concern a request: one in the block of another model does not."""
    if probe.model is None or change.keys[0] != "models":
        return True
    alias_of = (each.text("models", probe.model, "alias_of") for each in matrices)
    return change.keys[1] in (probe.model, *alias_of)


def _caused(broken: _Broken, mixed: Matrix) -> set[Symptom]:
    """What comes of a change by itself."""
    return broken.left & _symptoms(broken, mixed)


def _spared(broken: _Broken, mixed: Matrix) -> set[Symptom]:
    """What does not come without a change."""
    return broken.left - _symptoms(broken, mixed)


def _symptoms(broken: _Broken, mixed: Matrix) -> frozenset[Symptom]:
    shift = shift_between(broken.before, predict(mixed, broken.proof.probe.request))
    return frozenset() if shift is None else shift.breaks


def _plainest(found: Iterable[_Broken], change: Change) -> _Broken:
    """The request that shows a change best: it is about it, and little else happens to it."""

    def rank(broken: _Broken) -> tuple[int, bool, int, int]:
        probe, shift = broken.proof.probe, broken.proof.shift
        words = probe.words.split()
        named = sum(key in words or key == probe.model for key in change.keys[1:])
        is_vague = any(None in frame for frame in shift.renders_new)
        return -named, is_vague, len(shift.reasons), len((*shift.renders_old, *shift.renders_new))

    return min(found, key=rank)


def _with(base: Matrix, other: Matrix, change: Change) -> Matrix:
    """A matrix with one thing as another matrix has it."""
    facts = {fact.keys: fact for fact in base.facts.values() if not _is_in(fact, change)}
    facts |= {fact.keys: fact for fact in other.facts.values() if _is_in(fact, change)}
    # A field keeps its place among the others, whichever matrix it comes from.
    order = dict.fromkeys(fact.keys for each in (base, other) for fact in each.facts.values())
    return Matrix(
        name=base.name,
        about=base.about,
        sources={**other.sources, **base.sources},
        facts={facts[keys].path: facts[keys] for keys in order if keys in facts},
        abouts=base.abouts,
        settled=base.is_world,
    )


def _is_in(fact: Fact, change: Change) -> bool:
    """Whether a fact is what changes, stands in it, or stands in its place."""
    shorter = min(len(fact.keys), len(change.keys))
    return fact.keys[:shorter] == change.keys[:shorter]


def _nearest(broken: _Broken, new: Matrix, changes: Sequence[Change]) -> Change | None:
    """The change on which a new outcome rests, or else one of what the request is about."""
    outcomes = predict(new, broken.proof.probe.request).outcomes
    paths = {path for each in outcomes for path in each.facts}
    by_facts = [each for each in changes if paths & {fact.path for fact in each.new}]
    probe = broken.proof.probe
    by_words = [each for each in changes if probe.model in each.keys or each.keys[0] == "fields"]
    return next(iter((*by_facts, *by_words, *changes)), None)


# --- the requests at the boundaries --------------------------------------------------------------


def _probes(old: Matrix, new: Matrix) -> Iterator[Probe]:
    """Requests that lie at the boundaries of either matrix.

    Those of the new one count too: a set of values has its boundaries inside the old range. No
    request has a field that the old one does not know, but for the sample of such a field.
    """
    known = {*old.block("fields"), UNDOCUMENTED}
    for matrix in (old, new):
        for example, _ in classified(matrix):
            if example.field is None or example.field in known:
                fields = {name: each for name, each in example.fields.items() if name in known}
                yield Probe(example.model, _words(example), fields)
    yield from _of_rows(old)
    for model in old.models[:1]:
        yield from _odd_ways(old, model)
    for model in old.models:
        # Where one says nothing of its own, the first tells it for all.
        if model == old.models[0] or any("encodings" in _own(each, model) for each in (old, new)):
            yield from _encodings(old, new, model)


def _words(example: Example) -> str:
    field = example.field
    if field is None:
        return "a plain request" if example.fields else "a request without any field"
    if field not in example.fields:
        return f"a request without {field}"
    return f"a request with {field} {_shown(example.fields[field])}"


def _shown(value: object) -> str:
    if isinstance(value, Media):
        return str(value)
    if isinstance(value, tuple) and value and all(isinstance(each, Media) for each in value):
        return str(value[0]) if len(value) == 1 else f"of {len(value)} files"
    if isinstance(value, str) and value.isprintable() and 0 < len(value) <= _MOST_SHOWN:
        return value
    return shown(value, _MOST_SHOWN)


def _of_rows(matrix: Matrix) -> Iterator[Probe]:
    """Where a field of its own chooses the row, every row with every label."""
    fields = dict(matrix.blocks("fields"))
    rows = [name for name, field in fields.items() if field.text("gives") == "resolution"]
    sizes = [name for name, field in fields.items() if field.text("kind") == "size"]
    for model, row, size in product(matrix.models, rows, sizes):
        plain = plain_request(matrix, model)
        for one, other in product(samples_of(matrix, model, row), samples_of(matrix, model, size)):
            if one.edge and other.edge:
                words = f"a request with {row} {one.value} and {size} {other.value}"
                yield Probe(model, words, {**plain, row: one.value, size: other.value})


def _own(matrix: Matrix, model: str) -> Block:
    """What a model says itself, or the one that it is an alias of."""
    alias_of = matrix.text("models", model, "alias_of") or ""
    return Block({**matrix.block("models", alias_of), **matrix.block("models", model)})


def _encodings(old: Matrix, new: Matrix, model: str) -> Iterator[Probe]:
    """A plain request, written in every encoding that either matrix knows for its model."""
    plain = plain_request(old, model)
    known = (encoding for each in (old, new) for encoding in encodings_of(each, model))
    for encoding in dict.fromkeys((*known, _UNLISTED)):
        issue = Issue("encoding", None, encoding)
        yield Probe(model, f"a request as {encoding}", Request(plain, (issue,)))


def _odd_ways(old: Matrix, model: str) -> Iterator[Probe]:
    """A plain request, written in every way that a fact about bodies is about."""
    plain = plain_request(old, model)
    for name, value in plain.items():
        repeated = Issue("repeated-field", name, value)
        yield Probe(model, f"a request with {name} sent twice", Request(plain, (repeated,)))
        unread = Issue("text-not-utf8", name, b"\xe9")
        words = f"a request with {name} in another character set than UTF-8"
        yield Probe(model, words, Request(plain, (unread,)))
    for name, block in old.blocks("fields"):
        if block.flag("repeat"):
            value = samples_of(old, model, name)[0].value
            issue = Issue("bracketed-name", name, f"{name}[]")
            sent = Request(plain, (issue,), {name: value})
            yield Probe(model, f"a request with {name}[]", sent)
