"""Statuses: the words for how far a task is, and which of them a model's tasks come to."""

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from cometvideo.facts.matrix import Matrix

__all__ = ["Status", "Statuses", "statuses_by_model", "statuses_of"]


class Status(NamedTuple):
    """What a task's status means (`waiting`, `running`, `success`, `failure`), and if it is last.

    `means` is None where the spec does not say. Tasks of the `models` alone come to it, of all
    where there are none.
    """

    means: str | None
    terminal: bool
    models: tuple[str, ...] = ()


class Statuses(dict[str, Status]):
    """Statuses by their words, in the order of the spec. Treat it as frozen."""

    @cached_property
    def terminal(self) -> frozenset[str]:
        """Those that end a task."""
        return frozenset(name for name, each in self.items() if each.terminal)

    @cached_property
    def first(self) -> Mapping[str, str]:
        """The first status for everything that a status can mean."""
        return {each.means: name for name, each in reversed(self.items()) if each.means}

    def ending(self, end: str) -> str | None:
        """The status for an end: itself where it is terminal, else the first that means it."""
        return end if end in self.terminal else self.first.get(end)

    def that(self, *means: str) -> tuple[str, ...]:
        """The statuses that mean one of these."""
        return tuple(name for name, each in self.items() if each.means in means)


def statuses_of(matrix: Matrix) -> Statuses:
    """All statuses of a matrix."""
    return Statuses(
        (name, Status(block.text("means"), block.flag("terminal"), block.texts("models")))
        for name, block in matrix.blocks("task", "statuses")
    )


def statuses_by_model(matrix: Matrix, statuses: Statuses) -> Mapping[str, Statuses]:
    """The statuses of every model that does not come to all of them."""
    if not any(each.models for each in statuses.values()):
        return {}
    return {
        model: Statuses(
            (name, each)
            for name, each in statuses.items()
            if not each.models or {model, matrix.text("models", model, "alias_of")} & {*each.models}
        )
        for model in matrix.models
    }
