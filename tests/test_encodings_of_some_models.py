"""Encodings that one model reads and the others do not, in every reader; and the shipped one."""

import json
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings

from cometvideo import Client, Matrix, Media, load, load_family, predict, validate
from cometvideo.accepting.places import keys_of_new
from cometvideo.changes import diff
from cometvideo.cli import main
from cometvideo.client.form import body_of, with_files_read
from cometvideo.conformance import InProcess, check, reference
from cometvideo.conformance.protocol import Job
from cometvideo.documentation import Copy, check_documentation
from cometvideo.export import cases_text, openapi
from cometvideo.export.endpoint import endpoint_openapi
from cometvideo.export.flat import flat_schema
from cometvideo.facts.endpoint import Endpoint
from cometvideo.facts.fact import Scalar
from cometvideo.facts.lint import lint
from cometvideo.facts.terms import encodings_of
from cometvideo.guard.guard import Guard
from cometvideo.guard.ledger import Ledger
from cometvideo.live.creates import bases
from cometvideo.live.deriving import probes_of
from cometvideo.live.forms import parts_for
from cometvideo.live.traffic import judge_traffic
from cometvideo.mock import MockApi, transport
from cometvideo.prediction import Prediction
from cometvideo.samples.files import file_like, in_json
from cometvideo.samples.requests import plain_request
from cometvideo.strategies import wire_forms
from cometvideo.strategies.wire_forms import WireForm
from cometvideo.wire.bodies import from_body, multipart, read_body, urlencoded
from cometvideo.wire.exchange import Answer, Exchange, HttpRequest
from cometvideo.wire.recordings import Recorded
from cometvideo.wire.request import Issue, Part, Request
from tests.live.upstream import KEY, Upstream, named
from tests.test_whole_spec import FILE, WHOLE
from tests.thorough import thorough

OWN, PLAIN, ALIAS = "whole-own", "whole-plain", "whole-2026"
FORM, JSON = "multipart/form-data", "application/json"
URLENCODED = "application/x-www-form-urlencoded"
TAKEN = {"models.whole-2026.model.accepted": True}
# One model reads JSON and no form, the others as the spec says: forms, JSON perhaps.
ONE_OF_THEM = f"models: {{ whole-own: {{ encodings: {{ {JSON}: read, {FORM}: refused }} }} }}"


def overlay(folder: Path, text: str = ONE_OF_THEM, name: str = "mine") -> Path:
    file = folder / f"{name}.cometvideo.yaml"
    file.write_text(f"format: 1\nname: mine\nextends: {FILE}\nfrom: handbook\n{text}\n", "utf-8")
    return file


@pytest.fixture
def mine(tmp_path: Path) -> Matrix:
    return load_family(overlay(tmp_path))


def request_for(model: str | None) -> dict[str, object]:
    named = {} if model is None else {"model": model}
    return {"prompt": "a kite", **named, "seconds": 4, "size": "1280x720"}


def sent(fields: Mapping[str, object], encoding: str) -> tuple[str, bytes]:
    """A request in an encoding: its content type, and its body."""
    if encoding == JSON:
        return in_json(fields)
    parts = [Part(name, str(value).encode()) for name, value in fields.items()]
    return urlencoded(parts) if encoding == URLENCODED else multipart(parts, "boundary01234")


def http(content_type: str, body: bytes) -> HttpRequest:
    headers = (("X-Whole-Key", f"Token {KEY}"), ("Content-Type", content_type))
    return HttpRequest("POST", "/v1/reels", headers, body, "api.whole.example")


def told(matrix: Matrix, model: str | None, encoding: str) -> Prediction:
    content_type, body = sent(request_for(model), encoding)
    return predict(matrix, from_body(read_body(content_type, body), authorized=True))


def said_of_encoding(prediction: Prediction) -> str:
    found = [e.severity for e in prediction.findings if e.code == "encoding-undocumented"]
    return found[0] if found else ""


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


def content_of(document: Any, path: str = "/v1/reels") -> Any:
    return document["paths"][path]["post"]["requestBody"]["content"]


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


# --- Drift ---


