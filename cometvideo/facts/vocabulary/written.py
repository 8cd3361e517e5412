"""What is written from the vocabulary: the JSON Schema of specs, and the reference of keys."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from cometvideo.facts.vocabulary import ANY_KEY, FORMAT, Row, Type
from cometvideo.facts.vocabulary.samples import Examples, readers_of
from cometvideo.facts.vocabulary.schema import spec_schema

__all__ = ["written_files"]

_WIDTH: Final = 100
_BEGIN: Final = "<!-- What follows is written by python -m cometvideo.facts.vocabulary -->\n"
_END: Final = "<!-- as far as here -->\n"
# In the reference, types that are more than their words for errors.
_VALUES: Final = {
    "size": "a size",
    "open-size": "a size",
    "sizes": "a list of sizes",
    "http-status": "a status of HTTP",
}


def written_files(root: Path) -> dict[Path, str]:
    """The files of a checkout that are written from the vocabulary, with what is to be in them."""
    page = root / "docs" / "specs.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    reference = "\n".join(_Reference(Examples(root), {}, root / "cometvideo").lines())
    return {
        root / "spec" / "spec.schema.json": f"{_layout(spec_schema())}\n",
        page: f"{before}{_BEGIN}\n{reference}\n{_END}{after}",
    }


def _layout(value: object, indent: int = 0, before: int = 0) -> str:
    """JSON with short parts on one line; `before` is the room that a key takes on the first."""
    if isinstance(value, dict | list) and value:
        line = _on_a_line(value)
        if indent + before + len(line) < _WIDTH and indent:
            return line
        inner = indent + 2
        if isinstance(value, list):
            parts = [_layout(each, inner) for each in value]
        else:
            keys = {key: f"{json.dumps(key)}: " for key in value}
            parts = [
                f"{keys[key]}{_layout(each, inner, len(keys[key]))}" for key, each in value.items()
            ]
        joined = f",\n{' ' * inner}".join(parts)
        begin, end = ("[", "]") if isinstance(value, list) else ("{", "}")
        return f"{begin}\n{' ' * inner}{joined}\n{' ' * indent}{end}"
    return json.dumps(value, ensure_ascii=False)


def _on_a_line(value: object) -> str:
    if isinstance(value, dict):
        parts = ", ".join(f"{json.dumps(key)}: {_on_a_line(each)}" for key, each in value.items())
        return f"{{ {parts} }}" if parts else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_on_a_line, value))}]"
    return json.dumps(value, ensure_ascii=False)


class _Reference(NamedTuple):
    """The keys of every section, as tables; what stands in several places, at the first."""

    examples: Examples
    parts: dict[str, str]
    package: Path

    def lines(self) -> Iterator[str]:
        """All of it."""
        yield from _of_file()
        for key, section in FORMAT.keys.items():
            yield f"### {section.title}: `{key}`"
            yield section.meaning
            yield ""
            yield "| key | value | meaning | left out | example | read by |"
            yield "|---|---|---|---|---|---|"
            yield from self.rows(section, (key,), [section])
            yield ""

    def rows(self, block: Row, keys: tuple[str, ...], around: list[Row]) -> Iterator[str]:
        """The rows of a block and of those in it."""
        free = block.each if block.free or not block.keys else None
        for key, row in {**block.keys, **({} if free is None else {ANY_KEY: free})}.items():
            place = (*keys, key)
            here = ".".join(place)
            values = [_value(row.type)] if row.type is not None else []
            first = self.parts.setdefault(row.part, here) if row.part else here
            if row.is_block:
                values.append("a block" if first == here else f"a block as `{first}`")
            example, readers = "", ""
            if row.type is not None:
                example = f"`{self.examples.of(place, row)}`"
                readers = ", ".join(readers_of(place, [*around, row], self.package))
            without = _left_out([*around, row])
            said = (f"`{here}`", " or ".join(values), row.explained, without, example, readers)
            yield f"| {' | '.join(said)} |"
            if first == here:
                yield from self.rows(row, place, [*around, row])


def _of_file() -> Iterator[str]:
    """The keys of a file beside its sections, and those of a source, as the schema has them."""
    schema = spec_schema()
    source = schema["$defs"]["source"]
    head = {key: each for key, each in schema["properties"].items() if key not in FORMAT.keys}
    for title, keys, needed in (
        ("The file", head, schema["required"]),
        ("A source: `sources.*`", source["properties"], source["required"]),
    ):
        yield f"### {title}"
        yield "| key | | meaning |"
        yield "|---|---|---|"
        for key, each in keys.items():
            said = schema["$defs"].get(each.get("$ref", "").rpartition("/")[2], each)
            yield f"| `{key}` | {'needed' if key in needed else ''} | {said['description']} |"
        yield ""


def _left_out(rows: Sequence[Row]) -> str:
    """What holds where a fact, or a block, is left out."""
    if rows[-1].needed:
        return "it can be validated against alone"
    every = rows if rows[-1].type is not None else rows[-1:]
    return next((each.left_out for each in reversed(every) if each.left_out), "")


def _value(kind: Type) -> str:
    words = ", ".join(f"`{each}`" for each in kind.choices) or _VALUES.get(kind.name, kind.says)
    return words if kind.settled else f"{words}; may be open"
