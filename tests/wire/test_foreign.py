"""What a browser on this machine may have sent for a page of others."""

import pytest

from cometvideo.wire.exchange import HttpRequest
from cometvideo.wire.foreign import is_here, why_foreign

HERE = "127.0.0.1:8080"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("", True),
        ("localhost", True),
        ("LOCALHOST:80", True),
        ("mock.localhost:80", True),
        (HERE, True),
        ("[::1]:80", True),
        ("[::1]", True),
        ("192.168.0.7", True),
        ("rebound.example", False),
        ("localhost.example:80", False),
        ("127.0.0.1.example", False),
        ("[::1].example", False),
    ],
)
def test_a_host_that_only_this_machine_has(host: str, expected: bool) -> None:
    assert is_here(host) is expected


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ({}, ""),
        ({"origin": f"http://{HERE}"}, ""),
        ({"sec-fetch-site": "same-origin"}, ""),
        ({"sec-fetch-site": "none"}, ""),
        ({"origin": "http://127.0.0.1:8081"}, "a page of 'http://127.0.0.1:8081' may not ask"),
        ({"origin": "null"}, "a page of 'null' may not ask"),
        ({"sec-fetch-site": "same-site"}, "a page of another site"),
        ({"sec-fetch-site": "cross-site"}, "a page of another site"),
    ],
)
def test_a_page_is_told_by_what_browsers_add(headers: dict[str, str], says: str) -> None:
    why = why_foreign(HttpRequest("GET", "/", tuple(headers.items()), b"", HERE))
    assert why.startswith(says)
    assert bool(why) is bool(says)


def test_an_origin_without_a_host_is_no_one_s_here() -> None:
    assert why_foreign(HttpRequest("GET", "/", (("origin", "null"),), b"", ""))
