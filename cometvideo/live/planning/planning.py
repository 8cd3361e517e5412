"""Planning: the fewest, cheapest probes that bear out the most, within a budget."""

from collections.abc import Iterable, Iterator, Sequence

from cometvideo.errors import InputError
from cometvideo.facts.matrix import Matrix
from cometvideo.live.plan import ProbePlan, Unchecked, likely_spend, worst_spend
from cometvideo.live.planning.choosing import Choice
from cometvideo.live.planning.plainer import plainer
from cometvideo.live.probe import Mark, Probe

__all__ = ["make_plan", "wanted_facts"]


def make_plan(
    matrix: Matrix,
    probes: Iterable[Probe],
    *,
    max_seconds: int | None = None,
    max_jobs: int | None = None,
    facts: Sequence[str] = (),
) -> ProbePlan:
    """Plan which probes of a matrix's library to send.

    Without a budget every mark that any probe bears out is borne out, for few paid seconds. Within
    a budget many facts are checked in some way, and then in as many ways as can be paid; more
    seconds or more jobs never check fewer facts. `max_seconds` and `max_jobs` hold in the worst
    case, in which everything is taken that should be refused. `facts` are patterns: a path, its
    beginning, or any part of it.

    What is free comes first, then what should be refused, then the cheapest job of each model.
    Raises InputError for a pattern that no fact fits.
    """
    library = tuple(probes)
    marks = dict.fromkeys(mark for probe in library for mark in probe.marks)
    wanted = wanted_facts(matrix, marks, facts)
    sought = dict.fromkeys(mark for mark in marks if mark.fact in wanted)
    free = [each for each in library if each.cost.kind == "free" and sought.keys() & each.marks]
    priced = [each for each in library if each.cost.kind != "free"]
    choice = Choice(priced, sought, (mark for each in free for mark in each.marks))
    chosen = [priced[number] for number in choice.within(max_seconds, max_jobs)]
    chosen = plainer(chosen, priced, {*sought})
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
    )


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
