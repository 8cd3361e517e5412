"""Checking: a client, put through every clause."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from cometvideo.conformance.cases import Case, Observed
from cometvideo.conformance.clause import Clause
from cometvideo.conformance.clauses import CLAUSES
from cometvideo.conformance.harness import Harness
from cometvideo.conformance.material import Material
from cometvideo.conformance.results import (
    Report,
    Result,
    judge,
    judge_all,
    no_downloads,
    with_known,
)
from cometvideo.conformance.runner import Runner
from cometvideo.errors import InputError
from cometvideo.facts.endpoint import AnySpec, load
from cometvideo.reports.known import Known

__all__ = ["PROFILES", "check", "chosen_clauses"]

# How many requests are drawn, and how many seconds the smallest counterexample may take. Where no
# time passes, twice as many are drawn.
PROFILES: Mapping[str, tuple[int, float]] = {"quick": (12, 10.0), "thorough": (80, 60.0)}

_VIRTUALLY = 2

OnResult = Callable[[Result], object]
OnPlayed = Callable[[str, int, int], object]


def check(
    runner: Runner,
    *,
    spec: AnySpec | str | None = None,
    model: str | None = None,
    every_family: bool = False,
    clauses: Collection[str] = (),
    profile: str = "quick",
    seed: int = 0,
    known: Sequence[Known] = (),
    on_result: OnResult | None = None,
    on_played: OnPlayed | None = None,
) -> Report:
    """Put a client through the clauses named, or all of them, and say what was found.

    Of an endpoint it is put to the life and the requests of one family, that of a model or the
    usual one; with `every_family` to those of the first, and to requests and a success of each.
    `on_result` is told of every result as it is known, and `on_played` of every case: the id of a
    clause that looks at it, how many are played, and of how many. Raises InputError for a clause or
    profile that there is not, and for a client that cannot be started.
    """
    tell = on_played or _nobody
    begun = time.monotonic()
    if profile not in PROFILES:
        raise InputError(f"there is no profile {profile!r}; allowed: {', '.join(PROFILES)}")
    chosen = chosen_clauses(clauses)
    if every_family and model is not None:
        raise InputError("a model is of one family; leave it out, or every_family")
    opened = load(spec)
    material = Material(opened if every_family else opened.one(model))
    results: dict[str, Result] = {
        each.id: Result(each, "skipped", "not chosen")
        for each in CLAUSES.values()
        if each not in chosen
    }
    with Harness(runner, material) as harness:
        cases = {each.id: each.cases(material) for each in chosen}
        loads = [each.id for each in chosen if each.of_downloads and cases[each.id]]
        if loads:
            cases[""] = [material.success]
        observed = _run_all(harness, cases, tell)
        lacking = no_downloads(observed[""][0]) if loads else None
        # Those that come after others are judged when the others are.
        for clause in sorted(chosen, key=lambda each: bool(each.after)):
            broken = [n for n in clause.after if n in results and results[n].verdict == "failed"]
            if harness.mute:
                result = Result(clause, "could not tell", harness.mute)
            elif broken:
                told = f"it shows nothing more while {', '.join(broken)} fails"
                result = Result(clause, "could not tell", told)
            elif lacking is not None and clause.id in loads:
                result = Result(clause, *lacking)
            elif clause.drawn:
                result = _drawn(clause, harness, PROFILES[profile], seed, tell)
            else:
                result = judge_all(clause, observed[clause.id], material)
            results[clause.id] = result
            if on_result is not None:
                on_result(result)
    marked, stale = with_known([results[name] for name in CLAUSES], known)
    seconds, mute = time.monotonic() - begun, harness.mute
    return Report(tuple(marked), material.spec, seed, profile, seconds, tuple(stale), mute)


def chosen_clauses(names: Collection[str]) -> list[Clause]:
    """The clauses of these ids, all for none; raises InputError for an id that there is not."""
    for name in names:
        if name not in CLAUSES:
            raise InputError(f"there is no clause {name!r}; there are: {', '.join(CLAUSES)}")
    return [each for name, each in CLAUSES.items() if not names or name in names]


def _nobody(clause: str, ran: int, count: int) -> None:
    """Tell nobody."""


def _run_all(
    harness: Harness, cases: Mapping[str, Sequence[Case]], tell: OnPlayed
) -> dict[str, list[Observed]]:
    """Play every case once, however many clauses look at it; those that never end come first."""
    once: dict[int, tuple[Case, str]] = {}
    for name, each in cases.items():
        for case in each:
            once.setdefault(id(case), (case, name))
    ordered = sorted(once.values(), key=lambda each: each[0].plan != "never")
    seen = _play(harness, ordered, tell)
    ran = {id(case): each for (case, _), each in zip(ordered, seen, strict=True)}
    return {name: [ran[id(case)] for case in each] for name, each in cases.items()}


def _play(harness: Harness, cases: Sequence[tuple[Case, str]], tell: OnPlayed) -> list[Observed]:
    """Play cases, each with the id of its clause."""
    if cases:
        tell(cases[0][1], 0, len(cases))
    if harness.runner.virtual:
        seen = []
        for number, (case, name) in enumerate(cases, 1):
            seen.append(harness.play(case))
            tell(name, number, len(cases))
        return seen
    with ThreadPoolExecutor(harness.runner.parallel, thread_name_prefix="case") as pool:
        names = {pool.submit(harness.play, case): name for case, name in cases}
        try:
            for number, each in enumerate(as_completed(names), 1):
                each.result()  # raises what it raised, before the others are waited for
                tell(names[each], number, len(cases))
        except BaseException:
            harness.stop()  # or those that are played would keep it waiting
            pool.shutdown(cancel_futures=True)
            raise
        return [each.result() for each in names]


def _drawn(
    clause: Clause,
    harness: Harness,
    profile: tuple[int, float],
    seed: int,
    tell: OnPlayed,
) -> Result:
    """A clause that is put to drawn requests: the smallest that shows it broken, if one does."""
    try:
        from cometvideo.conformance.drawn import drawn_requests, smallest
    except ImportError:
        needs = "it draws requests, which needs hypothesis: pip install 'cometvideo[hypothesis]'"
        return Result(clause, "could not tell", needs)
    material = harness.material
    count, seconds = profile
    count *= _VIRTUALLY if harness.runner.virtual else 1
    wanted = drawn_requests(material, count, seed)
    cases = [
        material.refused_at_once(f"drawn request {n}", each) for n, each in enumerate(wanted, 1)
    ]
    observed = _play(harness, [(each, clause.id) for each in cases], tell)
    result = judge_all(clause, observed, material)
    if result.verdict != "failed" or result.counterexample is None:
        return result

    def is_wrong(fields: Mapping[str, object]) -> bool:
        seen = harness.play(material.refused_at_once("drawn request", fields))
        return judge(clause, seen, material).verdict == "failed"

    first = result.counterexample.case.request
    request = smallest(material, is_wrong, seed=seed, seconds=seconds, first=first)
    case = material.refused_at_once("the smallest request found", request)
    again = judge_all(clause, [harness.play(case)], material)
    return again if again.verdict == "failed" else result
