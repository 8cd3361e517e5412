import json
import math
import time
from collections.abc import Callable
from urllib.parse import quote

import pytest

from cometvideo.wire.credentials import (
    MOST_KEYS,
    Credentials,
    fingerprint,
    is_credential,
    is_hideable,
    keys_in,
    without_secret,
)
from cometvideo.wire.exchange import (
    Answer,
    Delivery,
    Exchange,
    HttpRequest,
    Step,
    credentials_of,
    exchange_data,
    redact,
)

SECRET = "sk-very-secret"
LONG_S = 1.0  # of processor time; what it is about took minutes


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("Authorization", f"Bearer {SECRET}", f"Bearer present:{fingerprint(SECRET)}"),
        ("AUTHORIZATION", SECRET, f"present:{fingerprint(SECRET)}"),
        ("authorization", "", ""),
        ("Cookie", f"session={SECRET}", f"present:{fingerprint(f'session={SECRET}')}"),
        ("x-api-key", SECRET, f"present:{fingerprint(SECRET)}"),
        ("Cookie", f"id={SECRET}; b=2", f"present:{fingerprint(f'id={SECRET}; b=2')}"),
        ("Set-Cookie", f"id={SECRET}; Path=/", f"present:{fingerprint(f'id={SECRET}; Path=/')}"),
        ("X-Auth-Token", SECRET, f"present:{fingerprint(SECRET)}"),
        ("api-key", f'"{SECRET}"', "present:" + fingerprint(f'"{SECRET}"')),
        ("X-Goog-Api-Key", SECRET, f"present:{fingerprint(SECRET)}"),
        ("X-Amz-Security-Token", SECRET, f"present:{fingerprint(SECRET)}"),
        ("Authorization", f"Weird {SECRET}", f"present:{fingerprint(f'Weird {SECRET}')}"),
        ("Idempotency-Key", "create-17", "create-17"),
        ("X-Author", "somebody", "somebody"),
        ("WWW-Authenticate", "Bearer", "Bearer"),
        ("Location", f"https://u:{SECRET}@h/a", "https://present@h/a"),
        ("Content-Type", "text/plain", "text/plain"),
        ("Referer", f"https://x/?api_key={SECRET}", "https://x/?api_key=present"),
    ],
)
def test_what_lets_its_bearer_in_is_not_kept(name: str, value: str, shown: str) -> None:
    assert redact(HttpRequest("GET", "/", ((name, value),))).headers == ((name, shown),)


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        (f"/v?Signature={SECRET}&Expires=1", "/v?Signature=present&Expires=1"),
        (f"/v?a=1&X-Amz-Signature={SECRET}", "/v?a=1&X-Amz-Signature=present"),
        (f"/v?access_token={SECRET}#x", "/v?access_token=present#x"),
        (f"/v?auth={SECRET}", "/v?auth=present"),
        (f'/v?a=1;key="{SECRET}"', "/v?a=1;key=present"),
        (f"/v?key={SECRET};x", "/v?key=present"),
        (f"/v?api%5Fkey={SECRET}&b=2", "/v?api%5Fkey=present&b=2"),
        (f"/v#access_token={SECRET}", "/v#access_token=present"),
        ("/v?design=3", "/v?design=3"),
        ("/v?author=3&tokens=4", "/v?author=3&tokens=4"),
    ],
)
def test_signatures_of_links_are_not_kept(target: str, shown: str) -> None:
    assert redact(HttpRequest("GET", target)).target == shown


def test_a_fingerprint_is_short_stable_and_not_the_key() -> None:
    assert fingerprint(SECRET) == fingerprint(SECRET)
    assert fingerprint(SECRET) != fingerprint(SECRET + "x")
    assert len(fingerprint(SECRET)) == 8