def test_probes_are_sent_as_their_model_reads_them(mine: Matrix) -> None:
    for base in bases(mine):
        probe = base.probe(mine)
        assert probe.content_type.partition(";")[0] == (JSON if base.model == OWN else FORM)
        assert probe.takes or base.model == ALIAS
    odd = {each.id for each in probes_of(mine) if each.model == OWN and " as " in each.id}
    assert f"create {OWN} as {URLENCODED}" in odd
    with_files = [
        each for each in probes_of(mine) if each.model == OWN and "first=image/png" in each.id
    ]
    assert with_files
    assert {each.content_type for each in with_files} == {JSON}
    assert all("data:image/png;base64," in each.body.decode() for each in with_files)


@pytest.mark.parametrize("option", ["read", "refused"])
def test_what_is_open_of_a_model_is_told_by_a_probe_for_it(option: str) -> None:
    path = f"models.{OWN}.encodings.{URLENCODED}"
    api = MockApi(WHOLE, plan="immediate", keys=[KEY], choices={**TAKEN, path: option})
    asked = [each for each in probes_of(WHOLE) if path in {mark.fact for mark in each.shows}]
    control = next(each for each in probes_of(WHOLE) if each.id == asked[0].control)
    report = Upstream(api, WHOLE).report([*asked, control])
    found = {each.subject: each.observed for each in report.drifts if each.verdict == "observed"}
    assert found[path] == option


def test_traffic_bears_out_the_encodings_of_its_model(mine: Matrix) -> None:
    api = MockApi(mine, plan="immediate", keys=[KEY], choices=TAKEN)
    recorded = []
    for place, (model, encoding) in enumerate([(OWN, JSON), (PLAIN, FORM)]):
        request = http(*sent(request_for(model), encoding))
        recorded.append(Recorded(str(place), Exchange(request, api.handle(request), 1.0)))
    held = {e.subject for e in judge_traffic(mine, recorded).report.drifts if e.verdict == "holds"}
    assert {f"models.{OWN}.encodings.{JSON}", f"body.encodings.{FORM}"} <= held


@pytest.mark.parametrize("spec", thorough("mine", "omni"))
def test_an_upstream_that_is_as_the_spec_says_is_found_so(spec: str, tmp_path: Path) -> None:
    matrix = load_family(overlay(tmp_path)) if spec == "mine" else load_family(spec)
    assert named(Upstream(MockApi(matrix, keys=[KEY]), matrix).report()) == []


PAGE = """POST /v1/reels

{}

Body

{}
prompt
string
required

What is to be seen.
"""
OWN_JSON, OWN_FORM = (f"models.{OWN}.encodings.{each}" for each in (JSON, FORM))


@pytest.mark.parametrize(
    ("prose", "listed", "verdicts"),
    [
        # The page may be of any model: what it lists bears out what is read, and no more.
        ("", FORM, {f"body.encodings.{FORM}": "holds", OWN_JSON: "could not tell"}),
        ("", JSON, {f"body.encodings.{FORM}": "could not tell", OWN_JSON: "holds"}),
        ("", FORM, {OWN_FORM: "could not tell"}),
        # A sentence that names a model is of that model.
        (f"For whole-own the body is {JSON}.", FORM, {OWN_JSON: "holds"}),
        (f"For whole-plain the body is {JSON}.", FORM, {f"body.encodings.{FORM}": "holds"}),
        (f"For whole-own the body is never {JSON}.", FORM, {OWN_JSON: "could not tell"}),
        (f"For whole-own the body is {FORM}.", "", {OWN_FORM: "could not tell"}),
    ],
)
def test_pages(mine: Matrix, prose: str, listed: str, verdicts: dict[str, str]) -> None:
    page = Copy("page", PAGE.format(prose, listed).encode(), "handbook")
    found = {each.subject: each.verdict for each in check_documentation(mine, [page]).drifts}
    assert {subject: found.get(subject) for subject in verdicts} == verdicts


def test_a_page_with_an_encoding_of_a_model_that_the_spec_lacks_may_say_so(tmp_path: Path) -> None:
    page = PAGE.format(f"For whole-plain the body is text/plain, or {JSON}.", FORM).encode()
    matrix = load_family(overlay(tmp_path))
    drifts = check_documentation(matrix, [Copy("page", page, "handbook")]).drifts
    found = {each.subject: each.verdict for each in drifts}
    # Of the others it is open, and says nothing sure.
    assert found.get(f"body.encodings.{JSON}", "could not tell") == "could not tell"


