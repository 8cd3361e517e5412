"""Specs that are wrong in any way, and what may come of them: a matrix, or an error with places."""

from pathlib import Path
from typing import Any

from cometvideo import Matrix, SpecError, predict, settle
from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document
from cometvideo.facts.loading import shipped_specs
from cometvideo.facts.strict_yaml import plain, read_yaml
from cometvideo.wire.media import look

FIXTURES = Path(__file__).parents[1] / "fixtures" / "specs"
SHIPPED = shipped_specs()["seedance"].read_text(encoding="utf-8")
INVENTED = (FIXTURES / "invented.yaml").read_text(encoding="utf-8")
DOCUMENT: Any = plain(read_yaml(INVENTED, "invented.yaml"))

REQUESTS: list[dict[str, object]] = [
    {},
    {"script": "x", "engine": "reel-grand", "duration": 5, "frame": "16x9"},
    {"script": "x", "engine": "reel-grand", "duration": "5", "frame": "1000x1000"},
    {"script": "", "engine": "reel-classic", "frame": "1024x576", "last_frame": look(b"GIF89a")},
    {"engine": "reel-pocket", "frame": "1x1", "first_frame": (look(b""), look(b"what")), "n": []},
    {"engine": "nobody", "duration": 10**30, "frame": "nonsense", "mood": 5, "script": None},
]


def matrix_of(text: str) -> Matrix:
    return build([parse_document(text, "spec.yaml")])


def predict_all(matrix: Matrix) -> None:
    for request in REQUESTS:
        for finding in predict(matrix, request).findings:
            assert finding.message


def try_all(text: str) -> SpecError | None:
    """Load a spec and predict by it; only a SpecError with places and messages may come of it."""
    try:
        matrix = matrix_of(text)
        predict_all(matrix)
        # A settled matrix takes the same ways as an overlay, and predicts as well.
        predict_all(settle(matrix, {fact.path: fact.one_of[0] for fact in matrix.open_facts}))
    except SpecError as error:
        for finding in error.findings:
            assert finding.where is not None
            assert finding.message
        return error
    return None
