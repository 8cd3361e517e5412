"""Requests, drawn: good ones, doubtful ones, bad ones, and good ones with a single fault."""

from functools import lru_cache
from typing import NamedTuple, TypeVar

from hypothesis import strategies as st

from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.terms import Terms
from cometvideo.prediction import Prediction, Verdict, predict
from cometvideo.samples.requests import Example, Fields, classified, needed_by, with_needs
from cometvideo.strategies.columns import VERDICTS, columns_of

__all__ = ["NearlyValid", "nearly_valid", "requests"]

T = TypeVar("T")


class NearlyValid(NamedTuple):
    """A request with one fault: the field it is in, the code of its finding, and a name for it."""

    request: Fields
    field: str
    fault: str
    name: str


def requests(
    spec: AnySpec, verdict: Verdict | None = None, *, model: str | None = None
) -> st.SearchStrategy[Fields]:
    """Typed requests of a verdict, or of any, for one model or for any of any family.

    They mix the values at every boundary that the matrix has with others of the same kind, and
    shrink to the smallest request of the first model. A file is a Media, several are a tuple.
    """
    wanted = VERDICTS if verdict is None else (verdict,)
    # A world, or a spec that leaves nothing open, has no uncertain requests.
    return st.one_of(
        *(
            _requests(matrix, able, each)
            for matrix, models in _families(spec, model)
            for each in wanted
            if (able := tuple(name for name in models if _leads_to(matrix, name, each)))
        )
    )


def _families(spec: AnySpec, model: str | None) -> list[tuple[Matrix, tuple[str, ...]]]:
    """The families to draw from, with the models of each."""
    if model is not None:
        return [(spec.for_model(model), (model,))]
    return [(matrix, matrix.models) for matrix in spec.families.values()]


def nearly_valid(spec: AnySpec, *, model: str | None = None) -> st.SearchStrategy[NearlyValid]:
    """Requests that would be valid but for one fault, which is named."""
    return st.one_of(*(_nearly_valid(*each) for each in _families(spec, model)))


def _nearly_valid(matrix: Matrix, models: tuple[str, ...]) -> st.SearchStrategy[NearlyValid]:
    by_fault: dict[object, list[Example]] = {}
    for each, prediction in classified(matrix):
        fault = _only_fault(prediction)
        if each.field is not None and each.model in (*models, None) and fault is not None:
            example = each._replace(model=each.model or models[0])
            by_fault.setdefault((each.model, each.field, fault), []).append(example)
    # Faults first, so that the rare ones come as often as those with many samples.
    return _of_groups([*by_fault.values()]).flatmap(lambda each: _spoilt(matrix, each))


def _spoilt(matrix: Matrix, example: Example) -> st.SearchStrategy[NearlyValid]:
    """Valid requests with the fault of an example put in."""
    field = example.field or ""
    needed = needed_by(matrix, example.model, field)
    lacks = needed is not None and field in example.fields and needed not in example.fields

    def spoil(fields: Fields) -> NearlyValid:
        request = {name: value for name, value in fields.items() if name != field}
        if field in example.fields:
            request[field] = example.fields[field]
        request |= {name: example.fields[name] for name in example.beside}
        if lacks:
            request.pop(needed or "", None)
        else:
            kept = (field, *example.beside)
            request = with_needs(matrix, example.model, request, kept)
        fault = _only_fault(predict(matrix, request))
        return NearlyValid(request, field, fault or "", example.name)

    good = _requests(matrix, (example.model or "",), "valid")
    return st.builds(spoil, good).filter(lambda each: bool(each.fault))


def _only_fault(prediction: Prediction) -> str | None:
    """The code of the one error of an invalid prediction; None where there are several."""
    errors = {each.code for each in prediction.findings if each.severity == "error"}
    is_single = prediction.verdict == "invalid" and len(errors) == 1 == len(prediction.rejections)
    return next(iter(errors)) if is_single else None


def _leads_to(matrix: Matrix, model: str, verdict: Verdict) -> bool:
    return any(verdict in column for column in columns_of(matrix, model).values())


@lru_cache(maxsize=256)
def _requests(
    matrix: Matrix, models: tuple[str, ...], verdict: Verdict
) -> st.SearchStrategy[Fields]:
    mixed = _draw_request(matrix, models, verdict).filter(
        lambda fields: predict(matrix, fields).verdict == verdict
    )
    # Single edges as well: in mixtures alone, those of few values would be met too rarely.
    by_field: dict[tuple[str | None, str, bool], list[Fields]] = {}
    for each, _ in classified(matrix):
        at_the_edge = each.edge or each.field not in each.fields
        # What is not at an edge means the same for every model.
        if each.field and (each.model in models if at_the_edge else each.model == models[0]):
            fields = _bare(matrix, each)
            if predict(matrix, fields).verdict == verdict:
                by_field.setdefault((each.model, each.field, at_the_edge), []).append(fields)
    if not by_field:
        return mixed
    groups = [
        group for (_, field, _), group in by_field.items() for _ in range(_weight(matrix, field))
    ]
    single = _of_groups(groups).map(dict)
    return st.one_of(single, single, mixed)


def _of_groups(groups: list[list[T]]) -> st.SearchStrategy[T]:
    """One of a group, every group as often as any other.

    In two steps, because Hypothesis draws evenly only from what has few elements; and no group
    has a single one, because fewer choices would count as simpler.
    """
    padded = [group * 2 if len(group) == 1 else group for group in groups]
    return st.sampled_from(padded).flatmap(st.sampled_from)


def _weight(matrix: Matrix, field: str) -> int:
    """Ranges are where models differ most, so their ends come more often than other edges."""
    return 3 if matrix.value("fields", field, "kind") == "integer" else 1


def _bare(matrix: Matrix, example: Example) -> Fields:
    """An example without the fields that it could do without."""
    required = {
        name
        for name, block in matrix.blocks("fields")
        if Terms(matrix, example.model, name).value("required") is True or "selects" in block
    }
    kept = {
        name: value
        for name, value in example.fields.items()
        if name in required or name in (example.field, *example.beside)
    }
    return with_needs(matrix, example.model, kept, (example.field or "", *example.beside))


@st.composite
def _draw_request(
    draw: st.DrawFn, matrix: Matrix, models: tuple[str, ...], verdict: Verdict
) -> Fields:
    model = draw(st.sampled_from(models))
    columns = columns_of(matrix, model)
    # One field alone decides; the others are drawn from what leads to no worse verdict.
    able = [name for name, column in columns.items() if verdict in column]
    decisive = draw(st.sampled_from(able))
    milder = VERDICTS[: VERDICTS.index(verdict) + 1]
    fields: Fields = {}
    for name, column in columns.items():
        if name == decisive:
            entry = draw(column[verdict])
        else:
            entry = draw(st.one_of(*(column[each] for each in milder if each in column)))
        if entry:
            fields[name] = entry[0]
    return with_needs(matrix, model, fields)
