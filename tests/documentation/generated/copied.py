"""Layouts as text copied from a browser or a PDF."""

# ruff: noqa: ARG001, RUF001 - every layout has the same arguments; signs as pages write them

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping

from tests.documentation.generated.material import Item, Material, Section

__all__ = ["COPIED"]

Layout = Callable[[Material], str]


def _run_together(section: Section) -> list[str]:
    """The rows of a table with nothing between the cells; a repeated label is left out."""
    lines, before = ["".join(section.rows[0])], ""
    for row in section.rows[1:]:
        cells = row[1:] if len(row) > 2 and row[0] == before else row
        before = row[0]
        lines.append("".join(cells))
    return lines


def _tabbed(section: Section) -> list[str]:
    return ["\t".join(row) for row in section.rows]


def _page(
    made: Material,
    field: Callable[[Item, Material], Iterator[str]],
    table: Callable[[Section], list[str]] = _run_together,
    head: str = "",
) -> str:
    words, prose = made.prose.words, made.prose
    first = head or f"{made.method}\n" + re.sub("(/)", r"\n\1\n", made.path).strip()
    lines = [*first.split("\n"), *made.curl.split("\n"), *made.sample_text.split("\n"), ""]
    lines += [words["intro"], ""]
    for each in made.sections:
        lines += [each.title, "", each.prose, *table(each)]
        lines += [each.after, ""] if each.after else [""]
    key = Item(made.header, "string", True, prose["access"])
    lines += [words["access title"], "", *_access(key, made), ""]
    lines += [words["body title"], "", made.encoding]
    for item in made.fields:
        lines += field(item, made)
    lines += [words["answer title"], "", prose["answer"], ""]
    for item in made.answer:
        lines += field(item, made)
    return "\n".join(lines)


def _access(key: Item, made: Material) -> list[str]:
    words = made.prose.words
    return [key.name, "string", "header", words["required"], "", key.text]


def _mintlify(item: Item, made: Material) -> Iterator[str]:
    words = made.prose.words
    yield item.name
    yield item.type
    if item.default is not None:
        yield f"{words['default']}:{item.default}"
    if item.required:
        yield words["required"]
    yield ""
    yield item.text
    yield ""
    yield from _labelled(item, made)


def _labelled(item: Item, made: Material) -> Iterator[str]:
    words = made.prose.words
    if item.options:
        yield f"{words['options']}:"
        yield from (f"{each}," for each in item.options[:-1])
        yield item.options[-1]
    if item.low is not None and item.high is not None:
        yield f"{words['range']}: {item.low} <= x <= {item.high}"
    if item.pattern:
        yield f"{words['pattern']}: {item.pattern}"
    if item.examples:
        yield f"{words['example']}:"
        yield ""
        for each in item.examples:
            yield each
            yield ""


def _one_line(item: Item, made: Material) -> Iterator[str]:
    words = made.prose.words
    yield " ".join([item.name, item.type, *([words["required"]] if item.required else [])])
    yield item.text
    if item.default is not None:
        yield f"Default: {item.default}"
    if item.options:
        yield f"{words['options']}: {', '.join(item.options)}"
    if item.low is not None:
        yield f"{words['range']}: {item.low} <= x <= {item.high}"
    if item.pattern:
        yield f"{words['pattern']}: {item.pattern}"
    yield ""


def _starred(item: Item, made: Material) -> Iterator[str]:
    """GitBook: a star for what is required, the type beside the name."""
    yield f"{item.name}{' *' if item.required else ''}"
    yield item.type
    yield item.text
    if item.default is not None:
        yield f"Default: {item.default}"
    if item.options:
        yield f"Possible values: {', '.join(item.options)}"
    if item.low is not None:
        yield f"Min: {item.low}, max: {item.high}"
    if item.pattern:
        yield f"Pattern: {item.pattern}"
    yield ""


def _swagger(item: Item, made: Material) -> Iterator[str]:
    yield f"{item.name} *" if item.required else item.name
    if item.required:
        yield "required"
    yield "enum" if item.options else item.type
    yield "(formData)"
    yield item.text
    if item.options:
        yield f"Available values : {', '.join(item.options)}"
    if item.default is not None:
        yield f"Default value : {item.default}"
    if item.low is not None:
        yield f"minimum: {item.low}"
        yield f"maximum: {item.high}"
    if item.pattern:
        yield f"pattern: {item.pattern}"
    yield ""


