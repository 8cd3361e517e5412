"""Reasons: whether a refusal says what it is for, and whether that is what was asked about."""

import re
from collections.abc import Iterator

from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.live.refusals import Refused
from cometvideo.prediction import Reject
from cometvideo.words import words_of

__all__ = ["fields_of", "named_fields", "names_another", "points_elsewhere"]

_WORD = re.compile(r"[A-Za-z_]+")


def points_elsewhere(matrix: Matrix, rejects: tuple[Reject, ...], refused: Refused) -> bool:
    """Whether a refusal gives another reason than the ones that were to be expected.

    By a field that it names, as its `param` or in its words; where it names none, by a code that
    is stated for another refusal.
    """
    if named_fields(matrix, refused):
        return names_another(matrix, rejects, refused)
    codes = {each.code for each in rejects}
    return refused.code not in codes and refused.code in _stated_codes(matrix)


def names_another(matrix: Matrix, rejects: tuple[Reject, ...], refused: Refused) -> bool:
    """Whether a refusal names fields, and none of those that were to be expected."""
    named = named_fields(matrix, refused)
    return bool(named) and named.isdisjoint(each.field for each in rejects)


def named_fields(matrix: Matrix, refused: Refused) -> set[str]:
    """The fields that an answer names, as its `param` or in its words."""
    return set(_named(matrix, refused))


def fields_of(matrix: Matrix, fact: Fact) -> set[str]:
    """The fields that a fact is about; a table of sizes is about all that take sizes."""
    if fact.keys[0] == "sizes":
        return {name for name, block in matrix.blocks("fields") if block.value("kind") == "size"}
    return {*fact.keys} & {*matrix.block("fields")}


def _named(matrix: Matrix, refused: Refused) -> Iterator[str]:
    """The same, each under whichever of its names."""
    fields = matrix.block("fields")
    others = matrix.block("body", "other_names")
    param = _WORD.match(str(refused.error.get("param") or ""))
    # Any sentence may speak of a model.
    selector = words_of(matrix).selector
    words = {each for each in _WORD.findall(refused.message) if each != selector}
    for word in ({param[0]} if param else set()) | words:
        if word in fields:
            yield word
        elif word in others:
            yield str(others.value(word))


def _stated_codes(matrix: Matrix) -> set[object]:
    """The codes that are stated for some refusal, but for those that any may have."""
    general = matrix.value("errors", "never_retry_codes")
    found: set[object] = set()
    for kind in ("by_field", "by_request"):
        found |= _codes(matrix.block("rejections", kind))
    return found - {*(general if isinstance(general, tuple) else ())}


def _codes(block: Block) -> set[object]:
    return {fact.value for fact in block.all_facts() if fact.keys[-1] == "code" and fact.value}
