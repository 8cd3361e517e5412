"""All findings for one request: ours beside jsonschema-rs and jsonschema, as ratios.

    python -m benchmarks.one_request [ROUNDS]

Every validator judges the same requests, whose texts all differ, by an equivalent schema, and
lists all that is wrong. "New" faults are values that were never seen before: every request has
others. Limits, beside jsonschema-rs: 1.0 for a valid request, 0.45 for one with four faults,
0.6 where they are new; beside jsonschema 0.05 for all. Rounds alternate and the least time of
each counts. Exit code 1 if a limit is exceeded.
"""

import sys
import time
from collections.abc import Callable, Iterable, Mapping
from itertools import count

import jsonschema
import jsonschema_rs

import cometvideo
from benchmarks.hand_written import SCHEMA

REQUESTS = 2000
Request = Mapping[str, object]
Validator = Callable[[Request], Iterable[object]]
LIMITS = {
    "valid": {"jsonschema-rs": 1.0, "jsonschema": 0.05},
    "four faults": {"jsonschema-rs": 0.45, "jsonschema": 0.05},
    "four new faults": {"jsonschema-rs": 0.6, "jsonschema": 0.05},
}


def cases() -> dict[str, Callable[[int], Request]]:
    """Makers of requests, by what they are; the number makes each different."""
    model = "doubao-seedance-1-5-pro"
    new = count()
    return {
        "valid": lambda number: {
            "prompt": f"A kite over a harbour {number}",
            "model": model,
            "seconds": 4 + number % 8,
            "size": "16:9" if number % 2 else "1280x720",
        },
        "four faults": lambda number: {
            "prompt": 5,
            "model": f"{model}x",
            "seconds": 50 + number % 5,
            "size": "16/9",
        },
        "four new faults": lambda _: {
            "prompt": next(new),
            "model": f"{model}{next(new)}",
            "seconds": 50 + next(new),
            "size": f"16/{next(new)}",
        },
    }


def validators() -> dict[str, Validator]:
    """Who lists what is wrong, by name."""
    matrix = cometvideo.load_family("seedance")
    predict = cometvideo.predict
    rust = jsonschema_rs.validator_for(SCHEMA).iter_errors
    python = jsonschema.Draft202012Validator(SCHEMA).iter_errors
    return {
        "ours": lambda request: predict(matrix, request).findings,
        "jsonschema-rs": rust,
        "jsonschema": python,
    }


def time_of(validator: Validator, requests: list[Request]) -> float:
    """Seconds that a validator takes for a request."""
    begun = time.process_time()
    for request in requests:
        list(validator(request))
    return (time.process_time() - begun) / len(requests)


def main() -> int:
    """Print the times and the ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    code = 0
    known = validators()
    for case, make in cases().items():
        least = dict.fromkeys(known, float("inf"))
        for _ in range(rounds):
            requests = [make(number) for number in range(REQUESTS)]
            for name, validator in known.items():
                few = requests[: REQUESTS // 20] if name == "jsonschema" else requests
                least[name] = min(least[name], time_of(validator, few))
        for name, took in least.items():
            ratio = least["ours"] / took
            limit = LIMITS[case].get(name)
            over = limit is not None and ratio > limit
            code |= over
            said = "" if limit is None else f" (limit {limit}){' OVER' if over else ''}"
            print(f"{case:16}{name:15}{took * 1e6:8.2f} us   ours is {ratio:.3f} of it{said}")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
