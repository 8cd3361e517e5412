"""A run that ends at any step is taken up again, and no create is ever sent twice."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from cometvideo.live.attempt import Attempt, json_of
from cometvideo.live.ledger import Ledger
from cometvideo.live.progression import Event
from tests.live.stand import BASE_URL, CREDENTIALS, LONG, PAID, UNKNOWN, Stand, Watched

PLANNED = (UNKNOWN, LONG, *PAID[:2])


class Kill(BaseException):
    """The end of a process, as far as its code can tell."""


class Fuse:
    """Kills at one step of all that it is asked about; -1: at none."""

    def __init__(self, at: int) -> None:
        self.left = at

    def burn(self) -> None:
        if self.left == 0:
            raise Kill
        self.left -= 1


class Fragile(Ledger):
    """A ledger whose process ends at a write, before it is made or after."""

    fuse = Fuse(-1)
    when = ""

    def _write(self, statement: str, **values: Any) -> None:
        if self.when == "before":
            self.fuse.burn()
        super()._write(statement, **values)
        if self.when == "after":
            self.fuse.burn()


class Cut(Watched):
    """A transport whose process ends when an answer has come."""

    def __init__(self, stand: Stand, fuse: Fuse) -> None:
        super().__init__(stand)
        self.fuse = fuse

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        self.fuse.burn()
        return response


def fragile(stand: Stand, fuse: Fuse, when: str) -> Fragile:
    ledger = Fragile.open(stand.path, stand.text, BASE_URL, "a1", credentials=CREDENTIALS)
    ledger.fuse, ledger.when = fuse, when
    return ledger


def at_event(stand: Stand, fuse: Fuse) -> None:
    def on_event(event: Event) -> None:
        del event
        fuse.burn()

    stand.run(on_event=on_event)


def before_write(stand: Stand, fuse: Fuse) -> None:
    stand.run(fragile(stand, fuse, "before"))


def after_write(stand: Stand, fuse: Fuse) -> None:
    stand.run(fragile(stand, fuse, "after"))


def before_request(stand: Stand, fuse: Fuse) -> None:
    stand.before = lambda _: fuse.burn()
    stand.run()


def after_answer(stand: Stand, fuse: Fuse) -> None:
    stand.run(transport=Cut(stand, fuse))


def in_sleep(stand: Stand, fuse: Fuse) -> None:
    def sleep(seconds: float) -> None:
        fuse.burn()
        stand.clock.sleep(seconds)

    stand.run(sleep=sleep)


def essence(attempt: Attempt) -> tuple[object, ...]:
    """What an attempt tells, without how often was asked."""
    shown = [
        data["status"] for each in attempt.exchanges if (data := json_of(each) or {}).get("id")
    ]
    return attempt.status, attempt.fate, shown[-1:], attempt.video, attempt.problem


def fill(folder: Path) -> dict[str, tuple[object, ...]]:
    """What the attempts of a run tell that nobody stops."""
    stand = Stand(folder, PLANNED)
    stand.run()
    return {name: essence(each) for name, each in stand.attempts().items()}


def check(stand: Stand, expected: dict[str, tuple[object, ...]]) -> int:
    """What must be true in the end; returns how many creates were interrupted."""
    assert max(Counter(stand.creates).values(), default=0) <= 1, "a create was sent twice"
    attempts = stand.attempts()
    assert list(attempts) == list(expected)
    interrupted = [name for name, each in attempts.items() if each.fate == "interrupted"]
    for name in set(attempts) - set(interrupted):
        assert essence(attempts[name]) == expected[name]
    assert set(interrupted) <= {each.id for each in PLANNED if each.is_create}
    assert stand.tasks <= 2
    with Ledger.read(stand.path) as ledger:
        # What may be paid for is counted, and never less than what is.
        assert stand.api.controls().bill.seconds <= ledger.spent.seconds
        assert {each.state for each in ledger.rows.values()} == {"ended"}
    return len(interrupted)


@pytest.mark.parametrize(
    ("run", "creates"),
    [
        # How many of the steps lie between the sending of one of the creates and its keeping.
        pytest.param(at_event, 0, id="at-event", marks=pytest.mark.thorough),
        pytest.param(before_write, 3, id="before-write", marks=pytest.mark.thorough),
        pytest.param(after_write, 3, id="after-write", marks=pytest.mark.thorough),
        pytest.param(before_request, 3, id="before-request"),
        pytest.param(after_answer, 3, id="after-answer", marks=pytest.mark.thorough),
        pytest.param(in_sleep, 0, id="in-sleep", marks=pytest.mark.thorough),
    ],
)
def test_killed_at_any_step(
    run: Callable[[Stand, Fuse], None], creates: int, tmp_path: Path
) -> None:
    expected = fill(tmp_path)
    interrupted = kills = 0
    while True:
        folder = tmp_path / str(kills)
        folder.mkdir()
        stand = Stand(folder, PLANNED)
        try:
            run(stand, Fuse(kills))
        except Kill:
            stand.before = lambda _: None
        else:
            break
        stand.run()
        interrupted += check(stand, expected)
        kills += 1
    assert kills > 3
    assert interrupted == creates
    assert check(stand, expected) == 0


@pytest.mark.parametrize("steps", [3, 4, 5])
def test_killed_again_and_again(steps: int, tmp_path: Path) -> None:
    expected = fill(tmp_path)
    folder = tmp_path / "again"
    folder.mkdir()
    stand = Stand(folder, PLANNED)
    for _ in range(60):
        try:
            after_write(stand, Fuse(steps))
        except Kill:
            continue
        break
    else:
        pytest.fail("it never came to an end")
    check(stand, expected)
