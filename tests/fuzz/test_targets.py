"""The targets of the fuzzing hold for where it begins, and can fail."""

from typing import Any

import pytest

from cometvideo.mock import MockApi
from cometvideo.wire.exchange import Answer, HttpRequest
from tests.fuzz.targets import SEEDS, TARGETS, exchange

pytest.importorskip("httptools")

CASES = [(name, seed) for name, seeds in SEEDS.items() for seed in seeds]


@pytest.mark.parametrize(
    ("name", "seed"), CASES, ids=[f"{name}-{number}" for number, (name, _) in enumerate(CASES)]
)
def test_there_is_an_answer(name: str, seed: bytes) -> None:
    for cut in (len(seed), len(seed) // 2):
        TARGETS[name](seed[:cut])


@pytest.mark.parametrize(
    "answer",
    [Answer(0), Answer(200, (("content-type", "application/json"),), b"{")],
    ids=["no status", "no JSON"],
)
def test_a_bad_answer_is_noticed(answer: Answer) -> None:
    class Broken(MockApi):
        def handle(self, request: HttpRequest, **known: Any) -> Answer:
            super().handle(request, **known)
            return answer

    with pytest.raises((AssertionError, ValueError)):
        exchange(Broken(), HttpRequest("GET", "/"))
