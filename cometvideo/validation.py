"""Validation: a prediction as people want to use it, from whatever they have in hand."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, Self, TypeAlias

from cometvideo.errors import InputError
from cometvideo.facts.endpoint import Endpoint, load
from cometvideo.facts.matrix import Matrix
from cometvideo.findings import Finding, RequestInvalid, shown
from cometvideo.prediction import Cost, Prediction, Rendering, Verdict, predict
from cometvideo.wire.files import given_file
from cometvideo.wire.keys import key_carried
from cometvideo.wire.media import Media
from cometvideo.wire.request import Part, Request, from_parts

if TYPE_CHECKING:
    from email.message import Message
    from pathlib import Path

    from cometvideo.wire.bodies import Body

__all__ = [
    "Spec",
    "Validation",
    "field_value",
    "read_wire",
    "validate",
    "validate_form",
    "validate_wire",
]

Spec: TypeAlias = "Matrix | Endpoint | str | Path | None"
_Headers: TypeAlias = "Mapping[str, str] | Message"
_Bytes: TypeAlias = bytes | bytearray | memoryview


class Validation(NamedTuple):
    """What was learned about one request."""

    prediction: Prediction
    request: Request
    matrix: Matrix

    @property
    def verdict(self) -> Verdict:
        """`valid`: taken by every upstream the matrix allows; `uncertain`: by some; `invalid`."""
        return self.prediction.verdict

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All there is to say, in the order of the fields."""
        return self.prediction.findings

    @property
    def renderings(self) -> tuple[Rendering, ...]:
        """The videos that may come of it; one where the rendering is settled."""
        return self.prediction.renderings

    @property
    def cost(self) -> Cost | None:
        """What it costs if it is taken, as a range; None where no price is known."""
        return self.prediction.cost

    def __bool__(self) -> bool:
        return self.verdict != "invalid"

    def __str__(self) -> str:
        """What `cometvideo validate` prints, without colour."""
        from cometvideo.reports.prediction import lines_of

        return "\n".join(lines_of(self.prediction, self.matrix.sources))

    def __repr__(self) -> str:
        return f"<Validation by {self.matrix.name}, {self.prediction!r}>"

    def require(self, *, strict: bool = False) -> Self:
        """Return itself, or raise RequestInvalid with all findings that stand in the way.

        What is invalid stands in the way; with `strict` also what is uncertain or renders
        something that is not settled.
        """
        blocking = self.blocking(strict=strict)
        if blocking:
            raise RequestInvalid(blocking)
        return self

    def blocking(self, *, strict: bool = False) -> tuple[Finding, ...]:
        """The findings because of which `require` raises; empty where it does not."""
        if not strict:
            return tuple(each for each in self.findings if each.severity == "error")
        return tuple(each for each in self.findings if each.severity != "note")


def validate(
    request: Mapping[str, object] | Request | None = None,
    /,
    *,
    spec: Spec = None,
    **fields: object,
) -> Validation:
    """Tell what the API will do with a request, given as a mapping, as keywords, or as both.

    A file is bytes, a Path, an open binary file, a `(filename, bytes[, content type])` tuple, or a
    Media, and several files are a list. A text where a file belongs is a finding, not a path.
    A keyword that is None counts as left out.
    `spec` is a loaded matrix, the name of a shipped spec or a path; of an endpoint with several
    families the one whose model is named is asked. Raises InputError for a file
    that cannot be read, and SpecError for a spec that cannot be used.
    """
    if isinstance(request, Request):
        sent = request._replace(fields={**request.fields, **fields}) if fields else request
    else:
        if request is not None and not isinstance(request, Mapping):
            raise InputError(f"a request is a mapping of fields, not {type(request).__name__}")
        given = {name: value for name, value in fields.items() if value is not None}
        sent = Request(
            {
                _name(name): field_value(value)
                for name, value in {**(request or {}), **given}.items()
            }
        )
    return _validated(spec, sent)


