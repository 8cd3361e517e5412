"""Worlds that a test is repeated in, and what follows from those in which it failed."""

from collections.abc import Callable
from itertools import combinations

import pytest

from cometvideo.errors import InputError
from cometvideo.facts.fact import Scalar
from cometvideo.facts.loading import load_family
from cometvideo.mock.worlds import assumptions, several_worlds, told

MATRIX = load_family("seedance")
OPEN = MATRIX.open_facts
World = dict[str, Scalar]
SIZE, FIELD = "fields.size.undocumented", "body.undocumented_field"


def test_each_option_comes_once_and_alone() -> None:
    first, *others = several_worlds(MATRIX, "each")
    assert first == {fact.path: fact.one_of[0] for fact in OPEN}
    changes = [
        {path: world[path] for path in world if world[path] != first[path]} for world in others
    ]
    assert changes == [{fact.path: each} for fact in OPEN for each in fact.one_of[1:]]


def test_any_two_options_meet_in_few_worlds() -> None:
    worlds = several_worlds(MATRIX, "pairs")
    met = {frozenset(pair) for world in worlds for pair in combinations(world.items(), 2)}
    for one, other in combinations(OPEN, 2):
        for option in one.one_of:
            assert all(
                frozenset({(one.path, option), (other.path, x)}) in met for x in other.one_of
            )
    assert len(worlds) < 70
    assert worlds == several_worlds(MATRIX, "pairs")


def test_so_many_are_drawn() -> None:
    assert len({repr(world) for world in several_worlds(MATRIX, "20")}) == 20


@pytest.mark.parametrize("how", ["", "0", "pears", "1001", "-1", "\N{SUPERSCRIPT TWO}", "9" * 5000])
def test_what_says_no_worlds_is_told(how: str) -> None:
    with pytest.raises(InputError, match="give each, pairs, or a number up to 1000"):
        several_worlds(MATRIX, how)


@pytest.mark.parametrize("how", ["each", "pairs"])
@pytest.mark.parametrize(
    ("passes", "lines"),
    [
        (lambda _: True, []),
        (lambda _: False, []),
        (
            lambda world: world[SIZE] == "as_asked",
            [f"{SIZE} = as_asked (fails with another or refused)"],
        ),
        (
            lambda world: world[SIZE] != "refused" and world[FIELD] == "ignored",
            [
                f"{FIELD} = ignored (fails with refused)",
                f"{SIZE} = another or as_asked (fails with refused)",
            ],
        ),
    ],
    ids=["nothing", "no test at all", "one fact", "two facts"],
)
def test_the_fewest_facts_are_named(
    how: str, passes: Callable[[World], bool], lines: list[str]
) -> None:
    worlds = several_worlds(MATRIX, how)
    failed = {f"world{n}": world for n, world in enumerate(worlds) if not passes(world)}
    assert assumptions([world for world in worlds if passes(world)], failed) == lines


def test_what_explains_most_failures_is_named_and_not_what_comes_with_it() -> None:
    failed = {"world1": {"a": 2, "b": 2}, "world2": {"a": 1, "b": 2}}
    assert assumptions([{"a": 1, "b": 1}], failed) == ["b = 1 (fails with 2)"]


def test_where_several_have_to_meet_the_worlds_are_named_and_no_fact() -> None:
    worlds = several_worlds(MATRIX, "pairs")
    failing = [w for w in worlds if (w[SIZE], w[FIELD]) == ("refused", "refused")]
    (line,) = assumptions([w for w in worlds if w not in failing], {"world7": failing[0]})
    assert line == "something that no single option explains, see world7"


def test_outcomes_are_put_together_by_test() -> None:
    usual, other = several_worlds(MATRIX, "each")[:2]
    (path,) = (path for path in usual if usual[path] != other[path])
    outcomes = [
        ("a.py::test_one[world0]", usual, True),
        ("a.py::test_one[world1]", other, True),
        ("a.py::test_two[world0-1x1]", usual, True),
        ("a.py::test_two[world1-1x1]", other, False),
        ("a.py::test_three[2x2-world0]", usual, False),
        ("a.py::test_three[2x2-world1]", other, True),
    ]
    usually, otherwise = usual[path], other[path]
    assert told(outcomes) == [
        f"a.py::test_two[1x1] assumes {path} = {usually} (fails with {otherwise})",
        f"a.py::test_three[2x2] assumes {path} = {otherwise} (fails with {usually})",
    ]
