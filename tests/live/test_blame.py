"""Blame: what refusals are due to, which control tells it apart, where a bound lies now."""

from collections.abc import Iterable

import pytest

from cometvideo import load_family
from cometvideo.live.blame import (
    Suspicion,
    blame,
    bound_of,
    is_beyond,
    next_control,
    next_length,
    walk,
)
from cometvideo.live.probe import Cost, Mark, Probe

MATRIX = load_family("seedance")
ONE = "doubao-seedance-1-0-pro"
LEAST, MOST = (MATRIX.facts[f"models.{ONE}.seconds.{end}"] for end in ("min", "max"))


def marks(letters: str) -> tuple[Mark, ...]:
    """A mark for each letter."""
    return tuple(Mark(each, "is taken") for each in letters)


def asking(letters: str, seconds: int = 5, model: str = ONE, name: str = "") -> Probe:
    """A documented request that rests on a fact for each letter."""
    return Probe(
        name or f"{letters} {seconds}",
        "create",
        "POST",
        "/",
        Cost("paid", seconds),
        model,
        fields={"seconds": str(seconds)},
        takes=marks(letters),
    )


def letters(found: Iterable[Mark]) -> str:
    return "".join(each.fact for each in found)


@pytest.mark.parametrize(
    ("taken", "refused", "blamed"),
    [
        ("", "abc", {"abc": "abc"}),
        ("a", "abc", {"abc": "bc"}),
        ("ab c", "abc", {"abc": ""}),
        ("", "ab ac", {"ab": "a", "ac": "a"}),
        ("", "ab cd", {"ab": "ab", "cd": "cd"}),
        ("", "ab ac c", {"ab": "a", "ac": "a", "c": "c"}),
        ("a", "ab ac bd", {"ab": "b", "ac": "c", "bd": "b"}),
        ("", "abc abd ef", {"abc": "ab", "abd": "ab", "ef": "ef"}),
    ],
)
def test_what_was_taken_is_cleared_and_what_explains_most_is_to_blame(
    taken: str, refused: str, blamed: dict[str, str]
) -> None:
    found = blame(map(asking, taken.split()), map(asking, refused.split()))
    assert {letters(each.probe.takes): letters(each.suspects) for each in found} == blamed


@pytest.mark.parametrize(("named", "suspects"), [("b", "b"), ("", "ab"), ("z", "ab")])
def test_what_a_refusal_names_is_to_blame_if_it_may_be(named: str, suspects: str) -> None:
    (found,) = blame([], [asking("ab")], lambda _, mark: mark.fact == named)
    assert letters(found.suspects) == suspects


REFUSED = asking("abc", 5)


@pytest.mark.parametrize(
    ("known", "control"),
    [
        ([asking("abc", 4), asking("d", 4)], None),
        ([asking("ad", 6)], None),
        ([asking("ad", 5)], "ad 5"),
        ([asking("ad", 5), asking("be", 4)], "be 4"),
        ([asking("ade", 4), asking("ad", 5)], "ad 5"),
        ([asking("adef", 4), asking("bg", 5)], "bg 5"),
        ([asking("adt", 5), asking("ade", 4)], "adt 5"),
        ([asking("ad", 4, "another model")], None),
    ],
)
def test_the_next_control_has_some_of_the_suspects_and_little_else(
    known: list[Probe], control: str | None
) -> None:
    case = Suspicion(REFUSED, REFUSED.takes)
    found = next_control(known, {REFUSED.id}, [case], {*marks("t")})
    assert (found and found.id) == control


@pytest.mark.parametrize(("tried", "goes_on"), [(3, True), (4, False)])
def test_four_controls_are_enough(tried: int, *, goes_on: bool) -> None:
    known = [asking("ad", name=str(number)) for number in range(6)]
    case = Suspicion(REFUSED, REFUSED.takes)
    found = next_control(known, {str(number) for number in range(tried)}, [case], set())
    assert (found is not None) == goes_on


def of_length(seconds: int, more: str = "", model: str = ONE) -> Probe:
    return asking(more, seconds, model)


def due_to(path: str, seconds: int) -> Suspicion:
    return Suspicion(of_length(seconds), (Mark(path, "takes"),))


@pytest.mark.parametrize(
    ("suspects", "bound"),
    [
        ((LEAST.path,), LEAST),
        ((MOST.path,), MOST),
        ((LEAST.path, MOST.path), None),
        ((), None),
        ((f"models.{ONE}.size.table",), None),
        (("no.such.fact",), None),
    ],
)
def test_a_bound_is_to_blame_where_it_alone_is(suspects: tuple[str, ...], bound: object) -> None:
    case = Suspicion(of_length(2), tuple(Mark(each, "takes") for each in suspects))
    assert bound_of(MATRIX, case) == bound


@pytest.mark.parametrize(
    ("fact", "refused", "taken", "now", "next_value"),
    [
        (LEAST, [2], [3], 3, 3),
        (LEAST, [2, 3], [5], None, 4),
        (LEAST, [2, 3], [4], 4, 4),
        (LEAST, [3], [2], 2, 2),
        (MOST, [10], [9], 9, 9),
        (MOST, [10, 9], [7], None, 8),
    ],
)
def test_a_bound_is_walked_inwards(
    fact: object, refused: list[int], taken: list[int], now: int | None, next_value: int
) -> None:
    bound = LEAST if fact is LEAST else MOST
    case = due_to(bound.path, refused[0])
    found = walk(bound, case, map(of_length, taken), map(of_length, refused))
    assert found == (now, next_value)
    others = [of_length(each, model="another model") for each in range(2, 11)]
    others += [of_length(2)._replace(fields=each) for each in ({}, {"seconds": "\u0663"})]
    assert walk(bound, case, others, map(of_length, refused)) == (None, next_value)


def test_the_next_length_is_the_cheapest_and_plainest_beside_what_was_refused() -> None:
    known = [of_length(3), of_length(3, "ab"), of_length(3, "a"), of_length(4, "a")]
    case = due_to(LEAST.path, 2)
    found = next_length(MATRIX, known, [case], [], [of_length(2)])
    assert found == known[2]
    assert next_length(MATRIX, known, [case], [of_length(3)], [of_length(2)]) is None
    both = Suspicion(of_length(2), (*case.suspects, *marks("a")))
    assert next_length(MATRIX, known, [both], [], [of_length(2)]) is None
    dear = Probe("dear", "create", "POST", "/", Cost("paid", 9), ONE, {"seconds": "3"})
    dear = dear._replace(takes=marks("z"))
    assert next_length(MATRIX, [dear, known[1]], [case], [], [of_length(2)]) == known[1]


@pytest.mark.parametrize(
    ("path", "refused", "asked", "beyond"),
    [
        (LEAST.path, [2, 3], 2, True),
        (LEAST.path, [2, 3], 3, True),
        (LEAST.path, [2, 3], 4, False),
        (MOST.path, [10, 9], 9, True),
        (MOST.path, [10, 9], 8, False),
    ],
)
def test_what_lies_beyond_a_moved_bound_is_explained_by_it(
    path: str, refused: list[int], asked: int, *, beyond: bool
) -> None:
    case = due_to(path, refused[0])
    lost = [*map(of_length, refused)]
    probe = of_length(asked, "other")
    assert is_beyond(MATRIX, probe, [case], [], lost) == beyond
    other = of_length(asked, "other", model="another model")
    assert not is_beyond(MATRIX, other, [case], [], lost)
    assert not is_beyond(MATRIX, case.probe, [case], [], lost), "it is what the bound is known by"
