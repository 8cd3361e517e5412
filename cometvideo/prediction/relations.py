"""Relations: rules about two fields of a request, from a closed list.

What each says is a function of what the two fields were judged to be, so that a rule is looked up
by its name, and every one can be written as a schema.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.findings import shown_bare
from cometvideo.prediction.judgement import UNKNOWN, Judgement
from cometvideo.prediction.rules import Rules
from cometvideo.wire.dimensions import read_dimensions

__all__ = [
    "RELATIONS",
    "UNMEASURED",
    "Pair",
    "Relation",
    "excluded_by",
    "pairs_of",
    "relations_of",
]

UNMEASURED = ""
"""The value of files of which one does not tell its width and height."""

Told = Callable[[Judgement, Judgement], Judgement | None]


class Relation(NamedTuple):
    """Two fields by their places, and what follows from their judgements, if anything does.

    Where the field at `row` chooses the row of sizes, the other asks for those of it alone.
    """

    field: int
    other: int
    told: Told
    row: int | None = None

    def of(self, judged: Sequence[Judgement]) -> Judgement | None:
        """What follows from the judgements of all fields."""
        its = judged[self.other]
        if self.row is not None and judged[self.row].value is not None:
            rows = (judged[self.row].value, None)
            its = its.but(frames=tuple(each for each in its.frames if each.resolution in rows))
        return self.told(judged[self.field], its)


class Pair(NamedTuple):
    """Values of another field, and the values of this one that are taken with them."""

    other: str
    values: tuple[object, ...]
    taken: tuple[object, ...]
    cause: Fact


def pairs_of(rules: Rules) -> Iterator[Pair]:
    """The pairs of lists that hold for a field of a model; what is of a model is of its aliases."""
    for other, pair in rules.block("when").blocks():
        values, taken = pair.value("is"), pair.value("takes")
        cause = pair.fact("takes")
        if cause is not None and isinstance(values, tuple) and isinstance(taken, tuple):
            named = _named(rules, other, values), _named(rules, rules.field, taken)
            yield Pair(other, *named, cause)


def _named(rules: Rules, field: str | None, values: tuple[object, ...]) -> tuple[object, ...]:
    """Values of a field; of the one that selects the model with the aliases of its models."""
    if rules.matrix.fact("fields", field or "", "selects") is None:
        return values
    models = rules.matrix.blocks("models")
    aliases = [name for name, model in models if model.value("alias_of") in values]
    return (*dict.fromkeys((*values, *aliases)),)


def relations_of(matrix: Matrix, model: str | None) -> Iterator[Relation]:
    """Every relation between fields of a model, by the order of the spec."""
    places = {name: place for place, name in enumerate(matrix.block("fields"))}
    gives = (name for name in places if matrix.text("fields", name, "gives") == "resolution")
    row = places.get(next(gives, ""))
    for name, place in places.items():
        rules = Rules(matrix, model, name)
        for key, relation in RELATIONS.items():
            for other, told in relation(rules):
                if other in places:
                    yield Relation(place, places[other], told, row if key == "matches" else None)


def _requires(rules: Rules) -> Iterator[tuple[str, Told]]:
    other = rules.text("requires")
    if other is not None:
        cause = rules.fact("requires")
        breach = rules.breach("field-required-with", cause, detail={"other": other}).of(None)
        yield other, lambda own, its: breach if own.present and not its.present else None


def excluded_by(rules: Rules) -> list[str]:
    """The fields that one excludes, but for those that say the same of it as surely, or first.

    Two fields that exclude each other are one rule: where it is broken, that is said once.
    """
    field, names = str(rules.field), [*rules.matrix.block("fields")]

    def rank(own: Rules) -> tuple[bool, int]:
        sure = own.breach("fields-exclusive", own.fact("excludes")).sure
        return not sure, names.index(str(own.field))

    others = [each for each in rules.texts("excludes") if each in names]
    its = {other: Rules(rules.matrix, rules.model, other) for other in others}
    return [
        other
        for other in others
        if field not in its[other].texts("excludes") or rank(rules) <= rank(its[other])
    ]


def _excludes(rules: Rules) -> Iterator[tuple[str, Told]]:
    for other in excluded_by(rules):
        yield other, _both(rules, other)


def _both(rules: Rules, other: str) -> Told:
    breach = rules.breach("fields-exclusive", rules.fact("excludes"), detail={"other": other})
    told = breach.of(None)
    return lambda own, its: told if own.present and its.present else None


def _when(rules: Rules) -> Iterator[tuple[str, Told]]:
    for pair in pairs_of(rules):
        yield pair.other, _pair(rules, pair)


def _pair(rules: Rules, pair: Pair) -> Told:
    breach = rules.breach(
        "pair-not-taken", pair.cause, allowed=", ".join(map(shown_bare, pair.taken))
    )
    default = Rules(rules.matrix, rules.model, pair.other).fact("default")
    perhaps = default is not None and default.is_open and {*default.one_of} & {*pair.values}

    def told(own: Judgement, its: Judgement) -> Judgement | None:
        # What is refused anyway, or left out without a known default, breaks no pair.
        if own.sure or own.value in pair.taken or (own.value is None and not own.present):
            return None
        if its.value in pair.values:
            shown = {"other": pair.other, "value": shown_bare(its.value), "how": _how(own)}
            return breach.with_detail(shown).of(_shown(own))
        if perhaps and not its.present:
            shown = {"other": pair.other, "value": "as it may be by default", "how": _how(own)}
            return breach.with_detail(shown).of(_shown(own)).perhaps()
        return None

    return told


def _how(judged: Judgement) -> str:
    """What there is to say of how a value came about, in words."""
    return "" if judged.present else ", as it is where it is left out,"


def _shown(judged: Judgement) -> object:
    return "as it is sent" if judged.value is None else judged.value


def _matches(rules: Rules) -> Iterator[tuple[str, Told]]:
    other = rules.text("matches") if rules.text("kind") == "media" else None
    if other is None:
        return
    breach = rules.breach("file-not-of-size", rules.fact("matches"))

    def told(own: Judgement, its: Judgement) -> Judgement | None:
        if own.value is None:
            return None
        exact = read_dimensions(str(its.value))
        asked = [str(exact)] if exact else [*dict.fromkeys(frame.size for frame in its.frames)]
        if not asked or asked == [own.value]:
            return None
        got = "of no known width and height" if own.value == UNMEASURED else own.value
        detail = {"other": str(other), "value": " or ".join(asked)}
        found = breach.with_detail(detail).of(got)
        open_to_it = own.value == UNMEASURED or {own.value, UNKNOWN.size} & {*asked}
        return found.perhaps() if open_to_it else found

    yield other, told


RELATIONS: Mapping[str, Callable[[Rules], Iterator[tuple[str, Told]]]] = {
    "requires": _requires,
    "excludes": _excludes,
    "when": _when,
    "matches": _matches,
}
"""By the key of a field: the other field of each rule, and what follows from both."""
