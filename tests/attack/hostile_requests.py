"""What hostile clients send to a mock, and what may come of it."""

import json
import random
import socket
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from typing import NamedTuple

from tests.attack.target import Target, ask, status

__all__ = ["ANSWERS", "ATTACKS", "OF_A_GUARD", "WELL_FORMED", "Attack"]

_KEY = b"Authorization: Bearer %d\r\n"
_LOCAL = b"Host: localhost\r\n"
_PLAIN = frozenset({"200", "301", "400", "401", "403", "404", "405", "413", "415", "500"})
_ENDED = frozenset({"reset", "closed"})
Outcomes = frozenset[str]


class Attack(NamedTuple):
    """One way to do harm: `act` tells how it ended, which has to be among `allowed`.

    `weight` is how often it is chosen; those that move many megabytes are rare.
    """

    act: Callable[[Target, random.Random], str]
    allowed: Outcomes
    weight: int = 10


def _post(content_type: bytes, body: bytes, more: bytes = b"") -> bytes:
    length = b"" if b"chunked" in more else b"Content-Length: %d\r\n" % len(body)
    kind = b"Content-Type: " + content_type + b"\r\n"
    head = b"POST /v1/videos HTTP/1.1\r\n" + _LOCAL + _KEY % 1 + kind + length + more
    return head + b"\r\n" + body


def _sends(make: Callable[[random.Random], bytes]) -> Callable[[Target, random.Random], str]:
    return lambda target, rng: ask(target, make(rng))


def _never_reads(target: Target, rng: random.Random) -> str:
    """Ask for hundreds of megabytes of answers and take none of them.

    What the system itself holds for a socket (tens of megabytes) says nothing of the target.
    """
    asked = (b"GET /nowhere HTTP/1.1\r\n" + _LOCAL + b"\r\n") * rng.randrange(1000, 3000)
    with target.dial(timeout_s=1) as plain:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        try:
            for _ in range(_NEVER_HELD // len(asked)):
                plain.sendall(asked)
        except TimeoutError:
            return "held back"
        except ConnectionError:
            return "reset"
    return "taken"


_NEVER_HELD = 128 << 20  # bytes of requests; their answers are several times as many


def _floods(target: Target, rng: random.Random) -> str:
    """Open more connections than there are descriptors, each with half a head or nothing."""
    with ExitStack() as stack:
        for _ in range(rng.randrange(200, 400)):
            try:
                plain = stack.enter_context(target.dial())
            except OSError:
                return "refused"
            with suppress(ConnectionError):
                plain.sendall(rng.choice([b"", b"GET / HTTP/1.1\r\nX: ", b"POST /v1/videos HT"]))
        return "opened"


def _leaves(target: Target, rng: random.Random) -> str:
    """Declare a body, send a part of it, and go."""
    with target.dial() as plain:
        length = rng.choice([10, 100_000, 200_000_000, 10**17])
        form = b"multipart/form-data; boundary=b"
        sent = _post(form, b"", b"Content-Length: %d\r\n" % length).replace(
            b"Content-Length: 0\r\n", b""
        )
        plain.sendall(sent + bytes(rng.randrange(min(length, 100_000))))
    return "left"


def _smuggles(target: Target, rng: random.Random) -> str:
    """Have the end of a body be read in two ways: what follows must not count as a request."""
    hidden = b"GET /v1/videos/hidden HTTP/1.1\r\nHost: localhost\r\n\r\n"
    head = b"POST /x HTTP/1.1\r\n" + _LOCAL
    chunked = b"Transfer-Encoding: chunked\r\n"
    sent = rng.choice(
        [
            head + b"Content-Length: 6\r\n" + chunked + b"\r\n0\r\n\r\n" + hidden,
            head + b"Content-Length: 3\r\nContent-Length: 300\r\n\r\nabc" + hidden,
            head + b"Transfer-Encoding: xchunked\r\nContent-Length: 3\r\n\r\nabc" + hidden,
            head + b"Content-Length: +3\r\n\r\nabc" + hidden,
            head + b"Content-Length : 3\r\n\r\nabc" + hidden,
        ]
    )
    with target.dial() as plain:
        plain.sendall(sent)
        plain.settimeout(1)
        data = b""
        with suppress(TimeoutError, ConnectionError):
            while piece := plain.recv(65536):
                data += piece
    return f"{data.count(b'HTTP/1.1 ')} answers, first {data[9:12].decode('latin-1')}"


def _odd(rng: random.Random) -> object:
    return rng.choice(
        [None, True, -1, 10**400, 1e308, "", "x" * 3000, [], [None], {"a": None}, "a\r\nB: c", "\0"]
    )


def _control(rng: random.Random) -> bytes:
    """Set odd things through the control API."""
    names = ["text", "polls", "seconds", "end", "advance", "on", "choices", "seed", "kind", "nth"]
    names += ["status", "probability", "retry_after", "location", "bytes", "limit", "times"]
    asked = "PUT plan|POST plan|POST faults|DELETE faults|POST clock|PUT quirks|PUT world"
    method, path = rng.choice(f"{asked}|GET journal|GET state|GET questions".split("|")).split()
    body = json.dumps({rng.choice(names): _odd(rng) for _ in range(rng.randrange(3))}).encode()
    head = f"{method} /_mock/{path} HTTP/1.1\r\nContent-Length: {len(body)}\r\n".encode()
    # A key of its own, so that whoever is innocent sees nothing of it.
    return head + _LOCAL + _KEY % rng.randrange(10**9) + b"\r\n" + body


def _foreign(rng: random.Random) -> bytes:
    """What a page of another origin can send."""
    host, more = rng.choice(
        [
            (b"evil.example", b"Content-Type: application/json\r\n"),
            (b"localhost", b"Content-Type: text/plain\r\nOrigin: http://evil.example\r\n"),
            (b"localhost", b"Content-Type: application/json\r\nOrigin: null\r\n"),
            (b"localhost", b"Content-Type: application/x-www-form-urlencoded\r\n"),
        ]
    )
    path = rng.choice([b"reset", b"faults", b"clock"])
    head = b"POST /_mock/" + path + b" HTTP/1.1\r\nHost: " + host + b"\r\n" + more
    return head + b"Content-Length: 2\r\n\r\n{}"


def _noise(rng: random.Random) -> bytes:
    """A good request with a few bytes changed, left out or put in."""
    form = b'--b\r\nContent-Disposition: form-data; name="prompt"\r\n\r\na cat\r\n--b--\r\n'
    data = bytearray(_post(b"multipart/form-data; boundary=b", form))
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(data))
        data[at : at + rng.randrange(2)] = rng.randbytes(rng.randrange(2))
    return bytes(data) + b"\r\n\r\n"


