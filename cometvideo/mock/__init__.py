"""A mock of CometAPI's video endpoint: the same answers, lifecycle and failures, on loopback.

`with cometvideo.mock.serve() as api:` serves it to programs in any language; `MockApi` is the
mock without any I/O, `asgi_app` the same as an ASGI application. The fixtures of pytest give a
`CometMock` and a `CometMockInProcess`. Parts load when they are used.
"""

from typing import TYPE_CHECKING

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

_HOMES = {
    "Bill": "mock.state",
    "CometMock": "mock.testing",
    "CometMockInProcess": "mock.testing",
    "Controls": "mock.controls",
    "Entry": "mock.journal",
    "Fault": "mock.faults",
    "Journal": "mock.journal",
    "MockApi": "mock.api",
    "Plan": "plan",
    "Server": "mock.server",
    "Settings": "mock.state",
    "Task": "mock.tasks",
    "asgi_app": "mock.asgi",
    "async_transport": "mock.inprocess",
    "respx_router": "mock.inprocess",
    "serve": "mock.server",
    "transport": "mock.inprocess",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"cometvideo.{_HOMES[name]}"), name)
