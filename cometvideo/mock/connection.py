"""Connections: HTTP/1.1 over a socket, as strict with clients and as wicked as the mock asks.

A general server cannot drop a connection, cut a body or hold a client's headers to a limit, and
spends more time on a request than the mock does; so this is a protocol of its own, on the parser
that such servers use. Whatever a client sends or leaves unsaid, unread or half done, it takes up
bounded memory for a bounded time: `Limits` has the bounds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from math import inf
from typing import NamedTuple

from cometvideo.mock.answers import json_answer
from cometvideo.mock.api import MockApi
from cometvideo.mock.delivery import LEAVE, Outbox, deliver, render
from cometvideo.mock.receiving import Receiver
from cometvideo.mock.uploads import Budget, Limits, Reading, read_create
from cometvideo.wire.exchange import AT_ONCE, Answer, HttpRequest

__all__ = ["Connection", "Shared"]


class Shared(NamedTuple):
    """What all connections of one loop share.

    They are in `everyone`; `room` is where what arrives is put until it is parsed, what leaves
    waits in the `outbox`. The `budget` is for large bodies, one of which is being read at a time.
    """

    everyone: set[Connection]
    room: bytearray
    outbox: Outbox
    budget: Budget
    reading: asyncio.Lock

    @classmethod
    def new(cls, limits: Limits, room: int) -> Shared:
        """Nothing yet; `room` is in bytes."""
        return cls(set(), bytearray(room), Outbox(), Budget(limits.bodies_bytes), asyncio.Lock())

    def make_room(self, newest: Connection | None = None) -> None:
        """End the connection, not the newest, that has waited longest, before any that is busy."""
        others = (each for each in self.everyone if each is not newest)
        oldest = min(others, key=lambda each: (each.is_busy, each.since), default=None)
        if oldest is not None:
            self.everyone.discard(oldest)
            oldest.leave()


class Connection(Receiver):
    """One connection, from its first byte to its last."""

    def __init__(self, api: MockApi, limits: Limits, shared: Shared, videos: str | None) -> None:
        super().__init__(api, limits, shared.budget, shared.room, videos)
        self._shared = shared
        self._everyone, self._outbox = shared.everyone, shared.outbox
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._waiting: list[tuple[HttpRequest, bytes]] = []
        self._delivery: asyncio.Task[None] | None = None
        self._owed = 0  # bytes that the client did not take yet
        self._is_full = False  # the client does not read what it is sent
        self._refusal: tuple[int, str] | None = None  # what ends it, once all else is answered
        self._sending = False

    # --- What asyncio tells ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for a request."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - asyncio's promise
        self._transport = transport
        self._everyone.add(self)
        if len(self._everyone) > self._limits.connections:
            self._shared.make_room(self)
        self._timer = self._loop.call_later(self._limits.idle_s / 4, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note what did not come in full."""
        del exc
        self._everyone.discard(self)
        if self._timer is not None:
            self._timer.cancel()
        if self._delivery is not None and self._sending:
            self._delivery.cancel()
        if self._head is not None and not self._closing:
            self._api.note_unanswered(self._head, "the body was cut short; nothing was done")
        self._closing = True
        self._waiting.clear()
        self._forget_body()

    def pause_writing(self) -> None:
        """The client does not take its answers: it is answered no more until it does."""
        self._is_full = True
        if self._transport is not None:
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        """The client took what it was sent."""
        self._is_full = False
        self._go_on()

    # --- Answering ---

    def _take(self, request: HttpRequest, end: bytes) -> None:
        if self._delivery is not None or self._is_full:
            self._waiting.append((request, end))
        elif self._refusal is not None or not self._closing:
            self._answer(request, end)

    def _answer(self, request: HttpRequest, end: bytes) -> None:
        if self._api.reads_long(request):
            self._go_off(self._read_and_answer(request, end), end)
            return
        if self._api.shows_long(request):
            self._go_off(self._show(request, end), end)
            return
        answer = self._api.handle(request)
        if answer.delivery == AT_ONCE and answer.further is None:
            self._send(answer, end)
        else:
            self._go_off(self._deliver(answer, end), end)

    def _go_off(self, work: Coroutine[None, None, None], end: bytes) -> None:
        """Answer in a task; further requests wait in the socket, where they cost nothing."""
        assert self._transport is not None  # noqa: S101 - it is there before any request
        self._outbox.flush()
        self._transport.pause_reading()
        self._delivery = self._loop.create_task(work)
        self._delivery.add_done_callback(lambda done: self._delivered(done, end))

    async def _read_and_answer(self, request: HttpRequest, end: bytes) -> None:
        """Answer a request with a large body, which another thread reads meanwhile."""
        size = len(request.body)
        is_counted = self._budget.take(size)
        try:
            async with self._shared.reading:
                reading: Reading = await self._loop.run_in_executor(None, read_create, request)
                answer = self._api.handle(request, reading=reading)
        finally:
            if is_counted:
                self._budget.give_back(size)
        del request, reading
        await self._deliver(answer, end)

    async def _show(self, request: HttpRequest, end: bytes) -> None:
        """Answer what takes long to put together, which another thread does, one at a time."""
        async with self._shared.reading:
            answer = await self._loop.run_in_executor(None, self._api.handle, request)
        await self._deliver(answer, end)

    async def _deliver(self, answer: Answer, end: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        self._sending = True
        try:
            await deliver(answer, self._transport, self._api.state.now(), end)
        finally:
            self._sending = False

    def _delivered(self, done: asyncio.Task[None], end: bytes) -> None:
        self._delivery = None
        error = None if done.cancelled() else done.exception()
        if done.cancelled() or self._transport is None or self._transport.is_closing():
            return
        self._moved = self._loop.time()
        if error is not None:
            self._end_with(500, f"the mock itself failed, please report it: {error!r}")
        elif end == LEAVE:
            self._close()
        else:
            self._go_on()

    def _go_on(self) -> None:
        """Answer what waits, and read on, where nothing is in the way any more."""
        if self._delivery is not None or self._is_full or self._transport is None:
            return
        self._moved = self.since = self._loop.time()
        self._transport.resume_reading()
        waiting, self._waiting = self._waiting, []
        for request, end in waiting:
            self._take(request, end)
        if self._refusal is not None and not self._is_owing():
            self._end_with(*self._refusal)

    def _send(self, answer: Answer, end: bytes) -> None:
        self._write(render(answer, now=self._api.state.now(), end=end))
        if end == LEAVE:
            self._close()

    def _write(self, data: bytes) -> None:
        if self._transport is not None:
            self._outbox.send(self._transport, data, at_once=len(self._everyone) == 1)

    def _refuse(self, status: int, message: str) -> None:
        """Answer what never became a request, after all that came before it, and then no more."""
        if self._transport is None or self._closing:
            return
        self._closing = True
        self._forget_body()
        self._refusal = (status, message)
        if not self._is_owing():
            self._end_with(status, message)

    def _is_owing(self) -> bool:
        """Whether a request that came has no answer yet."""
        return self._delivery is not None or bool(self._waiting)

    def _end_with(self, status: int, message: str) -> None:
        """Say a last thing, and end the connection once the client saw it.

        To close a socket that still has something to be read resets the connection, and the answer
        is lost; so what comes is read for a while.
        """
        assert self._transport is not None  # noqa: S101 - whoever calls this looked
        answer = json_answer(status, {"error": {"message": message}})
        self._write(render(answer, now=self._api.state.now(), end=LEAVE))
        self._closing, self._refusal = True, None
        self.since = self._loop.time()
        self._waiting.clear()
        self._forget_body()
        self._outbox.flush()
        with suppress(OSError):  # the client may be gone
            self._transport.write_eof()
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(self._limits.linger_s, self._look)

    # --- Ending ---

    def _close(self) -> None:
        self._closing, self._refusal = True, None
        self.since = self._loop.time()
        self._outbox.flush()
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """End the connection now, whatever is under way."""
        self._closing = True
        self._outbox.flush()
        if self._transport is not None:
            self._transport.abort()

    def leave(self) -> None:
        """End the connection as soon as no answer is owed any more; held-up ones never come."""
        self._waiting.clear()
        if self._delivery is not None or self._is_full:
            self.abort()
        else:
            self._close()

    @property
    def is_busy(self) -> bool:
        """Whether a request is being received or answered."""
        return self._head is not None or self._delivery is not None or self._is_full

    def _look(self) -> None:
        """End a connection on which too little has moved for too long, and look again later."""
        assert self._transport is not None  # noqa: S101 - it was made
        owed, now = self._transport.get_write_buffer_size(), self._loop.time()
        if owed != self._owed:
            self._moved = now
        self._owed = owed
        left = self._ends_at(owed) - now
        if left > 0:
            wait_s = min(left, self._limits.idle_s / 4)
            self._timer = self._loop.call_later(wait_s, self._look)
        elif self._head is None or owed:
            self.abort()
        else:
            self._api.note_unanswered(self._head, "the body came too slowly; nothing was done")
            self._refuse(408, "the body came too slowly")

    def _ends_at(self, owed: int) -> float:
        """When it has to end if nothing moves, on the clock of the loop."""
        limits = self._limits
        if owed:
            return self._moved + limits.idle_s
        if self._delivery is not None:
            return inf
        if self._closing:
            return self.since + limits.linger_s
        if self._head is not None:
            return min(self._moved + limits.idle_s, self.since + limits.body_s)
        return self.since + (limits.idle_s if self._begun else limits.keep_alive_s)
