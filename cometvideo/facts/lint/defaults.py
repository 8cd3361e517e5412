"""The linter of defaults: a default must be taken by every model, as if it were sent."""

from collections.abc import Callable, Iterator, Mapping

from cometvideo.facts.lint.ranges import range_of
from cometvideo.facts.lint.subject import Flaw, Subject, about, listed
from cometvideo.facts.lint.tables import cells_of
from cometvideo.wire.dimensions import read_dimensions

__all__ = ["default_outside"]


def default_outside(subject: Subject) -> Iterator[Flaw]:
    """A default that a model would not take if it were sent."""
    for kind, takes in _TAKES.items():
        for field in subject.fields(kind):
            yield from _of_field(subject, field, takes)


# What a value is measured against, by whatever kind of field.
_DECISIVE = ("min", "max", "values", "choices", "labels", "table")

_Takes = Callable[[Subject, str, str, object], bool]


def _of_field(subject: Subject, field: str, takes: _Takes) -> Iterator[Flaw]:
    refusing: dict[tuple[str, object], list[str]] = {}
    for model in subject.matrix.models:
        default = subject.term(model, field, "default")
        for option in default.options if default else ():
            if default and not takes(subject, model, field, option):
                refusing.setdefault((default.path, option), []).append(model)
    for (path, refused), models in refusing.items():
        default = subject.matrix.facts[path]
        terms = (subject.term(models[0], field, key) for key in _DECISIVE)
        yield about(
            default,
            subject.place(default, *filter(None, terms)),
            got=refused,
            nearest=_nearest(subject, field, path, refused),
            fix="write one that every model takes, or give these models one of their own",
            detail={"models": ", ".join(models)},
        )


def _nearest(subject: Subject, field: str, path: str, refused: object) -> str | None:
    """The number nearest to a default that every model with this default takes."""
    if not isinstance(refused, int):
        return None
    ranges = []
    for model in subject.matrix.models:
        default = subject.term(model, field, "default")
        if default and default.path == path:
            ranges.append(range_of(subject, field, model))
    for near in (each.nearest(refused) for each in ranges):
        if all(near in each for each in ranges):
            return str(near)
    return None


def _takes_integer(subject: Subject, model: str, field: str, value: object) -> bool:
    taken = range_of(subject, field, model)
    return value in taken or taken.is_empty


def _takes_choice(subject: Subject, model: str, field: str, value: object) -> bool:
    choices = subject.term(model, field, "choices")
    if choices is None and subject.term(model, field, "selects"):
        return value in subject.matrix.models
    return choices is None or value in listed(choices)


def _takes_size(subject: Subject, model: str, field: str, value: object) -> bool:
    if value in listed(subject.term(model, field, "labels")):
        return True
    size = read_dimensions(str(value))
    low, high = (subject.term(model, field, "exact", key) for key in ("min", "max"))
    if size and low and high and isinstance(low.value, int) and isinstance(high.value, int):
        return low.value <= min(size) and max(size) <= high.value
    return value in [cell.text for cell in cells_of(subject, model, field)]


_TAKES: Mapping[str, _Takes] = {
    "integer": _takes_integer,
    "choice": _takes_choice,
    "size": _takes_size,
}