def test_an_exchange_becomes_json_without_secrets() -> None:
    link = f'{{"video_url":"https://h/v.mp4?expires=1&signature={SECRET}","n":1}}'
    request = HttpRequest(
        "GET", "/v1/videos/a%20b?token=x", (("Authorization", f"Bearer {SECRET}"),), b"\xff\x00"
    )
    answer = Answer(200, (("Location", f"/?key={SECRET}"),), link.encode(), Delivery(delay_s=2))
    text = json.dumps(exchange_data(Exchange(request, answer, 5.0)))
    assert SECRET not in text
    data = json.loads(text)
    assert data["request"]["body"] == {"base64": "/wA="}
    assert json.loads(data["answer"]["body"]["text"])["n"] == 1
    assert data["answer"]["delivery"]["delay_s"] == 2
    assert exchange_data(Exchange(request, None))["answer"] is None


@pytest.mark.parametrize(
    "link",
    [
        "https://h/v.mp4?expires=1\\u0026signature={}",
        "https:\\/\\/h\\/v.mp4?signature={}\\u0026expires=1",
        "https:\\/\\/h\\/v.mp4?x-token={}",
    ],
)
def test_links_that_json_escapes_are_not_kept_either(link: str) -> None:
    body = f'{{"video_url":"{link.format(SECRET)}","n":1}}'
    data = exchange_data(Exchange(HttpRequest("GET", "/"), Answer(200, (), body.encode())))
    text = json.dumps(data)
    assert SECRET not in text
    assert "v.mp4" in text


def test_a_request_knows_its_parts() -> None:
    request = HttpRequest("GET", "/a%20b?x=%20", (("X-Y", "1"), ("x-y", "2")))
    assert (request.path, request.query) == ("/a b", "x=%20")
    assert (request.header("x-y"), request.header("z")) == ("1", None)
    assert Answer(200, (("ETag", "e"),)).header("etag") == "e"


@pytest.mark.parametrize(
    ("text", "secret", "kept"),
    [
        ("said sk-abcdef, twice: sk-abcdef", "sk-abcdef", "said [key], twice: [key]"),
        ("no task_id is lost to a short key", "k", "no task_id is lost to a short key"),
        ("seedance-1 and seedance", "seedance", "seedance-1 and [key]"),
        ("reseedanced", "seedance", "reseedanced"),
        ("nothing to hide", "", "nothing to hide"),
        ("a.c+ and abc+", "a.c+(x)", "a.c+ and abc+"),
    ],
)
def test_a_secret_is_replaced_as_a_word_and_never_within_one(
    text: str, secret: str, kept: str
) -> None:
    assert without_secret(text, secret) == kept


@pytest.mark.parametrize(
    "written",
    [
        "{}",
        "x{}y",
        '{{"message": "bad key {}"}}',
        "https:\\/\\/h\\/{}",
    ],
)
@pytest.mark.parametrize(
    "escape",
    [
        str,
        lambda key: key.replace("/", "\\/"),
        lambda key: json.dumps(key)[1:-1],
        lambda key: quote(key, safe=""),
        lambda key: quote(key, safe="").lower(),
        lambda key: "".join(f"\\u{ord(each):04X}" for each in key),
    ],
    ids=["as-it-is", "slashes", "json", "percent", "percent-lower", "unicode"],
)
def test_a_secret_is_replaced_however_it_is_escaped(
    written: str, escape: Callable[[str], str]
) -> None:
    secret = 'sk/9+f"=\\x'
    text = written.format(escape(secret))
    assert without_secret(text, secret) == written.format("[key]")
    assert Credentials(keys=(secret,)).body(text.encode() + b"\xff") == (
        written.format("[key]").encode() + b"\xff"
    )


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("accesstoken", True),
        ("apiKey", True),
        ("X-Session-ID", True),
        ("sig", True),
        ("design", False),
        ("Keep-Alive", False),
        ("Access-Control-Allow-Credentials", False),
        ("Sec-WebSocket-Key", False),
        ("X-RateLimit-Remaining-Tokens", False),
    ],
)
def test_a_name_tells_whether_it_is_one_of_a_credential(name: str, is_one: bool) -> None:
    assert is_credential(name) == is_one


