"""Pages as OpenAPI, in YAML or JSON: one page for each operation of the document."""

import json
import re
from collections import deque
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from cometvideo.documentation.pages.document import Node, Unreadable, read_nodes
from cometvideo.documentation.pages.entries import Token
from cometvideo.documentation.pages.flow import METHODS, page_of
from cometvideo.documentation.pages.markdown import flow_of_markdown
from cometvideo.documentation.pages.page import Doubt, Entry, Page, Part, Said, Sample

__all__ = ["read_openapi"]

_METHODS = frozenset(each.lower() for each in METHODS)
_RULES = (
    "minLength", "maxLength", "minItems", "maxItems", "multipleOf",
    "exclusiveMinimum", "exclusiveMaximum",
)  # fmt: skip
_CASES = frozenset({
    "oneOf", "anyOf", "if", "then", "else", "not", "dependentRequired", "dependentSchemas",
})  # fmt: skip
_DEEPEST = 12
_MOST_CASES = 1_000
_MOST_SCHEMAS = 5_000
_SAMPLES = ("x-codeSamples", "x-code-samples")


def read_openapi(text: str, name: str, first_line: int = 1) -> list[Page]:
    """Read every operation; a document that cannot be read gives one page with a doubt."""
    try:
        root = read_nodes(text, first_line)
    except Unreadable as error:
        doubt = Doubt("head", first_line, "", f"no OpenAPI that can be read: {error}")
        return [Page(name, "unreadable", doubts=(doubt,))]
    document = _Document(root, name)
    return [
        document.page(path, at.line, method, operation.resolve(root))
        for path, at in root.get("paths").entries()
        for method, operation in at.resolve(root).entries()
        if method in _METHODS
    ]


