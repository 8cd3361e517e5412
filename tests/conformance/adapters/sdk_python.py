"""An SDK for Python as a client to be checked: `sdk_python.py openai OpenAI`; one job a line."""

import json
import sys
from importlib import import_module
from typing import Any

from cometvideo.conformance.adapters import openai_style
from cometvideo.conformance.protocol import Job

module, name = sys.argv[1:]
sdk = getattr(import_module(module), name)


def make(job: Job) -> Any:
    """The SDK's client as its users make it, with a timeout of seconds instead of ten minutes."""
    return sdk(base_url=job.base_url, api_key=job.key, timeout=2.0)


client = openai_style(make)
for line in sys.stdin:
    answer = client(Job(**json.loads(line)))
    error = {"message": answer.message, "status": answer.status}  # type: ignore[union-attr]
    data = {"outcome": answer.outcome, "task_id": answer.task_id, "error": error}  # type: ignore[union-attr]
    sys.stdout.write(json.dumps(data) + "\n")
    sys.stdout.flush()
