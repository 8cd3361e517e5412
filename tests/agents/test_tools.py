"""What agents are told, and what a token is good for."""

import json
from typing import Any

import pytest

from cometvideo import InputError, load_family, validate
from cometvideo.agents.quotes import Quotes, _digest, _Quoted
from cometvideo.agents.tools import Tools
from cometvideo.facts.endpoint import load
from tests.cases import FIXTURES

FINE = {"model": "doubao-seedance-2-0", "prompt": "A kite", "seconds": 5, "size": "16:9"}
PRO = "doubao-seedance-1-0-pro"
PRICED = {"model": "sora-2", "prompt": "A kite", "seconds": 4, "size": "1280x720"}
UNPRICED = {**FINE, "model": "doubao-seedance-1-5-pro"}
TOOLS = Tools(load_family("seedance"))


def read_kite(name: str) -> object:
    if name != "kite.png":
        raise InputError(f"no {name}")
    return (name, (FIXTURES / "files" / name).read_bytes())


def test_a_check_says_what_validate_says() -> None:
    wrong = {**FINE, "model": PRO, "seconds": 12}
    told, known = TOOLS.check(wrong), validate(wrong)
    assert (told["verdict"], told["renders"]) == (known.verdict, [])
    assert [each["message"] for each in told["findings"]] == [x.message for x in known.findings]
    assert [each["nearest"] for each in told["findings"]] == [x.nearest for x in known.findings]
    assert TOOLS.check(FINE)["renders"]
    json.dumps(told)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({"seconds": 99}, {"seconds": 15}),
        ({"seconds": "99"}, {"seconds": 15}),
        ({"model": "doubao-seedance-2.0"}, {}),
        ({"size": "16/9"}, {}),
        ({"model": PRO, "seconds": 99, "size": "16/9"}, {"model": PRO, "seconds": 10}),
    ],
)
def test_the_nearest_request_is_taken(wrong: dict[str, Any], right: dict[str, Any]) -> None:
    told = TOOLS.nearest({**FINE, **wrong})
    assert told["request"] == {**FINE, **right}
    assert told["verdict"] == "valid"
    assert len(told["changed"]) == len(wrong.keys() & {"seconds", "size"}) + (
        wrong.get("model") not in (None, PRO)
    )


def test_a_field_of_another_name_is_renamed_and_none_is_overwritten() -> None:
    request = {name: value for name, value in FINE.items() if name != "seconds"}
    assert TOOLS.nearest({**request, "duration": 5})["request"] == {**request, "seconds": 5}
    both = TOOLS.nearest({**FINE, "duration": 9})
    assert (both["request"]["seconds"], both["request"]["duration"]) == (5, 9)


def test_what_nothing_is_near_to_is_left() -> None:
    told = TOOLS.nearest({**FINE, "prompt": ""})
    assert (told["request"]["prompt"], told["changed"]) == ("", [])


def test_things_are_explained_and_bounded() -> None:
    told = TOOLS.explain("size")
    assert (told["kind"], len(told["facts"])) == ("field", 20)
    assert told["facts_left_out"] > 0
    with pytest.raises(InputError, match="did you mean out-of-range"):
        TOOLS.explain("out-of-rang")


def test_models_of_all_families_are_listed_with_what_they_take() -> None:
    listed = {each["id"]: each["fields"] for each in Tools(load("cometapi")).models()["models"]}
    assert listed[PRO]["seconds"]["max"] == "10"
    assert "sora-2" in listed
    json.dumps(listed)


@pytest.mark.parametrize("request_", [None, [], "x", {1: 2}, {str(each): 1 for each in range(101)}])
def test_what_is_no_request_is_refused(request_: Any) -> None:
    with pytest.raises(InputError):
        TOOLS.check(request_)


def test_files_are_read_where_that_is_allowed() -> None:
    kite = {"file": "kite.png"}
    request = {**FINE, "input_reference": kite}
    with pytest.raises(InputError, match="--files"):
        TOOLS.check(request)
    reading = Tools(load_family("seedance"), read_kite)
    assert reading.check(request)["verdict"] != "invalid"
    assert reading.check({**FINE, "input_reference": [kite]})["verdict"] != "invalid"
    with pytest.raises(InputError, match="no other"):
        reading.check({**FINE, "input_reference": {"file": "other"}})


