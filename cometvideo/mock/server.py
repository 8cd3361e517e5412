"""The mock's own server: two ports of the loopback, one for the API and one for the videos."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Self
from urllib.parse import urlsplit

from cometvideo.errors import InputError
from cometvideo.extras import need
from cometvideo.facts.endpoint import AnySpec, load
from cometvideo.facts.fact import Scalar
from cometvideo.mock.api import MockApi
from cometvideo.mock.controls import Controls
from cometvideo.mock.listening import LOOPBACK, accept, fitting, is_loopback, listen, origin
from cometvideo.mock.state import Clock
from cometvideo.mock.uploads import Limits
from cometvideo.plan import DEFAULT_PLAN, Plan
from cometvideo.wire.foreign import name_of

__all__ = ["Server", "serve"]

_KEY = "mock-key"
_ONE_READ = 256 * 1024  # bytes taken from a socket at once


class Server(Controls):
    """Serves a mock until it is stopped, from this thread (`run`) or from one of its own.

    As a context manager it runs in a thread, and is reachable from the first line of the block.
    `base_url` is the value for the base URL of clients, `key` one that they may use. The rest are
    the controls for all keys: `plan`, `fail_next`, `world`, `advance`, `journal`, `bill` and more.
    At an address that other machines can reach it listens only if `remote` says that it is meant.
    Where clients know it by another address, as that of a container, `public_url` is its base URL
    there, and `videos_url` where links to videos begin; without one they name the public host.
    """

    def __init__(
        self,
        api: MockApi | None = None,
        *,
        host: str = LOOPBACK,
        port: int = 0,
        videos_port: int = 0,
        limits: Limits | None = None,
        remote: bool = False,
        public_url: str = "",
        videos_url: str = "",
    ) -> None:
        need("the mock's server", "server", "httptools")
        self.api = api or MockApi()
        super().__init__(self.api.state)
        self._sockets = [listen(host, port, remote=remote)]
        try:
            self._sockets.append(listen(host, videos_port, remote=remote))
        except InputError:
            self._close()
            raise
        state = self.api.state
        try:
            self.origin, state.videos_origin = self._origins(public_url, videos_url)
        except InputError:
            self._close()
            raise
        self.base_url = self.origin + state.words.base_path
        self.key = next(iter(sorted(state.keys)), _KEY)
        self.is_remote = not is_loopback(self._sockets[0])
        self._limits = fitting(limits or Limits())
        self._loop: asyncio.AbstractEventLoop | None = None
        self._left: asyncio.Event | None = None
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None
        self._leaving = False

    def _origins(self, public_url: str, videos_url: str) -> tuple[str, str]:
        """Scheme, host and port of the API and of the videos, as clients have them."""
        api, videos = map(origin, self._sockets)
        state = self.api.state
        if public_url:
            api = _public(public_url, "the public URL", state.words.base_path)
            scheme, _, host = api.partition("://")
            port = self._sockets[1].getsockname()[1]
            videos = f"{scheme}://{name_of(host)}:{port}"
        if videos_url:
            videos = _public(videos_url, "the URL of the videos")
        state.hosts |= {name_of(each.partition("://")[2]) for each in (api, videos)}
        return api, videos

    def __repr__(self) -> str:
        return f"<Server at {self.base_url}: {self._told()}>"

    def of(self, key: str) -> Controls:
        """The controls of one key."""
        return self.api.controls(key)

    def __enter__(self) -> Self:
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
        self._close()
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure

    def _close(self) -> None:
        for each in self._sockets:
            each.close()

    async def _serve(self) -> None:
        """Serve on both sockets until it is told to leave."""
        from cometvideo.mock.connection import Connection, Shared

        loop = asyncio.get_running_loop()
        self._loop, self._left = loop, asyncio.Event()
        if self._leaving:
            self._left.set()
        shared = Shared.new(self._limits, _ONE_READ)
        hosts = (None, self.api.state.videos_origin.partition("//")[2])
        accepting = [
            loop.create_task(
                accept(
                    listening,
                    partial(Connection, self.api, self._limits, shared, host),
                    shared.make_room,
                )
            )
            for host, listening in zip(hosts, self._sockets, strict=True)
        ]
        await self._left.wait()
        for each in accepting:
            each.cancel()
        for connection in tuple(shared.everyone):
            connection.leave()
        await asyncio.sleep(0)  # for the connections to close


def _public(url: str, what: str, base_path: str = "") -> str:
    """Scheme, host and port of an address that somebody gave; raises InputError."""
    found = url.removesuffix("/").removesuffix(base_path)
    try:
        parts = urlsplit(found)
        is_origin = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_origin = False
    if not is_origin or found != f"{parts.scheme}://{parts.netloc}" or "@" in parts.netloc:
        raise InputError(f"{what} {url[:200]!r} is none; write it as http://mock:8080{base_path}")
    if parts.scheme not in {"http", "https"}:
        raise InputError(f"{what} {url[:200]!r} begins with neither http:// nor https://")
    return found


def serve(
    spec: AnySpec | str | None = None,
    *,
    port: int = 0,
    clock: Clock | None = None,
    seed: str | int | None = None,
    keys: Iterable[str] = (),
    plan: str | Plan = DEFAULT_PLAN,
    world: Mapping[str, Scalar] | None = None,
    strict: bool = False,
) -> Server:
    """A mock that runs inside a `with` block, reachable at the `base_url` of what it gives.

    Its clock stands still unless it is told to `advance`, so that every run is the same. Raises
    InputError where it cannot be served so, and SpecError for a spec that cannot be used.
    """
    api = MockApi(
        load(spec), clock=clock, seed=seed, keys=keys, plan=plan, choices=world, strict=strict
    )
    return Server(api, port=port)
