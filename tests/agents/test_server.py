"""The tools as an agent's host meets them, by the client of the official SDK."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from cometvideo.agents.quotes import Quotes
from cometvideo.agents.rendering import Renderer
from cometvideo.agents.server import server
from cometvideo.agents.tools import Tools
from cometvideo.client import Client
from cometvideo.facts.endpoint import load
from cometvideo.mock import MockApi, serve, transport
from tests.agents.test_tools import FINE, PRICED
from tests.guard.running import guard
from tests.thorough import thorough

mcp = pytest.importorskip("mcp")

Ask = Callable[..., Awaitable[dict[str, Any]]]
FREE = ["models", "explain", "check", "nearest", "quote"]
COMMAND = [sys.executable, "-m", "cometvideo", "mcp"]


def talk(target: Any, conversation: Callable[[Any, Ask], Awaitable[None]]) -> None:
    """Let a client of the SDK talk with a server: this one, one at an address, or a command."""

    async def whole() -> None:
        async with mcp.Client(target) as client:

            async def ask(tool: str, **arguments: Any) -> dict[str, Any]:
                answer = await client.call_tool(tool, arguments)
                if answer.is_error:
                    return {"error": answer.content[0].text}
                return dict(answer.structured_content)

            await conversation(client, ask)

    asyncio.run(whole())


async def tools_of(client: Any) -> list[str]:
    return [each.name for each in (await client.list_tools()).tools]


def test_without_a_guard_every_tool_is_free() -> None:
    async def conversation(client: Any, ask: Ask) -> None:
        found = (await client.list_tools()).tools
        assert [each.name for each in found] == FREE
        assert all(each.annotations.read_only_hint and each.description for each in found)
        assert (await ask("check", request=FINE))["verdict"] == "valid"
        assert "token" not in await ask("quote", request=FINE)
        assert "did you mean size" in (await ask("explain", thing="sizee"))["error"]

    talk(server(Tools(load("cometapi"))), conversation)


class Shop:
    """A server that renders with a mock in the same process, whose bill can be looked at."""

    def __init__(self) -> None:
        self.api = MockApi(load("sora"), seed=1)
        tools = Tools(load("sora"))
        drawn = iter(f"token-{number}" for number in range(9))
        quotes = Quotes(tools, clock=lambda: 0.0, draw=lambda: next(drawn))
        client = Client("key", spec="sora", transport=transport(self.api))
        self.server = server(tools, Renderer(quotes, client))

    @property
    def paid(self) -> int:
        return self.api.controls("key").bill.tasks


def test_what_was_quoted_is_rendered_once() -> None:
    shop = Shop()

    async def conversation(client: Any, ask: Ask) -> None:
        assert await tools_of(client) == [*FREE, "task", "render"]
        told = await ask("quote", request=PRICED)
        done = await ask("render", request=PRICED, token=told["token"])
        assert done["outcome"] == "started"
        assert (
            "no such token" in (await ask("render", request=PRICED, token=told["token"]))["error"]
        )
        assert shop.paid == 1
        for _ in range(20):
            shop.api.controls("key").advance(60)
            task = await ask("task", task_id=done["task_id"])
        assert (task["ended"], task["status"]) == (True, "completed")

    talk(shop.server, conversation)
    assert shop.paid == 1


@pytest.mark.parametrize(
    ("fault", "outcome", "paid"),
    [
        ("create,status=500", "unsure", 0),
        ("create,status=400", "refused", 0),
        ("create,drop", "unsure", 0),
        ("create,drop,after", "unsure", 1),
    ],
)
def test_what_became_of_a_create_is_told(fault: str, outcome: str, paid: int) -> None:
    shop = Shop()
    shop.api.controls("key").fail_next(fault)

    async def conversation(_: Any, ask: Ask) -> None:
        told = await ask("quote", request=PRICED)
        done = await ask("render", request=PRICED, token=told["token"])
        assert (done["outcome"], bool(done["why"])) == (outcome, True)

    talk(shop.server, conversation)
    assert shop.paid == paid


@pytest.mark.parametrize("by", thorough("stdio", "http"))
def test_a_host_starts_the_command(by: str, tmp_path: Path) -> None:
    """In front of a guard, in front of a mock."""
    with (
        serve(spec="sora") as api,
        guard(tmp_path, api.base_url, "--spec", "sora", "--budget", "5usd") as (_, port),
    ):
        more = ["--spec", "sora", "--guard", f"http://127.0.0.1:{port}/v1", "--max-usd", "1"]
        environment = {**os.environ, "COMETAPI_KEY": api.key}

        async def conversation(client: Any, ask: Ask) -> None:
            assert await tools_of(client) == [*FREE, "task", "render"]
            dear = await ask("quote", request={**PRICED, "seconds": 12})
            assert "above 1 USD" in dear["refused"]
            told = await ask("quote", request=PRICED)
            done = await ask("render", request=PRICED, token=told["token"])
            assert done["outcome"] == "started"

        if by == "stdio":
            parameters = mcp.StdioServerParameters(
                command=COMMAND[0], args=[*COMMAND[1:], *more], env=environment
            )
            talk(parameters, conversation)
        else:
            with subprocess.Popen(
                [*COMMAND, "--http", *more], stdout=subprocess.PIPE, text=True, env=environment
            ) as process:
                assert process.stdout is not None
                try:
                    talk(process.stdout.readline().strip(), conversation)
                finally:
                    process.terminate()
                    assert process.wait(20) == 0
        assert api.bill.tasks == 1
