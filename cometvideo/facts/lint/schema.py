"""What the JSON Schema of specs says about a file, in words and with places."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cometvideo.extras import need
from cometvideo.facts.documents import is_fact
from cometvideo.facts.fact import Where
from cometvideo.facts.lint.subject import Flaw, nearest
from cometvideo.facts.loading import DEFAULT_SPEC, find_spec
from cometvideo.facts.strict_yaml import Node, plain
from cometvideo.findings import shown

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

__all__ = ["PHRASES", "schema_file", "schema_flaws", "validator"]

# jsonschema's own ValidationError, whose attributes are of any type.
Error = Any

# With more than these, only the nearest is named.
_MOST_SHOWN = 12

_TRUTHS = {"yes": "true", "true": "true", "on": "true"} | dict.fromkeys(
    ("no", "false", "off"), "false"
)
# Texts that need no quotes.
_PLAIN = r"[a-z][a-z0-9]*([_./-][a-z0-9]+)*|[1-9][0-9]*x[1-9][0-9]*"

_TYPES = {
    "object": "a block",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


def schema_file() -> Path:
    """The JSON Schema of specs, which lies beside the shipped ones."""
    return Path(find_spec(DEFAULT_SPEC)).with_name("spec.schema.json")


def schema_flaws(root: Node) -> Iterator[tuple[str, Flaw]]:
    """Everything in a document that the schema does not allow, with the name of the rule.

    Raises InputError where the package `jsonschema` is missing.
    """
    said: set[tuple[Where, str]] = set()
    for error in chain.from_iterable(map(_told, validator().iter_errors(plain(root)))):
        found, path = _reach(root, error)
        if error.validator == "additionalProperties":
            yield from _unknown_keys(error, found, path)
        elif error.validator == "enum":
            yield "unknown-word", _unknown_word(error, found, path)
        else:
            problem = PHRASES[str(error.validator)](error)
            if (found.where, problem) in said:
                # Each missing key is an error of its own, and the phrase names them all.
                continue
            said.add((found.where, problem))
            hint = "" if error.validator == "required" else error.schema.get("description", "")
            flaw = Flaw(path or "the spec", found.where, error.instance, fix=_sentence(hint))
            meant = _meant(error) if error.validator == "type" else None
            yield "schema", flaw._replace(detail={"problem": problem}, nearest=meant)


@cache
def validator() -> "Draft202012Validator":
    """The validator of documents; raises InputError where the package `jsonschema` is missing."""
    need("linting a spec", "lint", "jsonschema")
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(schema_file().read_text(encoding="utf-8")))


def _told(error: Error) -> Iterator[Error]:
    """What an error says; where several forms are allowed, that of the form that was meant."""
    if error.validator != "anyOf":
        yield error
        return
    forms: list[list[Error]] = [[] for _ in error.validator_value]
    for inner in error.context:
        forms[inner.schema_path[0]].append(inner)
    for inner in min(forms, key=_distance):
        yield from _told(inner)


def _distance(errors: list[Error]) -> int:
    """How far a value is from a form: another type is far, a wrong part of it is near."""
    own = [each for each in errors if not each.path]
    return sum(2 if each.validator == "type" else 1 for each in own)


def _reach(root: Node, error: Error) -> tuple[Node, str]:
    """The node that an error is about, and the path of the fact that it belongs to."""
    node, keys, within_fact = root, [], False
    for step in error.absolute_path:
        inner: Any = node.value
        within_fact = within_fact or (isinstance(inner, Mapping) and is_fact(inner))
        node = inner[step]
        if isinstance(step, str) and not within_fact:
            keys.append(step)
    return node, ".".join(keys)


def _unknown_keys(error: Error, block: Node, path: str) -> Iterator[tuple[str, Flaw]]:
    known = list(error.schema["properties"])
    children: Any = block.value
    for key in (key for key in children if key not in known):
        yield (
            "unknown-key",
            Flaw(
                f"{path}.{key}" if path else key,
                children[key].where,
                key,
                allowed=", ".join(known) if len(known) <= _MOST_SHOWN else None,
                nearest=nearest(key, known),
            ),
        )


def _unknown_word(error: Error, found: Node, path: str) -> Flaw:
    words = [str(word) for word in error.validator_value if word is not None]
    return Flaw(path, found.where, error.instance, ", ".join(words), nearest(error.instance, words))


def _of_type(error: Error) -> str:
    types = (
        [error.validator_value]
        if isinstance(error.validator_value, str)
        else [each for each in error.validator_value if each != "null"]
    )
    return f"is {_shown(error.instance)}, where {_either(_TYPES[each] for each in types)} belongs"


def _meant(error: Error) -> str | None:
    """How a value of another type is written, where it can be told what is meant."""
    got, schema = error.instance, error.schema
    item = schema.get("items", {})
    if "$ref" in item:
        definitions: Any = validator().schema
        item = definitions["$defs"][item["$ref"].rpartition("/")[2]]
    if "array" in _listed(schema.get("type", ())) and isinstance(got, str | int | float):
        types, texts = _listed(item.get("type", ())), re.split(r"\s*[,;]\s*", str(got).strip("[] "))
        items = [_as_one_of(types, each) for each in texts if each]
        return None if not items or None in items else f"[{', '.join(map(str, items))}]"
    return _as_one_of(_listed(schema.get("type", ())), got)


def _as_one_of(types: Sequence[str], got: object) -> str | None:
    """A text as it is written where one of these types belongs; None where it can be none."""
    if not isinstance(got, str):
        return None if "string" not in types or not isinstance(got, int | float) else f'"{got}"'
    if re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", got) and {"integer", "number"} & {*types}:
        return got if "." not in got or "number" in types else None
    if "boolean" in types:
        return _TRUTHS.get(got.lower())
    if "string" not in types:
        return None
    return got if re.fullmatch(_PLAIN, got) else json.dumps(got, ensure_ascii=False)


def _listed(types: str | Sequence[str]) -> Sequence[str]:
    return [types] if isinstance(types, str) else types


def _shown(value: object) -> str:
    """A value in words, containers by their kind."""
    if isinstance(value, dict):
        return "a block"
    return "a list" if isinstance(value, list) else shown(value)


def _either(words: Iterator[str]) -> str:
    return " or ".join(words)


def _sentence(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")


# Every keyword of the schema that can fail by itself, as what follows the path in a message.
PHRASES: Mapping[str, Callable[[Error], str]] = {
    "type": _of_type,
    "const": lambda error: f"is {_shown(error.instance)}, where {error.validator_value} belongs",
    "required": lambda error: (
        "lacks " + ", ".join(key for key in error.validator_value if key not in error.instance)
    ),
    "pattern": lambda error: f"is {_shown(error.instance)}, which is of another form",
    "minimum": lambda error: f"is {error.instance}, below {error.validator_value}",
    "maximum": lambda error: f"is {error.instance}, above {error.validator_value}",
    "minLength": lambda _: "is empty",
    "minItems": lambda _: "is an empty list",
    "minProperties": lambda _: "is an empty block",
}
