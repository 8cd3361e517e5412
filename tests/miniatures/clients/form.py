"""The form of a create, as the miniature client sends it."""

import hashlib
import re
from pathlib import Path
from typing import Any

from cometvideo.conformance.protocol import Job
from cometvideo.samples.files import picture
from cometvideo.wire.bodies import multipart, urlencoded
from cometvideo.wire.request import Part

Data = dict[str, Any]
FIRST = "doubao-seedance-2-0"


class Form:
    """What a job asks for, with a fault in it."""

    def __init__(self, job: Job, fault: str) -> None:
        self.job, self.fault = job, fault

    def has(self, *faults: str) -> bool:
        return self.fault in faults

    def encoded(self) -> tuple[str, bytes]:
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
