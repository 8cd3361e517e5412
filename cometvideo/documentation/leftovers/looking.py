"""Looking through a page for sentences that may say something, and that no reader took in.

A reader knows the words it looks for. What is left is looked through for what the spec does not
know (ids, paths, sizes, numbers) and for words that turn a sentence around; such a sentence is
shown as untold, and claims nothing. So a page seen for the first time says nothing in silence.
"""

from collections.abc import Collection, Iterator

from cometvideo.documentation.comparing import ReadPage, shortened, text_of
from cometvideo.documentation.leftovers.anywhere import said_anywhere
from cometvideo.documentation.leftovers.behaviour import said_of_behaviour
from cometvideo.documentation.leftovers.fields import said_of_field
from cometvideo.documentation.leftovers.known import Known, Said, shapes_in
from cometvideo.documentation.pages.page import Entry
from cometvideo.documentation.units import Unit, sentences_of
from cometvideo.drift import Drift, Evidence
from cometvideo.facts.matrix import Matrix

__all__ = ["leftovers", "why_left"]

_BLOCKS = {"body": ("fields",), "answer": ("task", "fields")}


def leftovers(matrix: Matrix, read: ReadPage, known: Collection[Drift]) -> Iterator[Drift]:
    """Sentences of a page that may say what the spec does not, and of which nothing is `known`."""
    if not read.reading.statements or matrix.sources[read.source].kind != "documentation":
        return
    spec = Known(matrix, read.page)
    where = matrix.sources[read.source].where
    for said in _sentences(spec):
        why = next(why_left(spec, said), None)
        if why is not None and not any(_is_about(each, said.unit, read) for each in known):
            unit = said.unit
            subject = text_of(read.source)
            evidence = (Evidence(read.page.name, unit.line, unit.text, why),)
            drift = Drift("could not tell", subject, read.source, evidence=evidence, where=where)
            yield drift._replace(
                observed=unit.fingerprint, exact=False, why=f"{why}: {shortened(unit.text)}"
            )


def why_left(known: Known, said: Said) -> Iterator[str]:
    """Why a sentence may say something that is not known."""
    yield from said_anywhere(known, said)
    if said.entry is not None and said.block[0] != "service":
        yield from said_of_field(known, said, said.entry)
    yield from said_of_behaviour(known, said)


def _sentences(known: Known) -> Iterator[Said]:
    """Every sentence of the prose, and of the fields that the spec knows."""
    page = known.page
    for passage in page.passages:
        yield from _of_passage(passage.text, passage.line)
    for _, answer in page.answers:
        yield from _of_passage(answer.text, answer.line)
    for entry in page.entries:
        block = (*_BLOCKS.get(entry.part, ()), entry.name)
        if entry.part == "authorization":
            block = ("service", "auth_header")
        elif not known.matrix.block(*block):
            continue
        for text in entry.text:
            yield from _of_passage(text.text, text.line, block, entry)


def _of_passage(
    text: str, line: int, block: tuple[str, ...] = (), entry: Entry | None = None
) -> Iterator[Said]:
    found = shapes_in(text)
    has_frames = bool(found.sizes or found.labels)
    return (Said(each, has_frames, block, entry) for each in sentences_of(text, line))


def _is_about(drift: Drift, unit: Unit, read: ReadPage) -> bool:
    """Whether a finding quotes a sentence, or names a value that stands in it on its line."""
    if drift.verdict == "holds":
        return False
    return any(
        unit.text in seen.said
        or (
            (seen.page, seen.line) == (read.page.name, unit.line)
            and bool(seen.said)
            and all(each in unit.text for each in seen.said.split(", "))
        )
        for seen in drift.evidence
    )
