"""Budgets of a guard: what is not sent any more, and when it is again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cometvideo.facts.loading import load_family
from cometvideo.guard.budget import Budget, read_budget
from tests.guard.stand import AGAIN, KEY, OTHER, PLAIN, TOLD, Stand, run

USD = 1_000_000  # in millionths


def test_a_budget_holds_and_frees(stand: Callable[..., Stand]) -> None:
    there = stand(budgets=[Budget(12, 3600.0), Budget(8, None, "model")])

    async def story() -> None:
        assert (await there.create()).status_code == 200
        over = await there.create()
        assert over.status_code == 402  # 10 of 8 for the model
        assert "3 s left" in over.json()["error"]["message"]
        assert (await there.create(seconds="6", model=OTHER)).status_code == 200
        assert (await there.create(seconds="4", model=OTHER)).status_code == 402  # 15 of 12
        there.at += 3601
        assert (await there.create(seconds="4", model=OTHER)).status_code == 402  # 10 of 8
        assert there.upstream.made == ["task_1", "task_2"]

    run(story())


def test_what_is_not_known_counts_as_spent(stand: Callable[..., Stand]) -> None:
    there = stand(budgets=[Budget(9)])
    there.upstream.ends = ["drop", "429"]

    async def story() -> None:
        assert await there.creates(PLAIN, AGAIN) == [424, 402]
        (open_one,) = there.ledger.unclear()
        there.ledger.settle(open_one.id, "")
        assert await there.creates(PLAIN, PLAIN) == [429, 200]

    run(story())


def test_it_stops_when_tasks_fail_in_a_row(stand: Callable[..., Stand]) -> None:
    there = stand(failures_most=2)
    there.upstream.status = "failed"

    async def story() -> None:
        for task in ("task_1", "task_1", "task_2"):
            assert (await there.create()).status_code == 200
            await there.client.get(f"/videos/{task}", headers={"Authorization": f"Bearer {KEY}"})
        assert (await there.create()).status_code == 403
        assert len(there.upstream.made) == 3

    run(story())


def test_a_budget_in_money_holds_at_the_dearest_price_at_list(stand: Callable[..., Stand]) -> None:
    """0.1368 a second for 5 s is 0.684, and 0.855 at list: two fit into 1.72, and not into 1.70."""
    there = stand(budgets=[Budget(1_720_000, None, "", "USD"), Budget(USD, 60.0, "", "USD")])

    async def story() -> None:
        first = await there.create()
        assert (first.status_code, first.headers[TOLD]) == (200, "passed; valid; at most 0.86 USD")
        over = await there.create()
        assert over.status_code == 402
        said = over.json()["error"]["message"]
        assert "may cost 0.86 USD, and of the budget of 1 USD" in said
        assert "there are 0.15 USD left; enough is free again at" in said
        there.at += 61
        assert (await there.create()).status_code == 200  # 1.71 of 1.72
        there.at += 61
        assert (await there.create(seconds="4")).status_code == 402
        assert there.upstream.made == ["task_1", "task_2"]
        assert there.log[:2] == [
            "budget: 1.72 USD, for as long as the ledger lives",
            "budget: 1 USD within 0.0166667 h",
        ]
        assert there.log[2].startswith("sent: create 1, doubao-seedance-2-0, at most 5 s; at most ")

    run(story())


def test_what_is_open_is_priced_at_its_dearest(stand: Callable[..., Stand]) -> None:
    """A preset may mean the row of 0.3366 a second: 4 s at list are 1.683."""
    for most, status in ((1_682_999, 402), (1_683_000, 200)):
        there = stand(budgets=[Budget(most, None, "", "USD")])

        async def story(there: Stand = there, status: int = status) -> None:
            assert (await there.create(size="16:9", seconds="4")).status_code == status

        run(story())


def test_what_should_be_refused_and_is_sent_is_priced_as_if_taken(
    stand: Callable[..., Stand],
) -> None:
    """15 s of the dearest row at list are 6.31125."""
    for most, status in ((6_311_249, 402), (6_311_250, 200)):
        there = stand(mode="observe", budgets=[Budget(most, None, "", "USD")])

        async def story(there: Stand = there, status: int = status) -> None:
            assert (await there.create(seconds="99")).status_code == status

        run(story())


def test_without_a_price_nothing_is_sent_under_a_budget_in_money(
    stand: Callable[..., Stand],
) -> None:
    there = stand(budgets=[Budget(100 * USD, None, "", "USD")])

    async def story() -> None:
        answer = await there.create(model=OTHER)
        assert answer.status_code == 402
        assert "no price is known of what is asked of doubao-seedance-1-5-pro" in answer.text
        assert answer.headers[TOLD] == "no price"
        assert (await there.create()).status_code == 200
        assert there.upstream.made == ["task_1"]

    run(story())


def test_without_a_price_it_passes_where_a_person_says_so(stand: Callable[..., Stand]) -> None:
    there = stand(budgets=[Budget(USD, None, "", "USD")], unpriced=True)

    async def story() -> None:
        answer = await there.create(model=OTHER)
        assert answer.headers[TOLD] == "passed; valid; no known price"
        assert (await there.create()).status_code == 200
        assert (await there.create(seconds="6")).status_code == 402
        told = [(each["cost_at_most"], each["unpriced"]) for each in there.guard.state()["creates"]]  # type: ignore[attr-defined]
        assert told == [(None, 1), (0.855, 0)]

    run(story())


def test_budgets_in_money_hold_for_each_key_and_model(stand: Callable[..., Stand]) -> None:
    there = stand(budgets=[Budget(USD, None, "owner", "USD")])

    async def story() -> None:
        assert (await there.create()).status_code == 200
        assert (await there.create()).status_code == 402
        assert (await there.create(key="sk-another-key")).status_code == 200

    run(story())


def test_a_budget_of_a_run_begins_anew(tmp_path: Path) -> None:
    for _ in range(2):
        there = Stand(tmp_path, budgets=[Budget(9, run=True)])

        async def story(there: Stand = there) -> None:
            assert await there.creates(PLAIN, PLAIN) == [200, 402]

        run(story())
        there.ledger.close()


@pytest.mark.parametrize(
    ("written", "budget"),
    [
        ("600s", Budget(600)),
        ("600/run", Budget(600, run=True)),
        ("2.50usd/run/model", Budget(2_500_000, None, "model", "USD", run=True)),
        ("20usd/day/key", Budget(20_000_000, 86400.0, "owner", "USD")),
    ],
)
def test_how_budgets_are_written(written: str, budget: Budget) -> None:
    assert read_budget(written) == budget


def test_what_is_left_is_told(stand: Callable[..., Stand]) -> None:
    there = stand(budgets=[Budget(USD, None, "owner", "USD"), Budget(60, 3600.0)])

    async def story() -> None:
        assert await there.creates(PLAIN) == [200]
        state = (await there.client.get("http://localhost/_guard")).json()
        money, seconds = state["budgets"]
        foreign: list[tuple[str, dict[str, str]]] = [
            ("http://rebound.example/_guard", {}),
            ("http://localhost/_guard", {"Origin": "http://rebound.example"}),
            ("http://localhost/_guard", {"Sec-Fetch-Site": "cross-site"}),
        ]
        for url, headers in foreign:
            refused = await there.client.get(url, headers=headers)
            assert (refused.status_code, "budgets" in refused.text) == (403, False)
        assert (list(money["left"].values()), money["most"]) == ([0.145], 1)
        assert seconds["left"] == {"all": 55}
        there.ledger.close()
        assert (await there.client.get("http://guard/healthz")).status_code == 503

    run(story())


def test_it_stops_when_creates_are_refused_for_what_they_show(
    stand: Callable[..., Stand],
) -> None:
    there = stand(failures_most=2)
    there.upstream.code = load_family("seedance").block("errors").texts("moderation_codes")[0]
    there.upstream.ends = ["400", "", "400", "400"]

    async def story() -> None:
        assert [(await there.create()).status_code for _ in range(5)] == [400, 200, 400, 400, 403]

    run(story())
