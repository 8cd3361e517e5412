"""Layouts as HTML, Markdown and MDX."""

import html
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.documentation.generated.material import Item, Material, Section

__all__ = ["MARKED"]

Layout = Callable[[Material], str]
_quoted = html.escape


# --- HTML -----------------------------------------------------------------------------------------


def _html(
    made: Material,
    fields: Callable[[tuple[Item, ...], Material], str],
    table: Callable[[Section], str] | None = None,
) -> str:
    words = made.prose.words
    sections = "".join(
        f"<h2>{_quoted(each.title)}</h2><p>{_quoted(each.prose)}</p>\n"
        f"{(table or _html_table)(each)}\n"
        f"<p>{_quoted(each.after)}</p>\n"
        for each in made.sections
    )
    return (
        "<!doctype html><html><head><title>Videos</title></head><body><main>\n"
        f"<div><span>{made.method}</span><code>{made.path}</code></div>\n"
        f"<pre><code>{_quoted(made.curl)}</code></pre>\n"
        f"<pre><code>{_quoted(made.sample_text)}</code></pre>\n"
        f"<p>{_quoted(words['intro'])}</p>\n{sections}"
        f"<h2>{words['access title']}</h2>\n"
        f"<div><div><span>{made.header}</span><span>string</span><span>header</span>"
        f"<span>{words['required']}</span></div><p>{_quoted(made.prose['access'])}</p></div>\n"
        f"<h2>{words['body title']}</h2>\n<p>{made.encoding}</p>\n{fields(made.fields, made)}\n"
        f"<h2>{words['answer title']}</h2>\n<p>{_quoted(made.prose['answer'])}</p>\n"
        f"{fields(made.answer, made)}\n</main></body></html>\n"
    )


def _html_table(section: Section) -> str:
    head = "".join(f"<th>{_quoted(each)}</th>" for each in section.rows[0])
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{_quoted(each)}</td>" for each in row) + "</tr>"
        for row in section.rows[1:]
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table>"


def _spanned(section: Section) -> str:
    """A label once, over all of its rows, and no end tags of cells."""
    head = "".join(f"<th>{_quoted(each)}" for each in section.rows[0])
    body = ""
    before = ""
    for row in section.rows[1:]:
        body += "<tr>"
        if len(row) > 2:
            count = sum(other[0] == row[0] for other in section.rows[1:])
            body += f"<td rowspan={count}>{row[0]}" if row[0] != before else ""
            before = row[0]
        body += "".join(f"<td>{each}" for each in (row[1:] if len(row) > 2 else row)) + "\n"
    return f"<table><tr>{head}\n{body}</table>"


def _html_mintlify(items: tuple[Item, ...], made: Material) -> str:
    words = made.prose.words
    found = []
    for each in items:
        marks = [each.name, each.type]
        marks += [f"{words['default']}:{each.default}"] if each.default is not None else []
        marks += [words["required"]] if each.required else []
        text = "".join(f"<span>{_quoted(str(mark))}</span>" for mark in marks)
        text = f"<div><div>{text}</div>\n<p>{_quoted(each.text)}</p>\n"
        if each.options:
            listed = "".join(f"<li><code>{one}</code></li>" for one in each.options)
            text += f"<p>{words['options']}:</p><ul>{listed}</ul>\n"
        if each.low is not None:
            text += f"<p>{words['range']}: <code>{each.low} &lt;= x &lt;= {each.high}</code></p>\n"
        if each.pattern:
            text += f"<p>{words['pattern']}: <code>{_quoted(each.pattern)}</code></p>\n"
        found.append(text + "</div>")
    return "\n".join(found)


def _html_docusaurus(items: tuple[Item, ...], _: Material) -> str:
    """Items of a list: name, type and mark in bold, constraints as small paragraphs."""
    found = []
    for each in items:
        mark = '<strong class="required">required</strong>' if each.required else ""
        text = f"<li><div><strong>{each.name}</strong><span> {_quoted(each.type)}</span>{mark}"
        text += f"<p>{_quoted(each.text)}</p>"
        if each.low is not None:
            text += f"<p><strong>Possible values:</strong> <code>&gt;= {each.low}</code> and "
            text += f"<code>&lt;= {each.high}</code></p>"
        if each.options:
            listed = ", ".join(f"<code>{one}</code>" for one in each.options)
            text += f"<p><strong>Possible values:</strong> [{listed}]</p>"
        if each.pattern:
            text += "<p><strong>Possible values:</strong> Value must match regular expression "
            text += f"<code>{_quoted(each.pattern)}</code></p>"
        if each.default is not None:
            text += f"<p><strong>Default value:</strong> <code>{each.default}</code></p>"
        found.append(text + "</div></li>")
    return "<ul>\n" + "\n".join(found) + "\n</ul>"


