"""Linters of numbers and of defaults: what a model takes, within what the field takes at all."""

from collections.abc import Callable, Iterator, Mapping

from cometvideo.facts.fact import Fact
from cometvideo.facts.lint.subject import Flaw, Subject, about, listed
from cometvideo.facts.matrix import Block
from cometvideo.facts.tables import ANOTHER, entries_of
from cometvideo.facts.terms import Terms
from cometvideo.wire.dimensions import read_dimensions

__all__ = ["default_outside", "http_status", "range_order", "range_outside_overall"]

_RANGE = ("min", "max", "values")
_NUMBERS = ("integer", "number")
# What a default is measured against, by whatever kind of field.
_DECISIVE = (*_RANGE, "choices", "labels", "table")
_STATUSES = range(100, 600)


class _Range:
    """The numbers that a field takes: from a least to a greatest, and of a set, if any."""

    def __init__(self, block: Block) -> None:
        self.facts = [fact for key in _RANGE if (fact := block.fact(key))]
        self.low, self.high = block.number("min"), block.number("max")
        self.values = _numbers(block.fact("values"))

    def __contains__(self, number: object) -> bool:
        return (
            isinstance(number, int | float)
            and (self.low is None or number >= self.low)
            and (self.high is None or number <= self.high)
            and (not self.values or number in self.values)
        )

    def __str__(self) -> str:
        if self.values:
            return ", ".join(map(str, self.values))
        low, high = ("any" if each is None else each for each in (self.low, self.high))
        return f"{low} to {high}"

    @property
    def is_empty(self) -> bool:
        """Whether no number can be in it."""
        return self.low is not None and self.high is not None and self.low > self.high

    def nearest(self, number: float) -> float | None:
        """The member that is nearest to a number; None where that cannot be told."""
        ends = (each for each in (number, self.low, self.high, *self.values) if each is not None)
        return min(
            (each for each in ends if each in self), key=lambda x: abs(x - number), default=None
        )


def range_order(subject: Subject) -> Iterator[Flaw]:
    """A least value, of whatever, above the greatest one beside it."""
    for low in subject.matrix.facts.values():
        words = low.keys[-1].split("_")
        most = "_".join("max" if word == "min" else word for word in words)
        high = subject.matrix.fact(*low.keys[:-1], most) if "min" in words else None
        if high and _number(low) > _number(high):
            yield about(
                low,
                subject.place(low, high),
                fix=f"write the lesser number as {low.keys[-1]}",
                detail={"other": high.path, "most": str(high.value)},
            )


def range_outside_overall(subject: Subject) -> Iterator[Flaw]:
    """What a model takes of a number or a choice, beyond what the field takes at all."""
    for field in (name for kind in _NUMBERS for name in subject.fields(kind)):
        (_, block), *of_models = subject.stated(field)
        overall = _Range(block)
        for own in (fact for _, own in of_models for key in _RANGE if (fact := own.fact(key))):
            for number in _numbers(own):
                if number not in overall:
                    near = overall.nearest(number)
                    yield about(
                        own,
                        subject.place(own, *overall.facts),
                        got=number,
                        allowed=str(overall),
                        nearest=None if near is None else str(near),
                        detail={"overall": f"fields.{field}"},
                    )
    for field in subject.fields("choice"):
        (_, block), *of_models = subject.stated(field)
        choices = block.fact("choices")
        for own in (fact for _, own in of_models if (fact := own.fact("choices"))):
            for choice in listed(own) if choices else ():
                if choices and choice not in listed(choices):
                    yield about(
                        own,
                        subject.place(own, choices),
                        got=choice,
                        allowed=", ".join(map(str, listed(choices))),
                        detail={"overall": f"fields.{field}"},
                    )


def default_outside(subject: Subject) -> Iterator[Flaw]:
    """A default that a model would not take if it were sent."""
    refusing: dict[tuple[str, object], list[Terms]] = {}
    for kind, takes in _TAKES.items():
        for terms in subject.terms(kind):
            default = terms.fact("default")
            for option in default.options if default else ():
                if default and not takes(terms, option):
                    refusing.setdefault((default.path, option), []).append(terms)
    for (path, refused), of_models in refusing.items():
        default = subject.matrix.facts[path]
        decisive = filter(None, map(of_models[0].fact, _DECISIVE))
        yield about(
            default,
            subject.place(default, *decisive),
            got=refused,
            nearest=_nearest(subject, path, refused),
            fix="write one that every model takes, or give these models one of their own",
            detail={"models": ", ".join(str(terms.model) for terms in of_models)},
        )


def http_status(subject: Subject) -> Iterator[Flaw]:
    """A number that is no status of HTTP."""
    matrix = subject.matrix
    allowed = f"{_STATUSES[0]} to {_STATUSES[-1]}"
    for part in ("operations", "rejections"):
        for fact in matrix.block(part).all_facts():
            for option in fact.options if fact.keys[-1] in {"status", "unstated_status"} else ():
                if not (isinstance(option, int) and option in _STATUSES):
                    yield about(fact, got=option, allowed=allowed)
    for fact in matrix.block("errors", "retry").all_facts():
        if fact.keys[-1] not in map(str, _STATUSES):
            yield about(fact, got=fact.keys[-1], allowed=allowed)


def _nearest(subject: Subject, path: str, refused: object) -> str | None:
    """The number nearest to a default that every model with this default takes."""
    if not isinstance(refused, int | float):
        return None
    ranges = [
        _Range(terms)
        for kind in _NUMBERS
        for terms in subject.terms(kind)
        if (default := terms.fact("default")) and default.path == path
    ]
    for near in (each.nearest(refused) for each in ranges):
        if all(near in each for each in ranges):
            return str(near)
    return None


def _takes_integer(terms: Terms, value: object) -> bool:
    taken = _Range(terms)
    return taken.is_empty or (isinstance(value, int) and value in taken)


def _takes_number(terms: Terms, value: object) -> bool:
    taken = _Range(terms)
    return taken.is_empty or (not isinstance(value, bool) and value in taken)


def _takes_choice(terms: Terms, value: object) -> bool:
    choices = terms.fact("choices")
    if choices is None and terms.fact("selects"):
        return value in terms.matrix.models
    return choices is None or value in listed(choices)


def _takes_size(terms: Terms, value: object) -> bool:
    if value == ANOTHER or value in listed(terms.fact("labels")):
        return True
    size = read_dimensions(str(value))
    low, high = terms.integer("exact", "min"), terms.integer("exact", "max")
    if size and low is not None and high is not None:
        return low <= min(size) and max(size) <= high
    return value in [entry.text for entry in entries_of(terms)]


_TAKES: Mapping[str, Callable[[Terms, object], bool]] = {
    "integer": _takes_integer,
    "number": _takes_number,
    "boolean": lambda _, value: isinstance(value, bool),
    "choice": _takes_choice,
    "size": _takes_size,
}


def _number(fact: Fact) -> float:
    return fact.value if isinstance(fact.value, int | float) else float("nan")


def _numbers(fact: Fact | None) -> tuple[float, ...]:
    """The numbers that a fact states."""
    values = listed(fact) or (fact.value if fact else None,)
    return tuple(
        each for each in values if isinstance(each, int | float) and not isinstance(each, bool)
    )
