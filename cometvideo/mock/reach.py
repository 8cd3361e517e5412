"""What keeps clients in this process from a host, whichever way they take to it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Collection
from typing import Any

__all__ = ["barriers", "out_of_reach"]

# What leads a client to the mock, by the fixture that the test has.
_ADVICE = {
    "comet_mock": "give its client comet_mock.base_url, or let it read the environment",
    "comet_mock_inprocess": "give its client comet_mock_inprocess.transport(), or send inside "
    "`with comet_mock_inprocess.router():`; no base URL leads to a mock without a server, so a "
    "client that takes neither (aiohttp, urllib) needs comet_mock",
    "": "ask for the fixture comet_mock, and give its client comet_mock.base_url",
}


def out_of_reach(host: str, fixtures: Collection[str]) -> str:
    """What is said of a test with these fixtures whose client tried to reach the host."""
    advice = "; or ".join(_ADVICE[each] for each in _ADVICE if each in fixtures) or _ADVICE[""]
    return f"this test tried to reach the real host {host}; {advice}"


def barriers(host: str, refuse: Callable[[str], BaseException]) -> dict[str, Callable[..., Any]]:
    """What has to stand in place of functions of the standard library, by their names.

    Asking for the address of this host raises what `refuse` gives. A client that has it from
    elsewhere (a resolver of its own, a proxy that it was given by hand) names the host when TLS
    begins, before anything of a request is sent: the handshake fails, as clients are ready for.
    """

    def meant(name: object) -> bool:
        text = name.decode("ascii", "replace") if isinstance(name, bytes) else name
        return isinstance(text, str) and text.rstrip(".").lower() == host

    def by_name(real: Callable[..., Any]) -> Callable[..., Any]:
        def looked_up(asked: Any, *args: Any, **kwargs: Any) -> Any:
            if meant(asked):
                raise refuse(host)
            return real(asked, *args, **kwargs)

        return looked_up

    def by_handshake(real: Callable[..., Any]) -> Callable[..., Any]:
        def do_handshake(connection: Any, *args: Any, **kwargs: Any) -> Any:
            if meant(connection.server_hostname):
                raise ssl.SSLError(str(refuse(host)))
            return real(connection, *args, **kwargs)

        return do_handshake

    return {
        "socket.getaddrinfo": by_name(socket.getaddrinfo),
        "socket.gethostbyname": by_name(socket.gethostbyname),
        "ssl.SSLObject.do_handshake": by_handshake(ssl.SSLObject.do_handshake),
        "ssl.SSLSocket.do_handshake": by_handshake(ssl.SSLSocket.do_handshake),
    }
