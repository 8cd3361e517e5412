"""Arrivals: the values of a create as they came, in a form or in JSON, beside those asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from cometvideo.facts.terms import Terms
from cometvideo.findings import shown
from cometvideo.prediction.in_text import DATA, bytes_in
from cometvideo.wire.request import Part, written
from cometvideo.words import words_of

if TYPE_CHECKING:
    from cometvideo.conformance.cases import Call, Observed
    from cometvideo.facts.endpoint import AnySpec
    from cometvideo.facts.matrix import Matrix

__all__ = ["Arrival", "Arrivals", "arrivals_of"]


class Arrival(NamedTuple):
    """One value of a create: a part of a form, or what its JSON has under a name.

    `value` is the text of a part, its bytes where it is none, or the value of the JSON. `file` are
    the bytes of a file, be it a part with a file name or a text that holds one; else None.
    """

    name: str
    value: object
    file: bytes | None
    part: Part | None = None

    def __repr__(self) -> str:
        return f"<Arrival {self.name}: {self.shown}>"

    @property
    def shown(self) -> str:
        """The value as a message shows it."""
        return shown(self.value if self.part is None else self.part.data)

    @property
    def weight(self) -> str:
        """How large a file is, or a part in its place; any other value as it is shown."""
        data = self.file if self.part is None else self.part.data
        return self.shown if data is None else f"{len(data)} bytes"

    def means(self, wanted: object, terms: Terms) -> bool:
        """Whether it is the value that was asked for, as the terms of its field have it written."""
        if self.file is not None:
            return False
        is_text = isinstance(self.value, str) and terms.value("as_text") is True
        if self.part is None and not is_text:
            same_type = isinstance(self.value, bool) == isinstance(wanted, bool)
            return same_type and self.value == wanted
        return self.value == written(wanted)


class Arrivals(NamedTuple):
    """The values of a create in the order sent, those of a list one by one.

    `matrix` and `model` say how the fields that were asked for may be written.
    """

    matrix: Matrix
    model: str | None
    every: tuple[Arrival, ...]

    def of(self, name: str) -> list[Arrival]:
        """Those of a field, by its very name."""
        return [each for each in self.every if each.name == name]

    def mean(self, name: str, wanted: object) -> bool:
        """Whether a field arrived once, and means what was asked for."""
        came = self.of(name)
        return len(came) == 1 and came[0].means(wanted, Terms(self.matrix, self.model, name))

    def shown(self, name: str) -> str:
        """The values of a field as a message shows them."""
        return ", ".join(each.shown for each in self.of(name))


def arrivals_of(observed: Observed, spec: AnySpec, create: Call | None = None) -> Arrivals:
    """The values of a create, the first one unless it is named."""
    request = observed.case.request
    matrix = spec.matrix_for(request)
    model = words_of(matrix).model_of(request)
    body = (create or observed.creates[0]).reading.body
    if isinstance(body.json, Mapping):
        every = [
            Arrival(name, each, _file_in(Terms(matrix, model, name), each))
            for name, value in body.json.items()
            for each in (value if isinstance(value, list) else [value])
        ]
    else:
        every = [_of_part(Terms(matrix, model, each.name), each) for each in body.parts]
    return Arrivals(matrix, model, tuple(every))


def _of_part(terms: Terms, part: Part) -> Arrival:
    text = part.text()
    file = part.data if part.is_file else _file_in(terms, text)
    return Arrival(part.name, part.data if text is None else text, file, part)


def _file_in(terms: Terms, value: object) -> bytes | None:
    """The bytes of a file in a text, where the field may take such; None for any other value."""
    takes = terms.fact("as_data")
    if takes is None or True not in takes.options or not isinstance(value, str):
        return None
    return bytes_in(value) if re.fullmatch(DATA, value) else None
