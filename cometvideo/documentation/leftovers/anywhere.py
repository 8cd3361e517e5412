"""What a sentence anywhere may say of the endpoint or of a model, and the spec does not."""

import re
from collections.abc import Iterator

from cometvideo.documentation.leftovers.known import (
    Known,
    Said,
    Shapes,
    bare_path,
    shapes_in,
    words_in,
)
from cometvideo.documentation.leftovers.words import POLLS, PRESETS, SUCH_AS
from cometvideo.documentation.pages.words import ALWAYS, OTHER_TIMES, has_word
from cometvideo.documentation.reading.prose import statuses
from cometvideo.documentation.reading.taking import denies, takers

__all__ = ["said_anywhere"]

_PATH = re.compile(
    r"(?<![\w.])(?:(GET|POST|PUT|PATCH|DELETE)\s)?(?:https?://([^/\s]{1,255}))?"
    r"(/v\d{1,2}(?:/[\w{}<>:.-]{0,80}){0,9})",
    re.ASCII,
)
_HEADER = re.compile(r"(?<![\w-])(?:X-\w{1,40}(?:-\w{1,40}){0,4}|\w{1,40}-Key)(?![\w-])", re.ASCII)
# In prose only a header that is called after a key is one of access.
_OF_KEYS = re.compile(
    r"(?<![\w-])(?!Idempotency)(?:[A-Z]\w{0,40}-){1,4}(?:Key|KEY|Token)(?![\w-])", re.ASCII
)
_SECONDS = re.compile(r"(?<![\w.:-])(\d{1,5})(?:\s?[-\u2013]\s?\d{1,5})?\s?(?:s\b|sec)", re.I)
_ANSWERS = re.compile(r"\b(?:answer|return|respond)s?\s(?:with\s)?(?:an?\s)?(2\d\d)\b", re.I)
# So many of a list are more than an example of it.
_MOST_NAMED = 3
_READ_BY_MODEL = frozenset(["integer", "media"])


def said_anywhere(known: Known, said: Said) -> Iterator[str]:
    """Why a sentence may say something that is not known, wherever it stands."""
    text, shapes = said.text, shapes_in(said.text)
    mentions = known.names.mentions(text)
    if any(each.model is None for each in mentions):
        yield "it names what may be a model that the spec lacks"
    yield from _of_paths(known, text)
    yield from _of_shapes(known, said, shapes)
    yield from _of_times(known, text)
    if mentions and has_word(text, OTHER_TIMES):
        yield "it speaks of a model at another time"
    if models := known.names.models(text):
        yield from _of_models(known, said, models, shapes)
    if said.block[:1] in {(), ("service",)}:
        headers = (_OF_KEYS if said.entry is None else _HEADER).findall(text)
        if {*headers} - {known.header}:
            yield "it names another header"
    if said.entry is None and {*statuses(text)} - known.statuses:
        yield "it names a status that the spec lacks"


def _of_paths(known: Known, text: str) -> Iterator[str]:
    host = (known.matrix.text("service", "host") or "").partition("//")[2]
    for method, at, path in _PATH.findall(text):
        bare = bare_path(path)
        same = {each for way, each in known.operations if not method or way == method}
        if at not in {"", host} or not any(f"{each}/".startswith(f"{bare}/") for each in same):
            yield "it names an address that the spec lacks"


def _of_shapes(known: Known, said: Said, shapes: Shapes) -> Iterator[str]:
    """Sizes, ratios and labels; other pairs of numbers, such as times, are no ratios."""
    is_of_field = said.block[-1:] == (known.size_field,)
    odd = (shapes.sizes - known.shapes.sizes) | (shapes.labels - known.shapes.labels)
    is_about = is_of_field or shapes.ratios & known.shapes.ratios
    if (odd and known.shapes.sizes) or (is_about and shapes.ratios - known.shapes.ratios):
        yield "it names a size that the spec lacks"
    if is_of_field:
        is_part = _MOST_NAMED <= len(shapes.ratios & known.size_labels) < len(known.size_labels)
        if has_word(said.text, ALWAYS) or (is_part and not has_word(said.text, SUCH_AS)):
            yield "it may say that there are no others"


def _of_times(known: Known, text: str) -> Iterator[str]:
    polling = {str(fact.value) for _, fact in known.matrix.block("task", "polling").facts()}
    if polling and has_word(text, POLLS) and {*_SECONDS.findall(text)} - polling:
        yield "it gives other times to wait"
    stated = [each.fact("status") for _, each in known.matrix.blocks("operations")]
    answers = {str(each.value) for each in stated if each is not None}
    if answers and {*_ANSWERS.findall(text)} - answers:
        yield "it names another status of an answer"


def _of_models(known: Known, said: Said, models: frozenset[str], shapes: Shapes) -> Iterator[str]:
    text = said.text
    facts = [known.matrix.fact("models", each, known.size_field, "preset_row") for each in models]
    every = frozenset[str]().union(*shapes)
    if every and denies(text) is not False and all(every & known.shapes_of(m) for m in models):
        yield "it may deny a size to a model"
    is_other = any(each and str(each.value).casefold() not in shapes.labels for each in facts)
    if len(shapes.labels) == 1 and is_other and has_word(text, PRESETS):
        yield "it may say what presets are"
    if len(shapes.sizes) > 1 and has_word(text, ALWAYS):
        yield "it says what always is so"
    if shapes.sizes and any(shapes.sizes <= known.open_sizes(each) for each in models):
        yield "it says of sizes what was open"
    is_lead = _is_lead(known, text)
    if is_lead:
        is_open = any(each and each.is_open for each in facts)
        if len(shapes.labels) > 1 or is_open or denies(text) is not False:
            yield "what presets are is told in words not known here"
    is_of_sizes = said.has_frames and said.block[-1:] in {(), (known.size_field,)}
    is_read = is_of_sizes or _is_read_by_model(known, said) or _is_of_takers(known, text)
    is_read = is_read or has_word(text, SUCH_AS)
    if not is_read and not is_lead and not _is_listed(known, text):
        yield "it says something of a model that no reader looks for"


def _is_read_by_model(known: Known, said: Said) -> bool:
    """Whether sentences on this field are read for what models take."""
    if said.entry is None:
        return False
    block = known.matrix.block(*said.block)
    kind = block.text("kind")
    return kind in _READ_BY_MODEL or (kind == "choice" and not block.text("selects"))


def _is_of_takers(known: Known, text: str) -> bool:
    """Whether a sentence says who takes a file, as it is."""
    found, pending = takers(text, known.names, known.matrix.models)
    facts = {
        fact.keys[1]: fact.value
        for fact in known.matrix.facts.values()
        if fact.keys[0] == "models" and fact.keys[-1] == "accepted"
    }
    return bool(found) and not pending and all(facts.get(m) is taken for m, taken, *_ in found)


def _is_lead(known: Known, text: str) -> bool:
    """Whether a sentence stands right before a table of presets, which has no labels."""
    return any(
        text in each.lead and not any(shapes_in(" ".join(row.cells)).labels for row in each.rows)
        for each in known.page.tables
        if each.rows and shapes_in(" ".join(each.rows[0].cells)).ratios
    )


def _is_listed(known: Known, text: str) -> bool:
    """Whether a sentence only lists models, each of which is known."""
    for each in reversed(known.names.mentions(text)):
        text = text[: each.start] + text[each.end :]
    return {*words_in(text)} <= {"one", "and", "the", "example", "models", "model"}
