"""Costs: what a prediction says of the bill, for every way that a spec can write prices."""

from decimal import Decimal
from pathlib import Path

import pytest

from cometvideo import Matrix, load_family, predict, settle, validate

SOUND = Path(__file__).parents[1] / "miniatures" / "specs" / "sound.yaml"
COMMON = {"currency": "USD", "per": "second", "kind": "list"}


OVERLAY = """\
format: 1
extends: {sound}
sources:
  feed: {{ kind: report, title: A feed, date: "2026-08" }}
from: feed
{more}
prices:
{head}
  models: {{ alpha: {alpha} }}
"""


def priced(tmp_path: Path, alpha: str, more: str = "", **common: str) -> Matrix:
    """The small sound spec with prices of one model."""
    path = tmp_path / "priced.yaml"
    head = "\n".join(f"  {key}: {value}" for key, value in {**COMMON, **common}.items())
    text = OVERLAY.format(sound=SOUND, head=head, alpha=alpha, more=more)
    path.write_text(text, encoding="utf-8")
    return load_family(path)


def film(**more: object) -> dict[str, object]:
    return {"words": "a kite", "model": "alpha", "length": 4, "shape": "1280x720", **more}


ROWS = "{ rows: { 480p: 0.1, 720p: 0.25 } }"
Wanted = tuple[str, str, str, str] | None
TABLE: dict[str, tuple[str, dict[str, str], dict[str, object], Wanted]] = {
    "by row": (ROWS, {}, {}, ("1", "1", "1", "list")),
    "another row": (ROWS, {}, {"shape": "864x480"}, ("0.4", "0.4", "0.4", "list")),
    "a row without a price": ("{ rows: { 480p: 0.1 } }", {}, {}, None),
    "any size": ("{ any: 0.07 }", {}, {}, ("0.28", "0.28", "0.28", "list")),
    "any size, where the row has none": (
        "{ any: 0.07, rows: { 480p: 0.1 } }",
        {},
        {},
        ("0.28", "0.28", "0.28", "list"),
    ),
    "per video": (ROWS, {"per": "video"}, {}, ("0.25", "0.25", "0.25", "list")),
    "an open price": (
        "{ any: { one_of: [0.1, 0.3], note: two pages } }",
        {},
        {},
        ("0.4", "1.2", "1.2", "list"),
    ),
    "charged, at a ratio": (
        ROWS,
        {"kind": "charged", "ratio": "0.8"},
        {},
        ("1", "1", "1.25", "charged"),
    ),
    "charged, at an open ratio": (
        ROWS,
        {"kind": "charged", "ratio": "{ one_of: [0.8, 1], note: look }"},
        {},
        ("1", "1", "1.25", "charged"),
    ),
    "list, and the ratio makes it dearer": (ROWS, {"ratio": "1.2"}, {}, ("1", "1", "1.2", "list")),
    "a limit is rounded up": (
        "{ any: 0.000001 }",
        {"kind": "charged", "ratio": "0.3", "per": "video"},
        {},
        ("0.000001", "0.000001", "0.000004", "charged"),
    ),
    "an open kind": (
        ROWS,
        {"kind": "{ one_of: [list, charged], note: look }", "ratio": "0.8"},
        {},
        ("1", "1", "1.25", "unstated"),
    ),
    "what is refused for sure costs nothing that could be told": (ROWS, {}, {"length": 99}, None),
    "a model without prices": (ROWS, {}, {"model": "beta", "shape": "864x480"}, None),
    "an unknown model": (ROWS, {}, {"model": "gamma"}, None),
}


@pytest.mark.parametrize("name", TABLE)
def test_a_request_costs(name: str, tmp_path: Path) -> None:
    alpha, common, fields, wanted = TABLE[name]
    cost = predict(priced(tmp_path, alpha, **common), film(**fields)).cost
    if wanted is None:
        assert cost is None
        return
    assert cost is not None
    assert (cost.min, cost.max, cost.at_list) == tuple(map(Decimal, wanted[:3]))
    assert (cost.kind, cost.currency) == (wanted[3], "USD")
    assert (cost.sources, cost.date) == (("feed",), "2026-08")


def test_an_alias_costs_what_its_model_does(tmp_path: Path) -> None:
    matrix = priced(tmp_path, ROWS, "models: { alpha-1: { alias_of: alpha } }")
    one, other = (predict(matrix, film(model=model)).cost for model in ("alpha", "alpha-1"))
    assert one == other is not None


def test_sums_are_exact() -> None:
    cost = validate(model="doubao-seedance-2-0", prompt="A kite", seconds=7, size="1280x720").cost
    assert cost is not None
    assert cost.min == Decimal("0.1368") * 7  # 0.1368 * 7 is 0.9576000000000001


def test_what_is_rendered_decides_and_what_is_open_makes_a_range() -> None:
    matrix = load_family("seedance")
    request = {"model": "doubao-seedance-2-0", "prompt": "A kite", "seconds": 4, "size": "16:9"}
    cost = predict(matrix, request).cost
    assert cost is not None
    assert (cost.min, cost.max) == (Decimal("0.252"), Decimal("1.3464"))
    for row, amount in {"480p": "0.252", "720p": "0.5472", "1080p": "1.3464"}.items():
        settled = settle(matrix, {"models.doubao-seedance-2-0.size.preset_row": row})
        one = predict(settled, request).cost
        assert one is not None
        assert one.min == one.max == Decimal(amount)
    assert cost.at_list == Decimal("1.683"), "of several the dearest counts"


def test_a_size_of_no_row_costs_what_any_may_unless_it_is_larger_than_all() -> None:
    request = {"model": "doubao-seedance-2-0-fast", "prompt": "A kite", "seconds": 4}
    inside = validate(request, size="900x900").cost
    assert inside is not None
    assert (inside.min, inside.max) == (Decimal("0.2016"), Decimal("0.432"))
    beyond = validate(request, size="1920x1080")
    assert beyond.cost is None
    assert beyond.prediction.unpriced == ("doubao-seedance-2-0-fast",)


def test_an_unknown_length_costs_what_any_may(tmp_path: Path) -> None:
    matrix = priced(tmp_path, "{ any: 0.1 }", "fields: { length: { default: null } }")
    request = film()
    del request["length"]
    cost = predict(matrix, request).cost
    assert cost is not None
    assert (cost.min, cost.max) == (Decimal("0.2"), Decimal("0.8"))


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"size": "16:9"}, "costs 0.25 to 1.35 USD: the size of the preset is open"),
        ({"size": "1280x720"}, "costs 0.55 USD"),
        (
            {"size": "1000x1000"},
            "costs 0.25 to 1.35 USD, if it is taken: what becomes of this size is open",
        ),
        (
            {"model": "doubao-seedance-1-5-pro"},
            "costs: no price is known of doubao-seedance-1-5-pro",
        ),
    ],
)
def test_a_validation_ends_with_its_cost(request_: dict[str, str], words: str) -> None:
    request = {"model": "doubao-seedance-2-0", "prompt": "A kite", "seconds": "4", **request_}
    assert words in str(validate(request)).splitlines()[-2:]


def test_a_refusal_has_no_cost_to_tell() -> None:
    learned = validate(model="doubao-seedance-2-0", prompt="A kite", seconds=99)
    assert learned.cost is None
    assert "cost" not in str(learned)
