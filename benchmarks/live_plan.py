"""What a plan of probes pays beside a plan of one job a mark, and beside what none can undercut.

    python -m benchmarks.live_plan

The naive plan sends for every mark that needs a job the cheapest job that bears it out. The bound
gives every such mark a value from 0, so that the values of the marks of no job add up to more than
that job's price: a plan bears all of them out, and pays for each job at least the values of its
marks, so it pays at least the sum of all values. That the values are such is checked with every
run (`is_valid`), whatever way they were found. In effect they say: each published size needs a job
of its own, each duration that must be seen adds what it is longer.

Limits: without a budget everything is checked, for at most 1.05 of the bound in seconds, and at
most 0.5 of the naive plan. Exit code 1 if one is exceeded. Then how many facts are checked within
budgets, of those that behaviour can show.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import cometvideo
from cometvideo.facts.matrix import Matrix
from cometvideo.live.deriving import probes_of
from cometvideo.live.planning.planning import make_plan
from cometvideo.live.probe import Mark, Probe
from cometvideo.live.summary import summarize

SPECS = ("seedance", "seedance@2026-04", "fixtures/specs/invented.yaml")
BUDGETS = (0, 10, 30, 60, 120, None)
MOST_BESIDE_BOUND = 1.05
MOST_BESIDE_NAIVE = 0.5

Values = Mapping[Mark, int]


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


def bound(jobs: Iterable[Job]) -> Values:
    """Values of marks with a large sum: each as high as those before it leave, in a good order.

    The order begins with the marks that fewest jobs show. A mark is brought to the front as long
    as that makes the sum larger.
    """
    different = list(dict.fromkeys(jobs))
    showing: dict[Mark, list[int]] = {}
    for number, job in enumerate(different):
        for mark in sorted(job.marks):
            showing.setdefault(mark, []).append(number)

    def values_in(order: Iterable[Mark]) -> dict[Mark, int]:
        left = [job.price for job in different]
        values = {}
        for mark in order:
            values[mark] = min(left[number] for number in showing[mark])
            if values[mark]:
                for number in showing[mark]:
                    left[number] -= values[mark]
        return values

    order = sorted(showing, key=lambda mark: (len(showing[mark]), mark))
    best = values_in(order)
    while True:
        before = sum(best.values())
        for mark in showing:
            other = [mark, *(each for each in order if each != mark)]
            values = values_in(other)
            if sum(values.values()) > sum(best.values()):
                order, best = other, values
        if sum(best.values()) == before:
            return best


def is_valid(values: Values, jobs: Iterable[Job]) -> bool:
    """Whether no value is negative, and no job is cheaper than its marks are valued."""
    return min(values.values(), default=0) >= 0 and all(
        sum(values.get(mark, 0) for mark in job.marks) <= job.price for job in jobs
    )


def beside_others(matrix: Matrix) -> int:
    """Print what full coverage costs beside the others; returns the exit code."""
    probes = probes_of(matrix)
    plan = make_plan(matrix, probes)
    missed = [each for each in plan.unchecked if each.ways]
    code = int(bool(missed))
    print(f"{matrix.name}: {len(probes)} probes, {len(missed)} facts not fully checked")
    for unit, ours in (("seconds", plan.likely_seconds), ("jobs", plan.likely_jobs)):
        jobs = jobs_of(probes, priced=unit == "seconds")
        values = bound(jobs)
        if not is_valid(values, jobs):
            raise SystemExit("the values of the bound are wrong")
        least, naive = sum(values.values()), naive_price(jobs)
        over = unit == "seconds" and (
            ours > MOST_BESIDE_BOUND * least or ours > MOST_BESIDE_NAIVE * naive
        )
        code |= over
        print(
            f"  paid {unit:8}{ours:5}   naive {naive:5}, ours is {ours / naive:.3f} of it   "
            f"bound {least:5}, ours is {ours / least:.3f} of it{' OVER' if over else ''}"
        )
    return code


def within_budgets(matrix: Matrix) -> None:
    """Print how many facts are checked within budgets."""
    probes = probes_of(matrix)
    for budget in BUDGETS:
        plan = make_plan(matrix, probes, max_seconds=budget)
        summary = summarize(plan, matrix, probes)
        fully, partly = len(summary.fully), len(summary.partly)
        total = fully + partly + len(summary.not_at_all)
        print(
            f"  {'all' if budget is None else budget:>5} s: {fully + partly:4} of {total} facts, "
            f"{fully:4} of them fully; at worst {plan.worst_seconds} s in {plan.worst_jobs} jobs"
        )


def main() -> int:
    """Print the costs and the ratios."""
    code = 0
    for name in SPECS:
        matrix = cometvideo.load(name)
        code |= beside_others(matrix)
        within_budgets(matrix)
    return code


if __name__ == "__main__":
    raise SystemExit(main())
