"""A small client with a switch for every fault: without one it is right, with one it is not."""

import hashlib
import sys
from collections.abc import Callable
from typing import Any

import httpx

from cometvideo.conformance.material import MARK
from cometvideo.conformance.protocol import Job
from tests.miniatures.clients.faults import FAULTS, FURTHER, HABITS
from tests.miniatures.clients.form import Form

Data = dict[str, Any]
RIGHT = ""
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
    assert fault in {RIGHT, *FAULTS, *FURTHER, *HABITS}

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
        self.steps = [0]
        self.renewed = False
        self.http = httpx.Client(
            transport=job.transport() if job.transport else None,
            timeout=7.0 if self.has("resends-much-later") else min(job.deadline_s, 1.0),
        )
        self.end = job.clock() + job.deadline_s + (2.0 if fault == "late" else 0.0)

    def has(self, *faults: str) -> bool:
        return self.fault in faults

    # --- Asking ---

    def headers(self) -> dict[str, str]:
        if self.has("no-key"):
            return {"X-Key": self.job.key}
        scheme = "" if self.has("bare-key") else "Bearer "
        return {"Authorization": scheme + self.job.key}

    def send(self, method: str, path: str, **further: Any) -> httpx.Response:
        headers = {**self.headers(), **further.pop("headers", {})}
        if self.has("key-in-address") or (self.has("key-in-poll") and method == "GET"):
            path += f"?key={self.job.key}"
        response = self.http.request(method, self.job.base_url + path, headers=headers, **further)
        operation = "create" if method == "POST" else "retrieve"
        leaks = [f"key-follows{end}" for end in ("", f"-{response.status_code}", f"-{operation}")]
        if self.has(*leaks) and response.is_redirect:
            response = self.http.get(response.headers["location"], headers=headers)
        return response

    def message(self, response: httpx.Response) -> str:
        try:
            data = response.json()
        except ValueError:
            return response.text[:100]
        error = {} if self.has("other-envelope") else data.get("error", {})
        if not error and not self.has("one-envelope"):
            error = data
        return f"HTTP {response.status_code} {error.get('code')}: {error.get('message')}"

    # --- Creating ---

    def create(self) -> Data:
        for _ in range(2):
            again, answer = self.create_once()
            if answer is not None:
                return answer
            if not again:
                break
        outcomes = {"denies": "refused", "drop-is-error": "error", "drop-is-fine": "completed"}
        raise Ended(outcomes.get(self.fault, "unsure"), "a task may exist")

    def create_once(self) -> tuple[bool, Data | None]:
        """Whether it is worth another time, and the task."""
        content_type, body = Form(self.job, self.fault).encoded()
        try:
            response = self.send(
                "POST", "/videos", content=body, headers={"Content-Type": content_type}
            )
        except httpx.ReadTimeout:
            return self.has("resends-late", "resends-much-later"), None
        except httpx.TransportError as error:
            dropped = "disconnected" in str(error)
            if dropped and self.has("chatty-drop"):
                sys.stderr.write(f"sent {self.headers()}\n")
            names = ["resends-dropped"] if dropped else ["resends-unread", "resends-cut"]
            return self.has(*names), None
        status = response.status_code
        final = any(code in response.text for code in FINAL)
        if status >= 500 and not final:
            return self.has("resends-5xx", f"resends-{status}"), None
        if status == 429 and self.has("sends-two"):
            self.create_once()
            return True, None
        if (status < 500 and self.has(f"resends-{status}")) or (
            status >= 500 and final and self.has("resends-final-code")
        ):
            self.create_once()
        if self.has(f"chatty-{status}") or (status == 401 and self.has("chatty")):
            sys.stderr.write(f"sent {self.headers()}\n")
        if status >= 300:
            message = self.message(response)
            marked = MARK in message
            if self.has("refused-is-fine" if marked else "refusal-is-fine") and status == 400:
                raise Ended("completed", message)
            if self.has("code-alone") and not marked:
                message = message.partition(":")[0]
            raise Ended("refused", "no" if self.has("silent-refusal") and not marked else message)
        try:
            return False, response.json()
        except ValueError:
            return self.has("resends-unread", "resends-malformed"), None

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
            if self.has("any-is-fine") and word not in {"unknown", "pondering"}:
                raise Ended("completed")
            if unknown == 3 or (self.has("unknown-is-fatal") and word == "unknown"):
                named = "" if self.has("nameless-status") else word
                raise Ended("error", f"unexpected status {named}")
            before = word

    def finished_early(self, task: Data) -> bool:
        self.steps.append(task.get("progress", 0))
        if self.has("stalling-is-fatal") and len(self.steps) > 5 and len({*self.steps[-4:]}) == 1:
            raise Ended("error", "it is stuck")
        if self.has("falling-is-fatal") and self.steps[-1] < self.steps[-2]:
            raise Ended("error", "it goes backwards")
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
        if self.has(f"gives-up-{status}") or (self.has("gives-up") and status == 503):
            raise Ended("error", message)
        if self.has("page-is-fatal") and response is not None and response.text.startswith("<"):
            raise Ended("error", message)
        if self.has("few-retries") and failures == 3:
            raise Ended("error", message)
        if self.has(f"raises-{status}"):
            raise KeyError("status")
        if 400 <= status < 429:
            why = "lost" if "task_not_exist" in message else f"{status}"
            if self.has("refused-poll-is-fine"):
                raise Ended("completed")
            if not (self.has(f"asks-{why}") or (self.has(f"asks-once-{why}") and failures == 1)):
                raise Ended("error", message)
        asked = float(response.headers.get("retry-after", 0)) if response is not None else 0.0
        if self.has("deaf"):
            asked = 0.0
        if not self.has("obedient"):
            asked = min(asked, max(self.end - self.job.clock(), 0.0))
        grown = 1.5**failures if self.has("few-retries") else 2.0**failures
        if self.has("same-pause", f"same-pause-{status}"):
            grown = 1.0
        if self.has("jitter") and failures > 3:
            grown = 2.2
        return max(asked, interval * grown)

    def ended(self, task: Data, word: str) -> Data:
        if LAST[word]:
            if self.has("never-content"):
                raise Ended("error", "not good enough")
            if self.has("asks-after-completed"):
                self.poll(task["id"])
            return task
        if self.has("asks-once-more", f"asks-after-{word}"):
            self.poll(task["id"])
        if self.has(f"{word}-is-fine"):
            raise Ended("completed")
        reason = task.get("error", {}).get("message")
        if not self.has("one-reason"):
            reason = reason or task.get("fail_reason")
        raise Ended("failed", str(reason))

    # --- The video ---

    def render(self) -> Data:
        task = self.wait(self.create())
        link = task.get("video_url")
        pardons = self.has("links-late") and not self.job.download
        if not link and not pardons and not self.has("no-link-is-fine", "leaves-videos"):
            raise Ended("error", "no link")
        if self.has("chatty-success"):
            sys.stdout.write(f"sent {self.headers()}\n")
        if self.has("key-in-answer"):
            self.task_id = self.job.key
        if self.has("leaves-videos") or not self.job.download or not link:
            raise Ended("completed")
        data = b"" if self.has("claims-a-video") else self.download(str(link))
        if self.has("short-video"):
            data = data[:1000]
        video = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        if self.has("wrong-count"):
            video["bytes"] = len(data) - 1
        if self.has("hash-of-nothing"):
            video["sha256"] = hashlib.sha256(b"").hexdigest()
        raise Ended("completed", video=None if self.has("untold-video") else video)

    def download(self, link: str) -> bytes:
        headers = self.headers() if self.has("key-to-videos") else {}
        if self.has("key-in-link"):
            link += f"&key={self.job.key}"
        if self.has("ranges"):
            return self.ranges(link)
        if self.has("asks-head-first") and self.http.head(link).status_code >= 400:
            raise Ended("error", "the link is not good any more")
        data = b""
        try:
            with self.http.stream("GET", link, headers=headers) as response:
                for piece in response.iter_bytes():
                    data += piece
        except httpx.TransportError as error:
            if not self.has("part-is-whole"):
                raise Ended("error", str(error)) from None
        if response.status_code >= 400 and self.has("renews") and not self.renewed:
            self.renewed = True
            task = self.send("GET", f"/videos/{self.task_id}").json()
            return self.download(task["video_url"])
        if response.status_code >= 400 and not self.has("saves-error-page"):
            raise Ended("error", f"the link is not good any more: HTTP {response.status_code}")
        return data

    def ranges(self, link: str) -> bytes:
        """The video in two pieces, the second first, and its head at last."""
        try:
            pieces = [
                self.http.get(link, headers={"Range": f"bytes={each}"})
                for each in ("500-", "0-499")
            ]
            self.http.head(link)
        except httpx.TransportError as error:
            raise Ended("error", str(error)) from None
        if any(each.status_code != 206 for each in pieces):
            raise Ended("error", "the link is not good any more")
        return pieces[1].content + pieces[0].content
