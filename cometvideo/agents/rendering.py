"""Rendering: one create for one token, sent by the client of the package through a guard."""

from collections.abc import Mapping

from cometvideo.agents.quotes import Quotes
from cometvideo.agents.tools import Json
from cometvideo.client import AmbiguousCreateError, Client, NotSentError, RefusedError, Task
from cometvideo.errors import InputError

__all__ = ["Renderer", "check_guard"]


class Renderer:
    """Renders what was quoted, and tells how it goes; `client` sends to a guard."""

    def __init__(self, quotes: Quotes, client: Client) -> None:
        self.quotes = quotes
        self._client = client

    def render(self, request: Mapping[str, object], token: str) -> Json:
        """Start the video that was quoted: this is paid for. `token` comes from `quote`.

        `outcome` is started, with a `task_id` for `task`; refused; not sent; or unsure: then a
        task may have been started, and to ask again may pay twice.
        """
        fields = self.quotes.redeem(token, request)
        try:
            task = self._client.create(fields, strict=True)
        except AmbiguousCreateError as error:
            return {"outcome": "unsure", "why": str(error)}
        except RefusedError as error:
            return {"outcome": "refused", "why": str(error)}
        except NotSentError as error:
            return {"outcome": "not sent", "why": str(error)}
        return {"outcome": "started", **_told(task)}

    def task(self, task_id: str) -> Json:
        """Ask how a task is going, for free; `video_url` is there once it is done."""
        return _told(self._client.retrieve(task_id))


def check_guard(base_url: str) -> None:
    """Raise InputError unless a guard answers there: nothing else holds a second create."""
    import httpx

    try:
        address = httpx.URL(base_url).copy_with(path="/_guard", query=None, fragment=None)
        answer = httpx.get(address, timeout=5, trust_env=False)
        is_guard = answer.is_success and "creates" in answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        is_guard = False
    if not is_guard:
        raise InputError(f"no guard answers at {base_url}: start one with `cometvideo guard`")


def _told(task: Task) -> Json:
    why = task.reason.message if task.reason else None
    return {
        "task_id": task.id,
        "status": task.status,
        "ended": task.terminal,
        "progress": task.progress,
        "video_url": task.video_url,
        "why": why,
    }
