"""Serving the guard: uvicorn, with bounds on what clients take up before their request is there."""

from __future__ import annotations

import asyncio
import socket
from typing import Any, NamedTuple

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["Bounds", "Server"]

_FULL = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"Connection: close\r\nContent-Length: 0\r\n\r\n"
)


class Bounds(NamedTuple):
    """What clients may take up.

    A head has `head_s` seconds to arrive, however it drips, and about `head_bytes`; so have the
    trailers of a body. There are `connections` at once; more wait until one is idle or has ended.
    It is looked every `look_s` seconds, and who waits for that long already makes room for others.
    So many requests may wait for the answers to those before them on their connection: `ahead`.
    """

    connections: int
    head_s: float = 20.0
    head_bytes: int = 64 * 1024
    ahead: int = 100
    look_s: float = 1.0


class _Connection(HttpToolsProtocol):
    """A connection that ends where its next request does not come within the bounds."""

    def __init__(self, bounds: Bounds, **settings: Any) -> None:
        super().__init__(**settings)
        self._bounds = bounds
        self._unread = 0  # bytes since the last part of a request was complete
        self.since = self.loop.time()  # when it began to wait for a request
        self._looking: asyncio.TimerHandle | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a request is being read or answered."""
        return bool(self.cycle) and not self.cycle.response_complete

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Look no more."""
        if self._looking is not None:
            self._looking.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, within the bounds."""
        self._unread += len(data)
        super().data_received(data)
        if self._unread > self._bounds.head_bytes and not self.transport.is_closing():
            if not self.is_busy:
                self.transport.write(_FULL)
            self.transport.close()

    def on_headers_complete(self) -> None:
        """A head is there."""
        self._unread = 0
        super().on_headers_complete()
        if len(self.pipeline) > self._bounds.ahead:
            self.transport.abort()

    def on_body(self, body: bytes) -> None:
        """A piece of a body is there."""
        self._unread = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """A request is there."""
        self._unread = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self.since = self.loop.time()
        super().on_response_complete()

    def _look(self) -> None:
        if not self.is_busy and self.loop.time() >= self.since + self._bounds.head_s:
            self.transport.abort()
            return
        self._looking = self.loop.call_later(self._bounds.look_s, self._look)


class Server(uvicorn.Server):
    """Serves an application at a socket that listens, until it is told to stop.

    Then it waits for what is under way, for `drain_s` at most.
    """

    def __init__(self, app: Any, listening: socket.socket, bounds: Bounds, *, drain_s: int) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_level="critical",
                access_log=False,
                lifespan="on",
                ws="none",
                timeout_graceful_shutdown=drain_s,
            )
        )
        self._listening = listening
        self._bounds = bounds
        self._accepting: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take connections."""
        del sockets  # it has one of its own
        await super().startup(sockets=[])
        self._accepting = asyncio.create_task(self._accept())

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more, and wait until all are answered."""
        if self._accepting is not None:
            self._accepting.cancel()
        self._listening.close()
        await super().shutdown(sockets)

    async def _accept(self) -> None:
        """Take connections; those beyond the bounds wait in the socket."""
        loop = asyncio.get_running_loop()
        self._listening.settimeout(0)
        while True:
            connection = None
            try:
                if len(self.server_state.connections) < self._bounds.connections:
                    connection, _ = await loop.sock_accept(self._listening)
                    await loop.connect_accepted_socket(self._new, connection)
                    continue
            except ConnectionError:
                continue  # it was gone before it was taken
            except OSError:
                if connection is not None:
                    connection.close()
            self._make_room()
            await asyncio.sleep(0.01)

    def _new(self) -> _Connection:
        return _Connection(
            self._bounds,
            config=self.config,
            server_state=self.server_state,
            app_state=self.lifespan.state,
        )

    def _make_room(self) -> None:
        """End the connections that wait for their request for a while."""
        late = asyncio.get_running_loop().time() - self._bounds.look_s
        for each in tuple(self.server_state.connections):
            if isinstance(each, _Connection) and not each.is_busy and each.since < late:
                each.transport.abort()
