"""The oracle: what the upstream will do with a request, as far as the matrix tells.

Every field is judged by itself, then the judgements are put together. Both steps are remembered:
real programs send few distinct values, so most predictions are a handful of look-ups.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from cometvideo.facts import Fact, Where
from cometvideo.findings import spec_error
from cometvideo.matrix import Matrix
from cometvideo.prediction.combining import Combined, Combiner
from cometvideo.prediction.judgement import MISSING, Judgement
from cometvideo.prediction.missing import with_missing
from cometvideo.prediction.outcomes import Prediction
from cometvideo.prediction.references import judge_media
from cometvideo.prediction.sizes import judge_size
from cometvideo.prediction.surroundings import Surroundings
from cometvideo.prediction.terms import Terms
from cometvideo.prediction.values import judge_choice, judge_integer, judge_text
from cometvideo.request import Request

__all__ = ["KINDS", "predict"]

Judge = Callable[[object], Judgement]

# Every kind of field, and who judges it.
KINDS: Mapping[str, Callable[[Terms], Judge]] = {
    "text": judge_text,
    "choice": judge_choice,
    "integer": judge_integer,
    "size": judge_size,
    "media": judge_media,
}

_MOST_REMEMBERED = 4096


def predict(matrix: Matrix, request: Mapping[str, object] | Request) -> Prediction:
    """Every outcome that the matrix allows for a request, with all there is to say about it.

    A mapping has the fields by name: text, numbers, Media or tuples of Media. A Request adds how
    they were sent. Never stops at the first fault and never raises for what a request contains.
    """
    return _oracle(matrix).predict(request)


@lru_cache(maxsize=128)
def _oracle(matrix: Matrix) -> "_Oracle":
    return _Oracle(matrix)


class _Remembered(dict[object, Judgement]):
    """Judgements by value. 0 and 1 equal False and True, so they are judged anew every time."""

    def __init__(self, judge: Judge) -> None:
        super().__init__()
        self.judge = judge

    def __missing__(self, value: object) -> Judgement:
        judgement = self.judge(value)
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        if value not in (0, 1):
            self[value] = judgement
        return judgement


class _Column(NamedTuple):
    """One field of one model: the judge of any value, and the quick way to it."""

    judge: Judge
    look_up: Judge


class _Oracle:
    """Predictions from one matrix."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.surroundings = Surroundings(matrix)
        self.selector = next(
            (name for name, block in matrix.blocks("fields") if "selects" in block), ""
        )
        self.columns: dict[str | None, dict[str, _Column]] = {
            model: dict(self._columns(model)) for model in (*matrix.models, None)
        }
        self.quick: dict[object, list[tuple[str, Judge]]] = {
            model: [(name, column.look_up) for name, column in columns.items()]
            for model, columns in self.columns.items()
        }
        self.combiners = {model: Combiner(matrix, model) for model in self.columns}
        self.combined: dict[tuple[Judgement, ...], Combined] = {}

    def predict(self, request: Mapping[str, object] | Request) -> Prediction:
        """The prediction for one request."""
        if isinstance(request, Request):
            return self._predict_sent(request)
        get = request.get
        try:
            quick = self.quick.get(get(self.selector)) or self.quick[None]
            judged = tuple([look_up(get(name, MISSING)) for name, look_up in quick])
        except TypeError:
            # A value that cannot be looked up, such as a list.
            return self._predict_sent(Request(request))
        known = self.combined.get(judged) or self._combine(judged, 0, request)
        if known.present != len(request):
            names = self.columns[self._model(request)]
            strangers = [name for name in request if name not in names]
            key = (*judged, *map(self.surroundings.stranger, strangers))
            known = self.combined.get(key) or self._combine(key, len(strangers), request)
        if known.prediction is not None:
            return known.prediction
        return known.fill([get(name) for name, _ in quick])

    def _predict_sent(self, request: Request) -> Prediction:
        model = self._model(request.fields)
        columns = self.columns[model]
        values = [request.fields.get(name, MISSING) for name in columns]
        judged = tuple(
            column.judge(value) for column, value in zip(columns.values(), values, strict=True)
        )
        judges = {name: column.judge for name, column in columns.items()}
        extras = self.surroundings.judge(request, judges)
        return self.combiners[model].combine(judged, extras).fill(values)

    def _combine(
        self, key: tuple[Judgement, ...], strangers: int, request: Mapping[str, object]
    ) -> Combined:
        if len(self.combined) >= _MOST_REMEMBERED:
            self.combined.clear()
        split = len(key) - strangers
        combiner = self.combiners[self._model(request)]
        known = self.combined[key] = combiner.combine(key[:split], key[split:])
        return known

    def _model(self, fields: Mapping[str, object]) -> str | None:
        named = fields.get(self.selector)
        return named if isinstance(named, str) and named in self.columns else None

    def _columns(self, model: str | None) -> Iterator[tuple[str, _Column]]:
        for name, block in self.matrix.blocks("fields"):
            kind = block.get("kind")
            found = KINDS.get(str(kind.value)) if isinstance(kind, Fact) else None
            if found is None:
                where = kind.where if isinstance(kind, Fact) else Where(self.matrix.name, 1, 1)
                fix = f"allowed: {', '.join(KINDS)}"
                raise spec_error(where, f"field {name} is of no known kind", fix)
            terms = Terms(self.matrix, model, name)
            judge = with_missing(terms, found(terms))
            # Prompts rarely repeat: to remember them would only fill the memory.
            look_up = _quick_text(judge) if found is judge_text else _Remembered(judge).__getitem__
            yield name, _Column(judge, look_up)


def _quick_text(judge: Judge) -> Judge:
    fine = judge("text")

    def look_up(value: object) -> Judgement:
        if value.__class__ is str and value and value.isascii():
            return fine
        return judge(value)

    return look_up
