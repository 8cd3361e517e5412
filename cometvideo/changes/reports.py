"""Reports of changes: as data for JSON, as lines for people, as Markdown for a page."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from cometvideo.changes.behaviour import Proof
from cometvideo.changes.comparing import Change
from cometvideo.changes.diffing import Diff, Judged, paired
from cometvideo.changes.impact import Group, Impact, Place, Repriced
from cometvideo.changes.shifts import Frame
from cometvideo.changes.wording import section_of, sentence
from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.money import json_number, money_words
from cometvideo.reports.data import jsonable, spec_data
from cometvideo.reports.entries import Entry, Rule, Told
from cometvideo.reports.entries import Place as At
from cometvideo.reports.safe import safe
from cometvideo.reports.text import amount
from cometvideo.wire.request import Request

__all__ = ["as_data", "as_lines", "as_markdown", "impact_data", "impact_lines", "told"]

Data = dict[str, object]

_MOST_GROUPS = 40
_RULES = {
    "breaking-change": Rule(
        "A change that breaks clients",
        "A client that copes with everything the old spec allows can fail under the new one.",
    ),
    "change": Rule("A change that breaks nobody", "Whoever copes with the old spec copes with it."),
    "recorded-worse": Rule(
        "Recorded requests fare worse", "What was taken may be refused now, or renders less."
    ),
    "recorded-change": Rule(
        "Recorded requests fare otherwise", "What comes of them changes, and not for the worse."
    ),
    "recorded-unread": Rule(
        "A recorded request that cannot be read", "Nothing can be told of it; mend the recording."
    ),
}


def as_data(found: Diff, impact: Impact | None = None) -> Data:
    """The changes, how many there are, and between which specs; the impact if there is one."""
    data: Data = {
        "changes": [_change_data(each) for each in found.judged],
        "summary": found.summary,
        "old": spec_data(found.old),
        "new": spec_data(found.new),
    }
    return data if impact is None else {**data, "impact": impact_data(impact)}


def as_lines(found: Diff, impact: Impact | None = None) -> Iterator[str]:
    """A heading, then section by section a line for each change, with why it breaks below it."""
    yield f"{_names(found)}: {_count(found)}"
    for title, said in _sections(found):
        yield ""
        yield title
        for each in said:
            yield f"  {'breaking  ' if each.breaking else '          '}{each.sentence}"
            if each.breaking:
                yield f"              {each.why}"
    if impact is not None:
        yield ""
        yield from impact_lines(impact)


def as_markdown(found: Diff, impact: Impact | None = None) -> str:
    """The same as a page: a list for each section."""
    lines = [f"# {_names(found)}", "", _cell(_count(found)), ""]
    for title, said in _sections(found):
        lines += [f"## {title}", ""]
        for each in said:
            mark = "**breaking** " if each.breaking else ""
            lines.append(f"- {mark}{_cell(each.sentence)}" + (":" if each.breaking else ""))
            if each.breaking:
                lines.append(f"  {_cell(each.why)}")
        lines.append("")
    if impact is not None:
        lines += ["## Recorded requests", "", _cell(_sum(impact)), ""]
        if impact.groups:
            lines += ["| requests | model | change | such as |", "| --- | --- | --- | --- |"]
            lines += [_row(each) for each in impact.groups[:_MOST_GROUPS]]
            lines += [""]
        lines += [_cell(each) + "\n" for each in _rest(impact)]
    return "\n".join(lines).rstrip() + "\n"


def told(found: Diff, impact: Impact | None = None) -> Told:
    """The changes, and the groups of recorded requests that fare otherwise, each as a test."""
    entries = [_change_entry(each, found) for each in found.judged]
    for each in impact.groups if impact else ():
        place = each.places[0]
        line = place.number if place.by == "line" else None
        entries.append(
            Entry(
                "recorded-worse" if each.is_worse else "recorded-change",
                "error" if each.is_worse else "note",
                f"{amount(each.requests, 'request')} of {each.model or 'no model'}: {each.words}",
                "failed" if each.is_worse else "noted",
                "requests",
                _places(each),
                At(place.file, line),
            )
        )
    for place, problem in impact.problems if impact else ():
        at = At(place.file, place.number if place.by == "line" else None)
        entries.append(
            Entry("recorded-unread", "warning", problem, "unclear", "requests", str(place), at)
        )
    return Told("diff", entries, _RULES)


def _change_entry(judged: Judged, found: Diff) -> Entry:
    change, breaks = judged.change, judged.breaking
    words = _sentence(change, found)
    return Entry(
        "breaking-change" if breaks else "change",
        "error" if breaks else "note",
        f"{words}: {judged.why}" if breaks else words,
        "failed" if breaks else "noted",
        section_of(change),
        change.path,
        At(change.where.file, change.where.line, change.where.column),
        change.id,
    )


def impact_data(impact: Impact) -> Data:
    """What a change does to recorded requests: counts, and each group with its first places."""
    return {
        "requests": impact.requests,
        "changed": impact.changed,
        "worse": impact.worse,
        "unreadable": impact.unreadable,
        "repriced": _repriced_data(impact.repriced),
        "groups": [_group_data(each) for each in impact.groups],
        "problems": [
            {**_place_data(place), "problem": problem} for place, problem in impact.problems
        ],
    }


def impact_lines(impact: Impact) -> Iterator[str]:
    """The sum, then a line for each group and one for the places of its first requests."""
    yield _sum(impact)
    yield from _repriced_lines(impact.repriced)
    for each in impact.groups[:_MOST_GROUPS]:
        model = f"{each.model}: " if each.model else ""
        yield f"  {'worse   ' if each.is_worse else 'changes '}  {model}{each.words}"
        yield f"              {amount(each.requests, 'request')}: {_places(each)}"
    yield from (f"  {each}" for each in _rest(impact))


def _repriced_lines(found: Repriced) -> Iterator[str]:
    """What requests cost that cost otherwise now; nothing where none does."""
    parts = []
    if found.requests > found.untold:
        old, new = (money_words(*each, found.currency) for each in (found.old, found.new))
        parts.append(f"{old} → {new}")
    if found.untold:
        parts.append(f"of {found.untold:,} only one spec has a price")
    if parts:
        yield f"  {amount(found.requests, 'request')} cost otherwise: {'; '.join(parts)}"


def _repriced_data(found: Repriced) -> Data:
    ends = (map(json_number, each) for each in (found.old, found.new))
    old, new = (dict(zip(("min", "max"), each, strict=True)) for each in ends)
    known = found.requests > found.untold
    return {
        "requests": found.requests,
        "untold": found.untold,
        "currency": found.currency or None,
        "old": old if known else None,
        "new": new if known else None,
    }


class _Said(NamedTuple):
    """A sentence on one change, or on the two ends of a range."""

    sentence: str
    breaking: bool
    why: str


def _sections(found: Diff) -> Iterator[tuple[str, list[_Said]]]:
    for title, judged in groupby(found.judged, key=lambda each: section_of(each.change)):
        said: dict[str, _Said] = {}
        for each in judged:
            words = _sentence(each.change, found)
            if words not in said or (each.breaking and not said[words].breaking):
                said[words] = _Said(words, each.breaking, each.why)
        yield title, list(said.values())


def _sentence(change: Change, found: Diff) -> str:
    """What changed, with the family that alone it is of."""
    if not change.family:
        return sentence(change, *(_of(each, change) for each in (found.old, found.new)))
    pair = paired(found.old, found.new)[change.family]
    return f"{change.family}: {sentence(change, pair.old, pair.new)}"


def _of(spec: AnySpec, change: Change) -> Matrix:
    """The matrix in whose words a change is told that is of no family, or of several."""
    model = change.keys[1] if change.keys[0] == "models" and len(change.keys) > 1 else None
    return spec.for_model(model)


def _names(found: Diff) -> str:
    return f"{found.old.name} → {found.new.name}"


def _count(found: Diff) -> str:
    if not found.judged:
        same = found.old.digest == found.new.digest
        return "no change" if same else "no fact changed, only their order"
    changes, breaking = len(found.judged), len(found.breaking)
    many = amount(changes, "change")
    if changes == 1:
        return f"{many}, {'breaking' if breaking else 'not breaking'}"
    return f"{many}, {breaking or 'none'} of them breaking"


def _change_data(judged: Judged) -> Data:
    change, proof = judged.change, judged.proof
    was, now = change.levels
    return {
        "id": change.id,
        "fact": change.path,
        "change": change.kind,
        "old": _side(change, change.old),
        "new": _side(change, change.new),
        "level_old": was,
        "level_new": now,
        "breaking": judged.breaking,
        "why": judged.why,
        "where": change.where._asdict(),
        "proof": None if proof is None else _proof_data(proof),
    }


def _proof_data(proof: Proof) -> Data:
    request = proof.probe.request
    fields = request.fields if isinstance(request, Request) else request
    return {"request": jsonable(fields), "change": str(proof.shift)}


def _side(change: Change, facts: tuple[Fact, ...]) -> object:
    """A fact's value, or its options; of a block, the same by path."""
    if not facts:
        return None
    if change.is_fact:
        return _value(facts[0])
    return {".".join(fact.keys[len(change.keys) :]): _value(fact) for fact in facts}


