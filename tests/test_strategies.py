"""Strategies draw what they promise, soon, and shrink to what reads well."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis import strategies as st

import cometvideo
from cometvideo.facts.matrix import Matrix
from cometvideo.prediction import Verdict, predict
from cometvideo.samples.files import file_bytes, file_like, picture, seen
from cometvideo.samples.requests import classified, plain_request
from cometvideo.samples.tasks import initial_step
from cometvideo.strategies import (
    CLIENTS,
    Lifecycle,
    WireForm,
    answers,
    encode,
    lifecycles,
    nearly_valid,
    requests,
    wire_forms,
    worlds,
)
from cometvideo.wire.bodies import from_body, read_body
from cometvideo.wire.media import Media, look
from cometvideo.wire.request import Request, written
from cometvideo.words import words_of
from tests.test_whole_spec import WHOLE

MATRIX = cometvideo.load_family("seedance")
FIRST = cometvideo.load_family("seedance@2026-04")
QUICK = settings(max_examples=60)
# Draws as they come: nothing to shrink, nothing remembered from another run.
DRAWN = settings(
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SMALLEST = settings(max_examples=2000, database=None, derandomize=True)


@settings(QUICK)
@given(data=st.data(), verdict=st.sampled_from(["valid", "uncertain", "invalid"]))
def test_a_request_has_the_verdict_that_was_asked_for(
    data: st.DataObject, verdict: Verdict
) -> None:
    assert predict(MATRIX, data.draw(requests(MATRIX, verdict))).verdict == verdict


@settings(QUICK)
@given(requests(MATRIX, "valid", model=MATRIX.models[-1]))
def test_a_request_is_for_the_model_that_was_asked_for(request: dict[str, object]) -> None:
    assert request["model"] == MATRIX.models[-1]


@settings(QUICK)
@given(nearly_valid(MATRIX))
def test_nearly_valid_has_the_one_fault_that_it_names(drawn: Any) -> None:
    prediction = predict(MATRIX, drawn.request)
    errors = [each for each in prediction.findings if each.severity == "error"]
    assert [(each.code, each.field) for each in errors] == [(drawn.fault, drawn.field)]


Of = Callable[[Matrix], st.SearchStrategy[Any]]


def runs(strategy: Of, matrix: Matrix) -> Iterator[list[Any]]:
    """Runs of 125 draws a model: a rare thing may be missing in one, and hardly in all three."""
    return (run(strategy, matrix, number) for number in (1, 2, 3))


@cache
def run(strategy: Of, matrix: Matrix, number: int) -> list[Any]:
    found: list[Any] = []

    @seed(number)
    @settings(DRAWN, max_examples=125 * len(matrix.models))
    @given(strategy(matrix))
    def draw(each: Any) -> None:
        found.append(each)

    draw()
    return found


def landmarks(matrix: Matrix) -> dict[str, Callable[[dict[str, Any]], bool]]:
    """What must be met soon: every model at both ends of its range, beyond them, and the rest."""

    def at(model: str, name: str, *values: object) -> Callable[[dict[str, Any]], bool]:
        def met(request: dict[str, Any]) -> bool:
            value = request.get(name)
            return request.get("model") == model and any(
                type(value) is type(each) and value == each for each in values
            )

        return met

    marks: dict[str, Callable[[dict[str, Any]], bool]] = {}
    for model in matrix.models:
        for key, step in (("min", -1), ("max", 1)):
            bound = int(str(matrix.value("models", model, "seconds", key)))
            marks[f"{model} {key}"] = at(model, "seconds", bound, str(bound))
            marks[f"{model} beyond {key}"] = at(model, "seconds", bound + step, str(bound + step))
        marks[f"{model} preset"] = at(model, "size", *matrix.value("fields", "size", "labels"))  # type: ignore[misc]
        marks[f"{model} file"] = lambda request, model=model: (  # type: ignore[misc]
            request.get("model") == model and isinstance(request.get("input_reference"), Media)
        )
        marks[f"{model} files"] = lambda request, model=model: (  # type: ignore[misc]
            request.get("model") == model and isinstance(request.get("input_reference"), tuple)
        )
    return marks


@pytest.mark.parametrize("matrix", [MATRIX, FIRST], ids=["current", "first-generation"])
@pytest.mark.thorough
def test_requests_meet_every_model_and_boundary(matrix: Matrix) -> None:
    unmet = (
        [name for name, met in landmarks(matrix).items() if not any(map(met, drawn))]
        for drawn in runs(requests, matrix)
    )
    assert [] in unmet


@pytest.mark.parametrize("matrix", [MATRIX, FIRST], ids=["current", "first-generation"])
@pytest.mark.thorough
def test_requests_touch_every_fact_that_a_sample_touches(matrix: Matrix) -> None:
    """Apart from single cells of size tables, and what one comes out as: there are many alike."""
    reachable = set().union(*(facts_of(matrix, each.fields) for each, _ in classified(matrix)))
    wanted = {path for path in reachable if not re.search(r"^sizes\.|\.size\.renders\.", path)}
    missed = (
        wanted - set().union(*(facts_of(matrix, each) for each in drawn))
        for drawn in runs(requests, matrix)
    )
    assert set() in missed


def facts_of(matrix: Matrix, request: Any) -> set[str]:
    prediction = predict(matrix, request)
    parts = (*prediction.outcomes, *prediction.findings)
    return {path for each in parts for path in each.facts}


@pytest.mark.thorough
def test_nearly_valid_requests_meet_every_kind_of_fault() -> None:
    errors = {
        each.code
        for example, prediction in classified(MATRIX)
        for each in prediction.findings
        if each.severity == "error"
    }
    assert errors in ({each.fault for each in drawn} for drawn in runs(nearly_valid, MATRIX))


def test_shrinks_to_the_smallest_request() -> None:
    assert find(requests(MATRIX, "valid"), lambda _: True, settings=SMALLEST) == {
        "prompt": plain_request(MATRIX, MATRIX.models[0])["prompt"],
        "model": MATRIX.models[0],
    }


def test_shrinks_to_the_one_field_that_matters() -> None:
    found = find(
        requests(MATRIX, "invalid"),
        lambda each: predict(MATRIX, each).findings[0].code == "out-of-range",
        settings=SMALLEST,
    )
    assert found.keys() == {"prompt", "model", "seconds"}


@settings(QUICK, max_examples=10)
@given(worlds(MATRIX))
def test_a_world_leaves_nothing_open(world: Matrix) -> None:
    assert world.is_world
    assert len(predict(world, plain_request(world, world.models[0])).outcomes) == 1


@settings(QUICK)
@given(wire_forms(MATRIX))
def test_a_wire_form_carries_its_request(form: WireForm) -> None:
    sent = from_body(read_body(form.headers["Content-Type"], form.body))
    carried = {**sent.fields, **sent.bracketed}
    assert carried.keys() == form.request.keys()
    for name, value in form.request.items():
        if isinstance(value, str | int | float):
            assert carried[name] == written(value)
        else:
            files = (value,) if isinstance(value, Media) else value
            got = carried[name]
            assert len((got,) if isinstance(got, Media) else got) == len(files)  # type: ignore[arg-type]


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize(
    ("name", "value", "text"),
    [("audio", True, "true"), ("audio", False, "false"), ("strength", 0.5, "0.5")],
)
def test_a_form_writes_what_is_no_text_as_it_is_read(
    client: str, name: str, value: object, text: str
) -> None:
    request = {**plain_request(WHOLE, "whole-plain"), name: value}
    form = encode(WHOLE, client, request, boundary=BOUNDARY)
    read = from_body(read_body(form.headers["Content-Type"], form.body))
    assert read.fields[name] == text
    assert predict(WHOLE, read.fields).verdict == predict(WHOLE, request).verdict
    drawn = wire_forms(WHOLE, st.just(request), clients=[client])
    assert find(drawn, lambda _: True, settings=DRAWN).request == request


@pytest.mark.thorough
def test_wire_forms_meet_every_client() -> None:
    assert {each.client for each in run(wire_forms, MATRIX, 1)} == CLIENTS.keys()


PLAIN = plain_request(MATRIX, MATRIX.models[0])
WITH_FILE = {**PLAIN, "input_reference": file_like(name="kite.png")}
WITH_FILES = {**PLAIN, "input_reference": (file_like(name="a.png"), file_like(name="b.png"))}
BOUNDARY = "0123456789abcdef0123456789abcdef"


def texts_and_files(request: dict[str, Any]) -> tuple[dict[str, str], list[tuple[str, Any]]]:
    texts, files = {}, []
    for name, value in request.items():
        if isinstance(value, str | int | float):
            texts[name] = str(value)
        else:
            several = (value,) if isinstance(value, Media) else value
            files += [(name, (each.filename, file_bytes(each))) for each in several]
    return texts, files


def by_requests(request: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> tuple[str, bytes]:
    real = pytest.importorskip("requests")
    monkeypatch.setattr("requests.models.encode_multipart_formdata", _with_boundary())
    texts, files = texts_and_files(request)
    prepared = real.Request("POST", "http://127.0.0.1/", data=texts, files=files).prepare()
    body = prepared.body
    return prepared.headers["Content-Type"], body.encode() if isinstance(body, str) else body


def _with_boundary() -> Callable[..., Any]:
    urllib3 = pytest.importorskip("urllib3")
    return lambda fields: urllib3.encode_multipart_formdata(fields, boundary=BOUNDARY)


def by_httpx(request: dict[str, Any], _: pytest.MonkeyPatch) -> tuple[str, bytes]:
    httpx = pytest.importorskip("httpx")
    texts, files = texts_and_files(request)
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"} if files else {}
    sent = httpx.Request("POST", "http://x/", data=texts, files=files or None, headers=headers)
    return sent.headers["Content-Type"], sent.read()


@pytest.mark.thorough
def test_what_the_openai_sdk_sends() -> None:
    """The same parts in the same order; the boundary is its own."""
    httpx, openai = pytest.importorskip("httpx"), pytest.importorskip("openai")
    sent: list[Any] = []

    def keep(request: Any) -> Any:
        sent.append((request.headers["Content-Type"], request.read()))
        return httpx.Response(200, json={"id": "x"})

    transport = httpx.MockTransport(keep)
    with httpx.Client(transport=transport) as http:
        client = openai.OpenAI(api_key="k", base_url="http://x/v1", http_client=http, max_retries=0)
        texts = {name: str(value) for name, value in PLAIN.items()}
        file = file_bytes(file_like())
        client.videos.create(**texts, input_reference=file)
    (content_type, body) = sent[0]
    parts = read_body(content_type, body).parts
    request = {**PLAIN, "input_reference": file_like()}
    form = encode(MATRIX, "openai", request, boundary=BOUNDARY)
    assert parts == read_body(form.headers["Content-Type"], form.body).parts


@pytest.mark.parametrize("request_", [PLAIN, WITH_FILE, WITH_FILES], ids=["text", "file", "files"])
@pytest.mark.parametrize("client", [by_requests, by_httpx], ids=["requests", "httpx"])
def test_what_the_real_clients_send(
    client: Callable[..., tuple[str, bytes]],
    request_: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Byte for byte, given the same boundary."""
    name = client.__name__.removeprefix("by_")
    form = encode(MATRIX, name, request_, boundary=BOUNDARY)
    assert (form.headers["Content-Type"], form.body) == client(request_, monkeypatch)


