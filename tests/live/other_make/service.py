"""What the other upstream answers: a create, a question after a task, a video."""

import json
import re
import secrets
import time
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from tests.live.other_make.switches import Switches
from tests.live.other_make.videos import make

__all__ = ["Reply", "Service"]


class Reply(NamedTuple):
    """An answer; `cut` is after how many bytes of its body the connection ends, None: never."""

    status: int
    body: bytes
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    cut: int | None = None


class _RefusedError(Exception):
    """A create that is not taken: the kind of fault, and the field that it is about."""

    def __init__(self, fault: str, field: str = "") -> None:
        self.fault, self.field = fault, field


class _Form(NamedTuple):
    """What a body says: texts by name in the order sent, and files by name."""

    texts: list[tuple[str, bytes]]
    files: list[tuple[str, bytes, str]]


class Service:
    """The upstream, without its sockets."""

    def __init__(self, switches: Switches, key: str, cache: Path) -> None:
        self.s = switches
        self.key = key
        self.cache = cache
        self.videos_at = ""
        self.tasks: dict[str, dict[str, Any]] = {}
        self.counts: dict[str, int] = {}

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Reply:
        """The answer to one request."""
        path = target.partition("?")[0]
        if path.startswith("/files/"):
            return self._video(path.removeprefix("/files/"))
        is_create = [method, path] == self.s["create"]
        is_retrieve = method == self.s["retrieve"][0] and path.startswith(self.s["retrieve"][1])
        kind = "create" if is_create else "retrieve" if is_retrieve else "other"
        trouble = self._trouble(kind, body)
        if trouble is not None:
            return trouble
        if not (is_create or is_retrieve):
            return self._nowhere()
        if headers.get("authorization") != f"Bearer {self.key}":
            return self._refuse("no-key", "", "invalid token")
        if is_create:
            return self._asked_for(headers.get("content-type", ""), body)
        task = self.tasks.get(path.removeprefix(self.s["retrieve"][1]))
        if task is None and self.s["ghosts"]:
            task = {"id": "task_0", "model": "", "size": "", "seconds": 0, "polls": 0}
        return self._refuse("no-task", "", "task_not_exist") if task is None else self._task(task)

    # -- creates ------------------------------------------------------------------------------

    def _asked_for(self, content_type: str, body: bytes) -> Reply:
        try:
            return self._create(content_type, body)
        except _RefusedError as error:
            return self._refuse(error.fault, error.field)

    def _create(self, content_type: str, body: bytes) -> Reply:
        form = self._form(content_type, body)
        fields: dict[str, str] = {}
        known = {"prompt", "model", "seconds", "size", "input_reference"}
        for name, data in form.texts:
            plain = re.sub(r"\[\w*\]$", "", name)
            if plain != name and plain in known:
                self._may("brackets", name)
                if self.s["brackets"] != "read":
                    continue
            elif name not in known:
                self._may("stranger", name)
                continue
            if plain in fields:
                self._may("twice", name)
                if self.s["twice"] == "first":
                    continue
            if plain == "input_reference":
                raise _RefusedError("file", name)
            try:
                fields[plain] = data.decode()
            except UnicodeDecodeError:
                self._may("latin1", name)
                fields[plain] = data.decode("latin-1")
        model = self._model(fields)
        seconds = self._seconds(model, fields.get("seconds"))
        size = self._size(model, fields.get("size"))
        self._files(model, form, known)
        return self._start(model, size, seconds)

    def _may(self, switch: str, field: str) -> None:
        if self.s[switch] == "refused":
            raise _RefusedError(switch, field)

    def _form(self, content_type: str, body: bytes) -> _Form:
        kind, _, rest = content_type.partition(";")
        if kind == "multipart/form-data":
            boundary = re.search(r'boundary="?([^";]+)', rest)
            if boundary is None:
                raise _RefusedError("malformed")
            return _multipart(body, boundary[1].encode())
        if kind == "application/json":
            self._may("json", "")
            return _Form([(key, str(each).encode()) for key, each in json.loads(body).items()], [])
        if kind == "application/x-www-form-urlencoded":
            self._may("urlencoded", "")
            pairs = parse_qsl(body.decode(), keep_blank_values=True)
            return _Form([(key, each.encode()) for key, each in pairs], [])
        self._may("other_encoding", "")
        return _Form([], [])

    def _model(self, fields: dict[str, str]) -> str:
        for name in self.s["required"]:
            if name not in fields:
                raise _RefusedError("missing", name)
        if not fields.get("prompt"):
            self._may("empty", "prompt")
        model = str(fields.get("model", next(iter(self.s["seconds"]))))
        if model not in self.s["seconds"]:
            raise _RefusedError("model", "model")
        return model

    def _seconds(self, model: str, asked: str | None) -> int:
        if asked is None:
            return int(self.s["default_seconds"][model])
        least, most = self.s["seconds"][model]
        if not re.fullmatch("[0-9]{1,4}", asked):
            raise _RefusedError("seconds form", "seconds")
        if not least <= int(asked) <= most:
            raise _RefusedError("seconds", "seconds")
        return int(asked)

    def _size(self, model: str, asked: str | None) -> str:
        if asked is None:
            default = self.s["default_size"]
            return str(default[model] if isinstance(default, dict) else default)
        if not re.fullmatch(self.s["pattern"], asked):
            raise _RefusedError("size", "size")
        rows = self.s["sizes"][model]
        if ":" in asked:
            own = self.s["presets"].get(model, {}).get(asked)
            return str(own or rows[self.s["preset"][model]].get(asked) or "1280x720")
        if asked not in [size for row in rows.values() for size in row.values()]:
            fate = self.s["unlisted"]
            fate = fate.get(model, "as asked") if isinstance(fate, dict) else fate
            if fate == "refused":
                raise _RefusedError("unlisted", "size")
            return asked if fate == "as asked" else f"{fate}"
        renders = self.s["renders"]
        return str(renders.get(model, {}).get(asked) or renders.get("*", {}).get(asked) or asked)

    def _files(self, model: str, form: _Form, known: set[str]) -> None:
        for name, data, declared in form.files:
            plain = re.sub(r"\[\w*\]$", "", name)
            if plain not in known:
                self._may("stranger", name)
                continue
            if plain != name:
                self._may("brackets", name)
                if self.s["brackets"] != "read":
                    continue
            if model not in self.s["reference"]:
                raise _RefusedError("reference", "input_reference")
            if not data.startswith((b"\x89PNG", b"\xff\xd8", b"RIFF")):
                if declared.startswith("text/"):
                    raise _RefusedError("file", name)
                self._may("file", name)
            if data.startswith(b"\x89PNG") and not data.endswith(b"IEND\xaeB`\x82"):
                self._may("cut_file", name)
            if not declared.startswith("image/"):
                self._may("declared_type", name)
            sides = data[16:24]
            if data.startswith(b"\x89PNG") and int.from_bytes(sides[:4], "big") < 300:
                self._may("small_file", name)

    def _start(self, model: str, size: str, seconds: int) -> Reply:
        name = f"task_{secrets.token_hex(8)}"
        longer = self.s["longer"]
        long = seconds + longer.get(model, longer.get("*", 0))
        self.tasks[name] = {"id": name, "model": model, "size": size, "seconds": long, "polls": 0}
        return self._shown(self.tasks[name], self.s["create_status"])

    # -- tasks --------------------------------------------------------------------------------

    def _task(self, task: dict[str, Any]) -> Reply:
        task["polls"] += 1
        return self._shown(task, self.s["retrieve_status"])

    def _shown(self, task: dict[str, Any], status: int) -> Reply:
        words = self.s["statuses"]
        life = [words["first"], *words["then"], words["last"]]
        at = min(task["polls"], len(life) - 1)
        is_done = at == len(life) - 1
        shown: dict[str, Any] = {
            "id": task["id"],
            "task_id": task["id"],
            "object": self.s["object"],
            "model": task["model"],
            "status": life[at],
            "progress": self.s["progress"][-1 if is_done else min(at, len(self.s["progress"]) - 2)],
            "created_at": int(time.time()) * self.s["clock"],
        }
        if is_done or self.s["early_link"]:
            origin = self.videos_at if self.s["other_host"] else self.s["api_at"]
            signature = "?Expires=1&Signature=abc" if self.s["signed"] else ""
            shown["video_url"] = f"{origin}/files/{task['id']}.mp4{signature}"
        if is_done:
            shown["completed_at"] = int(time.time()) * self.s["clock"]
        shown |= self.s["add"]
        shown |= {key: each for key, each in self.s["put"].items() if key in shown}
        body = {key: each for key, each in shown.items() if key not in self.s["drop"]}
        return Reply(status, json.dumps(body).encode(), headers=tuple(self.s["headers"].items()))

    def _video(self, name: str) -> Reply:
        if self.s["redirect"] and not name.startswith("at/"):
            return Reply(302, b"", headers=(("Location", f"/files/at/{name}"),))
        task = self.tasks[name.removeprefix("at/").removesuffix(".mp4")]
        width, _, height = task["size"].partition("x")
        data = make(int(width), int(height), task["seconds"], self.s["video"], self.cache)
        return Reply(200, data, "video/mp4")

    # -- refusals -----------------------------------------------------------------------------

    def _refuse(self, fault: str, field: str, message: str = "") -> Reply:
        answers = self.s["answers"]
        status, code, *envelope = answers.get(fault, answers["*"])
        words = message or "the request cannot be taken"
        if field and self.s["blames"] == "the field":
            words = f"invalid value for {field}"
        param = field if self.s["blames"] == "the field" else ""
        if not message and self.s["words"]:
            words, param = self.s["words"].format(field), ""
        code = status if self.s["numbers"] and not message else code
        shapes: dict[str, Any] = {
            "gateway": {
                "error": {
                    "message": f"{words} (request id: {secrets.token_hex(4)})",
                    "type": "comet_api_error",
                    "param": param,
                    "code": code,
                }
            },
            "task": {"code": code, "message": words, "data": None},
            "bare": {"detail": words},
            "text": None,
        }
        shape = shapes[envelope[0] if envelope else self.s["envelope"]]
        if shape is None:
            return Reply(status, words.encode(), "text/plain")
        return Reply(status, json.dumps(shape).encode())

    def _nowhere(self) -> Reply:
        status, how = self.s["answers"]["no-path"]
        if 300 <= status < 400:
            return Reply(status, b"", "text/html", (("Location", "/"),))
        if how == "html":
            return Reply(status, b"<!doctype html><title>Not found</title>", "text/html")
        return self._refuse("no-path", "", "Invalid URL")

    # -- what is not available ----------------------------------------------------------------

    def _trouble(self, kind: str, body: bytes) -> Reply | None:
        """The trouble that this request meets, if any.

        Each has a `status` and may say `on` what (create, retrieve, other, or all), `first` so many
        times, each `nth` time, `with_` which bytes in the body, and `how`: json, html, cut, empty.
        """
        for number, each in enumerate(self.s["trouble"]):
            if each.get("on", kind) != kind or each.get("with_", "").encode() not in body:
                continue
            count = self.counts[str(number)] = self.counts.get(str(number), 0) + 1
            if count > each.get("first", count) or count % each.get("nth", 1):
                continue
            return self._broken(each)
        return None

    def _broken(self, trouble: dict[str, Any]) -> Reply:
        status, how = trouble["status"], trouble.get("how", "json")
        headers = tuple(trouble.get("headers", {}).items())
        if how == "html":
            return Reply(status, b"<html><h1>Please wait</h1></html>", "text/html", headers)
        if how == "empty":
            return Reply(status, b"", headers=headers)
        code = trouble.get("code", "")
        error = {"message": "not now", "type": "comet_api_error", "param": "", "code": code}
        text = json.dumps({"error": error}).encode()
        return Reply(status, text, headers=headers, cut=10 if how == "cut" else None)


def _multipart(body: bytes, boundary: bytes) -> _Form:
    form = _Form([], [])
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        data = data.removesuffix(b"\r\n")
        name = re.search(rb'name="([^"]*)"', head)
        kind = re.search(rb"(?i)content-type:\s*([^\r\n;]+)", head)
        if name is None:
            raise _RefusedError("malformed")
        if b"filename=" in head:
            form.files.append((name[1].decode(), data, kind[1].decode() if kind else ""))
        else:
            form.texts.append((name[1].decode(), data))
    return form
