"""Linters of ranges: their order, and the overall range around those of the models."""

from collections.abc import Iterator

from cometvideo.facts.fact import Fact, Value
from cometvideo.facts.lint.subject import Flaw, Subject, about, listed

__all__ = ["Range", "range_of", "range_order", "range_outside_overall"]


class Range:
    """The whole numbers from a least to a greatest, and of a set where there is one."""

    def __init__(self, low: Fact | None, high: Fact | None, values: Fact | None) -> None:
        self.facts = [fact for fact in (low, high, values) if fact]
        self.low = next(iter(_integers(low)), None)
        self.high = next(iter(_integers(high)), None)
        self.values = _integers(values)

    def __contains__(self, number: object) -> bool:
        return (
            isinstance(number, int)
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

    def nearest(self, number: int) -> int | None:
        """The member that is nearest to a number; None where that cannot be told."""
        ends = (each for each in (number, self.low, self.high, *self.values) if each is not None)
        return min(
            (each for each in ends if each in self), key=lambda x: abs(x - number), default=None
        )


def range_of(subject: Subject, field: str, model: str | None = None) -> Range:
    """What a field takes for a model, or at all."""
    if model is None:
        facts = (subject.matrix.fact("fields", field, key) for key in ("min", "max", "values"))
    else:
        facts = (subject.term(model, field, key) for key in ("min", "max", "values"))
    return Range(*facts)


def range_order(subject: Subject) -> Iterator[Flaw]:
    """A least value, of whatever, above the greatest one beside it."""
    for low in subject.matrix.facts.values():
        words = low.keys[-1].split("_")
        most = "_".join("max" if word == "min" else word for word in words)
        high = subject.matrix.fact(*low.keys[:-1], most) if "min" in words else None
        if high and _number(low.value) > _number(high.value):
            yield about(
                low,
                subject.place(low, high),
                fix=f"write the lesser number as {low.keys[-1]}",
                detail={"other": high.path, "most": str(high.value)},
            )


def range_outside_overall(subject: Subject) -> Iterator[Flaw]:
    """What a model takes of a number or a choice, beyond what the field takes at all."""
    for field in subject.fields("integer"):
        overall = range_of(subject, field)
        for own in _own(subject, field, "min", "max", "values"):
            for number in _integers(own):
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
        choices = subject.matrix.fact("fields", field, "choices")
        for own in _own(subject, field, "choices"):
            for choice in listed(own):
                if choices and choice not in listed(choices):
                    yield about(
                        own,
                        subject.place(own, choices),
                        got=choice,
                        allowed=", ".join(map(str, listed(choices))),
                        detail={"overall": f"fields.{field}"},
                    )


def _own(subject: Subject, field: str, *keys: str) -> Iterator[Fact]:
    """What the models say of a field under these keys."""
    for model in subject.matrix.models:
        for key in keys:
            fact = subject.matrix.fact("models", model, field, key)
            if fact:
                yield fact


def _number(value: Value | None) -> float:
    return value if isinstance(value, int | float) else float("nan")


def _integers(fact: Fact | None) -> tuple[int, ...]:
    """The whole numbers that a fact states."""
    values = listed(fact) or (fact.value if fact else None,)
    return tuple(each for each in values if isinstance(each, int) and not isinstance(each, bool))
