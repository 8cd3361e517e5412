"""What passes a guard and costs nothing."""

from collections.abc import Callable

from tests.guard.stand import Stand, run


def test_what_costs_nothing_passes_as_it_is(stand: Callable[..., Stand]) -> None:
    there = stand()

    async def story() -> None:
        answer = await there.client.get("/models?a=b%20c", headers={"X-Own": "1"})
        assert answer.headers["x-request-id"] == "r-1"
        method, path, headers, _ = there.upstream.seen[0]
        assert (method, path, headers["x-own"]) == ("GET", "/v1/models", "1")

    run(story())
