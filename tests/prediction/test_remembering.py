"""What the oracle remembers never shows: a prediction is what it would be without any before it."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cometvideo import Matrix, load_family, predict
from cometvideo.facts.claims import build
from cometvideo.facts.loading import read_chain
from cometvideo.prediction import memory, oracle
from cometvideo.wire.media import look
from tests.cases import FIXTURES

GENERATIONS = (load_family("seedance"), load_family("seedance@2026-04"))
PICTURE = look((FIXTURES / "files" / "kite.png").read_bytes(), filename="kite.png")
PROMPT = "A red kite"
PRO = "doubao-seedance-1-5-pro"
FINE = {"prompt": PROMPT, "model": PRO, "seconds": 5, "size": "16:9"}

# Values that equal others among them, and some that cannot be looked up at all.
TWINS: tuple[Any, ...] = (
    *(0, 0.0, False, 1, 1.0, True, Decimal(1), 5, 5.0, Decimal(5), Fraction(5), 5 + 0j, "5"),
    *(None, "", (), (1,), (True,), (PICTURE,), PICTURE, [1], {}, b"5"),
    *(tuple(PICTURE), [*PICTURE], (tuple(PICTURE),)),
)
odd = st.sampled_from(TWINS)
requests = st.fixed_dictionaries(
    {},
    optional={
        "prompt": st.sampled_from([PROMPT, "Ein Drachen über dem Hafen", "\ud800"]) | odd,
        "model": st.sampled_from([PRO, "doubao-seedance-1-0-pro", "x"]) | odd,
        "seconds": odd,
        "size": st.sampled_from(["16:9", "1280x720", "720p"]) | odd,
        "input_reference": odd,
        "resolution": st.sampled_from(["720p"]) | odd,
        "n": odd,
    },
)
near_fine = st.builds(lambda changes: {**FINE, **changes}, requests)


def told(matrix: Matrix, request: Mapping[str, object]) -> tuple[object, ...]:
    """A prediction as people see it, without the functions inside."""
    prediction = predict(matrix, request)
    said = [
        (each.code, each.severity, each.message, type(each.got)) for each in prediction.findings
    ]
    return prediction.verdict, prediction.outcomes, said


@given(
    matrix=st.sampled_from(GENERATIONS),
    sent=st.lists(requests | near_fine, min_size=2, max_size=8),
)
@settings(max_examples=100)
@pytest.mark.thorough
def test_a_prediction_is_the_same_after_any_others(
    matrix: Matrix, sent: list[dict[str, Any]]
) -> None:
    used = build((), matrix)
    remembered = [told(used, each) for each in (*sent, *sent)]
    fresh = [told(build((), matrix), each) for each in sent]
    assert remembered == [*fresh, *fresh]


@pytest.mark.parametrize(
    ("field", "twins"),
    [
        ("seconds", (5, 5.0)),
        ("seconds", (5, "5")),
        ("seconds", (5, Decimal(5))),
        ("seconds", (1, True)),
        ("seconds", (0, False)),
        ("size", (1, True)),
        ("size", (5, 5.0)),
        ("input_reference", (5, 5.0)),
        ("input_reference", ((1,), (True,))),
        ("input_reference", (PICTURE, (PICTURE,))),
    ],
    ids=str,
)
def test_equal_values_of_other_types_are_not_confused(field: str, twins: tuple[Any, Any]) -> None:
    for one, other in (twins, twins[::-1]):
        used = build((), GENERATIONS[0])
        told(used, {**FINE, field: one})
        assert told(used, {**FINE, field: other}) == told(
            build((), GENERATIONS[0]), {**FINE, field: other}
        )


@pytest.mark.parametrize(
    "twins",
    [
        ({**FINE, "size": None}, {key: FINE[key] for key in FINE if key != "size"}),
        ({**FINE, "n": 1}, {**FINE, "input_reference": None}),
        ({**FINE, "n": None}, FINE),
    ],
    ids=["null and missing", "a stranger and a null", "a stranger that is null"],
)
def test_what_is_not_there_is_not_confused(twins: tuple[dict[str, Any], dict[str, Any]]) -> None:
    for one, other in (twins, twins[::-1]):
        used = build((), GENERATIONS[0])
        told(used, one)
        assert told(used, other) == told(build((), GENERATIONS[0]), other)


def test_models_are_told_apart_whatever_the_kind_of_their_field(tmp_path: Path) -> None:
    overlay = "format: 1\nextends: seedance\nfrom: create-page\nfields: { model: { kind: text } }\n"
    path = tmp_path / "mine.yaml"
    path.write_text(overlay, encoding="utf-8")
    matrix = build(read_chain(path))  # to load it would be to refuse it
    verdicts = [
        predict(matrix, {**FINE, "model": model, "seconds": 12}).verdict
        for model in (PRO, "doubao-seedance-1-0-pro", PRO)
    ]
    assert verdicts == ["valid", "invalid", "valid"]


def test_what_repeats_is_looked_up() -> None:
    used = build((), GENERATIONS[0])
    first = predict(used, FINE)
    assert predict(used, {**FINE, "prompt": "Ein Drachen über dem Hafen"}) is first
    assert predict(used, dict(reversed(FINE.items()))) is first


@pytest.mark.parametrize(("others", "remembered"), [(3, True), (4, False)])
def test_the_memory_is_bounded(
    others: int, remembered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in (memory, oracle):
        monkeypatch.setattr(each, "_MOST_REMEMBERED", 4)
    used = build((), GENERATIONS[0])
    first = predict(used, FINE)
    for seconds in range(6, 6 + others):
        predict(used, {**FINE, "seconds": seconds})
    assert predict(used, FINE) == first
    assert (predict(used, FINE) is first) == remembered


@pytest.mark.parametrize(("longest", "remembered"), [(4, True), (3, False)])
def test_requests_with_any_long_value_are_not_remembered(
    longest: int, remembered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_LONGEST", longest)
    memory_of = memory.Memory({"model": "choice", "seconds": "integer"})
    request = {"model": "reel", "seconds": 1}
    kept = predict(GENERATIONS[0], request)
    memory_of.keep(request, kept)
    assert (memory_of.find(request) is kept) == remembered


@pytest.mark.thorough
def test_remembering_many_values_changes_nothing() -> None:
    matrix = GENERATIONS[0]
    request = {"prompt": PROMPT, "model": PRO, "seconds": 99, "size": "1:1"}
    first = told(matrix, request)
    for number in range(9000):
        predict(matrix, {"model": PRO, "seconds": number, "size": f"{number}x{number}"})
    assert told(matrix, request) == first


def test_a_text_that_is_one_character_too_long_is_not_one_that_was_fine() -> None:
    matrix = load_family(str(FIXTURES / "specs" / "everything.yaml"))
    request = {"prompt": "A kite", "model": matrix.models[0], "seconds": 4}
    codes = [
        [each.code for each in predict(matrix, {**request, "mood": "a" * length}).findings]
        for length in (9, 20, 21, 22, 20)
    ]
    assert ["text-too-long" in each for each in codes] == [False, False, True, True, False]


def test_a_number_of_any_length_is_looked_at_and_not_written_out(tmp_path: Path) -> None:
    path = tmp_path / "seeds.yaml"
    fields = "fields: { seed: { kind: integer, required: false } }"
    path.write_text(f"format: 1\nname: seeds\nextends: seedance\nfrom: create-page\n{fields}\n")
    matrix = load_family(str(path))
    for number in (5, 10**5000, 10**5000 + 1, 5):
        prediction = predict(matrix, {**FINE, "size": "1280x720", "seed": number})
        assert [each.code for each in prediction.findings] == []


def test_a_list_that_is_equal_to_a_file_is_none() -> None:
    matrix = GENERATIONS[0]
    taken = {**FINE, "model": "doubao-seedance-2-0", "input_reference": PICTURE}
    listed = {**taken, "input_reference": tuple(PICTURE)}
    assert predict(matrix, taken).verdict == "valid"
    assert predict(matrix, listed).verdict == "invalid"
