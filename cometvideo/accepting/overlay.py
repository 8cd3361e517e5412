"""Overlay writing: proposals as the text of a spec that extends another one."""

from collections.abc import Iterator, Sequence
from typing import cast

from cometvideo.accepting.proposals import Keys, LeftOut, Proposal
from cometvideo.accepting.told import Told
from cometvideo.accepting.yaml_text import Entry, comment_lines, lines_of
from cometvideo.drift import LIVE
from cometvideo.facts.fact import Fact, Value
from cometvideo.facts.matrix import Matrix

__all__ = ["overlay_text"]

_MOST_COVERED = 8


def overlay_text(
    matrix: Matrix,
    proposals: Sequence[Proposal],
    left_out: Sequence[LeftOut],
    *,
    extends: str,
    date: str,
    evidence: str = "",
) -> str:
    """The overlay as YAML, with where everything comes from in comments, and what is left out.

    Raises ValueError for a value that strict YAML cannot hold.
    """
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
        sources = {dated[each]: _source(matrix, each, proposals, date, evidence) for each in dated}
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
    matrix: Matrix, source: str, proposals: Sequence[Proposal], date: str, evidence: str
) -> dict[str, object]:
    said = [each for each in proposals if each.value is not None and source in each.sources]
    named = [".".join(each.keys) for each in said[:_MOST_COVERED]]
    more = [f"{len(said) - len(named)} more"] if len(said) > len(named) else []
    covers = ", ".join((*named, *more))
    if source == LIVE:
        origins = (told.origin for each in said for told in each.told if told.is_live)
        address = evidence or next(filter(None, origins), "")
        seen = {"kind": "observation", "title": f"What the API itself did on {date}"}
        return {**seen, **({"address": address} if address else {}), "covers": covers}
    known = matrix.sources[source]
    return {
        "kind": known.kind,
        "title": f"{known.title}, as read on {date}",
        **({"address": known.address} if known.address else {}),
        "covers": covers,
    }


def _tree(proposals: Sequence[Proposal], dated: dict[str, str], date: str) -> dict[str, object]:
    whole: dict[str, object] = {}
    for each in proposals:
        block: dict[str, object] = whole
        for key in each.keys[:-1]:
            # No fact stands in another one, so this is a block.
            block = cast("dict[str, object]", block.setdefault(key, {}))
        comments = (*map(_told, each.told), *map(_told, each.covers))
        value = None if each.value is None else _fact(each, each.value, dated, date)
        block[each.keys[-1]] = Entry(value, comments)
    return whole


def _told(told: Told) -> str:
    places = ", ".join(told.places)
    return f"{told.id}" + (f", at {places}" if places else "")


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
        observed = "" if each.told.observed is None else f", observed {each.told.observed!r}"
        yield from comment_lines(f"- {_told(each.told)}{observed}: {each.why}", hanging="  ")