def _value(fact: Fact) -> object:
    return {"one_of": list(fact.one_of)} if fact.value is None else jsonable(fact.value)


def _sum(impact: Impact) -> str:
    if not impact.requests and not impact.unreadable:
        return "no recorded request"
    unread = f", {impact.unreadable:,} unreadable" if impact.unreadable else ""
    return (
        f"{amount(impact.requests, 'request')}: {impact.changed:,} changed, "
        f"{impact.worse:,} of them for the worse{unread}"
    )


def _rest(impact: Impact) -> Iterator[str]:
    further = len(impact.groups) - _MOST_GROUPS
    if further > 0:
        yield f"and {further} further kinds of change; --format json lists all of them"
    for place, problem in impact.problems:
        yield f"unreadable: {place}: {problem}"


def _places(group: Group) -> str:
    named = ", ".join(map(str, group.places))
    return named if group.requests <= len(group.places) else f"{named}, …"


def _group_data(group: Group) -> Data:
    shift = group.shift
    return {
        "model": group.model,
        "change": group.words,
        "worse": group.is_worse,
        "count": group.requests,
        "verdict_old": shift.old if shift else None,
        "verdict_new": shift.new if shift else None,
        "renders_old": _frames(shift.renders_old) if shift else [],
        "renders_new": _frames(shift.renders_new) if shift else [],
        "reasons": list(shift.reasons) if shift else [],
        "examples": [_place_data(each) for each in group.places],
    }


def _frames(frames: tuple[Frame, ...]) -> list[Data]:
    return [dict(zip(("seconds", "width", "height"), frame, strict=True)) for frame in frames]


def _place_data(place: Place) -> Data:
    return {"file": place.file, **({place.by: place.number} if place.by else {})}


def _row(group: Group) -> str:
    mark = "**worse** " if group.is_worse else ""
    model, words, places = map(_cell, (group.model or "", group.words, _places(group)))
    return f"| {group.requests:,} | {model} | {mark}{words} | {places} |"


def _cell(text: str) -> str:
    """A text that Markdown shows as it is."""
    return safe(text, "markdown")
