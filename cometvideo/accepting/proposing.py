"""Accepting: findings of drift, as their reports have them, written down as an overlay of a spec.

A change of the upstream becomes facts with a dated source. What no fact can be made of is listed
at the end of the overlay, and never dropped.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cometvideo.accepting.overlay import overlay_text
from cometvideo.accepting.places import fitted, keys_of_block, keys_of_new
from cometvideo.accepting.proposals import LeftOut, Proposal, agreed
from cometvideo.accepting.told import Told
from cometvideo.errors import InputError
from cometvideo.facts.claims import Document, build
from cometvideo.facts.documents import parse_document
from cometvideo.facts.fact import Fact, Value
from cometvideo.facts.matrix import Matrix
from cometvideo.findings import SpecError
from cometvideo.prediction import predict
from cometvideo.reports.data import jsonable

__all__ = ["Accepted", "accept"]

_ACCEPTABLE = frozenset({"drifted", "gone", "new", "contradicted", "observed"})


class Accepted(NamedTuple):
    """An overlay: its text, the ids of what is in it, and what could not be put into it.

    `passed` counts findings that were neither: known drift, and what could not be told.
    """

    text: str
    written: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    passed: int = 0


def accept(
    chain: Sequence[Document],
    findings: Iterable[Told],
    *,
    extends: str,
    date: str,
    only: Sequence[str] = (),
    evidence: str = "",
) -> Accepted:
    """Write what was found as an overlay of the spec that these documents make up.

    `extends` is what the overlay calls that spec, `date` (YYYY-MM-DD) when it was seen, `evidence`
    the address of what was seen live. Without `only`, all drift is taken that is not known
    already; with it, the findings with these ids. Raises InputError for an id that no finding has.
    """
    matrix = build(list(chain))
    told = list({each.id: each for each in findings}.values())
    chosen = _chosen(told, only)
    proposals: list[Proposal] = []
    left: list[LeftOut] = []
    for each in chosen:
        result = _proposal(matrix, each)
        (proposals if isinstance(result, Proposal) else left).append(result)  # type: ignore[arg-type]
    kept, differing = agreed(proposals)
    usable, unusable = _usable(chain, kept, matrix, (extends, date, evidence))
    left += [*differing, *unusable]
    text = overlay_text(matrix, usable, left, extends=extends, date=date, evidence=evidence)
    written = tuple(told.id for each in usable for told in each.all_told)
    return Accepted(text, written, tuple(left), len(told) - len(chosen))


def _chosen(told: list[Told], only: Sequence[str]) -> list[Told]:
    known = {each.id for each in told}
    for each in only:
        if each not in known:
            raise InputError(f"no finding {each!r} in the report; it has {len(known)} others")
    if only:
        return [each for each in told if each.id in only]
    return [each for each in told if each.verdict in _ACCEPTABLE and not each.accepted]


def _proposal(matrix: Matrix, told: Told) -> Proposal | LeftOut:
    """What to write for a finding, or why nothing can be written."""
    fact = matrix.facts.get(told.subject)
    why = _why_nothing(matrix, told)
    if why:
        return LeftOut(told, why)
    if told.verdict == "gone":
        keys = fact.keys if fact else keys_of_block(matrix, told.subject)
        missing = LeftOut(told, f"{matrix.name} has nothing of that name")
        return Proposal((told,), keys, None, fact) if keys else missing
    return _new(matrix, told) if fact is None else _other(fact, told)


def _why_nothing(matrix: Matrix, told: Told) -> str:
    if told.verdict not in _ACCEPTABLE:
        return f"{told.verdict}: nothing was seen that could be written down"
    if not told.is_live and told.source not in matrix.sources:
        return f"{told.source} is no source of {matrix.name}"
    return ""


def _other(fact: Fact, told: Told) -> Proposal | LeftOut:
    """Another value of a fact."""
    why = _why_not(fact, told)
    value = None if why else fitted(told.observed, fact)
    if value is None:
        return LeftOut(told, why or "what was observed is of another type than the fact")
    return Proposal((told,), fact.keys, value, fact)


def _why_not(fact: Fact, told: Told) -> str:
    """Why the value that was observed cannot be taken over; empty where it can."""
    if told.observed is None:
        return "no exact value was observed"
    if not told.exact:
        return f"what it is now is not known exactly, only this: {told.observed}"
    if jsonable(_expected(fact)) != told.expected:
        if any(also.source == told.source for also in fact.also):
            return f"what {told.source} says is noted beside the fact only (`also`)"
        return "the spec says something else than the report expects: it was made of another spec"
    if told.verdict == "contradicted" and isinstance(told.observed, list):
        return "the pages contradict each other; decide which one counts"
    return ""


def _expected(fact: Fact) -> Value:
    return fact.one_of if fact.value is None else fact.value


def _new(matrix: Matrix, told: Told) -> Proposal | LeftOut:
    observed = told.observed
    value = tuple(observed) if isinstance(observed, list) else observed
    keys = None
    if isinstance(value, str | int | float | tuple):
        keys = keys_of_new(matrix, told.subject, value)
    if keys is None:
        return LeftOut(told, "no fact yet, and what it would need is not all known")
    return Proposal((told,), keys, value, None)  # type: ignore[arg-type]


def _usable(
    chain: Sequence[Document],
    proposals: Sequence[Proposal],
    matrix: Matrix,
    how: tuple[str, str, str],
) -> tuple[list[Proposal], list[LeftOut]]:
    """The proposals that make a spec together, and those without which it is one."""
    if not _problem(chain, proposals, matrix, how):
        return list(proposals), []
    kept: list[Proposal] = []
    left: list[LeftOut] = []
    for each in proposals:
        problem = _problem(chain, [*kept, each], matrix, how)
        if problem:
            left += [LeftOut(told, f"the spec cannot do with it: {problem}") for told in each.told]
        else:
            kept.append(each)
    return kept, left


def _problem(
    chain: Sequence[Document],
    proposals: Sequence[Proposal],
    matrix: Matrix,
    how: tuple[str, str, str],
) -> str:
    """Why an overlay with these proposals could not be used; empty where it can."""
    extends, date, evidence = how
    try:
        text = overlay_text(matrix, proposals, (), extends=extends, date=date, evidence=evidence)
        predict(build([*chain, parse_document(text, "overlay")]), {})
    except SpecError as error:
        return error.findings[0].message
    except ValueError as error:
        return str(error)
    return ""
