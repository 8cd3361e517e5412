"""Entries: what a run has to say, one thing each, as programs of others take it."""

import os
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from cometvideo.codes import CODES
from cometvideo.facts.fact import Where
from cometvideo.findings import Finding, Severity

__all__ = ["Entry", "Place", "Rule", "State", "Told", "as_seen_from", "rules_of", "told_finding"]

State = Literal["passed", "noted", "failed", "unclear", "skipped"]


class Place(NamedTuple):
    """A place in a file, or the whole of it; what was seen there in words."""

    file: str
    line: int | None = None
    column: int | None = None
    said: str = ""


class Rule(NamedTuple):
    """What entries of one kind are about: a name for a list, and a paragraph."""

    title: str
    text: str


class Entry(NamedTuple):
    """One thing to say; what passed is told as well where there are tests to count.

    `group` and `name` are those of a test. `id` is stable from run to run, or "". `known` is the
    reason why it is expected. `evidence` is where it was seen, `detail` is for people.
    """

    rule: str
    severity: Severity
    message: str
    state: State
    group: str
    name: str
    place: Place | None = None
    id: str = ""
    known: str = ""
    evidence: tuple[Place, ...] = ()
    detail: str = ""

    @property
    def says(self) -> bool:
        """Whether there is anything to look at."""
        return self.state in {"noted", "failed", "unclear"}


class Told(NamedTuple):
    """All that a run of a command has to say, with the rules of it.

    `more` are entries of which only the number was kept.
    """

    command: str
    entries: Sequence[Entry]
    rules: Mapping[str, Rule]
    more: int = 0
    seconds: float | None = None


def rules_of(entries: Sequence[Entry]) -> dict[str, Rule]:
    """The rules of entries that are findings: what `explain` says of their codes."""
    codes = dict.fromkeys(each.rule for each in entries)
    return {each: Rule(CODES[each].title, CODES[each].explanation) for each in codes}


def told_finding(
    finding: Finding, place: Place | Where | None = None, *, strict: bool = False
) -> Entry:
    """A finding at its own place or at another; with `strict` a warning fails as well."""
    at = finding.where or place
    fails = finding.severity == "error" or (strict and finding.severity == "warning")
    line = f":{at.line}" if at is not None and at.line is not None else ""
    name = finding.field or finding.code
    return Entry(
        finding.code,
        finding.severity,
        finding.message,
        "failed" if fails else "noted",
        finding.code,
        name if at is None else f"{at.file}{line}: {name}",
        None if at is None else Place(at.file, at.line, at.column),
    )


def as_seen_from(folder: str, file: str) -> str:
    """A path below a folder relative to it, which is how annotations name files."""
    below = f"{folder.rstrip(os.sep)}{os.sep}"
    return file.removeprefix(below)
