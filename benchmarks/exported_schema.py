"""Validating with the exported schema beside a hand-written one, under jsonschema-rs, as ratios.

    python -m benchmarks.exported_schema [ROUNDS]

Both schemas judge the same requests: every sample of the shipped spec without a file, in each of
three moods (all of them, the good ones, the bad ones). Rounds alternate; the median ratio counts.
Below 1 the exported one is the faster. The hand-written one says less: no sources, no words.
"""

import statistics
import sys
import time
from collections.abc import Callable

import jsonschema_rs

import cometvideo
from cometvideo.export import json_schema
from cometvideo.prediction import predict
from cometvideo.samples.requests import classified
from cometvideo.wire.media import Media

SIZE = "^(16:9|4:3|1:1|3:4|9:16|21:9|[1-9][0-9]{2,3}x[1-9][0-9]{2,3})$"
RANGES = {
    "doubao-seedance-2-0": (4, 15),
    "doubao-seedance-2-0-fast": (4, 15),
    "doubao-seedance-1-5-pro": (4, 12),
    "doubao-seedance-1-0-pro": (2, 10),
}
WITHOUT_FILE = ("doubao-seedance-1-5-pro", "doubao-seedance-1-0-pro")


def hand_written() -> dict[str, object]:
    """What somebody writes who reads the page and wants the same verdicts."""
    return {
        "type": "object",
        "required": ["prompt", "model"],
        "properties": {
            "prompt": {"type": "string"},
            "model": {"type": "string", "enum": list(RANGES)},
            "seconds": {"type": ["integer", "string"]},
            "size": {"type": "string", "pattern": SIZE, "not": {"pattern": "\\n"}},
            "input_reference": {
                "anyOf": [
                    {"$ref": "#/$defs/file"},
                    {"type": "array", "items": {"$ref": "#/$defs/file"}},
                ]
            },
        },
        "allOf": [_of(model, *bounds) for model, bounds in RANGES.items()],
        "$defs": {"file": {"type": "object", "required": ["file"]}},
    }


def _of(model: str, low: int, high: int) -> dict[str, object]:
    texts = "|".join(map(str, range(low, high + 1)))
    seconds = {
        "anyOf": [
            {"type": "integer", "minimum": low, "maximum": high},
            {"type": "string", "pattern": f"^({texts})$", "not": {"pattern": "\\n"}},
        ]
    }
    properties: dict[str, object] = {"seconds": seconds}
    if model in WITHOUT_FILE:
        properties["input_reference"] = {"maxItems": 0, "type": "array"}
    chosen = {"properties": {"model": {"const": model}}, "required": ["model"]}
    return {"if": chosen, "then": {"properties": properties}}


def plain_requests() -> list[dict[str, object]]:
    """The samples of the shipped spec that have no file in them."""
    found = []
    for example, _ in classified(cometvideo.load_family("seedance")):
        several = [each for each in example.fields.values() if isinstance(each, Media | tuple)]
        if not several:
            found.append(dict(example.fields))
    return found


def seconds_for(judge: Callable[[object], bool], requests: list[dict[str, object]]) -> float:
    """How long a judge takes for all requests."""
    begun = time.perf_counter()
    for request in requests:
        judge(request)
    return time.perf_counter() - begun


def main(rounds: int = 15) -> None:
    """Measure and print."""
    matrix = cometvideo.load_family("seedance")
    ours = jsonschema_rs.validator_for(json_schema(matrix)).is_valid
    theirs = jsonschema_rs.validator_for(hand_written()).is_valid
    every = plain_requests()
    differing = [each for each in every if ours(each) != theirs(each)]
    print(f"{len(every)} requests, {len(differing)} judged differently")
    good = [each for each in every if predict(matrix, each).verdict != "invalid"]
    bad = [each for each in every if predict(matrix, each).verdict == "invalid"]
    for name, requests in (("all", every), ("good", good), ("bad", bad)):
        repeated = requests * 20
        ratios, own = [], []
        for _ in range(rounds):
            mine, other = seconds_for(ours, repeated), seconds_for(theirs, repeated)
            ratios.append(mine / other)
            own.append(mine / len(repeated) * 1e6)
        print(
            f"{name:>5}: exported / hand-written {statistics.median(ratios):.2f} "
            f"({statistics.median(own):.2f} µs a request)"
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
