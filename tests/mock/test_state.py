"""What a mock keeps: its clock, what was bought, an account for each key; how long a link lives."""

from itertools import count

import pytest

from cometvideo.mock import Bill, MockApi
from cometvideo.mock.state import running
from tests.mock.talk import FIELDS, Talker


@pytest.mark.parametrize(
    ("speed", "seen"), [(1.0, [1007, 1014]), (10.0, [1070, 1140]), (0.5, [1003.5, 1007])]
)
def test_a_clock_begins_at_the_present_and_runs_as_fast_as_it_is_told(
    speed: float, seen: list[float]
) -> None:
    steady = count(500, 7)
    clock = running(speed, wall=lambda: 1000, steady=lambda: next(steady))
    assert [clock(), clock()] == seen


PAID = (1_500_000, "USD")


@pytest.mark.parametrize(
    ("bill", "words", "cost"),
    [
        (Bill(), "nothing", 0),
        (Bill(2, 9, 0, *PAID), "1.50 USD", 1.5),
        (Bill(2, 9, 1, *PAID), "1.50 USD; no price is known of 1", 1.5),
        (Bill(2, 9, 2), "no price is known of 2", None),
    ],
)
def test_a_bill_tells_what_no_price_is_known_of(bill: Bill, words: str, cost: object) -> None:
    assert bill.words == words
    assert bill.data()["cost"] == cost
    assert bill.data()["currency"] == (bill.currency or None)


def test_bills_add_up() -> None:
    both = Bill(3, 20, 1, 5, "USD").plus(Bill(2, 9, 2, 4, "EUR"))
    assert both == Bill(5, 29, 3, 9, "USD")
    assert Bill().plus(both) == both.plus(Bill()) == both


@pytest.mark.parametrize(("keys", "left"), [(2, 1), (3, 1), (4, 0)])
def test_the_key_that_came_first_is_forgotten_where_there_are_too_many(
    keys: int, left: int
) -> None:
    api = MockApi(accounts_size=3)
    for each in range(keys):
        Talker(api, f"key-{each}").task()
    assert api.controls("key-0").bill.tasks == left


@pytest.mark.parametrize(("plan", "waited_s"), [("clock=100", 100), ("immediate", 30)])
def test_a_link_lives_for_a_day_from_the_end(plan: str, waited_s: int) -> None:
    talker = Talker(MockApi())
    talker.controls.plan(plan)
    task = talker.task(**FIELDS)
    talker.controls.advance(waited_s)
    shown = talker.poll(task)
    assert shown["completed_at"] == shown["created_at"] + waited_s
    expires = int(str(shown["video_url"]).partition("expires=")[2].partition("&")[0])
    assert expires == shown["completed_at"] + 24 * 3600
