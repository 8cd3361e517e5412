"""Planning: the fewest, cheapest probes that bear out the most, within a budget."""

from collections.abc import Collection, Iterable, Iterator, Sequence, Set

from cometvideo.errors import InputError
from cometvideo.facts.matrix import Matrix
from cometvideo.live.cover import Limit, lightest_cover, most_worth
from cometvideo.live.plan import ProbePlan, Unchecked, likely_spend, worst_spend
from cometvideo.live.probe import Mark, Probe
from cometvideo.live.rotation import Budget, Rotation

__all__ = ["NO_TURN", "make_plan", "wanted_facts"]

# What a second weighs where everything is to be checked: of those refusals that are sure, one in
# twenty may be none. Where seconds are equal, a request less is better.
_A_SECOND = {"free if rejected": 50, "paid": 1000}
_A_REQUEST = 1
# One more thing for which a request may be refused; below that, of equals the earlier is chosen.
_A_REASON = 1 << 16
NO_TURN = Rotation(frozenset(), 1, (), {})


def make_plan(
    matrix: Matrix,
    probes: Iterable[Probe],
    *,
    max_seconds: int | None = None,
    max_jobs: int | None = None,
    max_amount: int | None = None,
    facts: Sequence[str] = (),
    turn: Rotation = NO_TURN,
) -> ProbePlan:
    """Plan which probes of a matrix's library to send.

    Without a budget every mark that any probe bears out is borne out, for the fewest paid seconds.
    Within a budget as many facts as can be are checked in some way, and then in as many ways as
    can be; so more seconds or more jobs never check fewer facts. Of plans that check the same it is
    the one with the fewest seconds, then requests, and then the plainest of these, in which a
    refusal has the fewest reasons. `max_amount` is in millionths of the spec's currency; under it
    no create is planned whose price is not known. All limits hold in the worst case, in which
    everything is taken that should be refused. `facts` are patterns: a path, its beginning, or any
    part of it. Of a rotation's `turn` what is due is checked in any case, and of the rest a fact is
    worth its rank.

    What is free comes first, then what should be refused, then the cheapest job of each model.
    Raises InputError for a pattern that no fact fits, and where the solver is not installed.
    """
    library = tuple(probes)
    marks = dict.fromkeys(mark for probe in library for mark in probe.marks)
    wanted = wanted_facts(matrix, marks, facts)
    sought = dict.fromkeys(mark for mark in marks if mark.fact in wanted)
    free = [each for each in library if each.cost.kind == "free" and sought.keys() & each.marks]
    budget = Budget(max_seconds, max_jobs, max_amount)
    shown = {mark for each in free for mark in each.marks}
    chosen = _chosen(budget.priced(library), sought, shown, budget, turn)
    planned = [*free, *_refused_first(chosen)]
    return ProbePlan(
        matrix.name,
        matrix.digest,
        tuple(each.id for each in planned),
        *worst_spend(planned),
        *likely_spend(planned),
        tuple(_unchecked(wanted, sought, planned)),
        max_seconds,
        max_jobs,
        tuple(facts),
        max_amount,
    )


def _chosen(
    priced: Sequence[Probe],
    sought: Iterable[Mark],
    shown: Set[Mark],
    budget: Budget,
    turn: Rotation,
) -> list[Probe]:
    """The probes, of those that may cost something, that are worth their price."""
    new = dict.fromkeys(mark for mark in sought if mark not in shown)
    sets = [new.keys() & each.marks for each in priced]
    costs = [each.cost for each in priced]
    limits = budget.limits(costs)
    if not limits:
        prices = [each.seconds * _A_SECOND[each.kind] + _A_REQUEST for each in costs]
    else:
        prices = [each.seconds * _A_SECOND["paid"] + _A_REQUEST for each in costs]
        known = {mark.fact for mark in shown}
        # A limit of seconds keeps them few by itself, and to look for fewer takes long under it.
        weights = prices if budget.seconds is None else ()
        held, worth = _with_facts(sets, new, known, turn)
        best = most_worth(held, worth, limits, weights, turn.due)
        new = dict.fromkeys(mark for number in best.numbers for mark in sets[number])
    cheapest = lightest_cover(sets, new, prices, limits)
    pains = [len(each.takes) * _A_REASON + number for number, each in enumerate(priced)]
    plainest = lightest_cover(sets, new, pains, [*limits, Limit(prices, cheapest.best)])
    return [priced[number] for number in plainest.numbers]


def _with_facts(
    sets: Sequence[Set[Mark]], marks: Collection[Mark], known: Set[str], turn: Rotation
) -> tuple[list[Set[Mark | str]], dict[Mark | str, int]]:
    """The sets with the facts of their marks, and what these and those are worth.

    A fact that is checked in some way is worth more than all other ways together, and its rank.
    """
    worth: dict[Mark | str, int] = dict.fromkeys(marks, 1)
    of_a_fact = len(marks) + 1
    facts = (mark.fact for mark in marks if mark.fact not in known)
    worth.update((each, of_a_fact * turn.ranks.get(each, 1)) for each in facts)
    return [{*held, *(mark.fact for mark in held)} for held in sets], worth


def wanted_facts(matrix: Matrix, marks: Iterable[Mark], patterns: Sequence[str]) -> dict[str, None]:
    """The facts of a matrix, and of marks, that fit a pattern; all of them where there is none.

    A pattern that some path begins with leaves out those that have it elsewhere.
    """
    paths = dict.fromkeys([*matrix.facts, *(mark.fact for mark in marks)])
    found = set() if patterns else set(paths)
    for pattern in patterns:
        below = {each for each in paths if f"{each}.".startswith(f"{pattern}.")}
        fitting = below or {each for each in paths if pattern.lower() in each.lower()}
        if not fitting:
            raise InputError(f"no fact fits {pattern!r}; `cometvideo facts` lists them")
        found |= fitting
    return dict.fromkeys(each for each in paths if each in found)


def _refused_first(chosen: Sequence[Probe]) -> Iterator[Probe]:
    """What should be refused, then the cheapest job of each model, then the other jobs.

    So a model is known to work before more is paid for it. Of jobs that cost the same, the one
    that bears out more is the plainer.
    """
    yield from (each for each in chosen if each.cost.kind != "paid")
    jobs = [each for each in chosen if each.cost.kind == "paid"]
    jobs.sort(key=lambda each: (each.cost.seconds, -len(each.marks)))
    first = {each.model: each for each in reversed(jobs)}
    yield from (each for each in jobs if each is first[each.model])
    yield from (each for each in jobs if each is not first[each.model])


def _unchecked(
    wanted: Iterable[str], sought: Iterable[Mark], planned: Iterable[Probe]
) -> Iterator[Unchecked]:
    shown = {mark for each in planned for mark in each.marks}
    ways: dict[str, list[Mark]] = {}
    for mark in sought:
        ways.setdefault(mark.fact, []).append(mark)
    for fact in wanted:
        left = tuple(mark.way for mark in ways.get(fact, ()) if mark not in shown)
        if left or fact not in ways:
            yield Unchecked(fact, left, "over the budget" if left else "no probe can show it")
