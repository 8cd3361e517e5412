"""Removals: what may be taken out of a spec because a page does not say it any more.

A thing that a page drops goes as a whole, with all that is said of it elsewhere, or not at all: of
what is left of it, a spec would say what nobody does. A fact alone goes where no other page says it
still, and where no request is let through for that: a page that is silent does not say so.
"""

from collections.abc import Collection, Iterator, Sequence

from cometvideo.accepting.places import Keys
from cometvideo.accepting.proposals import LeftOut, Proposal
from cometvideo.changes import first_let_through
from cometvideo.changes.diffing import REQUEST_SIDE
from cometvideo.facts.fact import Fact, level_of
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.vocabulary import row_of
from cometvideo.reports.drift import ReportedDrift

__all__ = ["by_things", "is_of_requests", "why_not_without"]

# Things that pages list, by where they stand, and the fact without which one is none; where it is
# "", it is made of all its facts. Of models and statuses pages tell the whole lists.
_THINGS: dict[Keys, str] = {
    ("fields", "*"): "kind",
    ("task", "fields", "*"): "type",
    ("operations", "*"): "path",
    ("sizes", "*", "*"): "",
}
# Where more is said of a field.
_OF_A_FIELD: tuple[Keys, ...] = (("models", "*"), ("rejections", "by_field"))


def by_things(
    matrix: Matrix, found: Collection[ReportedDrift], proposals: Sequence[Proposal]
) -> tuple[list[Proposal], list[LeftOut]]:
    """The proposals, with one for every thing that is gone in place of those for its facts.

    `found` are all findings, also those that were not chosen: of what one says that is gone as a
    whole, no part goes.
    """
    gone = {each.subject for each in found if each.verdict == "gone"}
    kept: list[Proposal] = []
    left: list[LeftOut] = []
    parts: dict[Keys, list[Proposal]] = {}
    for each in proposals:
        thing = _thing(matrix, each.keys, gone) if each.value is None else ()
        parts.setdefault(thing or each.keys, []).append(each)
    for thing, those in parts.items():
        whole = those[0] if those[0].value is not None else _whole(matrix, thing, those)
        if isinstance(whole, Proposal):
            kept.append(whole)
        else:
            left += [LeftOut(drift, whole) for each in those for drift in each.drifts]
    return kept, left


def is_of_requests(proposal: Proposal) -> bool:
    """Whether a proposal takes out a single fact on which it rests what requests are taken."""
    is_fact = proposal.value is None and proposal.fact is not None
    return is_fact and proposal.keys[0] in REQUEST_SIDE


def why_not_without(before: Matrix, after: Matrix) -> str:
    """Why facts cannot go, of which only the first matrix has them; empty where they can."""
    proof = first_let_through(before, after)
    if proof is None:
        return ""
    shift = f"{proof.shift.old} → {proof.shift.new}"
    return f"the spec would allow more without it, which no page says ({proof.probe}: {shift})"


def _whole(matrix: Matrix, thing: Keys, parts: Sequence[Proposal]) -> Proposal | str:
    """The proposal that takes out a thing, or a fact, of which parts are gone; or why none does."""
    mine = [each for each in parts if each.keys[: len(thing)] == thing]
    drifts = tuple(drift for each in mine for drift in each.drifts)
    silent = {each.source for each in drifts}
    fact = matrix.fact(*thing)
    facts = [fact] if fact else list(matrix.block(*thing).all_facts())
    gone = {each.keys for each in mine}
    lacking = [
        f"{each.path} is not accepted as gone"
        for each in facts
        if thing not in gone and each.keys not in gone and _is_shown_by(silent, each)
    ]
    still = [why for each in facts if (why := _still(matrix, each, silent))]
    for why in (*lacking, *still, *([] if mine else ["nothing of it itself is accepted as gone"])):
        return why if fact else f"{'.'.join(thing)} goes as a whole or not at all: {why}"
    covers = tuple(drift for each in parts if each not in mine for drift in each.drifts)
    return Proposal(drifts, thing, None, fact, covers, tuple(_elsewhere(matrix, thing)))


def _elsewhere(matrix: Matrix, thing: Keys) -> Iterator[Keys]:
    """Where more is said of a thing, which goes with it."""
    if thing[0] == "fields" and len(thing) == 2:
        of_field = [("models", model, thing[1]) for model in matrix.models]
        of_field.append(("rejections", "by_field", thing[1]))
        yield from (each for each in of_field if matrix.tree.at(*each) is not None)
        other_names = matrix.block("body", "other_names").facts()
        yield from (fact.keys for _, fact in other_names if fact.value == thing[1])


def _thing(matrix: Matrix, keys: Keys, gone: Collection[str]) -> Keys:
    """The thing that is gone, and of which keys tell; () where there is none."""
    things = [keys[: len(each)] for each in _THINGS if _is_in(keys, each)]
    if len(keys) > 2 and any(_is_in(keys, each) for each in _OF_A_FIELD):
        things.append(("fields", keys[2]))
    return next((each for each in things if _is_gone(matrix, each, gone)), ())


def _is_gone(matrix: Matrix, thing: Keys, gone: Collection[str]) -> bool:
    facts = list(matrix.block(*thing).all_facts())
    last = next(name for where, name in _THINGS.items() if _is_in(thing, where))
    needed = [each for each in facts if not last or each.keys == (*thing, last)]
    is_without = bool(needed) and all(each.path in gone for each in needed)
    return is_without or (bool(facts) and ".".join(thing) in gone)


def _is_in(keys: Keys, where: Keys) -> bool:
    return len(keys) >= len(where) and all(
        one in ("*", other) for one, other in zip(where, keys, strict=False)
    )


def _is_shown_by(sources: set[str], fact: Fact) -> bool:
    row = row_of(fact.keys)
    is_shown = row is not None and row.page is True and not fact.is_open
    return is_shown and not sources.isdisjoint(fact.sources)


def _still(matrix: Matrix, fact: Fact, silent: set[str]) -> str:
    """Which other page says a fact still of which these sources say nothing; empty if none does."""
    known = matrix.sources
    read = {known[each].address for each in silent if each in known} - {""}
    for each in fact.sources:
        is_sure = level_of((each,), known) in {"observed", "documented"}
        if is_sure and each not in silent and known[each].address not in read:
            others = ", ".join(sorted(silent))
            return f"{each} still says {fact.path}; take {others} off its sources"
    return ""
