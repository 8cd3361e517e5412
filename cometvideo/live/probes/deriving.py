"""Deriving: every probe that can be made from a matrix."""

from collections.abc import Iterator
from functools import lru_cache

from cometvideo.facts.matrix import Matrix
from cometvideo.live.evidence.probe import Probe
from cometvideo.live.probes.asks import asks
from cometvideo.live.probes.creates import creates
from cometvideo.live.probes.oddities import oddities

__all__ = ["probes_of"]


@lru_cache(maxsize=16)
def probes_of(matrix: Matrix) -> tuple[Probe, ...]:
    """Every probe of a matrix, each once: what is free first, then creates, the cheapest first."""
    found: dict[str, Probe] = {}
    for probe in (*asks(matrix), *oddities(matrix), *creates(matrix)):
        found.setdefault(probe.id, probe)
    return tuple(_without_hopes(matrix, list(found.values())))


def _without_hopes(matrix: Matrix, probes: list[Probe]) -> Iterator[Probe]:
    """Probes that may be taken are not counted on to show a refusal that others show for sure."""
    sure = {mark.fact for each in probes if each.cost.kind != "paid" for mark in each.refuses}
    for probe in probes:
        if probe.cost.kind == "paid":
            refuses = tuple(
                each
                for each in probe.refuses
                if each.fact not in sure and not matrix.facts[each.fact].is_open
            )
            yield probe._replace(refuses=refuses)
        else:
            yield probe
