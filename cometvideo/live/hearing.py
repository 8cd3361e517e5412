"""Hearing: how many models have to be heard before an open fact is told."""

from collections.abc import Iterable, Mapping

from cometvideo.facts.fact import Fact
from cometvideo.live.observation import Observation
from cometvideo.live.probe import Probe

__all__ = ["ENOUGH", "Hearing", "is_shared"]

ENOUGH = 2
"""What one model does, another may do otherwise: what they share is told by so many."""

_SHARED = frozenset({"body", "fields"})


def is_shared(fact: Fact) -> bool:
    """Whether a fact is open, and about requests to whatever model."""
    return fact.is_open and fact.keys[0] in _SHARED


class Hearing:
    """Of which models each open fact can be asked, and whether enough of them were heard."""

    def __init__(self, probes: Mapping[str, Probe]) -> None:
        self._probes = probes
        self._models: dict[str, set[str]] = {}
        for probe in probes.values():
            for mark in probe.shows if probe.model else ():
                self._models.setdefault(mark.fact, set()).add(str(probe.model))

    def is_enough(self, fact: Fact, telling: Iterable[Observation]) -> bool:
        """Whether what was seen is of as many models as have to be heard, or of all that can be."""
        heard = {self._probes[each.probe].model for each in telling}
        can_tell = self._models.get(fact.path, set())
        return not is_shared(fact) or len(can_tell & heard) >= min(ENOUGH, len(can_tell))

    def only_model(self, fact: Fact) -> str | None:
        """The one model that can show a shared fact; None where others can, too."""
        models = self._models.get(fact.path, set())
        return next(iter(models)) if is_shared(fact) and len(models) == 1 else None
