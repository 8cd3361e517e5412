"""The oracle: what the upstream will do with a request, as far as the matrix tells.

Every field is judged by itself, then the judgements are put together. What follows from the same
judgements is remembered: values are many, and what they may mean is not.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

from cometvideo.facts.endpoint import AnySpec, Endpoint
from cometvideo.facts.fact import Fact, Scalar
from cometvideo.facts.loading import is_shipped
from cometvideo.facts.matrix import Matrix
from cometvideo.prediction.accepting import judge_accepted
from cometvideo.prediction.combining import Combined, Combiner
from cometvideo.prediction.judgement import Judge, Judgement
from cometvideo.prediction.memory import Memory
from cometvideo.prediction.missing import judge_absence
from cometvideo.prediction.outcomes import Prediction
from cometvideo.prediction.references import judge_media
from cometvideo.prediction.rules import Rules
from cometvideo.prediction.sizes import judge_size
from cometvideo.prediction.surroundings import Surroundings
from cometvideo.prediction.values import (
    judge_boolean,
    judge_choice,
    judge_integer,
    judge_number,
    judge_text,
)
from cometvideo.wire.request import Request

__all__ = ["KINDS", "predict", "shortest_limit"]

# Every kind of field, and who judges it.
KINDS: Mapping[str, Callable[[Rules], Judge]] = {
    "text": judge_text,
    "choice": judge_choice,
    "integer": judge_integer,
    "number": judge_number,
    "boolean": judge_boolean,
    "size": judge_size,
    "media": judge_media,
}

_MOST_REMEMBERED = 4096
_LONGEST_NAMES = 1024  # characters of names that are remembered together


def predict(spec: AnySpec, request: Mapping[str, object] | Request) -> Prediction:
    """Every outcome that a spec allows for a request, with all there is to say about it.

    A mapping has the fields by name: text, numbers, Media or tuples of Media. A Request adds how
    they were sent. Of an endpoint the family of the model that is named is asked. Never stops at
    the first fault and never raises for what a request contains; raises SpecError for a matrix
    whose facts are not of the shape that a prediction reads.
    """
    return _predictor(spec)(request)


@lru_cache(maxsize=128)
def _predictor(spec: AnySpec) -> Callable[[Mapping[str, object] | Request], Prediction]:
    return (_Oracle(spec) if isinstance(spec, Matrix) else _OfModel(spec)).predict


class _OfModel:
    """Predictions from the families of an endpoint, each from the one that a request is for."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint

    def predict(self, request: Mapping[str, object] | Request) -> Prediction:
        """The prediction for one request."""
        fields = request.fields if isinstance(request, Request) else request
        return predict(self.endpoint.matrix_for(fields), request)


class _Model:
    """How requests for one model are judged, field by field in the order of the spec."""

    def __init__(self, matrix: Matrix, model: str | None) -> None:
        self.combiner = Combiner(matrix, model)
        self.judges: dict[str, tuple[int, Judge]] = {}
        self.absent: list[Judgement] = []
        for name, field in matrix.blocks("fields"):
            rules = Rules(matrix, model, name)
            kind = str(field.text("kind"))
            inner = judge = KINDS[kind](rules)
            if kind != "media":  # of which an empty list sends nothing
                judge = judge_accepted(rules, inner)
            self.judges[name] = len(self.judges), judge
            self.absent.append(judge_absence(rules, inner))
        self.known: dict[tuple[Judgement, ...], Combined] = {}
        self.with_strangers: dict[object, Prediction] = {}

    def judge(self, fields: Mapping[str, object]) -> tuple[Judgement, ...]:
        """What the value of every documented field means, or that there is none."""
        judged = self.absent.copy()
        judge_of = self.judges.get
        for name, value in fields.items():
            found = judge_of(name)
            if found is not None:
                place, judge = found
                judged[place] = judge(value)
        return tuple(judged)

    def combine(self, judged: tuple[Judgement, ...]) -> Combined:
        """What follows from the judgements of all fields, and of any others after them."""
        combined = self.known.get(judged)
        if combined is None:
            if len(self.known) >= _MOST_REMEMBERED:
                self.known.clear()
            fields = len(self.judges)
            combined = self.combiner.combine(judged[:fields], after=judged[fields:])
            self.known[judged] = combined
        return combined


def shortest_limit(matrix: Matrix) -> int | None:
    """The fewest characters that are too many for some text; None where there is no limit."""
    limits = (
        Rules(matrix, model, name).integer("max_length")
        for model in (None, *matrix.models)
        for name, field in matrix.blocks("fields")
        if field.text("kind") == "text"
    )
    return min((each + 1 for each in limits if each is not None), default=None)


