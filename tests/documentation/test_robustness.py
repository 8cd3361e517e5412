"""Whatever is given as a page, there is an answer, and nothing unread is called agreement."""

import random
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cometvideo.documentation import Copy, check_documentation
from cometvideo.errors import InputError
from tests.documentation.copies import ALL, MATRIX, check, content

SLOW = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
LAYOUTS = ["create.txt", "create.html", "create.md", "create.openapi.yaml", "create.openapi.json"]

_BEGINNINGS = (
    b"", b"<html>", b"<!doctype html><table>", b"# x\n\n", b"```yaml\nopenapi: 3.0.0\n",
    b"openapi: 3.0.0\npaths:\n", b'{"openapi": "3.0.0", "paths": ', b"POST\n/\nv1\n/\nvideos\n",
    b"\xff\xfe", b"\xef\xbb\xbf", b"---\n",
)  # fmt: skip


@SLOW
@given(st.sampled_from(_BEGINNINGS), st.binary(max_size=300))
def test_any_bytes_are_judged(beginning: bytes, rest: bytes) -> None:
    report = check(beginning + rest)
    assert report.exit_code in {1, 3}
    with suppress(InputError):  # of which source it is, nobody can tell
        assert check(beginning + rest, source=None).exit_code in {1, 3}


@pytest.mark.thorough
@SLOW
@given(st.sampled_from(ALL), st.integers(0, 2**32), st.sampled_from(["cut", "drop", "mix", "flip"]))
def test_any_damage_to_a_page_is_survived(page: str, seed: int, how: str) -> None:
    source = "retrieve-page" if page.startswith("retrieve") else "create-page"
    damaged = _damaged(content(page), random.Random(seed), how)
    with suppress(InputError):  # the head may have become another operation's
        report = check(damaged, source)
        assert report.exit_code in {0, 1, 3}
        assert all(each.finding.message for each in report.found)


def _damaged(data: bytes, chance: random.Random, how: str) -> bytes:
    lines = data.split(b"\n")
    at = chance.randrange(len(data))
    if how == "cut":
        return data[:at]
    if how == "drop":
        return b"\n".join(each for each in lines if chance.random() > 0.1)
    if how == "mix":
        chance.shuffle(lines)
        return b"\n".join(lines)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


@pytest.mark.parametrize("page", LAYOUTS)
def test_a_page_cut_anywhere_loses_agreement(page: str) -> None:
    data = content(page)
    whole = check(page).summary["holds"]
    for share in (0.2, 0.5, 0.8):
        report = check(data[: int(len(data) * share)])
        assert report.exit_code in {1, 3}
        assert report.summary["holds"] < whole


_DEEP = [
    pytest.param(b"[" * 200_000, id="brackets"),
    pytest.param(b"openapi: 3.0.0\nx: " + b"[" * 200_000, id="brackets in YAML"),
    pytest.param(b"openapi: 3.0.0\n" + b"- " * 100_000, id="lists in YAML"),
    pytest.param(b'{"openapi": "3.0.0", "a": ' + b'{"a": ' * 100_000, id="objects in JSON"),
    pytest.param(b"<div>" * 20_000 + b"x", id="elements"),
    pytest.param(b"# a\n" + b"> " * 5_000 + b"x", id="quotes in Markdown"),
    pytest.param(b"{\n" + b'{"a":' * 50_000, id="an answer"),
    pytest.param(
        b"openapi: 3.0.0\npaths: &a {/v1/videos: {post: *a, get: *a}, x: *a}",
        id="an alias of itself",
    ),
    pytest.param(
        b"openapi: 3.0.0\npaths: {/v1/videos: {post: {requestBody: {content: {a/b: {schema: "
        b"&s {allOf: [*s, *s, *s], properties: {prompt: *s, a: {type: array, items: *s}}}}}}}}}",
        id="a schema of itself",
    ),
    pytest.param(
        b"openapi: 3.0.0\npaths: {/v1/videos: {post: {requestBody: {content: {a/b: {schema: "
        b"{$ref: '#/s'}}}}}}}\ns: {$ref: '#/s'}",
        id="a reference to itself",
    ),
]  # fmt: skip


@pytest.mark.parametrize("data", _DEEP)
def test_depth_ends_nothing(data: bytes) -> None:
    assert check(data).exit_code in {1, 3}


def test_a_page_without_a_source_that_is_no_page() -> None:
    for data in (b"", b"\x00\x01", b"   \n"):
        report = check(data, source=None)
        assert report.exit_code == 3
        assert report.summary["holds"] == 0


def test_a_page_that_is_too_large() -> None:
    report = check_documentation(MATRIX, [Copy("big", b"a" * (8 * 1024 * 1024 + 1), "create-page")])
    assert report.exit_code == 3
    assert "larger" in report.found[0].why


def test_tables_that_could_be_cut_in_endless_ways() -> None:
    row = b"16:9" + b"111x1111" * 9
    assert check(b"POST /v1/videos\n\n" + (row + b"\n") * 500).exit_code in {1, 3}
