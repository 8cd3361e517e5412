"""Recordings: exchanges as others wrote them down, as a HAR file or as our own JSON."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from cometvideo.errors import InputError
from cometvideo.wire.bodies import multipart, read_body
from cometvideo.wire.exchange import Answer, Exchange, Headers, HttpRequest, exchange_data
from cometvideo.wire.request import Part
from cometvideo.wire.strict_json import decode_json

__all__ = ["LOST", "Recorded", "exchange_of", "exchanges_of_har", "is_har", "readable"]

LOST = "x-cometvideo-lost"
"""A header of our own, on requests whose body the recording does not have as it was sent."""

_LOST_HEADER = (LOST, "body")


class Recorded(NamedTuple):
    """An exchange and where it was recorded, such as `traffic.har:12`."""

    place: str
    exchange: Exchange


def is_har(data: object) -> bool:
    """Whether a JSON value is a HAR file (version 1.2 and its kin)."""
    log = data.get("log") if isinstance(data, Mapping) else None
    return isinstance(log, Mapping) and isinstance(log.get("entries"), list)


def exchanges_of_har(data: Mapping[str, object]) -> Iterator[Exchange]:
    """The exchanges of a HAR file, in its order.

    A body that a browser did not keep byte by byte is marked by the header `LOST`. Raises
    InputError for an entry that is none.
    """
    log = data["log"]
    entries = log["entries"] if isinstance(log, Mapping) else ()
    for number, entry in enumerate(entries, 1):
        try:
            yield _of_har(_object(entry, "it"))
        except InputError as error:
            raise InputError(f"entry {number} is none of a HAR file: {error}") from None


def _of_har(entry: Mapping[str, object]) -> Exchange:
    request = _object(_part_of(entry, "request"), "its request")
    response = _object(_part_of(entry, "response"), "its response")
    try:
        url = urlsplit(str(_part_of(request, "url")))
    except ValueError:
        raise InputError("its url has no possible host") from None
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    headers = _headers_of_har(request)
    given = request.get("postData")
    body = _body_of_har(given) if isinstance(given, Mapping) else (None if given else b"")
    size = request.get("bodySize")
    if body is None or (not body and isinstance(size, int) and size > 0):
        headers, body = (*headers, _LOST_HEADER), b""
    elif isinstance(given, Mapping) and not given.get("text"):
        headers = _of_written_anew(headers)
    sent = HttpRequest(str(_part_of(request, "method")), target, headers, body, url.netloc)
    try:
        at = datetime.fromisoformat(str(_part_of(entry, "startedDateTime"))).timestamp()
    except (ValueError, OverflowError):
        raise InputError("its startedDateTime is no time as in 2026-11-01T10:00:00Z") from None
    status = _part_of(response, "status")
    if not isinstance(status, int) or status <= 0:
        return Exchange(sent, None, at)
    content = _object(response.get("content") or {}, "its content")
    data = str(content.get("text") or "").encode("utf-8", "surrogatepass")
    if content.get("encoding") == "base64":
        data = _of_base64(data)
    return Exchange(sent, Answer(status, _headers_of_har(response), data), at)


def _part_of(data: Mapping[str, object], name: str) -> object:
    if name not in data:
        raise InputError(f"it has no {name}")
    return data[name]


def _object(value: object, name: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise InputError(f"{name} is no object")
    return value


def _list(value: object, name: str) -> list[object]:
    if not isinstance(value, list):
        raise InputError(f"{name} is no list")
    return value


def _number(value: object, name: str) -> float:
    try:
        number = float(str(value))
    except ValueError:
        number = math.inf
    if not math.isfinite(number):
        raise InputError(f"{name} is no number")
    return number


def _of_base64(text: str | bytes) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise InputError("a body is not in base64") from None


_BOUNDARY = "cometvideo-recorded-1f0c52"


def _headers_of_har(of: Mapping[str, object]) -> Headers:
    headers = of.get("headers")
    given = [_object(each, "a header") for each in (headers if isinstance(headers, list) else ())]
    return tuple((str(_part_of(each, "name")), str(_part_of(each, "value"))) for each in given)


def _of_written_anew(headers: Headers) -> Headers:
    """The headers of a form that is written anew from its fields: it has another boundary."""
    kept = (each for each in headers if each[0].lower() != "content-type")
    return (*kept, ("Content-Type", multipart((), _BOUNDARY)[0]))


def _body_of_har(given: Mapping[str, object]) -> bytes | None:
    """The body of a request; None where a file in it is not there byte by byte."""
    text, params = given.get("text"), given.get("params")
    if isinstance(text, str) and text:
        if given.get("encoding") == "base64":
            return _of_base64(text)
        if not text.isascii() and "filename" in text:
            return None
        return text.encode("utf-8", "surrogatepass")
    if not isinstance(params, list):
        return None
    fields = [_object(each, "a field of a form") for each in params]
    if any(each.get("fileName") for each in fields):
        return None
    parts = ((str(_part_of(each, "name")), str(each.get("value", ""))) for each in fields)
    data = (Part(name, value.encode("utf-8", "surrogatepass")) for name, value in parts)
    return multipart(tuple(data), _BOUNDARY)[1]


def exchange_of(data: object) -> Exchange:
    """An exchange from what `exchange_data` or `readable` makes; raises InputError for all else."""
    try:
        return _of_ours(_object(data, "it"))
    except InputError as error:
        raise InputError(f"it is no exchange: {error}") from None


def _of_ours(data: Mapping[str, object]) -> Exchange:
    request = _object(_part_of(data, "request"), "its request")
    headers = _headers(_part_of(request, "headers"))
    given = _object(_part_of(request, "body"), "a body")
    body = _body(given)
    if "form" in given:
        headers = _of_written_anew(headers)
    if not body and (data.get("body_size") or "sha256" in given):
        headers = (*headers, _LOST_HEADER)
    method, target, host = (str(_part_of(request, each)) for each in ("method", "target", "host"))
    sent = HttpRequest(method, target, headers, body, host)
    at = _number(data.get("at") or 0, "its time")
    if (answered := _part_of(data, "answer")) is None:
        return Exchange(sent, None, at)
    answer = _object(answered, "its answer")
    status = int(_number(_part_of(answer, "status"), "its status"))
    came = _body(_object(_part_of(answer, "body"), "a body"))
    return Exchange(sent, Answer(status, _headers(_part_of(answer, "headers")), came), at)


def _headers(given: object) -> Headers:
    pairs = [_list(each, "a header") for each in _list(given, "what it has as headers")]
    if not all(len(each) == len(("name", "value")) for each in pairs):
        raise InputError("a header is no pair of a name and a value")
    return tuple((str(name), str(value)) for name, value in pairs)


def _body(body: Mapping[str, object]) -> bytes:
    """The bytes of a body, in whichever of its ways it is written; none where it was not kept."""
    if "base64" in body:
        return _of_base64(str(body["base64"]).encode("utf-8", "replace"))
    if "json" in body:
        return json.dumps(body["json"], ensure_ascii=False).encode("utf-8", "surrogatepass")
    if "form" in body:
        return multipart(tuple(map(_part, _list(body["form"], "a form"))), _BOUNDARY)[1]
    if "video" in body:
        from cometvideo.wire.mp4 import video

        measures = [_number(each, "a measure") for each in _list(body["video"], "a video")]
        if len(measures) != len(("width", "height", "seconds")):
            raise InputError("a video is no list of width, height and seconds")
        width, height, seconds = measures
        try:
            return video(round(width / 2) * 2, round(height / 2) * 2, max(1, round(seconds)))
        except ValueError:
            raise InputError("there is no video of such a width, height and length") from None
    if "sha256" in body:
        return b""
    return str(_part_of(body, "text")).encode("utf-8", "surrogatepass")


def _part(given: object) -> Part:
    part = _object(given, "a part of a form")
    name = str(_part_of(part, "name"))
    if "file" not in part:
        return Part(name, str(_part_of(part, "value")).encode("utf-8", "surrogatepass"))
    data = _of_base64(str(_part_of(part, "base64")).encode("utf-8", "replace"))
    kind = part.get("type")
    return Part(name, data, str(part["file"]), None if kind is None else str(kind))


def readable(exchange: Exchange) -> dict[str, object]:
    """An exchange as `exchange_data` has it, redacted, with bodies that a person can read.

    A form is its fields, JSON its value, a video its width, height and seconds.
    """
    data = exchange_data(exchange)
    answer = data["answer"]
    shown = exchange_of({**data, "answer": None}).request
    read = read_body(shown.header("content-type"), shown.body)
    if read.encoding == "multipart/form-data" and read.parts and read.problem is None:
        form = [_part_data(each) for each in read.parts]
        data["request"] = {**_object(data["request"], "its request"), "body": {"form": form}}
    if isinstance(answer, dict):
        answer["body"] = _answer_body(answer["body"], exchange.answer)
    return data


def _part_data(part: Part) -> dict[str, object]:
    data: dict[str, object] = {"name": part.name}
    try:
        if part.filename is None:
            return {**data, "value": part.data.decode()}
    except UnicodeDecodeError:
        pass
    data |= {"file": part.filename or "", "base64": base64.b64encode(part.data).decode()}
    return data if part.content_type is None else {**data, "type": part.content_type}


def _answer_body(kept: object, answer: Answer | None) -> object:
    body = _object(kept, "a body")
    if "text" in body:
        try:
            return {"json": decode_json(str(body["text"]))}
        except InputError:
            return body
    kind = answer and answer.header("content-type")
    if answer is None or not kind or not kind.startswith("video/"):
        return body
    from cometvideo.wire.mp4.reader import UnreadableMp4, measure

    try:
        seen = measure(answer.body)
    except UnreadableMp4:
        return body
    return {"video": [seen.width, seen.height, seen.seconds]}
