"""The mock's own server: two ports of the loopback, one for the API and one for the videos."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Self

from cometvideo.errors import InputError
from cometvideo.facts.fact import Scalar
from cometvideo.facts.loading import load
from cometvideo.facts.matrix import Matrix
from cometvideo.mock.api import MockApi
from cometvideo.mock.controls import Controls
from cometvideo.mock.state import Clock
from cometvideo.mock.uploads import Limits
from cometvideo.plan import DEFAULT_PLAN, Plan

__all__ = ["Server", "listen", "serve"]

LOOPBACK = "127.0.0.1"
_KEY = "mock-key"
_ONE_READ = 256 * 1024  # bytes taken from a socket at once


def listen(host: str = LOOPBACK, port: int = 0) -> socket.socket:
    """A socket that listens; port 0 takes any that is free. Raises InputError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, for asyncio sends small packets at once (TCP_NODELAY) only then.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2048)
    except (OSError, OverflowError) as error:
        listening.close()
        raise InputError(
            f"cannot listen at {host} port {port}: {error}; give an address of this machine and a "
            "free port, or port 0 for any that is free"
        ) from None
    return listening


def origin(listening: socket.socket) -> str:
    """Scheme, host and port of what listens there."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _need_parser() -> None:
    try:
        import httptools  # noqa: F401 - only whether it is there
    except ImportError:
        raise InputError(
            "the mock's server needs httptools; install it with: pip install 'cometvideo[server]'"
        ) from None


class Server(Controls):
    """Serves a mock until it is stopped, from this thread (`run`) or from one of its own.

    As a context manager it runs in a thread, and is reachable from the first line of the block.
    `base_url` is the value for the base URL of clients, `key` one that they may use. The rest are
    the controls for all keys: `plan`, `fail_next`, `world`, `advance`, `journal`, `bill` and more.
    """

    def __init__(
        self,
        api: MockApi | None = None,
        *,
        host: str = LOOPBACK,
        port: int = 0,
        videos_port: int = 0,
        limits: Limits | None = None,
    ) -> None:
        self.api = api or MockApi()
        super().__init__(self.api.state)
        self._sockets = [listen(host, port)]
        try:
            self._sockets.append(listen(host, videos_port))
        except InputError:
            self._sockets[0].close()
            raise
        self.origin, self.api.state.videos_origin = map(origin, self._sockets)
        self.base_url = self.origin + self.api.state.words.base_path
        self.key = next(iter(sorted(self.api.state.keys)), _KEY)
        self._limits = limits or Limits()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._left: asyncio.Event | None = None
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None
        self._leaving = False

    def __repr__(self) -> str:
        return f"<Server at {self.base_url}: {self._told()}>"

    def of(self, key: str) -> Controls:
        """The controls of one key."""
        return self.api.controls(key)

    def __enter__(self) -> Self:
        _need_parser()

        def run() -> None:
            try:
                asyncio.run(self._serve())
            except BaseException as error:
                self._failure = error

        self._thread = threading.Thread(target=run, name="cometvideo mock", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def run(self) -> None:
        """Serve until `leave` is called, by a signal's handler or another thread."""
        _need_parser()
        asyncio.run(self._serve())

    def leave(self) -> None:
        """Begin to stop, and do not wait for it."""
        self._leaving = True
        if self._loop is not None and self._left is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._left.set)

    def stop(self) -> None:
        """Stop; answers that are held up never come."""
        self.leave()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        for each in self._sockets:
            each.close()
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure

    async def _serve(self) -> None:
        """Serve on both sockets until it is told to leave."""
        from cometvideo.mock.connection import Connection, Shared
        from cometvideo.mock.delivery import Outbox

        loop = asyncio.get_running_loop()
        self._loop, self._left = loop, asyncio.Event()
        if self._leaving:
            self._left.set()
        shared = Shared(set(), bytearray(_ONE_READ), Outbox())
        hosts = (None, self.api.state.videos_origin.partition("//")[2])
        servers = [
            await loop.create_server(
                partial(Connection, self.api, self._limits, shared, host), sock=listening
            )
            for host, listening in zip(hosts, self._sockets, strict=True)
        ]
        await self._left.wait()
        for server in servers:
            server.close()
        for connection in tuple(shared.everyone):
            connection.leave()
        await asyncio.sleep(0)  # for the connections to close


def serve(
    spec: Matrix | str | None = None,
    *,
    port: int = 0,
    clock: Clock | None = None,
    seed: str | int = 0,
    keys: Iterable[str] = (),
    plan: str | Plan = DEFAULT_PLAN,
    world: Mapping[str, Scalar] | None = None,
    strict: bool = False,
) -> Server:
    """A mock that runs inside a `with` block, reachable at the `base_url` of what it gives.

    Its clock stands still unless it is told to `advance`, so that every run is the same. Raises
    InputError where it cannot be served so, and SpecError for a spec that cannot be used.
    """
    matrix = spec if isinstance(spec, Matrix) else load(spec)
    api = MockApi(
        matrix, clock=clock, seed=seed, keys=keys, plan=plan, choices=world, strict=strict
    )
    return Server(api, port=port)
