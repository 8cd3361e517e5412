"""Fields: what one field of one model may be, as JSON Schema.

Everything here asks the oracle's own terms whether a breach is refused for sure. What is only
likely to be refused is no constraint: nobody's request is called invalid because of a guess.
"""

import re
from collections.abc import Callable, Mapping
from typing import cast

from cometvideo.export.patterns import (
    NUMBER,
    Span,
    exactly,
    integers,
    literal,
    matching,
    naturals,
    no_less,
    no_more,
    outside,
)
from cometvideo.facts.fact import Fact
from cometvideo.facts.tables import cells_of
from cometvideo.findings import shown_bare
from cometvideo.prediction.in_text import ADDRESS, DATA
from cometvideo.prediction.rules import Rules
from cometvideo.prediction.sizes import grammar_of

__all__ = [
    "FILE",
    "READERS",
    "Schema",
    "binds",
    "exact_sizes",
    "field_schema",
    "fits",
    "schema_of_values",
]

Schema = dict[str, object]

# How a typed request writes a file: an object, because a text would be sent as text.
FILE: Mapping[str, object] = {
    "properties": {"file": {"type": "string", "minLength": 1}},
    "required": ["file"],
    "additionalProperties": False,
}

# No side of an exact size has more digits than this.
_LARGEST_SIDE = 999_999


def binds(terms: Rules, code: str, cause: Fact | None, *, policy: bool = False) -> bool:
    """Whether what breaks this rule is refused for sure, as `predict` judges it."""
    return terms.breach(code, cause, policy=policy).sure


def field_schema(terms: Rules) -> Schema:
    """The schema of a field's value, without words about it; {} where nothing is ruled out."""
    kind = str(terms.value("kind"))
    accepted = terms.fact("accepted")
    is_refused = kind != "media" and accepted is not None and accepted.value is False
    if is_refused and binds(terms, "not-accepted", accepted):
        return {"not": {}}
    return cast("Schema", _sound(READERS[kind](terms)))


def _sound(schema: object) -> object:
    """The same schema where nothing is a choice of none, which is no schema to many validators."""
    if isinstance(schema, dict):
        none = schema.get("enum") == []
        return {"not": {}} if none else {key: _sound(each) for key, each in schema.items()}
    return [_sound(each) for each in schema] if isinstance(schema, list) else schema


def fits(value: object, schema: Schema) -> bool:
    """Whether a default or an example is what the schema of its field takes."""
    if schema.get("not") == {} or value not in cast("list[object]", schema.get("enum", [value])):
        return False
    if isinstance(value, str) and not re.search(str(schema.get("pattern", "")), value):
        return False
    if isinstance(value, int | float):
        least, most = (cast("float", schema.get(key, value)) for key in ("minimum", "maximum"))
        if not least <= value <= most:
            return False
    rules = [schema, *cast("list[Schema]", schema.get("allOf", []))]
    kinds = {"string": str, "integer": int, "number": int | float}
    return all(
        fits(value, cast("Schema", rule["then"]))
        for rule in rules
        if "then" in rule
        and isinstance(value, kinds.get(str(cast("Schema", rule["if"]).get("type")), ()))
    )


def schema_of_values(terms: Rules, values: tuple[object, ...]) -> Schema:
    """The schema of some values of a field, however they may be written."""
    truths = [each for each in values if isinstance(each, bool)]
    if truths:
        spelt = [shown_bare(each) for each in truths] if terms.value("as_text") is True else []
        return {"enum": [*truths, *spelt]}
    numbers = [each for each in values if isinstance(each, int)]
    if not numbers or terms.value("as_text") is not True:
        return {"enum": list(values)} if values else {"not": {}}
    return {"enum": [*numbers, *integers([(each, each) for each in sorted(numbers)])]}


def _text(terms: Rules) -> Schema:
    schema: Schema = {"type": "string"} if binds(terms, "wrong-type", terms.fact("kind")) else {}
    empty = terms.fact("empty")
    if empty is not None and binds(terms, "empty-text", empty, policy=True):
        schema["minLength"] = 1
    most = terms.fact("max_length")
    if most is not None and binds(terms, "text-too-long", most):
        schema["maxLength"] = most.value
    return schema


