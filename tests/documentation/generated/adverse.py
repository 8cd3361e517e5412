"""Layouts that were once misread: what a head was not known by was taken for the field above it."""

import textwrap
from collections.abc import Callable, Iterator, Mapping

from tests.documentation.generated.material import Item, Material, Section

__all__ = ["ADVERSE"]

_BROKEN_AT = 58


def _page(
    made: Material,
    field: Callable[[Item], Iterator[str]],
    table: Callable[[Section], Iterator[str]] | None = None,
    code: str = "",
) -> str:
    """A page as lines: the head, tables, fields; `code` fences the samples, as Markdown does."""
    told, mark = made.prose, "## " if code else ""
    lines = [
        f"{mark}Create",
        "",
        f"{made.method} {made.host}{made.path}",
        "",
        told.words["intro"],
        "",
    ]
    table = table or (_piped if code else _rows)
    for each in made.sections:
        lines += [f"{mark}{each.title}", "", each.prose, ""]
        lines += [*table(each), "", each.after, ""]
    lines += [f"{mark}Headers", ""]
    lines += ["", *field(Item(made.header, "string", True, told["access"])), ""]
    lines += [f"{mark}Body", "", made.encoding, ""]
    lines += [line for item in made.fields for line in field(item)]
    lines += [f"{mark}Response", "", told["answer"], ""]
    lines += [line for item in made.answer for line in field(item)]
    for kind, text in (("bash", made.curl), ("json", made.sample_text)):
        lines += [
            f"{mark}Example",
            "",
            *([f"{code}{kind}"] if code else []),
            text,
            *[code][: len(code)],
        ]
    return "\n".join(lines)


def _rows(section: Section) -> Iterator[str]:
    yield from ("\t".join(row) for row in section.rows)


def _kind(item: Item) -> str:
    return "string" if item.type.startswith("enum") else item.type


def _narrowed(item: Item) -> Iterator[str]:
    """ReadMe: the type, and on a line of its own that it is an enumeration; values a line each."""
    yield item.name
    yield _kind(item)
    if item.options:
        yield "enum"
    if item.required:
        yield "required"
    if item.low is not None:
        yield f"{item.low} to {item.high}"
    if item.default is not None:
        yield f"Defaults to {item.default}"
    yield item.text
    if item.pattern:
        yield f"Must match pattern: {item.pattern}"
    if item.options:
        yield "Allowed:"
        yield from item.options
    yield ""


def _below(item: Item) -> Iterator[str]:
    """Stoplight: each label over its value, values without commas."""
    yield item.name
    yield f"{_kind(item)}<binary>" if item.type == "file" else _kind(item)
    if item.required:
        yield "required"
    yield item.text
    if item.options:
        yield "Allowed values:"
        yield from item.options
    if item.low is not None:
        yield f">= {item.low}"
        yield f"<= {item.high}"
    for label, value in (("Default", item.default), ("Match pattern", item.pattern)):
        if value not in {None, ""}:
            yield f"{label}:"
            yield str(value)
    yield ""


def _dotted(item: Item) -> Iterator[str]:
    """GitBook: type, enumeration and ends on the line of the name, with dots between."""
    kind = "string · binary" if item.type == "file" else _kind(item)
    kind += " · enum" if item.options else ""
    kind += f" · min: {item.low} · max: {item.high}" if item.low is not None else ""
    yield f"{item.name}  {kind}  {'Required' if item.required else 'Optional'}"
    yield item.text
    if item.default is not None:
        yield f"Default: {item.default}"
    if item.pattern:
        yield f"Pattern: {item.pattern}"
    if item.options:
        yield f"Possible values: {' '.join(item.options)}"


def _broken(item: Item) -> Iterator[str]:
    """A manual: indented, with sentences and lists broken over lines."""
    marks = [item.type, "required" if item.required else "optional"]
    marks += [f"default {item.default}"] if item.default is not None else []
    yield f"  {item.name} ({', '.join(marks)})"
    told = [item.text, f"Values: {', '.join(item.options)}" if item.options else ""]
    told += [f"Minimum: {item.low}. Maximum: {item.high}." if item.low is not None else ""]
    for each in filter(None, told):
        wrapped = textwrap.wrap(each, _BROKEN_AT, break_long_words=False, break_on_hyphens=False)
        yield from (f"      {line}" for line in wrapped)
    if item.pattern:
        yield f"      Pattern: {item.pattern}"
    yield ""


def _headed(item: Item) -> Iterator[str]:
    """Markdown: a heading for each field, values as bullets, ends on lines broken by force."""
    default = f", default `{item.default}`" if item.default is not None else ""
    yield from (f"### `{item.name}`", "")
    yield f"*{item.type}*, {'**required**' if item.required else 'optional'}{default}"
    yield from ("", item.text, "")
    if item.options:
        yield from ("Allowed values:", "", *(f"- `{each}`" for each in item.options), "")
    if item.low is not None:
        yield from (f"Minimum: {item.low}  ", f"Maximum: {item.high}", "")
    if item.pattern:
        yield from (f"Pattern: `{item.pattern}`", "")


def _piped(section: Section) -> Iterator[str]:
    yield from _marked([*section.rows])


def _marked(rows: list[tuple[str, ...]]) -> Iterator[str]:
    rows.insert(1, ("---",) * len(rows[0]))
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _by_resolution(section: Section) -> Iterator[str]:
    """A table for each resolution, which its heading alone names."""
    heading, *rows = section.rows
    if len(heading) == 2:
        yield from _marked([heading, *rows])
        return
    for label in dict.fromkeys(row[0] for row in rows):
        yield from (f"### {label}", "")
        yield from _marked([heading[1:], *(row[1:] for row in rows if row[0] == label)])
        yield ""


def _by_models(section: Section) -> Iterator[str]:
    """A table for each column, named by its heading, with a ratio in each of its columns."""
    heading, *rows = section.rows
    if len(heading) == 2:
        yield from _marked([heading, *rows])
        return
    ratios = [*dict.fromkeys(row[1] for row in rows)]
    for at in range(2, len(heading)):
        yield from (f"### {heading[at].removeprefix('Pixels for ')}", "")
        sizes = {(row[0], row[1]): row[at] for row in rows}
        labels = dict.fromkeys(row[0] for row in rows)
        lines = [(label, *(sizes.get((label, each), "-") for each in ratios)) for label in labels]
        yield from _marked([(heading[0], *ratios), *lines])
        yield ""


ADVERSE: Mapping[str, Callable[[Material], str]] = {
    "ReadMe, enum on its own line": lambda made: _page(made, _narrowed),
    "labels over values, copied": lambda made: _page(made, _below),
    "types with dots, copied": lambda made: _page(made, _dotted),
    "a manual": lambda made: _page(made, _broken),
    "Markdown, headings and bullets": lambda made: _page(made, _headed, code="```"),
    "Markdown, a table a resolution": lambda made: _page(made, _headed, _by_resolution, "```"),
    "Markdown, a table for models": lambda made: _page(made, _headed, _by_models, "```"),
}
