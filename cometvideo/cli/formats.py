"""Formats of what is told of many requests: a line a finding, or an object of JSON a request."""

import json
from collections.abc import Callable, Iterable, Sequence

from cometvideo.cli.output import compact
from cometvideo.findings import Finding
from cometvideo.many.batches import Fields, Piece, Words
from cometvideo.prediction import Prediction
from cometvideo.reports import entries, github
from cometvideo.reports.data import finding_data, prediction_data, request_data
from cometvideo.reports.safe import safe
from cometvideo.reports.text import PLAIN, Style
from cometvideo.wire.request import Request

__all__ = [
    "PLACES",
    "AllWords",
    "EntryWords",
    "GithubWords",
    "JsonWords",
    "NoWords",
    "Place",
    "TextWords",
    "entry_of",
]

_UNTOLD: dict[str, object] = {"verdict": None, "acceptance": None, "outcomes": [], "cost": None}


Place = Callable[[int | None, int], str]
"""Writes where in a file a request stands: its line, or else its number in a list, from 0."""


def _in_text(file: str) -> Place:
    name = safe(file, "log")
    return lambda line, index: f"{name}[{index}]" if line is None else f"{name}:{line}"


def _in_json(file: str) -> Place:
    name = f'"file":{compact(file)},'
    return lambda line, index: name + (f'"index":{index}' if line is None else f'"line":{line}')


def _in_github(file: str) -> Place:
    return lambda line, _: github.place(file, line)


PLACES: dict[str, Callable[[str], Place]] = {
    "text": _in_text,
    "json": _in_json,
    "jsonl": _in_json,
    "github": _in_github,
    "entries": _in_json,
}
"""How each format writes the places of a file."""


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
        return "", f": {head}: {safe(finding.message, 'log')}"


class GithubWords(TextWords):
    """A workflow command for each finding that is more than a note."""

    def _piece(self, finding: Finding) -> Piece:
        return github.command(finding.severity, finding.code, finding.message)


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


class EntryWords(TextWords):
    """An object for each finding that is more than a note: what `entry_of` reads."""

    def __init__(self, *, strict: bool = False) -> None:
        super().__init__()
        self.strict = strict

    def _piece(self, finding: Finding) -> Piece:
        entry = entries.told_finding(finding, strict=self.strict)
        return "{", f',"entry":{compact(entry)}}}'


def entry_of(row: str) -> entries.Entry:
    """The entry that EntryWords has written, at its place."""
    data = json.loads(row)
    entry = entries.Entry(*data["entry"])
    line = f":{data['line']}" if "line" in data else f"[{data['index']}]"
    place = entries.Place(data["file"], data.get("line"))
    return entry._replace(place=place, evidence=(), name=f"{place.file}{line}: {entry.name}")


class AllWords:
    """What several words say at once; a piece begins with the number, 0 to 9, of its own."""

    def __init__(self, words: Sequence[Words]) -> None:
        self.words = words
        whole = [each.of_request for each in self.words]
        self.of_request = self._of_request if any(whole) else None

    def of_prediction(self, prediction: Prediction) -> tuple[Piece, ...]:
        """What each says of a prediction."""
        return self._numbered(each.of_prediction(prediction) for each in self.words)

    def of_problem(self, finding: Finding) -> tuple[Piece, ...]:
        """What each says of a request that cannot be read."""
        return self._numbered(each.of_problem(finding) for each in self.words)

    def _of_request(self, pieces: tuple[Piece, ...], fields: Fields) -> tuple[Piece, ...]:
        told = []
        for number, each in enumerate(self.words):
            own = tuple((head[1:], tail) for head, tail in pieces if head[0] == str(number))
            told.append(each.of_request(own, fields) if each.of_request and own else own)
        return self._numbered(told)

    @staticmethod
    def _numbered(told: Iterable[tuple[Piece, ...]]) -> tuple[Piece, ...]:
        return tuple(
            (f"{number}{head}", tail) for number, own in enumerate(told) for head, tail in own
        )


class NoWords(TextWords):
    """Nothing, where only the sum matters."""

    def of_prediction(self, prediction: Prediction) -> tuple[Piece, ...]:  # noqa: ARG002
        """Nothing."""
        return ()

    def of_problem(self, finding: Finding) -> tuple[Piece, ...]:  # noqa: ARG002
        """Nothing."""
        return ()


def _loud(prediction: Prediction) -> list[Finding]:
    return [each for each in prediction.findings if each.severity != "note"]
