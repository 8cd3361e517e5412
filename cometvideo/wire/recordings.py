"""Recordings: exchanges as others wrote them down, as a HAR file or as our own JSON."""

from __future__ import annotations

import base64
import binascii
import json
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
            yield _of_har(entry)
        except (KeyError, TypeError, ValueError, binascii.Error) as error:
            raise InputError(f"entry {number} is none of a HAR file: {error!r:.80}") from None


def _of_har(entry: Mapping[str, object]) -> Exchange:
    request, response = _object(entry["request"]), _object(entry["response"])
    url = urlsplit(str(request["url"]))
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    headers = _headers_of_har(request)
    given = request.get("postData")
    body = _body_of_har(given) if isinstance(given, Mapping) else (None if given else b"")
    size = request.get("bodySize")
    if body is None or (not body and isinstance(size, int) and size > 0):
        headers, body = (*headers, _LOST_HEADER), b""
    elif isinstance(given, Mapping) and not given.get("text"):
        headers = _of_written_anew(headers)
    sent = HttpRequest(str(request["method"]), target, headers, body, url.netloc)
    status = response["status"]
    at = datetime.fromisoformat(str(entry["startedDateTime"])).timestamp()
    if not isinstance(status, int) or status <= 0:
        return Exchange(sent, None, at)
    content = _object(response.get("content") or {})
    data = str(content.get("text") or "").encode("utf-8", "surrogatepass")
    if content.get("encoding") == "base64":
        data = base64.b64decode(data, validate=True)
    return Exchange(sent, Answer(status, _headers_of_har(response), data), at)


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError("no object")
    return value


_BOUNDARY = "cometvideo-recorded-1f0c52"


def _headers_of_har(of: Mapping[str, object]) -> Headers:
    headers = of.get("headers")
    return tuple(
        (str(each["name"]), str(each["value"]))
        for each in (headers if isinstance(headers, list) else ())
    )


def _of_written_anew(headers: Headers) -> Headers:
    """The headers of a form that is written anew from its fields: it has another boundary."""
    kept = (each for each in headers if each[0].lower() != "content-type")
    return (*kept, ("Content-Type", multipart((), _BOUNDARY)[0]))


def _body_of_har(given: Mapping[str, object]) -> bytes | None:
    """The body of a request; None where a file in it is not there byte by byte."""
    text, params = given.get("text"), given.get("params")
    if isinstance(text, str) and text:
        if given.get("encoding") == "base64":
            return base64.b64decode(text, validate=True)
        return text.encode() if text.isascii() or "filename" not in text else None
    if not isinstance(params, list) or any(each.get("fileName") for each in params):
        return None
    parts = (Part(str(each["name"]), str(each.get("value", "")).encode()) for each in params)
    return multipart(tuple(parts), _BOUNDARY)[1]


def exchange_of(data: object) -> Exchange:
    """An exchange from what `exchange_data` or `readable` makes; raises InputError for all else."""
    try:
        data = _object(data)
        request, answer = _object(data["request"]), data["answer"]
        headers = _headers(request["headers"])
        given = _object(request["body"])
        body = _body(given)
        if "form" in given:
            headers = _of_written_anew(headers)
        if not body and (data.get("body_size") or "sha256" in given):
            headers = (*headers, _LOST_HEADER)
        sent = HttpRequest(
            str(request["method"]), str(request["target"]), headers, body, str(request["host"])
        )
        at = float(str(data.get("at") or 0))
        if answer is None:
            return Exchange(sent, None, at)
        answer = _object(answer)
        status = int(str(answer["status"]))
        return Exchange(
            sent, Answer(status, _headers(answer["headers"]), _body(_object(answer["body"]))), at
        )
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as error:
        raise InputError(f"it is no exchange: {error!r:.80}") from None


def _headers(given: object) -> Headers:
    if not isinstance(given, list):
        raise TypeError("no headers")
    return tuple((str(name), str(value)) for name, value in given)


def _body(body: Mapping[str, object]) -> bytes:
    """The bytes of a body, in whichever of its ways it is written; none where it was not kept."""
    if "base64" in body:
        return base64.b64decode(str(body["base64"]), validate=True)
    if "json" in body:
        return json.dumps(body["json"], ensure_ascii=False).encode("utf-8", "surrogatepass")
    if "form" in body:
        return multipart(tuple(map(_part, _list(body["form"]))), _BOUNDARY)[1]
    if "video" in body:
        from cometvideo.wire.mp4 import video

        width, height, seconds = (float(str(each)) for each in _list(body["video"]))
        return video(round(width / 2) * 2, round(height / 2) * 2, max(1, round(seconds)))
    return b"" if "sha256" in body else str(body["text"]).encode("utf-8", "surrogatepass")


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return value


def _part(given: object) -> Part:
    part = _object(given)
    if "file" not in part:
        return Part(str(part["name"]), str(part["value"]).encode("utf-8", "surrogatepass"))
    data = base64.b64decode(str(part["base64"]), validate=True)
    kind = part.get("type")
    return Part(str(part["name"]), data, str(part["file"]), None if kind is None else str(kind))


def readable(exchange: Exchange) -> dict[str, object]:
    """An exchange as `exchange_data` has it, redacted, with bodies that a person can read.

    A form is its fields, JSON its value, a video its width, height and seconds.
    """
    data = exchange_data(exchange)
    request, answer = data["request"], data["answer"]
    shown = exchange_of({**data, "answer": None}).request
    read = read_body(shown.header("content-type"), shown.body)
    if read.encoding == "multipart/form-data" and read.parts and read.problem is None:
        _object(request)["body"] = {"form": [_part_data(each) for each in read.parts]}  # type: ignore[index]
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
    body = _object(kept)
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
