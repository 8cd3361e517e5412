"""Whatever comes, there is an answer; and in every world it is the one that was predicted."""

import json
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cometvideo import Accept, Matrix, load_family, predict
from cometvideo.facts.worlds import choose_world
from cometvideo.mock import MockApi
from cometvideo.wire.bodies import from_body, multipart, read_body, urlencoded
from cometvideo.wire.exchange import HttpRequest
from cometvideo.wire.request import Part
from tests.mock.talk import FIELDS, png

MATRIX = load_family("seedance")

texts = st.text(max_size=20)
paths = st.one_of(
    st.sampled_from(["/v1/videos", "/v1/videos/task_1", "/v1/videos/%ff", "/_mock/state", "*", ""]),
    texts,
    st.builds("/_mock/{}".format, texts),
    st.builds("/videos/task_{}.mp4?expires={}&signature={}".format, texts, texts, texts),
)
headers = st.lists(
    st.tuples(
        st.one_of(
            st.sampled_from(["Authorization", "Content-Type", "content-length", "range", "host"]),
            texts,
        ),
        st.one_of(
            st.sampled_from(
                [
                    "Bearer k",
                    "bearer  ",
                    "multipart/form-data; boundary=b",
                    "application/json",
                    "application/x-www-form-urlencoded",
                    "bytes=0-",
                ]
            ),
            texts,
        ),
    ),
    max_size=5,
).map(tuple)
bodies = st.one_of(
    st.binary(max_size=200),
    st.lists(
        st.sampled_from(
            [
                b"--b",
                b"--b--",
                b"\r\n",
                b'Content-Disposition: form-data; name="',
                b'model"',
                b"\r\n\r\n",
                b"{",
                b'"model": ',
                b"doubao-seedance-2-0",
                b"&seconds=",
                b"%00",
            ]
        ),
        max_size=12,
    ).map(b"".join),
)
methods = st.one_of(st.sampled_from(["GET", "POST", "HEAD", "PUT", "DELETE"]), texts)


@settings(max_examples=300)
@given(
    method=methods,
    path=paths,
    headers=headers,
    body=bodies,
    host=st.sampled_from(["", "videos.mock.invalid", "x"]),
)
@pytest.mark.thorough
def test_any_bytes_get_an_answer(
    method: str, path: str, headers: tuple[tuple[str, str], ...], body: bytes, host: str
) -> None:
    api = MockApi(MATRIX)
    answer = api.handle(HttpRequest(method, path, headers, body, host))
    assert 200 <= answer.status < 600
    if host != "videos.mock.invalid" and method != "HEAD":
        json.loads(answer.body)
    json.dumps(api.controls().journal.data())


@cache
def world(seed: int) -> Matrix:
    return choose_world(MATRIX, seed=seed)


@cache
def images() -> list[bytes]:
    return [png(), png(1, 1), png()[:60], b"not an image", b""]


names = st.sampled_from([*FIELDS, "input_reference", "input_reference[]", "size[0]", "duration"])
values = st.one_of(
    st.sampled_from([*FIELDS.values(), "4", "99", "16:9", "720x720", "1920x1080", *MATRIX.models]),
    texts,
)


def as_part(pair: tuple[str, bytes]) -> Part:
    return Part(*pair)


def encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@st.composite
def forms(draw: st.DrawFn) -> tuple[str, bytes]:
    """The content type and the body of a create, mostly one that makes sense."""
    parts = [
        Part(name, value.encode()) for name, value in FIELDS.items() if draw(st.integers(0, 9))
    ]
    parts += draw(st.lists(st.tuples(names, values.map(encoded)).map(as_part), max_size=3))
    if draw(st.booleans()) and draw(st.booleans()):
        return urlencoded(parts)
    for _ in range(draw(st.integers(0, 2))):
        name = draw(st.sampled_from(["input_reference", "input_reference[]"]))
        parts.append(Part(name, draw(st.sampled_from(images())), "a.png", "image/png"))
    return multipart(parts, "a-boundary-that-nobody-draws")


@settings(max_examples=300)
@given(form=forms(), seed=st.integers(0, 40), key=st.sampled_from(["k", ""]))
@pytest.mark.thorough
def test_in_every_world_a_create_does_what_is_predicted(
    form: tuple[str, bytes], seed: int, key: str
) -> None:
    content_type, body = form
    api = MockApi(MATRIX, world_seed=seed)
    sent = (("Content-Type", content_type), *((("Authorization", f"Bearer {key}"),) if key else ()))
    answer = api.handle(HttpRequest("POST", "/v1/videos", sent, body))
    request = from_body(read_body(content_type, body), authorized=bool(key))
    (outcome,) = predict(world(seed), request).outcomes
    tasks = api.controls().tasks
    if isinstance(outcome, Accept):
        assert answer.status == 200
        (made,) = [task.order.rendering for task in tasks]
        predicted = outcome.rendering
        if predicted.width is None:
            # The world renders some size, and no fact says which: another, by default or instead.
            assert made.width
            assert made.height
            predicted = predicted._replace(width=made.width, height=made.height)
        assert made == predicted
    else:
        assert answer.status == outcome.status
        assert tasks == []
        envelope = MATRIX.block("errors", "envelopes", str(outcome.envelope))
        told = json.loads(answer.body)
        under = envelope.text("under")
        assert {*(told[under] if under else told)} == {*envelope.texts("keys")}
