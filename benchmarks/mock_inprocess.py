"""Create and poll through httpx in one process: the mock's transport beside httpx's own.

    python -m benchmarks.mock_inprocess [ROUNDS]

The equivalent handler reads the form with python-multipart, checks key, model and length, keeps
tasks under ids as long as the API's, and answers with the same fields, as `mock_peers` does. Times
are microseconds of processor time a call, the best of all rounds, which alternate.
"""

import json
import sys
import time
from collections.abc import Callable

import httpx

from benchmarks.mock_peers import new_task
from cometvideo.mock import MockApi, transport

FIELDS = {"prompt": "a cat", "model": "doubao-seedance-2-0", "seconds": "5", "size": "1280x720"}
RANGES = {"doubao-seedance-2-0": (4, 15), "doubao-seedance-1-0-pro": (2, 10)}
BASE = "https://api.cometapi.com/v1"


def handwritten() -> httpx.MockTransport:
    """The fake that people write."""
    from io import BytesIO

    from python_multipart import parse_form

    tasks: dict[str, dict[str, object]] = {}

    def handle(request: httpx.Request) -> httpx.Response:
        if not request.headers.get("authorization", "").startswith("Bearer "):
            return httpx.Response(401)
        if request.method == "POST":
            fields: dict[str, str] = {}

            def note(field: object) -> None:
                name, value = field.field_name, field.value  # type: ignore[attr-defined]
                fields[name.decode()] = value.decode()

            headers = {"Content-Type": request.headers["content-type"].encode()}
            parse_form(headers, BytesIO(request.content), note, lambda file: None)  # noqa: ARG005
            low, high = RANGES[fields["model"]]
            if not low <= int(fields["seconds"]) <= high:
                return httpx.Response(400)
            task = new_task(fields["model"])
            tasks[str(task["id"])] = task
            return httpx.Response(200, json=task)
        known = tasks.get(request.url.path.rpartition("/")[2])
        if known is None:
            return httpx.Response(400)
        return httpx.Response(200, json={**known, "status": "in_progress", "progress": 50})

    return httpx.MockTransport(handle)


def microseconds(call: Callable[[], object], number: int = 200) -> float:
    """The processor time of a call."""
    begun = time.process_time()
    for _ in range(number):
        call()
    return (time.process_time() - begun) / number * 1e6


def main(rounds: int) -> None:
    """Print a table of times and ratios."""
    ways = {"mock": transport(MockApi(plan="never")), "MockTransport": handwritten()}
    found: dict[str, dict[str, list[float]]] = {"create": {}, "poll": {}}
    clients = {
        name: httpx.Client(transport=way, headers={"Authorization": "Bearer k"})
        for name, way in ways.items()
    }
    files = {name: (None, value) for name, value in FIELDS.items()}
    for _ in range(rounds):
        for name, client in clients.items():

            def create(client: httpx.Client = client) -> httpx.Response:
                return client.post(f"{BASE}/videos", files=files)

            task = json.loads(create().content)["id"]

            def poll(client: httpx.Client = client, task: str = task) -> httpx.Response:
                return client.get(f"{BASE}/videos/{task}")

            found["create"].setdefault(name, []).append(microseconds(create))
            found["poll"].setdefault(name, []).append(microseconds(poll))
    print(f"{'':10}{'mock':>10}{'MockTransport':>16}{'ratio':>8}")
    for load, times in found.items():
        ours, theirs = (min(each) for each in times.values())
        print(f"{load:10}{ours:10.0f}{theirs:16.0f}{ours / theirs:8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
