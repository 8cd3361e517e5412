"""A small client with a switch for every fault: without one it is right, with one it is not."""

import hashlib
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from cometvideo.conformance.protocol import Job
from cometvideo.wire.bodies import multipart, urlencoded
from cometvideo.wire.request import Part
from tests.miniatures.clients.faults import FAULTS

Data = dict[str, Any]
RIGHT = ""
FIRST = "doubao-seedance-2-0"
LAST = {"completed": True, "failed": False, "error": False}
UNDERWAY = ("queued", "in_progress")
FINAL = ("model_not_found", "invalid_request")
LISTED = {
    *("id", "task_id", "object", "model", "status"),
    *("progress", "created_at", "completed_at", "video_url"),
}


class Ended(Exception):  # noqa: N818
    """Carries the answer out of wherever it is known."""

    def __init__(self, outcome: str, message: str = "", **further: object) -> None:
        super().__init__(message)
        self.answer: Data = {"outcome": outcome, "error": {"message": message}, **further}


def miniature(fault: str = RIGHT) -> Callable[[Job], Data]:
    """The client with a fault."""
    assert fault in {RIGHT, *FAULTS}

    def client(job: Job) -> Data:
        run = Run(job, fault)
        try:
            return run.render()
        except Ended as end:
            return {"task_id": run.task_id, **end.answer}

    return client