@pytest.mark.parametrize(
    ("secret", "is_so"),
    [("seedance", False), ("opensesame", False), ("sk-1234", False), ("sk-12345", True)],
)
def test_what_may_be_a_word_is_replaced_as_a_word_alone(secret: str, is_so: bool) -> None:
    assert is_hideable(secret) == is_so
    assert (secret in without_secret(f"x{secret}y", secret)) != is_so


@pytest.mark.parametrize(
    ("name", "value", "keys"),
    [
        ("Authorization", "Bearer k", {"Bearer k", "k"}),
        ("Authorization", "Bearer", {"Bearer"}),
        ("X-Api-Key", "'k'", {"'k'", "k"}),
        ("Cookie", 'first=a; second="b";c=', {"a", '"b"', "b", "c="}),
    ],
)
def test_the_keys_of_a_header(name: str, value: str, keys: set[str]) -> None:
    assert set(keys_in(name, value)) == keys


HEAD = Step("head")
BODY = bytes(range(50))


@pytest.mark.parametrize(
    ("delivery", "steps"),
    [
        (Delivery(), [HEAD, Step("bytes", data=BODY)]),
        (Delivery(drop=True), [Step("drop")]),
        (Delivery(delay_s=3.0), [Step("wait", 3.0), HEAD, Step("bytes", data=BODY)]),
        (Delivery(stall=True), [Step("wait", math.inf), HEAD, Step("bytes", data=BODY)]),
        (Delivery(cut_at=3), [HEAD, Step("bytes", data=BODY[:3]), Step("cut")]),
        (Delivery(cut_at=0), [HEAD, Step("cut")]),
    ],
    ids=repr,
)
def test_an_answer_travels_in_steps(delivery: Delivery, steps: list[Step]) -> None:
    assert [*Answer(200, body=BODY, delivery=delivery).steps()] == steps


def test_a_slow_body_comes_in_equal_pieces_at_equal_times() -> None:
    head, *steps = Answer(200, body=BODY, delivery=Delivery(trickle_s=5.0)).steps()
    waits, pieces = steps[::2], steps[1::2]
    assert head == HEAD
    assert sum(each.seconds for each in waits) == pytest.approx(5.0)
    assert {len(each.data) for each in pieces} == {len(BODY) // len(pieces)}
    assert b"".join(each.data for each in pieces) == BODY


@pytest.mark.parametrize("length", [200, 60_000])
@pytest.mark.parametrize(
    "escape",
    [
        str,
        lambda key: json.dumps(key)[1:-1].replace("/", "\\/"),
        lambda key: quote(key, safe=""),
    ],
    ids=["as-it-is", "json", "percent"],
)
def test_a_long_secret_is_replaced_in_time(length: int, escape: Callable[[str], str]) -> None:
    secret = ("sk/9+f=." * length)[:length]
    begun = time.process_time()
    assert without_secret(f'{{"a": "{escape(secret)}"}}', secret) == '{"a": "[key]"}'
    assert time.process_time() - begun < LONG_S


def test_of_what_comes_with_too_many_secrets_nothing_is_shown() -> None:
    cookies = "; ".join(f"c={each:08}%" for each in range(5000))
    headers = (("cookie", cookies), ("X-Told", "%41 00000007% \\u0030"))
    request = HttpRequest("GET", "/a/00004999%25", headers, b"%41 00000007% " * 1000)
    begun = time.process_time()
    shown = str(exchange_data(Exchange(request, Answer(200, (), b"00001234%"))))
    assert time.process_time() - begun < LONG_S
    assert "00000007" not in shown
    assert "4999" not in shown
    assert "1234" not in shown
    assert len(credentials_of(request).keys) == MOST_KEYS + 1
