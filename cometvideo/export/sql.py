"""SQL: the rules for the columns that SQL can read, so that a warehouse needs no Python.

What is written refuses what `predict` calls invalid, as far as columns tell. It comes from the
schemas of the fields, which tests hold to `predict`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

from cometvideo.errors import InputError
from cometvideo.export.descriptions import made_from
from cometvideo.export.fields import binds, exact_sizes, field_schema
from cometvideo.export.json_schema import closes, requires_field
from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.matrix import Matrix
from cometvideo.prediction.relations import excluded_by, pairs_of
from cometvideo.prediction.rules import Rules

__all__ = ["DIALECTS", "sql"]

# Of columns; of all others TEXT.
_TYPES = {
    "integer": "BIGINT",
    "number": "DOUBLE PRECISION",
    "boolean": "BOOLEAN",
    "media": "BLOB",
}
_UNSAID = """\
-- What it cannot say: what is in a file, and whether it fits a size; what the types of columns rule
-- out already (a text is no number); columns that are no field. What is only uncertain passes."""


class _Rule(NamedTuple):
    """What breaks a rule about a field, as a condition, and the code of the finding."""

    field: str
    code: str
    broken: str


class _Dialect(NamedTuple):
    """How a dialect says that a column matches a pattern, and what it calls bytes."""

    matches: Callable[[str, str], str]
    bytes: str


def _globbed(column: str, pattern: str) -> str:
    return f"({' OR '.join(f'{column} GLOB {_text(each)}' for each in _expanded(pattern))})"


DIALECTS: Mapping[str, _Dialect] = {
    "duckdb": _Dialect(
        lambda column, pattern: f"regexp_full_match({column}, {_text(pattern)})", "BLOB"
    ),
    "postgres": _Dialect(
        lambda column, pattern: f"{column} ~ {_text(f'^(?:{pattern})$')}", "BYTEA"
    ),
    "sqlite": _Dialect(_globbed, "BLOB"),
}
"""The dialects by name."""


def sql(spec: AnySpec, dialect: str) -> str:
    """The rules as a table that takes nothing else, and as a query that names the first broken.

    Raises InputError where the model of a request that names none is open.
    """
    unnamed, said = spec.unnamed, DIALECTS[dialect]
    every = [(each, model) for each in spec.families.values() for model in each.models]
    kinds = {
        name: str(field.text("kind"))
        for matrix in (*spec.families.values(), unnamed)
        for name, field in matrix.blocks("fields")
    }
    selector = next((name for name, field in unnamed.blocks("fields") if "selects" in field), None)
    chosen = _named(unnamed, selector)
    cases = []
    others = [*_rules(unnamed, None, said, kinds)]
    # Which models there are is the same for all.
    choice = selector, "not-a-choice"
    chosen_from = [rule for rule in others if rule[:2] == choice]
    by_model = {
        model: [
            *(rule for rule in _rules(matrix, model, said, kinds) if rule[:2] != choice),
            *chosen_from,
        ]
        for matrix, model in every
    }
    for rule in dict.fromkeys(
        rule for rules in _in_order(kinds, by_model, others) for rule in rules
    ):
        models = [model for model, rules in by_model.items() if rule in rules]
        when = _when(chosen, models, [*by_model], others=rule in others)
        cases.append(f"  WHEN {when}{rule.broken} THEN {_text(f'{rule.field}: {rule.code}')}")
    case = "\n".join(["CASE", *cases, "END"])
    types = {**_TYPES, "media": said.bytes}
    columns = [f"  {_name(name)} {types.get(kind, 'TEXT')}" for name, kind in kinds.items()]
    return "\n".join(
        [
            f"-- {made_from(spec)}",
            f"-- It is for {dialect}: what breaks a documented rule.",
            _UNSAID,
            "",
            "CREATE TABLE accepted_requests (",
            ",\n".join([*columns, f"  CHECK ({_indented(case)} IS NULL)"]),
            ");",
            "",
            "-- Of your own table: the first rule that each row breaks, or NULL.",
            f"SELECT *, {case} AS broken",
            "FROM requests;",
            "",
        ]
    )


def _in_order(
    kinds: Iterable[str], by_model: Mapping[str, list[_Rule]], others: list[_Rule]
) -> Iterator[list[_Rule]]:
    """The rules in the order in which findings come: by fields, then those between fields."""
    every = [rule for rules in (*by_model.values(), others) for rule in rules]
    for of_pairs in (False, True):
        for name in kinds:
            yield [
                rule for rule in every if rule.field == name and (rule.code in _BETWEEN) == of_pairs
            ]


_BETWEEN = ("field-required-with", "fields-exclusive", "pair-not-taken", "undocumented-field")


def _named(matrix: Matrix, selector: str | None) -> str:
    """The model of a request, be it by default."""
    if selector is None:
        return "NULL"
    default = matrix.fact("fields", selector, "default")
    if default is not None and default.is_open:
        raise InputError("the model of a request that names none is open; settle it first")
    return (
        _name(selector)
        if default is None
        else f"coalesce({_name(selector)}, {_value(default.value)})"
    )


def _when(chosen: str, models: list[str], every: list[str], *, others: bool) -> str:
    """The condition that a request is for one of these models, or for none that is known."""
    if others and len(models) == len(every):
        return ""
    if others:
        rest = [model for model in every if model not in models]
        return f"({chosen} IS NULL OR {chosen} NOT IN {_values(rest)}) AND "
    return f"{chosen} IN {_values(models)} AND "


# -- rules ---------------------------------------------------------------------------------------


def _rules(
    matrix: Matrix, model: str | None, said: _Dialect, every: Iterable[str]
) -> Iterator[_Rule]:
    """What breaks the rules of one model for sure."""
    names = matrix.block("fields")
    for name in names:
        terms = Rules(matrix, model, name)
        if requires_field(terms):
            yield _Rule(name, "required", f"{_name(name)} IS NULL")
        yield from _of_value(terms, name, said)
    for name in names:
        yield from _between(Rules(matrix, model, name), name)
    if closes(matrix):
        for name in every:
            if name not in names:
                yield _Rule(name, "undocumented-field", f"{_name(name)} IS NOT NULL")


def _of_value(terms: Rules, name: str, said: _Dialect) -> Iterator[_Rule]:
    schema: dict[str, Any] = _unwrapped(field_schema(terms))
    column, kind = _name(name), str(terms.value("kind"))
    if schema.get("not") == {} or schema.get("const") == []:
        yield _Rule(name, "not-accepted", f"{column} IS NOT NULL")
    elif kind == "text":
        if "minLength" in schema:
            yield _Rule(name, "empty-text", f"{column} = ''")
        if "maxLength" in schema:
            yield _Rule(name, "text-too-long", f"length({column}) > {schema['maxLength']}")
    elif kind == "choice" and "enum" in schema:
        yield _Rule(name, "not-a-choice", f"{column} NOT IN {_values(schema['enum'])}")
    elif kind in {"integer", "number"}:
        bounds = [
            f"{column} {sign} {schema[key]}"
            for key, sign in (("minimum", "<"), ("maximum", ">"))
            if key in schema
        ]
        if "enum" in schema:
            numbers = [each for each in schema["enum"] if isinstance(each, int)]
            bounds = [f"{column} NOT IN {_values(numbers)}"]
        if bounds:
            yield _Rule(name, "out-of-range", f"({' OR '.join(bounds)})")
    elif kind == "size":
        yield from _of_size(terms, schema, name, said)


def _of_size(terms: Rules, schema: Mapping[str, Any], name: str, said: _Dialect) -> Iterator[_Rule]:
    column, exact = _name(name), exact_sizes(terms)
    unpublished = schema.get("not", {}).get("allOf") if "pattern" not in schema else None
    known = unpublished[1]["not"].get("enum", []) if unpublished else schema.get("enum")
    if "pattern" in schema:
        pattern = str(schema["pattern"]).removeprefix("^(?:").removesuffix(")$")
        yield _Rule(name, "size-off-pattern", f"NOT {said.matches(column, pattern)}")
    elif known:
        fact = terms.fact("undocumented")
        listed = f"{column} NOT IN {_values(known)}"
        if exact and binds(terms, "size-undocumented", fact, policy=True):
            fits = said.matches(column, exact)
            yield _Rule(name, "size-undocumented", f"{listed} AND {fits}")
        if not unpublished:
            yield _Rule(name, "size-off-pattern", listed)


def _between(terms: Rules, name: str) -> Iterator[_Rule]:
    """The rules between a field and others."""
    names = terms.matrix.block("fields")
    needed = terms.fact("requires")
    if needed and needed.value in names and binds(terms, "field-required-with", needed):
        both = f"{_name(name)} IS NOT NULL AND {_name(str(needed.value))} IS NULL"
        yield _Rule(name, "field-required-with", both)
    cause = terms.fact("excludes")
    if cause is not None and binds(terms, "fields-exclusive", cause):
        for other in excluded_by(terms):
            both = f"{_name(name)} IS NOT NULL AND {_name(other)} IS NOT NULL"
            yield _Rule(name, "fields-exclusive", both)
    for pair in pairs_of(terms):
        if pair.other in names and binds(terms, "pair-not-taken", pair.cause):
            own = _or_default(terms, name)
            its = _or_default(Rules(terms.matrix, terms.model, pair.other), pair.other)
            broken = f"{its} IN {_values(pair.values)} AND {own} NOT IN {_values(pair.taken)}"
            yield _Rule(name, "pair-not-taken", broken)


def _or_default(terms: Rules, name: str) -> str:
    default = terms.value("default")
    return _name(name) if default is None else f"coalesce({_name(name)}, {_value(default)})"


def _unwrapped(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema without what it says of the type: columns have theirs."""
    if "then" in schema:
        return _unwrapped(schema["then"])
    for each in schema.get("allOf", ()):
        if "then" in each:
            return _unwrapped(each)
    return dict(schema)


