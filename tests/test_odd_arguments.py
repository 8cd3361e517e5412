"""Whatever is handed over in Python: a finding, or an error in words; and results can be copied."""

import copy
import json
import pickle
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from cometvideo import (
    CometVideoError,
    InputError,
    Part,
    load_family,
    validate,
    validate_form,
    validate_wire,
)
from cometvideo.reports.data import describe

TWO = "doubao-seedance-2-0"
FINE = {"prompt": "A kite", "model": TWO, "size": "1280x720"}


class Headers:
    """What has items that are none."""

    def __init__(self, items: Any) -> None:
        self.items = items


ENDLESS: list[Any] = []
ENDLESS.append(ENDLESS)
DEEP: Any = []
for _ in range(5000):
    DEEP = [DEEP]
CIRCLE: dict[str, Any] = {}
CIRCLE["again"] = CIRCLE

ODD: tuple[Any, ...] = (
    *(None, 5, 1.5, True, "x", b"x", object(), float("nan"), 10**5000, "\ud800", "a\0b"),
    *(Path("a\0b"), [], {}, [1], ["ab"], [b"ab"], [None], [("a",)], [("a", 1)], [("a", "b", "c")]),
    *([Part("a", b"b", 5)], [Part("a", b"b", None, 5)], [Part(5, b"b")]),  # type: ignore[arg-type]
    *({1: "a"}, {10**5000: "a"}, iter([1]), ENDLESS, DEEP, CIRCLE, Headers(5)),
    *(Headers(lambda: [1, 2]), Headers(lambda: None), Headers(dict)),
)


def attempt(call: Any) -> None:
    """Only an error of ours may come of it; a result can be shown in every way."""
    learned = None
    with suppress(CometVideoError):
        learned = call()
    if learned is None:
        return
    assert str(learned)
    assert repr(learned)
    assert json.dumps(describe(learned))
    assert all(each.message for each in learned.findings)


@pytest.mark.parametrize("value", ODD, ids=lambda value: type(value).__name__)
def test_odd_arguments_are_findings_or_errors_in_words(value: Any) -> None:
    attempt(lambda: validate(value))
    attempt(lambda: validate_form(value))
    attempt(lambda: validate_wire(value, b""))
    attempt(lambda: validate_wire({"Content-Type": "application/json"}, value))
    attempt(lambda: validate(FINE, spec=value))
    for name in ("prompt", "model", "seconds", "size", "input_reference", "other"):
        attempt(lambda name=name: validate({**FINE, name: value}))
        attempt(lambda name=name: validate({**FINE, name: [value, value]}))


@pytest.mark.parametrize("spec", [5, b"seedance", ["seedance"], {"name": "x"}, object()])
def test_what_is_no_spec_is_told(spec: Any) -> None:
    with pytest.raises(InputError, match="a spec is the name of a shipped one, a path"):
        load_family(spec)


REQUESTS: tuple[dict[str, Any], ...] = (
    FINE,
    {**FINE, "seconds": 99, "size": "1280*720", "model": "doubao-seedance-2-0-260128"},
    {**FINE, "input_reference": "kite.png", "foo": object(), "ratio": "16:9"},
    {**FINE, "model": 10**5000, "seconds": ENDLESS},
)


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize(
    "twin", [lambda it: pickle.loads(pickle.dumps(it)), copy.copy, copy.deepcopy]
)
def test_findings_and_predictions_can_be_copied(request_: dict[str, Any], twin: Any) -> None:
    learned = validate(request_)
    same = twin(learned.prediction)
    assert same.verdict == learned.verdict
    assert same.outcomes == learned.prediction.outcomes
    for one, other in zip(learned.findings, same.findings, strict=True):
        told = ("code", "message", "allowed", "nearest", "severity", "facts", "where")
        assert [getattr(one, each) for each in told] == [getattr(other, each) for each in told]


def test_a_whole_result_can_be_pickled() -> None:
    learned = validate({**FINE, "seconds": 99})
    same = pickle.loads(pickle.dumps(learned))
    assert str(same) == str(learned)
    assert same.matrix.digest == learned.matrix.digest


def test_a_text_where_a_file_belongs_is_told_without_the_words_of_a_face() -> None:
    (finding,) = validate({**FINE, "input_reference": "kite.png"}).findings
    assert finding.allowed == "the bytes of a file, as a part with a filename"
    assert finding.nearest == "the file kite.png"
    assert "@" not in finding.message
