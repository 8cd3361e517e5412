"""The mock inside the process, for sessions of requests: an adapter to be mounted."""

from __future__ import annotations

import io
import math
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from cometvideo.errors import InputError
from cometvideo.mock.inprocess import OTHERS, Wait, arriving, sending
from cometvideo.wire.exchange import Answer, HttpRequest, Send

if TYPE_CHECKING:
    from cometvideo.mock.api import MockApi

__all__ = ["adapter"]


def adapter(api: MockApi) -> Any:
    """An adapter for `Session.mount`, which answers whatever is under what it is mounted at.

    Time that an answer takes passes on the mock's clock, and is a ReadTimeout where the session
    would not have waited for so long. Raises InputError where requests is not installed.
    """
    try:
        library = import_module("requests")
    except ImportError:
        raise InputError(f"requests is not installed; {OTHERS}") from None
    send, wait = sending(api)

    class MockAdapter(library.adapters.HTTPAdapter):  # type: ignore[misc, name-defined]
        """Answers in the process."""

        def send(self, request: Any, *_: Any, timeout: Any = None, **__: Any) -> Any:
            return self.build_response(request, _answered(library, send, wait, request, timeout))

    return MockAdapter()


def _answered(library: ModuleType, send: Send, wait: Wait, request: Any, timeout: Any) -> Any:
    answer = send(_asked(request))
    outcome, arrived = arriving(answer, wait, _patience_s(timeout))
    if outcome == "dropped":
        why = "Remote end closed connection without response"
        raise library.ConnectionError(why, request=request)
    if outcome == "late":
        raise library.ReadTimeout("the mock did not answer in time", request=request)
    return _raw(answer, arrived)


def _asked(request: Any) -> HttpRequest:
    url = urlsplit(request.url)
    body = request.body or b""
    if hasattr(body, "read"):
        body = body.read()
    elif not isinstance(body, str | bytes):
        body = b"".join(body)
    return HttpRequest(
        request.method,
        request.path_url,
        tuple((str(name), _text(value)) for name, value in request.headers.items()),
        body.encode() if isinstance(body, str) else body,
        url.netloc.rpartition("@")[2],
    )


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _patience_s(timeout: Any) -> float:
    """How long a session waits for an answer, in seconds."""
    if isinstance(timeout, tuple):
        timeout = timeout[1]
    timeout = getattr(timeout, "read_timeout", timeout)
    return float(timeout) if isinstance(timeout, int | float) else math.inf


def _raw(answer: Answer, arrived: bytes) -> Any:
    """An answer as urllib3 has it; what has not arrived in full fails where it is read."""
    headers = dict(answer.headers) | {"Content-Length": str(len(answer.body))}
    return import_module("urllib3").HTTPResponse(
        body=io.BytesIO(arrived),
        headers=headers,
        status=answer.status,
        preload_content=False,
        enforce_content_length=True,
    )
