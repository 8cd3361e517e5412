"""Programs told to retry, as clients to be checked: `retrying.py curl`; a job a line.

Each sends again as its own documentation has it. What polls is the loop of OpenAI's examples.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from cometvideo.conformance.adapters import files_opened
from cometvideo.conformance.protocol import Job

TIMEOUT_S = 2.0
TRIES = 2


def by_curl(job: Job, method: str, path: str) -> tuple[int, Any]:
    """By the program, which writes the form itself."""
    form: list[str] = []
    for name, value in job.request.items() if method == "POST" else ():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                file = f"{name}=@{each['path']};filename={each['filename']}"
                form += ["--form", f"{file};type={each['content_type']}"]
            else:
                form += ["--form-string", f"{name}={each}"]
    command = ["curl", "--silent", "--show-error", "--request", method, *form]
    command += ["--retry", str(TRIES), "--retry-all-errors", "--max-time", str(TIMEOUT_S)]
    command += ["--header", f"Authorization: Bearer {job.key}", "--write-out", "%{http_code}"]
    with NamedTemporaryFile() as kept:  # which has the last answer alone, and the output every one
        command += ["--output", kept.name, job.base_url + path]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode:
            raise OSError(done.stderr.decode(errors="replace").strip())
        return int(done.stdout), json.loads(kept.read())


def by_requests(job: Job, method: str, path: str) -> tuple[int, Any]:
    """By a session that retries whatever it may."""
    import requests
    from urllib3 import Retry

    again = Retry(TRIES, allowed_methods=None, status_forcelist=[500], raise_on_status=False)
    opened = files_opened(job.request) if method == "POST" else {}
    parts = [
        (name, each if isinstance(each, tuple) else (None, str(each)))
        for name, value in opened.items()
        for each in (value if isinstance(value, list) else [value])
    ]
    with requests.Session() as session:
        session.mount("http://", requests.adapters.HTTPAdapter(max_retries=again))
        headers = {"Authorization": f"Bearer {job.key}"}
        answer = session.request(
            method, job.base_url + path, files=parts or None, headers=headers, timeout=TIMEOUT_S
        )
        return answer.status_code, answer.json()


def by_litellm(job: Job, method: str, path: str) -> tuple[int, Any]:
    """By its router, which sends again; what it asks after it asks after as its pages show."""
    litellm = import_module("litellm")
    at = {"api_base": job.base_url, "api_key": job.key}
    if method == "POST":
        asked = {name: _opened(value) for name, value in job.request.items()}
        asked["model"] = "video"
        params = {"model": f"openai/{job.request['model']}", **at}
        routed: Any = [{"model_name": "video", "litellm_params": params}]
        router = litellm.Router(model_list=routed, num_retries=TRIES, retry_after=0)
        found: Any = asyncio.run(router.avideo_generation(timeout=TIMEOUT_S, **asked))
        wanted = found.id
    else:
        wanted = path.rpartition("/")[2]
        found = litellm.video_status(wanted, timeout=TIMEOUT_S, custom_llm_provider="openai", **at)
    return 200, {**found.model_dump(), "id": wanted}


def _opened(value: object) -> object:
    """A field as LiteLLM takes it: a file opened, and one alone."""
    if isinstance(value, list):
        raise NotImplementedError
    return Path(str(value["path"])).open("rb") if isinstance(value, dict) else value


def answer_to(send: Callable[[Job, str, str], tuple[int, Any]], job: Job) -> dict[str, Any]:
    """Create, and ask until it has ended."""
    task = None
    try:
        status, data = send(job, "POST", "/videos")
        while status == 200 and data["status"] in {"queued", "in_progress"}:
            task = data["id"]
            time.sleep(job.poll_interval_s)
            status, data = send(job, "GET", f"/videos/{task}")
    except NotImplementedError:
        return {"outcome": "unsupported"}
    except Exception as caught:
        status = getattr(caught, "status_code", None) or 0
        data = {"message": f"{type(caught).__name__}: {caught}"}
    reason = data.get("error") or data
    said = reason.get("message") if isinstance(reason, dict) else reason
    error = {"message": str(said or f"returned with the status {data.get('status')}")}
    if status == 200:
        outcome = data["status"] if data["status"] in {"completed", "failed"} else "error"
        return {"outcome": outcome, "task_id": task or data.get("id"), "error": error}
    refused = 400 <= status < 500 and task is None
    outcome = "refused" if refused else "error"
    return {"outcome": outcome, "task_id": task, "error": {**error, "status": status or None}}


SENDERS = {"curl": by_curl, "requests": by_requests, "litellm": by_litellm}

if __name__ == "__main__":
    if sys.argv[1] == "litellm":
        os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "true")  # else it asks elsewhere
        import_module("litellm")  # which takes long
    # What a library prints, on either stream, is none of the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        answers.write(json.dumps(answer_to(SENDERS[sys.argv[1]], Job(**json.loads(line)))) + "\n")
        answers.flush()
