"""Answers that wait for one another leave in order, and none stays."""

import asyncio

from cometvideo.mock import MockApi
from cometvideo.mock.delivery import Outbox
from cometvideo.mock.uploads import Limits
from tests.mock.test_connection import Wire

GET = b"GET /v1/videos/task_%d HTTP/1.1\r\nHost: x\r\n\r\n"


class Strict(Wire):
    """A transport that is not written to once it is closed."""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert not self.ended
        super().write(data)


def test_what_is_sent_at_once_does_not_overtake_what_waits() -> None:
    async def main() -> bytes:
        outbox, wire = Outbox(), Strict()
        outbox.send(wire, b"1", at_once=False)
        outbox.send(wire, b"2", at_once=True)
        assert wire.written == b""
        await asyncio.sleep(0)
        outbox.send(wire, b"3", at_once=True)
        return bytes(wire.written)

    assert asyncio.run(main()) == b"123"


def talk(*lasts: bytes) -> list[Strict]:
    """Two connections ask twice each before the loop goes on; the first says what it says last."""
    from cometvideo.mock.connection import Connection, Shared

    async def main() -> list[Strict]:
        shared = Shared.new(Limits(), 64 * 1024)
        wires, connections = [Strict(), Strict()], []
        for wire in wires:
            connections.append(Connection(MockApi(), Limits(), shared, None))
            connections[-1].connection_made(wire)
        for number in (1, 2):
            for connection in connections:
                feed(connection, GET % number)
        assert [wire.written for wire in wires] == [b"", b""]
        for data in lasts:
            feed(connections[0], data)
        await asyncio.sleep(0)
        return wires

    def feed(connection: Connection, data: bytes) -> None:
        connection.get_buffer(-1)[: len(data)] = data
        connection.buffer_updated(len(data))

    return asyncio.run(main())


def test_connections_that_ask_at_once_are_answered_together() -> None:
    for wire in talk():
        assert wire.written.count(b"HTTP/1.1 ") == 2
        assert not wire.ended


def test_what_is_owed_is_sent_before_the_end() -> None:
    closed, other = talk(b"no request\r\n\r\n")
    assert closed.written.count(b"HTTP/1.1 ") == 3
    assert closed.ended
    assert other.written.count(b"HTTP/1.1 ") == 2


def test_what_goes_on_ends_with_the_connection() -> None:
    from collections.abc import AsyncIterator

    from cometvideo.mock.delivery import deliver
    from cometvideo.wire.exchange import Answer

    async def further() -> AsyncIterator[bytes]:
        yield b"2"
        yield b"3"

    async def main() -> Strict:
        wire = Strict()
        await deliver(Answer(200, (), b"1", further=further), wire, 0)
        return wire

    wire = asyncio.run(main())
    head, _, body = bytes(wire.written).partition(b"\r\n\r\n")
    assert body == b"123"
    assert b"Content-Length" not in head
    assert b"Connection: close" in head
    assert wire.ended