@settings(QUICK)
@given(lifecycles(MATRIX))
def test_a_lifecycle_begins_and_ends_as_documented(life: Lifecycle) -> None:
    assert life.steps[0].status == initial_step(MATRIX).status
    ends = words_of(MATRIX).statuses.that("success", "failure")
    seen_ends = [step.status for step in life.steps if step.status in ends]
    assert len(set(seen_ends)) <= 1
    if seen_ends:
        first = next(at for at, step in enumerate(life.steps) if step.status in ends)
        assert all(step.status == seen_ends[0] for step in life.steps[first:])


@settings(QUICK)
@given(lifecycles(MATRIX))
def test_answers_have_the_documented_fields(life: Lifecycle) -> None:
    fields = MATRIX.block("task", "fields")
    required = {name for name in fields if MATRIX.value("task", "fields", name, "required") is True}
    for step, answer in zip(life.steps, answers(MATRIX, life), strict=True):
        assert required <= answer.keys()
        assert answer["status"] == step.status
        assert ("video_url" in answer) == (step.status == "completed")
        assert 0 <= answer["progress"] <= 100  # type: ignore[operator]


@settings(QUICK)
@given(lifecycles(FIRST, odd=False))
def test_a_usual_life_goes_forward(life: Lifecycle) -> None:
    words = words_of(FIRST)
    order = [*words.statuses.that("waiting"), *words.statuses.that("running")]
    before = [order.index(step.status) for step in life.steps if step.status in order]
    assert before == sorted(before)
    assert [step.progress for step in life.steps] == sorted(step.progress for step in life.steps)