# -- words ---------------------------------------------------------------------------------------


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _value(value: object) -> str:
    return _text(value) if isinstance(value, str) else str(value)


def _values(values: Iterable[object]) -> str:
    return f"({', '.join(map(_value, values))})"


def _indented(case: str) -> str:
    return case.replace("\n", "\n  ")


_SIGN = r"\\(.)|(\[[^\]]*\])|\(\?:((?:[^()\\]|\\.)*)\)|([^\\\[(|])"
_TIMES = r"\{(\d+)(?:,(\d+))?\}"


def _expanded(pattern: str) -> list[str]:
    """The patterns of GLOB that together match what a regular expression of ours matches."""
    found: list[str] = []
    ways: list[list[str]] = []
    place = 0
    while place < len(pattern):
        if pattern[place] == "|":
            found += map("".join, product(*ways))
            ways, place = [], place + 1
            continue
        sign = re.compile(_SIGN).match(pattern, place)
        if sign is None:
            raise InputError(f"the pattern {pattern} is not one that GLOB can say")
        escaped, digits, group, plain = sign.groups()
        place = sign.end()
        one = _expanded(group) if group is not None else [digits or _plain(escaped or plain)]
        times = re.compile(_TIMES).match(pattern, place)
        if times:
            place = times.end()
            least, most = int(times[1]), int(times[2] or times[1])
            one = [part * count for part in one for count in range(least, most + 1)]
        ways.append(one)
    return [*found, *map("".join, product(*ways))]


def _plain(character: str) -> str:
    """A character as GLOB reads it."""
    return f"[{character}]" if character in "*?[" else character
