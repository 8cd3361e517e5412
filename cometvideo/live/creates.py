"""Creates: the probes that may start a task, from the samples at the boundaries of the matrix."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from cometvideo.facts.fact import Fact, Value
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.terms import Terms
from cometvideo.live.forms import Sent, body_for, is_sendable, predicted, really, worded
from cometvideo.live.lifecycle import marks_of_a_job
from cometvideo.live.marks import marks_if_left_out, marks_if_taken, open_marks
from cometvideo.live.probe import Cost, CostKind, Mark, Probe
from cometvideo.live.refusals import marks_of_a_refusal
from cometvideo.prediction import Accept, Prediction, Reject, whatever_it_costs
from cometvideo.samples.requests import Fields, plain_request, samples_of
from cometvideo.wire.dimensions import read_dimensions
from cometvideo.words import words_of

__all__ = [
    "BESIDES",
    "Base",
    "bases",
    "cost_of",
    "create_probe",
    "creates",
    "has_one_fault",
    "probe_of",
    "refusal_marks",
    "refusal_name",
    "seconds_of",
]

_LEFT_OUT = None
BESIDES = "which option, besides others"
"""The way of a mark of an open fact that a request shows only once others are told."""
_MOST_LENGTHS = 60
# Facts of an outcome that tell what is taken, not what is rendered.
_BOUNDS = frozenset({"min", "max", "values"})


class Base(NamedTuple):
    """A plain documented request of a model, and the field that gives its length, if any.

    Its length is the safest: within what every source says, and not at a bound. `cheapest` is the
    same with the least length.
    """

    model: str
    fields: Fields
    length: str | None
    cheapest: Fields

    def probe(self, matrix: Matrix) -> Probe:
        """The request as a probe, which is the control of those that differ from it."""
        return create_probe(matrix, self.model, self.fields)


@lru_cache(maxsize=16)
def bases(matrix: Matrix) -> tuple[Base, ...]:
    """A plain request of every model, the cheapest model first."""
    found = [_base(matrix, model) for model in matrix.models]
    return tuple(sorted(found, key=lambda base: seconds_of(matrix, base.model, base.fields)))


def seconds_of(matrix: Matrix, model: str | None, fields: Mapping[str, object]) -> int:
    """How many seconds a request would be billed if it were accepted, at worst.

    A length that is too short may be taken for the usual one.
    """
    for name, block in matrix.blocks("fields"):
        if "gives" in block:
            terms = Terms(matrix, model, name)
            usual = terms.integer("default") or terms.integer("max") or 1
            least = terms.integer("min") or 1
            asked = fields.get(name)
            return asked if isinstance(asked, int) and asked >= least else usual
    return 1


def creates(matrix: Matrix) -> Iterator[Probe]:
    """Every probe that may start a task, but for those about the wire form."""
    for base in bases(matrix):
        yield from _jobs(matrix, base)
        yield from _lengths(matrix, base)
        yield from _singles(matrix, base)
    yield from _strangers(matrix)


def create_probe(matrix: Matrix, model: str | None, fields: Fields) -> Probe:
    """The probe of a request; one that may be refused bears out only what it is refused for."""
    seen = {name: really(value) for name, value in fields.items()}
    name = _name(matrix, model, fields)
    return probe_of(matrix, f"create {name}", model, seen, body_for(matrix, fields))


def probe_of(
    matrix: Matrix, name: str, model: str | None, fields: Mapping[str, object], sent: Sent
) -> Probe:
    """A create with these fields as a probe, as it is `sent`; files are as their bytes say."""
    content_type, body = sent
    learned = predicted(matrix, sent)
    seconds = seconds_of(matrix, model, fields)
    method, path = (str(matrix.value("operations", "create", key)) for key in ("method", "path"))
    probe = Probe(
        id=name,
        operation="create",
        method=method,
        path=path,
        cost=cost_of(matrix, "paid", seconds, model, learned),
        model=model,
        fields={key: worded(value) for key, value in fields.items()},
        content_type=content_type,
        body=body,
    )
    refuses = refusal_marks(matrix, learned)
    if learned.verdict == "invalid":
        cost = probe.cost._replace(kind="free if rejected")
        rejected = learned.rejections[0]
        beyond = _bounds_broken(matrix, model, rejected.field, fields)
        return probe._replace(cost=cost, refuses=(*refuses, *beyond), group=refusal_name(rejected))
    takes = tuple(_taken(matrix, model, fields))
    shows = (*_rendered(matrix, model, learned, fields), *marks_of_a_job(matrix))
    if learned.verdict == "valid":
        return probe._replace(takes=takes, shows=shows)
    return probe._replace(shows=open_marks(matrix, learned, (content_type, body)), refuses=refuses)


def cost_of(
    matrix: Matrix, kind: CostKind, seconds: int, model: str | None, learned: Prediction
) -> Cost:
    """What a create may cost, also if it should be refused."""
    cost = whatever_it_costs(matrix, model, learned)
    return Cost(kind, seconds, None if cost is None else cost.dearest)


def refusal_marks(matrix: Matrix, learned: Prediction) -> tuple[Mark, ...]:
    """What a refusal bears out: the rule that was broken, and how the refusal is told."""
    marks = (
        mark
        for reject in learned.rejections
        for mark in marks_of_a_refusal(matrix, reject.facts, refusal_name(reject))
    )
    return tuple(dict.fromkeys(marks))


def refusal_name(reject: Reject) -> str:
    """What a refusal is called: the field and its fault."""
    return f"{reject.field or 'request'} {reject.fault}"


def marks_of_field(
    matrix: Matrix, model: str | None, field: str | None, fields: Mapping[str, object]
) -> tuple[Mark, ...]:
    """What the acceptance of one field of a request bears out."""
    if field is None or field not in matrix.block("fields"):
        return ()
    terms = Terms(matrix, model, field)
    if field not in fields:
        return marks_if_left_out(terms)
    return marks_if_taken(terms, fields[field])


def _base(matrix: Matrix, model: str) -> Base:
    fields = {
        name: value for name, value in plain_request(matrix, model).items() if is_sendable(value)
    }
    length = next((name for name, block in matrix.blocks("fields") if "gives" in block), None)
    if length is None:
        return Base(model, fields, None, fields)
    lengths = (value for value in _sure(matrix, model, length, fields) if isinstance(value, int))
    least = min(lengths, default=5)
    safe = _with(fields, length, _safest(Terms(matrix, model, length), least))
    is_sure = predicted(matrix, body_for(matrix, safe)).verdict == "valid"
    cheapest = _with(fields, length, least)
    return Base(model, safe if is_sure else cheapest, length, cheapest)


def _safest(terms: Terms, least: int) -> int:
    """The least length that every source allows, and that is at no bound of ours; else the least.

    So a bound that has moved a little is not taken for the answer to something else.
    """
    said = {key: [*_said(terms.fact(key))] for key in ("min", "max")}
    if not said["min"] or not said["max"]:
        return least
    own = said["min"][0] + 1, said["max"][0] - 1
    low, high = max(own[0], *said["min"]), min(own[1], *said["max"])
    return low if low <= high else least


def _said(fact: Fact | None) -> Iterator[int]:
    """What a fact is, and what other sources say that it is."""
    for each in (fact.value, *(also.value for also in fact.also)) if fact else ():
        if isinstance(each, int):
            yield each


def _jobs(matrix: Matrix, base: Base) -> Iterator[Probe]:
    """Documented requests: every shape with every length, and with one more field set otherwise.

    So that one job can settle several facts at once.
    """
    selector = words_of(matrix).selector
    sure = {
        name: tuple(_sure(matrix, base.model, name, base.fields))
        for name in matrix.block("fields")
        if name != selector
    }
    shape = next((name for name in sure if _kind(matrix, name) == "size"), None)
    plain = base.cheapest
    shapes = [_with(plain, shape, each) for each in sure[shape]] if shape else [plain]
    found = set()
    for shaped in shapes:
        others = (
            _with(shaped, name, each) for name in sure if name != shape for each in sure[name]
        )
        for fields in (shaped, *others):
            probe = create_probe(matrix, base.model, fields)
            if probe.takes and probe.cost.kind == "paid" and probe.id not in found:
                found.add(probe.id)
                yield probe


def _lengths(matrix: Matrix, base: Base) -> Iterator[Probe]:
    """Every length between the bounds, to find a bound that has moved."""
    terms = Terms(matrix, base.model, base.length)
    least, most = (terms.integer(key) for key in ("min", "max"))
    if base.length is not None and least is not None and most is not None:
        for length in range(least, min(most, least + _MOST_LENGTHS) + 1):
            probe = create_probe(matrix, base.model, _with(base.cheapest, base.length, length))
            if probe.takes:
                yield probe


def _with(fields: Fields, name: str, value: object) -> Fields:
    """The request with a field set; None leaves it out."""
    without = {key: each for key, each in fields.items() if key != name}
    return without if value is _LEFT_OUT else {**without, name: value}


def _sure(matrix: Matrix, model: str, name: str, fields: Fields) -> Iterator[object]:
    """The values of a field with which a request is taken for sure; None is its absence."""
    for value in (_LEFT_OUT, *_values(matrix, model, name)):
        if predicted(matrix, body_for(matrix, _with(fields, name, value))).verdict == "valid":
            yield value


def _values(matrix: Matrix, model: str | None, name: str) -> Iterator[object]:
    """The samples of a field that a form can carry; of equal ones the first."""
    found: set[str] = set()
    is_text = Terms(matrix, model, name).value("kind") == "text"
    for sample in samples_of(matrix, model, name):
        is_wanted = is_sendable(sample.value) and (sample.edge or is_text)
        if is_wanted and worded(sample.value) not in found:
            found.add(worded(sample.value))
            yield sample.value
        if found and is_text:
            # One sentence is as good as another.
            yield ""
            return


def _singles(matrix: Matrix, base: Base) -> Iterator[Probe]:
    """Requests that may or must be refused, each for one field, if they show anything new."""
    known: set[Mark] = set()
    control = base.probe(matrix).id
    selector = words_of(matrix).selector
    for name in matrix.block("fields"):
        # Another model is another base.
        values = () if name == selector else _values(matrix, base.model, name)
        for value in (_LEFT_OUT, *values):
            fields = _with(base.fields, name, value)
            is_sure = predicted(matrix, body_for(matrix, fields)).verdict == "valid"
            probe = create_probe(matrix, base.model, fields)
            # What may be refused for two reasons tells of neither.
            if not is_sure and has_one_fault(matrix, probe) and not known.issuperset(probe.marks):
                known.update(probe.marks)
                yield probe._replace(control=control)


def has_one_fault(matrix: Matrix, probe: Probe) -> bool:
    """Whether a probe that must be refused is refused for one reason alone."""
    learned = predicted(matrix, (probe.content_type, probe.body))
    faults = {(each.field, each.fault) for each in learned.rejections}
    return len(faults) == 1 or (learned.verdict != "invalid" and bool(probe.shows))


def _strangers(matrix: Matrix) -> Iterator[Probe]:
    """A model that nobody knows."""
    selector = words_of(matrix).selector
    if selector is not None and matrix.models:
        base = bases(matrix)[0]
        unknown = f"{base.model}-that-does-not-exist"
        probe = create_probe(matrix, None, {**base.fields, selector: unknown})
        yield probe._replace(control=base.probe(matrix).id)


def _taken(matrix: Matrix, model: str | None, fields: Mapping[str, object]) -> Iterator[Mark]:
    for name in matrix.block("fields"):
        yield from marks_of_field(matrix, model, name, fields)


def _rendered(
    matrix: Matrix, model: str | None, learned: Prediction, fields: Mapping[str, object]
) -> Iterator[Mark]:
    """The facts that the video bears out: those of every acceptance, and the open ones."""
    accepts = [each for each in learned.outcomes if isinstance(each, Accept)]
    for name, block in matrix.blocks("fields"):
        gives = block.get("gives")
        if isinstance(gives, Fact) and name in fields:
            yield Mark(gives.path, "renders what was asked for")
    assumed = {path: None for each in accepts for path, _ in each.assumes}
    for each in dict.fromkeys(each.assumes[0][0] for each in accepts if each.assumes):
        # What depends on more than one tells of the first, if others are told elsewhere.
        yield Mark(each, BESIDES if len(assumed) > 1 else "which option")
    for path in accepts[0].facts if accepts else ():
        fact = matrix.facts[path]
        is_common = all(path in each.facts for each in accepts)
        if is_common and path not in assumed and fact.keys[-1] not in _BOUNDS:
            # A length that is the default of all models is looked at on each of them.
            is_length = matrix.value("fields", *fact.keys[1:2], "gives") == "seconds"
            is_shared = fact.keys[0] == "fields" and is_length
            yield Mark(path, f"renders on {model}" if is_shared else "renders")


def _name(matrix: Matrix, model: str | None, fields: Mapping[str, object]) -> str:
    """What is remarkable about a request: all but the sentence that every prompt is."""
    plain = plain_request(matrix, model) if model else {}
    told = [model] if model else []
    for name, block in matrix.blocks("fields"):
        if name in fields:
            value = fields[name]
            is_plain = plain.get(name) == value and _kind(matrix, name) == "text"
            if not is_plain and not (model and "selects" in block):
                told.append(f"{name}={worded(value)}")
        elif name in plain:
            told.append(f"without {name}")
    return " ".join(told) or "nothing"


def _bounds_broken(
    matrix: Matrix, model: str | None, field: str | None, fields: Mapping[str, object]
) -> Iterator[Mark]:
    """The bounds of an exact size that a well-formed one breaks."""
    size = read_dimensions(str(fields.get(field or "", "")))
    exact = Terms(matrix, model, field).block("exact")
    for key, side, is_beyond in (
        ("min", min(size or (1,)), int.__lt__),
        ("max", max(size or (1,)), int.__gt__),
    ):
        bound = exact.get(key)
        limit = bound.value if isinstance(bound, Fact) else None
        if size and isinstance(bound, Fact) and isinstance(limit, int) and is_beyond(side, limit):
            yield Mark(bound.path, f"refuses {side}")


def _kind(matrix: Matrix, field: str) -> Value | None:
    return matrix.value("fields", field, "kind")
