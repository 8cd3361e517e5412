"""The server that the mock is measured beside: `python -m benchmarks.mock_peers PORT`.

The Starlette application does what a careful hand-written fake does: it reads the form, checks
key, model and length, keeps tasks, and shows them.
"""

import os
import sys

__all__ = ["starlette_app"]


def starlette_app() -> object:
    """The hand-written fake, as a Starlette application."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse, Response
    from starlette.routing import Route

    tasks: dict[str, dict[str, object]] = {}
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
        task_id = "task_" + os.urandom(12).hex()
        task = {"id": task_id, "object": "video", "model": model, "status": "queued"}
        tasks[task_id] = {**task, "progress": 0, "created_at": 1, "polls": 0}
        return JSONResponse(tasks[task_id])

    async def retrieve(request: Request) -> Response:
        if not request.headers.get("authorization", "").startswith("Bearer "):
            return refused(401, "no key")
        task = tasks.get(request.path_params["id"])
        if task is None:
            return refused(400, "task_not_exist")
        task["polls"] = int(str(task["polls"])) + 1
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
