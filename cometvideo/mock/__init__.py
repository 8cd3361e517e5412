"""A mock of CometAPI's video endpoint: the same answers, lifecycle and failures, on loopback.

`with cometvideo.mock.serve() as api:` serves it to programs in any language; `MockApi` is the
mock without any I/O, `asgi_app` the same as an ASGI application. The fixtures of pytest give a
`CometMock` and a `CometMockInProcess`. Parts load when they are used.
"""

from typing import TYPE_CHECKING

from cometvideo.lazily import lazily

if TYPE_CHECKING:
    from cometvideo.mock.api import MockApi
    from cometvideo.mock.asgi import asgi_app
    from cometvideo.mock.controls import Controls
    from cometvideo.mock.faults import Fault
    from cometvideo.mock.inprocess import async_transport, respx_router, transport
    from cometvideo.mock.journal import Entry, Journal
    from cometvideo.mock.server import Server, serve
    from cometvideo.mock.state import Bill, Settings
    from cometvideo.mock.tasks import Task
    from cometvideo.mock.testing import CometMock, CometMockInProcess
    from cometvideo.plan import Plan

__all__ = [
    "Bill",
    "CometMock",
    "CometMockInProcess",
    "Controls",
    "Entry",
    "Fault",
    "Journal",
    "MockApi",
    "Plan",
    "Server",
    "Settings",
    "Task",
    "asgi_app",
    "async_transport",
    "respx_router",
    "serve",
    "transport",
]

__getattr__ = lazily(
    __name__,
    {
        "mock.api": "MockApi",
        "mock.asgi": "asgi_app",
        "mock.controls": "Controls",
        "mock.faults": "Fault",
        "mock.inprocess": "async_transport respx_router transport",
        "mock.journal": "Entry Journal",
        "mock.server": "Server serve",
        "mock.state": "Bill Settings",
        "mock.tasks": "Task",
        "mock.testing": "CometMock CometMockInProcess",
        "plan": "Plan",
    },
)
