"""Answers that name no model, or one that no family has, are read as of the one that was asked."""

import httpx
import pytest

from cometvideo import Client, TaskFailedError


def rendered(asked: str, **last: str) -> bytes:
    """What comes of a render, of which the last answer is this; no answer has more than it must."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/content"):
            return httpx.Response(200, content=b"video", headers={"content-type": "video/mp4"})
        task = {"id": "t1", "object": "video", "progress": 0, "created_at": 1}
        shown = {"status": "queued"} if request.method == "POST" else last
        return httpx.Response(200, json={**task, **shown})

    now = [0.0]
    client = Client(
        "key",
        transport=httpx.MockTransport(answer),
        clock=lambda: now[0],
        sleep=lambda seconds: now.__setitem__(0, now[0] + seconds),
    )
    with client:
        return client.render(model=asked, prompt="A kite")


DATED = pytest.mark.parametrize(
    "named", [{}, {"model": "sora-2-2025-12-08"}], ids=["none", "dated"]
)


@DATED
@pytest.mark.parametrize("model", ["sora-2", "omni-fast"])
def test_a_video_of_the_api_itself_is_fetched(model: str, named: dict[str, str]) -> None:
    assert rendered(model, status="completed", **named) == b"video"


@DATED
def test_the_reason_of_a_failure_is_told(named: dict[str, str]) -> None:
    with pytest.raises(TaskFailedError, match="out of memory"):
        rendered("doubao-seedance-2-0", status="failed", fail_reason="out of memory", **named)
