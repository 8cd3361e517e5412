"""Places: where in a spec the subject of a finding stands, or would stand."""

from cometvideo.facts.fact import Fact, Scalar, Value
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.facts.vocabulary import KINDS_OF_FIELDS, Row
from cometvideo.wire.dimensions import read_dimensions

__all__ = ["Keys", "fitted", "keys_of_block", "keys_of_new"]

Keys = tuple[str, ...]

# Blocks whose keys are free, and whose facts all have their values from the same few.
_FREE = frozenset([("body", "encodings"), ("errors", "retry")])


def keys_of_block(matrix: Matrix, subject: str) -> Keys | None:
    """The keys of the block that a path names; None where there is none."""
    known, rest = _walk(matrix.tree, subject)
    return known if known and not rest else None


def keys_of_new(matrix: Matrix, subject: str, value: Value) -> Keys | None:
    """The keys of a fact that a spec lacks, where it can be told that such a fact may stand there.

    A path is not split: what is known of it is found in the spec, and the rest must be a key that
    the kind of the block around it has. None where it is not, or the value is of another type.
    """
    known, rest = _walk(matrix.tree, subject)
    if not known or not rest:
        return None
    if known[0] == "sizes":
        is_cell = len(known) == 3 and read_dimensions(str(value)) is not None
        return (*known, rest) if is_cell else None
    if known[0] == "models" and known[2:] == ("encodings",):
        known_of_all = matrix.block("body", "encodings").facts()
        is_known = any(value in fact.options for _, fact in known_of_all)
        return (*known, rest) if is_known else None
    if known[0] in {"fields", "models"}:
        return _under_a_field(matrix, known, rest, value)
    keys = (*known, rest)
    if known in _FREE:
        siblings = matrix.block(*known).facts()
        return keys if any(value in fact.options for _, fact in siblings) else None
    return keys if any(_is_alike(fact, keys, value) for fact in matrix.facts.values()) else None


def fitted(observed: object, fact: Fact) -> Value | None:
    """What was observed, of the type that the fact has; None where it is of another one."""
    pattern = fact.options[0]
    if isinstance(pattern, tuple):
        if not isinstance(observed, list | tuple):
            return None
        kinds = {type(each) for each in pattern} or {str}
        return tuple(observed) if {type(each) for each in observed} <= kinds else None
    return _fitted_scalar(observed, pattern)


def _fitted_scalar(observed: object, pattern: Scalar) -> Scalar | None:
    if isinstance(observed, bool) or isinstance(pattern, bool):
        return observed if isinstance(observed, bool) and isinstance(pattern, bool) else None
    if isinstance(pattern, str):
        return observed if isinstance(observed, str) else None
    if isinstance(observed, str):
        # A page has digits where the spec has a number.
        is_number = observed.isascii() and observed.isdecimal() and len(observed) < 20
        return int(observed) if is_number else None
    return observed if isinstance(observed, int | float) else None


def _walk(block: Block, path: str, known: Keys = ()) -> tuple[Keys, str]:
    """The longest known keys that a path begins with, and the rest of it."""
    for key in sorted(block, key=len, reverse=True):
        child = block[key]
        if path == key:
            return (*known, key), ""
        if path.startswith(f"{key}.") and not isinstance(child, Fact):
            return _walk(child, path[len(key) + 1 :], (*known, key))
    return known, path


def _under_a_field(matrix: Matrix, known: Keys, rest: str, value: Value) -> Keys | None:
    """Keys under a field, or under a model's own facts of a field, as the field's kind has them."""
    inner = (*known, *rest.split("."))
    at = 1 if known[0] == "fields" else 2
    if len(inner) <= at + 1 or inner[at] not in matrix.block("fields"):
        return None
    facts = KINDS_OF_FIELDS.get(matrix.text("fields", inner[at], "kind") or "", {})
    row: Row | None = Row("A field", "", keys=facts)
    for key in inner[at + 1 :]:
        row = row.below(key) if row is not None else None
    return inner if row is not None and row.type is not None and row.type.fits(value) else None


def _is_alike(fact: Fact, keys: Keys, value: Value) -> bool:
    """Whether a fact stands in the same place of a sibling, and has a value of the same type."""
    same_place = (
        len(fact.keys) == len(keys)
        and fact.keys[-1] == keys[-1]
        and fact.keys[:-2] == keys[:-2]
        and len(keys) > 2
    )
    return same_place and type(value) in {type(each) for each in fact.options}
