"""Worlds to repeat a test in, and what the test turns out to assume of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import combinations

from cometvideo.errors import InputError
from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.fact import Scalar
from cometvideo.facts.worlds import world_choices

__all__ = ["assumptions", "several_worlds", "told"]

Choices = Mapping[str, Scalar]
_MOST_DRAWN = 1000


def several_worlds(spec: AnySpec, how: str) -> list[dict[str, Scalar]]:
    """Choices for all open facts, world by world; the first is always that of the first options.

    `each`: every further option once, alone; `pairs`: these, and more, so that any two options of
    two facts meet; a number: so many, drawn. Raises InputError.
    """
    first = world_choices(spec)
    options = {fact.path: fact.one_of for fact in spec.open_facts}
    if how in {"each", "pairs"}:
        alone = [{**first, path: x} for path, allowed in options.items() for x in allowed[1:]]
        return [first, *alone] if how == "each" else _pairs([first, *alone], options)
    if how.isascii() and how.isdigit() and 0 < int(how[:9]) <= _MOST_DRAWN:
        return [first, *(world_choices(spec, seed=each) for each in range(1, int(how)))]
    raise InputError(f"{how!r} says no worlds; give each, pairs, or a number up to {_MOST_DRAWN}")


def _pairs(
    begun: Sequence[Choices], options: Mapping[str, Sequence[Scalar]]
) -> list[dict[str, Scalar]]:
    """These worlds and more that cover all pairs, each made greedily around a pair that is left."""
    left = {
        frozenset({(a, option), (b, other)}): None
        for a, b in combinations(options, 2)
        for option in options[a]
        for other in options[b]
    }
    worlds: list[dict[str, Scalar]] = []

    def add(world: Mapping[str, Scalar]) -> None:
        worlds.append({path: world[path] for path in options})
        for met in combinations(world.items(), 2):
            left.pop(frozenset(met), None)

    def gain(world: Mapping[str, Scalar], path: str, option: Scalar) -> int:
        return sum(frozenset({(path, option), other}) in left for other in world.items())

    for each in begun:
        add(each)
    for pair in list(left):
        if pair in left:
            world = dict(pair)
            for path in options:
                if path not in world:
                    world[path] = max(options[path], key=partial(gain, world, path))
            add(world)
    return worlds


def told(outcomes: Iterable[tuple[str, Choices, bool]]) -> list[str]:
    """What tests assume, a line each, by what became of each in its world: name, choices, passed.

    A name has its world's in it, such as `test_it[world3]`.
    """
    found: dict[str, tuple[list[Choices], dict[str, Choices]]] = {}
    for name, choices, has_passed in outcomes:
        if named := re.search(r"-?\bworld[0-9]+\b", name):
            test = name.replace(named[0], "").replace("[-", "[").removesuffix("[]")
            passed, failed = found.setdefault(test, ([], {}))
            if has_passed:
                passed.append(choices)
            else:
                failed[named[0].strip("-")] = choices
    return [
        f"{test} assumes {line}" for test, worlds in found.items() for line in assumptions(*worlds)
    ]


def assumptions(passed: Sequence[Choices], failed: Mapping[str, Choices]) -> list[str]:
    """What a test takes for granted, a line each, by the worlds in which it passed and failed.

    An option is to blame if the test never passed with it; the fewest that explain all failures
    are named, and by their names the worlds in which several must have met. Empty where the test
    failed in no world or in all.
    """
    if not passed or not failed:
        return []
    fine = {option for world in passed for option in world.items()}
    suspects = [set(world.items()) - fine for world in failed.values()]
    left = [each for each in suspects if each]
    guilty: list[tuple[str, Scalar]] = []
    while left:
        counts = Counter(option for each in left for option in each)
        worst = min(counts, key=lambda option: (-counts[option], repr(option)))
        guilty.append(worst)
        left = [each for each in left if worst not in each]
    lines = []
    for fact in sorted({path for path, _ in guilty}):
        known, fails = (
            " or ".join(sorted(str(option) for path, option in options if path == fact))
            for options in (fine, guilty)
        )
        lines.append(f"{fact} = {known} (fails with {fails})")
    together = [name for name, each in zip(failed, suspects, strict=True) if not each]
    if together:
        lines.append(f"something that no single option explains, see {', '.join(together[:5])}")
    return lines