def _link(rng: random.Random) -> bytes:
    """A link to a video that nobody gave."""
    expires = rng.choice([b"9" * 5000, b"-1", b"1e9", b"\xd9\xa1", b"4102444800"])
    path = b"/videos/task_%d.mp4?expires=" % rng.randrange(10**6) + expires
    return b"GET " + path + b"&signature=" + b"0" * 32 + b" HTTP/1.1\r\n" + _LOCAL + b"\r\n"


def _drips(target: Target, rng: random.Random) -> str:
    """Send a head a byte at a time."""
    del rng
    with target.dial() as plain:
        sent = b"GET /nowhere HTTP/1.1\r\n" + _LOCAL + b"\r\n"
        try:
            for at in range(len(sent)):
                plain.sendall(sent[at : at + 1])
        except ConnectionError:
            return "reset"  # it made room for others
        return status(plain)


_FORM = b"multipart/form-data; boundary=b"
_PART = b'--b\r\nContent-Disposition: form-data; name="prompt"\r\n'
_CHUNKED = b"Transfer-Encoding: chunked\r\n"
_JSON = b"application/json"
_URLENCODED = b"application/x-www-form-urlencoded"


def _asked(rng: random.Random) -> bytes:
    """An ordinary request, or one that names what is not there."""
    form = _PART + b"\r\na cat\r\n--b--\r\n"
    kind = rng.choice([_FORM, _JSON, _URLENCODED, b"text/plain", b"multipart/form-data", b"\xff"])
    path = rng.choice([b"videos/task_%d", b"videos/%d/content", b"%d", b"videos/%%%d"])
    method = rng.choice([b"GET", b"PUT", b"DELETE", b"OPTIONS", b"PATCH"])
    other = method + b" /v1/" + path % rng.randrange(100) + b" HTTP/1.1\r\n" + _LOCAL + _KEY % 1
    return rng.choice([_post(kind, form), other + b"\r\n"])


