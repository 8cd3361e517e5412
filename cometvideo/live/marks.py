"""Marks of a request: what its acceptance bears out, and which options of open facts it tells."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from cometvideo.facts.fact import Fact, Scalar
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.tables import Cell, cells_of
from cometvideo.facts.terms import Terms
from cometvideo.facts.worlds import settle
from cometvideo.live.forms import Sent, predicted
from cometvideo.live.probe import Mark
from cometvideo.prediction import Accept, Outcome, Prediction
from cometvideo.wire.dimensions import Dimensions, read_dimensions
from cometvideo.wire.media import Media

__all__ = [
    "ACCEPTED",
    "Outcomes",
    "marks_if_left_out",
    "marks_if_taken",
    "open_marks",
    "options_left",
]

Marks = Iterator[Mark]


def marks_if_taken(terms: Terms, value: object) -> tuple[Mark, ...]:
    """What holds once a request with this value is taken."""
    kind = str(terms.value("kind"))
    accepted = terms.fact("accepted")
    taken = [Mark(accepted.path, "takes the field")] if accepted and kind != "media" else []
    return tuple(dict.fromkeys([*taken, *ACCEPTED[kind](terms, value)]))


def marks_if_left_out(terms: Terms) -> tuple[Mark, ...]:
    """What holds once a request without this field is taken."""
    required = terms.fact("required")
    accepted = terms.fact("accepted")  # of a field that a model never takes this tells nothing
    is_taken = accepted is None or accepted.value is not False
    stated = required is not None and required.value is False and is_taken
    return (Mark(required.path, "may be left out"),) if required and stated else ()


def _text(terms: Terms, value: object) -> Marks:
    del terms, value
    yield from ()


def _choice(terms: Terms, value: object) -> Marks:
    if terms.fact("selects") is not None:
        # A model is no fact of its own: it is the block that its facts stand in.
        yield Mark(f"models.{value}", "is known")
    choices = terms.fact("choices")
    if choices is not None:
        yield Mark(choices.path, f"takes {value}")


def _integer(terms: Terms, value: object) -> Marks:
    for key in ("min", "max"):
        bound = terms.fact(key)
        if bound is not None and bound.value == value:
            yield Mark(bound.path, f"takes {value}")
    listed = terms.fact("values")
    if listed is not None:
        yield Mark(listed.path, f"takes {value}")
    as_text = terms.fact("as_text")
    if as_text is not None and as_text.value is True:
        yield Mark(as_text.path, "taken as digits")


def _number(terms: Terms, value: object) -> Marks:
    for key in ("min", "max"):
        bound = terms.fact(key)
        if bound is not None and bound.value == value:
            yield Mark(bound.path, f"takes {value}")
    yield from _boolean(terms, value)


def _boolean(terms: Terms, value: object) -> Marks:
    del value
    as_text = terms.fact("as_text")
    if as_text is not None and as_text.value is True:
        yield Mark(as_text.path, "taken as text")


def _size(terms: Terms, value: object) -> Marks:
    size = read_dimensions(str(value))
    labels = terms.fact("labels")
    if size is None:
        if labels is not None:
            yield Mark(labels.path, f"takes {value}")
        return
    rows, table = terms.fact("rows"), terms.fact("table")
    for cell in _cells(terms.matrix, terms.model, terms.field):
        if cell.size == size:
            yield Mark(cell.fact.path, f"takes {value}")
            if rows is not None:
                yield Mark(rows.path, f"takes {cell.resolution}")
            if table is not None and _is_in_one_table(terms.matrix, size):
                yield Mark(table.path, "takes a size of this table alone")


@lru_cache(maxsize=256)
def _cells(matrix: Matrix, model: str | None, field: str | None) -> tuple[Cell, ...]:
    return cells_of(Terms(matrix, model, field))


@lru_cache(maxsize=1024)
def _is_in_one_table(matrix: Matrix, size: Dimensions) -> bool:
    tables = {
        fact.keys[1]
        for fact in matrix.facts.values()
        if fact.keys[0] == "sizes" and str(size) in map(str, fact.options)
    }
    return len(tables) == 1


def _media(terms: Terms, value: object) -> Marks:
    files = value if isinstance(value, tuple) and not isinstance(value, Media) else (value,)
    seen = [each for each in files if isinstance(each, Media)]
    accepted = terms.fact("accepted")
    if accepted is not None:
        yield Mark(accepted.path, "takes a file")
    repeat = terms.fact("repeat")
    if repeat is not None and len(seen) > 1:
        yield Mark(repeat.path, "takes several")
    family = terms.fact("format_family")
    limits = {key: each for key, each in terms.block("limits").items() if isinstance(each, Fact)}
    if "max_count" in limits and limits["max_count"].value == len(seen):
        yield Mark(limits["max_count"].path, f"takes {len(seen)}")
    for media in seen:
        if family is not None:
            yield Mark(family.path, f"takes {family.value}")
        if "formats" in limits:
            yield Mark(limits["formats"].path, f"takes {media.format}")
        yield from _at_limits(limits, media)


def _at_limits(limits: Mapping[str, Fact], media: Media) -> Marks:
    if not media.width or not media.height:
        return
    sides = {media.width, media.height}
    ratio = media.width / media.height
    reached = {
        "min_side": min(sides),
        "max_side": max(sides),
        "min_ratio": ratio,
        "max_ratio": ratio,
    }
    for key, value in reached.items():
        if key in limits and limits[key].value == value:
            yield Mark(limits[key].path, f"takes {limits[key].value}")


ACCEPTED: Mapping[str, Callable[[Terms, object], Marks]] = {
    "text": _text,
    "choice": _choice,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "size": _size,
    "media": _media,
}
"""Every kind of field, and what the acceptance of a value bears out."""


Outcomes = tuple[Outcome, ...]


def options_left(
    matrix: Matrix, fact: Fact, sent: Sent, agrees: Callable[[Outcomes], bool]
) -> tuple[Scalar, ...]:
    """The options under which a request has an outcome that agrees with what was seen."""
    return tuple(
        each
        for each in fact.one_of
        if agrees(predicted(settle(matrix, {fact.path: each}), sent).outcomes)
    )


def open_marks(matrix: Matrix, learned: Prediction, sent: Sent) -> tuple[Mark, ...]:
    """The open facts that a request can tell something of, with the options it tells apart."""
    paths = (path for each in learned.outcomes for path, _ in each.assumes)
    marks = []
    for path in dict.fromkeys(paths):
        fact = matrix.facts[path]
        groups: dict[object, list[Scalar]] = {}
        for option in fact.one_of:
            found = predicted(settle(matrix, {fact.path: option}), sent).outcomes
            groups.setdefault(frozenset(map(_signature, found)), []).append(option)
        if len(groups) > 1:
            faults = sorted(
                {each.fault for each in learned.rejections if path in dict(each.assumes)}
            )
            by = f" by {', '.join(faults)}" if faults else ""
            marks.append(Mark(path, _way(list(groups.values())) + by))
    return tuple(marks)


def _way(groups: list[list[Scalar]]) -> str:
    if all(len(each) == 1 for each in groups):
        return "which option"
    return "tells " + " from ".join(" or ".join(map(str, each)) for each in groups)


def _signature(outcome: Outcome) -> object:
    """What can be seen of an outcome."""
    return outcome.rendering[:3] if isinstance(outcome, Accept) else None
