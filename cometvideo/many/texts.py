"""Texts: of which fields the values hardly matter, for some specs at once."""

from typing import NamedTuple

from cometvideo.facts.endpoint import AnySpec
from cometvideo.prediction import shortest_limit
from cometvideo.prediction.accepting import may_be_refused
from cometvideo.prediction.rules import Rules

__all__ = ["Texts", "texts_of"]


class Texts(NamedTuple):
    """The fields that are texts, among all that are documented.

    Of such a text nothing matters but that it is a good one, of fewer than `too_long` characters;
    where it is not `everywhere`, a family may lack the field, and looks whether it is an object.
    A text that some model does not take is none of them: it is told with what was sent.
    """

    documented: tuple[str, ...] = ()
    everywhere: frozenset[str] = frozenset()
    somewhere: frozenset[str] = frozenset()
    too_long: int | None = None


def texts_of(*specs: AnySpec) -> Texts:
    """The texts of requests that are judged by any of these specs, whichever family is asked."""
    every = [matrix for spec in specs for matrix in (*spec.families.values(), spec.unnamed)]
    kinds = [{name: f.text("kind") for name, f in matrix.blocks("fields")} for matrix in every]
    names = tuple(dict.fromkeys(name for each in kinds for name in each))
    refused = {
        name
        for matrix in every
        for model in (None, *matrix.models)
        for name in matrix.block("fields")
        if may_be_refused(Rules(matrix, model, name))
    }
    texts = {name for name in names if {each.get(name, "text") for each in kinds} == {"text"}}
    texts -= refused
    everywhere = frozenset(name for name in texts if all(name in each for each in kinds))
    limits = [limit for each in every if (limit := shortest_limit(each)) is not None]
    return Texts(names, everywhere, frozenset(texts) - everywhere, min(limits, default=None))
