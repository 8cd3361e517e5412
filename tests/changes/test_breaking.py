"""Breaking, by rule: a table of changes of answers."""

import pytest

from cometvideo.changes import diff
from cometvideo.facts.loading import load_family
from tests.changes.overlays import CURRENT, changed


def told(text: str, base: str = "") -> dict[str, bool]:
    found = diff(changed(base) if base else CURRENT, changed(text))
    return {each.change.path: each.breaking for each in found.judged}


BREAKS = {
    "another host": ("service: { host: https://api.example.com }", "service.host"),
    "another header": ("service: { auth_header: X-Key }", "service.auth_header"),
    "another path": ("operations: { create: { path: /v2/videos } }", "operations.create.path"),
    "another method": ("operations: { create: { method: PUT } }", "operations.create.method"),
    "another status of success": (
        "operations: { create: { status: 202 } }",
        "operations.create.status",
    ),
    "an operation is gone": ("operations: { retrieve: null }", "operations.retrieve"),
    "another status of a refusal": (
        "rejections: { by_field: { seconds: { out-of-range: { status: 422 } } } }",
        "rejections.by_field.seconds.out-of-range.status",
    ),
    "another code": (
        "rejections: { by_field: { seconds: { out-of-range: { code: BadDuration } } } }",
        "rejections.by_field.seconds.out-of-range.code",
    ),
    "a new refusal": (
        "rejections: { by_request: { too-often: { status: 429 } } }",
        "rejections.by_request.too-often",
    ),
    "one option more for the unstated": (
        "rejections: { unstated_status: { one_of: [400, 422, 500] } }",
        "rejections.unstated_status",
    ),
    "another envelope": (
        "errors: { envelopes: { gateway: { under: fault } } }",
        "errors.envelopes.gateway.under",
    ),
    "a key of an error is gone": (
        "errors: { envelopes: { gateway: { keys: [message, type, code] } } }",
        "errors.envelopes.gateway.keys",
    ),
    "another retry": ('errors: { retry: { "401": backoff } }', "errors.retry.401"),
    "a status nobody knew": ('errors: { retry: { "529": backoff } }', "errors.retry.529"),
    "a code nobody knew": (
        "errors: { moderation_codes: [InputTextSensitiveContentDetected, New] }",
        "errors.moderation_codes",
    ),
    "a field of the task is gone": (
        "task: { fields: { progress: null } }",
        "task.fields.progress",
    ),
    "a field of another type": (
        "task: { fields: { progress: { type: string } } }",
        "task.fields.progress.type",
    ),
    "a field that may be missing": (
        "task: { fields: { progress: { required: false } } }",
        "task.fields.progress.required",
    ),
    "a wider range of an answer": (
        "task: { fields: { progress: { max: 1000 } } }",
        "task.fields.progress.max",
    ),
    "another unit": (
        "task: { fields: { created_at: { unit: unix-milliseconds } } }",
        "task.fields.created_at.unit",
    ),
    "a link on another status": (
        "task: { fields: { video_url: { only_on: failed } } }",
        "task.fields.video_url.only_on",
    ),
    "an unknown first status": ("task: { initial: submitted }", "task.initial"),
    "a first status that is an end": ("task: { initial: failed }", "task.initial"),
    "a new end": (
        "task: { statuses: { expired: { terminal: true, means: failure } } }",
        "task.statuses.expired",
    ),
    "a status is gone": ("task: { statuses: { queued: null } }", "task.statuses.queued"),
    "a status of another meaning": (
        "task: { statuses: { error: { means: running } } }",
        "task.statuses.error.means",
    ),
    "a status that ends now": (
        "task: { statuses: { in_progress: { terminal: true } } }",
        "task.statuses.in_progress.terminal",
    ),
    "links that end earlier": (
        "task: { download: { lifetime_s: 3600 } }",
        "task.download.lifetime_s",
    ),
    "a reason elsewhere": (
        "task: { reasons: { error_object: { field: failure } } }",
        "task.reasons.error_object.field",
    ),
    "ask less often": ("task: { polling: { interval_min_s: 30 } }", "task.polling.interval_min_s"),
}

FINE = {
    "the name of a variable": ("service: { key_variable: OTHER }", "service.key_variable"),
    "an operation more": (
        "operations: { cancel: { method: DELETE, path: '/v1/videos/{id}' } }",
        "operations.cancel",
    ),
    "an open status is settled": (
        "rejections: { unstated_status: { value: 400 } }",
        "rejections.unstated_status",
    ),
    "the status of a refusal is stated": (
        "rejections: { by_field: { size: { off-pattern: { status: 400 } } } }",
        "rejections.by_field.size.off-pattern",
    ),
    "another message": (
        "rejections: { by_field: { seconds: { out-of-range: { message: too long } } } }",
        "rejections.by_field.seconds.out-of-range.message",
    ),
    "a status that is sure now": (
        "rejections: { by_field: { seconds: { out-of-range: { status: 400 } } } }",
        "rejections.by_field.seconds.out-of-range.status",
    ),
    "a key of an error more": (
        "errors: { envelopes: { gateway: { keys: [message, type, param, code, request] } } }",
        "errors.envelopes.gateway.keys",
    ),
    "a field of the task more": (
        "task: { fields: { cost: { type: integer, required: true } } }",
        "task.fields.cost",
    ),
    "a field that is always there": (
        "task: { fields: { task_id: { required: true } } }",
        "task.fields.task_id.required",
    ),
    "a narrower range of an answer": (
        "task: { fields: { progress: { max: 99 } } }",
        "task.fields.progress.max",
    ),
    "another known first status": ("task: { initial: in_progress }", "task.initial"),
    "a status on the way": (
        "task: { statuses: { paused: { terminal: false, means: waiting } } }",
        "task.statuses.paused",
    ),
    "links that live longer": (
        "task: { download: { lifetime_s: 999999 } }",
        "task.download.lifetime_s",
    ),
    "an option that was there": ("task: { reason: { value: absent } }", "task.reason"),
    "one option less": (
        "task: { reason: { one_of: [error_object, absent] } }",
        "task.reason",
    ),
    "an example": ("task: { id_example: video_1 }", "task.id_example"),
    "ask more often": ("task: { polling: { interval_min_s: 5 } }", "task.polling.interval_min_s"),
    "a fact that nobody reads": ("task: { mood: calm }", "task.mood"),
}


@pytest.mark.parametrize(("text", "path"), BREAKS.values(), ids=BREAKS)
def test_what_breaks(text: str, path: str) -> None:
    assert told(text) == {path: True}


@pytest.mark.parametrize(("text", "path"), FINE.values(), ids=FINE)
def test_what_does_not(text: str, path: str) -> None:
    assert told(text) == {path: False}


def test_the_way_back_of_what_is_wider_breaks() -> None:
    wide = "task: { fields: { progress: { required: false } } }"
    assert told("task: { id_example: task_abc123 }", wide) == {
        "task.fields.progress.required": False,
        "task.id_example": False,
    }


def test_what_a_gone_status_meant_is_told() -> None:
    found = diff(load_family("seedance@2026-04"), CURRENT)
    whys = {each.change.path: each.why for each in found.judged}
    assert whys["task.statuses.SUBMITTED"].endswith("what means waiting is now queued")
    assert whys["task.statuses.ERROR"].endswith("what means failure is now failed or error")
    assert "go on asking" in whys["task.statuses.completed"]