class Run:
    def __init__(self, job: Job, fault: str) -> None:
        self.job, self.fault = job, fault
        self.task_id: str | None = None
        self.http = httpx.Client(
            transport=job.transport() if job.transport else None,
            timeout=min(job.deadline_s, 1.0),
        )
        self.end = job.clock() + job.deadline_s

    def has(self, fault: str) -> bool:
        return self.fault == fault

    # --- Asking ---

    def headers(self) -> dict[str, str]:
        scheme = "" if self.has("bare-key") else "Bearer "
        return {"Authorization": scheme + self.job.key}

    def send(self, method: str, path: str, **further: Any) -> httpx.Response:
        headers = {**self.headers(), **further.pop("headers", {})}
        response = self.http.request(method, self.job.base_url + path, headers=headers, **further)
        if self.has("key-follows") and response.is_redirect:
            response = self.http.get(response.headers["location"], headers=headers)
        return response

    def message(self, response: httpx.Response) -> str:
        try:
            data = response.json()
        except ValueError:
            return response.text[:100]
        error = data.get("error", {})
        if not error and not self.has("one-envelope"):
            error = data
        return f"HTTP {response.status_code} {error.get('code')}: {error.get('message')}"

    # --- Creating ---

    def form(self) -> tuple[str, bytes]:
        parts: list[Part] = []
        for name, value in self.job.request.items():
            for each in value if isinstance(value, list) else [value]:
                parts += self.part(name, each, several=isinstance(value, list))
        if self.has("extra-field"):
            parts.append(Part("n", b"1"))
        if self.has("urlencoded") and not any(part.is_file for part in parts):
            return urlencoded(parts)
        return multipart(
            parts, "miniature-" + hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
        )

    def part(self, name: str, value: Any, *, several: bool) -> list[Part]:
        if isinstance(value, dict):
            data = Path(value["path"]).read_bytes()
            kind, filename = value["content_type"], value["filename"]
            if self.has("path-for-file") and not several:
                data = value["path"].encode()
            if self.has("octet-stream"):
                kind, filename = "application/octet-stream", "upload"
            if self.has("brackets") and several:
                name += "[]"
            return [Part(name, data, filename, kind)]
        if self.has("drops-number-text") and name == "seconds" and isinstance(value, str):
            return []
        if self.has("turns") and (sides := re.fullmatch(r"([1-9]\d+)x([1-9]\d+)", str(value))):
            value = f"{sides[2]}x{sides[1]}"
        if self.has("other-model") and value == FIRST:
            value = "doubao-seedance-2-0-fast"
        if self.has("clamps") and isinstance(value, int) and self.job.request["model"] == FIRST:
            value = min(max(value, 4), 15)
        if isinstance(value, float):
            value = int(value)
        text = str(value)
        if self.has("whole-float") and isinstance(value, int):
            text += ".0"
        if self.has("crlf"):
            text = text.replace("\n", "\r\n")
        return [Part(name, text.encode())]

    def create(self) -> Data:
        for _ in range(2):
            again, answer = self.create_once()
            if answer is not None:
                return answer
            if not again:
                break
        raise Ended("refused" if self.has("denies") else "unsure", "a task may exist")

    def create_once(self) -> tuple[bool, Data | None]:
        """Whether it is worth another time, and the task."""
        content_type, body = self.form()
        try:
            response = self.send(
                "POST", "/videos", content=body, headers={"Content-Type": content_type}
            )
        except httpx.ReadTimeout:
            return self.has("resends-late"), None
        except httpx.TransportError as error:
            dropped = "disconnected" in str(error)
            return self.has("resends-dropped" if dropped else "resends-unread"), None
        status = response.status_code
        if status >= 500 and not any(code in response.text for code in FINAL):
            return self.has("resends-5xx"), None
        if status == 429 and self.has("sends-two"):
            self.create_once()
            return True, None
        if status == 401 and self.has("resends-401"):
            self.create_once()
        if status == 401 and self.has("chatty"):
            sys.stderr.write(f"sent {self.headers()}\n")
        if status >= 300:
            raise Ended("refused", self.message(response))
        try:
            return False, response.json()
        except ValueError:
            return self.has("resends-unread"), None

    # --- Waiting ---

    def poll(self, task_id: str) -> httpx.Response | None:
        try:
            return self.send("GET", f"/videos/{task_id}")
        except httpx.TransportError:
            return None

    def wait(self, task: Data) -> Data:
        self.task_id = task_id = str(task["id"])
        interval = self.job.poll_interval_s / (2 if self.has("hurried") else 1)
        polls = failures = unknown = 0
        before, pause, trusting = "", interval, False
        if self.has("trailing-slash"):
            self.send("GET", f"/videos/{task_id}/")
        while True:
            self.job.sleep(0 if self.has("hasty") and polls < 10 and not failures else pause)
            if self.job.clock() >= self.end and not (trusting and self.has("no-deadline")):
                self.give_up(task_id)
            response = self.poll(task_id)
            polls += 1
            if response is None or response.status_code >= 400:
                failures += 1
                pause = self.pause_after(response, failures, interval)
                continue
            if response.is_redirect:
                raise Ended("error", "redirected")
            failures, pause = 0, interval
            task = response.json()
            word = str(task["status"])
            if word in LAST:
                return self.ended(task, word)
            if self.finished_early(task):
                raise Ended("completed")
            if word in UNDERWAY:
                unknown, trusting = 0, True
                continue
            unknown += 1
            if self.has("unknown-is-fine") and word == before:
                raise Ended("completed")
            if unknown == 3 or (self.has("unknown-is-fatal") and word == "unknown"):
                named = "" if self.has("nameless-status") else word
                raise Ended("error", f"unexpected status {named}")
            before = word

    def finished_early(self, task: Data) -> bool:
        if self.has("needs-task-id"):
            self.task_id = task["task_id"]
        if self.has("closed-schema") and set(task) - LISTED:
            raise Ended("error", "a field that is not in the schema")
        whole = self.has("whole-progress") and task["progress"] == 100
        return whole or (self.has("completed-at") and bool(task.get("completed_at")))

    def give_up(self, task_id: str) -> None:
        if self.has("forgets-id"):
            raise Ended("deadline", "timed out", task_id=None)
        raise Ended("deadline", f"{task_id} had not ended")

    def pause_after(self, response: httpx.Response | None, failures: int, interval: float) -> float:
        """How long to wait after a poll that failed; raises where waiting is of no use."""
        status = response.status_code if response is not None else 0
        message = self.message(response) if response is not None else "no answer"
        if self.has("gives-up") and status == 503:
            raise Ended("error", message)
        if 400 <= status < 429:
            lost = "task_not_exist" in message
            asks_again = (self.has("asks-401") and status == 401) or (
                self.has("asks-lost") and lost
            )
            if not asks_again:
                raise Ended("error", message)
        asked = float(response.headers.get("retry-after", 0)) if response is not None else 0.0
        if self.has("deaf"):
            asked = 0.0
        if not self.has("obedient"):
            asked = min(asked, max(self.end - self.job.clock(), 0.0))
        return max(asked, interval * (1 if self.has("same-pause") else 2**failures))

    def ended(self, task: Data, word: str) -> Data:
        if LAST[word]:
            if self.has("never-content"):
                raise Ended("error", "not good enough")
            return task
        if self.has("asks-once-more"):
            self.poll(task["id"])
        if self.has("error-is-fine") and word == "error":
            raise Ended("completed")
        reason = task.get("error", {}).get("message")
        if not self.has("one-reason"):
            reason = reason or task.get("fail_reason")
        raise Ended("failed", str(reason))

    # --- The video ---

    def render(self) -> Data:
        task = self.wait(self.create())
        link = task.get("video_url")
        if not link and not self.has("no-link-is-fine"):
            raise Ended("error", "no link")
        if not self.job.download:
            raise Ended("completed")
        data = self.download(str(link))
        if self.has("short-video"):
            data = data[:1000]
        video = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        raise Ended("completed", video=video)

    def download(self, link: str) -> bytes:
        headers = self.headers() if self.has("key-to-videos") else {}
        data = b""
        try:
            with self.http.stream("GET", link, headers=headers) as response:
                for piece in response.iter_bytes():
                    data += piece
        except httpx.TransportError as error:
            if not self.has("part-is-whole"):
                raise Ended("error", str(error)) from None
        if response.status_code >= 400 and not self.has("saves-error-page"):
            raise Ended("error", f"the link is not good any more: HTTP {response.status_code}")
        return data
