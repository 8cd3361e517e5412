"""A spec of which one model reads other encodings than the rest, and requests for it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cometvideo import Matrix, predict
from cometvideo.prediction import Prediction
from cometvideo.samples.files import in_json
from cometvideo.wire.bodies import from_body, multipart, read_body, urlencoded
from cometvideo.wire.exchange import HttpRequest
from cometvideo.wire.request import Part
from tests.live.upstream import KEY
from tests.test_whole_spec import FILE

__all__ = [
    "ALIAS",
    "FORM",
    "JSON",
    "ONE_OF_THEM",
    "OWN",
    "PLAIN",
    "TAKEN",
    "URLENCODED",
    "content_of",
    "http",
    "overlay",
    "request_for",
    "said_of_encoding",
    "sent",
    "told",
]

OWN, PLAIN, ALIAS = "whole-own", "whole-plain", "whole-2026"
FORM, JSON = "multipart/form-data", "application/json"
URLENCODED = "application/x-www-form-urlencoded"
TAKEN = {"models.whole-2026.model.accepted": True}
# One model reads JSON and no form, the others as the spec says: forms, JSON perhaps.
ONE_OF_THEM = f"models: {{ whole-own: {{ encodings: {{ {JSON}: read, {FORM}: refused }} }} }}"


def overlay(folder: Path, text: str = ONE_OF_THEM, name: str = "mine") -> Path:
    file = folder / f"{name}.cometvideo.yaml"
    file.write_text(f"format: 1\nname: mine\nextends: {FILE}\nfrom: handbook\n{text}\n", "utf-8")
    return file


def request_for(model: str | None) -> dict[str, object]:
    named = {} if model is None else {"model": model}
    return {"prompt": "a kite", **named, "seconds": 4, "size": "1280x720"}


def sent(fields: Mapping[str, object], encoding: str) -> tuple[str, bytes]:
    """A request in an encoding: its content type, and its body."""
    if encoding == JSON:
        return in_json(fields)
    parts = [Part(name, str(value).encode()) for name, value in fields.items()]
    return urlencoded(parts) if encoding == URLENCODED else multipart(parts, "boundary01234")


def http(content_type: str, body: bytes) -> HttpRequest:
    headers = (("X-Whole-Key", f"Token {KEY}"), ("Content-Type", content_type))
    return HttpRequest("POST", "/v1/reels", headers, body, "api.whole.example")


def told(matrix: Matrix, model: str | None, encoding: str) -> Prediction:
    content_type, body = sent(request_for(model), encoding)
    return predict(matrix, from_body(read_body(content_type, body), authorized=True))


def said_of_encoding(prediction: Prediction) -> str:
    found = [e.severity for e in prediction.findings if e.code == "encoding-undocumented"]
    return found[0] if found else ""


def content_of(document: Any, path: str = "/v1/reels") -> Any:
    return document["paths"][path]["post"]["requestBody"]["content"]
