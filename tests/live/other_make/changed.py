"""Single changes: an upstream that is another than is documented in one way.

Beside each stand the facts of which at least one has to be named, and all that may be. Where a
change shows in no request that is sent, there are none.
"""

from collections.abc import Mapping
from typing import NamedTuple

from tests.live.other_make.switches import FAST, ONE, PRO, TWO, Switches

__all__ = ["CHANGED", "Change"]


class Change(NamedTuple):
    """A change: what is switched, the facts that it is, and what else is named with it."""

    switches: Switches
    facts: tuple[str, ...]
    beside: tuple[str, ...] = ()
    is_slow: bool = False  # its jobs never end: a small plan is enough


def _range(model: str, least: int, most: int, key: str) -> Change:
    beside = ("fields.seconds.min", "fields.seconds.max", f"models.{model}.seconds")
    return Change({"seconds": {model: [least, most]}}, (f"models.{model}.seconds.{key}",), beside)


def _renders(model: str, size: str, instead: str) -> Change:
    facts = (f"models.{model}.size.renders.{size}",)
    return Change({"renders": {model: {size: instead}}}, facts)


CHANGED: Mapping[str, Change] = {
    "2.0 begins at 5": _range(TWO, 5, 15, "min"),
    "2.0 begins at 3": _range(TWO, 3, 15, "min"),
    "2.0 begins at 6": _range(TWO, 6, 15, "min"),
    "2.0 ends at 12": _range(TWO, 4, 12, "max"),
    "2.0 ends at 16": _range(TWO, 4, 16, "max"),
    "fast begins at 5": _range(FAST, 5, 15, "min"),
    "fast ends at 10": _range(FAST, 4, 10, "max"),
    "fast ends at 20": _range(FAST, 4, 20, "max"),
    "1.5 begins at 2": _range(PRO, 2, 12, "min"),
    "1.5 begins at 5": _range(PRO, 5, 12, "min"),
    "1.5 ends at 10": _range(PRO, 4, 10, "max"),
    "1.5 ends at 13": _range(PRO, 4, 13, "max"),
    "1.0 begins at 3": _range(ONE, 3, 10, "min"),
    "1.0 begins at 5": _range(ONE, 5, 10, "min"),
    "1.0 begins at 1": _range(ONE, 1, 10, "min"),
    "1.0 ends at 12": _range(ONE, 2, 12, "max"),
    "1.0 ends at 8": _range(ONE, 2, 8, "max"),
    "10 by default": Change(
        {"default_seconds": {TWO: 10, FAST: 10, PRO: 10, ONE: 10}}, ("fields.seconds.default",)
    ),
    "8 by default for one model": Change(
        {"default_seconds": {FAST: 8}}, (f"models.{FAST}.seconds.default",)
    ),
    "a length is required": Change(
        {"required": ["prompt", "model", "seconds"]},
        ("fields.seconds.required",),
        ("fields.seconds.default",),
    ),
    "a size is required": Change(
        {"required": ["prompt", "model", "size"]}, ("fields.size.required",)
    ),
    "a prompt is not required": Change(
        {"required": ["model"], "empty": "accepted"}, ("fields.prompt.required",)
    ),
    "1.5 takes references": Change(
        {"reference": [TWO, FAST, PRO]}, (f"models.{PRO}.input_reference.accepted",)
    ),
    "fast takes no references": Change(
        {"reference": [TWO]}, (f"models.{FAST}.input_reference.accepted",)
    ),
    "1.5 renders 480p for a preset": Change(
        {"preset": {PRO: "480p"}}, (f"models.{PRO}.size.preset_row",)
    ),
    # It is asked of another model that shares the table.
    "a size that is not asked of 1.5": Change(
        {"renders": {PRO: {"1280x720": "1248x704"}}},
        (),
        (f"models.{PRO}.size.renders.1280x720",),  # as traffic shows it
    ),
    "one size of fast": _renders(FAST, "1112x834", "1104x832"),
    "one size of 1.0": Change(
        {"renders": {ONE: {"960x960": "976x976"}}}, ("sizes.seedance-1-0.720p.1:1",)
    ),
    "1.5 renders no 1080p": Change(
        {"renders": {PRO: {"1920x1080": "1280x720"}}}, (f"models.{PRO}.size.renders.1920x1080",)
    ),
    "fewer ratios": Change(
        {"pattern": r"(16:9|4:3|1:1|3:4|9:16|[1-9]\d{2,3}x[1-9]\d{2,3})"}, ("fields.size.labels",)
    ),
    "no exact sizes over 4 digits": Change(
        {"pattern": r"(16:9|4:3|1:1|3:4|9:16|21:9|[1-9]\d{1,4}x[1-9]\d{1,4})"},
        ("fields.size.pattern",),
        ("fields.size.exact.min", "fields.size.exact.max"),
    ),
    "every video is longer": Change({"longer": {"*": 1}}, ("fields.seconds.gives",)),
    "every video of one model is longer": Change({"longer": {FAST: 2}}, (f"models.{FAST}",)),
    "another first status": Change(
        {"statuses": {"first": "pending"}}, ("task.initial",), ("task.statuses.pending",)
    ),
    "another status on the way": Change(
        {"statuses": {"then": ["processing"]}}, ("task.statuses.processing",)
    ),
    "another last status": Change(
        {"statuses": {"last": "succeeded"}},
        ("task.statuses.succeeded",),
        ("task.fields.video_url.only_on",),
        is_slow=True,
    ),
    "the first generation's statuses": Change(
        {"statuses": {"first": "SUBMITTED", "then": ["IN_PROGRESS"], "last": "SUCCESS"}},
        ("task.initial",),
        ("task.statuses", "task.fields.video_url.only_on"),
        is_slow=True,
    ),
    "another object": Change({"object": "video.task"}, ("task.fields.object.always",)),
    "no progress": Change({"drop": ["progress"]}, ("task.fields.progress.required",)),
    "no object": Change({"drop": ["object"]}, ("task.fields.object.required",)),
    "no created_at": Change({"drop": ["created_at"]}, ("task.fields.created_at.required",)),
    "no link": Change({"drop": ["video_url"]}, ("task.fields.video_url.only_on",)),
    "progress as text": Change(
        {"put": {"progress": "40%"}},
        ("task.fields.progress.type",),
        ("task.fields.progress.initial",),
    ),
    "progress to 1000": Change({"progress": [0, 400, 1000]}, ("task.fields.progress.max",)),
    "times as text": Change(
        {"put": {"created_at": "2026-11-26T10:00:00Z"}}, ("task.fields.created_at.type",)
    ),
    "another task_id": Change({"put": {"task_id": "job_1"}}, ("task.fields.task_id.same_as",)),
    "a link from the start": Change({"early_link": True}, ("task.fields.video_url.only_on",)),
    "progress from 10": Change({"progress": [10, 40, 100]}, ("task.fields.progress.initial",)),
    "milliseconds": Change(
        {"clock": 1000}, ("task.fields.created_at.unit",), ("task.fields.completed_at.unit",)
    ),
    "another model in the task": Change(
        {"put": {"model": "seedance"}}, ("task.fields.model.same_as",)
    ),
    "videos on the host of the API": Change({"other_host": False}, ("task.download.other_host",)),
    "links that are not signed": Change({"signed": False}, ("task.download.signed",)),
    "unknown tasks are shown": Change(
        {"ghosts": True}, ("rejections.by_request.unknown-task.status",)
    ),
    "404 for an unknown task": Change(
        {"answers": {"no-task": [404, "task_not_exist", "task"]}},
        ("rejections.by_request.unknown-task.status",),
    ),
    "another message for an unknown task": Change(
        {"answers": {"no-task": [400, "invalid_id", "gateway"]}},
        ("rejections.by_request.unknown-task.code",),
        ("rejections.by_request.unknown-task",),
    ),
    "403 without a key": Change(
        {"answers": {"no-key": [403, ""]}}, ("rejections.by_request.key-missing.status",)
    ),
    "422 for references of 1.x": Change(
        {"answers": {"reference": [422, ""]}},
        ("rejections.by_field.input_reference.not-accepted.status",),
    ),
    "422 for a length": Change(
        {"answers": {"seconds": [422, "InvalidParameter"]}},
        ("rejections.by_field.seconds.out-of-range.status",),
    ),
    "another path": Change(
        {"create": ["POST", "/v1/video/create"]},
        ("operations.create.path",),
        ("operations.create.method",),
    ),
    "another path to ask": Change(
        {"retrieve": ["GET", "/v1/video/query/"]},
        ("operations.retrieve.path",),
        ("operations.retrieve.method",),
    ),
    "fast is gone": Change({"seconds": {FAST: None}}, (f"models.{FAST}",), (f"models.{FAST}.",)),
}
