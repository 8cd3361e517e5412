"""Clients that send JSON, and what of the clauses on forms is asked of them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from cometvideo import load_family
from cometvideo.client.form import body_of, with_files_read
from cometvideo.conformance import InProcess, check, reference
from cometvideo.conformance.adapters import files_opened
from cometvideo.conformance.arrivals import Arrival
from cometvideo.conformance.clauses import CLAUSES
from cometvideo.conformance.protocol import Job
from cometvideo.facts.terms import Terms, wants_json
from tests.thorough import thorough

WHOLE = Path(__file__).parents[2] / "fixtures/whole/whole.cometvideo.yaml"
ENCODINGS = {
    "json": "{ multipart/form-data: null, application/json: read }",
    "both": "{ multipart/form-data: read, application/json: read }",
}
FORM = [name for name in CLAUSES if name.startswith("form-")]

# In JSON a file has no name, and no field of this spec takes three of one size.
NAMELESS = {"form-file-name": "not applicable", "form-files-in-order": "not applicable"}

Fields = dict[str, Any]


def spec_of(tmp_path: Path, encodings: str) -> str:
    """The spec that says everything, with these encodings."""
    path = tmp_path / "texts.cometvideo.yaml"
    text = f"format: 1\nname: texts\nextends: {WHOLE}\nbody: {{ encodings: {encodings} }}\n"
    path.write_text(text, encoding="utf-8")
    return str(path)


def sending(spec: str, alter: Callable[[Fields], object]) -> InProcess:
    """A client that sends creates as JSON alone, altered, and says that they were refused."""
    matrix = load_family(spec)

    def client(job: Job) -> dict[str, str]:
        fields = with_files_read(files_opened(job.request))
        kind, body = body_of(matrix, fields, "boundary")
        sent = json.loads(body) if "json" in kind else dict(job.request)
        alter(sent)
        assert job.transport is not None
        with httpx.Client(transport=job.transport()) as http:
            header, scheme = (
                matrix.value("service", f"auth_{each}") for each in ("header", "scheme")
            )
            http.post(
                f"{job.base_url}/reels", json=sent, headers={str(header): f"{scheme} {job.key}"}
            )
        return {"outcome": "refused"}

    return InProcess(client, virtual=True)


def form_verdicts(spec: str, alter: Callable[[Fields], object], *, drawn: bool) -> dict[str, str]:
    clauses = FORM if drawn else [each for each in FORM if not CLAUSES[each].drawn]
    report = check(sending(spec, alter), spec=spec, clauses=clauses)
    return {
        e.clause.id: e.verdict for e in report.results if e.verdict not in {"skipped", "passed"}
    }


@pytest.mark.thorough
@pytest.mark.parametrize("encodings", ENCODINGS.values(), ids=ENCODINGS)
def test_the_client_of_the_package_speaks_what_is_read(tmp_path: Path, encodings: str) -> None:
    spec = spec_of(tmp_path, encodings)
    report = check(InProcess(reference(spec), virtual=True), spec=spec, clauses=FORM)
    told = {
        e.clause.id: e.summary for e in report.results if e.verdict in {"failed", "could not tell"}
    }
    assert told == {}


def with_digits_as_text(sent: Fields) -> None:
    if "seconds" in sent:
        sent["seconds"] = str(sent["seconds"])


@pytest.mark.parametrize("drawn", [False, *thorough(True)])
@pytest.mark.parametrize("alter", [lambda _: None, with_digits_as_text])
def test_json_that_means_what_was_asked_for_passes(
    tmp_path: Path, alter: Callable[[Fields], object], *, drawn: bool
) -> None:
    found = form_verdicts(spec_of(tmp_path, ENCODINGS["json"]), alter, drawn=drawn)
    assert found == NAMELESS


def turned(sent: Fields) -> None:
    for name, value in sent.items():
        if isinstance(value, bool):
            sent[name] = not value


def spelt(sent: Fields) -> None:
    for name, value in sent.items():
        if isinstance(value, bool):
            sent[name] = str(value)


def other_files(sent: Fields) -> None:
    for name, value in sent.items():
        if "data:" in str(value):
            sent[name] = "/tmp/kite.png"


@pytest.mark.parametrize(
    ("alter", "broken"),
    [
        (lambda sent: sent.update(seconds=sent["seconds"] + 1), "form-numbers"),
        (lambda sent: sent.pop("seconds"), "form-numbers"),
        (lambda sent: sent.update(seconds=True), "form-numbers"),
        (lambda sent: sent.pop("model"), "form-model"),
        (lambda sent: sent.update(prompt=sent["prompt"].upper()), "form-prompt"),
        (lambda sent: sent.update(n=1), "form-documented-names"),
        (other_files, "form-file"),
        pytest.param(turned, "form-meaning", marks=pytest.mark.thorough),
        pytest.param(spelt, "form-meaning", marks=pytest.mark.thorough),
    ],
)
def test_json_that_means_something_else_fails(
    tmp_path: Path, alter: Callable[[Fields], object], broken: str
) -> None:
    spec = spec_of(tmp_path, ENCODINGS["json"])
    found = form_verdicts(spec, alter, drawn=broken == "form-meaning")
    assert found.get(broken) == "failed"


def test_json_is_no_documented_encoding_where_it_is_refused(tmp_path: Path) -> None:
    spec = spec_of(tmp_path, "{ application/json: refused }")
    report = check(sending(spec, lambda _: None), spec=spec, clauses=["form-multipart"])
    assert "documented is multipart/form-data" in report.of("form-multipart").summary


@pytest.mark.parametrize(
    ("arrived", "wanted", "same"),
    [(1, True, False), (True, 1, False), (True, True, True), ("true", True, True), (2.0, 2, True)],
)
def test_true_is_no_number(tmp_path: Path, arrived: object, wanted: object, *, same: bool) -> None:
    matrix = load_family(spec_of(tmp_path, ENCODINGS["json"]))
    assert Arrival("audio", arrived, None).means(wanted, Terms(matrix, None, "audio")) == same
    assert wants_json(matrix, "whole-own", has_files=False)
