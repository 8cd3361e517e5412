"""Single changes of what a page states, and the facts that a report may then name."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.documentation.generated.facts import FACTS, MODELS, RATIOS, ROWS, Facts, new_facts

__all__ = ["CHANGES", "Change"]

TWO, FAST, PRO, OLD = MODELS
_NEW = "doubao-seedance-2-5"


class Change(NamedTuple):
    """One change: what is stated now, what must be named, and what else may be.

    `subjects` are regular expressions of what must be named, any of them; `shared` of what else
    follows or shares its place.
    """

    name: str
    facts: Facts
    subjects: str
    shared: str = ""

    def is_named(self, subject: str) -> bool:
        """Whether a report's subject is what was changed."""
        return re.fullmatch(self.subjects, subject) is not None

    def may_be_named(self, subject: str) -> bool:
        """Whether a report may name this besides."""
        return self.is_named(subject) or re.fullmatch(self.shared or "(?!)", subject) is not None


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, tuple):
        return value[:-1]
    found = re.fullmatch(r"(\d+)x(\d+)", value)
    return f"{int(found[1]) + 8}x{found[2]}" if found else f"{value}-b"


_VALUES: dict[str, Any] = {
    "service.host": "https://api.example.org",
    "service.auth_header": "X-Key",
    "service.auth_scheme": "Basic",
    "operations.create.method": "PUT",
    "operations.create.path": "/v2/videos",
    "operations.retrieve.path": "/v1/videos/{id}/status",
    "body.encodings": "application/json",
    "fields.size.labels": (*RATIOS[:-1], "2:1"),
    "fields.input_reference.format_family": "video",
    "rejections.by_field.input_reference.not-accepted.status": 422,
    "task.initial": "in_progress",
    "task.fields.model.same_as": "name",
    "task.fields.task_id.same_as": "object",
    "task.fields.created_at.unit": "milliseconds",
    "task.fields.object.always": "video.task",
}
_MUST = {
    "body.encodings": r"body\.encodings\..*",
    "fields.size.pattern": r"fields\.size\.(?:pattern|labels|exact.*)",
    "fields.size.labels": r"fields\.size\.(?:pattern|labels)",
    "task.id_example": r"task\.id_example",
    "task.quirks.left_out": r"task\.quirks\.left_out|task\.fields\.task_id\.required",
}
_MAY = (
    (r"fields\.(\w+)\.kind", r"fields\.\1\..*|models\..*\.\1\..*"),
    (r"task\.fields\.\w+\.required", r"task\.quirks\.left_out"),
    (r"task\.id_example", r"task\.fields\.task_id\.same_as"),
    (r"task\.fields\.\w+\.same_as", r"task\.fields\.\w+\.(?:same_as|always)|task\.id_example"),
    (r"task\.fields\.object\.always", r"task\.fields\.task_id\.same_as"),
    (r"sizes\.(.*)", r"models\..*\.size\.(?:rows|preset_row|table)"),
    (r"models\.(.*)\.size\..*", r"models\..*\.size\.(?:rows|preset_row|table)|sizes\..*"),
    (r"models\.(.*)\.input_reference\.accepted", r"rejections\.by_field\.input_reference\..*"),
    (r"operations\.create\..*", r"operations\.(?:create|retrieve)\..*|create-page"),
    (r"service\.auth_.*", r"service\.auth_.*"),
    (r"body\.encodings", r"body\.encodings\..*"),
    (r"fields\.size\.(?:pattern|labels)", r"fields\.size\..*"),
)


def _facts() -> Iterator[Change]:
    """Every fact of the page, one at a time."""
    for path, value in FACTS.items():
        if "." not in path or path in {"models", "task.statuses", "task.fields.status.type"}:
            continue
        must = _MUST.get(path, re.escape(path))
        may = next(
            (
                shared.replace("\\1", found[1]) if found.groups() else shared
                for each, shared in _MAY
                if (found := re.fullmatch(each, path))
            ),
            "",
        )
        other = _VALUES.get(path, _other(value))
        more: dict[str, Any] = {}
        if path == "fields.size.pattern":
            other = value.replace("{2,3}", "{2,4}")
        if path.startswith("fields.") and path.endswith(".kind"):
            other = "boolean"
        if path.startswith("task.fields.") and path.endswith(".type"):
            other = "boolean" if value != "boolean" else "string"
        if path == "task.quirks.left_out":
            more = {"task.fields.task_id.required": True}
        if path == "task.fields.task_id.required":
            other, more = True, {"task.quirks.left_out": ()}
        if path.endswith("size.table"):
            tables = {each.split(".")[1] for each in FACTS if each.startswith("sizes.")}
            other = next(iter(tables - {value}))
        yield Change(path, new_facts({path: other, **more}), must, may)


