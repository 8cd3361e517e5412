"""Linters of sizes: their form, their ratio, their labels, and the pattern that describes them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from cometvideo.facts.fact import Fact
from cometvideo.facts.lint.subject import Flaw, Subject, about, listed
from cometvideo.facts.lint.tables import all_cells, cells_of, users_of
from cometvideo.wire.dimensions import Dimensions, read_dimensions

__all__ = [
    "label_unknown",
    "label_without_size",
    "size_form",
    "size_ratio",
    "size_twice",
    "table_unused",
]

# How far the ratio of a published size may be from its label: sides are multiples of 8 or 16.
_RATIO_TOLERANCE = 0.025
_TWO_NUMBERS = re.compile(r"([1-9][0-9]{0,5})[^0-9]+([1-9][0-9]{0,5})\Z")


class _Bounds(NamedTuple):
    """What the sides of an exact size may be, where the spec says so."""

    least: int = 1
    most: int = 999_999

    def fit(self, text: str) -> bool:
        """Whether a text is a size, and within the bounds."""
        size = read_dimensions(text)
        return size is not None and self.least <= min(size) and max(size) <= self.most


class _Written(NamedTuple):
    """A size as it is written somewhere, under which label, and what its sides may be."""

    text: str
    label: str | None
    fact: Fact
    bounds: _Bounds


def size_form(subject: Subject) -> Iterator[Flaw]:
    """A size that is none, or that nobody could ask for."""
    for each in _written(subject):
        if not each.bounds.fit(each.text):
            numbers = _TWO_NUMBERS.match(each.text.strip())
            meant = f"{numbers[1]}x{numbers[2]}" if numbers else ""
            yield about(
                each.fact,
                got=each.text,
                allowed=f"WxH with sides of {each.bounds.least} to {each.bounds.most}",
                nearest=meant if each.bounds.fit(meant) else None,
            )


def size_ratio(subject: Subject) -> Iterator[Flaw]:
    """A size whose ratio is not that of the label under which it stands."""
    for each in _written(subject):
        size, label = read_dimensions(each.text), _TWO_NUMBERS.match(each.label or "")
        if size is None or label is None:
            continue
        ratio = int(label[1]) / int(label[2])
        if _off(size, ratio) > _RATIO_TOLERANCE:
            turned = Dimensions(size.height, size.width)
            yield about(
                each.fact,
                got=each.text,
                nearest=str(turned) if _off(turned, ratio) <= _RATIO_TOLERANCE else None,
                detail={
                    "label": str(each.label),
                    "percent": f"{100 * _off(size, ratio):.1f}",
                    "most": f"{100 * _RATIO_TOLERANCE:g}",
                },
            )


def size_twice(subject: Subject) -> Iterator[Flaw]:
    """A size that stands in a table a second time."""
    for table in subject.matrix.block("sizes"):
        seen: dict[str, str] = {}
        for cell in all_cells(subject, table):
            here = f"{cell.row} {cell.label}" if cell.row else "the list"
            if cell.text in seen:
                detail = {"other": seen[cell.text]}
                yield about(cell.fact, got=cell.text, detail=detail)
            seen.setdefault(cell.text, here)


def label_unknown(subject: Subject) -> Iterator[Flaw]:
    """A size under a label that the field does not have, so that nobody can ask for it so."""
    narrowed: dict[tuple[Fact, str], list[Fact]] = {}
    for fact, label, of_field in dict.fromkeys(_labelled(subject)):
        labels = _texts(of_field)
        if label in labels:
            continue
        if of_field and subject.says(of_field) and not subject.says(fact):
            # Labels that the base has: it is this list that lacks them, once for all their sizes.
            narrowed.setdefault((of_field, label), []).append(fact)
            continue
        yield about(
            fact,
            got=label,
            allowed=", ".join(labels) or "none, since the field has no labels",
            nearest=_same_numbers(label, labels),
        )
    for (of_field, label), facts in narrowed.items():
        others = f" (and {len(facts) - 1} more)" if len(facts) > 1 else ""
        yield about(
            facts[0],
            of_field.where,
            got=label,
            allowed=", ".join(_texts(of_field)),
            nearest=_same_numbers(label, _texts(of_field)),
            detail={"field": f"{facts[0].path}{others}"},
        )


def label_without_size(subject: Subject) -> Iterator[Flaw]:
    """Labels of which neither table nor presets tell what a model renders, though it has sizes."""
    for field in subject.fields("size"):
        for model in subject.matrix.models:
            row = subject.term(model, field, "preset_row")
            cells = list(cells_of(subject, model, field))
            if row is not None:
                cells = [cell for cell in cells if cell.row in row.options]
            sized = {cell.label for cell in cells}
            lacking = [
                label
                for label in _labels(subject, model, field)
                if label not in sized and not subject.term(model, field, "presets", label)
            ]
            if lacking and sized:
                where = subject.key("models", model, field)
                fix = "write cells for them in the table, or `presets`, or fewer labels"
                yield Flaw(f"models.{model}.{field}", where, ", ".join(lacking), fix=fix)


def table_unused(subject: Subject) -> Iterator[Flaw]:
    """A table that the file has and no model uses."""
    for table in subject.matrix.block("sizes"):
        facts = [cell.fact for cell in all_cells(subject, table)]
        if any(map(subject.says, facts)) and not any(users_of(subject, table)):
            where = subject.key("sizes", table)
            yield Flaw(
                f"sizes.{table}", where, table, fix="name it as a model's table, or remove it"
            )


def _written(subject: Subject) -> Iterator[_Written]:
    """Every size of the tables, of presets, and of what is rendered otherwise."""
    for table in subject.matrix.block("sizes"):
        bounds = [_bounds(subject, *user) for user in users_of(subject, table)]
        for cell in all_cells(subject, table):
            fitting = (each for each in bounds if each.fit(cell.text))
            closest = next(fitting, bounds[0] if bounds else _Bounds())
            yield _Written(cell.text, cell.label, cell.fact, closest)
    for _, _, label, fact in _by_name(subject, "presets"):
        yield from (_Written(str(option), label, fact, _Bounds()) for option in fact.options)
    for _, _, _, fact in _by_name(subject, "renders"):
        yield from (_Written(str(option), None, fact, _Bounds()) for option in fact.options)


def _labelled(subject: Subject) -> Iterator[tuple[Fact, str, Fact | None]]:
    """Every size that stands under a label, with the fact that lists those of the field there."""
    for table in subject.matrix.block("sizes"):
        for model, field in users_of(subject, table):
            of_field = subject.term(model, field, "labels")
            for cell in all_cells(subject, table):
                if of_field and _texts(of_field) and cell.label is not None:
                    yield cell.fact, cell.label, of_field
    for model, field, label, fact in _by_name(subject, "presets"):
        yield fact, label, subject.term(model, field, "labels")


def _by_name(subject: Subject, key: str) -> Iterator[tuple[str, str, str, Fact]]:
    """Model ("" for the field itself), field, name and fact of what stands in such a block."""
    for field in subject.fields("size"):
        for model in ("", *subject.matrix.models):
            around = ("models", model, field) if model else ("fields", field)
            for name, fact in subject.matrix.block(*around, key).items():
                if isinstance(fact, Fact):
                    yield model, field, name, fact


def _labels(subject: Subject, model: str, field: str) -> tuple[str, ...]:
    return _texts(subject.term(model, field, "labels"))


def _texts(fact: Fact | None) -> tuple[str, ...]:
    return tuple(map(str, listed(fact)))


def _bounds(subject: Subject, model: str, field: str) -> _Bounds:
    low, high = (subject.term(model, field, "exact", key) for key in ("min", "max"))
    if low and high and isinstance(low.value, int) and isinstance(high.value, int):
        return _Bounds(low.value, high.value)
    return _Bounds()


def _same_numbers(label: str, labels: tuple[str, ...]) -> str | None:
    """The label of the same numbers, with other signs between them."""
    numbers = re.findall("[0-9]+", label)
    return next((each for each in labels if re.findall("[0-9]+", each) == numbers), None)


def _off(size: Dimensions, ratio: float) -> float:
    """How far a size is from a ratio, as a part of it."""
    quotient = size.width / size.height / ratio
    return 1 - min(quotient, 1 / quotient)
