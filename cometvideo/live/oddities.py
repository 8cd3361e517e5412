"""Oddities: creates whose wire form is what is asked about, on the cheapest model that shows it."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.terms import encodings_of, reads_only_json
from cometvideo.live.creates import (
    Base,
    bases,
    cost_of,
    has_one_fault,
    refusal_marks,
    refusal_name,
    seconds_of,
)
from cometvideo.live.forms import BOUNDARY, parts_for, predicted
from cometvideo.live.marks import open_marks
from cometvideo.live.probe import CostKind, Probe
from cometvideo.samples.files import file_bytes, file_like, in_json
from cometvideo.samples.requests import UNDOCUMENTED
from cometvideo.wire.bodies import multipart, urlencoded
from cometvideo.wire.request import Part

__all__ = ["oddities"]


class _Form(NamedTuple):
    """A body with its content type, and what is odd about it."""

    name: str
    content_type: str
    body: bytes


Forms = Iterator[_Form]


def oddities(matrix: Matrix) -> Iterator[Probe]:
    """One probe for every question about the wire form; none for one that nothing would answer."""
    known: set[object] = set()
    for base in bases(matrix):
        control = base.probe(matrix).id
        only_json = reads_only_json(matrix, base.model)
        for make in _FORMS:
            for form in () if only_json and make in _OF_FORMS else make(matrix, base):
                probe = _probe(matrix, base, form)._replace(control=control)
                # A settled form that is read is what every job shows.
                asks = (probe.refuses or probe.shows) and has_one_fault(matrix, probe)
                key = frozenset(probe.marks)
                # What is open is asked on several models.
                if asks and (key not in known or probe.shows):
                    known.add(key)
                    yield probe


def _probe(matrix: Matrix, base: Base, form: _Form) -> Probe:
    learned = predicted(matrix, (form.content_type, form.body))
    is_refused = learned.verdict == "invalid"
    kind: CostKind = "free if rejected" if is_refused else "paid"
    seconds = seconds_of(matrix, base.model, base.fields)
    method, path = (str(matrix.value("operations", "create", key)) for key in ("method", "path"))
    return Probe(
        id=f"create {base.model} {form.name}",
        operation="create",
        method=method,
        path=path,
        cost=cost_of(matrix, kind, seconds, base.model, learned),
        model=base.model,
        fields={"as": form.name},
        content_type=form.content_type,
        body=form.body,
        group=refusal_name(learned.rejections[0]) if is_refused else "",
        shows=() if is_refused else open_marks(matrix, learned, (form.content_type, form.body)),
        refuses=refusal_marks(matrix, learned),
    )


def _urlencoded(matrix: Matrix, base: Base) -> Forms:
    name = "application/x-www-form-urlencoded"
    parts = parts_for(base.fields)
    if name in encodings_of(matrix, base.model) and not any(each.is_file for each in parts):
        yield _Form(f"as {name}", *urlencoded(parts))


def _multipart(matrix: Matrix, base: Base) -> Forms:
    """A form, where all other requests are JSON."""
    name = "multipart/form-data"
    if name in encodings_of(matrix, base.model) and reads_only_json(matrix, base.model):
        yield _Form(f"as {name}", *multipart(parts_for(base.fields), BOUNDARY))


def _json(matrix: Matrix, base: Base) -> Forms:
    name = "application/json"
    if name in encodings_of(matrix, base.model):
        yield _Form(f"as {name}", *in_json(base.fields))


def _no_boundary(matrix: Matrix, base: Base) -> Forms:
    if "malformed-body" in matrix.block("rejections", "by_request"):
        content_type, body = multipart(parts_for(base.fields), BOUNDARY)
        yield _Form("without the boundary in its header", content_type.partition(";")[0], body)


def _stranger(matrix: Matrix, base: Base) -> Forms:
    fields = {**base.fields, UNDOCUMENTED: "1"}
    is_json = reads_only_json(matrix, base.model)
    sent = in_json(fields) if is_json else multipart(parts_for(fields), BOUNDARY)
    yield _Form(f"with {UNDOCUMENTED}", *sent)


def _twice(matrix: Matrix, base: Base) -> Forms:
    """The length twice, so that the video shows which of them counts."""
    del matrix
    if base.length is not None:
        asked = base.fields[base.length]
        if isinstance(asked, int):
            second = Part(base.length, str(asked + 1).encode())
            parts = (*parts_for(base.fields), second)
            yield _Form(f"with {base.length} twice", *multipart(parts, BOUNDARY))


def _bracketed(matrix: Matrix, base: Base) -> Forms:
    for name, block in matrix.blocks("fields"):
        kind = block.get("kind")
        if isinstance(kind, Fact) and kind.value == "media":
            picture = file_like()
            file = Part(f"{name}[]", file_bytes(picture), picture.filename, picture.content_type)
            yield _Form(f"with {name}[]", *multipart((*parts_for(base.fields), file), BOUNDARY))
            return


def _not_utf8(matrix: Matrix, base: Base) -> Forms:
    for name, block in matrix.blocks("fields"):
        kind = block.get("kind")
        if isinstance(kind, Fact) and kind.value == "text" and name in base.fields:
            parts = [
                each._replace(data="Café".encode("latin-1")) if each.name == name else each
                for each in parts_for(base.fields)
            ]
            yield _Form(f"with {name} in Latin-1", *multipart(parts, BOUNDARY))
            return


_OF_FORMS: tuple[Callable[[Matrix, Base], Forms], ...] = (
    _no_boundary,
    _twice,
    _bracketed,
    _not_utf8,
)
_FORMS = (_urlencoded, _json, _multipart, _stranger, *_OF_FORMS)