def test_what_was_found_is_accepted_where_it_stands(mine: Matrix) -> None:
    path = f"models.{OWN}.encodings.text/plain"
    assert keys_of_new(mine, path, "refused") == ("models", OWN, "encodings", "text/plain")
    assert keys_of_new(mine, path, "eaten") is None


# --- Changes ---


@pytest.mark.parametrize(
    ("old", "new", "breaks"),
    [
        (f"{JSON}: read, {FORM}: read", f"{JSON}: read, {FORM}: refused", {OWN_FORM}),
        (f"{JSON}: read", f"{JSON}: refused", {OWN_JSON}),
        (f"{JSON}: read, {FORM}: refused", f"{JSON}: read, {FORM}: read", set()),
        # What all others may refuse, it read for sure.
        (f"{JSON}: read", f"{JSON}: null", {OWN_JSON}),
        (f"{JSON}: read", f"{JSON}: {{ one_of: [refused, read] }}", {OWN_JSON}),
    ],
)
def test_a_model_that_loses_an_encoding_breaks(
    tmp_path: Path, old: str, new: str, breaks: set[str]
) -> None:
    text = "models: {{ whole-own: {{ encodings: {{ {} }} }} }}"
    before, after = (
        load_family(overlay(tmp_path, text.format(each), name))
        for each, name in ((old, "old"), (new, "new"))
    )
    judged = diff(before, after).judged
    assert {each.change.path for each in judged if each.breaking} == breaks
    assert judged


def test_the_encoding_of_all_is_told_on_a_model_without_its_own(tmp_path: Path) -> None:
    """A model that says otherwise neither hides a change nor shows it."""
    after = load_family(overlay(tmp_path, f"body: {{ encodings: {{ {FORM}: refused }} }}"))
    (found,) = diff(WHOLE, after).judged
    assert (found.change.path, found.breaking) == (f"body.encodings.{FORM}", True)


def test_recorded_requests_are_judged_by_their_model(mine: Matrix) -> None:
    issue = Issue("encoding", None, FORM)
    fields = request_for(OWN)
    assert predict(WHOLE, Request(fields, (issue,))).verdict == "valid"
    assert predict(mine, Request(fields, (issue,))).verdict == "invalid"


# --- Others ---


def test_models_are_shown_with_what_they_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = str(overlay(tmp_path))
    assert main(["--spec", spec, "models"]) == 0
    shown = capsys.readouterr().out
    assert "encodings" in shown
    assert main(["--spec", spec, "models", "--format", "json"]) == 0
    models = {each["id"]: each for each in json.loads(capsys.readouterr().out)["models"]}
    assert models[OWN]["encodings"][JSON]["value"] == "read"
    assert models[OWN]["encodings"][JSON]["path"] == OWN_JSON
    assert models[PLAIN]["encodings"][FORM]["path"] == f"body.encodings.{FORM}"
    assert main(["--spec", spec, "explain", OWN]) == 0
    assert OWN_JSON in capsys.readouterr().out
    assert main(["--spec", spec, "spec", "show", "-o", str(tmp_path / "shown.yaml")]) == 0
    assert load_family(tmp_path / "shown.yaml").digest == load_family(spec).digest


def test_guards_judge_and_forward_what_the_model_reads(mine: Matrix, tmp_path: Path) -> None:
    with closing(Ledger(tmp_path / "ledger", now=lambda: 9.0)) as ledger:
        guard = Guard(mine, ledger, log=lambda _: None)
        request = http(*sent(request_for(OWN), JSON))
        passed = guard.before(request)
        assert not isinstance(passed, Answer)
        assert isinstance(guard.before(http(*sent(request_for(OWN), FORM))), Answer)
        assert not isinstance(guard.before(http(*sent(request_for(PLAIN), FORM))), Answer)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (ONE_OF_THEM, []),
        (f"models: {{ whole-own: {{ encodings: {{ {JSON}: eaten }} }} }}", ["unknown-word"]),
        ("models: { whole-own: { encodings: read } }", ["schema"]),
        (
            f"models: {{ whole-own: {{ encodings: {{ {JSON}: {{ reed: 1 }} }} }} }}",
            ["unknown-word"],
        ),
        ('service: { auth_scheme: "Whole token" }', ["reference-unknown"]),
        ('service: { auth_header: "X Key" }', ["reference-unknown"]),
        ('service: { request_id_header: "a:b" }', ["reference-unknown"]),
        ('service: { auth_scheme: "" }', []),
        ("service: { auth_scheme: form-bearer }", []),
    ],
)
def test_lint(tmp_path: Path, text: str, codes: list[str]) -> None:
    found = [each.code for each in lint(overlay(tmp_path, text)) if each.severity == "error"]
    assert bool(found) == bool(codes)
    assert {*codes} <= {*found}