def validate_form(parts: Iterable[Part | tuple[str, str]], *, spec: Spec = None) -> Validation:
    """The same for form fields in the order sent: pairs of texts, or Parts for files.

    Raises InputError for what is neither, and SpecError for a spec that cannot be used.
    """
    if isinstance(parts, str | bytes | Mapping) or not isinstance(parts, Iterable):
        wanted = "a list of (name, text) pairs or Parts; a mapping of fields is for validate"
        raise InputError(f"form fields are {wanted}, not {_type(parts)}")
    return _validated(spec, from_parts([_as_part(part) for part in parts]))


def validate_wire(headers: _Headers, body: _Bytes, *, spec: Spec = None) -> Validation:
    """The same for a create as it goes over the wire: its headers, the key among them, and body.

    Raises InputError for headers that are not texts and a body that is not bytes, and SpecError
    for a spec that cannot be used.
    """
    return read_wire(headers, body, spec=spec)[0]


def read_wire(headers: _Headers, body: _Bytes, *, spec: Spec = None) -> "tuple[Validation, Body]":
    """The same, with the body as it was read."""
    from cometvideo.wire.bodies import from_body, read_body

    if not isinstance(body, _Bytes):
        raise InputError(f"a body is bytes, as it is sent, not {_type(body)}; encode it first")
    opened = load(spec)
    service = (opened.common if isinstance(opened, Endpoint) else opened).block("service")
    lower = _lower(headers)
    header = str(service.value("auth_header") or "").lower()
    authorized = bool(key_carried(service.value("auth_scheme"), lower.get(header, "")))
    read = read_body(lower.get("content-type"), bytes(body), coding=lower.get("content-encoding"))
    sent = from_body(read, authorized=authorized)
    return _validated(opened, sent), read


_PART = (str, bytes, str | None, str | None, bool)


def _name(given: object) -> str:
    return given if isinstance(given, str) else shown(given)


def _as_part(given: object) -> Part:
    if isinstance(given, Part):
        # What it is said to hold is not checked when it is made.
        if all(map(isinstance, given, _PART)):
            return given
        wanted = "a text for its name, bytes for its data, texts or None for filename and type"
        raise InputError(f"a Part has {wanted}, unlike {shown(tuple(given))}")
    if isinstance(given, tuple | list) and len(given) == 2:
        name, text = given
        if isinstance(name, str) and isinstance(text, str):
            return Part(name, text.encode(errors="surrogatepass"))
    raise InputError(
        f"a form field is a pair of texts, such as ('seconds', '5'), or a Part, not {shown(given)}"
    )


def _lower(headers: _Headers) -> dict[str, str]:
    """Headers by their names in lower case."""
    wanted = "headers are a mapping of texts by their names"
    # What HTTP libraries have is not always a Mapping.
    try:
        pairs = [(name, value) for name, value in headers.items()]
    except (AttributeError, TypeError, ValueError):
        raise InputError(f"{wanted}, not {_type(headers)}") from None
    for name, value in pairs:
        if not all(isinstance(each, str) for each in (name, value)):
            raise InputError(f"{wanted}; {shown(name)} is {_type(value)}: decode both to text")
    return {name.lower(): value for name, value in pairs}


def _type(value: object) -> str:
    return type(value).__name__


def field_value(value: object) -> object:
    """A value with its files, of which several are a tuple, as Media; any other as it is."""
    if isinstance(value, list | tuple) and not isinstance(value, Media):
        file = given_file(value)
        return file.media if file else tuple(map(_one, value))
    return _one(value)


def _one(value: object) -> object:
    file = given_file(value)
    return file.media if file else value


def _validated(spec: Spec, request: Request) -> Validation:
    opened = spec if isinstance(spec, Matrix) else load(spec)
    matrix = opened.matrix_for(request.fields) if isinstance(opened, Endpoint) else opened
    plain = not request.issues and not request.bracketed
    return Validation(predict(matrix, request.fields if plain else request), request, matrix)
