"""Columns: for every field of a model, strategies for the values that lead to each verdict."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial

from hypothesis import strategies as st

from cometvideo.facts.matrix import Matrix
from cometvideo.facts.terms import Terms
from cometvideo.prediction import Verdict, predict
from cometvideo.samples.requests import (
    UNDOCUMENTED,
    Example,
    classified,
    needed_by,
    plain_request,
    with_needs,
)
from cometvideo.words import words_of

__all__ = ["CHARACTERS", "VERDICTS", "Column", "Entry", "columns_of"]

VERDICTS: tuple[Verdict, ...] = ("valid", "uncertain", "invalid")

Entry = tuple[object, ...]
"""A value in a tuple of its own, or () for a field that is left out."""

# The entries at the edges of what the matrix says, and the others.
_Pool = tuple[list[Entry], list[Entry]]

Column = Mapping[Verdict, st.SearchStrategy[Entry]]


@lru_cache(maxsize=256)
def columns_of(matrix: Matrix, model: str) -> Mapping[str, Column]:
    """For every field, a strategy for each verdict that some value of it leads to."""
    further = partial(_further, matrix, model)
    return {
        name: {
            verdict: _mixed(edges, others, further(name, verdict, [*edges, *others]))
            for verdict, (edges, others) in by_verdict.items()
        }
        for name, by_verdict in _pools(matrix, model).items()
    }


def _mixed(
    edges: list[Entry], others: list[Entry], further: st.SearchStrategy[Entry]
) -> st.SearchStrategy[Entry]:
    """Samples and further values, the edges as often as all other samples taken together."""
    # One choice for any sample: Hypothesis takes what needs fewer choices for the simpler one.
    times = 1 + len(others) // len(edges) if edges else 0
    samples = st.sampled_from([*edges, *others, *edges * (times - 1)])
    return st.one_of(samples, samples, further)


def _pools(matrix: Matrix, model: str) -> dict[str, dict[Verdict, _Pool]]:
    pools: dict[str, dict[Verdict, _Pool]] = {name: {} for name in matrix.block("fields")}
    pools[UNDOCUMENTED] = {"valid": ([()], [])}
    selector = words_of(matrix).selector
    if selector is not None:
        pools[selector] = {"valid": ([(model,)], [])}
    for example, prediction in classified(matrix):
        if example.field is None or example.beside or example.model not in (model, None):
            continue
        needed = needed_by(matrix, model, example.field)
        if example.field not in example.fields or needed is None or needed in example.fields:
            edges, others = pools[example.field].setdefault(prediction.verdict, ([], []))
            (edges if example.edge or example.field not in example.fields else others).append(
                _entry(example)
            )
    return pools


def _entry(example: Example) -> Entry:
    field = example.field or ""
    return (example.fields[field],) if field in example.fields else ()


def _further(
    matrix: Matrix, model: str, name: str, verdict: Verdict, known: list[Entry]
) -> st.SearchStrategy[Entry]:
    """Values beyond the samples that lead to the same verdict, where any of those do."""
    terms = Terms(matrix, model, name)
    values = FURTHER.get((str(terms.value("kind")), verdict))
    if values is None or name == words_of(matrix).selector or not any(known):
        return st.nothing()
    plain = plain_request(matrix, model)

    def leads_there(value: object) -> bool:
        fields = with_needs(matrix, model, {**plain, name: value}, (name,))
        return predict(matrix, fields).verdict == verdict

    return values(terms).filter(leads_there).map(lambda value: (value,))


def _numbers(terms: Terms) -> st.SearchStrategy[object]:
    low, high = (terms.integer(key) for key in ("min", "max"))
    numbers = st.integers(low, high)
    return numbers | numbers.map(str) if terms.value("as_text") is True else numbers


def _other_numbers(_: Terms) -> st.SearchStrategy[object]:
    return st.integers() | st.integers().map(str) | _FLOATS | st.text(CHARACTERS)


# Those that UTF-8 has. Told by a codec, which is the default, they take seconds to find, once in
# every project, and Hypothesis fails the first test there for that.
CHARACTERS = st.characters(exclude_categories=["Cs"])

_OF_DIGITS = r"\A[0-9]{1,6}x[0-9]{1,6}\n?\Z"
_FLOATS = st.floats(allow_nan=False, allow_infinity=False)


def _exact_sizes(terms: Terms) -> st.SearchStrategy[object]:
    low, high = (terms.integer("exact", key) for key in ("min", "max"))
    if low is None or high is None:
        return st.nothing()
    sides = st.integers(low, high)
    return st.builds("{}x{}".format, sides, sides)


FURTHER: Mapping[tuple[str, Verdict], Callable[[Terms], st.SearchStrategy[object]]] = {
    ("text", "valid"): lambda terms: st.text(
        CHARACTERS, min_size=1, max_size=terms.integer("max_length")
    ),
    ("choice", "invalid"): lambda _: st.text(CHARACTERS),
    ("integer", "valid"): _numbers,
    ("integer", "invalid"): _other_numbers,
    ("number", "valid"): lambda terms: st.floats(terms.number("min"), terms.number("max")),
    ("number", "invalid"): _other_numbers,
    ("boolean", "invalid"): lambda _: st.text(CHARACTERS) | st.integers(),
    ("size", "uncertain"): _exact_sizes,
    ("size", "invalid"): lambda _: st.text(CHARACTERS) | st.from_regex(_OF_DIGITS),
    ("media", "invalid"): lambda _: st.text(CHARACTERS),
}