def _html_redoc(items: tuple[Item, ...], _: Material) -> str:
    rows = []
    for each in items:
        kind = "string" if each.options else each.type
        kind = "string &lt;binary&gt;" if kind == "file" else kind
        mark = "<div>required</div>" if each.required else ""
        text = f"<tr><td><span>{each.name}</span>{mark}</td><td><div><span>{kind}</span>"
        text += f" <span>[ {each.low} .. {each.high} ]</span>" if each.low is not None else ""
        text += f" <span>{_quoted(each.pattern)}</span>" if each.pattern else ""
        text += "</div>"
        text += f"<div>Default: <span>{each.default}</span></div>" * (each.default is not None)
        if each.options:
            listed = " ".join(f'<span>"{one}"</span>' for one in each.options)
            text += f"<div>Enum: {listed}</div>"
        rows.append(f"{text}<div><p>{_quoted(each.text)}</p></div></td></tr>")
    return "<table><tbody>\n" + "\n".join(rows) + "\n</tbody></table>"


def _html_swagger(items: tuple[Item, ...], _: Material) -> str:
    rows = []
    for each in items:
        star = "<span>&nbsp;*</span>" if each.required else ""
        kind = "string" if each.options else each.type
        text = f"<tr><td><div>{each.name}{star}</div><div>{kind}</div><div>(formData)</div></td>"
        text += f"<td><p>{_quoted(each.text)}</p>"
        if each.options:
            text += f"<p><i>Available values</i> : {', '.join(each.options)}</p>"
        if each.default is not None:
            text += f"<p><i>Default value</i> : {each.default}</p>"
        if each.low is not None:
            text += f"<p><i>minimum</i>: {each.low}</p><p><i>maximum</i>: {each.high}</p>"
        if each.pattern:
            text += f"<p><i>pattern</i>: {_quoted(each.pattern)}</p>"
        rows.append(f"{text}</td></tr>")
    head = "<tr><th>Name</th><th>Description</th></tr>"
    return f"<table><thead>{head}</thead><tbody>\n" + "\n".join(rows) + "\n</tbody></table>"


def _html_definitions(items: tuple[Item, ...], _: Material) -> str:
    found = []
    for each in items:
        mark = " <em>required</em>" if each.required else ""
        text = f"<dt><code>{each.name}</code> <i>{_quoted(each.type)}</i>{mark}</dt>"
        text += f"<dd><p>{_quoted(each.text)}</p>"
        text += f"<p>Allowed values: {', '.join(each.options)}</p>" if each.options else ""
        text += f"<p>Range: {each.low} to {each.high}</p>" if each.low is not None else ""
        text += f"<p>Pattern: <code>{_quoted(each.pattern)}</code></p>" if each.pattern else ""
        text += f"<p>Default: {each.default}</p>" if each.default is not None else ""
        found.append(f"{text}</dd>")
    return "<dl>\n" + "\n".join(found) + "\n</dl>"


def _said_in_a_cell(item: Item) -> str:
    """The text of a field with its constraints, as pages with a table write them."""
    text = item.text
    text += f" One of: {', '.join(f'`{one}`' for one in item.options)}." if item.options else ""
    text += f" Range: {item.low} to {item.high}." if item.low is not None else ""
    text += f" Pattern: `{item.pattern}`" if item.pattern else ""
    return text


def _rows_of_fields(items: tuple[Item, ...]) -> Iterator[tuple[str, ...]]:
    yield ("Name", "Type", "Required", "Default", "Description")
    for each in items:
        default = "" if each.default is None else str(each.default)
        yield (
            each.name, each.type, "Yes" if each.required else "No", default, _said_in_a_cell(each),
        )  # fmt: skip


def _html_rows(items: tuple[Item, ...], _: Material) -> str:
    rows = tuple(tuple(cell.replace("`", "") for cell in row) for row in _rows_of_fields(items))
    return _html_table(Section("", "", rows))


def _breaking(text: str) -> str:
    """Where words may break: <wbr> in ids, no-break spaces before numbers."""
    head, tail = text.split("<h2>", 1)
    tail = tail.replace("doubao-seedance", "doubao-<wbr>seedance").replace("HTTP ", "HTTP&nbsp;")
    return f"{head}<h2>{tail.replace(' x ', '&thinsp;x&thinsp;')}"


# --- Markdown -------------------------------------------------------------------------------------


def _markdown(
    made: Material,
    fields: Callable[[tuple[Item, ...], Material], str],
    head: str = "",
    access: str = "",
) -> str:
    words = made.prose.words
    sections = "\n".join(
        f"## {each.title}\n\n{each.prose}\n\n{_markdown_table(each.rows)}\n\n{each.after}\n"
        for each in made.sections
    )
    access = access or fields((Item(made.header, "string", True, made.prose["access"]),), made)
    return (
        f"{head or f'# Videos{chr(10)}{chr(10)}`{made.method} {made.path}`'}\n\n"
        f"```bash\n{made.curl}\n```\n\n```json\n{made.sample_text}\n```\n\n{words['intro']}\n\n"
        f"{sections}\n## {words['access title']}\n\n{access}\n\n"
        f"## {words['body title']}\n\n`{made.encoding}`\n\n{fields(made.fields, made)}\n\n"
        f"## {words['answer title']}\n\n{made.prose['answer']}\n\n{fields(made.answer, made)}\n"
    )


