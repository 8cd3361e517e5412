"""The oracle: what the upstream will do with a request, as far as the matrix tells.

Every field is judged by itself, then the judgements are put together. Both steps are remembered,
and what came of the same values before: real programs send few distinct values, so most
predictions are one look-up.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from cometvideo.facts.loading import is_shipped
from cometvideo.facts.matrix import Matrix
from cometvideo.prediction.combining import Combined, Combiner
from cometvideo.prediction.judgement import MISSING, Judgement, Missing
from cometvideo.prediction.missing import with_missing
from cometvideo.prediction.outcomes import Prediction
from cometvideo.prediction.references import judge_media
from cometvideo.prediction.rules import Rules
from cometvideo.prediction.sizes import judge_size
from cometvideo.prediction.surroundings import Surroundings
from cometvideo.prediction.values import is_plain, judge_choice, judge_integer, judge_text
from cometvideo.wire.media import Media
from cometvideo.wire.request import Request

__all__ = ["KINDS", "predict"]

Judge = Callable[[object], Judgement]

# Every kind of field, and who judges it.
KINDS: Mapping[str, Callable[[Rules], Judge]] = {
    "text": judge_text,
    "choice": judge_choice,
    "integer": judge_integer,
    "size": judge_size,
    "media": judge_media,
}

_MOST_REMEMBERED = 4096
_PLAIN = object()  # stands for any plain text: they all mean the same
# 1, 1.0, True and Decimal(1) are equal, and as an integer they mean different things.
_TOLD_APART = (int, str, Missing)


def predict(matrix: Matrix, request: Mapping[str, object] | Request) -> Prediction:
    """Every outcome that the matrix allows for a request, with all there is to say about it.

    A mapping has the fields by name: text, numbers, Media or tuples of Media. A Request adds how
    they were sent. Never stops at the first fault and never raises for what a request contains;
    raises SpecError for a matrix whose facts are not of the shape that a prediction reads.
    """
    return _oracle(matrix).predict(request)


@lru_cache(maxsize=128)
def _oracle(matrix: Matrix) -> "_Oracle":
    return _Oracle(matrix)


class _Remembered(dict[object, Judgement]):
    """Judgements by value."""

    def __init__(self, judge: Judge) -> None:
        super().__init__()
        self.judge = judge

    def __missing__(self, value: object) -> Judgement:
        judgement = self.judge(value)
        if _lasts(value):
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[value] = judgement
        return judgement


class _Rules:
    """How the fields of one model are judged, in the order of the spec; None: of no known model."""

    def __init__(self, matrix: Matrix, model: str | None) -> None:
        self.judges = dict(_judges(matrix, model))
        self.quick = [
            (name, _quick(judge, _kind_of(matrix, name))) for name, judge in self.judges.items()
        ]
        self.combiner = Combiner(matrix, model)


class _RulesByModel(dict[object, _Rules]):
    """The rules of each model, made when they are first asked for."""

    def __init__(self, matrix: Matrix) -> None:
        super().__init__()
        self.matrix = matrix
        self.models = frozenset(matrix.models)

    def __missing__(self, model: object) -> _Rules:
        if model is None or model in self.models:
            known = model if isinstance(model, str) else None
            rules = self[model] = _Rules(self.matrix, known)
            return rules
        return self[None]


class _Oracle:
    """Predictions from one matrix."""

    def __init__(self, matrix: Matrix) -> None:
        if not is_shipped(matrix):
            from cometvideo.prediction.shape import check_shape

            check_shape(matrix)
        self.matrix = matrix
        self.surroundings = Surroundings(matrix)
        self.selector = next(
            (name for name, block in matrix.blocks("fields") if "selects" in block), ""
        )
        self.names = tuple(name for name, _ in matrix.blocks("fields"))
        self.nothing = (MISSING,) * len(self.names)
        # Where they stand in a key, whose first part is the length of the request.
        self.texts = self._places(judge_text)
        self.integers = self._places(judge_integer)
        self.rules = _RulesByModel(matrix)
        self.combined: dict[tuple[Judgement, ...], Combined] = {}
        self.known: dict[tuple[object, ...], Combined] = {}

    def _places(self, kind: Callable[[Rules], Judge]) -> tuple[int, ...]:
        return tuple(
            place
            for place, name in enumerate(self.names, 1)
            if _kind_of(self.matrix, name) is kind and name != self.selector
        )

    def predict(self, request: Mapping[str, object] | Request) -> Prediction:
        """The prediction for one request."""
        if isinstance(request, Request):
            return self._predict_sent(request)
        key: list[object] = [len(request), *map(request.get, self.names, self.nothing)]
        for place in self.texts:
            if is_plain(key[place]):
                key[place] = _PLAIN
        for place in self.integers:
            kind = key[place].__class__
            if kind is not int:
                key[place] = kind, key[place]
        try:
            known = self.known.get(tuple(key)) or self._meet(request, tuple(key))
        except TypeError:
            # A value that cannot be looked up, such as a list.
            return self._predict_anew(Request(request), ())
        if known.prediction is not None:
            return known.prediction
        return known.fill([*map(request.get, self.names)])

    def _meet(self, request: Mapping[str, object], key: tuple[object, ...]) -> Combined:
        """What follows from values that were not met together before."""
        get = request.get
        rules = self.rules[get(self.selector)]
        judged = tuple([look_up(get(name, MISSING)) for name, look_up in rules.quick])
        known = self.combined.get(judged) or self._combine(rules, judged, ())
        if known.present != len(request):
            stranger = self.surroundings.stranger
            extras = tuple(
                [stranger(*each) for each in request.items() if each[0] not in rules.judges]
            )
            return self.combined.get(judged + extras) or self._combine(rules, judged, extras)
        # No key of a request with strangers equals this one, since its length is another.
        if all(map(_lasts, request.values())):
            if len(self.known) >= _MOST_REMEMBERED:
                self.known.clear()
            self.known[key] = known
        return known

    def _predict_sent(self, request: Request) -> Prediction:
        before = self.surroundings.before(request)
        if before or request.bracketed or any(issue.field for issue in request.issues):
            return self._predict_anew(request, before)
        # Nothing is remarkable about how it was sent.
        return self.predict(request.fields)

    def _predict_anew(self, request: Request, before: tuple[Judgement, ...]) -> Prediction:
        named = request.fields.get(self.selector)
        rules = self.rules[named if isinstance(named, str) else None]
        values = [request.fields.get(name, MISSING) for name in rules.judges]
        judged = tuple(
            judge(value) for judge, value in zip(rules.judges.values(), values, strict=True)
        )
        if before and not request.fields:
            # Of a body from which nothing could be read, no field is missing.
            judged = tuple(Judgement(present=False) for _ in values)
        after = self.surroundings.after(request, rules.judges)
        return rules.combiner.combine(judged, after, before).fill(values)

    def _combine(
        self, rules: _Rules, judged: tuple[Judgement, ...], extras: tuple[Judgement, ...]
    ) -> Combined:
        if len(self.combined) >= _MOST_REMEMBERED:
            self.combined.clear()
        known = self.combined[judged + extras] = rules.combiner.combine(judged, extras)
        return known


def _judges(matrix: Matrix, model: str | None) -> Iterator[tuple[str, Judge]]:
    for name, _ in matrix.blocks("fields"):
        terms = Rules(matrix, model, name)
        judge_kind = KINDS[str(matrix.value("fields", name, "kind"))]
        yield name, with_missing(terms, judge_kind(terms))


def _kind_of(matrix: Matrix, name: str) -> Callable[[Rules], Judge] | None:
    return KINDS.get(str(matrix.value("fields", name, "kind")))


def _quick(judge: Judge, kind: Callable[[Rules], Judge] | None) -> Judge:
    """The same judge, quicker for what it has seen."""
    if kind is judge_text:
        # Texts rarely repeat: to remember them would only fill the memory.
        return judge
    look_up = _Remembered(judge).__getitem__
    if kind is judge_integer:
        return lambda value: look_up(value) if value.__class__ in _TOLD_APART else judge(value)
    return look_up


def _lasts(value: object) -> bool:
    """Whether all that equals this value means the same and is worded the same."""
    return value.__class__ is not tuple or all(each.__class__ is Media for each in value)
