"""Impact: recorded requests counted by what becomes of them, in bounded memory."""

import sys
import weakref
from collections.abc import Iterator

import pytest

from cometvideo.changes import Impact, Place, Sent, diff, impact
from cometvideo.changes.impact import Repriced
from cometvideo.changes.reports import as_lines, impact_data, impact_lines
from cometvideo.wire.request import Issue, Request
from tests.changes.overlays import CURRENT, changed

# The package has a function of the name of the module.
module = sys.modules["cometvideo.changes.impact"]

PRO = "doubao-seedance-1-5-pro"
NEW = changed(f"models: {{ {PRO}: {{ seconds: {{ max: 10 }}, size: {{ preset_row: 480p }} }} }}")


def sent(*requests: object, file: str = "a.jsonl") -> list[Sent]:
    return [
        Sent(Place(file, "line", number), request)  # type: ignore[arg-type]
        for number, request in enumerate(requests, 1)
    ]


def request(**fields: object) -> dict[str, object]:
    return {"model": PRO, "prompt": "A kite", "size": "1280x720", **fields}


def told(found: Impact) -> list[tuple[str | None, str, int, list[str]]]:
    return [
        (each.model, each.words, each.requests, [*map(str, each.places)]) for each in found.groups
    ]


TWO = {"model": "doubao-seedance-2-0", "seconds": 4}
DEARER = changed("prices: { models: { doubao-seedance-2-0: { rows: { 720p: 0.2 } } } }")
UNKNOWN = changed("prices: { models: { doubao-seedance-2-0: null } }")


def test_what_requests_cost_otherwise_is_told_in_money() -> None:
    requests = [
        *[request(**TWO)] * 3,
        request(**{**TWO, "size": "864x496"}),
        request(seconds=5),
        None,
    ]
    found = impact(CURRENT, DEARER, sent(*requests))
    assert found.groups == ()
    assert found.repriced == (3, 0, "USD", (1_641_600,) * 2, (2_400_000,) * 2)
    lines = [*impact_lines(found)]
    assert "  3 requests cost otherwise: 1.64 USD → 2.40 USD" in lines
    assert impact_data(found)["repriced"] == {
        "requests": 3,
        "untold": 0,
        "currency": "USD",
        "old": {"min": 1.6416, "max": 1.6416},
        "new": {"min": 2.4, "max": 2.4},
    }


def test_a_price_that_changes_is_told_and_breaks_nothing() -> None:
    (said,) = [each for each in as_lines(diff(CURRENT, DEARER)) if "price of" in each]
    assert said.strip() == "price of doubao-seedance-2-0 at 720p: 0.1368 → 0.2"
    assert not diff(CURRENT, DEARER).breaking


def test_a_price_that_is_gone_is_no_sum_of_nothing() -> None:
    found = impact(CURRENT, UNKNOWN, sent(request(**TWO), request(seconds=5)))
    assert found.repriced == (1, 1, "", (0, 0), (0, 0))
    assert "  1 request cost otherwise: of 1 only one spec has a price" in [*impact_lines(found)]
    assert impact(CURRENT, CURRENT, sent(request(**TWO))).repriced == Repriced()


def test_groups() -> None:
    found = impact(
        CURRENT,
        NEW,
        sent(
            request(seconds=5),
            request(seconds=12),
            request(seconds="12", prompt="Another"),
            request(seconds=11),
            request(size="16:9"),
            request(model="doubao-seedance-2-0", seconds=12),
            None,
        ),
    )
    out = "valid → invalid: seconds %d out of range, allowed 4 to 10"
    assert told(found) == [
        (PRO, out % 12, 2, ["a.jsonl:2", "a.jsonl:3"]),
        (PRO, out % 11, 1, ["a.jsonl:4"]),
        (PRO, "renders 1280x720 → 864x496", 1, ["a.jsonl:5"]),
    ]
    assert (found.requests, found.changed, found.worse, found.unreadable) == (6, 4, 4, 1)
    assert found.problems == ((Place("a.jsonl", "line", 7), ""),)


def test_what_gets_better_is_no_harm() -> None:
    found = impact(NEW, CURRENT, sent(request(seconds=12), request(size="16:9")))
    assert [(each.words, each.is_worse) for each in found.groups] == [
        ("renders 864x496 → 1280x720", True),
        ("invalid → valid", False),
    ]
    assert (found.changed, found.worse) == (2, 1)


def test_how_it_was_sent_counts() -> None:
    new = changed("body: { encodings: { application/json: { value: refused } } }")
    as_json = Request(request(), (Issue("encoding", None, "application/json"),))
    found = impact(CURRENT, new, sent(as_json, request()))
    assert told(found) == [
        (PRO, "uncertain → invalid: encoding undocumented application/json", 1, ["a.jsonl:1"])
    ]


@pytest.mark.parametrize("model", [5, ["a"], None, "x" * 500, "a\nb"])
def test_any_model(model: object) -> None:
    new = changed("fields: { style: { kind: text, required: true } }")
    found = impact(CURRENT, new, sent(request(model=model)))
    # It is refused as before.
    assert found.groups == ()
    fresh = changed("fields: { model: { kind: text, selects: null } }")
    for group in impact(CURRENT, fresh, sent(request(model=model))).groups:
        assert group.model is None or (len(group.model) <= 80 and group.model.isprintable())


def many(count: int) -> Iterator[Sent]:
    for number in range(count):
        size = f"{100 + number}x999"
        yield Sent(Place("a", "line", number + 1), request(size=size, prompt=f"Kite {number}"))


def test_no_more_is_kept_than_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_GROUPS", 10)
    monkeypatch.setattr(module, "_MOST_REMEMBERED", 8)
    new = changed("fields: { size: { undocumented: { value: refused } } }")
    counting = module._Counting(CURRENT, new)
    for each in many(60):
        assert each.request is not None
        counting.count(each.place, each.request, each.times)
        assert len(counting.shifts) <= 8
        assert len(counting.requests) <= 8
    groups = counting.groups()
    rest = [each for each in groups if each.shift is None]
    assert len(groups) == 11
    assert sum(each.requests for each in groups) == 60
    assert [(each.words, each.requests) for each in rest] == [
        ("uncertain → invalid, for other reasons", 50)
    ]
    assert all(len(each.places) <= 5 for each in groups)


def test_equal_specs_change_nothing() -> None:
    assert impact(CURRENT, CURRENT, sent(request(seconds=99))).groups == ()
    assert impact(CURRENT, NEW, ()) == Impact(0, 0, (), ())


class Recorded(dict[str, object]):
    """A request of which can be seen whether anything still has it."""


@pytest.mark.parametrize("length", [10, 100_000])
def test_what_is_remembered_is_bounded_by_its_size(length: int) -> None:
    seen: list[weakref.ref[Recorded]] = []

    def recorded() -> Iterator[Sent]:
        for number in range(3):
            fields = Recorded(request(seconds=99, other=["x" * length, number]))
            seen.append(weakref.ref(fields))
            yield Sent(Place("a.jsonl", "line", number), fields)

    def looked_at() -> Iterator[Sent]:
        for each in recorded():
            yield each
            del each
            left.append(sum(ref() is not None for ref in seen))

    left: list[int] = []
    impact(CURRENT, NEW, looked_at())
    assert max(left) == (3 if length == 10 else 1)
