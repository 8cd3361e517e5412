"""Layouts that were written by somebody who had not seen the reader, and are kept."""

import html
from collections.abc import Callable, Iterable, Iterator, Mapping

from tests.documentation.generated.material import Item, Material

__all__ = ["STRANGE"]

_quoted = html.escape


def _key(made: Material) -> Item:
    return Item(made.header, "string", True, made.prose["access"])


# --- Stoplight, copied: the host between method and path, a body of the answer -------------------


def _stoplight(made: Material) -> str:
    lines = [made.method, made.host, made.path, "", made.prose.words["intro"], ""]
    for each in made.sections:
        lines += [each.title, each.prose, *("\t".join(row) for row in each.rows), each.after, ""]
    key = _key(made)
    lines += ["Request", "Security: API Key", key.name, "string in header required", key.text]
    lines += ["Body", made.encoding, "", *_stoplight_fields(made.fields)]
    lines += ["Responses", "200", made.prose["answer"], "Body", "application/json"]
    lines += [*_stoplight_fields(made.answer), made.curl, made.sample_text]
    return "\n".join(lines)


def _stoplight_fields(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        yield f"{item.name} {item.type}" + (" required" if item.required else "")
        yield item.text
        if item.options:
            yield f"Allowed values:{' '.join(item.options)}"
        if item.low is not None:
            yield f">= {item.low} <= {item.high}"
        if item.pattern:
            yield f"Match pattern: {item.pattern}"
        if item.default is not None:
            yield f"Default: {item.default}"
        yield ""


# --- Scalar: everything on one line of HTML, every mark with a label -----------------------------


def _scalar(made: Material) -> str:
    sections = "".join(
        f"<h4>{_quoted(each.title)}</h4><p>{_quoted(each.prose)}</p>"
        f"{_cells(each.rows, 'th', '{}')}<p>{_quoted(each.after)}</p>"
        for each in made.sections
    )
    return (
        f"<html><body><h3>Create</h3><span>{made.method}</span><span>{made.path}</span>"
        f"<p>{_quoted(made.prose.words['intro'])}</p>{sections}"
        f"<h4>Authorizations</h4><ul>{_property(_key(made))}</ul>"
        f"<h4>Body</h4><span>{made.encoding}</span><ul>{''.join(map(_property, made.fields))}</ul>"
        f"<h4>Responses</h4><p>200 {_quoted(made.prose['answer'])}</p>"
        f"<ul>{''.join(map(_property, made.answer))}</ul>"
        f"<pre>{_quoted(made.curl)}</pre><pre>{_quoted(made.sample_text)}</pre></body></html>"
    )


def _property(item: Item) -> str:
    marks = [f"<span><span>Type: </span>{_quoted(item.type)}</span>"]
    if item.required:
        marks.append("<div>required</div>")
    if item.low is not None:
        marks += [f"<span>min: {item.low}</span>", f"<span>max: {item.high}</span>"]
    if item.default is not None:
        marks.append(f"<span>default: {item.default}</span>")
    if item.pattern:
        marks.append(f"<span>Pattern: <code>{_quoted(item.pattern)}</code></span>")
    options = "".join(f"<li>{each}</li>" for each in item.options)
    listed = f"<div><ul>{options}</ul></div>" if options else ""
    return (
        f"<li><div><div>{item.name}</div>{''.join(marks)}</div>"
        f"<div><p>{_quoted(item.text)}</p></div>{listed}</li>"
    )


# --- Confluence: fields in tables, and every cell a paragraph ------------------------------------


def _confluence(made: Material) -> str:
    sections = "".join(
        f"<h2>{_quoted(each.title)}</h2><p>{_quoted(each.prose)}</p>\n"
        f"{_cells(each.rows, 'th', '<p><strong>{}</strong></p>', '<p>{}</p>')}"
        f"<p>{_quoted(each.after)}</p>\n"
        for each in made.sections
    )
    return (
        f"<html><body><h1>Create</h1><p><strong>{made.method}</strong> <code>{made.path}</code></p>"
        f"<div><pre>{_quoted(made.curl)}</pre></div><div><pre>{_quoted(made.sample_text)}</pre></div>"
        f"<p>{_quoted(made.prose.words['intro'])}</p>\n{sections}"
        f"<h2>Authorizations</h2>\n{_confluence_fields([_key(made)])}"
        f"<h2>Body</h2><p>{made.encoding}</p>\n{_confluence_fields(made.fields)}"
        f"<h2>Response</h2><p>{_quoted(made.prose['answer'])}</p>\n"
        f"{_confluence_fields(made.answer)}</body></html>"
    )


def _confluence_fields(items: Iterable[Item]) -> str:
    heading = ("Parameter", "Type", "Mandatory", "Description")
    rows = ((each.name, each.type, "Yes" if each.required else "No", _told(each)) for each in items)
    return _cells([heading, *rows], "th", "<p><strong>{}</strong></p>", "<p>{}</p>")


def _told(item: Item) -> str:
    told = [item.text]
    if item.options:
        told.append(f"One of {', '.join(item.options[:-1])} or {item.options[-1]}.")
    if item.low is not None:
        told.append(f"From {item.low} to {item.high}.")
    if item.default is not None:
        told.append(f"Default: {item.default}.")
    if item.pattern:
        told.append(f"Pattern: {item.pattern}")
    return " ".join(told)


def _cells(rows: Iterable[Iterable[str]], head: str, title: str, cell: str = "{}") -> str:
    made = []
    for at, row in enumerate(rows):
        tag, inner = ("td", cell) if at else (head, title)
        made.append("".join(f"<{tag}>{inner.format(_quoted(each))}</{tag}>" for each in row))
    return "<table><tbody>" + "".join(f"<tr>{each}</tr>\n" for each in made) + "</tbody></table>\n"


STRANGE: Mapping[str, Callable[[Material], str]] = {
    "Stoplight, copied": _stoplight,
    "Scalar, HTML": _scalar,
    "Confluence, HTML": _confluence,
}
