"""Plans: which probes will be sent, what that may cost, and what is left unchecked."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from cometvideo.errors import InputError
from cometvideo.facts.matrix import Matrix
from cometvideo.live.probe import Mark, Probe
from cometvideo.reports.data import jsonable

__all__ = [
    "PreparedPlan",
    "ProbePlan",
    "Spend",
    "Unchecked",
    "Why",
    "likely_spend",
    "plan_text",
    "prepare",
    "priced",
    "read_plan",
    "worst_spend",
]

Why = Literal["over the budget", "no probe can show it"]

_FORMAT = 1
_MOST_MONEY = "max_millionths"
_ABOUT = (
    "What `cometvideo drift` would send. Requests are made anew from the spec by the ids of the "
    "probes; what stands beside an id is for people: a probe `shows` what none before it does."
)


class Spend(NamedTuple):
    """Seconds of video that are paid for, and the jobs that make them."""

    seconds: int = 0
    jobs: int = 0


class Unchecked(NamedTuple):
    """A fact that a plan leaves unchecked in some ways; no ways: there is none to check it in."""

    fact: str
    ways: tuple[str, ...]
    why: Why


class ProbePlan(NamedTuple):
    """Which probes will be sent, in order, and what that may cost.

    `probes` are ids in the library of the spec that has this name and digest. The worst case is
    that everything that should be refused is taken; likely are only the jobs that should be taken.
    `max_seconds`, `max_jobs` and `max_amount` (in millionths of the spec's currency, at list) are
    the budget (None: none), `facts` the patterns of what was
    wanted (none: everything).
    """

    spec: str
    digest: str
    probes: tuple[str, ...] = ()
    worst_seconds: int = 0
    worst_jobs: int = 0
    likely_seconds: int = 0
    likely_jobs: int = 0
    unchecked: tuple[Unchecked, ...] = ()
    max_seconds: int | None = None
    max_jobs: int | None = None
    facts: tuple[str, ...] = ()
    max_amount: int | None = None


class PreparedPlan(NamedTuple):
    """A plan that can be carried out: its probes in order, and the library that they are from."""

    plan: ProbePlan
    matrix: Matrix
    library: tuple[Probe, ...]
    probes: tuple[Probe, ...]


def worst_spend(probes: Iterable[Probe]) -> Spend:
    """What probes cost if everything is taken."""
    return _sum(each for each in probes if each.cost.kind != "free")


def likely_spend(probes: Iterable[Probe]) -> Spend:
    """What probes cost if only those are taken that should be."""
    return _sum(each for each in probes if each.cost.kind == "paid")


def priced(probes: Iterable[Probe]) -> tuple[int, int]:
    """What probes cost at most, in millionths; and how many of them have no known price."""
    amounts = [each.cost.amount for each in probes if each.cost.kind != "free"]
    return sum(each or 0 for each in amounts), amounts.count(None)


def _sum(probes: Iterable[Probe]) -> Spend:
    seconds = [each.cost.seconds for each in probes]
    return Spend(sum(seconds), len(seconds))


def prepare(plan: ProbePlan, matrix: Matrix, library: tuple[Probe, ...]) -> PreparedPlan:
    """The plan with its probes, out of the library of a matrix.

    Raises InputError where the plan was made for another spec or version, or states another spend
    than its probes have.
    """
    by_id = {each.id: each for each in library}
    lacking = [each for each in plan.probes if each not in by_id]
    if plan.digest != matrix.digest or lacking:
        other = f"its probe {lacking[0]!r} is not known" if lacking else "the digests differ"
        raise InputError(
            f"the plan was made for another spec or version ({plan.spec} {plan.digest[:12]}, and "
            f"this is {matrix.name} {matrix.digest[:12]}; {other}): make it anew"
        )
    found = tuple(by_id[each] for each in plan.probes)
    stated = (plan.worst_seconds, plan.worst_jobs, plan.likely_seconds, plan.likely_jobs)
    if stated != (*worst_spend(found), *likely_spend(found)):
        raise InputError("the plan states another spend than its probes have: make it anew")
    return PreparedPlan(plan, matrix, library, found)


def plan_text(plan: ProbePlan, probes: Iterable[Probe]) -> str:
    """A plan as JSON: what `read_plan` reads, with each probe's request, price and marks."""
    by_id = {each.id: each for each in probes}
    shown: set[Mark] = set()
    entries = []
    for id_ in plan.probes:
        probe = by_id[id_]
        entries.append(_entry(probe, [each for each in probe.marks if each not in shown]))
        shown.update(probe.marks)
    data = {
        "format": _FORMAT,
        "about": _ABOUT,
        "spec": {"name": plan.spec, "digest": plan.digest},
        "limits": {
            "max_seconds": plan.max_seconds,
            "max_jobs": plan.max_jobs,
            "facts": list(plan.facts),
            **_limit_of_cost(plan),
        },
        "spend": {
            "likely": {"seconds": plan.likely_seconds, "jobs": plan.likely_jobs},
            "worst": {"seconds": plan.worst_seconds, "jobs": plan.worst_jobs},
        },
        "probes": entries,
        "unchecked": [
            {"fact": each.fact, "ways": list(each.ways), "why": each.why} for each in plan.unchecked
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _limit_of_cost(plan: ProbePlan) -> dict[str, object]:
    return {} if plan.max_amount is None else {_MOST_MONEY: plan.max_amount}


def _entry(probe: Probe, marks: Sequence[Mark]) -> dict[str, object]:
    shows: dict[str, list[str]] = {}
    for fact, way in marks:
        shows.setdefault(fact, []).append(way)
    return {
        "id": probe.id,
        "cost": probe.cost.kind,
        "seconds": probe.cost.seconds,
        "request": f"{probe.method} {probe.path}",
        "model": probe.model,
        "fields": jsonable(dict(probe.fields)),
        "shows": shows,
    }


_KEYS = ("id", "cost", "seconds", "request", "model", "fields", "shows")


@lru_cache(maxsize=1)
def read_plan(text: str) -> ProbePlan:
    """Read a plan; raises InputError for what is none. See `prepare` for its probes."""
    try:
        data = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise _no_plan("it is not JSON, or not all of it") from None
    if not isinstance(data, Mapping) or "format" not in data:
        raise _no_plan("it has no `format`")
    if data["format"] != _FORMAT or isinstance(data["format"], bool):
        raise _no_plan(f"it has format {data['format']!r}, and this version reads {_FORMAT}")
    keys = ("format", "about", "spec", "limits", "spend", "probes", "unchecked")
    top = _object(data, "the plan", keys)
    spec = _object(top["spec"], "spec", ("name", "digest"))
    limits = _object(top["limits"], "limits", ("max_seconds", "max_jobs", "facts"), (_MOST_MONEY,))
    most_money = limits.get(_MOST_MONEY)
    max_amount = None if most_money is None else _number(most_money, f"limits.{_MOST_MONEY}")
    spend = _object(top["spend"], "spend", ("likely", "worst"))
    worst, likely = (_spend(spend[name], f"spend.{name}") for name in ("worst", "likely"))
    entries = [(where, _object(each, where, _KEYS)) for where, each in _items(top, "probes")]
    probes = [_text(each["id"], f"{where}.id") for where, each in entries]
    twice = next((each for each in probes if probes.count(each) > 1), None)
    if twice is not None:
        raise _no_plan(f"it names the probe {twice!r} more than once")
    most_seconds, most_jobs = (
        None if limits[key] is None else _number(limits[key], f"limits.{key}")
        for key in ("max_seconds", "max_jobs")
    )
    return ProbePlan(
        _text(spec["name"], "spec.name"),
        _text(spec["digest"], "spec.digest"),
        tuple(probes),
        worst.seconds,
        worst.jobs,
        likely.seconds,
        likely.jobs,
        tuple(_unchecked(each, where) for where, each in _items(top, "unchecked")),
        most_seconds,
        most_jobs,
        tuple(_text(each, f"limits.{where}") for where, each in _items(limits, "facts")),
        max_amount,
    )


def _spend(data: object, where: str) -> Spend:
    found = _object(data, where, Spend._fields)
    return Spend(*(_number(found[key], f"{where}.{key}") for key in Spend._fields))


def _unchecked(data: object, where: str) -> Unchecked:
    found = _object(data, where, Unchecked._fields)
    why = next((each for each in get_args(Why) if each == found["why"]), None)
    if why is None:
        raise _no_plan(f"{where}.why is none of {', '.join(get_args(Why))}")
    ways = [_text(each, f"{where}.{at}") for at, each in _items(found, "ways")]
    return Unchecked(_text(found["fact"], f"{where}.fact"), tuple(ways), why)


def _object(
    data: object, where: str, keys: Sequence[str], further: Sequence[str] = ()
) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise _no_plan(f"{where} is no object")
    for problem, found in (
        ("lacks", [each for each in keys if each not in data]),
        ("has an unknown", [each for each in data if each not in (*keys, *further)]),
    ):
        if found:
            raise _no_plan(f"{where} {problem} {found[0]!r}; it has {', '.join(keys)}")
    return data


def _items(data: Mapping[str, object], key: str) -> list[tuple[str, object]]:
    items = data[key]
    if not isinstance(items, list):
        raise _no_plan(f"{key} is no list")
    return [(f"{key}[{number}]", each) for number, each in enumerate(items)]


def _text(data: object, where: str) -> str:
    if not isinstance(data, str):
        raise _no_plan(f"{where} is no text")
    return data


def _number(data: object, where: str) -> int:
    if not isinstance(data, int) or isinstance(data, bool) or data < 0:
        raise _no_plan(f"{where} is no whole number from 0")
    return data


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is repeated")
    return found


def _no_plan(why: str) -> InputError:
    return InputError(f"this is no plan that can be used: {why}; make it anew")