def _redoc(item: Item, made: Material) -> Iterator[str]:
    """Redoc: name and mark in a cell, then type with range or values, then the text."""
    yield item.name
    if item.required:
        yield "required"
    kind = "string" if item.options else item.type
    kind = f"{kind} <binary>" if kind == "file" else kind
    limits = f" [ {item.low} .. {item.high} ]" if item.low is not None else ""
    pattern = f" {item.pattern}" if item.pattern else ""
    yield f"{kind}{limits}{pattern}"
    if item.default is not None:
        yield f"Default: {item.default}"
    if item.options:
        yield "Enum: " + " ".join(f'"{each}"' for each in item.options)
    yield item.text
    yield ""


def _readme(item: Item, made: Material) -> Iterator[str]:
    """ReadMe: name, type, mark, then constraints in the text's own lines."""
    yield item.name
    yield item.type
    if item.required:
        yield "required"
    if item.low is not None:
        yield f"{item.low} to {item.high}"
    if item.default is not None:
        yield f"Defaults to {item.default}"
    yield item.text
    if item.options:
        yield "Allowed: " + " ".join(item.options)
    if item.pattern:
        yield f"Pattern: {item.pattern}"
    yield ""


def _pdf(made: Material) -> str:
    """Lines are broken at 66 characters, and long words at their hyphens."""
    lines: list[str] = []
    code = False
    for line in _page(made, _one_line, _tabbed, f"{made.method} {made.path}").split("\n"):
        code = (code and not line.startswith("}")) or line.startswith(("{", "curl"))
        if code or "\t" in line or line.startswith(("  ", "}")) or "^(" in line:
            lines.append(line)
        else:
            lines += textwrap.wrap(line, 66, break_on_hyphens=True) or [""]
    return "\n".join(lines)


def _hyphenated(made: Material) -> str:
    """Words are cut with a hyphen at the end of a line, ids with none."""
    text = _page(made, _mintlify, head=f"{made.method} {made.path}")
    for word in ("reference", "beginning", "rendered"):
        text = re.sub(rf"\b({word[:4]})({word[4:]})\b(?=[^\n]*\.)", "\\1-\n\\2", text, count=1)
    return text


_SIGNS = str.maketrans({"'": "’", '"': "”"})


def _typographic(made: Material) -> str:
    """No-break spaces, typographic quotes and dashes, in all that is no code."""
    text = _page(made, _mintlify)
    head, middle = text.split("}\n", 1)
    middle = re.sub(r"(?<=[a-z,.]) (?=\d|HTTP)|(?<=HTTP) ", "\u00a0", middle)
    middle = re.sub(r"(?<=\d) to (?=\d)", "\u2009\u2013\u2009", middle)
    middle = middle.replace("Only ", "Only\u202f").translate(_SIGNS)
    return f"{head}}}\n{middle}"


def _invisible(made: Material) -> str:
    """Zero-width spaces in ids, as pages have them for wrapping, and soft hyphens in words."""
    head, middle = _page(made, _mintlify).split("}\n", 1)
    middle = middle.replace("doubao-seedance", "doubao-\u200bseedance").replace("_", "_\u200b")
    return f"{head}}}\n" + middle.replace("reference ", "ref\u00aderence ")


def _full_width(made: Material) -> str:
    """Digits of full width in the prose of a Japanese page."""
    digits = str.maketrans("0123456789", "０１２３４５６７８９")
    text = _page(made, _mintlify)
    return re.sub(
        r"(\d+)〜(\d+)|HTTP (\d+)|<= x <= \d+", lambda found: found[0].translate(digits), text
    )


def _starred_sizes(made: Material) -> str:
    text = _page(made, _mintlify, _tabbed)
    return text.replace("×", " * ")


COPIED: Mapping[str, Layout] = {
    "Mintlify, copied": lambda made: _page(made, _mintlify),
    "Mintlify, copied with tabs": lambda made: _page(made, _mintlify, _tabbed),
    "one line a field": lambda made: _page(made, _one_line, _tabbed),
    "one line a field, head on one": lambda made: _page(
        made, _one_line, head=f"{made.method} {made.path}"
    ),
    "GitBook, copied": lambda made: _page(made, _starred, _tabbed, f"{made.method} {made.path}"),
    "Swagger UI, copied": lambda made: _page(made, _swagger, _tabbed, f"{made.method}{made.path}"),
    "Redoc, copied": lambda made: _page(made, _redoc, _tabbed, f"{made.method}\n{made.path}"),
    "ReadMe, copied": lambda made: _page(
        made, _readme, _tabbed, f"{made.method}\n{made.host}{made.path}"
    ),
    "PDF, wrapped": _pdf,
    "PDF, hyphenated": _hyphenated,
    "typographic signs": _typographic,
    "invisible signs": _invisible,
    "sizes with stars": _starred_sizes,
}  # fmt: skip

FULL_WIDTH: Layout = _full_width
MINTLIFY: Layout = COPIED["Mintlify, copied"]