class _Oracle:
    """Predictions from one matrix."""

    def __init__(self, matrix: Matrix) -> None:
        if not is_shipped(matrix):
            from cometvideo.facts.lint.shape import check_shape

            check_shape(matrix)
        self.matrix = matrix
        self.surroundings = Surroundings(matrix)
        fields = dict(matrix.blocks("fields"))
        self.selector = next((name for name, field in fields.items() if "selects" in field), "")
        # A text that selects tells models apart.
        kinds = {name: str(field.text("kind")) for name, field in fields.items()}
        kinds |= dict.fromkeys([self.selector], "choice")
        self.memory = Memory(kinds, shortest_limit(matrix))
        self.known_models = frozenset(matrix.models)
        default = fields[self.selector].fact("default") if self.selector else None
        self.unnamed = default.value if default else None
        self.open_default = default if default and default.is_open else None
        self.under: dict[Scalar, _Oracle] = {}
        self.models: dict[str | None, _Model] = {}

    def predict(self, request: Mapping[str, object] | Request) -> Prediction:
        """The prediction for one request."""
        if isinstance(request, Request):
            return self._predict_sent(request)
        known = self.memory.find(request)
        if known is not None:
            return known
        if self.open_default and self.selector not in request:
            return self._under_each(self.open_default, request)
        name = self._named(request)
        model = self.models.get(name) or self._model(name)
        judged = model.judge(request)
        combined = model.known.get(judged) or model.combine(judged)
        if combined.present < len(request):
            return self._with_strangers(request, model, judged, combined)
        if combined.ready is None:
            return combined.prediction(request)
        self.memory.keep(request, combined.ready)
        return combined.ready

    def _with_strangers(
        self,
        request: Mapping[str, object],
        model: _Model,
        judged: tuple[Judgement, ...],
        documented: Combined,
    ) -> Prediction:
        """The prediction for a request with fields that nobody documented.

        Of these fields only the names are told. Where nothing is told of the value of any other,
        requests with the same names share one prediction.
        """
        others = {str(name): value for name, value in request.items() if name not in model.judges}
        strangers = tuple(self.surroundings.undocumented(*each) for each in others.items())
        key = (judged, strangers, tuple(others))
        known = model.with_strangers.get(key)
        if known is None:
            combined = model.combine((*judged, *strangers))
            known = combined.prediction({**request, **dict(enumerate(others))})
            if documented.ready is not None and sum(map(len, others)) <= _LONGEST_NAMES:
                if len(model.with_strangers) >= _MOST_REMEMBERED:
                    model.with_strangers.clear()
                model.with_strangers[key] = known
        return known

    def _predict_sent(self, request: Request) -> Prediction:
        fields = request.fields
        name = self._named(fields)
        before = self.surroundings.before(request, name)
        if not (before or request.bracketed or any(issue.field for issue in request.issues)):
            # Nothing is remarkable about how it was sent.
            return self.predict(fields)
        if fields and self.open_default and self.selector not in fields:
            return self._under_each(self.open_default, request)
        model = self._model(name)
        judged = model.judge(fields)
        if before and not fields:
            # Of a body from which nothing could be read, no field is missing.
            judged = (Judgement(present=False),) * len(judged)
        judged = self._without_names(request, model, judged)
        judges = {name: judge for name, (_, judge) in model.judges.items()}
        after = tuple(self.surroundings.after(request, judges))
        combined = model.combiner.combine(judged, before, after)
        return combined.prediction(fields)

    def _without_names(
        self, request: Request, model: _Model, judged: tuple[Judgement, ...]
    ) -> tuple[Judgement, ...]:
        """The judgements of all fields, where files came without a filename."""
        changed = list(judged)
        for issue in request.issues:
            name = issue.field or ""
            if issue.kind == "nameless-file" and name in model.judges and name in request.fields:
                place, _ = model.judges[name]
                changed[place] = self.surroundings.nameless(
                    judged[place], model.absent[place], request.fields[name]
                )
        return tuple(changed)

    def _named(self, fields: Mapping[str, object]) -> str | None:
        """The model that a request names, if it is known; one that it leaves out is the default."""
        named = fields.get(self.selector, self.unnamed)
        return named if isinstance(named, str) and named in self.known_models else None

    def _model(self, name: str | None) -> _Model:
        model = self.models.get(name)
        if model is None:
            model = self.models[name] = _Model(self.matrix, name)
        return model

    def _under_each(self, default: Fact, request: Mapping[str, object] | Request) -> Prediction:
        """What may come of a request whose model is open: with each model that it may have."""
        # Imported here because a start is quicker without them.
        from cometvideo.facts.worlds import settle
        from cometvideo.prediction.open_model import under_each

        if not self.under:
            self.under = {
                option: _Oracle(settle(self.matrix, {default.path: option}))
                for option in default.one_of
            }
        rules = Rules(self.matrix, None, self.selector)
        found = [(option, each.predict(request)) for option, each in self.under.items()]
        return under_each(rules, default, found)