class _Document:
    """An OpenAPI document while its operations are read."""

    def __init__(self, root: Node, name: str) -> None:
        self._root = root
        self._name = name
        # Schemas may contain themselves: so many are looked at, and no more.
        self._left = _MOST_SCHEMAS

    def page(self, path: str, line: int, method: str, operation: Node) -> Page:
        """One operation as a page."""
        servers = self._servers(operation)
        under = urlsplit(servers[0].text).path.rstrip("/") if servers else ""
        prose = self._prose(operation)
        body, encodings = self._body(operation)
        answer, samples, answers = self._answers(operation)
        parts: set[Part] = {"head"}
        parts |= {"body"} if body or encodings else set()
        parts |= {"answer"} if answer else set()
        access, schemes = self._access()
        parts |= {"authorization"} if access else set()
        return Page(
            name=self._name,
            layout="openapi",
            method=Said(method.upper(), operation.line),
            path=Said(under + path, line),
            servers=servers,
            encodings=encodings,
            schemes=schemes,
            entries=(*access, *body, *answer),
            tables=prose.tables,
            samples=(*_programs(operation), *samples, *prose.samples),
            passages=prose.passages,
            answers=answers,
            parts=frozenset(parts),
            doubts=prose.doubts,
            unread=tuple(self._cases(operation)),
        )

    def _cases(self, operation: Node) -> Iterator[Said]:
        """What is said of some values alone; the fields themselves have all of it together."""
        waiting = deque([operation.resolve(self._root)])
        seen: set[int] = set()
        while waiting and len(seen) < _MOST_CASES:
            node = waiting.popleft()
            if id(node.pairs) in seen:
                continue
            seen.add(id(node.pairs))
            for key, at in node.entries():
                if key in _CASES:
                    for each in at.items or [at]:
                        leaves = islice(self._leaves(each, _DEEPEST), _MOST_CASES)
                        yield Said(f"{key}: {'; '.join(leaves)}", each.line)
                inner = (one.resolve(self._root) for one in at.items or [at])
                waiting += [each for each in inner if each.pairs]

    def _leaves(self, node: Node, depth: int) -> Iterator[str]:
        """The scalars of a schema, each with its keys."""
        for key, at in node.resolve(self._root).entries() if depth else ():
            for each in at.items or [at]:
                if each.text is not None:
                    yield f"{key} {each.text}"
                yield from (f"{key} {leaf}" for leaf in self._leaves(each, depth - 1))

    def _servers(self, operation: Node) -> tuple[Said, ...]:
        """Addresses; version 2 has the host, the schemes and the beginning of paths apart."""
        found = tuple(
            Said(url.text, url.line)
            for holder in (operation, self._root)
            for each in holder.get("servers").each()
            if (url := each.get("url")).text
        )
        host = self._root.get("host")
        if found or not host.text:
            return found
        scheme = next(iter(self._root.get("schemes").values()), Said("https", host.line))
        return (
            Said(f"{scheme.text}://{host.text}{self._root.get('basePath').text or ''}", host.line),
        )

    def _prose(self, operation: Node) -> Page:
        flow: list[Token] = []
        for node in (self._root.get("info", "description"), operation.get("description")):
            if node.text:
                found = flow_of_markdown(node.text, node.text_line or 1)
                flow += (
                    found if node.text_line else [each._replace(line=node.line) for each in found]
                )
        return page_of(flow, self._name, "openapi")

    def _access(self) -> tuple[list[Entry], tuple[Said, ...]]:
        entries, schemes = [], []
        root = self._root
        schemes_2 = root.get("securityDefinitions")
        for _, each in (root.get("components", "securitySchemes") or schemes_2).entries():
            kind, scheme, name = (each.get(key).text or "" for key in ("type", "scheme", "name"))
            if kind == "http":
                name = "Authorization"
                schemes.append(Said(scheme.capitalize(), each.line))
            if name:
                text = each.get("description").lines()
                access = Entry("authorization", name, Said("string", each.line), required=True)
                entries.append(access._replace(text=text, place="header", line=each.line))
        return entries, tuple(schemes)

    def _body(self, operation: Node) -> tuple[list[Entry], tuple[Said, ...]]:
        content = operation.get("requestBody").resolve(self._root).get("content")
        encodings = tuple(Said(kind, at.line) for kind, at in content.entries())
        entries: list[Entry] = self._parameters(operation)
        consumed = operation.get("consumes") or self._root.get("consumes")
        encodings = encodings or consumed.values()
        for _, each in content.entries():
            entries = entries or self._fields(each.get("schema"), "body")
        return entries, encodings

    def _parameters(self, operation: Node) -> list[Entry]:
        """The fields of a form, or the schema of a body, as version 2 lists them."""
        found: list[Entry] = []
        for each in operation.get("parameters").each():
            one = each.resolve(self._root)
            name, place = one.get("name").text, one.get("in").text
            if name and place == "formData":
                is_required = one.get("required").text == "true"
                found.append(self._entry("body", name, one, required=is_required))
            elif place == "body":
                found += self._fields(one.get("schema"), "body")
        return found

    def _answers(
        self, operation: Node
    ) -> tuple[list[Entry], list[Sample], tuple[tuple[str, Said], ...]]:
        entries: list[Entry] = []
        samples: list[Sample] = []
        answers = []
        for status, node in operation.get("responses").entries():
            answer = node.resolve(self._root)
            answers.append((status, Said(answer.get("description").text or "", node.line)))
            content = answer.get("content").entries() if status.startswith("2") else ()
            for _, each in content:
                entries = entries or self._fields(each.get("schema"), "answer")
                samples += _examples(each)
            if status.startswith("2") and not entries:
                entries = self._fields(answer.get("schema"), "answer")
                named = (each for _, each in answer.get("examples").entries())
                samples += [Sample("answer", json.dumps(_plain(each)), each.line) for each in named]
        return entries, samples, tuple(answers)

    def _fields(self, schema: Node, part: Part) -> list[Entry]:
        whole = self._merged(schema)
        required = {each.text for each in whole.get("required").each()}
        return [
            self._entry(part, name, node, required=name in required)
            for name, node in whole.get("properties").entries()
        ]

    def _merged(self, schema: Node, depth: int = 0) -> Node:
        """A schema with its parts (allOf, anyOf, oneOf) as one: what any of them says counts."""
        schema = schema.resolve(self._root)
        self._left -= 1
        if self._left < 0:
            return Node(schema.line)
        pairs = dict(schema.pairs or {})
        for key in ("allOf", "anyOf", "oneOf"):
            pairs.pop(key, None)
            for each in schema.get(key).each():
                other = self._merged(each, depth + 1) if depth < _DEEPEST else Node(each.line)
                for name, node in other.entries():
                    pairs[name] = _joined(pairs[name], node) if name in pairs else node
        return Node(schema.line, pairs=pairs)

    def _entry(self, part: Part, name: str, node: Node, *, required: bool) -> Entry:
        whole = self._merged(node)
        options = whole.get("enum").values() + whole.get("const").values()
        examples = whole.get("example").values() + whole.get("examples").values()
        return Entry(
            part=part,
            name=name,
            type=Said(self._type(whole, is_choice=bool(options)), node.line),
            required=required,
            default=_said(whole.get("default")),
            minimum=_said(whole.get("minimum")),
            maximum=_said(whole.get("maximum")),
            pattern=_said(whole.get("pattern")),
            options=options,
            examples=examples,
            text=whole.get("description").lines(),
            rules=tuple(
                (key, Said(whole.get(key).text or "", whole.line))
                for key in _RULES
                if whole.get(key)
            ),
            line=node.line,
        )

    def _type(self, whole: Node, *, is_choice: bool) -> str:
        kind = whole.get("type")
        names = [kind.text] if kind.text else [each.text for each in kind.each()]
        name = next((each for each in names if each and each != "null"), "any")
        items = whole.get("items")
        if name == "array" and items:
            inner = self._merged(items)
            # A list of lists is no type that a field of a form or a task has.
            return "array[]" if inner.get("items") else f"{self._type(inner, is_choice=False)}[]"
        if name == "string" and _is_binary(whole):
            return "file"
        return f"enum<{name}>" if is_choice else name


def _is_binary(schema: Node) -> bool:
    return schema.get("format").text == "binary" or bool(schema.get("contentMediaType"))


def _said(node: Node) -> Said | None:
    return Said(node.text, node.line) if node.text is not None else None


def _joined(first: Node, second: Node) -> Node:
    """Two statements of one thing: lists and mappings are put together, else the first counts."""
    if first.items is not None and second.items is not None:
        return first._replace(items=first.items + second.items)
    if first.pairs is not None and second.pairs is not None:
        return first._replace(pairs={**second.pairs, **first.pairs})
    return first


def _programs(operation: Node) -> list[Sample]:
    return [
        Sample("request", source.text, source.text_line or source.line)
        for key in _SAMPLES
        for each in operation.get(key).each()
        if (source := each.get("source")).text
    ]


def _examples(content: Node) -> list[Sample]:
    nodes = [content.get("example")]
    nodes += [each.get("value") for _, each in content.get("examples").entries()]
    return [Sample("answer", json.dumps(_plain(node)), node.line) for node in nodes if node]


def _plain(node: Node) -> object:
    """The scalars of an example, numbers as numbers; deeper structure is not needed."""
    return {key: _scalar(each.text) for key, each in node.entries() if each.text is not None}


def _scalar(text: str) -> object:
    return int(text) if re.fullmatch(r"-?\d{1,18}", text, re.ASCII) else text
