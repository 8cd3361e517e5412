"""Summaries of plans: what sending one may cost, and how much of the facts it checks."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cometvideo.facts.matrix import Matrix
from cometvideo.live.plan import ProbePlan, Spend, likely_spend, priced, worst_spend
from cometvideo.live.planning import wanted_facts
from cometvideo.live.probe import Probe
from cometvideo.live.unshown import by_reason
from cometvideo.money import money_words

__all__ = ["ModelSpend", "PlanSummary", "summarize"]


class ModelSpend(NamedTuple):
    """What the probes of a model may cost; None is no model, or one that nobody knows."""

    model: str | None
    likely: Spend
    worst: Spend


class PlanSummary(NamedTuple):
    """What a plan may cost, and how much it checks of the facts that are wanted.

    Facts are checked `fully`, `partly` or `not_at_all` in the ways in which behaviour can show
    them; what no behaviour shows is there by the reason why. `refused` is the number of probes
    that cost something only by mistake, and `costs` what all may cost at worst, in words.
    """

    plan: ProbePlan
    free: int
    refused: int
    by_model: tuple[ModelSpend, ...]
    fully: tuple[str, ...]
    partly: tuple[str, ...]
    not_at_all: tuple[str, ...]
    not_shown: dict[str, list[str]]
    costs: str


def summarize(plan: ProbePlan, matrix: Matrix, probes: Sequence[Probe]) -> PlanSummary:
    """Sum up a plan; `probes` are the whole library."""
    chosen = set(plan.probes)
    planned = [each for each in probes if each.id in chosen]
    marks = dict.fromkeys(mark for each in probes for mark in each.marks)
    shown = {mark.fact for each in planned for mark in each.marks}
    can_be_shown = {mark.fact for mark in marks}
    incomplete = {each.fact for each in plan.unchecked}
    wanted = wanted_facts(matrix, marks, plan.facts)
    kinds = [each.cost.kind for each in planned]
    return PlanSummary(
        plan,
        kinds.count("free"),
        kinds.count("free if rejected"),
        _by_model(planned),
        tuple(each for each in wanted if each in shown and each not in incomplete),
        tuple(each for each in wanted if each in shown and each in incomplete),
        tuple(each for each in wanted if each in can_be_shown and each not in shown),
        by_reason(matrix, (each for each in wanted if each not in can_be_shown)),
        _costs(planned, matrix.text("prices", "currency") or ""),
    )


def _costs(planned: Sequence[Probe], currency: str) -> str:
    """What the probes cost at most, at list, in words."""
    amount, unpriced = priced(planned)
    known = money_words(amount, amount, currency)
    creates = sum(each.cost.kind != "free" for each in planned)
    if not creates:
        return "nothing"
    if unpriced == creates:
        return "no price is known of any of them"
    return f"{known}, and no price is known of {unpriced} of them" if unpriced else known


def _by_model(planned: Iterable[Probe]) -> tuple[ModelSpend, ...]:
    by_model: dict[str | None, list[Probe]] = {}
    for each in planned:
        if each.cost.kind != "free":
            by_model.setdefault(each.model, []).append(each)
    return tuple(
        ModelSpend(model, likely_spend(own), worst_spend(own)) for model, own in by_model.items()
    )
