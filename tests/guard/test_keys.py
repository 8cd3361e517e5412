"""Keys: where they may go, and that nothing keeps them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cometvideo.errors import InputError
from cometvideo.facts.loading import load_family
from cometvideo.guard.app import upstream_origin
from cometvideo.words import words_of
from tests.guard.stand import KEY, Stand, run


def test_the_key_stays_with_the_guard(stand: Callable[..., Stand], tmp_path: Path) -> None:
    there = stand(key="sk-the-real-one", token="guard-token")
    there.upstream.extra = {"note": "for sk-the-real-one", "video_url": "https://v.example/a?sig=1"}

    async def story() -> None:
        assert (await there.create()).status_code == 401
        answer = await there.create(key="guard-token")
        assert answer.status_code == 200
        assert "sk-the-real-one" not in answer.text
        assert answer.json()["video_url"] == "https://v.example/a?sig=1"
        sent = [headers["authorization"] for *_, headers, _ in there.upstream.seen]
        assert sent == ["Bearer sk-the-real-one"]

    run(story())
    there.ledger.close()
    kept = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert b"sk-the-real-one" not in kept + "\n".join(there.log).encode()
    assert b"guard-token" not in kept


@pytest.mark.parametrize("name", ["echo", "id", "status", "model"])
def test_a_key_that_the_api_repeats_is_not_kept(
    stand: Callable[..., Stand], tmp_path: Path, name: str
) -> None:
    there = stand()
    there.upstream.extra = {name: f"Bearer {KEY}"}
    there.upstream.ends = ["answer", "429", "500"]

    async def story() -> None:
        for prompt in "abc":
            await there.create(prompt=prompt)

    run(story())
    there.ledger.close()
    kept = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert KEY not in kept.decode("latin-1") + "\n".join(there.log)


@pytest.mark.parametrize(
    ("given", "unencrypted", "origin"),
    [
        ("https://api.example/v1", False, "https://api.example"),
        ("https://api.example/x/v1/", False, "https://api.example/x"),
        ("http://127.0.0.1:8080/v1", False, "http://127.0.0.1:8080"),
        ("http://api.example/v1", True, "http://api.example"),
        ("http://api.example/v1", False, None),
        ("https://api.example", False, None),
        ("ftp://api.example/v1", False, None),
        ("api.example/v1", False, None),
        ("https://api.example/v1?x=1", False, None),
    ],
)
def test_where_the_key_may_go(given: str, unencrypted: bool, origin: str | None) -> None:
    if origin is None:
        with pytest.raises(InputError):
            upstream_origin(given, words_of(load_family("seedance")), unencrypted=unencrypted)
    else:
        assert (
            upstream_origin(given, words_of(load_family("seedance")), unencrypted=unencrypted)
            == origin
        )


def test_who_is_locked_out_stops_nobody_else(stand: Callable[..., Stand]) -> None:
    there = stand()
    there.upstream.ends = ["401"]

    async def story() -> None:
        statuses = [(await there.create(key=key)).status_code for key in ("k-1", "k-1", "k-2")]
        assert statuses == [401, 403, 200]
        assert list(
            (await there.client.get("http://127.0.0.1/_guard")).json()["locked_out"].values()
        )

    run(story())
