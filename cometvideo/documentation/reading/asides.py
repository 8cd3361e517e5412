"""What the prose of a page says beside its lists: where to poll, and sizes rendered otherwise."""

# ruff: noqa: RUF001 - signs as pages write them

import re
from collections.abc import Iterator

from cometvideo.documentation.pages.page import Page
from cometvideo.documentation.pages.words import RENDERS, has_word
from cometvideo.documentation.reading.names import Names, size_field
from cometvideo.documentation.reading.prose import sentences
from cometvideo.documentation.reading.statements import Notes
from cometvideo.documentation.reading.taking import denies
from cometvideo.facts.matrix import Matrix

__all__ = ["read_asides"]

_MENTION = re.compile(
    r"(?<!\w)(GET|POST|PUT|PATCH|DELETE)\s(?:https?://[^/\s]{1,255})?(/[\w{}<>:./-]{0,200}[\w}>])",
    re.ASCII,
)
_SIZE = re.compile(r"(?<![\w.])([1-9]\d{2,3})x([1-9]\d{2,3})(?!\w)", re.ASCII)
_PARAMETER = re.compile(r"\{[\w.-]{0,60}\}|:[A-Za-z]\w{0,60}|<[\w-]{1,60}>", re.ASCII)
# What stands between the sizes of a list.
_JOINED = re.compile(
    r"\b(?:as well as|and also|and|or|plus|e|o|y|et|ou|und|oder|i|lub|и|или|en|of|dan|ve)\b|"
    r"[と和及或、，,;/&]"
)


def read_asides(page: Page, matrix: Matrix, operation: str, names: Names, notes: Notes) -> None:
    """Read every passage, and the texts of all fields and answers, for what they add."""
    said = [(each.text, each.line) for each in page.passages]
    said += [(text.text, text.line) for entry in page.entries for text in entry.text]
    said += [(text.text, text.line) for _, text in page.answers]
    _read_paths(said, matrix, operation, notes)
    field = size_field(matrix)
    if field is not None:
        _read_renders(said, matrix, names, field, notes)


def _read_paths(said: list[tuple[str, int]], matrix: Matrix, operation: str, notes: Notes) -> None:
    """Other operations by their method and path; one that is named as it is known settles it."""
    own = (matrix.text("operations", operation, "path") or "").rstrip("/")
    named = [
        (found[1], _bare(found[2]), found[2], line)
        for text, line in said
        for found in _MENTION.finditer(text)
    ]
    known = {_bare(each.text("path") or "") for _, each in matrix.blocks("operations")}
    stated: dict[str, list[str]] = {}
    for name, other in matrix.blocks("operations"):
        fact = other.fact("path")
        if name != operation and fact is not None and fact.level == "documented":
            stated.setdefault(str(other.text("method")), []).append(name)
    for name, other in matrix.blocks("operations"):
        path, method = other.text("path") or "", other.text("method")
        keys = ("operations", name, "path")
        below = [
            (bare, written, line)
            for mentioned, bare, written, line in named
            if mentioned == method
            and "{" in bare
            and bare.startswith(f"{own}/")
            # What is known as the path of another operation says nothing of this one.
            and (bare not in known or bare == _bare(path))
        ]
        if name == operation or "{" not in path or not below:
            continue
        same = [each for each in below if each[0] == _bare(path)]
        # Of several operations that may have another path now, it is one that pages state.
        if not same and stated.get(str(method)) and name not in stated[str(method)]:
            continue
        notes.place(*keys, line=below[0][2])
        for bare, written, line in below:
            # Beside the path that is known, another one may be an operation of its own.
            if same and bare not in known:
                notes.suggest(keys, written, line, "prose of the page", written)
        if same:
            notes.state(keys, path, same[0][2], "prose of the page")
        elif len({bare for bare, _, _ in below}) == 1:
            notes.state(keys, below[0][1], below[0][2], "prose of the page")


def _clauses(part: str, names: Names) -> Iterator[tuple[list[str], str]]:
    """What a sentence says of each model, or of several that are named in a row."""
    mentions = names.mentions(part)
    models: list[str] = []
    for at, each in enumerate(mentions):
        models += [each.model] if each.model else []
        end = mentions[at + 1].start if at + 1 < len(mentions) else len(part)
        clause = part[each.end : end]
        if _SIZE.search(clause):
            yield models, clause
            models = []


def _bare(path: str) -> str:
    """A path with its parameters without their names."""
    return _PARAMETER.sub("{}", path).rstrip("/")


def _read_renders(
    said: list[tuple[str, int]], matrix: Matrix, names: Names, field: str, notes: Notes
) -> None:
    """Sentences on one model and two sizes apart: the first may be rendered as the second."""
    for text, line in said:
        for part in sentences(text):
            for models, clause in _clauses(part, names):
                sizes = list(_SIZE.finditer(clause))
                if len(sizes) != 2 or sizes[0][0] == sizes[1][0]:
                    continue
                between = clause[sizes[0].end() : sizes[1].start()]
                if len(_JOINED.sub("", between).split()) == 0:
                    continue
                for model in models:
                    keys = ("models", model, field, "renders", sizes[0][0])
                    value = (sizes[0][0], sizes[1][0])
                    if has_word(clause[sizes[0].end() :], RENDERS) and denies(clause) is False:
                        notes.state(keys, value, line, "prose of the page")
                    else:
                        why = "what is rendered is told in words not known here"
                        notes.odd(keys, line, why, part)
    for model in matrix.models:
        for asked, fact in matrix.block("models", model, field, "renders").facts():
            if not all(_SIZE.fullmatch(str(each)) for each in fact.one_of):
                continue
            keys = ("models", model, field, "renders", asked)
            # A page that leaves it out may never have said it: nobody can tell.
            notes.place(*keys)