OF_A_GUARD = frozenset(
    [
        *("floods", "leaves early", "smuggles", "noise", "drips", "one large header"),
        *("many headers", "trailers", "percent signs", "values", "nesting"),
        *("a large text", "an odd form", "never reads"),
    ]
)
"""The attacks that a guard has to stand as well; it may answer them with any status."""

WELL_FORMED = (_asked, _control, _foreign, _link)
"""Makers of requests after which a connection goes on."""

ANSWERS = _PLAIN | {"200", "204"}
"""The statuses of their answers."""

ATTACKS: Mapping[str, Attack] = {
    "never reads": Attack(_never_reads, frozenset({"held back", "reset"}), 2),
    "floods": Attack(_floods, frozenset({"opened"}), 1),
    "leaves early": Attack(_leaves, frozenset({"left"})),
    "smuggles": Attack(_smuggles, frozenset({"1 answers, first 400", "0 answers, first "})),
    "controls": Attack(_sends(_control), _PLAIN | _ENDED, 30),
    "foreign page": Attack(_sends(_foreign), frozenset({"403", "415"}) | _ENDED, 30),
    "noise": Attack(_sends(_noise), _PLAIN | _ENDED | {"408", "431", "silence", "503"}, 60),
    "made-up link": Attack(_sends(_link), frozenset({"301", "400", "403"}) | _ENDED, 20),
    "drips": Attack(_drips, frozenset({"301"}) | _ENDED, 5),
    "one large header": Attack(
        _sends(lambda rng: b"GET / HTTP/1.1\r\nX: " + b"a" * rng.randrange(400_000, 4_000_000)),
        frozenset({"431"}) | _ENDED,
        5,
    ),
    "many headers": Attack(
        _sends(
            lambda rng: b"GET / HTTP/1.1\r\n" + b"a:b\r\n" * rng.randrange(501, 50_000) + b"\r\n"
        ),
        frozenset({"431"}) | _ENDED,
        5,
    ),
    "tiny chunks": Attack(
        _sends(lambda rng: _post(_FORM, b"2\r\nab\r\n" * rng.randrange(80_000, 500_000), _CHUNKED)),
        frozenset({"400"}) | _ENDED,
        2,
    ),
    "trailers": Attack(
        _sends(lambda _: _post(_FORM, b"1\r\na\r\n0\r\n" + b"T: r\r\n" * 300_000, _CHUNKED)),
        frozenset({"400"}) | _ENDED,
        2,
    ),
    "percent signs": Attack(
        _sends(lambda rng: _post(_URLENCODED, b"%" * rng.choice([1_000_000, 50_000_000]))),
        frozenset({"400", "413"}) | _ENDED,
        2,
    ),
    "values": Attack(
        _sends(lambda rng: _post(_JSON, b"[" + b"1," * rng.choice([400_000, 15_000_000]) + b"1]")),
        frozenset({"400", "500"}) | _ENDED,
        2,
    ),
    "nesting": Attack(
        _sends(lambda rng: _post(_JSON, rng.choice([b"[", b'{"a":']) * 2_000_000)),
        frozenset({"400", "500"}) | _ENDED,
        2,
    ),
    "a large text": Attack(
        _sends(
            lambda rng: _post(
                _FORM,
                _PART + b"\r\n" + "\U0001f600".encode() * rng.choice([10**5, 10**7]) + b"\r\n--b--",
            )
        ),
        _PLAIN | _ENDED | {"503"},
        1,
    ),
    "an odd form": Attack(
        _sends(
            lambda rng: _post(
                _FORM,
                _PART + b"X: y\r\n\r\n" + b"\r\n--" * rng.choice([10**5, 10**7]) + b"\r\n--b--",
            )
        ),
        _PLAIN | _ENDED | {"503"},
        1,
    ),
}
