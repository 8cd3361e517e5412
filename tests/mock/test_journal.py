import json
from collections.abc import Callable
from decimal import Decimal

import pytest

from cometvideo.mock import MockApi
from cometvideo.wire.credentials import fingerprint
from cometvideo.wire.request import Part
from tests.mock.talk import KEY, Talker, png


@pytest.fixture
def talker() -> Talker:
    return Talker(MockApi(plan="immediate"))


def test_it_tells_what_was_sent_in_what_order(talker: Talker) -> None:
    talker.create(Part("input_reference", png(), "a b.png", "image/png"))
    entry = talker.controls.journal.creates[0]
    assert [part.name for part in entry.parts] == [
        "prompt",
        "model",
        "seconds",
        "size",
        "input_reference",
    ]
    assert [part.text for part in entry.parts][:2] == ["a cat", "doubao-seedance-2-0"]
    sent = entry.parts[-1]
    assert (sent.filename, sent.content_type, sent.text) == ("a b.png", "image/png", None)
    assert sent.file is not None
    assert (sent.file.width, sent.file.height) == (400, 400)


def test_it_counts_what_was_bought(talker: Talker) -> None:
    talker.task()
    talker.task(seconds="12")
    talker.create(seconds="99")
    assert talker.controls.bill[:2] == (2, 17)
    assert len(talker.controls.journal.creates) == 3
    assert len(talker.controls.journal.tasks) == 2


def test_it_tells_requests_that_are_off_contract(talker: Talker) -> None:
    talker.task()
    assert talker.controls.journal.off_contract == []
    talker.create(seconds="99")
    talker.task(size="720x720")
    talker.ask("GET", "/v1/video")
    problems = [" ".join(each.problems) for each in talker.controls.journal.off_contract]
    assert ["'99' is outside" in problems[0], "'720x720'" in problems[1]] == [True, True]
    assert "no operation" in problems[2]


def test_it_tells_a_poll_after_the_end(talker: Talker) -> None:
    task = talker.task()
    talker.poll(task)
    assert talker.controls.journal.polled_after_end == []
    talker.poll(task)
    assert talker.controls.journal.polled_after_end == [task]


def test_it_tells_a_key_that_reached_the_host_of_the_videos(talker: Talker) -> None:
    url = str(talker.finished(talker.task())["video_url"])
    talker.download(url)
    assert len(talker.controls.journal.downloads) == 1
    assert talker.controls.journal.keys_at_downloads == []
    talker.download(url, headers=talker.headers)
    assert len(talker.controls.journal.keys_at_downloads) == 1


def test_what_it_exports_is_json_without_the_key(talker: Talker) -> None:
    talker.create(Part("input_reference", png(), "a.png", "image/png"))
    talker.download(str(talker.finished(talker.task())["video_url"]))
    text = json.dumps(talker.controls.journal.data())
    assert KEY not in text
    assert f"present:{fingerprint(KEY)}" in text
    assert "signature=present" in text
    first = json.loads(text)[0]
    assert first["prediction"]["verdict"] == "valid"
    assert first["outcome"][0]["rendering"]["width"] == 1280
    assert first["sent"]["parts"][-1]["file"]["format"] == "image/png"


def test_it_is_bounded_by_bytes_whatever_they_are() -> None:
    api = MockApi(journal_bytes=100_000)
    talker = Talker(api)
    fills: list[Callable[[], object]] = [
        lambda: talker.create(prompt="\U0001f600" * 1000),
        lambda: talker.ask("GET", "/" + "x" * 5000),
        lambda: talker.ask("GET", "/", headers=(("a", "b"),) * 30),
        lambda: talker.ask("GET", "/", headers=(("a", "b" * 5000),)),
        lambda: talker.create(Part("input_reference", png(), "a.png")),
    ]
    for fill in fills:
        for _ in range(100):
            fill()
        assert 5 < len(talker.controls.journal) < 100
    assert len(json.dumps(talker.controls.journal.data())) < 1_000_000
    talker.controls.reset()
    assert len(talker.controls.journal) == 0
    talker.task()
    assert len(talker.controls.journal) == 1


def test_of_what_is_too_large_to_be_kept_it_says_what_was_wrong() -> None:
    talker = Talker(MockApi(journal_bytes=100_000))
    talker.create(prompt="a" * 50_000, seconds="99")
    talker.create(prompt="a" * 50_000)
    wrong, right = talker.controls.journal
    assert "too large to be kept" in wrong.note
    assert "'99' is outside" in " ".join(wrong.problems)
    assert right.problems == ()
    assert talker.controls.journal.off_contract == [wrong]
    assert wrong.sent is None
    assert len(json.dumps(talker.controls.journal.data())) < 5000