def _markdown_table(rows: tuple[tuple[str, ...], ...] | list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(rows[0]))
    return "\n".join(lines)


def _marked_headings(items: tuple[Item, ...], _: Material) -> str:
    """A heading for each field, and what it is below in bold."""
    found = []
    for each in items:
        text = f"### {each.name}\n\n**Type:** {each.type}  \n"
        text += f"**Required:** {'yes' if each.required else 'no'}\n"
        text += f"\n{each.text}\n"
        text += f"\n**Allowed values:** {_ticked(each.options)}\n" if each.options else ""
        text += f"\n**Range:** {each.low} to {each.high}\n" if each.low is not None else ""
        text += f"\n**Default:** `{each.default}`\n" if each.default is not None else ""
        text += f"\n**Pattern:** `{each.pattern}`\n" if each.pattern else ""
        found.append(text)
    return "\n".join(found)


def _marked_bullets(items: tuple[Item, ...], _: Material) -> str:
    found = []
    for each in items:
        mark = ", required" if each.required else ""
        default = "" if each.default is None else f", default: {each.default}"
        text = f"- `{each.name}` ({each.type}{mark}{default}): {each.text}\n"
        text += f"  - Allowed values: {_ticked(each.options)}\n" if each.options else ""
        text += f"  - Range: {each.low} to {each.high}\n" if each.low is not None else ""
        text += f"  - Pattern: `{each.pattern}`\n" if each.pattern else ""
        found.append(text)
    return "".join(found)


def _ticked(values: tuple[str, ...]) -> str:
    return ", ".join(f"`{each}`" for each in values)


def _marked_rows(items: tuple[Item, ...], _: Material) -> str:
    return _markdown_table(list(_rows_of_fields(items)))


def _marked_starred(items: tuple[Item, ...], _: Material) -> str:
    """A table as GitBook has it: a star beside the name, few columns."""
    rows: list[tuple[str, ...]] = [("Name", "Type", "Description")]
    for each in items:
        star = '<mark style="color:red;">*</mark>' if each.required else ""
        default = "" if each.default is None else f" Default: {each.default}."
        rows.append((f"{each.name}{star}", each.type, _said_in_a_cell(each) + default))
    return _markdown_table(rows)


def _component(kind: str, key: str, *, inline: bool) -> Callable[[Item, dict[str, Any]], str]:
    def made(item: Item, words: dict[str, Any]) -> str:
        default = f" default={{{item.default}}}" if isinstance(item.default, int) else ""
        default = f' default="{item.default}"' if isinstance(item.default, str) else default
        mark = " required" if item.required else ""
        lines = [item.text]
        lines += [f"{words['options']}: {_ticked(item.options)}"] if item.options else []
        lines += [f"{words['range']}: `{item.low} <= x <= {item.high}`"] * (item.low is not None)
        lines += [f"{words['pattern']}: `{item.pattern}`"] if item.pattern else []
        open_, close = (
            f'<{kind} {key}="{item.name}" type="{item.type}"{mark}{default}>',
            f"</{kind}>",
        )
        if inline and not item.pattern:
            return f"{open_}{' '.join(lines)}{close}"
        inner = "\n\n".join(f"  {each}" for each in lines)
        return f"{open_}\n{inner}\n{close}"

    return made


def _mdx(made: Material, *, inline: bool = False) -> str:
    words = dict(made.prose.words)

    def fields(items: tuple[Item, ...], _: Material) -> str:
        is_answer = items is made.answer
        kind, key = ("ResponseField", "name") if is_answer else ("ParamField", "body")
        one = _component(kind, key, inline=inline)
        return "\n\n".join(one(each, words) for each in items)

    key = Item(made.header, "string", True, made.prose["access"])
    access = _component("ParamField", "header", inline=inline)(key, words)
    head = f'---\ntitle: "Videos"\napi: "{made.method} {made.host}{made.path}"\n---'
    return _markdown(made, fields, head, access)


MARKED: Mapping[str, Layout] = {
    "Mintlify, HTML": lambda made: _html(made, _html_mintlify),
    "Mintlify, HTML with <wbr>": lambda made: _breaking(_html(made, _html_mintlify)),
    "Docusaurus, HTML": lambda made: _html(made, _html_docusaurus),
    "Redoc, HTML": lambda made: _html(made, _html_redoc),
    "Swagger UI, HTML": lambda made: _html(made, _html_swagger),
    "definition lists, HTML": lambda made: _html(made, _html_definitions),
    "spans, no end tags, HTML": lambda made: _html(made, _html_mintlify, _spanned),
    "tables of fields, HTML": lambda made: _html(made, _html_rows),
    "headings, Markdown": lambda made: _markdown(made, _marked_headings),
    "bullets, Markdown": lambda made: _markdown(made, _marked_bullets),
    "tables of fields, Markdown": lambda made: _markdown(made, _marked_rows),
    "GitBook, Markdown": lambda made: _markdown(made, _marked_starred),
    "Mintlify, MDX": _mdx,
    "Mintlify, MDX on one line": lambda made: _mdx(made, inline=True),
}
