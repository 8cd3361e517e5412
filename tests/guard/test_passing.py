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


def test_no_cookie_for_one_client_goes_out_with_the_request_of_another(
    stand: Callable[..., Stand],
) -> None:
    there = stand()
    there.upstream.cookie = "session=of-the-first-key; Path=/"

    async def story() -> None:
        first = await there.create()
        assert "of-the-first-key" in first.headers["set-cookie"]
        await there.client.get("/models")
        there.client.cookies.clear()  # as another client is
        await there.create(key="sk-of-another")
        await there.client.get("/models")
        assert ["cookie" in headers for _, _, headers, _ in there.upstream.seen] == [
            *(False, True),
            *(False, True),
        ]

    run(story())


def test_what_a_client_did_not_ask_for_is_not_asked_for(stand: Callable[..., Stand]) -> None:
    there = stand()

    async def story() -> None:
        there.client.headers.clear()  # without them httpx takes no gzip, and names no agent
        await there.client.get("/models", headers={"X-Own": "1"})
        await there.client.get("/models", headers={"Accept-Encoding": "br"})
        bare, with_coding = (headers for _, _, headers, _ in there.upstream.seen)
        assert (bare, with_coding["accept-encoding"]) == (
            {"host": "upstream.invalid", "x-own": "1"},
            "br",
        )

    run(story())
