"""A guard that is killed at every step of a create: no more tasks than intents, none forgotten."""

import json
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

import pytest

from cometvideo.facts.loading import load_family
from cometvideo.guard.answers import Unanswered
from cometvideo.guard.guard import Guard
from cometvideo.guard.ledger import Ledger
from cometvideo.guard.steps import Deliver, Do, Pause, Read, steps
from cometvideo.wire.bodies import multipart
from cometvideo.wire.exchange import Answer, HttpRequest
from cometvideo.wire.request import Part
from tests.thorough import thorough

FIELDS = {"prompt": "a", "model": "doubao-seedance-2-0", "seconds": "5", "size": "1280x720"}
LONGEST_S = 180.0
MOMENTS = [(number, done) for number in range(5) for done in (False, True)]


class KilledError(Exception):
    """The guard is gone."""


class World:
    """An upstream, a clock, and a ledger on the disk for one guard after the other."""

    def __init__(self, folder: Path, ends: Sequence[str]) -> None:
        self.path = folder / "ledger"
        self.matrix = load_family("seedance")
        self.at = 1_000_000.0
        self.ends = list(ends)
        self.made = 0

    def answer(self) -> Answer | Unanswered:
        """What the upstream does with a create that reaches it."""
        end = self.ends.pop(0) if self.ends else "answer"
        if end.isdigit():
            return Answer(int(end), (), b'{"error": {"message": "no", "code": "no"}}')
        self.made += 1
        task = {"id": f"task_{self.made}", "status": "queued", "progress": 0}
        return (
            Unanswered("dropped") if end == "drop" else Answer(200, (), json.dumps(task).encode())
        )

    def ask(
        self,
        name: str,
        *,
        killed: tuple[int, bool] | None = None,
        is_there: bool = True,
    ) -> Answer | None:
        """Let a new guard answer a create.

        It is `killed` at a step, after or before that was done; the client may be gone.
        """
        content_type, body = multipart(
            [Part(field, value.encode()) for field, value in FIELDS.items()], "boundary0123456789"
        )
        named = (("idempotency-key", name),) if name else ()
        headers = (("authorization", "Bearer sk-a"), ("content-type", content_type), *named)
        request = HttpRequest("POST", "/v1/videos", headers, body)
        told: Answer | None = None
        with closing(Ledger(self.path, now=lambda: self.at)) as ledger:
            driven = steps(Guard(self.matrix, ledger, longest_s=LONGEST_S), request)
            given: object = None
            for number in range(1000):
                try:
                    step = driven.send(given)
                except StopIteration:
                    return told
                if killed == (number, False):
                    raise KilledError
                given = None
                if isinstance(step, Do):
                    given = step.call(*step.arguments)
                elif isinstance(step, Pause):
                    self.at += max(step.seconds, LONGEST_S / 10)
                elif isinstance(step, Read):
                    given = self.answer()
                elif isinstance(step, Deliver):
                    told, given = step.answer if is_there else None, is_there
                if killed == (number, True):
                    if told is not None:
                        return told  # it had left
                    raise KilledError
        raise AssertionError("it never ends")

    def open(self) -> int:
        with closing(Ledger(self.path, now=lambda: self.at)) as ledger:
            ledger.give_up(LONGEST_S)
            return len(ledger.unclear())


def task_in(answer: Answer | None) -> str:
    return "" if answer is None or answer.status != 200 else str(json.loads(answer.body)["id"])


@pytest.mark.parametrize("ends", [(), ("drop",), *thorough(("429",))])
@pytest.mark.parametrize("name", ["", "one"])
@pytest.mark.parametrize(("number", "done"), MOMENTS)
@pytest.mark.parametrize(
    ("is_there", "later_s"),
    [
        (True, 0.0),
        pytest.param(True, 2 * LONGEST_S, marks=pytest.mark.thorough),
        pytest.param(False, 0.0, marks=pytest.mark.thorough),
    ],
)
def test_a_guard_that_is_killed_at_any_step(
    tmp_path: Path,
    *,
    name: str,
    ends: tuple[str, ...],
    number: int,
    done: bool,
    is_there: bool,
    later_s: float,
) -> None:
    world = World(tmp_path, ends)
    try:
        first = world.ask(name, killed=(number, done), is_there=is_there)
    except KilledError:
        first = None
    world.at += later_s
    for _ in range(3):  # one intent, however often it is asked for
        if not task_in(first):
            first = world.ask(name)
    assert world.made <= 1
    if task_in(first):
        assert task_in(first) == "task_1"
        assert world.open() == 0
        if name:
            assert task_in(world.ask(name)) == "task_1"
    else:
        # Nobody can tell what came of it: it is held, and open for a person.
        assert first is not None
        assert first.status == 424
        assert world.open() == 1


@pytest.mark.parametrize(("number", "done"), MOMENTS)
def test_a_second_guard_that_waits_for_one_that_is_killed(
    tmp_path: Path, number: int, done: bool
) -> None:
    """And whatever was answered before stays as it is."""
    world = World(tmp_path, ())
    assert task_in(world.ask("before")) == "task_1"
    with suppress(KilledError):
        world.ask("one", killed=(number, done))
    answers = [world.ask("one") for _ in range(3)]
    assert {each.status for each in answers if each} <= {200, 424}
    assert len({task_in(each) for each in answers}) == 1
    assert world.made <= 2
    assert task_in(world.ask("before")) == "task_1"
