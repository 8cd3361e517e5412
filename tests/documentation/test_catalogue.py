"""The public catalogue of models beside a spec: its prices, its ratios, and which models it has."""

import json
from typing import Any

import pytest

from cometvideo import Matrix, load_family
from cometvideo.documentation import Copy, check_documentation, fetched

MATRIX = load_family("seedance")
TWO, FAST = "doubao-seedance-2-0", "doubao-seedance-2-0-fast"


def record(name: str, **pricing: Any) -> dict[str, Any]:
    return {"id": name, "pricing": {"currency": "USD", **pricing}}


SOUND = {
    **{name: record(name, ratio=0.8) for name in MATRIX.models},
    TWO: record(TWO, per_second=0.063, ratio=0.8),
    FAST: record(FAST, per_second=0.108, ratio=1),
}


def told(records: Any, matrix: Matrix = MATRIX, wrap: bool = True) -> list[tuple[Any, ...]]:
    """What is more than agreement: verdict, subject, what was seen."""
    content = json.dumps({"data": records} if wrap else records).encode()
    report = check_documentation(matrix, [Copy("models.json", content, "catalogue")])
    return [
        (each.verdict, each.subject, each.observed)
        for each in report.drifts
        if each.verdict != "holds"
    ]


def but(name: str, changed: dict[str, Any] | None) -> list[Any]:
    records = {**SOUND, name: changed}
    return [each for each in records.values() if each is not None]


@pytest.mark.parametrize("wrap", [True, False])
def test_a_catalogue_that_agrees(wrap: bool) -> None:
    assert told(list(SOUND.values()), wrap=wrap) == []


ELSEWHERE = {**record("else", per_second=1), "endpoints": [{"path": "/kling/v1/videos"}]}
CASES: dict[str, tuple[list[Any], list[tuple[Any, ...]]]] = {
    "another price": (
        but(TWO, record(TWO, per_second=0.07, ratio=0.8)),
        [("drifted", f"prices.models.{TWO}", 0.07)],
    ),
    "the list price of what is charged": (but(TWO, record(TWO, per_second=0.07875)), []),
    "a price as a text": (but(TWO, record(TWO, per_second="0.1368")), []),
    "another ratio": (
        but(TWO, record(TWO, per_second=0.063, ratio=0.9)),
        [("drifted", "prices.ratio", 0.9)],
    ),
    "another currency": (
        but(TWO, record(TWO, per_second=0.063, currency="EUR")),
        [("drifted", "prices.currency", "EUR")],
    ),
    "a price that was not known": (
        but("doubao-seedance-1-5-pro", record("doubao-seedance-1-5-pro", per_second=0.05)),
        [("new", "prices.models.doubao-seedance-1-5-pro", 0.05)],
    ),
    "no price any more": (
        but(TWO, record(TWO, per_second=0, input=3)),
        [("could not tell", f"prices.models.{TWO}", None)],
    ),
    "a model that is gone": (but(TWO, None), [("gone", f"models.{TWO}", None)]),
    "a model whose record is of another shape": (
        [*but(TWO, None), {"id": TWO, "price": {"per_second": 1}}],
        [("could not tell", f"models.{TWO}", None)],
    ),
    "a model that has two records": (
        [*but(TWO, record(TWO, per_second=9)), record(TWO, per_second=0.063)],
        [("could not tell", f"models.{TWO}", None)],
    ),
    "a model that is served elsewhere": (
        but(TWO, {**record(TWO, per_second=9), "endpoints": ["/kling/v1/videos"]}),
        [("could not tell", f"models.{TWO}", None)],
    ),
    "a currency that is none": (but(TWO, record(TWO, per_second=0.063, currency=["EUR"])), []),
    "a new model of this endpoint": (
        but("new-1", {**record("new-1", per_second=1), "endpoints": ["/v1/videos"]}),
        [("new", "models.new-1", "new-1")],
    ),
    "a new model of another endpoint": (but("else", ELSEWHERE), []),
    "a new model of nobody knows which": (
        but("who", record("who", per_second=1)),
        [("unchecked", "models", None)],
    ),
    "a new model that makes no videos": (but("text", record("text", input=1)), []),
    "pricing that is none": (
        but(TWO, {"id": TWO, "pricing": "free"}),
        [("could not tell", f"prices.models.{TWO}", None)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_a_catalogue_tells(name: str) -> None:
    records, wanted = CASES[name]
    assert told(records) == wanted


@pytest.mark.parametrize("more", ["has_more", "nextPage", "next_cursor"])
def test_a_catalogue_that_has_more_pages_does_not_tell_that_a_model_is_gone(more: str) -> None:
    for value, verdict in ((True, "could not tell"), (None, "gone")):
        content = json.dumps({"data": but(TWO, None), more: value}).encode()
        report = check_documentation(MATRIX, [Copy("models.json", content, "catalogue")])
        assert [each.verdict for each in report.drifts if each.verdict != "holds"] == [verdict]


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"[]", b"{}", b'{"data": {}}', b"[" * 100_000, b'[{"id": 1, "pricing": {}}]'],
)
def test_what_is_no_catalogue_is_no_agreement(content: bytes) -> None:
    report = check_documentation(MATRIX, [Copy("models.json", content, "catalogue")])
    assert [each.verdict for each in report.drifts] == ["could not tell"]


def test_it_is_fetched_from_where_the_spec_says() -> None:
    asked = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        raise OSError("no network")

    copies = fetched(MATRIX, ["catalogue"], fetch)
    report = check_documentation(MATRIX, copies)
    assert asked == ["https://api.cometapi.com/api/models"]
    assert [each.verdict for each in report.drifts] == ["could not tell"]
