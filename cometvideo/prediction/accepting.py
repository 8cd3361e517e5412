"""Accepting: whether a model takes a field at all, whatever its kind and its value."""

from functools import lru_cache

from cometvideo.facts.terms import Terms
from cometvideo.prediction.judgement import Judge, Judgement
from cometvideo.prediction.rules import Rules

__all__ = ["judge_accepted", "may_be_refused", "may_lack", "not_accepted"]


def may_be_refused(rules: Rules) -> bool:
    """Whether the model may not take the field."""
    return False in rules.options("accepted")


def may_lack(rules: Rules) -> bool:
    """Whether a request may lack the field although it is required: the model may not take it.

    A model that may not be served has to be named all the same.
    """
    return may_be_refused(rules) and "selects" not in rules


def not_accepted(rules: Rules) -> Judgement:
    """What follows where a field is sent that the model does not take."""
    fact = rules.fact("accepted")
    is_open = fact is not None and fact.is_open
    if "selects" in rules:
        says = f"{rules.model} {'may not be' if is_open else 'is not'} served under this id"
    else:
        takes = "may not take" if is_open else "does not take"
        says = f"{rules.model or 'any model'} {takes} {rules.field}"
    return rules.breach(
        "not-accepted", fact, allowed=f"only {_takers(rules)}", detail={"says": says}
    )


def judge_accepted(rules: Rules, judge: Judge) -> Judge:
    """The judge of a field that the model may not take; its value counts where it may."""
    if not may_be_refused(rules):
        return judge
    refusal = not_accepted(rules)
    if refusal.sure:
        return lambda _: refusal

    @lru_cache(maxsize=4096)
    def both(found: Judgement) -> Judgement:
        said, rejects = (*refusal.said, *found.said), (*refusal.rejects, *found.rejects)
        return found.but(said=said, rejects=rejects)

    return lambda value: both(judge(value))


def _takers(rules: Rules) -> str:
    """The models that take the field."""
    matrix, field = rules.matrix, rules.field
    names = (
        model
        for model in matrix.models
        if Terms(matrix, model, field).value("accepted") is not False
    )
    return ", ".join(names) or "no model"
