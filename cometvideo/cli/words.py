"""Words for many requests: one line of output a finding, or one object of JSON a request."""

from cometvideo.cli.output import compact, show, show_json, use_utf8
from cometvideo.cli.style import PLAIN, Style
from cometvideo.cli.text import visible
from cometvideo.findings import Finding
from cometvideo.many.batches import Piece
from cometvideo.prediction import Prediction
from cometvideo.reports.requests import describe, finding_data, prediction_data, request_data
from cometvideo.validation import Validation
from cometvideo.wire.request import Request

__all__ = [
    "GithubWords",
    "JsonWords",
    "NoWords",
    "TextWords",
    "annotation",
    "github_place",
    "show_one",
]

_KINDS = {"error": "error", "warning": "warning", "note": "notice"}
_UNTOLD: dict[str, object] = {"verdict": None, "acceptance": None, "outcomes": []}


class TextWords:
    """A line for each finding that is more than a note."""

    of_request = None

    def __init__(self, style: Style = PLAIN) -> None:
        self.style = style

    def of_prediction(self, prediction: Prediction) -> tuple[Piece, ...]:
        """The lines of a request's findings."""
        return tuple(map(self._piece, _loud(prediction)))

    def of_problem(self, finding: Finding) -> tuple[Piece, ...]:
        """The line of a request that cannot be read."""
        return (self._piece(finding),)

    def _piece(self, finding: Finding) -> Piece:
        paint = self.style
        head = f"{paint.word(finding.severity)} {paint.paint(finding.code, 'bold')}"
        return "", f": {head}: {visible(finding.message)}"


class GithubWords(TextWords):
    """A workflow command for each finding that is more than a note."""

    def _piece(self, finding: Finding) -> Piece:
        return annotation(finding)


class JsonWords:
    """An object for each request."""

    def __init__(self, spec: dict[str, object]) -> None:
        self.spec = compact(spec)

    def of_prediction(self, prediction: Prediction) -> tuple[Piece, ...]:
        """The beginning of the object: all that is told of the prediction."""
        return (("{", f",{compact(prediction_data(prediction))[1:-1]}"),)

    def of_request(self, pieces: tuple[Piece, ...], fields: dict[str, object]) -> tuple[Piece, ...]:
        """The object, with the request and the spec."""
        ((head, told),) = pieces
        request = compact(request_data(Request(fields)))
        return ((head, f'{told},"request":{request},"spec":{self.spec}}}'),)

    def of_problem(self, finding: Finding) -> tuple[Piece, ...]:
        """The object of a request that cannot be read: no verdict, and no request."""
        told = compact({**_UNTOLD, "findings": [finding_data(finding)], "request": None})[1:-1]
        return (("{", f',{told},"spec":{self.spec}}}'),)


class NoWords(TextWords):
    """Nothing, where only the sum matters."""

    def of_prediction(self, prediction: Prediction) -> tuple[Piece, ...]:  # noqa: ARG002
        """Nothing."""
        return ()

    def of_problem(self, finding: Finding) -> tuple[Piece, ...]:  # noqa: ARG002
        """Nothing."""
        return ()


def show_one(validation: Validation, output: str, file: str | None) -> None:
    """Write one request in a format for programs: json, jsonl or github."""
    if output == "json":
        show_json(describe(validation))
    elif output == "jsonl":
        use_utf8()
        show([compact(describe(validation))])
    else:
        place = github_place(file) if file else ""
        pieces = GithubWords().of_prediction(validation.prediction)
        show(f"{head}{place}{tail}" for head, tail in pieces)


def annotation(finding: Finding) -> Piece:
    """A finding as a GitHub workflow command, without the place."""
    title = _escaped(finding.code, ":,")
    return f"::{_KINDS[finding.severity]} ", f"title={title}::{_escaped(finding.message)}"


def github_place(file: str, line: int | None = None, column: int | None = None) -> str:
    """A place as a workflow command has it, before its title."""
    numbers = (("line", line), ("col", column))
    places = "".join(f"{name}={number}," for name, number in numbers if number is not None)
    return f"file={_escaped(file, ':,')},{places}"


def _loud(prediction: Prediction) -> list[Finding]:
    return [each for each in prediction.findings if each.severity != "note"]


def _escaped(text: str, further: str = "") -> str:
    for sign in f"%\r\n{further}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