class Desk:
    """Quotes with a clock and numbered tokens."""

    def __init__(self, spec: str = "sora", **settings: Any) -> None:
        self.now, self.drawn = 0.0, 0
        tools = Tools(load(spec), read_kite)
        self.quotes = Quotes(tools, clock=lambda: self.now, draw=self._draw, **settings)

    def _draw(self) -> str:
        self.drawn += 1
        return f"token-{self.drawn}"


def test_a_token_is_for_one_request_and_for_once() -> None:
    desk = Desk()
    told = desk.quotes.quote(PRICED)
    assert told["cost"]["currency"] == "USD"
    desk.quotes.redeem(told["token"], dict(reversed(PRICED.items())))
    with pytest.raises(InputError, match="no such token"):
        desk.quotes.redeem(told["token"], PRICED)


@pytest.mark.parametrize(
    "other",
    [
        {**PRICED, "prompt": "A kit"},
        {**PRICED, "seconds": "4"},
        {name: PRICED[name] for name in ("model", "prompt", "seconds")},
        {**PRICED, "input_reference": {"file": "kite.png"}},
    ],
)
def test_a_token_for_another_request_is_used_up_and_good_for_nothing(other: dict[str, Any]) -> None:
    desk = Desk()
    token = desk.quotes.quote(PRICED)["token"]
    with pytest.raises(InputError, match="another request"):
        desk.quotes.redeem(token, other)
    with pytest.raises(InputError, match="no such token"):
        desk.quotes.redeem(token, PRICED)


@pytest.mark.parametrize(("waited", "is_good"), [(599.9, True), (600, False)])
def test_a_token_has_an_end(waited: float, is_good: bool) -> None:
    desk = Desk()
    token = desk.quotes.quote(PRICED)["token"]
    desk.now = waited
    if is_good:
        desk.quotes.redeem(token, PRICED)
    else:
        with pytest.raises(InputError, match="too old"):
            desk.quotes.redeem(token, PRICED)


def test_what_is_sent_is_what_was_quoted_whatever_becomes_of_the_file() -> None:
    read = iter([b"one", b"one", b"two"])
    tools = Tools(load("seedance"), lambda name: (name, next(read)))
    quotes = Quotes(tools, clock=lambda: 0.0, draw=str)
    request = {"input_reference": {"file": "a"}}
    quotes._open["t"] = _Quoted(_digest(tools.fields_of(request)), 1.0)
    assert quotes.redeem("t", request) == {"input_reference": ("a", b"one")}
    quotes._open["t"] = _Quoted(_digest({"input_reference": ("a", b"one")}), 1.0)
    with pytest.raises(InputError, match="another request"):
        quotes.redeem("t", request)


def test_only_so_many_tokens_are_kept() -> None:
    desk = Desk()
    tokens = [desk.quotes.quote(PRICED)["token"] for _ in range(1001)]
    with pytest.raises(InputError, match="no such token"):
        desk.quotes.redeem(tokens[0], PRICED)
    desk.quotes.redeem(tokens[1], PRICED)


def dearest() -> int:
    cost = validate(PRICED, spec="sora").cost
    assert cost is not None
    return cost.dearest


@pytest.mark.parametrize(
    ("spec", "request_", "settings", "refused"),
    [
        ("sora", PRICED, {}, None),
        ("sora", PRICED, {"most": dearest()}, None),
        ("sora", PRICED, {"most": dearest() - 1}, "above"),
        ("sora", PRICED, {"most": dearest(), "currency": "EUR"}, "EUR"),
        ("sora", {**PRICED, "seconds": 99}, {}, "invalid"),
        ("seedance", UNPRICED, {}, "no price"),
        ("seedance", UNPRICED, {"unpriced": True}, None),
        ("seedance", {**FINE, "size": "700x700"}, {}, "uncertain"),
    ],
)
def test_a_token_is_given_for_what_is_sure_and_within_the_ceiling(
    spec: str, request_: dict[str, Any], settings: dict[str, Any], refused: str | None
) -> None:
    told = Desk(spec, **settings).quotes.quote(request_)
    assert (told["token"] is None) == (refused is not None)
    assert refused is None or refused in told["refused"]
