"""The ASGI application under other servers' rules: mounted, and with no connections to end."""

import asyncio
from typing import Any

import pytest

from cometvideo.mock import MockApi, asgi_app
from tests.mock.talk import FIELDS

pytest.importorskip("starlette", reason="needs starlette and httpx")
httpx = pytest.importorskip("httpx")


def run(api: MockApi, talk: Any, mounted: bool) -> None:
    from starlette.applications import Starlette
    from starlette.routing import Mount

    app: Any = asgi_app(api)
    if mounted:
        app = Starlette(routes=[Mount("/comet", app=app)])
    base = "http://host/comet/v1" if mounted else "http://host/v1"

    async def main() -> None:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(
            transport=transport, base_url=base, headers={"Authorization": "Bearer k"}
        ) as client:
            await talk(client)

    asyncio.run(main())


@pytest.mark.parametrize("mounted", [False, True], ids=["alone", "mounted"])
def test_it_is_an_application_like_any_other(mounted: bool) -> None:
    api = MockApi(plan="immediate")
    prefix = "/comet" if mounted else ""
    api.state.videos_origin = f"http://videos{prefix}"

    async def talk(client: Any) -> None:
        task = (await client.post("/videos", data=FIELDS, files={"x": b""})).json()
        shown = (await client.get(f"/videos/{task['id']}")).json()
        assert shown["status"] == "completed"
        video = await client.get(shown["video_url"], headers={"Authorization": ""})
        assert video.status_code == 200
        assert video.content[4:8] == b"ftyp"

    run(api, talk, mounted)


def test_where_no_connection_can_be_dropped_the_answer_is_cut_short() -> None:
    api = MockApi()
    api.controls().fault("drop")

    async def talk(client: Any) -> None:
        answer = await client.get("/videos/task_1")
        assert answer.content == b""
        assert int(answer.headers["content-length"]) > 0

    run(api, talk, mounted=False)


def test_it_lives_and_closes_websockets() -> None:
    async def main() -> list[str]:
        app = asgi_app()
        events = iter(["lifespan.startup", "lifespan.shutdown"])
        sent: list[str] = []

        async def receive() -> dict[str, Any]:
            return {"type": next(events)}

        async def send(message: Any) -> None:
            sent.append(message["type"])

        await app({"type": "lifespan"}, receive, send)
        await app({"type": "websocket"}, receive, send)
        return sent

    assert asyncio.run(main()) == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
        "websocket.close",
    ]
