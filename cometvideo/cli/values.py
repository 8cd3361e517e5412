"""Values of facts in words, and facts as data."""

from cometvideo.facts.fact import Fact, Value
from cometvideo.reports.requests import jsonable

__all__ = ["fact_data", "fact_words", "value_words"]


def value_words(value: Value) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def fact_words(fact: Fact) -> str:
    """What a fact says: its value, or the options that are left."""
    if fact.value is not None:
        return value_words(fact.value)
    options = list(map(value_words, fact.one_of))
    return f"{', '.join(options[:-1])} or {options[-1]}" if len(options) > 1 else options[0]


def fact_data(fact: Fact) -> dict[str, object]:
    """A fact for a program."""
    return {
        "path": fact.path,
        "value": jsonable(fact.value),
        "one_of": list(fact.one_of),
        "level": fact.level,
        "sources": list(fact.sources),
        "note": fact.note,
        "also": [
            {"source": each.source, "value": jsonable(each.value), "note": each.note}
            for each in fact.also
        ],
        "contradicted": fact.contradicted,
        "where": fact.where._asdict(),
    }
