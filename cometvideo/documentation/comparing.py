"""Comparing: every fact that cites a source, beside what the pages of that source state."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from cometvideo.documentation.pages.page import Page
from cometvideo.documentation.reading import Keys, Reading, Statement, Unclear
from cometvideo.drift import Drift, DriftReport, Evidence
from cometvideo.facts.fact import Fact, Value, Where, level_of
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.vocabulary import row_of

__all__ = ["ReadPage", "compare", "is_shown", "shortened", "text_of"]

_LONGEST_QUOTE = 160
# Lists that pages have, in words.
_LISTS: Mapping[Keys, str] = {
    ("fields",): "the fields of a request",
    ("models",): "models",
    ("task", "fields"): "the fields of an answer",
    ("task", "statuses"): "statuses",
}


class ReadPage(NamedTuple):
    """A page with the source that it is a copy of, and what was read from it."""

    page: Page
    source: str
    reading: Reading


class _Quote(NamedTuple):
    """A statement and the page it stands on."""

    read: ReadPage
    statement: Statement

    @property
    def value(self) -> Value:
        return self.statement.value

    @property
    def evidence(self) -> Evidence:
        said = self.statement
        return Evidence(self.read.page.name, said.line, _written(said.value), said.how)


def compare(matrix: Matrix, reads: Sequence[ReadPage]) -> DriftReport:
    """Judge every fact that cites a source of these pages, and what the pages say beyond it."""
    comparison = _Comparison(matrix, reads)
    drifts = [*comparison.facts(), *comparison.things(), *comparison.unjudged()]
    return DriftReport(tuple(drifts), comparison.not_shown)


def text_of(source: str) -> str:
    """The subject of what is told of a source's text, and of no fact."""
    return f"{source}.text"


def is_shown(fact: Fact) -> bool:
    """Whether the page of an operation can show the value of a fact.

    The others are our own structure (what a field is for, which open question there is), or stand
    in prose that is not read; docs/drift.md lists them.
    """
    row = row_of(fact.keys)
    return row is not None and row.page is True


