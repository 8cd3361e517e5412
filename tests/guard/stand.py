"""A guard between a client and an upstream of another make, all in this process."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from cometvideo.facts.endpoint import AnySpec, load
from cometvideo.guard.answers import Wait
from cometvideo.guard.app import GuardApp
from cometvideo.guard.guard import Guard
from cometvideo.guard.ledger import Ledger
from tests.guard.by_httpx import ByHttpx
from tests.guard.upstream import Upstream

httpx = pytest.importorskip("httpx")

GOOD = {"prompt": "a", "model": "doubao-seedance-2-0", "seconds": "5", "size": "1280x720"}
KEY = "sk-this-is-a-key"
PLAIN: Mapping[str, str] = {}
NAMED = {"Idempotency-Key": "one"}
OTHER = "doubao-seedance-1-5-pro"
REPEATED = {"X-Stainless-Retry-Count": "1"}
TOLD = "x-cometvideo-guard"
AGAIN = {"X-Cometvideo-Again": "yes"}


class Stand:
    """A guard, its upstream and a clock, all in this process."""

    def __init__(
        self,
        path: Path,
        record: Any = None,
        spec: AnySpec | str | None = "seedance",
        **settings: Any,
    ) -> None:
        self.upstream = Upstream()
        self.at = 1_000_000.0
        self.log: list[str] = []
        self.ledger = Ledger(path / "ledger", now=lambda: self.at)
        if record is not None:
            settings["record"] = record
        self.guard = Guard(load(spec), self.ledger, log=self.log.append, **settings)
        self.waited: list[Wait] = []
        for name in ("before", "at_once"):
            setattr(self.guard, name, self._noting(getattr(self.guard, name)))
        sending = ByHttpx(httpx.ASGITransport(self.upstream))
        app = GuardApp(self.guard, sending, "https://upstream.invalid")
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://guard/v1"
        )

    def _noting(self, decide: Callable[..., Any]) -> Callable[..., Any]:
        """What decides, noting whoever has to wait."""

        def decided(*asked: Any) -> Any:
            found = decide(*asked)
            if isinstance(found, Wait):
                self.waited.append(found)
            return found

        return decided

    async def create(
        self, headers: Mapping[str, str] = PLAIN, key: str = KEY, **changes: str
    ) -> Any:
        parts = {name: (None, value) for name, value in {**GOOD, **changes}.items()}
        return await self.client.post(
            "/videos", files=parts, headers={"Authorization": f"Bearer {key}", **headers}
        )

    async def creates(self, *each: Mapping[str, str]) -> list[int]:
        return [(await self.create(one)).status_code for one in each]


def run(story: Awaitable[object]) -> None:
    async def all_of_it() -> None:
        await story

    asyncio.run(all_of_it())
