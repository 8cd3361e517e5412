"""The server that the mock is measured beside: `python -m benchmarks.mock_peers PORT`.

The Starlette application does what a careful hand-written fake does: it checks the key, reads the
form and the reference image in it, checks model, prompt, length and the image's first bytes, keeps
tasks under ids like the API's, counts how often each is asked after, and answers with the fields
that are documented. The mock does more: it judges every field, measures the image, and keeps a
journal.
"""

import os
import sys
from collections import Counter

__all__ = ["new_task", "starlette_app"]


def new_task(model: str) -> dict[str, object]:
    """A task object with the fields that are documented, and an id as long as the API's."""
    task_id = "task_" + os.urandom(12).hex()
    return {
        "id": task_id,
        "task_id": task_id,
        "object": "video",
        "model": model,
        "status": "queued",
        "progress": 0,
        "created_at": 1_767_225_600,
    }


def starlette_app() -> object:
    """The hand-written fake, as a Starlette application."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    tasks: dict[str, dict[str, object]] = {}
    polls: Counter[str] = Counter()
    ranges = {"doubao-seedance-2-0": (4, 15), "doubao-seedance-1-0-pro": (2, 10)}

    def refused(status: int, message: str) -> JSONResponse:
        return JSONResponse({"error": {"message": message, "code": ""}}, status)

    async def create(request: Request) -> Response:
        if not request.headers.get("authorization", "").startswith("Bearer "):
            return refused(401, "no key")
        async with request.form() as form:
            model, seconds = str(form.get("model")), str(form.get("seconds", "5"))
            reference = form.get("input_reference")
            if reference is not None and not isinstance(reference, str):
                data = await reference.read()
                if not data.startswith(b"\x89PNG"):
                    return refused(400, "no image")
        if model not in ranges or not form.get("prompt"):
            return refused(503, "model_not_found")
        low, high = ranges[model]
        if not low <= int(seconds) <= high:
            return refused(400, "InvalidParameter")
        task = new_task(model)
        tasks[str(task["id"])] = task
        return JSONResponse(task)

    async def retrieve(request: Request) -> Response:
        if not request.headers.get("authorization", "").startswith("Bearer "):
            return refused(401, "no key")
        task = tasks.get(request.path_params["id"])
        if task is None:
            return refused(400, "task_not_exist")
        polls[str(task["id"])] += 1
        return JSONResponse({**task, "status": "in_progress", "progress": 50})

    return Starlette(
        routes=[
            Route("/v1/videos", create, methods=["POST"]),
            Route("/v1/videos/{id}", retrieve, methods=["GET"]),
        ]
    )


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(starlette_app(), port=int(sys.argv[1]), log_level="critical", access_log=False)  # type: ignore[arg-type]
