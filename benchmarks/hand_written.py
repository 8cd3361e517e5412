"""What the peers are given: a JSON Schema of the request, written by hand, and requests."""

import random
from collections.abc import Iterator

__all__ = ["FAULTS", "MODELS", "SCHEMA", "faulty", "requests"]

SIZE = "^(16:9|4:3|1:1|3:4|9:16|21:9|[1-9][0-9]{2,3}x[1-9][0-9]{2,3})$"
MODELS = {
    "doubao-seedance-2-0": (4, 15),
    "doubao-seedance-2-0-fast": (4, 15),
    "doubao-seedance-1-5-pro": (4, 12),
    "doubao-seedance-1-0-pro": (2, 10),
}
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["prompt", "model"],
    "properties": {
        "prompt": {"type": "string"},
        "model": {"enum": list(MODELS)},
        "seconds": {"type": "integer", "minimum": 2, "maximum": 15},
        "size": {"type": "string", "pattern": SIZE},
    },
    "allOf": [
        {
            "if": {"properties": {"model": {"const": model}}, "required": ["model"]},
            "then": {"properties": {"seconds": {"minimum": least, "maximum": most}}},
        }
        for model, (least, most) in MODELS.items()
    ],
}
WORDS = "a slow camera push across the coast at dawn with long shadows and birds over the sea"
FAULTS = ("seconds", "size", "model", "prompt")


def requests(count: int, share_faulty: float, seed: int = 0) -> Iterator[dict[str, object]]:
    """Requests with texts of their own and settled sizes; a share of them has one fault each."""
    draw = random.Random(seed)
    for number in range(count):
        model = draw.choice(list(MODELS))
        least, most = MODELS[model]
        words = draw.choices(WORDS.split(), k=draw.randint(6, 16))
        request: dict[str, object] = {
            "model": model,
            "prompt": f"{' '.join(words)} {number}",
            "seconds": draw.randint(least, most),
            "size": "960x960" if draw.random() < 0.5 else "1664x1248",
        }
        if model.endswith("fast"):
            request["size"] = "960x960"
        if draw.random() < share_faulty:
            faulty(request, draw.choice(FAULTS), draw)
        yield request


def faulty(request: dict[str, object], fault: str, draw: random.Random) -> None:
    """Put one fault into a request."""
    if fault == "seconds":
        request["seconds"] = draw.randint(16, 60)
    elif fault == "size":
        request["size"] = draw.choice(["16/9", "720p", "1280*720"])
    elif fault == "model":
        request["model"] = draw.choice(["seedance-2", "doubao-seedance-2.0"])
    else:
        del request["prompt"]
