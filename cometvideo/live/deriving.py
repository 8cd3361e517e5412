"""Deriving: every probe that can be made from a matrix, with those that start no task."""

from collections.abc import Iterator
from functools import lru_cache

from cometvideo.facts.matrix import Matrix
from cometvideo.live.creates import BESIDES, creates
from cometvideo.live.hearing import ENOUGH, is_shared
from cometvideo.live.oddities import oddities
from cometvideo.live.probe import FREE, Key, Probe
from cometvideo.live.refusals import marks_of_a_refusal
from cometvideo.prediction import Reject
from cometvideo.prediction.rules import Rules

__all__ = ["asks", "probes_of", "refusal_of"]


@lru_cache(maxsize=16)
def probes_of(matrix: Matrix) -> tuple[Probe, ...]:
    """Every probe of a matrix, each once: what is free first, then creates, the cheapest first."""
    found: dict[str, Probe] = {}
    for probe in (*asks(matrix), *oddities(matrix), *creates(matrix)):
        found.setdefault(probe.id, probe)
    hopeless = _without_hopes(matrix, list(found.values()))
    return tuple(_by_two_models(matrix, list(hopeless)))


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


def _by_two_models(matrix: Matrix, probes: list[Probe]) -> Iterator[Probe]:
    """What is open for all models is asked on two of them, the cheapest that show it."""
    models: dict[str, dict[str | None, tuple[bool, int]]] = {}
    for probe in probes:
        for mark in probe.shows:
            if is_shared(matrix.facts[mark.fact]):
                known = models.setdefault(mark.fact, {})
                price = mark.way == BESIDES, probe.cost.seconds
                known[probe.model] = min(known.get(probe.model, price), price)
    asked = {path: sorted(known, key=known.__getitem__)[:ENOUGH] for path, known in models.items()}
    for probe in probes:
        shows = []
        for mark in probe.shows:
            of = asked.get(mark.fact, ())
            if probe.model in of and len(of) > 1:
                shows.append(mark._replace(way=f"{mark.way} on {probe.model}"))
            elif not of or probe.model in of:
                shows.append(mark)
        if shows or not probe.shows or probe.takes or probe.refuses:
            yield probe._replace(shows=tuple(shows))


_NO_SUCH = "-that-does-not-exist"


def asks(matrix: Matrix) -> Iterator[Probe]:
    """An unknown task, no key, a wrong key, and a path that is no operation."""
    stated = matrix.block("rejections", "by_request")
    example = str(matrix.value("task", "id_example") or "task")
    path, method = (str(matrix.value("operations", "retrieve", key)) for key in ("path", "method"))
    unknown = path.replace("{id}", example + _NO_SUCH)
    nowhere = str(matrix.value("operations", "create", "path")) + _NO_SUCH
    asked: tuple[tuple[str, str, str, Key], ...] = (
        ("unknown-task", "retrieve an unknown task", unknown, "own"),
        ("key-missing", "retrieve without a key", unknown, "none"),
        ("key-missing", "retrieve with a wrong key", unknown, "wrong"),
        ("wrong-path", "ask for a path that is no operation", nowhere, "own"),
    )
    for fault, name, where, key in asked:
        if fault in stated:
            refusal = Rules(matrix, None, None).rejection(fault, None)
            yield Probe(
                id=name,
                operation="" if fault == "wrong-path" else "retrieve",
                method=method,
                path=where,
                cost=FREE,
                key=key,
                group=fault,
                refuses=tuple(dict.fromkeys(marks_of_a_refusal(matrix, refusal.facts, fault))),
            )


def refusal_of(matrix: Matrix, probe: Probe) -> Reject:
    """The refusal that such a probe must get; its group says which fault it is."""
    return Rules(matrix, None, None).rejection(probe.group, None)
