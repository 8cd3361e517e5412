"""Probes: requests at the boundaries of two matrices, those sent in odd ways among them."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.findings import shown
from cometvideo.samples.requests import UNDOCUMENTED, Example, classified, plain_request, samples_of
from cometvideo.wire.media import Media
from cometvideo.wire.request import Issue, Request

__all__ = ["Probe", "probes_of"]

_MOST_SHOWN = 40
_UNLISTED = "application/octet-stream"


class Probe(NamedTuple):
    """A request, its model, and what is remarkable about it, in words."""

    model: str | None
    words: str
    request: Mapping[str, object] | Request


def probes_of(old: Matrix, new: Matrix) -> Iterator[Probe]:
    """Requests that lie at the boundaries of either matrix.

    Those of the new one count too: a set of values has its boundaries inside the old range. No
    request has a field that the old one does not know, but for the sample of such a field.
    """
    known = {*old.block("fields"), UNDOCUMENTED}
    for matrix in (old, new):
        for example, _ in classified(matrix):
            if example.field is None or example.field in known:
                fields = {name: each for name, each in example.fields.items() if name in known}
                yield Probe(example.model, _words(example), fields)
    yield from _of_rows(old)
    for model in old.models[:1]:
        yield from _odd_ways(old, new, model)


def _words(example: Example) -> str:
    field = example.field
    if field is None:
        return "a plain request" if example.fields else "a request without any field"
    if field not in example.fields:
        return f"a request without {field}"
    return f"a request with {field} {_shown(example.fields[field])}"


def _shown(value: object) -> str:
    if isinstance(value, Media):
        return str(value)
    if isinstance(value, tuple) and value and all(isinstance(each, Media) for each in value):
        return str(value[0]) if len(value) == 1 else f"of {len(value)} files"
    if isinstance(value, str) and value.isprintable() and 0 < len(value) <= _MOST_SHOWN:
        return value
    return shown(value, _MOST_SHOWN)


def _of_rows(matrix: Matrix) -> Iterator[Probe]:
    """Where a field of its own chooses the row, every row with every label."""
    kinds = {name: matrix.value("fields", name, "kind") for name, _ in matrix.blocks("fields")}
    for model in matrix.models:
        plain = plain_request(matrix, model)
        for row in kinds:
            if matrix.text("fields", row, "gives") != "resolution":
                continue
            for size in (name for name, kind in kinds.items() if kind == "size"):
                for one in samples_of(matrix, model, row):
                    for other in samples_of(matrix, model, size):
                        if one.edge and other.edge:
                            words = f"a request with {row} {one.value} and {size} {other.value}"
                            fields = {**plain, row: one.value, size: other.value}
                            yield Probe(model, words, fields)


def _odd_ways(old: Matrix, new: Matrix, model: str) -> Iterator[Probe]:
    """A plain request, written in every way that a fact about bodies is about."""
    plain = plain_request(old, model)
    encodings = dict.fromkeys(
        (*old.block("body", "encodings"), *new.block("body", "encodings"), _UNLISTED)
    )
    for encoding in encodings:
        issue = Issue("encoding", None, encoding)
        yield Probe(model, f"a request as {encoding}", Request(plain, (issue,)))
    for name, value in plain.items():
        repeated = Issue("repeated-field", name, value)
        yield Probe(model, f"a request with {name} sent twice", Request(plain, (repeated,)))
        unread = Issue("text-not-utf8", name, b"\xe9")
        words = f"a request with {name} in another character set than UTF-8"
        yield Probe(model, words, Request(plain, (unread,)))
    for name, block in old.blocks("fields"):
        repeat = block.get("repeat")
        if isinstance(repeat, Fact) and repeat.value is True:
            value = samples_of(old, model, name)[0].value
            issue = Issue("bracketed-name", name, f"{name}[]")
            sent = Request(plain, (issue,), {name: value})
            yield Probe(model, f"a request with {name}[]", sent)
