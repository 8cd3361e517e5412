"""A mock of CometAPI's video endpoint: the same answers, lifecycle and failures, on loopback.

`with cometvideo.mock.serve() as api:` serves it to programs in any language; `MockApi` is the
mock without any I/O, `asgi_app` the same as an ASGI application. Parts load when they are used.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cometvideo.mock.api import MockApi
    from cometvideo.mock.asgi import asgi_app
    from cometvideo.mock.controls import Controls
    from cometvideo.mock.inprocess import async_transport, respx_router, transport
    from cometvideo.mock.server import Server, serve

__all__ = [
    "Controls",
    "MockApi",
    "Server",
    "asgi_app",
    "async_transport",
    "respx_router",
    "serve",
    "transport",
]

_HOMES = {
    "MockApi": "api",
    "Controls": "controls",
    "Server": "server",
    "serve": "server",
    "asgi_app": "asgi",
    "transport": "inprocess",
    "async_transport": "inprocess",
    "respx_router": "inprocess",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
