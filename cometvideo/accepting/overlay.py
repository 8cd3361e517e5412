"""Overlays: findings of drift, as their reports have them, written as a spec that extends another.

A change of the upstream becomes facts with a dated source. What no fact can be made of is listed
at the end of the overlay, and never dropped.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, cast

from cometvideo.accepting.places import Keys
from cometvideo.accepting.proposals import (
    LeftOut,
    Proposal,
    agreed,
    outermost,
    propose,
)
from cometvideo.accepting.removals import by_things, is_of_requests, why_not_without
from cometvideo.drift import ACCEPTABLE, LIVE
from cometvideo.errors import InputError
from cometvideo.facts.claims import Document, build
from cometvideo.facts.documents import parse_document
from cometvideo.facts.fact import Fact, Value
from cometvideo.facts.lint import errors_of
from cometvideo.facts.matrix import Matrix
from cometvideo.findings import SpecError
from cometvideo.prediction import predict
from cometvideo.reports.drift import ReportedDrift
from cometvideo.writing.yaml_text import Entry, comment_lines, lines_of

__all__ = ["Accepted", "accept"]

_MOST_COVERED = 8


class Accepted(NamedTuple):
    """An overlay: its text, the ids of what is in it, and what could not be put into it.

    `passed` counts findings that were neither: known drift, and what could not be told.
    """

    text: str
    written: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    passed: int = 0


class _Occasion(NamedTuple):
    """What an overlay calls the spec that it extends, when the drift was seen, and the evidence."""

    extends: str
    date: str
    evidence: str


def accept(
    chain: Sequence[Document],
    findings: Iterable[ReportedDrift],
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
    occasion = _Occasion(extends, date, evidence)
    found = list({each.id: each for each in findings}.values())
    chosen = _chosen(found, only)
    results = [propose(matrix, each) for each in chosen]
    left = [each for each in results if isinstance(each, LeftOut)]
    kept, differing = agreed([each for each in results if isinstance(each, Proposal)])
    kept, parts = by_things(matrix, found, kept)
    kept, inside = outermost(kept)
    usable, unusable = _usable(chain, kept, matrix, occasion)
    usable, loosening = _no_looser(chain, usable, matrix, occasion)
    left += [*differing, *parts, *inside, *unusable, *loosening]
    text = _overlay_text(matrix, usable, left, occasion)
    written = tuple(drift.id for each in usable for drift in each.all_drifts)
    return Accepted(text, written, tuple(left), len(found) - len(chosen))


def _chosen(found: list[ReportedDrift], only: Sequence[str]) -> list[ReportedDrift]:
    known = {each.id for each in found}
    for each in only:
        if each not in known:
            raise InputError(f"no finding {each!r} in the report; it has {len(known)} others")
    if only:
        return [each for each in found if each.id in only]
    return [each for each in found if each.verdict in ACCEPTABLE and not each.accepted]


def _usable(
    chain: Sequence[Document],
    proposals: Sequence[Proposal],
    matrix: Matrix,
    occasion: _Occasion,
) -> tuple[list[Proposal], list[LeftOut]]:
    """The proposals that make a spec together, and those without which it is one."""
    left: list[LeftOut] = []
    kept = list(proposals)
    while problem := _problem(chain, kept, matrix, occasion):
        to_blame = next((each for each in kept if _is_about(problem, each)), None)
        if to_blame is None:
            break
        kept.remove(to_blame)
        left += _left(to_blame, problem)
    else:
        return kept, left
    # It shows in none of them: one by one.
    trying, kept = kept, []
    for each in trying:
        problem = _problem(chain, [*kept, each], matrix, occasion)
        if problem:
            left += _left(each, problem)
        else:
            kept.append(each)
    return kept, left


def _left(proposal: Proposal, problem: "_Problem") -> list[LeftOut]:
    why = f"the spec cannot do with it: {problem.message}"
    return [LeftOut(drift, why) for drift in proposal.all_drifts]


def _no_looser(
    chain: Sequence[Document],
    proposals: Sequence[Proposal],
    matrix: Matrix,
    occasion: _Occasion,
) -> tuple[list[Proposal], list[LeftOut]]:
    """The proposals but for facts that go and without which more requests would be let through."""

    def made_of(those: Sequence[Proposal]) -> Matrix:
        return _with(chain, those, matrix, occasion)[1]

    going = [each for each in proposals if is_of_requests(each)]
    kept = [each for each in proposals if each not in going]
    before = made_of(kept) if going else matrix
    if not going or not why_not_without(before, made_of(proposals)):
        return list(proposals), []
    left: list[LeftOut] = []
    for each in going:
        why = why_not_without(before, made_of([*kept, each]))
        if why:
            left += [LeftOut(drift, why) for drift in each.all_drifts]
        else:
            kept.append(each)
    return [each for each in proposals if each in kept], left


def _with(
    chain: Sequence[Document],
    proposals: Sequence[Proposal],
    matrix: Matrix,
    occasion: _Occasion,
) -> tuple[list[Document], Matrix]:
    """The documents with an overlay of these proposals, and what they make."""
    text = _overlay_text(matrix, proposals, (), occasion)
    whole = [*chain, parse_document(text, "overlay")]
    return whole, build(whole)


class _Problem(NamedTuple):
    """Why an overlay could not be used, and the path where that shows, if any."""

    message: str
    path: str = ""


def _is_about(problem: _Problem, proposal: Proposal) -> bool:
    paths = map(".".join, proposal.all_keys)
    return any(f"{problem.path}.".startswith(f"{path}.") for path in paths)


def _problem(
    chain: Sequence[Document],
    proposals: Sequence[Proposal],
    matrix: Matrix,
    occasion: _Occasion,
) -> _Problem | None:
    """Why an overlay with these proposals could not be used; None where it can."""
    try:
        whole, made = _with(chain, proposals, matrix, occasion)
        predict(made, {})
        for error in errors_of(whole):
            return _Problem(error.message, error.field or "")
        for keys in (keys for each in proposals if each.value is None for keys in each.all_keys):
            # A model of which nothing is said is none.
            if keys[0] == "models" and len(keys) > 2 and keys[1] not in made.models:
                return _Problem(f"{keys[1]} would be no model any more", ".".join(keys))
    except SpecError as error:
        first = error.findings[0]
        return _Problem(first.message, first.field or "")
    except ValueError as error:
        return _Problem(str(error))
    return None


def _overlay_text(
    matrix: Matrix,
    proposals: Sequence[Proposal],
    left_out: Sequence[LeftOut],
    occasion: _Occasion,
) -> str:
    """The overlay as YAML, with where everything comes from in comments, and what is left out.

    Raises ValueError for a value that strict YAML cannot hold.
    """
    extends, date, _ = occasion
    dated = _dated(matrix, proposals, date)
    header = {
        "format": 1,
        "name": f"{matrix.name}, with drift of {date}",
        "about": f"{matrix.name}, and the drift that was accepted on {date}.",
        "extends": extends,
    }
    lines = [
        *comment_lines(
            f"Drift that was found and accepted on {date}, as a change to {matrix.name}. Read it "
            f"before you rely on it; `cometvideo diff {extends} THIS-FILE` tells whom it breaks."
        ),
        *lines_of(header),
    ]
    if dated:
        sources = {dated[each]: _source(matrix, each, proposals, occasion) for each in dated}
        lines += ["", *lines_of({"sources": sources})]
    for section, block in _tree(proposals, dated, date).items():
        lines += ["", *lines_of({section: block})]
    if left_out:
        lines += ["", *_left_out(left_out)]
    return "\n".join(lines) + "\n"


def _dated(matrix: Matrix, proposals: Sequence[Proposal], date: str) -> dict[str, str]:
    """The id of the dated source for every source that says something new."""
    wanted = dict.fromkeys(
        source for each in proposals if each.value is not None for source in each.sources
    )
    found = {}
    for source in wanted:
        name, number = f"{source}-{date}", 1
        while name in matrix.sources:
            number += 1
            name = f"{source}-{date}-{number}"
        found[source] = name
    return found


def _source(
    matrix: Matrix, source: str, proposals: Sequence[Proposal], occasion: _Occasion
) -> dict[str, object]:
    stated = [each for each in proposals if each.value is not None and source in each.sources]
    named = [".".join(each.keys) for each in stated[:_MOST_COVERED]]
    more = [f"{len(stated) - len(named)} more"] if len(stated) > len(named) else []
    if source == LIVE:
        origins = (drift.origin for each in stated for drift in each.drifts if drift.is_live)
        kind, title = "observation", f"What the API itself did on {occasion.date}"
        address = occasion.evidence or next(filter(None, origins), "")
    else:
        known = matrix.sources[source]
        kind, title = known.kind, f"{known.title}, as read on {occasion.date}"
        address = known.address
    return {
        "kind": kind,
        "title": title,
        **({"address": address} if address else {}),
        "covers": ", ".join((*named, *more)),
    }


def _tree(proposals: Sequence[Proposal], dated: dict[str, str], date: str) -> dict[str, object]:
    whole: dict[str, object] = {}
    for each in proposals:
        comments = tuple(map(_named, each.all_drifts))
        value = None if each.value is None else _fact(each, each.value, dated, date)
        entries = {keys: Entry(None, (f"of {'.'.join(each.keys)}",)) for keys in each.others}
        for keys, entry in {each.keys: Entry(value, comments), **entries}.items():
            block: dict[str, object] = whole
            for key in keys[:-1]:
                # No fact stands in another one, so this is a block.
                block = cast("dict[str, object]", block.setdefault(key, {}))
            block[keys[-1]] = entry
    return whole


def _named(drift: ReportedDrift) -> str:
    places = ", ".join(drift.places)
    return f"{drift.id}" + (f", at {places}" if places else "")


def _fact(proposal: Proposal, value: Value, dated: dict[str, str], date: str) -> dict[str, object]:
    """The keys of a fact: its value, who says so, and what it was before."""
    fact = proposal.fact
    written: dict[str, object] = {"value": value}
    if fact is not None and fact.one_of and value not in fact.one_of:
        written["one_of"] = None
    written["from"] = _from(proposal, dated)
    written["note"] = f"{_before(fact)} before {date}"
    also = _also(proposal, value)
    if also:
        written["also"] = also
    return written


def _from(proposal: Proposal, dated: dict[str, str]) -> list[str]:
    """The dated sources, and the pages themselves, so that these are held to the fact in future.

    By the source of an operation's path a page is told from others, so that must stay the page.
    """
    pages = [each for each in proposal.sources if each != LIVE]
    if pages and _is_head(proposal.keys):
        return pages
    return [*pages, *(dated[each] for each in proposal.sources)]


def _is_head(keys: Keys) -> bool:
    return keys[0] == "operations" and keys[-1] == "path"


def _before(fact: Fact | None) -> str:
    if fact is None:
        return "not in the spec"
    if fact.value is None:
        return f"open ({' or '.join(map(str, fact.one_of))})"
    value = fact.value
    words = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return f"{words} ({', '.join(fact.sources) or 'of no source'})"


def _also(proposal: Proposal, value: Value) -> list[dict[str, object]]:
    """What other sources say, where it was seen live that the API does otherwise."""
    fact = proposal.fact
    if fact is None or fact.value in {None, value} or LIVE not in proposal.sources:
        return []
    known = [each._asdict() for each in fact.also]
    others = [each for each in fact.sources if each not in {also["source"] for also in known}]
    said = [{"source": each, "value": fact.value} for each in others]
    return [{key: each[key] for key in each if each[key] != ""} for each in (*known, *said)]


def _left_out(left_out: Sequence[LeftOut]) -> Iterator[str]:
    count = len(left_out)
    what = "1 finding" if count == 1 else f"{count} findings"
    yield from comment_lines(f"Left out: {what} that no fact could be made of. Decide by hand:")
    for each in left_out:
        observed = "" if each.drift.observed is None else f", observed {each.drift.observed!r}"
        yield from comment_lines(f"- {_named(each.drift)}{observed}: {each.why}", hanging="  ")
