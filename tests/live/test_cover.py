"""The solver's choices are the best that there are, whatever the sets."""

from collections.abc import Iterator, Sequence
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cometvideo.live.cover import Limit, lightest_cover, most_worth

# What the sets hold, their weights, and the numbers of the sets of the best cover.
KNOWN: dict[str, tuple[list[str], list[int], tuple[int, ...]]] = {
    "nothing": ([], [], ()),
    "only what is empty": (["", ""], [1, 1], ()),
    "one": (["a"], [5], (0,)),
    "the lighter of equals": (["ab", "ab"], [5, 4], (1,)),
    "what nothing else holds, and nothing with it": (["abc", "bc", "c"], [9, 1, 1], (0,)),
    "two light ones instead of one": (["ab", "b", "a"], [9, 4, 4], (1, 2)),
    "one instead of two": (["ab", "b", "a"], [7, 4, 4], (0,)),
    "not always the densest": (["bc", "cd", "ab"], [3, 4, 4], (1, 2)),
    "large halves or the greedy thirds": (
        ["acegikm", "bdfhjln", "ghijklmn", "cdef", "ab"],
        [1, 1, 1, 1, 1],
        (0, 1),
    ),
}


@pytest.mark.parametrize(("sets", "weights", "expected"), KNOWN.values(), ids=KNOWN)
def test_the_best_cover(sets: list[str], weights: list[int], expected: tuple[int, ...]) -> None:
    assert lightest_cover(sets, set("".join(sets)), weights).numbers == expected


HELD = st.sets(st.sampled_from("abcdefgh"), max_size=6)
WEIGHED = st.lists(st.tuples(HELD, st.integers(1, 15)), max_size=8)


def choices(count: int) -> Iterator[tuple[int, ...]]:
    """Every choice of numbers."""
    return chain.from_iterable(combinations(range(count), size) for size in range(count + 1))


def held_by(sets: Sequence[set[str]], numbers: Sequence[int]) -> set[str]:
    return set().union(*(sets[each] for each in numbers))


@pytest.mark.thorough
@given(WEIGHED)
def test_no_cover_is_lighter(weighed: list[tuple[set[str], int]]) -> None:
    sets, weights = [each for each, _ in weighed], [weight for _, weight in weighed]
    wanted = held_by(sets, range(len(sets)))
    chosen = lightest_cover(sets, wanted, weights)
    assert held_by(sets, chosen.numbers) == wanted
    assert sum(weights[each] for each in chosen.numbers) == chosen.best
    assert chosen.best == min(
        sum(weights[each] for each in numbers)
        for numbers in choices(len(sets))
        if held_by(sets, numbers) == wanted
    )


@pytest.mark.thorough
@given(WEIGHED, st.integers(0, 40), st.integers(0, 5))
def test_nothing_within_the_limits_is_worth_more(
    weighed: list[tuple[set[str], int]], most: int, count: int
) -> None:
    sets, weights = [each for each, _ in weighed], [weight for _, weight in weighed]
    worth = {each: 1 + 3 * place for place, each in enumerate("abcdefgh")}
    limits = [Limit(weights, most), Limit([1] * len(sets), count)]
    chosen = most_worth(sets, worth, limits)
    assert sum(weights[each] for each in chosen.numbers) <= most
    assert len(chosen.numbers) <= count
    assert sum(worth[each] for each in held_by(sets, chosen.numbers)) == chosen.best
    assert chosen.best == max(
        sum(worth[each] for each in held_by(sets, numbers))
        for numbers in choices(len(sets))
        if sum(weights[each] for each in numbers) <= most and len(numbers) <= count
    )
