"""Exchanges as people look at them: one line each, and one opened with all that is known of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from cometvideo.console.copies import copies_of
from cometvideo.console.moments import clock_time
from cometvideo.facts.matrix import Matrix
from cometvideo.markup import Frame
from cometvideo.mock.journal import Entry, entry_data
from cometvideo.mock.state import State
from cometvideo.money import money_words
from cometvideo.prediction import Accept, Prediction
from cometvideo.reports.data import fact_data
from cometvideo.reports.prediction import answer_of, rendering_words
from cometvideo.wire.credentials import Credentials
from cometvideo.wire.dimensions import read_dimensions
from cometvideo.wire.exchange import credentials_of
from cometvideo.wire.media import Media
from cometvideo.words import words_of

__all__ = ["PREVIEWED", "Line", "frames_of", "lines", "opened", "price_of"]

PREVIEWED = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""What a browser shows of what came, by what its bytes say that it is."""

_MOST_FACTS = 40
_MOST_DRAWN = 8
_LONGEST = 20_000  # characters of a body that are shown

Values = dict[str, Any]


class Line(NamedTuple):
    """One exchange as a line: `kinds` is what it is chosen by, `flags` what was odd about it."""

    number: int
    time: str
    method: str
    path: str
    status: str
    tone: str
    model: str
    verdict: str
    task: str
    money: str
    kinds: str
    flags: tuple[str, ...]


def lines(state: State, entries: Iterable[Entry], hidden: Credentials) -> Iterator[Line]:
    """Entries as lines, in their order; without what is to be hidden."""
    for entry in entries:
        request, answer = entry.request, entry.answer
        shown = credentials_of(request, hidden)
        prediction = entry.prediction
        lost = answer is None or answer.delivery.drop or answer.delivery.stall
        status = "—" if answer is None or lost else str(answer.status)
        flags = [f"fault: {entry.fault}"] if entry.fault else []
        flags += ["quirks"] if "with the quirks" in entry.note else []
        flags += ["after its end"] if entry.after_end else []
        off = bool(entry.problems)
        kinds = [entry.operation or "none", *(["off"] if off else []), *(["odd"] if flags else [])]
        yield Line(
            entry.number,
            clock_time(entry.at),
            request.method,
            shown.target(request.target).partition("?")[0],
            status,
            "bad" if lost or status >= "400" else "good" if status < "300" else "open",
            shown.text(_model(state, entry)),
            prediction.verdict if prediction else "off contract" if off else "",
            shown.text(entry.task or ""),
            price_of(state, entry),
            " ".join(kinds),
            tuple(flags),
        )


def price_of(state: State, entry: Entry) -> str:
    """What a create was billed, in words; "" for what was not."""
    task = state.store.get(entry.task) if entry.created and entry.task else None
    if task is None:
        return ""
    amount, currency = task.order.amount, task.order.currency
    return "no known price" if amount is None else money_words(amount, amount, currency)


def _model(state: State, entry: Entry) -> str:
    sent = entry.sent
    if sent is not None:
        matrix = entry.matrix or state.spec.unnamed
        return words_of(matrix).model_of(sent.fields)
    task = state.store.get(entry.task) if entry.task else None
    return task.order.model if task else ""


def opened(state: State, entry: Entry, hidden: Credentials, home: str) -> Values:
    """Everything about one exchange, without what is to be hidden."""
    shown = credentials_of(entry.request, hidden)
    data: Values = entry_data(entry, shown)
    asked, answer, prediction = data["request"], data["answer"], entry.prediction
    matrix = entry.matrix or state.spec.unnamed
    status = None if answer is None else answer["status"]
    return {
        "line": next(lines(state, [entry], hidden)),
        "number": entry.number,
        "owner": entry.owner,
        "host": asked["host"],
        "target": asked["target"],
        "request_headers": asked["headers"],
        "answer_headers": answer["headers"] if answer else [],
        "answer_body": _readable(answer["body"]) if answer else "",
        "answer": answer,
        "phrase": _phrase(status),
        "delivery": [
            (name.replace("_", " "), value)
            for name, value in (answer or {}).get("delivery", {}).items()
            if value
        ],
        "body": "" if "sent" in data and data["sent"]["parts"] else _readable(asked["body"]),
        "body_size": entry.body_size,
        "kept": len(entry.request.body) == entry.body_size,
        "encoding": data["sent"]["encoding"] if "sent" in data else "",
        "parts": list(_parts(entry, data, home)),
        "prediction": prediction,
        "findings": _findings(data.get("prediction", {}).get("findings", ()), matrix),
        "renders": frames_of(entry, prediction),
        "outcomes": [*_outcomes(entry.outcome)],
        "problems": [shown.text(each) for each in entry.problems] if not prediction else [],
        "task": data["task"],
        "created": entry.created,
        "after_end": entry.after_end,
        "fault": entry.fault,
        "note": data["note"],
        "money": price_of(state, entry),
        "copies": copies_of(entry, matrix, shown),
    }


def _parts(entry: Entry, data: Values, home: str) -> Iterator[Values]:
    """The parts of the form, each with a look at its picture where there is one."""
    whole = len(entry.request.body) == entry.body_size
    for place, part in enumerate(data.get("sent", {}).get("parts", ())):
        media = Media(**part["file"]) if part["file"] else None
        previewed = whole and media is not None and media.format in PREVIEWED
        yield {
            **part,
            "media": media,
            "preview": f"{home}/part/{entry.number}.{place}" if previewed else "",
            "frame": [Frame(media.width or 0, media.height or 0, f"{media.width}×{media.height}")]
            if media is not None and media.width and media.height and not previewed
            else [],
        }


def _findings(found: Iterable[Mapping[str, Any]], matrix: Matrix) -> list[Values]:
    """Findings with the facts behind them, and who says so."""
    return [
        {
            **each,
            "facts": [
                fact_data(matrix.facts[path])
                for path in each["facts"][:_MOST_FACTS]
                if path in matrix.facts
            ],
            "sources": [
                (name, matrix.sources[name].title, matrix.sources[name].address)
                if name in matrix.sources
                else (name, name, "")
                for name in each["sources"]
            ],
        }
        for each in found
    ]


def frames_of(entry: Entry, prediction: Prediction | None) -> list[Frame]:
    """What was asked for, beside every frame that may be rendered."""
    if prediction is None or entry.sent is None:
        return []
    asked = {
        (size.width, size.height)
        for each in entry.sent.fields.values()
        if isinstance(each, str) and (size := read_dimensions(each))
    }
    drawn = [Frame(*each, f"asked {each[0]}×{each[1]}") for each in asked]
    for each in prediction.renderings:
        if each.width and each.height:
            label = " ".join(filter(None, (f"{each.width}×{each.height}", each.resolution)))
            drawn.append(Frame(each.width, each.height, f"renders {label}", "valid"))
    return drawn[:_MOST_DRAWN]


def _outcomes(prediction: Prediction | None) -> Iterator[str]:
    """What the world that is played makes of it, in words."""
    for each in prediction.outcomes if prediction else ():
        if isinstance(each, Accept):
            yield f"renders {rendering_words(each.rendering)}"
        else:
            yield f"refuses {answer_of(each)}"


def _readable(body: Mapping[str, str]) -> str:
    """A body as text; JSON is set out in lines."""
    if "text" not in body:
        return "bytes that are no text"
    text = body["text"]
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)[:_LONGEST]
    except (ValueError, RecursionError):
        return text[:_LONGEST]


def _phrase(status: int | None) -> str:
    try:
        return HTTPStatus(status or 0).phrase
    except ValueError:
        return ""