# --- The shipped one ---

V2V = "omni-fast-v2v"
OMNI = load_family("omni")


@pytest.mark.parametrize("name", ["omni", "cometapi"])
def test_omni_fast_v2v_was_seen_to_take_json(name: str) -> None:
    spec = load(name)
    plain = plain_request(OMNI, V2V)
    video = plain["video"]
    assert isinstance(video, Media)
    assert video.format == "video/mp4"
    as_form = multipart(parts_for(plain), "boundary01234")
    for (kind, body), verdict in ((in_json(plain), "valid"), (as_form, "uncertain")):
        found = predict(spec, from_body(read_body(kind, body), authorized=True))
        assert found.verdict == verdict
        assert said_of_encoding(found) == "warning"  # a report is no documentation
    assert encodings_of(OMNI, "omni-fast").value(FORM) == "read"
    assert encodings_of(OMNI, V2V).fact(FORM) is not None


def test_the_client_sends_omni_fast_v2v_its_video_as_text() -> None:
    fields = with_files_read({**plain_request(OMNI, V2V), "video": ("a.mp4", b"abc", "video/mp4")})
    kind, body = body_of(OMNI, fields, "boundary01234")
    assert kind == JSON
    assert json.loads(body)["video"].startswith("data:video/mp4;base64,")
    kind, _ = body_of(OMNI, plain_request(OMNI, "omni-fast"), "boundary01234")
    assert kind.startswith(FORM)


def test_openapi_of_the_endpoint_has_json_for_this_model_alone() -> None:
    spec = load("cometapi")
    assert isinstance(spec, Endpoint)
    document: Any = endpoint_openapi(spec)
    content = content_of(document, "/v1/videos")
    assert {each["summary"] for each in content[JSON]["examples"].values()} == {V2V}
    (example,) = content[JSON]["examples"].values()
    assert predict(spec, example["value"]).verdict != "invalid"
    names = document["components"]["schemas"]
    assert [each for each in names if each.startswith("CreateVideoAsJson-")] == [
        f"CreateVideoAsJson-{V2V}"
    ]
    # Whether it takes a form is open.
    assert f"CreateVideo-{V2V}" in names


def test_its_probes_are_json_but_for_the_one_that_asks_for_a_form() -> None:
    kinds = {each.id: each.content_type for each in probes_of(OMNI) if each.model == V2V}
    assert [each for each, kind in kinds.items() if kind != JSON] == [f"create {V2V} as {FORM}"]


def test_its_cases_have_no_form() -> None:
    cases: Any = json.loads(cases_text(OMNI))["requests"]
    forms = {each["request"].get("model"): each["form"] for each in cases if each["form"]}
    assert "omni-fast" in forms
    assert V2V not in forms


def test_a_picture_is_no_video() -> None:
    fields = {**plain_request(OMNI, V2V), "video": file_like()}
    assert {each.code for each in predict(OMNI, fields).findings} == {"not-media-family"}


@pytest.mark.parametrize("flat", [False, True])
def test_a_default_is_none_of_an_encoding_that_its_model_does_not_take(
    tmp_path: Path, *, flat: bool
) -> None:
    usual = "fields: { model: { required: false, default: whole-plain } }"
    matrix = load_family(overlay(tmp_path, f"{usual}\n{ONE_OF_THEM}"))
    document: Any = openapi(matrix, flat=flat)
    schemas = document["components"]["schemas"]
    assert schemas["CreateVideo"]["properties"]["model"]["default"] == PLAIN
    assert "default" not in schemas["CreateVideoAsJson"]["properties"]["model"]
