"""A small client in plain Python that the checks can drive: one job a line, one answer a line.

    cometvideo check-client --mode open -- python examples/clients/client.py

It needs nothing but the standard library. What it takes care of, and why, is what the clauses ask:
a create is sent once; a poll that fails for a moment is sent again, later each time; the deadline
holds whatever the API does; the key goes to the API alone.
"""

import hashlib
import http.client
import json
import secrets
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

FINISHED = {"completed": True, "failed": False, "error": False}
NEVER_AGAIN = range(400, 429)
FINAL = (b"model_not_found", b"invalid_request")  # of a 5xx: nothing was created
TIMEOUT_S = 2.0


class Ended(Exception):  # noqa: N818 - an end is not always an error
    """Carries the answer to the job."""

    def __init__(self, outcome, message="", **further):
        super().__init__(message)
        self.answer = {"outcome": outcome, "error": {"message": message}, **further}


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: urllib would take the key along to any host."""

    def redirect_request(self, *_):
        """Leave the answer as it is."""


def send(url, key="", body=None, content_type=""):
    """One exchange; returns the status, the headers and the body, whatever the status."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    if content_type:
        headers["Content-Type"] = content_type
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - the API's, or its link
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=TIMEOUT_S) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def form(fields):
    """The fields as a multipart form, files with their name and type."""
    boundary = secrets.token_hex(16)
    lines = []
    for name, value in fields.items():
        for each in value if isinstance(value, list) else [value]:
            head, data = f'Content-Disposition: form-data; name="{name}"', str(each).encode()
            if isinstance(each, dict):
                head += f'; filename="{each["filename"]}"\r\nContent-Type: {each["content_type"]}'
                data = Path(each["path"]).read_bytes()
            elif isinstance(each, float):
                data = str(int(each)).encode()
            lines += [f"--{boundary}\r\n{head}\r\n\r\n".encode(), data, b"\r\n"]
    lines.append(f"--{boundary}--\r\n".encode())
    return b"".join(lines), f"multipart/form-data; boundary={boundary}"


def message_of(status, body):
    """What an error says, in either envelope, or as the page that a proxy puts in its place."""
    try:
        data = json.loads(body)
        error = data.get("error") or data
        return f"HTTP {status} {error.get('code') or ''}: {error['message']}"
    except (ValueError, AttributeError, KeyError):
        return f"HTTP {status}: {body[:200].decode(errors='replace')}"


def create(job):
    """Start the task, once: whoever sends a create again may pay for it again."""
    body, content_type = form(job["request"])
    try:
        status, _, answer = send(job["base_url"] + "/videos", job["key"], body, content_type)
    except ConnectionRefusedError as error:
        raise Ended("refused", f"the API is not there: {error}") from None
    except (OSError, http.client.HTTPException) as error:
        raise Ended("unsure", f"a task may have been created: {error!r}") from None
    if status >= 500 and not any(code in answer for code in FINAL):
        raise Ended("unsure", f"a task may have been created: {message_of(status, answer)}")
    if status >= 300:
        raise Ended("refused", message_of(status, answer))
    try:
        return json.loads(answer)["id"]
    except (ValueError, KeyError):
        raise Ended("unsure", "a task was created, and its id cannot be read") from None


def wait(job, task_id, end):
    """Follow the task to its end, and return its link."""
    failures, word = 0, "not known yet"
    pause = job["poll_interval_s"]
    while True:
        time.sleep(max(0, min(pause, end - time.monotonic())))
        if time.monotonic() >= end:
            raise Ended("deadline", f"{task_id} had not ended yet; it was {word}")
        try:
            status, headers, body = send(f"{job['base_url']}/videos/{task_id}", job["key"])
            task = json.loads(body) if status == 200 else None
        except (OSError, http.client.HTTPException, ValueError):
            status, headers, body, task = 0, {}, b"", None
        if task is None:
            if 300 <= status < 400 or status in NEVER_AGAIN:
                raise Ended("error", message_of(status, body))
            failures += 1
            asked = headers.get("Retry-After") or ""
            pause = job["poll_interval_s"] * 2**failures
            pause = max(pause, float(asked)) if asked.isdecimal() else pause
            continue
        failures, pause, word = 0, job["poll_interval_s"], task["status"]
        if FINISHED.get(word):
            return task.get("video_url")
        if word in FINISHED:
            reason = task.get("error") or task.get("fail_reason")
            raise Ended("failed", f"{word}: {reason}")
        # Any other status, known or not, is no end: the deadline is.


def download(link):
    """Fetch the video, without the key: it lies with somebody else."""
    try:
        status, headers, data = send(link)
    except (OSError, http.client.HTTPException) as error:
        raise Ended("error", f"the video did not arrive: {error!r}") from None
    if status != 200:
        raise Ended("error", f"the link is not good any more: HTTP {status}")
    if len(data) != int(headers.get("Content-Length", len(data))):
        raise Ended("error", "the video arrived in part")
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def render(job, known):
    """Create, wait, download; `known` keeps the id as soon as there is one."""
    end = time.monotonic() + job["deadline_s"]
    known["task_id"] = create(job)
    link = wait(job, known["task_id"], end)
    if not link:
        raise Ended("error", "the task ended well and has no link")
    return download(link) if job["download"] else None


def do(job):
    """Do one job and say what became of it."""
    known = {"task_id": None}
    try:
        return {"outcome": "completed", "video": render(job, known), **known}
    except Ended as ended:
        return {**known, **ended.answer}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(do(json.loads(line))), flush=True)
