"""Exchanges as text: read again they are the same, and the key is not in it."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cometvideo.live.stored import (
    LARGEST_ANSWER,
    LARGEST_REQUEST,
    exchange_of,
    exchange_text,
)
from cometvideo.wire.credentials import HIDDEN, Credentials
from cometvideo.wire.exchange import Answer, Delivery, Exchange, HttpRequest, exchange_data, redact

KEY = "sk-4fe3-secret"
CREDENTIALS = Credentials(keys=(KEY,))

names = st.text("abcdefgh-", min_size=1, max_size=8)
texts = st.text(max_size=20)
headers = st.lists(st.tuples(names, texts), max_size=3).map(tuple)
bodies = st.one_of(st.binary(max_size=40), texts.map(str.encode))
requests = st.builds(HttpRequest, st.sampled_from(["GET", "POST"]), texts, headers, bodies, names)
times = st.floats(0, 9)
deliveries = st.builds(Delivery, times, times, st.none() | st.integers(0, 9))
answers = st.builds(Answer, st.integers(100, 599), headers, bodies, deliveries, further=st.none())
exchanges = st.builds(Exchange, requests, st.none() | answers, st.floats(0, 1e10))


@pytest.mark.thorough
@given(exchanges)
def test_what_is_stored_is_read_again(exchange: Exchange) -> None:
    assert exchange_of(exchange_data(exchange)) == exchange_of(json.loads(exchange_text(exchange)))
    found = exchange_of(json.loads(exchange_text(exchange)))
    assert found == exchange._replace(request=redact(exchange.request))


def parts_of(exchange: Exchange) -> tuple[object, ...]:
    """All that an exchange holds, which its repr does not show."""
    return tuple(exchange.request), exchange.answer and tuple(exchange.answer)


@pytest.mark.parametrize(
    "exchange",
    [
        Exchange(HttpRequest("GET", f"/v1?q={KEY}"), None),
        Exchange(HttpRequest("GET", "/", (("Authorization", f"Bearer {KEY}"),)), None),
        Exchange(HttpRequest("GET", "/", (("X-Token", KEY),)), None),
        Exchange(HttpRequest("POST", "/", (), f"prompt={KEY}".encode()), None),
        Exchange(HttpRequest("POST", "/", (), b"\xff" + KEY.encode()), None),
        Exchange(HttpRequest("POST", "/", (), b"x" * LARGEST_REQUEST + KEY.encode()), None),
        Exchange(HttpRequest("GET", "/"), Answer(400, (("X-Key", KEY),), f"no {KEY}".encode())),
        Exchange(HttpRequest("GET", "/"), Answer(400, (), b"\xff" + KEY.encode())),
    ],
    ids=["target", "authorization", "header", "body", "bytes", "large", "answer", "answer-bytes"],
)
def test_the_key_is_not_kept(exchange: Exchange) -> None:
    text = exchange_text(exchange, CREDENTIALS)
    assert KEY not in text
    assert KEY not in str(parts_of(exchange_of(json.loads(text))))
    assert KEY in str(parts_of(exchange))


@pytest.mark.parametrize(
    "link",
    [
        "https://h/a.mp4?x=1&X-Amz-Signature=5ec4e7&y=2",
        r"https://h/a.mp4?x=1\u0026X-Amz-Signature=5ec4e7\u0026y=2",
        r"https:\/\/h\/a.mp4?token=5ec4e7",
    ],
)
def test_what_a_link_lets_in_with_is_not_kept(link: str) -> None:
    answer = Answer(200, (), f'{{"url": "{link}", "n": 1}}'.encode())
    kept = exchange_of(json.loads(exchange_text(Exchange(HttpRequest("GET", "/"), answer))))
    assert kept.answer is not None
    assert kept.answer.body.decode() == f'{{"url": "{link}", "n": 1}}'.replace("5ec4e7", "present")


def test_whose_key_it_was_can_be_told() -> None:
    request = HttpRequest("GET", "/", (("Authorization", f"Bearer {KEY}"),))
    kept = exchange_of(json.loads(exchange_text(Exchange(request, None), CREDENTIALS)))
    assert kept.request.headers == redact(request).headers
    assert HIDDEN not in str(parts_of(kept))


@pytest.mark.parametrize("more", [0, 1])
def test_of_a_large_request_it_is_kept_what_it_was(more: int) -> None:
    body = b"x" * (LARGEST_REQUEST + more)
    text = exchange_text(Exchange(HttpRequest("POST", "/", (), body), None))
    kept = exchange_of(json.loads(text)).request.body
    digest = hashlib.sha256(body).hexdigest()
    assert kept == (f"({len(body)} bytes, SHA-256 {digest})".encode() if more else body)
    assert (len(text) < 400) == bool(more)


def test_of_a_large_answer_the_beginning_is_kept() -> None:
    answer = Answer(200, (), b"x" * (LARGEST_ANSWER + 1))
    kept = exchange_of(json.loads(exchange_text(Exchange(HttpRequest("GET", "/"), answer)))).answer
    assert kept is not None
    assert len(kept.body) == LARGEST_ANSWER