class _Comparison:
    """One comparison; lives as long as it takes."""

    def __init__(self, matrix: Matrix, reads: Sequence[ReadPage]) -> None:
        self._matrix = matrix
        self._reads = reads
        self._given = tuple(dict.fromkeys(each.source for each in reads))
        self._current = frozenset(
            each
            for each in self._given
            if level_of((each,), matrix.sources) in {"documented", "observed"}
        )
        self._stated: dict[Keys, list[_Quote]] = {}
        self._named: dict[Keys, list[_Quote]] = {}
        for read in reads:
            for statement in read.reading.statements:
                into = self._named if statement.exists else self._stated
                into.setdefault(statement.keys, []).append(_Quote(read, statement))
        self._judged: set[str] = set()
        self.not_shown = 0

    def facts(self) -> Iterator[Drift]:
        """The verdict on every fact that cites a source or that a page speaks of."""
        for fact in self._matrix.facts.values():
            citing = [each for each in fact.sources if each in self._given]
            said = (_of_the_whole(fact, each) for each in self._stated.get(fact.keys, []))
            quotes = [each for each in said if each is not None]
            if quotes:
                self._judged |= {each.read.source for each in quotes} & {*citing}
                yield from self._stated_fact(fact, citing, quotes)
            for source in citing:
                if fact.is_open:
                    yield from self._no_longer_open(fact, source, quotes)
                elif not is_shown(fact) or self._is_elsewhere(fact, source):
                    self.not_shown += 1
                elif not any(each.read.source == source for each in quotes):
                    self._judged.add(source)
                    yield self._silent(fact, source)

    def things(self) -> Iterator[Drift]:
        """What pages name and the matrix lacks, and the other way round."""
        for keys, quotes in (*self._stated.items(), *self._named.items()):
            current = [each for each in quotes if each.read.source in self._current]
            # That something is not there is no news: false, or an empty list.
            says = any(each.value not in {False, ()} for each in current)
            if says and not self._knows(keys):
                sure = [each for each in current if each.statement.is_sure]
                subject = ".".join(keys)
                yield self._new(subject, sure) if sure else self._may_be_new(subject, current)
        for read in self._reads:
            for keys in sorted(read.reading.listed):
                yield from self._missing(read, keys)
            for each in read.reading.unclear:
                if each.is_told:
                    yield self._odd(read, each)
        yield from self._unlisted()

    def unjudged(self) -> Iterator[Drift]:
        """Sources of which nothing could be compared, which is not the same as agreement."""
        for source in self._given:
            if source not in self._judged:
                why = "nothing that this source says can be read from such a page"
                yield Drift("could not tell", source, source, why=why, where=self._where(source))

    def _stated_fact(self, fact: Fact, citing: list[str], quotes: list[_Quote]) -> Iterator[Drift]:
        agreed = _comparable(_expected(fact))
        others = [
            each
            for each in quotes
            if not each.statement.is_sure and _comparable(each.value) != agreed
        ]
        quotes = [each for each in quotes if each not in others]
        if others and all(_comparable(each.value) == agreed for each in quotes):
            if not fact.is_open and (citing or others[0].read.source in self._current):
                yield self._unsure(fact, others)
            return
        by_value = {_comparable(each.value): each.value for each in quotes}
        current = [each for each in quotes if each.read.source in self._current]
        source = (citing or [each.read.source for each in current or quotes])[0]
        evidence = tuple(each.evidence for each in quotes)
        drift = Drift(
            "holds", fact.path, source, _expected(fact), None, fact.level, fact.where, evidence
        )._replace(exact=not any(each.statement.is_part for each in quotes))
        if len(by_value) == 1:
            ((key, value),) = by_value.items()
            if key == agreed:
                yield from self._agreeing(fact, citing, current, drift._replace(observed=value))
            else:
                yield from self._differing(fact, citing, current, drift._replace(observed=value))
        elif citing or current or len({id(each.read) for each in quotes}) > 1:
            every = tuple(_written(each) for each in by_value.values())
            yield drift._replace(verdict="contradicted", observed=every)

    def _agreeing(
        self, fact: Fact, citing: list[str], current: list[_Quote], drift: Drift
    ) -> Iterator[Drift]:
        """A page that states what the spec has; what both leave open is no agreement on a value."""
        if fact.is_open:
            return
        if citing:
            yield drift
        elif current and self._is_of_a_later_page(fact, drift.source):
            yield drift._replace(verdict="new")

    def _differing(
        self, fact: Fact, citing: list[str], current: list[_Quote], drift: Drift
    ) -> Iterator[Drift]:
        value = drift.observed
        if fact.is_open:
            # What was left open is stated now.
            if current:
                yield drift._replace(verdict="new", level="documented")
        elif citing:
            yield drift._replace(verdict="drifted")
        elif current:
            # An observation may stand above the page, with what the page says noted beside it.
            if not _is_noted(fact, drift.source, value):
                yield drift._replace(verdict="contradicted")
        else:
            yield from self._beside(fact, value, drift)

    def _unsure(self, fact: Fact, quotes: list[_Quote]) -> Drift:
        """A fact of which a passage may say otherwise, that was not understood whole."""
        evidence = tuple(
            Evidence(
                each.read.page.name, each.statement.line, each.statement.passage, each.evidence.how
            )
            for each in quotes
        )
        why = f"this may say {_written(quotes[0].value)}: {shortened(quotes[0].statement.passage)}"
        source = quotes[0].read.source
        drift = Drift("could not tell", fact.path, source, _expected(fact), level=fact.level)
        return drift._replace(where=fact.where, evidence=evidence, why=why)

    def _is_of_a_later_page(self, fact: Fact, source: str) -> bool:
        """Whether a fact comes from a later version of the page alone, which this now is."""
        known = self._matrix.sources
        names = list(known)
        return bool(fact.sources) and all(
            each in known
            and known[each].address == known[source].address
            and names.index(each) > names.index(source)
            for each in fact.sources
        )

    def _beside(self, fact: Fact, value: Value | None, drift: Drift) -> Iterator[Drift]:
        """What a superseded page says of a fact that records its other opinion."""
        for also in fact.also:
            if also.source == drift.source and _comparable(also.value) != _comparable(value):
                yield drift._replace(verdict="drifted", expected=also.value, observed=value)

    def _no_longer_open(self, fact: Fact, source: str, quotes: list[_Quote]) -> Iterator[Drift]:
        """What a page used to leave open in so many words, and does not mention any more."""
        reads = [each for each in self._reads if each.source == source]
        is_silent = reads and all(fact.keys in each.reading.places for each in reads)
        if is_silent and not quotes and row_of(fact.keys) is not None:
            yield self._silent(fact, source)

    def _is_elsewhere(self, fact: Fact, source: str) -> bool:
        reads = [each for each in self._reads if each.source == source]
        return all(fact.keys in each.reading.elsewhere for each in reads)

    def _silent(self, fact: Fact, source: str) -> Drift:
        """A fact that its source does not state: gone, if its whole place was understood."""
        reads = [each for each in self._reads if each.source == source]
        whys = [_why_unclear(each, fact.keys) for each in reads]
        unclear = [each for each in whys if each is not None]
        gone = Drift("gone", fact.path, source, fact.value, None, fact.level, fact.where)
        if not unclear:
            evidence = tuple(
                Evidence(each.page.name, _line(each.reading.whole, fact.keys), "", "read whole")
                for each in reads
            )
            return gone._replace(evidence=evidence)
        why = "; ".join(dict.fromkeys(each.how for each in unclear))
        return gone._replace(verdict="could not tell", evidence=tuple(unclear), why=why)

    def _odd(self, read: ReadPage, odd: Unclear) -> Drift:
        """A passage that may say something the spec lacks, and was not understood."""
        why = f"{odd.why}: {shortened(odd.passage)}"
        evidence = Evidence(read.page.name, odd.line, odd.passage, odd.why)
        subject = ".".join(odd.keys)
        drift = Drift("could not tell", subject, read.source, evidence=(evidence,), why=why)
        return drift._replace(where=self._where(read.source))

    def _knows(self, keys: Keys) -> bool:
        return bool(self._matrix.fact(*keys) or self._matrix.block(*keys))

    def _new(self, subject: str, quotes: list[_Quote]) -> Drift:
        source = quotes[0].read.source
        return Drift(
            "new",
            subject,
            source,
            observed=quotes[0].value,
            where=self._where(source),
            evidence=tuple(each.evidence for each in quotes),
        )

    def _may_be_new(self, subject: str, quotes: list[_Quote]) -> Drift:
        """What a passage may state that the spec lacks, and that was not understood whole."""
        said = quotes[0].statement
        evidence = tuple(
            each.evidence._replace(said=each.statement.passage or each.evidence.said)
            for each in quotes
        )
        why = f"this may say {_written(said.value)}: {shortened(said.passage)}"
        drift = Drift("could not tell", subject, quotes[0].read.source, evidence=evidence, why=why)
        return drift._replace(where=self._where(drift.source))

    def _missing(self, read: ReadPage, keys: Keys) -> Iterator[Drift]:
        """The blocks under these keys that the source should name and the page does not."""
        for name, block in self._matrix.blocks(*keys):
            whole = (*keys, name)
            cited = next((each for each in block.all_facts() if read.source in each.sources), None)
            named = self._named.get(whole, [])
            if cited and not any(each.read.source == read.source for each in named):
                evidence = Evidence(read.page.name, 1, "", "the list was read to the end")
                gone = Drift("gone", ".".join(whole), read.source, name, level=cited.level)
                if block.fact("models"):
                    why = "it is of some models alone, and the list may be of others"
                    gone = gone._replace(verdict="could not tell", why=why)
                yield gone._replace(where=cited.where, evidence=(evidence,))

    def _unlisted(self) -> Iterator[Drift]:
        """The lists that a source has and that were not found: what is added there is unseen."""
        for source in self._given:
            readings = [each.reading for each in self._reads if each.source == source]
            found = frozenset(keys for each in readings for keys in each.found)
            for keys, what in _LISTS.items():
                blocks = (block for _, block in self._matrix.blocks(*keys))
                facts = (fact for block in blocks for fact in block.all_facts())
                if keys not in found and any(source in each.sources for each in facts):
                    why = f"no list of {what} was found in a way that is known"
                    yield Drift(
                        "could not tell", ".".join(keys), source, why=why, where=self._where(source)
                    )

    def _where(self, source: str) -> Where | None:
        known = self._matrix.sources.get(source)
        return known.where if known else None


