"""Tools without a price: what an agent may ask before anything is paid. Values in, JSON out."""

from collections.abc import Callable, Mapping
from typing import Any

from cometvideo.errors import InputError
from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.terms import Terms
from cometvideo.findings import Finding
from cometvideo.likeness import did_you_mean
from cometvideo.reports.data import cost_data
from cometvideo.reports.explained import explained, known_things
from cometvideo.reports.prediction import rendering_words
from cometvideo.validation import Validation, validate

__all__ = ["Json", "Tools", "told"]

Json = dict[str, Any]
ReadFile = Callable[[str], object]

_MOST_FACTS = 20  # of one explanation
_MOST_FIELDS = 100  # of one request
_MOST_FILES = 20  # of one field
_TOLD_OF_A_FIELD = ("accepted", "required", "values", "min", "max", "default", "preset_row")


class Tools:
    """Answers about requests to one spec; a request is a JSON object with the fields of a create.

    A file is `{"file": "its name"}`, which `read_file` turns into what `validate` takes as one.
    Everything raises InputError for what cannot be asked.
    """

    def __init__(self, spec: AnySpec, read_file: ReadFile | None = None) -> None:
        self.spec = spec
        self._read_file = read_file

    def check(self, request: Mapping[str, object]) -> Json:
        """Tell what the API will do with a request.

        `verdict` is valid, uncertain or invalid; `renders` are the videos that may come of it;
        `cost` is a range in money, null where no price is known; `findings` say what is wrong or
        worth knowing, with the `nearest` value that works.
        """
        return told(self.judge(self.fields_of(request)))

    def judge(self, fields: Mapping[str, object]) -> Validation:
        """The validation of fields whose files are read."""
        return validate(fields, spec=self.spec)

    def fields_of(self, request: object) -> Json:
        """The fields of a request that came as JSON, its files read."""
        if not isinstance(request, dict) or not all(isinstance(name, str) for name in request):
            raise InputError("a request is an object with the fields of a create by their names")
        if len(request) > _MOST_FIELDS:
            raise InputError(f"a request has at most {_MOST_FIELDS} fields")
        return {name: self._value(value) for name, value in request.items()}

    def _value(self, value: object) -> object:
        if isinstance(value, list):
            return [self._value(each) for each in value[:_MOST_FILES]]
        if not isinstance(value, dict) or value.keys() != {"file"}:
            return value
        if self._read_file is None:
            raise InputError("no file is read here: start the server with --files FOLDER")
        return self._read_file(str(value["file"]))

    def nearest(self, request: Mapping[str, object]) -> Json:
        """Tell the nearest request without what is or may be wrong, and what had to change.

        It is only as right as its own `verdict`: what nothing is near to is left as it is.
        """
        now, changed = dict(request), list[str]()
        judged = self.judge(self.fields_of(now))
        for _ in request:
            steps = (_mended(now, judged.matrix, each) for each in judged.blocking(strict=True))
            step = next(filter(None, steps), None)
            if step is None:
                break
            now, words = step
            changed.append(words)
            judged = self.judge(self.fields_of(now))
        return {"request": now, "changed": changed, **told(judged)}

    def explain(self, thing: str) -> Json:
        """Tell what a code, a model, a field, a fact or a source is about, and who says so."""
        found = explained(self.spec, thing)
        if found is None:
            advice = did_you_mean(thing, known_things(self.spec))
            raise InputError(f"nothing is called {thing!r}{advice}")
        facts = [
            {"path": each.path, "says": each.words, "level": each.level, "sources": [*each.sources]}
            for each in found.facts[:_MOST_FACTS]
        ]
        more = len(found.facts) - len(facts)
        return {**found._asdict(), "facts": facts, "facts_left_out": more}

    def models(self) -> Json:
        """List the models with what is stated of each field: ranges, defaults, whether it is taken.

        What is open reads "A or B".
        """
        listed = [
            {
                "id": model,
                "about": matrix.abouts.get(("models", model), ""),
                "fields": _fields(matrix, model),
            }
            for matrix in self.spec.families.values()
            for model in matrix.models
        ]
        return {"models": listed}


def _mended(request: Json, matrix: Matrix, finding: Finding) -> tuple[Json, str] | None:
    """The request with what a finding suggests, and that in words."""
    fields, nearest = matrix.block("fields"), finding.nearest
    # Of a field that nobody documents the name is what was got.
    name = finding.field or str(finding.got)
    if name not in request or nearest is None:
        return None
    if name not in fields:
        if nearest in request or nearest not in fields:
            return None
        renamed = {nearest if each == name else each: got for each, got in request.items()}
        return renamed, f"{name} is called {nearest}"
    is_whole = fields.text(name, "kind") == "integer" and nearest.lstrip("-").isdecimal()
    value = int(nearest) if is_whole else nearest
    return {**request, name: value}, f"{name} was {request[name]!r} and is {value!r}"


def _fields(matrix: Matrix, model: str) -> Json:
    """What is stated of every field, fact by fact."""
    found = {}
    for name, _ in matrix.blocks("fields"):
        terms = Terms(matrix, model, name)
        known = {key: fact.words for key in _TOLD_OF_A_FIELD if (fact := terms.fact(key))}
        if known:
            found[name] = known
    return found


def told(judged: Validation) -> Json:
    """A validation in short."""
    return {
        "verdict": judged.verdict,
        "renders": [rendering_words(each) for each in judged.renderings],
        "cost": cost_data(judged.cost),
        "findings": [
            {
                "code": each.code,
                "severity": each.severity,
                "field": each.field,
                "nearest": each.nearest,
                "message": each.message,
            }
            for each in judged.findings
        ],
    }
