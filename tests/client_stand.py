"""A client of the package and the API that it meets, without a network and without waiting."""

from collections.abc import Callable, Mapping
from typing import Any

import httpx

from cometvideo import load
from cometvideo.client import (
    Client,
)
from cometvideo.conformance.cases import Case
from cometvideo.conformance.inprocess import Clock, transport
from cometvideo.conformance.router import CaseMock
from cometvideo.facts.endpoint import AnySpec
from cometvideo.mock import MockApi
from cometvideo.wire.exchange import HttpRequest

KEY = "sk-test-73a1e0"
PLAIN: Mapping[str, Any] = {"prompt": "A kite.", "model": "doubao-seedance-2-0", "seconds": 5}


class Stand:
    """A client and the API that it meets, in a time of their own."""

    def __init__(
        self,
        spec: AnySpec | str = "seedance",
        request: Any = PLAIN,
        **case: Any,
    ) -> None:
        self.clock = Clock(100_000)
        api = MockApi(load(spec), choices=case.get("choices"))
        self.case_mock = CaseMock(Case("test", request, **case), api, key=KEY, clock=self.clock)
        self.client = Client(
            KEY,
            spec=spec,
            transport=transport(self.case_mock, self.clock),
            clock=self.clock,
            sleep=self.clock.sleep,
            now=lambda: 1_000_000 + self.clock(),
            draw=lambda: 0.5,
        )

    def requests(self, operation: str) -> list[HttpRequest]:
        return [each.request for each in self.case_mock.calls if each.operation == operation]

    @property
    def tasks(self) -> int:
        return sum(each.created for each in self.case_mock.calls)


def client_of(handler: Callable[[httpx.Request], httpx.Response], **settings: Any) -> Client:
    return Client(KEY, transport=httpx.MockTransport(handler), **settings)
