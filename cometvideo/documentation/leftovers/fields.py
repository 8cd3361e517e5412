"""What a sentence on a field may say of it, and the spec does not, or says otherwise.

Each is looked for where a fact of its kind is known; what it says is not read, only shown.
"""

import re
from collections.abc import Iterator

from cometvideo.documentation.leftovers.known import Known, Said, numbers_in, shapes_in, words_in
from cometvideo.documentation.leftovers.words import (
    BACK,
    DIFFERS,
    FADING,
    HOLLOW,
    LEFT_OUT,
    MAY,
    SUCH_AS,
)
from cometvideo.documentation.pages.page import Entry
from cometvideo.documentation.pages.words import (
    BEGINS,
    BOUNDS,
    EXCEPT,
    FAMILIES,
    FIRST,
    MILLI,
    MOST_AND_LEAST,
    ONLY,
    OPTIONAL,
    OTHERS,
    RANGES,
    REQUIRED,
    has_word,
)
from cometvideo.documentation.reading.taking import denies
from cometvideo.facts.matrix import Block

__all__ = ["said_of_field"]

_FAMILY_OF = {word: family for family, words in FAMILIES.items() for word in words}
_FAMILY = rf"({'|'.join(map(re.escape, _FAMILY_OF))})"
_EITHER = re.compile(
    rf"\b{_FAMILY}(?:,|\s?/|\s(?:or|oder|o|ou|of|lub|или))\s?(?:\w{{1,20}}\s){{0,2}}{_FAMILY}\b",
    re.IGNORECASE,
)
_ARTICLE = r"\b(?:the|an?|your|its|this)\s"
# What the task itself may be called, and words that say no more of an id than that it is the one.
_OWN = ("task", "job", "same", "returned", "created", "original", "generation")
_NEGATIVE = re.compile(r"(?<![\w.,:/)\]-])[-\u2212]\d{1,6}\b")  # as pages write it
_STATUS = re.compile(r"\b(?:the|a)\s(?:status|state)\s[`\"'“]?([a-z_]{3,30})\b(?!\s+\w)")
_PRONOUN = re.compile(r"\b(?:they|these|those|both)\b", re.IGNORECASE)


def said_of_field(known: Known, said: Said, entry: Entry) -> Iterator[str]:
    """What a sentence on a field says of it against what the spec has."""
    text, facts = said.text, known.matrix.block(*said.block)
    if has_word(text, FADING):
        yield "it speaks of the field at another time"
    words, is_required = {*words_in(text)}, facts.flag("required")
    if words & (OPTIONAL if is_required else REQUIRED):
        yield "it says otherwise of whether the field is needed"
    given = numbers_in(known.without_names(text))
    if given - known.numbers_of(said.block) - {str(each) for each in known.statuses}:
        yield "it gives a number that the spec lacks"
    is_unstated = not facts.text("default") and entry.default is None
    if is_unstated and has_word(text, (*FIRST, *LEFT_OUT)) and any(shapes_in(text)):
        yield "it may state a default"
    if said.block[0] == "task":
        yield from _of_task(known, said, facts, entry)
    else:
        yield from _of_request(known, text, facts)


def _of_request(known: Known, text: str, facts: Block) -> Iterator[str]:
    kind = facts.text("kind")
    if kind in {"text", "choice"} and denies(text) is not False:
        yield "it denies something"
    if kind in {"integer", "number"}:
        yield from _of_number(known, text, facts)
    either = [[_FAMILY_OF[word.casefold()] for word in each] for each in _EITHER.findall(text)]
    if kind == "media" and any(first != other for first, other in either):
        yield "it may name another kind of file as well"
    is_of_all = not known.names.mentions(text) and not has_word(text, OTHERS)
    if is_of_all and not _PRONOUN.search(text) and not has_word(text, SUCH_AS):
        if kind in {"integer", "media"} and has_word(text, ONLY):
            yield "it may bound what the field takes"
        elif kind == "media" and denies(text):
            yield "it denies something"
        elif kind == "media" and _names_some(facts.texts("limits", "formats"), text):
            yield "it may bound what the field takes"


def _of_number(known: Known, text: str, facts: Block) -> Iterator[str]:
    if _NEGATIVE.search(text):
        yield "it gives a number that the spec lacks"
    numbers = numbers_in(text)
    if has_word(text, (*FIRST, *LEFT_OUT)) and has_word(text, EXCEPT) and len(numbers) > 1:
        yield "it may state another default"
    ends = {str(fact.value) for fact in map(facts.fact, ("min", "max")) if fact}
    if has_word(text, FIRST):
        numbers = numbers - {str(facts.value("default"))}
    # An end of a range that is not the field's own, in a sentence for all models.
    is_bound = has_word(text, (*MOST_AND_LEAST, *BOUNDS, *RANGES)) and numbers - ends
    if ends and is_bound and not known.names.mentions(text):
        yield "it may bound what the field takes"


def _names_some(formats: tuple[str, ...], text: str) -> bool:
    """Whether a sentence names some of the formats of a file, and not all."""
    short = [each.rpartition("/")[2] for each in formats]
    found = [re.search(rf"\b{each.replace('jpeg', 'jpe?g')}\b", text, re.I) for each in short]
    return any(found) and not all(found)


def _of_task(known: Known, said: Said, facts: Block, entry: Entry) -> Iterator[str]:
    text, other = said.text, facts.text("same_as")
    if (other or facts.flag("required")) and has_word(text, HOLLOW):
        yield "it may say that the field has no value"
    always = facts.text("always")
    if always and re.search(rf"(?<!\w){re.escape(always)}[._-]\w", text):
        yield "it names another value than the one it always has"
    if other:
        yield from _of_same(known, said, other, entry)
    if facts.text("unit") == "unix-seconds" and MILLI.search(text.casefold()):
        yield "it may state another unit"
    if facts.text("gives") == "status":
        yield from _of_status(known, text)


def _of_same(known: Known, said: Said, other: str, entry: Entry) -> Iterator[str]:
    """What a sentence says of a value that is `other`'s as well."""
    text, name = said.text, rf"(?<!\w){re.escape(other)}(?!\w)"
    is_named = re.search(name, text, re.I)
    is_doubtful = has_word(text, DIFFERS) or denies(text) is not False
    if has_word(text, MAY) or (is_named and is_doubtful):
        yield "it may say that the values differ"
    elif other != said.block[-1] and _is_of_another(known, text, name, entry):
        yield "it does not say plainly whose value it is"


def _is_of_another(known: Known, text: str, name: str, entry: Entry) -> bool:
    """Whether a sentence on a value that another field has may name a third (`the request id`)."""
    if not any(re.search(name, each.text) for each in entry.text):
        return True
    owners = re.findall(
        rf"{_ARTICLE}(\w{{1,40}})\s{name}|{name}\sof\s{_ARTICLE}(\w{{1,40}})", text, re.I
    )
    fields = known.matrix.blocks("task", "fields")
    own = {*_OWN, *(each.text("always") for _, each in fields)}
    return any((first or last).casefold() not in own for first, last in owners)


def _of_status(known: Known, text: str) -> Iterator[str]:
    names = {*known.matrix.block("task", "statuses")}
    named = {each for each in names if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text)}
    if has_word(text, BEGINS) and not any(each in text for each in names):
        yield "it says how a task begins with a status that the spec lacks"
    if {*_STATUS.findall(text)} - names:
        yield "it names a status that the spec lacks"
    if named and has_word(text, BACK):
        yield "it says that a task may go back"
