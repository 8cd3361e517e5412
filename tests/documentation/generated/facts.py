"""What a made page states, as values by path, and how one of them is made another."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

__all__ = ["FACTS", "MODELS", "RATIOS", "ROWS", "Facts", "by_range", "columns", "new_facts", "who"]

Facts = Mapping[str, Any]

TWO, FAST, PRO, OLD = MODELS = (
    "doubao-seedance-2-0",
    "doubao-seedance-2-0-fast",
    "doubao-seedance-1-5-pro",
    "doubao-seedance-1-0-pro",
)
RATIOS = ("16:9", "4:3", "1:1", "3:4", "9:16", "21:9")
ROWS = ("480p", "720p", "1080p")
_FIRST, _LATER = "seedance-1-0", "seedance-1-5-and-2-0"
_SIZES = {
    _FIRST: (
        "864x480 736x544 640x640 544x736 480x864 960x416",
        "1248x704 1120x832 960x960 832x1120 704x1248 1504x640",
        "1920x1088 1664x1248 1440x1440 1248x1664 1088x1920 2176x928",
    ),
    _LATER: (
        "864x496 752x560 640x640 560x752 496x864 992x432",
        "1280x720 1112x834 960x960 834x1112 720x1280 1470x630",
        "1920x1080 1664x1248 1440x1440 1248x1664 1080x1920 2206x946",
    ),
}
_PATTERN = r"^(16:9|4:3|1:1|3:4|9:16|21:9|[1-9]\d{2,3}x[1-9]\d{2,3})$"


def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = {
        "service.host": "https://api.cometapi.com",
        "service.auth_header": "Authorization",
        "service.auth_scheme": "Bearer",
        "operations.create.method": "POST",
        "operations.create.path": "/v1/videos",
        "body.encodings": "multipart/form-data",
        "fields.prompt.kind": "string",
        "fields.prompt.required": True,
        "fields.model.kind": "enum<string>",
        "fields.model.required": True,
        "fields.seconds.kind": "integer",
        "fields.seconds.required": False,
        "fields.seconds.default": 5,
        "fields.seconds.min": 2,
        "fields.seconds.max": 15,
        "fields.size.kind": "string",
        "fields.size.required": False,
        "fields.size.pattern": _PATTERN,
        "fields.size.labels": RATIOS,
        "fields.input_reference.kind": "file",
        "fields.input_reference.required": False,
        "fields.input_reference.format_family": "image",
        "rejections.by_field.input_reference.not-accepted.status": 400,
        "task.id_example": "task_abc123",
        "task.initial": "queued",
        "task.statuses": ("queued", "in_progress", "completed", "failed", "error"),
        "task.quirks.left_out": ("task_id",),
        # What is on the page beside the facts that cite it.
        "models": MODELS,
        "operations.retrieve.path": "/v1/videos/{id}",
        "renders": ((TWO, "1920x1080", "1280x720"),),
        "as asked": (PRO, ("1920x1080", "1080x1920")),
        "several": "",
        "more fields": (),
        "more answers": (),
        "preset of": PRO,
        "preset row": "720p",
    }
    for name, kind, required in (
        ("id", "string", True),
        ("object", "string", True),
        ("model", "string", True),
        ("status", "string", True),
        ("progress", "integer", True),
        ("created_at", "integer", True),
        ("task_id", "string", False),
    ):
        facts[f"task.fields.{name}.type"] = kind
        facts[f"task.fields.{name}.required"] = required
    facts |= {
        "task.fields.object.always": "video",
        "task.fields.model.same_as": "model",
        "task.fields.task_id.same_as": "id",
        "task.fields.progress.min": 0,
        "task.fields.progress.max": 100,
        "task.fields.progress.initial": 0,
        "task.fields.created_at.unit": "seconds",
    }
    ranges = {TWO: (4, 15), FAST: (4, 15), PRO: (4, 12), OLD: (2, 10)}
    for model, (least, most) in ranges.items():
        at = f"models.{model}"
        facts[f"{at}.seconds.min"], facts[f"{at}.seconds.max"] = least, most
        facts[f"{at}.size.table"] = _FIRST if model == OLD else _LATER
        facts[f"{at}.size.rows"] = ROWS[:2] if model == FAST else ROWS
        facts[f"{at}.input_reference.accepted"] = model in {TWO, FAST}
    for table, rows in _SIZES.items():
        for label, row in zip(ROWS, rows, strict=True):
            for ratio, size in zip(RATIOS, row.split(), strict=True):
                facts[f"sizes.{table}.{label}.{ratio}"] = size
    return facts


FACTS: Facts = _facts()
"""Everything that an unchanged page states."""


def new_facts(changes: Facts) -> Facts:
    """The facts with some of them changed."""
    return {**FACTS, **changes}


class Column(NamedTuple):
    """A column of published sizes: whom it is for, and its cells by row and ratio."""

    table: str
    models: tuple[str, ...]
    cells: Mapping[tuple[str, str], str]


def columns(facts: Facts) -> list[Column]:
    """The columns of the published table, in their order."""
    found = []
    for table in (_FIRST, _LATER):
        used = tuple(
            model for model in facts["models"] if facts.get(f"models.{model}.size.table") == table
        )
        keys = [each.split(".") for each in facts if each.startswith(f"sizes.{table}.")]
        cells = {
            (label, ratio): facts[f"sizes.{table}.{label}.{ratio}"] for *_, label, ratio in keys
        }
        found.append(Column(table, used, cells))
    return found


def by_range(facts: Facts) -> list[tuple[list[str], int, int]]:
    """Models that share a range of seconds, with its ends."""
    groups: dict[tuple[int, int], list[str]] = {}
    for model in facts["models"]:
        at = f"models.{model}.seconds"
        if f"{at}.min" in facts:
            groups.setdefault((facts[f"{at}.min"], facts[f"{at}.max"]), []).append(model)
    return [(models, *ends) for ends, models in groups.items()]


def who(facts: Facts, *, takes: bool) -> Sequence[str]:
    """The models that take a reference image, or do not."""
    return [
        each
        for each in facts["models"]
        if facts.get(f"models.{each}.input_reference.accepted") is takes
    ]