def _of_the_whole(fact: Fact, quote: _Quote) -> _Quote | None:
    """What the part of a list says of all of it: what it has beside; None if it only has less."""
    said, known = quote.statement, fact.value
    if not said.is_part or not isinstance(known, tuple) or not isinstance(said.value, tuple):
        return quote
    more = [each for each in said.value if str(each) not in map(str, known)]
    if not more and len({*said.value}) < len(known):
        return None
    whole = said._replace(value=(*known, *more), is_part=bool(more))
    return quote._replace(statement=whole)


def _why_unclear(read: ReadPage, keys: Keys) -> Evidence | None:
    """Why a page that is silent on a fact may state it all the same; None if it does not."""
    reading, page = read.reading, read.page
    for each in reading.unclear:
        if keys[: len(each.keys)] == each.keys:
            passage = f": {shortened(each.passage)}" if each.passage else ""
            return Evidence(page.name, each.line, each.passage, each.why + passage)
    if _line(reading.whole, keys):
        return None
    line = _line(reading.places, keys)
    if line:
        why = "the page does not say it where it was looked for, or not in words known here"
        return Evidence(page.name, line, "", why)
    if page.layout == "unreadable" and page.doubts:
        return Evidence(page.name, page.doubts[0].line, "", page.doubts[0].why)
    why = f"no {_part_of_page(keys[0])} was found on the page"
    return Evidence(page.name, 1, "", why)


def _line(places: Mapping[Keys, int], keys: Keys) -> int:
    """The line of the nearest place that a fact can stand in; 0 if there is none."""
    ways = (keys[:length] for length in range(len(keys), 0, -1))
    return next((places[each] for each in ways if each in places), 0)


def shortened(passage: str) -> str:
    """A passage of a page as a message quotes it."""
    text = " ".join(passage.split())
    return f'"{text[:_LONGEST_QUOTE]}…"' if len(text) > _LONGEST_QUOTE else f'"{text}"'


def _part_of_page(section: str) -> str:
    """The part of a page that shows the facts of a section, in words."""
    row = row_of((section,))
    return row.page if row is not None and isinstance(row.page, str) else "part about it"


def _expected(fact: Fact) -> Value:
    return fact.one_of if fact.value is None else fact.value


def _comparable(value: Value | None) -> object:
    """A value as it is compared: lists in any order, numbers and texts as they are written."""
    return frozenset(map(str, value)) if isinstance(value, tuple) else str(value)


def _is_noted(fact: Fact, source: str, value: Value | None) -> bool:
    """Whether a fact records that a source says this."""
    return any(
        each.source == source and _comparable(each.value) == _comparable(value)
        for each in fact.also
    )


def _written(value: Value) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
