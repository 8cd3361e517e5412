"""What a spec leaves out is open: never refused for sure, and never read as the opposite."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from cometvideo import Matrix, predict, validate_wire
from cometvideo.facts.worlds import choose_world
from cometvideo.mock import MockApi
from cometvideo.wire.bodies import multipart, urlencoded
from cometvideo.wire.exchange import HttpRequest
from cometvideo.wire.request import Issue, Part, Request
from tests.odd_specs import matrix_of

CLIPS = """\
format: 1
name: clips
sources:
  page: { kind: documentation, title: Their page, address: "https://clips.example/docs" }
from: page
service:
  host: "https://clips.example"
  base_url: "https://clips.example/v1"
  auth_header: x-api-key
operations:
  create: { method: POST, path: /v1/videos }
  retrieve: { method: GET, path: "/v1/videos/{id}" }
fields:
  prompt: { kind: text, required: true }
  model: { kind: choice, selects: models, required: true }
  size: { kind: size, required: true, exact: { min: 100, max: 9999 } }
sizes:
  few: [1280x720, 720x1280]
  other: [800x600]
models:
  clip-1: { size: { table: few } }
  clip-2: { size: { table: other } }
task:
  fields: { id: { type: string, gives: id }, status: { type: string, gives: status } }
  initial: queued
  statuses:
    queued: { terminal: false, means: waiting }
    done: { terminal: true, means: success }
    failed: { terminal: true, means: failure }
"""
Encode = Callable[[list[Part]], tuple[str, bytes]]
PLAIN = {"prompt": "a kite", "model": "clip-1", "size": "1280x720"}


@cache
def clips(text: str = CLIPS) -> Matrix:
    return matrix_of(text)


def sent(*issues: Issue, **more: object) -> Request:
    return Request({**PLAIN, **more}, issues)


@pytest.mark.parametrize(
    ("request_", "codes", "in_a_world"),
    [
        (sent(), [], "valid"),
        (sent(size="1000x720"), ["size-undocumented"], "invalid"),
        (sent(extra="1"), ["undocumented-field"], "invalid"),
        (sent(Issue("encoding", None, "application/json")), ["encoding-undocumented"], "valid"),
        (sent(Issue("compressed-body", None, "gzip")), ["compressed-body"], "invalid"),
        (sent(Issue("repeated-field", "prompt", "2")), ["repeated-field"], "invalid"),
    ],
    ids=["nothing", "a size", "a field", "an encoding", "a coding", "a name twice"],
)
def test_what_nothing_is_said_of_may_be_taken_and_a_world_decides(
    request_: Request, codes: list[str], in_a_world: str
) -> None:
    found = predict(clips(), request_)
    assert [(each.code, each.severity, each.level) for each in found.findings] == [
        (code, "warning", "open") for code in codes
    ]
    assert found.verdict == ("uncertain" if codes else "valid")
    in_world = predict(choose_world(clips()), request_)
    assert (in_world.verdict, len(in_world.outcomes)) == (in_a_world, 1)


def test_a_spec_that_leaves_nothing_open_is_no_world_until_it_is_chosen() -> None:
    world = choose_world(clips())
    assert (clips().is_world, world.is_world) == (False, True)
    assert world.digest != clips().digest
    assert choose_world(world).digest == world.digest


def test_what_a_vendor_alone_says_is_no_error_where_nothing_is_open() -> None:
    matrix = clips(CLIPS.replace("kind: documentation", "kind: vendor"))
    (found,) = predict(matrix, {**PLAIN, "size": "1x1"}).findings
    assert (found.code, found.severity, found.level) == ("size-off-pattern", "warning", "inferred")


@pytest.mark.parametrize("size", ["1000x720", "1920x1080"])
def test_what_was_sent_is_never_proposed_in_its_place(size: str) -> None:
    found = predict(clips(), {**PLAIN, "size": size})
    assert [each.nearest for each in found.findings] == ["1280x720"]
    assert [each.size for each in found.renderings] == [size, None]


def test_a_size_of_another_model_is_said_to_be_one() -> None:
    matrix = clips(CLIPS.replace(", exact: { min: 100, max: 9999 }", ""))
    (found,) = predict(matrix, {**PLAIN, "size": "800x600"}).findings
    assert (found.code, found.severity, found.nearest) == ("size-off-pattern", "error", None)
    assert "'800x600' is no size of clip-1 (it is listed for clip-2)" in found.message


@pytest.mark.parametrize("encode", [lambda parts: multipart(parts, "boundary01234"), urlencoded])
@pytest.mark.parametrize(
    ("said", "good", "bad"),
    [("", "k123", ""), ('auth_scheme: ""', "k123", " "), ("auth_scheme: Key", "key k123", "k123")],
    ids=["left out", "empty", "a word"],
)
def test_a_key_without_a_scheme_stands_alone(
    encode: Encode, said: str, good: str, bad: str
) -> None:
    matrix = clips(CLIPS.replace("auth_header: x-api-key", f"auth_header: x-api-key\n  {said}"))
    kind, body = encode([Part(name, value.encode()) for name, value in PLAIN.items()])
    for key, has_key in ((good, True), (bad, False)):
        headers = {"x-api-key": key, "content-type": kind}
        found = validate_wire(headers, body, spec=matrix).findings
        assert ("key-missing" not in {each.code for each in found}) == has_key
        asked = HttpRequest("POST", "/v1/videos", tuple(headers.items()), body, "clips.example")
        assert (MockApi(matrix).handle(asked).status == 200) == has_key


def test_digits_are_told_from_a_number_and_never_proposed_in_their_own_place() -> None:
    length = "fields:\n  seconds: { kind: integer, values: [4, 6] }\n"
    matrix = clips(CLIPS.replace("fields:\n", length, 1))
    (found,) = predict(matrix, {**PLAIN, "seconds": "4"}).findings
    assert (found.code, found.nearest) == ("not-an-integer", None)
    assert "as_text: true" in found.message
    assert "--file" in found.message
    assert predict(matrix, {**PLAIN, "seconds": 4}).findings == ()


def test_a_missing_key_is_told_with_its_header_as_it_would_be() -> None:
    (found,) = predict(clips(), sent(Issue("key-missing", None, None))).findings
    assert found.rule.allowed == "x-api-key: KEY"
