"""Aligning: a page beside what it said when it was last seen, whatever its layout is now.

What did not change bears its facts out as it did. What changed is read; where the reading named
nothing, it is shown, old beside new, as untold. So no change of text passes in silence, and none of
layout alone raises an alarm.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from cometvideo.documentation.comparing import ReadPage, shortened, text_of
from cometvideo.documentation.history import Snapshot, units_by_source
from cometvideo.documentation.units import UNREAD, Unit, layout_mark
from cometvideo.drift import ADRIFT, Drift, DriftReport, Evidence

__all__ = ["align"]

_ALIKE = 0.5
_MOST_PAIRED = 60
_MOST_SHOWN = 30
_LONGEST_COMPARED = 400
# Of so many units on one line, a finding at that line need not be about each.
_CROWDED = 12
_SAME_PAGE = 0.5
_AS_BEFORE = "as in the copy seen before"

_Places = Mapping[tuple[str, int], list[str]]


class _Page(NamedTuple):
    """The pages of a source now, beside its snapshot; `lines` are fingerprints by page and line."""

    snapshot: Snapshot
    units: Mapping[str, tuple[str, Unit]]
    lines: _Places

    @property
    def added(self) -> list[tuple[str, Unit]]:
        """Units to show that were not there before, with their pages; marks are read as facts."""
        new = (each for key, each in self.units.items() if key not in self.snapshot.units)
        if self.snapshot.has_texts:
            return [each for each in new if self._may_be_shown(each[1])]
        return [each for each in new if each[1].is_sentence]

    @property
    def removed(self) -> dict[str, Unit]:
        """Units by fingerprint that are there no more, but for marks."""
        return {
            key: unit
            for key, unit in self.snapshot.units.items()
            if key not in self.units and self._may_be_shown(unit)
        }

    def _may_be_shown(self, unit: Unit) -> bool:
        """Whether it is no mark, and what no reader took in stands in a layout of both."""
        if unit.kind not in UNREAD:
            return unit.kind != "mark"
        mark = layout_mark(UNREAD[unit.kind]).fingerprint
        return mark in self.units and mark in self.snapshot.units

    @property
    def is_the_same(self) -> bool:
        """Whether so many sentences are as they were that it is a version of the same page."""
        said = [key for key, unit in self.snapshot.units.items() if unit.kind == "text"]
        return sum(key in self.units for key in said) >= _SAME_PAGE * max(len(said), 1)

    def has_all(self, fact: str) -> bool:
        """Whether everything that bore a fact out is still there."""
        borne = self.snapshot.facts.get(fact, ())
        return bool(borne) and all(each in self.units for each in borne)

    @property
    def has_new_words(self) -> bool:
        """Whether any sentence came or went."""
        here = (each for key, (_, each) in self.units.items() if key not in self.snapshot.units)
        return any(each.is_sentence for each in here) or any(
            each.is_sentence or not each.text for each in self.removed.values()
        )

    def is_old(self, seen: Evidence) -> bool:
        """Whether all that stands at a place stood on the page before."""
        there = self.lines.get((seen.page, seen.line), ())
        return bool(there) and all(each in self.snapshot.units for each in there)

    def is_named(self, name: str, unit: Unit, named: _Places) -> bool:
        """Whether a finding names the place of a unit; where much stands there, the unit itself."""
        said = named.get((name, unit.line))
        if said is None:
            return False
        is_crowded = len(self.lines.get((name, unit.line), ())) > _CROWDED
        return not is_crowded or any(each and each in unit.text for each in said)


def align(
    report: DriftReport, reads: Sequence[ReadPage], snapshots: Sequence[Snapshot]
) -> DriftReport:
    """The report with what earlier copies of its sources tell; each source at most once."""
    for snapshot in snapshots:
        page = _page(reads, snapshot)
        if snapshot.has_texts or page.is_the_same:
            drifts = [
                _aligned(each, page) if each.source == snapshot.source else each
                for each in report.drifts
                # A sentence that stood there before says nothing new.
                if each.verdict != "could not tell" or each.observed not in snapshot.units
            ]
            # A sentence of which nothing was taken is shown once, beside the old one.
            left = text_of(snapshot.source)
            changed = [*_changed([each for each in drifts if each.subject != left], page)]
            shown = {each.observed for each in changed}
            drifts = [e for e in drifts if e.subject != left or e.observed not in shown]
            report = report._replace(drifts=(*drifts, *changed))
    return report


def _page(reads: Sequence[ReadPage], snapshot: Snapshot) -> _Page:
    units = units_by_source(reads, snapshot.source)
    lines: dict[tuple[str, int], list[str]] = {}
    for key, (name, unit) in units.items():
        lines.setdefault((name, unit.line), []).append(key)
    return _Page(snapshot, units, lines)


def _aligned(drift: Drift, page: _Page) -> Drift:
    """A verdict beside what the same units said before."""
    if drift.verdict == "holds" or not page.has_all(drift.subject):
        return drift
    if drift.verdict in {"could not tell", "gone"}:
        evidence = tuple(
            Evidence(name, unit.line, unit.text, _AS_BEFORE)
            for key in page.snapshot.facts[drift.subject]
            for name, unit in [page.units[key]]
        )
        return drift._replace(verdict="holds", observed=drift.expected, evidence=evidence, why="")
    if page.has_new_words:
        return drift
    if drift.verdict in ADRIFT and drift.evidence and all(map(page.is_old, drift.evidence)):
        why = "it is read otherwise than before, where no word has changed"
        return drift._replace(verdict="could not tell", observed=None, why=why)
    return drift


def _changed(drifts: Sequence[Drift], page: _Page) -> Iterator[Drift]:
    """What changed and is named by nothing in the report: old beside new, if the old is known."""
    named: dict[tuple[str, int], list[str]] = {}
    for each in drifts:
        for seen in each.evidence if each.verdict in ADRIFT else ():
            named.setdefault((seen.page, seen.line), []).append(seen.said)
    adrift = {each.subject for each in drifts if each.verdict in ADRIFT}
    explained = {
        key
        for path, borne in page.snapshot.facts.items()
        if path in adrift and not page.has_all(path)
        for key in borne
    }
    added = [each for each in page.added if not page.is_named(*each, named)]
    removed = {key: unit for key, unit in page.removed.items() if key not in explained}
    unknown = [key for key, unit in removed.items() if not unit.text]
    left = {key: unit.text for key, unit in removed.items() if unit.text}
    found: list[Drift] = []
    for name, unit in added:
        old = _nearest(unit.text, left)
        was = f"{shortened(left.pop(old))} is now " if old else ""
        found.append(_untold(page, name, unit, f"{was}{shortened(unit.text)}"))
    for key, text in left.items():
        found.append(_untold(page, "", Unit("gone", key, 0), f"{shortened(text)} is there no more"))
    if unknown and not found:
        what = f"{len(unknown)} passages of the page as it was are there no more"
        found.append(_untold(page, "", Unit("gone", unknown[0], 0), what))
    yield from found[:_MOST_SHOWN]
    if len(found) > _MOST_SHOWN:
        more = f"{len(found) - _MOST_SHOWN} more passages changed"
        yield _untold(page, "", Unit("more", str(len(found)), 0), more)


def _untold(page: _Page, name: str, unit: Unit, what: str) -> Drift:
    source = page.snapshot.source
    evidence = (Evidence(name, unit.line, unit.text, "changed"),) if name else ()
    drift = Drift("could not tell", text_of(source), source, evidence=evidence)
    return drift._replace(observed=unit.fingerprint, why=f"changed: {what}")


def _nearest(text: str, removed: Mapping[str, str]) -> str | None:
    """The removed unit that is most like a text, of the first of them."""
    best, most = None, _ALIKE
    for key in list(removed)[:_MOST_PAIRED]:
        other = removed[key]
        if abs(len(other) - len(text)) > max(len(other), len(text)) * _ALIKE:
            continue
        pair = (other[:_LONGEST_COMPARED], text[:_LONGEST_COMPARED])
        ratio = SequenceMatcher(None, *pair, autojunk=False).quick_ratio()
        if ratio > most:
            best, most = key, ratio
    return best