def _choice(terms: Rules) -> Schema:
    fact = terms.fact("choices")
    own = fact.value if fact is not None and isinstance(fact.value, tuple) else None
    choices = terms.matrix.models if own is None else tuple(map(str, own))
    cause = terms.fact("selects") if own is None else fact
    rule: Schema = {}
    if binds(terms, "not-a-choice", cause or terms.fact("kind")):
        rule = {"enum": list(choices)}
    return _of_texts(terms, rule)


def _integer(terms: Rules) -> Schema:
    as_text = terms.value("as_text") is True
    least, most = (
        terms.integer(key) if binds(terms, "out-of-range", terms.fact(key)) else None
        for key in ("min", "max")
    )
    bounds = {"minimum": least, "maximum": most}
    numbers: Schema = {key: bound for key, bound in bounds.items() if bound is not None}
    spans: list[Span] = [(least, most)]
    allowed: list[int] = []
    values = terms.fact("values")
    if values is not None and binds(terms, "out-of-range", values):
        listed = values.value if isinstance(values.value, tuple) else ()
        allowed = sorted(
            int(each)
            for each in listed
            if (least is None or int(each) >= least) and (most is None or int(each) <= most)
        )
        spans = [(each, each) for each in allowed]
        numbers = {"enum": allowed}
    if not binds(terms, "not-an-integer", terms.fact("kind")):
        return _integer_if_it_is_one(numbers, spans if as_text else [(None, None)])
    if not as_text:
        return {"type": "integer", **numbers}
    if "enum" in numbers:
        return {"type": ["integer", "string"], "enum": [*allowed, *integers(spans)]}
    text = matching(exactly(integers(spans)))
    no_line_break = {"type": "string", "pattern": "\\n"}
    return {
        "type": ["integer", "string"],
        **numbers,
        "pattern": text["pattern"],
        "not": no_line_break,
    }


def _integer_if_it_is_one(numbers: Schema, spans: list[Span]) -> Schema:
    """The schema of a value that may be anything else as well, as far as the matrix is sure."""
    rules: list[Schema] = []
    if numbers:
        rules.append({"if": {"type": "integer"}, "then": {"type": "integer", **numbers}})
    refused = outside(spans)
    if refused:
        rules.append({"not": matching(exactly(integers(refused)))})
    return {"allOf": rules} if rules else {}


def _number(terms: Rules) -> Schema:
    as_text = terms.value("as_text") is True
    bounds: Schema = {}
    texts = [{"pattern": exactly([NUMBER])}]
    for key, name, within in (("min", "minimum", no_less), ("max", "maximum", no_more)):
        fact, bound = terms.fact(key), terms.number(key)
        if bound is not None and binds(terms, "out-of-range", fact):
            bounds[name] = bound
            texts.append({"pattern": exactly(within(bound))})
    if not binds(terms, "wrong-type", terms.fact("kind")):
        # What it may be else is not refused for sure.
        number, text = {"type": "number"}, {"type": "string", **texts[0]}
        rules = [{"if": number, "then": bounds}] if bounds else []
        rules += [{"if": text, "then": {"allOf": texts[1:]}}] if texts[1:] and as_text else []
        return {"allOf": rules} if rules else {}
    if not as_text:
        return {"type": "number", **bounds}
    no_line_break = {"type": "string", "pattern": "\\n"}
    return {"type": ["number", "string"], **bounds, "allOf": texts, "not": no_line_break}


def _boolean(terms: Rules) -> Schema:
    if not binds(terms, "wrong-type", terms.fact("kind")):
        return {}
    if terms.value("as_text") is not True:
        return {"type": "boolean"}
    return {"type": ["boolean", "string"], "enum": [True, False, "true", "false"]}


