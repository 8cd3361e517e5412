"""Probes, what was answered to them, and what is judged of that."""

import json

from cometvideo.facts.loading import load_family
from cometvideo.live.attempt import Attempt, Video
from cometvideo.live.deriving import probes_of
from cometvideo.live.judging import judge
from cometvideo.live.probe import Probe
from cometvideo.wire.exchange import Answer, Exchange, HttpRequest

MATRIX = load_family("seedance")
PROBES = {each.id: each for each in probes_of(MATRIX)}
TWO, FAST, PRO, ONE = MATRIX.models
OK = 200


def body(**error: object) -> bytes:
    usual = {"message": "m", "type": "comet_api_error", "param": "", "code": ""}
    return json.dumps({"error": {**usual, **error}}).encode()


def answered(probe: Probe, status: int, data: bytes, video: Video | None = None) -> Attempt:
    exchange = Exchange(
        HttpRequest(probe.method, probe.path, (), b"", "h"), Answer(status, (), data)
    )
    return Attempt(probe.id, "answered", (exchange,), video)


def refused(probe: Probe, status: int = 400, **error: object) -> Attempt:
    return answered(probe, status, body(**error))


def taken(probe: Probe, size: str = "", seconds: float = 0) -> Attempt:
    """A job that was finished at once, with a video as asked or as said here."""
    asked = str(probe.fields.get("seconds", ""))
    width, _, height = (size or str(probe.fields.get("size", ""))).partition("x")
    video = Video(int(width or 0), int(height or 0), seconds or float(asked or 5), None)
    task = {
        "id": "task_1",
        "object": "video",
        "model": probe.model,
        "status": "queued",
        "progress": 0,
        "created_at": 1_776_681_149,
    }
    return answered(probe, OK, json.dumps(task).encode(), video)


def one(model: str, *words: str, shows: str = "") -> Probe:
    """The cheapest probe of a model with these words in its name that shows such a fact."""
    fitting = [
        each
        for each in PROBES.values()
        if each.model == model
        and all(word in each.id for word in words)
        and (not shows or any(shows in mark.fact for mark in each.shows))
    ]
    return min(fitting, key=lambda each: (each.cost.seconds, len(each.id)))


def verdicts(*attempts: Attempt) -> dict[str, tuple[str, object]]:
    report = judge(MATRIX, PROBES.values(), attempts)
    return {each.subject: (each.verdict, each.observed) for each in report.drifts}


KINDS = {
    "unknown task": PROBES["retrieve an unknown task"],
    "no key": PROBES["retrieve without a key"],
    "wrong path": PROBES["ask for a path that is no operation"],
    "documented": one(ONE, "seconds=2", "size=864x480"),
    "must be refused": one(ONE, "seconds=11"),
    "may be refused": one(ONE, "as application/json"),
}
ASKS = [one(model, "as application/json") for model in (ONE, TWO)]
