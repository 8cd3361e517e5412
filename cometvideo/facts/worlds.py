"""Worlds: one upstream that the documentation allows, chosen among all of them."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import overload

from cometvideo.errors import InputError
from cometvideo.facts.claims import Document, Patch, build
from cometvideo.facts.endpoint import AnySpec, Endpoint
from cometvideo.facts.fact import Fact, Scalar, value_words
from cometvideo.facts.matrix import Matrix
from cometvideo.likeness import did_you_mean

__all__ = ["choices_of", "choose_world", "read_choices", "settle", "world_choices"]


@overload
def settle(spec: Matrix, choices: Mapping[str, Scalar]) -> Matrix: ...
@overload
def settle(spec: AnySpec, choices: Mapping[str, Scalar]) -> AnySpec: ...
def settle(spec: AnySpec, choices: Mapping[str, Scalar]) -> AnySpec:
    """Decide open facts, given by path: the same spec with these options assumed.

    The same choices give the same world while it is remembered, and with it all that was made from
    it. Of an endpoint, a path is that fact in every family where it has the option, FAMILY:path in
    one. Raises InputError for a path that is no open fact, and for an option that it does not have.
    """
    if isinstance(spec, Endpoint):
        by_family = _pins_by_family(spec, choices)
        return spec.changed(lambda name, matrix: settle(matrix, by_family.get(name, {})))
    for path, option in choices.items():
        _decided(spec, path, option)
    return _settled(spec, tuple(choices.items()), tuple(map(type, choices.values())))


@lru_cache(maxsize=128)
def _settled(
    matrix: Matrix, choices: tuple[tuple[str, Scalar], ...], _types: tuple[type, ...]
) -> Matrix:
    """What `settle` makes; the types tell apart what is equal, as True and 1 are."""
    patches = []
    for path, option in choices:
        fact = _decided(matrix, path, option)
        patches.append(Patch(fact.keys, {"value": option}, (), fact.where))
    overlay = Document("", matrix.name, matrix.about, None, tuple(patches), sources={}, abouts={})
    return build([overlay], matrix, settled=True)


@overload
def choose_world(
    spec: Matrix, pinned: Mapping[str, Scalar] | None = None, *, seed: str | int | None = None
) -> Matrix: ...
@overload
def choose_world(
    spec: AnySpec, pinned: Mapping[str, Scalar] | None = None, *, seed: str | int | None = None
) -> AnySpec: ...
def choose_world(
    spec: AnySpec, pinned: Mapping[str, Scalar] | None = None, *, seed: str | int | None = None
) -> AnySpec:
    """Settle every open fact: as pinned, else by the seed, else as its first option.

    What a seed draws for one fact does not depend on which others are open or pinned. Of an
    endpoint, a path pins that fact in every family where it has the option; FAMILY:path in one.
    Raises InputError for a pin that is no open fact or no option of it.
    """
    pinned = pinned or {}
    if isinstance(spec, Endpoint):
        by_family = _pins_by_family(spec, pinned)
        return spec.changed(
            lambda name, matrix: choose_world(matrix, by_family.get(name), seed=seed)
        )
    return settle(spec, {**world_choices(spec, seed=seed), **pinned})


def world_choices(spec: AnySpec, *, seed: str | int | None = None) -> dict[str, Scalar]:
    """The option for every open fact: drawn by the seed, or the first without one."""
    return {fact.path: _option(fact, seed) for fact in spec.open_facts}


def choices_of(spec: AnySpec, world: AnySpec) -> dict[str, Scalar]:
    """The options that make a world of a spec what it is, by the open facts as it calls them."""
    found: dict[str, Scalar] = {}
    for fact in spec.open_facts:
        values = {
            family: world.families[family].facts[each.path].value
            for family, each in _facts_called(spec, fact.path).items()
            if each.is_open
        }
        is_one = len(set(values.values())) == 1
        for family, value in values.items():
            if isinstance(value, str | int | float | bool):
                found[fact.path if is_one else f"{family}:{'.'.join(fact.keys)}"] = value
    return found


def read_choices(spec: AnySpec, texts: Iterable[str]) -> dict[str, Scalar]:
    """Read `path=option` texts into choices; raises InputError naming what is allowed."""
    found: dict[str, Scalar] = {}
    for text in texts:
        name, equals, option = (each.strip() for each in text.rpartition("="))
        facts = _facts_called(spec, name)
        if not equals or not facts:
            raise InputError(
                f"{text!r} chooses nothing: write path=option with the path of an open fact of "
                f"{spec.name}: {', '.join(each.path for each in spec.open_facts)}"
            )
        # Options are written as text here; an option that is no text is found by how it looks.
        options = [each for fact in facts.values() for each in fact.one_of]
        by_text = {how(each): each for how in (_plainly, value_words, str) for each in options}
        found[name] = by_text.get(option, by_text.get(option.lower(), option))
    return found


def _plainly(option: Scalar) -> str:
    return str(option).lower()


def _facts_called(spec: AnySpec, name: str) -> dict[str, Fact]:
    """The facts that are called so, by family: a path, or FAMILY:path."""
    family, _, path = name.partition(":")
    if family not in spec.families:
        return {each: m.facts[name] for each, m in spec.families.items() if name in m.facts}
    facts = spec.families[family].facts
    return {family: facts[path]} if path in facts else {}


def _pins_by_family(
    endpoint: Endpoint, pinned: Mapping[str, Scalar]
) -> dict[str, dict[str, Scalar]]:
    """What is pinned in each family, and, without a name, in what all share."""
    found: dict[str, dict[str, Scalar]] = {}
    # What is said of one family counts more than what is said of all.
    for name in sorted(pinned, key=lambda each: each.partition(":")[0] in endpoint.files):
        option, facts = pinned[name], _facts_called(endpoint, name)
        shared = endpoint.common.facts.get(name)
        facts |= {"": shared} if shared is not None else {}
        for family, fact in _deciding(endpoint, facts, name, option).items():
            found.setdefault(family, {})[fact.path] = option
    return found


def _decided(matrix: Matrix, path: str, option: Scalar) -> Fact:
    """The open fact that has this option; raises InputError where there is none."""
    found = {"": matrix.facts[path]} if path in matrix.facts else {}
    return _deciding(matrix, found, path, option)[""]


def _deciding(
    spec: AnySpec, facts: Mapping[str, Fact], path: str, option: Scalar
) -> dict[str, Fact]:
    """The facts called so that have this option; raises InputError where none has."""
    if not facts:
        known = dict.fromkeys(each for m in spec.families.values() for each in m.facts)
        advice = did_you_mean(path, known)
        raise InputError(
            f"{path!r} is no fact of {spec.name}; `cometvideo facts` lists them{advice}"
        )
    found = {name: fact for name, fact in facts.items() if option in fact.one_of}
    if not found:
        options = dict.fromkeys(value_words(x) for each in facts.values() for x in each.one_of)
        value = next(iter(facts.values())).value
        allowed = ", ".join(options) or f"nothing, it is settled as {value}"
        raise InputError(f"{option!r} is not an option of {path}; allowed: {allowed}")
    return found


def _option(fact: Fact, seed: str | int | None) -> Scalar:
    if seed is None:
        return fact.one_of[0]
    import hashlib

    drawn = hashlib.blake2b(f"{seed}/{fact.path}".encode(), digest_size=8).digest()
    return fact.one_of[int.from_bytes(drawn, "big") % len(fact.one_of)]
