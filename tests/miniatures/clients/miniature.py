"""A small client with a switch for every fault: without one it is right, with one it is not."""

import hashlib
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from cometvideo.conformance.material import MARK
from cometvideo.conformance.protocol import Job
from cometvideo.samples.files import picture
from cometvideo.wire.bodies import multipart, urlencoded
from cometvideo.wire.request import Part
from tests.miniatures.clients.faults import FAULTS, FURTHER, HABITS

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

    def form(self) -> tuple[str, bytes]:
        parts: list[Part] = []
        for name, value in self.job.request.items():
            several = isinstance(value, list)
            values = list(value) if isinstance(value, list) else [value]
            if self.has("files-turned"):
                values = values[::-1]
            if self.has("first-file-alone", "smaller-and-fewer"):
                values = values[:1]
            for each in values:
                if isinstance(each, dict):
                    parts += self.file(name, each, several=several)
                else:
                    parts += self.text(name, each)
        files = [part for part in parts if part.is_file]
        if self.has("extra-field-with-file" if files else "extra-field"):
            parts.append(Part("n", b"1"))
        if self.has("key-in-body-with-file" if files else "key-in-body"):
            parts.append(Part("prompt", self.job.key.encode()))
        if self.has("sends-twice"):
            parts.append(parts[0])
        if self.has("adds-size") and not any(part.name == "size" for part in parts):
            parts.append(Part("size", b"16:9"))
        if self.has("urlencoded-with-file" if files else "urlencoded"):
            return urlencoded([Part(p.name, b"" if p.is_file else p.data) for p in parts])
        content_type, body = multipart(
            parts, "miniature-" + hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
        )
        return content_type.partition(";")[0] if self.has("no-boundary") else content_type, body

    def file(self, name: str, value: Data, *, several: bool) -> list[Part]:
        data = Path(value["path"]).read_bytes()
        kind, filename = value["content_type"], value["filename"]
        if self.has("path-for-file") and not several:
            data = value["path"].encode()
        if self.has("file-left-out") and not several:
            return []
        if self.fault.startswith("smaller"):
            data = picture(64, 48 + len(data) % 7)
        if self.has("smaller-and-odd") and filename == "view-2.png":
            data = b"not a picture"
        if self.has("smaller-and-cut") or (self.has("cuts-reference") and "view" not in filename):
            data = data[:-20]
        as_text = {"file-as-text": not several, "files-as-text": several}
        if as_text.get(self.fault) or (self.has("reference-as-text") and "view" not in filename):
            return [Part(name, data)]
        if self.has("file-cut"):
            data = data[:-1]
        if self.has("octet-stream", "wrong-type"):
            kind = "application/octet-stream"
        if self.has("octet-stream", "no-ending"):
            filename = "upload"
        if self.has("brackets") and several:
            name += "[]"
        times = 2 if self.has("file-twice") and not several else 1
        return [Part(name, data, filename, kind)] * times

    def number(self, name: str, text: str) -> list[Part]:
        """A number that was given as text."""
        if self.has("drops-number-text"):
            return []
        if self.has("alters-number-text"):
            text = str(int(text) + 1)
        if self.has("number-text-as-file"):
            return [Part(name, text.encode(), "seconds.txt", "text/plain")]
        return [Part(name, text.encode())] * (2 if self.has("number-text-twice") else 1)

    def text(self, name: str, value: Any) -> list[Part]:
        if name == "seconds" and isinstance(value, str):
            return self.number(name, value)
        if self.has("drops-size") and name == "size":
            return []
        if self.has("drops-model") and name == "model" and value == FIRST:
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
        if self.has("quoted-number") and isinstance(value, int):
            text = f'"{text}"'
        if self.has("crlf"):
            text = text.replace("\n", "\r\n")
        if self.has("cuts-prompt"):
            text = text[:4000]
        if self.has("unquotes"):
            text = text.replace('"', "'")
        return [Part(name, text.encode("ascii" if self.has("ascii") else "utf-8", "replace"))]

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
        content_type, body = self.form()
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
                raise Ended("completed")
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
        same = self.has("same-pause", f"same-pause-{status}")
        return max(asked, interval * (1 if same else 2**failures))

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
        if not link and not self.has("no-link-is-fine", "leaves-videos"):
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
        raise Ended("completed", video=video)

    def download(self, link: str) -> bytes:
        headers = self.headers() if self.has("key-to-videos") else {}
        if self.has("key-in-link"):
            link += f"&key={self.job.key}"
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
