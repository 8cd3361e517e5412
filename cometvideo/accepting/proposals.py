"""Proposals: what to write for findings, and which of them cannot stand beside each other."""

from collections.abc import Sequence
from typing import NamedTuple

from cometvideo.accepting.told import Told
from cometvideo.facts.fact import Fact, Value

__all__ = ["Keys", "LeftOut", "Proposal", "agreed"]

Keys = tuple[str, ...]


class LeftOut(NamedTuple):
    """A finding that is not written down, and why."""

    told: Told
    why: str


class Proposal(NamedTuple):
    """What findings that agree make of the place at these keys; a value of None deletes it.

    `fact` is what stands there so far, if it is a fact. `covers` are findings that need no line of
    their own, because a block around them goes.
    """

    told: tuple[Told, ...]
    keys: Keys
    value: Value | None
    fact: Fact | None
    covers: tuple[Told, ...] = ()

    @property
    def all_told(self) -> tuple[Told, ...]:
        """Every finding that this writes down."""
        return (*self.told, *self.covers)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of the findings, each once."""
        return tuple(dict.fromkeys(each.source for each in self.told))


def agreed(proposals: Sequence[Proposal]) -> tuple[list[Proposal], list[LeftOut]]:
    """One proposal for each place, and the findings that differ from others on the same one.

    What was seen live counts more than what a page says; otherwise nobody here can decide.
    """
    by_keys: dict[Keys, list[Proposal]] = {}
    for each in proposals:
        by_keys.setdefault(each.keys, []).append(each)
    merged: list[Proposal] = []
    left: list[LeftOut] = []
    for rivals in by_keys.values():
        live = [each for each in rivals if each.told[0].is_live]
        counting = live or rivals
        if len({repr(each.value) for each in counting}) > 1:
            why = "findings on the same place differ; choose one with --only"
            left += [LeftOut(told, why) for each in rivals for told in each.told]
            continue
        first = counting[0]
        same = [each for each in rivals if repr(each.value) == repr(first.value)]
        merged.append(first._replace(told=tuple(told for each in same for told in each.told)))
        why = "what was seen live differs, and counts more"
        left += [LeftOut(told, why) for each in rivals if each not in same for told in each.told]
    kept, inside = _outermost(merged)
    return kept, [*left, *inside]


def _outermost(proposals: list[Proposal]) -> tuple[list[Proposal], list[LeftOut]]:
    """The proposals that do not stand inside a block that goes as a whole."""
    gone = {each.keys for each in proposals if each.value is None}
    kept: dict[Keys, Proposal] = {}
    left: list[LeftOut] = []
    for each in sorted(proposals, key=lambda each: len(each.keys)):
        lengths = range(1, len(each.keys))
        around = next((each.keys[:at] for at in lengths if each.keys[:at] in gone), None)
        if around is None:
            kept[each.keys] = each
        elif each.value is None:
            outer = kept[around]
            kept[around] = outer._replace(covers=(*outer.covers, *each.told))
        else:
            why = f"{'.'.join(around)} is gone as a whole"
            left += [LeftOut(told, why) for told in each.told]
    order = [each.keys for each in proposals if each.keys in kept]
    return [kept[keys] for keys in order], left