def _model(**more: Any) -> dict[str, Any]:
    return {"models": (*MODELS, _NEW), **more}


def _without(start: str) -> Facts:
    return {path: value for path, value in FACTS.items() if not path.startswith(start)}


def _special() -> Iterator[Change]:
    """What is added, taken away, or of a shape that no single value has."""
    new = rf"models\.(?:{re.escape(_NEW)}|Seedance 2\.5)(?:\..*)?"
    quirk = "models.{}.size.renders(?:\\..*)?"
    yield Change("a model is added", new_facts(_model()), new)
    at = f"models.{_NEW}"
    whole = {
        f"{at}.seconds.min": 4, f"{at}.seconds.max": 20, f"{at}.size.rows": ROWS,
        f"{at}.size.table": "seedance-1-5-and-2-0", f"{at}.input_reference.accepted": True,
    }  # fmt: skip
    yield Change("a model is added with its terms", new_facts(_model(**whole)), new)
    gone = {
        path: value for path, value in _without(f"models.{OLD}.").items()
        if not path.startswith("sizes.seedance-1-0.")
    }  # fmt: skip
    gone = {**gone, "models": MODELS[:3]}
    yield Change("a model is gone", gone, rf"models\.{OLD}(?:\..*)?", r"sizes\.seedance-1-0\..*")
    statuses = FACTS["task.statuses"]
    yield Change(
        "a status is added", new_facts({"task.statuses": (*statuses, "cancelled")}),
        r"task\.statuses\.cancelled",
    )  # fmt: skip
    yield Change(
        "a status is gone", new_facts({"task.statuses": statuses[:-1]}), r"task\.statuses\.error"
    )
    yield Change(
        "a field is added", new_facts({"more fields": (("seed", "integer"),)}), r"fields\.seed"
    )
    yield Change(
        "an answer's field is added", new_facts({"more answers": (("cost", "number"),)}),
        r"task\.fields\.cost", r"task\.quirks\.left_out",
    )  # fmt: skip
    yield Change(
        "a field is gone",
        {path: value for path, value in FACTS.items() if path != "fields.seconds.kind"},
        r"fields\.seconds\..*|models\..*\.seconds\..*",
    )
    yield Change(
        "a quirk is added for another model",
        new_facts({"renders": (*FACTS["renders"], (FAST, "1280x720", "864x496"))}),
        quirk.format(FAST),
    )
    yield Change("a quirk is gone", new_facts({"renders": ()}), quirk.format(TWO))
    yield Change(
        "a quirk is another", new_facts({"renders": ((TWO, "1920x1080", "1248x704"),)}),
        quirk.format(TWO),
    )  # fmt: skip
    several = r"fields\.input_reference\.(?:repeat|limits\.max_count|limits)"
    for text in ("Repeat the field to send several images.", "Up to 4 images may be sent."):
        yield Change(f"several: {text}", new_facts({"several": text}), several)
    yield Change(
        "a default size is stated", new_facts({"fields.size.default": "16:9"}),
        r"fields\.size\.default",
    )  # fmt: skip
    table, other = "sizes.seedance-1-5-and-2-0.4k.16:9", "sizes.seedance-1-0.4k.16:9"
    yield Change(
        "a row is added", new_facts(dict.fromkeys((table, other), "3840x2160")),
        r"sizes\..*\.4k(?:\..*)?", r"models\..*\.size\.rows",
    )  # fmt: skip
    yield Change(
        "presets give another row", new_facts({"preset row": "480p"}),
        rf"models\.{PRO}\.size\.preset_row", r"sizes\..*",
    )  # fmt: skip


CHANGES = (*_facts(), *_special())
