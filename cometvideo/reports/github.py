"""Workflow commands of GitHub: a finding as an annotation of a line, as many as it shows."""

from collections import Counter
from collections.abc import Iterable, Iterator

from cometvideo.findings import Severity
from cometvideo.reports.entries import Told, as_seen_from
from cometvideo.reports.safe import safe

__all__ = ["MOST", "Annotations", "as_github", "command", "place"]

MOST = 10
"""Annotations of each kind that GitHub shows of a step; further ones it drops without a word."""

_KINDS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


class Annotations:
    """Lets through as many commands of each kind as are shown, and counts the rest."""

    def __init__(self) -> None:
        self._met: Counter[str] = Counter()

    def shown(self, commands: Iterable[str]) -> list[str]:
        """Those of these commands that are shown beside what came before."""
        kept = []
        for each in commands:
            kind = each[2 : each.index(" ")]
            self._met[kind] += 1
            if self._met[kind] <= MOST:
                kept.append(each)
        return kept

    def rest(self) -> list[str]:
        """A line on those that were left out; none where all were shown."""
        left = [f"{count - MOST:,} {kind}" for kind, count in self._met.items() if count > MOST]
        more = f"and further findings, of which GitHub shows {MOST} of a kind: {', '.join(left)}"
        return [more] if left else []


def as_github(told: Told, folder: str) -> Iterator[str]:
    """What a run has to say as commands; places below `folder` are relative to it."""
    annotations = Annotations()
    for each in told.entries:
        if each.says and not each.known:
            at = each.place
            where = place(as_seen_from(folder, at.file), at.line, at.column) if at else ""
            head, tail = command(each.severity, each.rule, each.message)
            yield from annotations.shown([f"{head}{where}{tail}"])
    yield from annotations.rest()


def command(severity: Severity, rule: str, message: str) -> tuple[str, str]:
    """A workflow command: what stands before its place, and what after it."""
    title = safe(rule, "github property")
    return f"::{_KINDS[severity]} ", f"title={title}::{safe(message, 'github')}"


def place(file: str, line: int | None = None, column: int | None = None) -> str:
    """A place as a workflow command has it, before its title."""
    numbers = (("line", line), ("col", column))
    places = "".join(f"{name}={number}," for name, number in numbers if number is not None)
    return f"file={safe(file, 'github property')},{places}"