@pytest.mark.thorough
def test_lifecycles_meet_every_state_and_reason() -> None:
    quirk = MATRIX.value("task", "quirks", "fresh_status")
    shown = {"error", "fail_reason", *MATRIX.block("task", "fields")}
    drawn = run(lifecycles, MATRIX, 1)
    statuses = {step.status for life in drawn for step in life.steps}
    assert statuses == {*MATRIX.block("task", "statuses"), quirk}
    assert shown <= {key for life in drawn for answer in answers(MATRIX, life) for key in answer}


@pytest.mark.thorough
def test_shrinks_to_a_task_that_is_completed_at_once() -> None:
    life = find(lifecycles(MATRIX), lambda _: True, settings=SMALLEST)
    assert [step.status for step in life.steps] == ["queued", "completed"]


@pytest.mark.parametrize("sides", [(1, 1), (9, 3), (640, 480)])
def test_a_picture_is_a_png(sides: tuple[int, int]) -> None:
    image = pytest.importorskip("PIL.Image")
    import io

    opened = image.open(io.BytesIO(picture(*sides)))
    opened.load()
    assert opened.size == sides


IMAGES = [f"image/{kind}" for kind in ("png", "jpeg", "gif", "webp", "bmp", "tiff", "avif", "heic")]


@pytest.mark.parametrize(
    "kind", [*IMAGES, "video/mp4", "video/quicktime", "application/pdf", "text/plain", None]
)
def test_bytes_look_like_the_file_they_stand_for(kind: str | None) -> None:
    found = seen(file_like(kind))
    assert (found.format, found.complete) == (kind, True)


def test_a_file_cut_short_looks_cut_short() -> None:
    assert not look(file_bytes(file_like()._replace(complete=False))).complete


def test_a_form_of_a_request_is_judged_as_the_request() -> None:
    sent = encode(MATRIX, "curl", PLAIN, boundary=BOUNDARY)
    read = from_body(read_body(sent.headers["Content-Type"], sent.body))
    assert predict(MATRIX, Request(read.fields)).verdict == predict(MATRIX, PLAIN).verdict
