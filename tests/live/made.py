"""Probes and matrices made by hand, with nothing in them but what planning looks at."""

from collections.abc import Iterable
from typing import Literal

from cometvideo.facts.matrix import Matrix
from cometvideo.live.probe import FREE, Cost, Mark, Probe

EMPTY = Matrix(name="made", about="", sources={}, facts={}, abouts={})


def mark(text: str) -> Mark:
    """`seconds.max:takes 15` as a mark."""
    fact, _, way = text.partition(":")
    return Mark(fact, way or "shows")


def probe(
    name: str,
    marks: Iterable[str] | str,
    seconds: int = 0,
    kind: Literal["free", "free if rejected", "paid"] = "paid",
    model: str | None = "kite",
) -> Probe:
    """A probe of this price; marks may be given as words."""
    words = marks.split(", ") if isinstance(marks, str) else list(marks)
    shown = tuple(map(mark, words))
    cost = FREE if kind == "free" else Cost(kind, seconds)
    return Probe(name, "create", "POST", "/films", cost, model, shows=shown)
