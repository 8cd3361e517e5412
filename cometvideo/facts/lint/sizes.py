"""Linters of sizes: their form, their ratio, their labels, the pattern that describes them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from cometvideo.facts.fact import Fact
from cometvideo.facts.lint.subject import Flaw, Subject, about, listed
from cometvideo.facts.matrix import Block
from cometvideo.facts.tables import ANOTHER, entries, entries_of
from cometvideo.facts.terms import Terms
from cometvideo.wire.dimensions import Dimensions, read_dimensions

__all__ = [
    "label_unknown",
    "label_without_size",
    "pattern_disagrees",
    "preset_row_chosen",
    "size_form",
    "size_ratio",
    "size_twice",
    "table_unused",
]

# How far the ratio of a published size may be from its label: sides are multiples of 8 or 16.
_RATIO_TOLERANCE = 0.025
# What programs send by mistake, besides sizes just outside the bounds.
_NEVER = ("", "720p", "16/9", "1280*720", "1280x720x1", "01280x720", "-1280x720", "1280")
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
        for cell in entries(subject.matrix, table):
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
    for terms in subject.terms("size"):
        row = terms.fact("preset_row")
        sized = {each.label for each in entries_of(terms) if row is None or each.row in row.options}
        lacking = [
            label
            for label in _texts(terms.fact("labels"))
            if label not in sized and not terms.fact("presets", label)
        ]
        if lacking and sized:
            keys = ("models", str(terms.model), str(terms.field))
            fix = "write cells for them in the table, or `presets`, or fewer labels"
            yield Flaw(".".join(keys), subject.key(*keys), ", ".join(lacking), fix=fix)


def preset_row_chosen(subject: Subject) -> Iterator[Flaw]:
    """A row for labels, where another field chooses the row, and rows that this one is not."""
    fields = subject.matrix.blocks("fields")
    choosers = [name for name, field in fields if field.value("gives") == "resolution"]
    for terms in subject.terms("size"):
        row = terms.fact("preset_row")
        if row is None or terms.value("accepted") is False:
            continue
        rows = {cell.row for cell in entries_of(terms)} - {*row.options}
        for chooser in choosers:
            own = Terms(subject.matrix, terms.model, chooser)
            others = [each for each in _texts(own.fact("choices")) if each in rows]
            if others and own.value("accepted") is not False:
                place = subject.place(row, *filter(None, [own.fact("choices")]))
                detail = {"other": chooser, "rows": ", ".join(others)}
                yield about(row, place, fix="leave it out", detail=detail)


def table_unused(subject: Subject) -> Iterator[Flaw]:
    """A table that the file has and no model uses."""
    for table in subject.matrix.block("sizes"):
        facts = [cell.fact for cell in entries(subject.matrix, table)]
        if any(map(subject.says, facts)) and not _users(subject, table):
            where = subject.key("sizes", table)
            yield Flaw(
                f"sizes.{table}", where, table, fix="name it as a model's table, or remove it"
            )


def pattern_disagrees(subject: Subject) -> Iterator[Flaw]:
    """A pattern that takes other sizes than the labels and the bounds say."""
    for field in subject.fields("size"):
        for _, block in subject.stated(field):
            fact, pattern = block.fact("pattern"), block.text("pattern")
            if fact and pattern is not None:
                yield from _of_pattern(subject, fact, pattern, block)


def _of_pattern(subject: Subject, fact: Fact, pattern: str, beside: Block) -> Iterator[Flaw]:
    try:
        compiled = re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        yield about(fact, detail={"problem": f"is no regular expression: {error}"})
        return
    labels, low, high = beside.fact("labels"), *map(beside.block("exact").fact, ("min", "max"))
    bounds = beside.integer("exact", "min"), beside.integer("exact", "max")
    for text, taken in _samples(listed(labels), *bounds).items():
        if bool(compiled.search(text)) is not taken:
            problem = (
                f"refuses {text!r}, which labels and exact take"
                if taken
                else f"takes {text!r}, which labels and exact refuse"
            )
            where = subject.place(fact, *filter(None, (labels, low, high)))
            yield about(fact, where, fix="make them say the same", detail={"problem": problem})
            return


def _written(subject: Subject) -> Iterator[_Written]:
    """Every size of the tables, of presets, and of what is rendered otherwise."""
    for table in subject.matrix.block("sizes"):
        bounds = [_bounds(terms) for terms in _users(subject, table)]
        for cell in entries(subject.matrix, table):
            fitting = (each for each in bounds if each.fit(cell.text))
            closest = next(fitting, bounds[0] if bounds else _Bounds())
            yield _Written(cell.text, cell.label, cell.fact, closest)
    for _, label, fact in _by_name(subject, "presets"):
        yield from (_Written(str(option), label, fact, _Bounds()) for option in fact.options)
    for _, _, fact in _by_name(subject, "renders"):
        stated = (str(each) for each in fact.options if each != ANOTHER)
        yield from (_Written(each, None, fact, _Bounds()) for each in stated)


def _labelled(subject: Subject) -> Iterator[tuple[Fact, str, Fact | None]]:
    """Every size that stands under a label, with the fact that lists those of the field there."""
    for table in subject.matrix.block("sizes"):
        for terms in _users(subject, table):
            of_field = terms.fact("labels")
            for cell in entries(subject.matrix, table):
                if of_field and _texts(of_field) and cell.label is not None:
                    yield cell.fact, cell.label, of_field
    for terms, label, fact in _by_name(subject, "presets"):
        yield fact, label, terms.fact("labels")


def _users(subject: Subject, table: str) -> list[Terms]:
    """What holds for the models that use a table."""
    return [terms for terms in subject.terms("size") if terms.text("table") == table]


def _by_name(subject: Subject, key: str) -> Iterator[tuple[Terms, str, Fact]]:
    """What stands in such a block of a field, or of a model: the terms there, a name, the fact."""
    for field in subject.fields("size"):
        for model in (None, *subject.matrix.models):
            around = ("models", model) if model else ("fields",)
            for name, fact in subject.matrix.block(*around, field, key).facts():
                yield Terms(subject.matrix, model, field), name, fact


def _texts(fact: Fact | None) -> tuple[str, ...]:
    return tuple(map(str, listed(fact)))


def _bounds(terms: Terms) -> _Bounds:
    low, high = terms.integer("exact", "min"), terms.integer("exact", "max")
    return _Bounds() if low is None or high is None else _Bounds(low, high)


def _samples(labels: tuple[object, ...], low: int | None, high: int | None) -> dict[str, bool]:
    """Sizes to try, and whether they are taken by the labels and the bounds."""
    samples = dict.fromkeys(_NEVER, False)
    for label in map(str, labels):
        samples |= {f"{label}0": False, f"x{label}": False, label: True}
    if low is not None and high is not None:
        inside = {low, high, (low + high) // 2}
        samples |= {f"{a}x{b}": True for a in inside for b in inside}
        for outside in (low - 1, high + 1):
            samples |= {f"{outside}x{low}": False, f"{high}x{outside}": False}
    return samples | {str(label): True for label in labels}


def _same_numbers(label: str, labels: tuple[str, ...]) -> str | None:
    """The label of the same numbers, with other signs between them."""
    numbers = re.findall("[0-9]+", label)
    return next((each for each in labels if re.findall("[0-9]+", each) == numbers), None)


def _off(size: Dimensions, ratio: float) -> float:
    """How far a size is from a ratio, as a part of it."""
    quotient = size.width / size.height / ratio
    return 1 - min(quotient, 1 / quotient)
