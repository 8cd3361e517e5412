"""What a plan of probes pays beside a plan of one job a mark, and beside what none can undercut.

    python -m benchmarks.live_plan

The naive plan sends for every mark that needs a job the cheapest job that bears it out. The least
is what the solver proves that no plan can undercut, in seconds and in jobs by themselves; and
within a budget the most facts that any plan can check.

Limits: without a budget everything is checked, for exactly the least seconds, and for at most 0.5
of the naive plan as far as jobs can be shared: a request that may be refused bears out nothing
else, so every plan pays for it alone. Within a budget at least 0.98 of the most facts are checked.
Exit code 1 if one is broken.
"""

from collections.abc import Iterable
from typing import NamedTuple

import cometvideo
from cometvideo.facts.matrix import Matrix
from cometvideo.live.cover import Limit, lightest_cover, most_worth
from cometvideo.live.deriving import probes_of
from cometvideo.live.planning import make_plan
from cometvideo.live.probe import Mark, Probe
from cometvideo.live.summary import summarize

SPECS = ("seedance", "seedance@2026-04", "fixtures/specs/invented.yaml")
BUDGETS = (0, 10, 30, 60, 120)
MOST_BESIDE_NAIVE = 0.5
LEAST_BESIDE_MOST = 0.98


class Job(NamedTuple):
    """What a job costs, and the marks that it bears out among those that need one."""

    price: int
    marks: frozenset[Mark]


def jobs_of(probes: Iterable[Probe], *, priced: bool) -> list[Job]:
    """The paid jobs, by seconds or as one each; without the marks that refusals show as well."""
    library = list(probes)
    elsewhere = {mark for each in library if each.cost.kind != "paid" for mark in each.marks}
    return [
        Job(each.cost.seconds if priced else 1, frozenset(each.marks) - elsewhere)
        for each in library
        if each.cost.kind == "paid"
    ]


def naive_price(jobs: Iterable[Job]) -> int:
    """What the cheapest job for each mark costs, all of them together."""
    cheapest: dict[Mark, int] = {}
    for job in jobs:
        for mark in job.marks:
            cheapest[mark] = min(job.price, cheapest.get(mark, job.price))
    return sum(cheapest.values())


def least_price(jobs: list[Job]) -> int:
    """What no jobs can undercut that together bear out everything."""
    wanted = dict.fromkeys(mark for job in jobs for mark in sorted(job.marks))
    prices = [job.price for job in jobs]
    return lightest_cover([job.marks for job in jobs], wanted, prices).best


def most_facts(probes: Iterable[Probe], seconds: int) -> int:
    """The most facts that probes can check in some way within so many seconds."""
    library = list(probes)
    free = {mark.fact for each in library if each.cost.kind == "free" for mark in each.marks}
    priced = [each for each in library if each.cost.kind != "free"]
    sets = [{mark.fact for mark in each.marks} - free for each in priced]
    worth = dict.fromkeys((fact for held in sets for fact in sorted(held)), 1)
    limit = Limit([each.cost.seconds for each in priced], seconds)
    return len(free) + most_worth(sets, worth, [limit]).best


def beside_others(matrix: Matrix) -> bool:
    """Print what full coverage costs beside the others; whether a limit is broken."""
    probes = probes_of(matrix)
    plan = make_plan(matrix, probes)
    missed = [each for each in plan.unchecked if each.ways]
    print(f"{matrix.name}: {len(probes)} probes, {len(missed)} facts not fully checked")
    is_over = bool(missed)
    chosen = {*plan.probes}
    jobs = [each for each in probes if each.id in chosen and each.cost.kind == "paid"]
    alone = [each for each in jobs if not each.takes]
    for unit, ours in (("seconds", plan.likely_seconds), ("jobs", plan.likely_jobs)):
        every = jobs_of(probes, priced=unit == "seconds")
        least, naive = least_price(every), naive_price(every)
        unshared = sum(each.cost.seconds if unit == "seconds" else 1 for each in alone)
        shared = (ours - unshared) / (naive - unshared)
        over = unit == "seconds" and (ours > least or shared > MOST_BESIDE_NAIVE)
        is_over |= over
        print(
            f"  paid {unit:8}{ours:5}   naive {naive:5}, ours is {ours / naive:.3f} of it, "
            f"{shared:.3f} beside {unshared} that nothing shares   "
            f"least {least:5}, ours is {ours / least:.3f} of it{' OVER' if over else ''}"
        )
    return is_over


def within_budgets(matrix: Matrix) -> bool:
    """Print how many facts are checked within budgets; whether too few are."""
    probes = probes_of(matrix)
    is_under = False
    for budget in BUDGETS:
        plan = make_plan(matrix, probes, max_seconds=budget)
        summary = summarize(plan, matrix, probes)
        fully, partly = len(summary.fully), len(summary.partly)
        total, most = fully + partly + len(summary.not_at_all), most_facts(probes, budget)
        under = fully + partly < LEAST_BESIDE_MOST * most
        is_under |= under
        print(
            f"  {budget:>5} s: {fully + partly:4} of {total} facts (at most {most} can be), "
            f"{fully:4} of them fully; at worst {plan.worst_seconds} s in {plan.worst_jobs} jobs"
            f"{' UNDER' if under else ''}"
        )
    return is_under


def main() -> int:
    """Print the costs and the ratios."""
    broken = False
    for name in SPECS:
        matrix = cometvideo.load_family(name)
        broken |= beside_others(matrix)
        broken |= within_budgets(matrix)
    return int(broken)


if __name__ == "__main__":
    raise SystemExit(main())
