"""The outbox: answers of many connections, sent together."""

from __future__ import annotations

import asyncio

__all__ = ["Outbox"]


class Outbox:
    """Answers on their way out, in order, for all connections of one loop.

    A client that sleeps is woken by what it is sent, which takes the server longer than to send
    it. So where several clients ask at once, all are answered before the first one is woken.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[asyncio.Transport, bytes]] = []

    def send(self, transport: asyncio.Transport, data: bytes, *, at_once: bool) -> None:
        """Send bytes `at_once`, unless others wait before them, or with all that is ready now."""
        waiting = self._waiting
        if waiting:
            waiting.append((transport, data))
        elif at_once:
            transport.write(data)
        else:
            waiting.append((transport, data))
            asyncio.get_running_loop().call_soon(self.flush)

    def flush(self) -> None:
        """Send what waits."""
        waiting, self._waiting = self._waiting, []
        for transport, data in waiting:
            transport.write(data)
