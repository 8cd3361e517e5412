from pathlib import Path

import pytest

from cometvideo import Rendering, load_family
from cometvideo.mock import MockApi
from cometvideo.mock.videos import dimensions
from cometvideo.wire.exchange import Headers
from cometvideo.wire.mp4.reader import measure
from tests.mock.talk import Talker


@pytest.mark.parametrize(
    "expires", ["9" * 5000, "1" * 19, "-1", "\u0661", "", "1e9", "0x9"], ids=lambda each: each[:9]
)
def test_odd_expiries_are_refused(talker: Talker, expires: str) -> None:
    link = str(talker.finished(talker.task())["video_url"])
    begin, _, signature = link.partition("?expires=")
    odd = f"{begin}?expires={expires}&{signature.partition('&')[2]}"
    assert talker.download(link).status == 200
    assert talker.download(odd).status == 403


def test_links_have_a_secret_unless_a_seed_is_given() -> None:
    def links(*seeds: str | None) -> set[str]:
        apis = (MockApi(plan="immediate", seed=seed) for seed in seeds)
        talkers = [Talker(api) for api in apis]
        shown = [(talker.finished(talker.task()), talker) for talker in talkers]
        assert all(talker.download(str(each["video_url"])).status == 200 for each, talker in shown)
        return {str(each["video_url"]) for each, _ in shown}

    ids = {link.partition("?")[0] for link in links(None, None)}
    assert len(ids) == 1
    assert len(links(None, None)) == 2
    assert len(links("s", "s")) == 1


@pytest.fixture
def talker() -> Talker:
    return Talker(MockApi(plan="immediate"))


def link(talker: Talker, **fields: str | None) -> str:
    return str(talker.finished(talker.task(**fields))["video_url"])


def test_a_link_lives_on_where_the_spec_states_no_end(tmp_path: Path) -> None:
    spec = tmp_path / "endless.yaml"
    spec.write_text(
        "format: 1\nextends: seedance\ntask: { lifetime_s: null, download: { lifetime_s: null } }\n"
    )
    talker = Talker(MockApi(load_family(spec), plan="immediate"))
    found = link(talker)
    talker.controls.advance(30 * 24 * 3600)
    assert talker.download(found).status == 200


@pytest.mark.parametrize(("stated", "frames"), [("30", 150), ("null", 120)])
def test_a_video_has_the_frames_a_second_that_the_spec_states(
    tmp_path: Path, stated: str, frames: int
) -> None:
    spec = tmp_path / "own.yaml"
    spec.write_text(
        "format: 1\nextends: seedance\nfrom: create-page\n"
        f"task: {{ download: {{ frames_per_second: {stated} }} }}\n"
    )
    talker = Talker(MockApi(load_family(spec), plan="immediate"))
    assert measure(talker.download(link(talker)).body).frames == frames


@pytest.mark.parametrize(
    ("size", "seconds", "measured"),
    [
        ("1280x720", "5", (1280, 720)),
        ("2206x946", "15", (2206, 946)),
        ("333x777", "4", (334, 778)),
        ("9999x100", "4", (4096, 100)),
    ],
)
def test_the_video_is_what_was_predicted_or_the_nearest_that_can_be_made(
    talker: Talker, size: str, seconds: str, measured: tuple[int, int]
) -> None:
    found = measure(talker.download(link(talker, size=size, seconds=seconds)).body)
    assert (found.width, found.height) == measured
    assert found.seconds == int(seconds)


def test_the_journal_tells_when_the_video_cannot_be_as_asked(talker: Talker) -> None:
    talker.task(size="333x777")
    assert "334x778" in next(iter(talker.controls.journal)).note


@pytest.mark.parametrize(
    ("rendering", "made"),
    [
        (Rendering(None, None, None), (864, 480, 1)),
        (Rendering(-1, 0, 1), (864, 16, 1)),
        (Rendering(10**9, 10**9, 3), (4096, 16, 3600)),
    ],
    ids=str,
)
def test_dimensions_are_always_some_that_can_be_made(
    rendering: Rendering, made: tuple[int, int, int]
) -> None:
    assert dimensions(rendering, (864, 480)) == made


def test_the_link_is_at_another_host_and_expires(talker: Talker) -> None:
    url = link(talker)
    assert url.startswith("https://videos.mock.invalid/")
    talker.controls.advance(86_399)
    assert talker.download(url).status == 200
    talker.controls.advance(1)
    expired = talker.download(url)
    assert expired.status == 403
    assert b"expired" in expired.body


@pytest.mark.parametrize(
    "spoilt",
    [("signature=", "signature=0"), ("expires=1", "expires=2"), ("?", "?x&"), (".mp4", "x.mp4")],
    ids=str,
)
def test_a_changed_link_is_refused(talker: Talker, spoilt: tuple[str, str]) -> None:
    url = link(talker)
    status = talker.download(url.replace(*spoilt)).status
    assert status == (200 if spoilt[1] == "?x&" else 404 if "x.mp4" in spoilt else 403)


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        (None, 200, slice(None)),
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=10-", 206, slice(10, None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=5-99999999999999999999999999999", 206, slice(5, None)),
        ("bytes=0-1,4-5", 200, slice(None)),
        ("lines=1-2", 200, slice(None)),
        ("bytes=99999999-", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=9-5", 200, slice(None)),
    ],
)
def test_ranges(talker: Talker, asked: str | None, status: int, part: slice | None) -> None:
    url = link(talker)
    whole = talker.download(url).body
    answer = talker.download(url, headers=(("Range", asked),) if asked else ())
    assert answer.status == status
    if part is None:
        assert answer.header("content-range") == f"bytes */{len(whole)}"
    else:
        assert answer.body == whole[part]
    if status == 206:
        start, end, _ = (part or slice(0)).indices(len(whole))
        assert answer.header("content-range") == f"bytes {start}-{end - 1}/{len(whole)}"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ((("If-None-Match", "{}"),), 304),
        ((("If-None-Match", 'W/{}, "x"'),), 304),
        ((("If-None-Match", '"x"'),), 200),
        ((("If-Range", "{}"), ("Range", "bytes=0-1")), 206),
        ((("If-Range", '"x"'), ("Range", "bytes=0-1")), 200),
    ],
)
def test_conditions(talker: Talker, headers: Headers, status: int) -> None:
    url = link(talker)
    etag = talker.download(url).header("etag") or ""
    filled = tuple((name, value.replace("{}", etag)) for name, value in headers)
    assert talker.download(url, headers=filled).status == status


def test_head_tells_the_length_and_sends_nothing(talker: Talker) -> None:
    url = link(talker)
    answer = talker.download(url, "HEAD")
    assert answer.status == 200
    assert answer.body == b""
    assert answer.header("content-length") == str(len(talker.download(url).body))
    assert answer.header("content-type") == "video/mp4"


def test_a_link_that_is_signed_for_get_alone_refuses_head() -> None:
    world = {"task.download.answers_head": False}
    talker = Talker(MockApi(load_family("seedance"), choices=world, plan="immediate"))
    url = link(talker)
    answer = talker.download(url, "HEAD")
    assert (answer.status, answer.body) == (403, b"")
    assert talker.download(url).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_else_can_be_done_with_a_link(talker: Talker, method: str) -> None:
    assert talker.download(link(talker), method).status == 405


def test_the_api_is_not_at_the_host_of_the_videos(talker: Talker) -> None:
    answer = talker.ask("GET", "/v1/videos/task_1", host="videos.mock.invalid")
    assert answer.status == 301
    assert b"videos only" in answer.body
    assert talker.ask("GET", "/videos/task_1.mp4", host="videos.mock.invalid").status == 404
