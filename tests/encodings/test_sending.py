"""Encodings that one model reads and the others do not: judged, sent, mocked, exported."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings

from cometvideo import Client, Matrix, load_family, predict, validate
from cometvideo.conformance import InProcess, check, reference
from cometvideo.conformance.protocol import Job
from cometvideo.export import openapi
from cometvideo.export.flat import flat_schema
from cometvideo.facts.fact import Scalar
from cometvideo.mock import MockApi, transport
from cometvideo.strategies import wire_forms
from cometvideo.strategies.wire_forms import WireForm
from cometvideo.wire.bodies import from_body, read_body
from tests.encodings.stand import (
    ALIAS,
    FORM,
    JSON,
    ONE_OF_THEM,
    OWN,
    PLAIN,
    TAKEN,
    URLENCODED,
    content_of,
    http,
    overlay,
    request_for,
    said_of_encoding,
    sent,
    told,
)
from tests.live.upstream import KEY
from tests.thorough import thorough

# --- Prediction ---


@pytest.mark.parametrize(
    ("model", "encoding", "severity"),
    [
        (OWN, JSON, ""),
        (OWN, FORM, "error"),
        (OWN, URLENCODED, "warning"),  # open of this model, as the spec has it
        (PLAIN, JSON, "warning"),
        (PLAIN, FORM, ""),
        (PLAIN, URLENCODED, "error"),
        # What some model may read is refused for sure by none that is not known.
        ("whole-unknown", URLENCODED, "warning"),
        (None, URLENCODED, "warning"),
        ("whole-unknown", FORM, ""),
    ],
)
def test_a_body_is_judged_by_its_model(
    mine: Matrix, model: str | None, encoding: str, severity: str
) -> None:
    assert said_of_encoding(told(mine, model, encoding)) == severity


def test_a_finding_says_whose_encodings_these_are(mine: Matrix) -> None:
    (found,) = told(mine, OWN, FORM).findings
    assert "the body for whole-own is sent as 'multipart/form-data'" in found.message
    assert found.allowed == JSON
    assert f"models.whole-own.encodings.{FORM}" in found.facts
    (found,) = told(mine, PLAIN, JSON).findings
    assert "the body is sent as 'application/json'" in found.message


def test_fields_alone_have_no_encoding(mine: Matrix) -> None:
    assert predict(mine, request_for(OWN)).findings == ()
    assert validate(request_for(OWN), spec=mine).verdict == "valid"


def test_an_alias_reads_what_its_model_reads(tmp_path: Path) -> None:
    text = f"models: {{ whole-plain: {{ encodings: {{ {JSON}: read, {FORM}: refused }} }} }}"
    matrix = load_family(overlay(tmp_path, text))
    assert said_of_encoding(told(matrix, ALIAS, FORM)) == "error"
    assert said_of_encoding(told(matrix, ALIAS, JSON)) == ""
    own = f"  whole-2026: {{ encodings: {{ {FORM}: read }} }}"
    again = text.replace("models: { whole", "models:\n  whole")[:-2] + f"\n{own}"
    matrix = load_family(overlay(tmp_path, again, "again"))
    assert said_of_encoding(told(matrix, ALIAS, FORM)) == ""
    assert said_of_encoding(told(matrix, PLAIN, FORM)) == "error"


def test_a_model_that_need_not_be_named_may_be_one_that_refuses(tmp_path: Path) -> None:
    text = f"fields: {{ model: {{ required: false }} }}\n{ONE_OF_THEM}"
    matrix = load_family(overlay(tmp_path, text))
    assert said_of_encoding(told(matrix, None, FORM)) == "warning"
    usual = "fields: { model: { required: false, default: whole-own } }"
    matrix = load_family(overlay(tmp_path, f"{usual}\n{ONE_OF_THEM}", "usual"))
    assert said_of_encoding(told(matrix, None, FORM)) == "error"
    assert told(matrix, None, JSON).verdict == "valid"
    either = "fields: { model: { required: false, default: { one_of: [whole-own, whole-plain] } } }"
    matrix = load_family(overlay(tmp_path, f"{either}\n{ONE_OF_THEM}", "either"))
    assert told(matrix, None, FORM).verdict == "uncertain"


def test_a_body_that_cannot_be_read_is_malformed_whatever_the_model(mine: Matrix) -> None:
    found = predict(mine, from_body(read_body(JSON, b"{"), authorized=True))
    assert "malformed-body" in {each.code for each in found.findings}
    assert found.verdict == "invalid"


# --- What is sent ---


def test_the_client_sends_what_its_model_reads(mine: Matrix) -> None:
    for model, encoding in ((OWN, JSON), (PLAIN, FORM), (ALIAS, FORM)):
        api = MockApi(mine, plan="immediate", keys=[KEY], choices=TAKEN)
        with Client(KEY, spec=mine, transport=transport(api), sleep=lambda _: None) as client:
            assert client.create(request_for(model)).terminal is False
        (entry,) = [each for each in api.state.journal if each.request.method == "POST"]
        assert entry.encoding == encoding


def test_a_client_needs_no_word_before_its_key(tmp_path: Path) -> None:
    matrix = load_family(overlay(tmp_path, "service: { auth_scheme: null }"))
    api = MockApi(matrix, plan="immediate", keys=[KEY])
    with Client(KEY, spec=matrix, transport=transport(api), sleep=lambda _: None) as client:
        client.create(request_for(PLAIN))


@pytest.mark.parametrize("model", [OWN, PLAIN])
@pytest.mark.parametrize("encoding", [JSON, FORM])
def test_the_mock_reads_and_refuses_by_model(mine: Matrix, model: str, encoding: str) -> None:
    choices: dict[str, Scalar] = {**TAKEN, f"body.encodings.{JSON}": "refused"}
    api = MockApi(mine, plan="immediate", keys=[KEY], choices=choices)
    answer = api.handle(http(*sent(request_for(model), encoding)))
    assert answer.status == (201 if (model == OWN) == (encoding == JSON) else 415)


@settings(max_examples=30, derandomize=True, database=None)
@given(wire_forms(load_family("omni")))
def test_wire_forms_are_drawn_as_their_model_reads_them(form: WireForm) -> None:
    is_json = form.headers["Content-Type"] == JSON
    assert is_json == (form.request["model"] == "omni-fast-v2v")
    if is_json:
        assert json.loads(form.body).keys() == form.request.keys()


@pytest.mark.thorough
def test_what_is_drawn_is_read(mine: Matrix) -> None:
    @settings(max_examples=60, derandomize=True, database=None)
    @given(wire_forms(mine, clients=["curl"]))
    def drawn(form: WireForm) -> None:
        read = from_body(read_body(form.headers["Content-Type"], form.body), authorized=True)
        assert said_of_encoding(predict(mine, read)) == ""

    drawn()


# --- Clients of others ---


def sending(encoding: str) -> InProcess:
    """A client that sends whatever model in one encoding."""

    def client(job: Job) -> dict[str, str]:
        kind, body = sent(dict(job.request), encoding)
        assert job.transport is not None
        with httpx.Client(transport=job.transport()) as asking:
            key = {"X-Whole-Key": f"Token {job.key}", "Content-Type": kind}
            asking.post(f"{job.base_url}/reels", content=body, headers=key)
        return {"outcome": "refused"}

    return InProcess(client, virtual=True)


@pytest.mark.parametrize(
    ("text", "encoding", "why"),
    [
        (ONE_OF_THEM, FORM, "documented for whole-own is application/json"),
        (ONE_OF_THEM, JSON, "documented is multipart/form-data"),
        # The first model reads what all do, and the second does not.
        (ONE_OF_THEM.replace(OWN, PLAIN), FORM, "documented for whole-plain is application/json"),
        (ONE_OF_THEM.replace(OWN, ALIAS), FORM, "documented for whole-2026 is application/json"),
    ],
)
def test_clients_are_asked_for_the_form_of_each_model(
    tmp_path: Path, text: str, encoding: str, why: str
) -> None:
    spec = str(overlay(tmp_path, text))
    result = check(sending(encoding), spec=spec, clauses=["form-multipart"]).of("form-multipart")
    assert result.verdict == "failed"
    assert why in result.summary


@pytest.mark.parametrize(
    "clauses",
    [
        ["form-multipart"],
        *thorough(["form-meaning", "form-numbers", "form-model", "form-file"]),
    ],
)
def test_the_client_of_the_package_passes(tmp_path: Path, clauses: list[str]) -> None:
    spec = str(overlay(tmp_path, ONE_OF_THEM.replace(OWN, PLAIN)))
    report = check(InProcess(reference(spec), virtual=True), spec=spec, clauses=clauses)
    assert {e.verdict for e in report.results} <= {"passed", "not applicable", "skipped"}
    assert "passed" in {each.verdict for each in report.results}


# --- Exports ---


@pytest.mark.parametrize("flat", [False, True])
def test_openapi_has_a_body_for_each_encoding_with_its_models(mine: Matrix, *, flat: bool) -> None:
    document: Any = openapi(mine, flat=flat)
    content = content_of(document)
    examples = {
        encoding: {each["summary"] for each in body["examples"].values()}
        for encoding, body in content.items()
    }
    assert examples == {FORM: {PLAIN, ALIAS}, JSON: {OWN}}
    names = {each for each in document["components"]["schemas"] if each.startswith("CreateVideo")}
    assert {"CreateVideoAsJson-whole-own", "CreateVideo-whole-plain"} <= names
    assert not {"CreateVideo-whole-own", "CreateVideoAsJson-whole-plain"} & names
    assert {*content_of(openapi(mine, OWN))} == {JSON}


def test_flat_schemas_say_how_the_model_takes_a_file(mine: Matrix) -> None:
    first: Any = flat_schema(mine, OWN)["properties"]
    assert "its bytes as data" in first["first"]["description"]
    assert "the bytes of a file" not in first["first"]["description"]
