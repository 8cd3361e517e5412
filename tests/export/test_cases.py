"""Cases: what is committed is what the specs give, and another language can use it."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

import cometvideo
from cometvideo.export import cases, cases_text, json_schema
from cometvideo.export.cases import request_case
from cometvideo.export.endpoint import endpoint_cases, endpoint_schema
from cometvideo.facts.endpoint import Endpoint, load
from cometvideo.facts.loading import find_spec
from cometvideo.facts.matrix import Matrix
from cometvideo.prediction import predict
from cometvideo.samples.files import file_like
from cometvideo.samples.requests import plain_request
from tests.cases import Case, load_cases, with_files
from tests.export.tools import FOLDER, OWN_SPECS, node

COMMITTED = FOLDER.parent.parent / "fixtures" / "cases"
MATRIX = cometvideo.load_family("seedance")
PLAIN = plain_request(MATRIX, MATRIX.models[0])


@pytest.mark.parametrize("name", cometvideo.shipped_specs())
def test_committed_cases_are_fresh(name: str) -> None:
    path = COMMITTED / f"{name}.json"
    again = f"cometvideo --spec {name} export cases -o fixtures/cases/{name}.json"
    assert path.read_text(encoding="utf-8") == cases_text(cometvideo.load_family(name)), (
        f"{path.name} is not what its spec gives; run: {again}"
    )


def test_there_are_no_other_cases() -> None:
    assert {path.stem for path in COMMITTED.glob("*.json")} == set(cometvideo.shipped_specs())


@pytest.mark.parametrize(
    "spec",
    ["cometapi", *cometvideo.shipped_specs(), *OWN_SPECS],
    ids=["cometapi", *cometvideo.shipped_specs(), *(path.stem for path in OWN_SPECS)],
)
@pytest.mark.thorough
def test_javascript_runs_them(spec: str | Path, tmp_path: Path) -> None:
    program = node("ajv")
    opened = load(spec)
    schema = endpoint_schema(opened) if isinstance(opened, Endpoint) else json_schema(opened)
    data = endpoint_cases(opened) if isinstance(opened, Endpoint) else cases(opened)
    for name, document in (("schema", schema), ("cases", data)):
        (tmp_path / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    command = [program, "run_cases.js", str(tmp_path / "schema.json"), str(tmp_path / "cases.json")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=FOLDER, check=False)
    assert done.returncode in (0, 1), done.stderr
    report = json.loads(done.stdout)
    assert report["differences"] == []
    assert all(report["checked"].values())


def test_text_is_the_data_with_one_case_a_line() -> None:
    text = cases_text(MATRIX)
    data = cases(MATRIX)
    assert json.loads(text) == json.loads(json.dumps(data))
    for case in data["requests"]:  # type: ignore[attr-defined]
        assert f"    {json.dumps(case)}" in text


ENDPOINT = Endpoint(find_spec("cometapi"))


@pytest.mark.parametrize("opened", [MATRIX, ENDPOINT], ids=["one", "all"])
def test_names_are_unique(opened: Matrix | Endpoint) -> None:
    data: Any = endpoint_cases(opened) if isinstance(opened, Endpoint) else cases(opened)
    for key in ("requests", "tasks", "errors"):
        names = [each["name"] for each in data[key]]
        assert len(names) == len(set(names)), key


def test_cases_of_an_endpoint_are_those_of_its_families() -> None:
    data: Any = endpoint_cases(ENDPOINT)
    for family, matrix in ENDPOINT.families.items():
        own: Any = cases(matrix)
        for key in ("tasks", "errors"):
            assert own[key] == [
                {
                    **{k: v for k, v in e.items() if k != "family"},
                    "name": e["name"].removeprefix(f"{family}: "),
                }
                for e in data[key]
                if e["family"] == family
            ]
    for case in data["requests"]:
        judged = ENDPOINT.matrix_for(case["request"])
        assert judged is (ENDPOINT.families.get(case["family"]) or ENDPOINT.unnamed)
    assert {"model missing"} <= {
        each["name"].rpartition(": ")[2] for each in data["requests"] if each["family"] is None
    }


FORMS: dict[str, tuple[dict[str, object], Any]] = {
    "number": ({"seconds": 5}, {"name": "seconds", "text": "5"}),
    "text": ({"seconds": "5"}, {"name": "seconds", "text": "5"}),
    "file": (
        {"input_reference": file_like()},
        {"name": "input_reference", "file": "reference.png", "content_type": "image/png"},
    ),
    "true": ({"seconds": True}, {"name": "seconds", "text": "true"}),
    "nothing": ({"size": None}, None),
    "list": ({"size": ["16:9"]}, None),
}


@pytest.mark.parametrize(("change", "part"), FORMS.values(), ids=FORMS)
def test_forms(change: dict[str, object], part: Any) -> None:
    form: Any = request_case(MATRIX, {**PLAIN, **change})["form"]
    assert (form is None) == (part is None)
    assert part is None or part in form


def test_a_schema_sees_no_bytes() -> None:
    note = file_like("text/plain", name="note.txt")
    case = request_case(MATRIX, {**PLAIN, "input_reference": note})
    assert (case["verdict"], case["schema"]) == ("invalid", "accepts")


@pytest.mark.parametrize("fixture", load_cases(), ids=lambda case: case.name)
def test_fixtures_are_cases_too(fixture: Case) -> None:
    """A paired fixture and the case that is made from it expect the same."""
    request = cometvideo.validate(with_files(fixture.request, fixture.path.parent)).request
    case = request_case(MATRIX, request.fields, predict(MATRIX, request.fields))
    assert case["verdict"] == fixture.expected["verdict"]
    assert case["findings"] == fixture.expected["findings"]
