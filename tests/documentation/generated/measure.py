"""How well pages are read: `python -m tests.documentation.generated.measure` prints the tables."""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cometvideo.documentation import Copy, check_documentation
from cometvideo.documentation.comparing import is_shown
from cometvideo.drift import ADRIFT, DriftReport
from cometvideo.errors import InputError
from tests.documentation.copies import MATRIX
from tests.documentation.generated.changes import CHANGES, Change
from tests.documentation.generated.layouts import LAYOUTS, page
from tests.documentation.generated.wordings import REWORDINGS

__all__ = ["CHANGED_IN", "STATED", "Outcome", "changed", "report_of", "told", "unchanged"]

STATED = frozenset(
    fact.path
    for fact in MATRIX.facts.values()
    if "create-page" in fact.sources and is_shown(fact) and not fact.is_open
)
"""The facts that every made page states."""

CHANGED_IN = (
    "Mintlify, copied", "Mintlify, HTML", "Mintlify, MDX", "OpenAPI, YAML",
)  # fmt: skip


class Outcome(NamedTuple):
    """What became of the facts of one unchanged page, or of one change."""

    right: int = 0
    untold: int = 0
    false: tuple[str, ...] = ()


def report_of(data: bytes) -> DriftReport:
    """What is told of a page."""
    return check_documentation(MATRIX, [Copy("page", data, "create-page")])


def unchanged(report: DriftReport) -> Outcome:
    """The verdicts on a page that states what the spec states."""
    holds = {each.subject for each in report.drifts if each.verdict == "holds"} & STATED
    false = tuple(
        sorted(f"{each.subject} {each.verdict}: {each.observed}" for each in report.drifts
               if each.verdict in ADRIFT)
    )  # fmt: skip
    wrong = {each.subject for each in report.drifts if each.verdict in ADRIFT}
    return Outcome(len(holds - wrong), len(STATED - holds - wrong), false)


def changed(
    change: Change, report: DriftReport, before: frozenset[str]
) -> tuple[str, tuple[str, ...]]:
    """How one change is told (named, untold, missed), and what unrelated is named beside it."""
    adrift = {each.subject for each in report.drifts if each.verdict in ADRIFT}
    untold = {each.subject for each in report.drifts if each.verdict == "could not tell"} - before
    others = tuple(each for each in sorted(adrift) if not change.may_be_named(each))
    if any(change.is_named(each) for each in adrift):
        return "named", others
    return ("untold" if untold else "missed"), others


def told(change: Change, layout: str) -> tuple[str, tuple[str, ...]]:
    """How one change is told in a layout."""
    plain = report_of(page(layout))
    before = frozenset(each.subject for each in plain.drifts if each.verdict == "could not tell")
    try:
        report = report_of(page(layout, change.facts))
    except InputError:
        return "named", ()
    return changed(change, report, before)


def _table(rows: Iterable[Sequence[object]]) -> None:
    for row in rows:
        print("| " + " | ".join(map(str, row)) + " |")


def main() -> None:
    """Print all tables; names of layouts as arguments print what is wrong there."""
    detailed = sys.argv[1:]
    total: Counter[str] = Counter()
    rows: list[Sequence[object]] = [("layout", "right", "could not tell", "false drift")]
    for layout in LAYOUTS:
        report = report_of(page(layout))
        found = unchanged(report)
        rows.append((layout, found.right, found.untold, len(found.false)))
        total.update(right=found.right, untold=found.untold, false=len(found.false))
        if layout in detailed or "all" in detailed:
            print(layout, *found.false, sep="\n   ")
            for each in report.drifts:
                if each.verdict == "could not tell":
                    print("   ?", each.subject, each.why)
    rows.append(("all", total["right"], total["untold"], total["false"]))
    _table(rows)
    words: Counter[str] = Counter()
    for wording in REWORDINGS:
        found = unchanged(report_of(page("Mintlify, copied", wording=wording)))
        words["false" if found.false else "untold" if found.untold else "right"] += 1
        if (found.false or found.untold) and "words" in detailed:
            print(wording, found.untold, *found.false, sep="\n   ")
    _table([("rewordings", *words), (len(REWORDINGS), *words.values())])
    if "nochanges" in detailed:
        return
    changes: Counter[str] = Counter()
    for layout in CHANGED_IN:
        for change in CHANGES:
            how, others = told(change, layout)
            changes[how] += 1
            changes["unrelated"] += bool(others)
            if "changes" in detailed and (how != "named" or others):
                print(layout, "|", change.name, "|", how, others)
    _table(
        [("changes", *changes), (sum(changes.values()) - changes["unrelated"], *changes.values())]
    )


if __name__ == "__main__":
    main()
