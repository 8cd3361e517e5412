"""Plainer: the same cover by requests that are easier to blame.

A job that carries what no plan needs of it (a reference, an odd size) tells less when it is
refused, as more may be the reason.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from cometvideo.live.probe import Mark, Probe

__all__ = ["plainer"]


def plainer(chosen: Sequence[Probe], library: Iterable[Probe], wanted: set[Mark]) -> list[Probe]:
    """The chosen probes, each replaced by the plainest that bears out what only it does.

    None costs more, and everything that is wanted is borne out as before.
    """
    jobs = [each for each in library if each.takes]
    borne = Counter(mark for probe in chosen for mark in probe.marks)
    found = []
    for probe in chosen:
        needed = {mark for mark in probe.marks if mark in wanted and borne[mark] == 1}
        fitting = [
            each
            for each in jobs
            if each.cost.seconds <= probe.cost.seconds and needed.issubset(each.marks)
        ]
        best = min([probe, *fitting], key=lambda each: len(each.takes)) if probe.takes else probe
        borne.subtract(probe.marks)
        borne.update(best.marks)
        found.append(best)
    return list({each.id: each for each in found}.values())
