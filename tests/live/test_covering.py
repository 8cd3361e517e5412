"""Covers hold everything, and weigh what the best ones weigh or little more."""

import random
from collections.abc import Sequence
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cometvideo.live.planning.covering import bits_of, cover, densest_first, union

# Sets as the bits that they hold, weights, and the numbers of the sets of the best cover.
KNOWN = {
    "nothing": ([], [], ()),
    "only what is empty": ([0, 0], [1, 1], ()),
    "one": ([0b1], [5], (0,)),
    "the lighter of equals": ([0b11, 0b11], [5, 4], (1,)),
    "the first of equals": ([0b11, 0b11], [4, 4], (0,)),
    "what nothing else holds, and nothing with it": ([0b111, 0b011, 0b001], [9, 1, 1], (0,)),
    "two light ones instead of one": ([0b11, 0b01, 0b10], [9, 4, 4], (1, 2)),
    "one instead of two": ([0b11, 0b01, 0b10], [7, 4, 4], (0,)),
    # The first is the densest, and then needless.
    "not always the densest": ([0b0110, 0b0011, 0b1100], [3, 4, 4], (1, 2)),
    "two instead of two": (
        [0b0110_0110, 0b0000_1111, 0b1111_0000, 0b1001_1001],
        [6, 5, 5, 6],
        (1, 2),
    ),
    "large halves or the greedy thirds": (
        [0b01_0101_0101_0101, 0b10_1010_1010_1010, 0b11_1111_1100_0000, 0b111100, 0b11],
        [1, 1, 1, 1, 1],
        (0, 1),
    ),
    "two instead of three": (
        [0b1010100, 0b1100000, 0b0010001, 0b1000101, 0b0110100],
        [1, 1, 1, 1, 1],
        (3, 4),
    ),
    "a free choice that another one decides": (
        [0b0011, 0b0110, 0b1100, 0b1000],
        [2, 2, 2, 1],
        (0, 2),
    ),
}


@pytest.mark.parametrize(("sets", "weights", "expected"), KNOWN.values(), ids=KNOWN)
def test_the_best_cover(sets: list[int], weights: list[int], expected: tuple[int, ...]) -> None:
    assert cover(sets, weights) == expected


WEIGHED = st.lists(st.tuples(st.integers(0, 2**9 - 1), st.integers(1, 15)), max_size=12)


@given(WEIGHED)
def test_a_cover_holds_everything_and_nothing_needless(weighed: list[tuple[int, int]]) -> None:
    sets, weights = [each for each, _ in weighed], [weight for _, weight in weighed]
    chosen = cover(sets, weights)
    assert union(sets[each] for each in chosen) == union(sets)
    assert list(chosen) == sorted(set(chosen))
    for each in chosen:
        assert union(sets[other] for other in chosen if other != each) != union(sets)


def test_covers_are_nearly_the_best() -> None:
    ratios = []
    for seed in range(150):
        draw = random.Random(seed)
        width, count = draw.randint(4, 14), draw.randint(4, 11)
        dense = draw.choice([0.2, 0.4])
        sets = [sum((draw.random() < dense) << bit for bit in range(width)) for _ in range(count)]
        weights = [draw.choice([2, 4, 5, 15]) for _ in range(count)]
        ratios.append(weight_of(cover(sets, weights), weights) / best_weight(sets, weights))
    assert min(ratios) >= 1
    assert max(ratios) <= 1.1
    assert ratios.count(1) >= 145


def weight_of(chosen: Sequence[int], weights: Sequence[int]) -> int:
    return sum(weights[each] for each in chosen) or 1


def best_weight(sets: Sequence[int], weights: Sequence[int]) -> int:
    numbers = range(len(sets))
    choices = chain.from_iterable(combinations(numbers, size) for size in range(len(sets) + 1))
    return min(
        weight_of(choice, weights)
        for choice in choices
        if union(sets[each] for each in choice) == union(sets)
    )


# Sets, weights, a budget, and the order in which they come.
ORDERS = {
    "the most for the weight": ([0b1, 0b110], [1, 1], None, [1, 0]),
    "of equal ones the first": ([0b11, 0b1100], [2, 2], None, [0, 1]),
    "what is new counts": ([0b111, 0b110, 0b1000], [1, 1, 1], None, [0, 2]),
    "nothing new": ([0b11, 0b01, 0], [1, 1, 1], None, [0]),
    "no weight": ([0b1, 0b110], [0, 1], None, [0, 1]),
    "too heavy ones are passed over": ([0b1111, 0b1, 0b10], [3, 1, 2], 2, [1]),
    "until nothing is left": ([0b1, 0b10, 0b100], [1, 1, 1], 2, [0, 1]),
    "no budget": ([0b1, 0b10], [1, 0], 0, [1]),
}


@pytest.mark.parametrize(("sets", "weights", "budget", "expected"), ORDERS.values(), ids=ORDERS)
def test_the_densest_come_first(
    sets: list[int], weights: list[int], budget: int | None, expected: list[int]
) -> None:
    numbers = range(len(sets))
    found = densest_first(numbers, sets.__getitem__, weights.__getitem__, budget=budget)
    assert list(found) == expected


def test_worth_may_be_told_otherwise() -> None:
    sets = [0b0111, 0b1000]
    found = densest_first(range(2), sets.__getitem__, lambda _: 1, worth=lambda held: held)
    assert list(found) == [1, 0]


@given(st.integers(0, 2**70))
def test_bits(held: int) -> None:
    assert sum(1 << bit for bit in bits_of(held)) == held