def test_large_bodies_are_not_kept_but_what_they_carried_is(talker: Talker) -> None:
    talker.create(Part("input_reference", png(), "a.png", "image/png"), prompt="a" * 100_000)
    entry = talker.controls.journal.creates[0]
    assert entry.request.body == b""
    assert entry.body_size > 100_000
    assert entry.encoding == "multipart/form-data"
    assert entry.sent is not None
    assert entry.sent.fields["prompt"] == "a" * 100_000
    assert [(part.name, part.size) for part in entry.parts][::4] == [
        ("prompt", 100_000),
        ("input_reference", len(png())),
    ]
    assert entry.parts[-1].file == entry.sent.fields["input_reference"]


@pytest.mark.parametrize("prompt", ["a", "a" * 100_000], ids=["small", "large"])
def test_it_knows_whether_a_create_came_with_a_key(prompt: str) -> None:
    stranger = Talker(MockApi(), None)
    stranger.create(prompt=prompt)
    (entry,) = stranger.api.controls().journal.creates
    assert entry.sent is not None
    assert [issue.kind for issue in entry.sent.issues] == ["key-missing", "encoding"]
    assert "key" in " ".join(entry.problems)


def test_only_a_create_sent_something(talker: Talker) -> None:
    talker.poll(talker.task())
    create, poll = talker.controls.journal
    assert create.sent is not None
    assert create.parts
    assert (poll.sent, poll.encoding, poll.parts, poll.prediction) == (None, "", (), None)


def test_the_prediction_is_that_of_all_worlds(talker: Talker) -> None:
    talker.create(size="720x720")
    entry = talker.controls.journal.creates[0]
    assert entry.prediction is not None
    assert entry.prediction.verdict == "uncertain"
    assert entry.outcome is not None
    assert len(entry.outcome.outcomes) == 1


def test_each_key_has_its_own(talker: Talker) -> None:
    other = Talker(talker.api, "other")
    talker.task()
    other.task()
    other.task()
    counts = [len(c.journal) for c in (talker.controls, other.controls, talker.api.controls())]
    assert counts == [1, 2, 3]
    other.controls.reset()
    assert [talker.controls.bill.tasks, other.controls.bill.tasks] == [1, 0]
    assert len(talker.api.controls().tasks) == 1


def test_problems_do_not_foretell_an_answer_that_has_come() -> None:
    talker = Talker(MockApi())
    talker.create(mood="calm")
    (entry,) = talker.controls.journal
    assert entry.answer is not None
    assert entry.answer.status == 200
    assert "field 'mood' is not documented" in entry.problems[0]
    assert "status of the refusal" not in entry.problems[0]
    refused = talker.create(input_reference="kite.png")
    assert b"on the command line" not in refused.body
    assert b"@path" not in refused.body


PRICED = {"model": "doubao-seedance-2-0", "size": "1280x720", "seconds": "4"}


def test_it_bills_in_money(talker: Talker) -> None:
    talker.task(**PRICED)
    talker.task(**{**PRICED, "seconds": "7"})
    assert talker.controls.bill.cost == Decimal("0.1368") * 11
    assert talker.controls.bill.words == "1.50 USD"
    talker.task(model="doubao-seedance-1-5-pro")
    bill = talker.controls.bill
    assert (bill.tasks, bill.unpriced, bill.cost) == (3, 1, Decimal("1.5048"))
    assert bill.words == "1.50 USD; no price is known of 1"
    assert bill.data()["cost"] == 1.5048


@pytest.mark.parametrize(
    ("plan", "world", "is_billed"),
    [
        ("polls=2", {}, True),
        ("failed", {}, True),
        ("failed", {"prices.failed": "free"}, False),
        ("polls=2", {"prices.failed": "free"}, True),
        ("polls=2,end=error", {"prices.failed": "free"}, False),
        ("moderated", {"prices.failed": "free"}, True),
        ("moderated", {"prices.moderated": "free"}, False),
    ],
)
def test_what_ends_badly_is_billed_as_the_world_says(
    talker: Talker, plan: str, world: dict[str, str], is_billed: bool
) -> None:
    talker.controls.world(world)
    talker.controls.plan(plan)
    talker.task(**PRICED)
    bill = talker.controls.bill
    assert (bill.tasks, bill.seconds) == (1, 4)
    assert bill.cost == (Decimal("0.5472") if is_billed else 0)
