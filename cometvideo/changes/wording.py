"""Wording: changes as short sentences."""

from cometvideo.changes.comparing import Change, Keys
from cometvideo.facts.fact import Fact, Value
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.vocabulary import row_of
from cometvideo.findings import shown

__all__ = ["section_of", "sentence", "subject_of"]

_BOUNDS = ("min", "max")
_MOST_SHOWN = 6


def section_of(change: Change) -> str:
    """The title of the section that a change is in."""
    row = row_of(change.keys[:1])
    return row.subject if row is not None else change.keys[0]


def subject_of(keys: Keys) -> str:
    """What a fact or a thing is called."""
    row, around = row_of(keys), row_of(keys[:-1])
    words = (row.subject or (around.subjects if around is not None else "")) if row else ""
    if words:
        return words.format(*keys)
    if len(keys) > 2 and keys[-1] in _BOUNDS:
        keys = keys[:-1]
    return " of ".join(reversed(keys[1:])) if len(keys) > 1 else keys[0]


def sentence(change: Change, old: Matrix, new: Matrix) -> str:
    """One change in a short sentence; the two ends of a range make the same one."""
    subject = subject_of(change.keys)
    if change.kind == "level":
        was, now = change.levels
        return f"{subject}: {was} → {now}, still {_words(change.new)}"
    if change.kind == "sources":
        return f"{subject}: {_sources(change.old[0], change.new[0])}"
    if len(change.keys) > 2 and change.keys[-1] in _BOUNDS:
        was_range, is_range = (_range(each, change.keys) for each in (old, new))
        if was_range != is_range:
            return f"{subject}: {was_range} → {is_range}"
    if change.kind == "added":
        return f"{subject}: new ({_words(change.new, change.keys)})"
    if change.kind == "removed":
        return f"{subject}: gone (was {_words(change.old, change.keys)})"
    return f"{subject}: {_words(change.old)} → {_words(change.new)}"


def _words(facts: tuple[Fact, ...], around: Keys = ()) -> str:
    """One fact by its value, several by their names and values."""
    if len(facts) == 1 and facts[0].keys == (around or facts[0].keys):
        return _value(facts[0])
    named = [f"{'.'.join(fact.keys[len(around) :])} {_value(fact)}" for fact in facts[:_MOST_SHOWN]]
    if len(facts) > _MOST_SHOWN:
        named.append(f"{len(facts) - _MOST_SHOWN} more")
    return "; ".join(named)


def _value(fact: Fact) -> str:
    if fact.value is None:
        return f"open: {_either([_plain(each) for each in fact.one_of])}"
    return _plain(fact.value) + (" (assumed)" if fact.one_of and fact.level == "open" else "")


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(_plain, value)) or "none"
    if isinstance(value, str):
        return value if value and value.isprintable() and len(value) < 100 else shown(value)
    return str(value)


def _either(words: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _range(matrix: Matrix, keys: Keys) -> str:
    """The range around one of its ends; a model without its own end has that of the field."""
    ends = []
    for end in _BOUNDS:
        fact = matrix.fact(*keys[:-1], end)
        if fact is None and keys[0] == "models" and len(keys) == 4:
            fact = matrix.fact("fields", keys[2], end)
        ends.append("any" if fact is None else _value(fact))
    return " to ".join(ends) if ends != ["any", "any"] else "any"


def _sources(old: Fact, new: Fact) -> str:
    if frozenset(old.sources) == frozenset(new.sources):
        return f"{_also(old)} → {_also(new)}"
    return f"stated by {_named(old.sources)} → {_named(new.sources)}"


def _also(fact: Fact) -> str:
    said = "; ".join(f"{also.source} says {_plain(also.value)}" for also in fact.also)
    return said or "no other source says anything"


def _named(sources: tuple[str, ...]) -> str:
    return ", ".join(sources) or "nobody"