def _size(terms: Rules) -> Schema:
    labels = terms.fact("labels")
    presets = terms.texts("labels")
    of_field = terms.matrix.texts("fields", str(terms.field), "labels")
    if labels and not binds(terms, "size-off-pattern", labels):
        # The labels that the model may not take are not refused for sure.
        presets = tuple(dict.fromkeys((*presets, *of_field)))
    sides = _sides(terms)
    off_pattern = binds(terms, "size-off-pattern", grammar_of(terms))
    published = [
        str(cell.size)
        for cell in cells_of(terms)
        if sides is None or (sides[0] <= min(cell.size) and max(cell.size) <= sides[1])
    ]
    known = [*presets, *(published if sides or not presets else ())]
    exact = exact_sizes(terms)
    only_known = _refuses_unpublished(terms)
    if not off_pattern:
        unpublished = {"allOf": [matching(exactly([exact])), {"not": {"enum": known}}]}
        return _of_texts(terms, {"not": unpublished} if only_known and exact else {})
    if only_known or not exact:
        return _of_texts(terms, {"enum": list(dict.fromkeys(known))})
    return _of_texts(terms, matching(exactly([*map(literal, presets), exact])))


def _refuses_unpublished(terms: Rules) -> bool:
    """Whether an exact size that is not published for the model is refused for sure."""
    if terms.model is None:
        return False
    return binds(terms, "size-undocumented", terms.fact("undocumented"), policy=True)


def exact_sizes(terms: Rules) -> str:
    """The pattern of the exact sizes within the grammar; empty where there is none."""
    bounds = _sides(terms)
    if bounds is None:
        return ""
    sides = naturals(max(bounds[0], 1), min(bounds[1], _LARGEST_SIDE))
    side = sides[0] if len(sides) == 1 else f"(?:{'|'.join(sides)})"
    return f"{side}x{side}" if sides else ""


def _media(terms: Rules) -> Schema:
    schema: Schema = {}
    several: Schema = {}
    texts = [
        pattern
        for key, pattern in (("as_data", DATA), ("as_address", ADDRESS))
        if (fact := terms.fact(key)) is not None and True in fact.options
    ]
    if binds(terms, "not-a-file", terms.fact("kind")):
        text = _without_type(matching(exactly(texts))) if texts else {}
        types = ["string"] if texts else []
        schema = {"type": ["object", "array", *types], **FILE, **text}
        several["items"] = {"type": ["object", *types] if types else "object", **FILE, **text}
    repeat = terms.fact("repeat")
    count = terms.fact("limits", "max_count")
    why_one = repeat or terms.fact("kind")
    if (repeat is None or repeat.value is not True) and binds(terms, "too-many-files", why_one):
        several["maxItems"] = 1
    elif count and binds(terms, "beyond-limit", terms.fact("beyond_limits"), policy=True):
        several["maxItems"] = terms.integer("limits", "max_count")
    accepted = terms.fact("accepted")
    if accepted is not None and accepted.value is False:
        # A list of no files sends no file, so it is all that such a model takes.
        several |= {"const": []} if binds(terms, "not-accepted", accepted) else {}
    if several and "type" not in schema and "const" not in several:
        # What is said of lists alone is said beside their type, and leaves all else as it is.
        return {"if": {"type": "array"}, "then": {"type": "array", **several}}
    return schema | several


def _without_type(schema: Schema) -> Schema:
    """What holds of texts alone, beside other types; a text of other lines is none."""
    found = {key: each for key, each in schema.items() if key != "type"}
    return {**found, "not": {"type": "string", "pattern": "\\n"}} if found else {}


READERS: Mapping[str, Callable[[Rules], Schema]] = {
    "text": _text,
    "choice": _choice,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "size": _size,
    "media": _media,
}
"""Every kind of field, and how it is written as a schema."""


def _of_texts(terms: Rules, rule: Schema) -> Schema:
    """A rule for texts, and for nothing else, as far as the matrix is sure of the type."""
    if binds(terms, "wrong-type", terms.fact("kind")):
        return {"type": "string", **rule}
    return {"if": {"type": "string"}, "then": {"type": "string", **rule}} if rule else {}


def _sides(terms: Rules) -> tuple[int, int] | None:
    """The shortest and the longest side of an exact size; None where only listed sizes are."""
    least, most = (terms.integer("exact", key) for key in ("min", "max"))
    return None if least is None or most is None else (least, most)
