"""Files in texts: data and addresses, where a field takes them, as JSON carries them."""

import json
from base64 import b64encode
from pathlib import Path

import jsonschema_rs
import pytest

from cometvideo import Matrix, load_family, predict, validate_wire
from cometvideo.export import json_schema
from cometvideo.export.flat import flat_schema
from cometvideo.export.tools import tool
from cometvideo.mock import MockApi
from cometvideo.samples.files import picture
from tests.mock.talk import Talker

PNG = b64encode(picture(640, 480)).decode()
DATA = f"data:image/png;base64,{PNG}"
GIF = "data:image/gif;base64," + b64encode(b"GIF89a\1\0\1\0\0\0\0;").decode()
ADDRESS = "https://example.com/kite.png"
GOOD = {"prompt": "A kite", "model": "doubao-seedance-2-0", "size": "1280x720"}
OPEN = "{ one_of: [true, false], note: send one }"


def spec(folder: Path, data: str = "true", address: str = "true") -> Matrix:
    file = folder / "own.yaml"
    file.write_text(
        "format: 1\nextends: seedance\nfrom: create-page\n"
        "body: { encodings: { application/json: { value: read, one_of: null } } }\n"
        f"fields: {{ input_reference: {{ as_data: {data}, as_address: {address} }} }}\n",
        encoding="utf-8",
    )
    return load_family(file)


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (DATA, []),
        (ADDRESS, []),
        ((DATA, ADDRESS), ["several-files"]),
        (DATA[:-9], ["not-a-file"]),
        (f"{DATA}\n", ["not-a-file"]),
        (f"data:;base64,{PNG}", ["not-a-file"]),
        (f"data:image/jpeg;base64,{PNG}", ["type-undeclared"]),
        ("kite.png", ["not-a-file"]),
        ("https://", ["not-a-file"]),
        (f"{ADDRESS} ", ["not-a-file"]),
        ((ADDRESS, "kite.png"), ["several-files", "not-a-file"]),
        (GIF, ["beyond-limit"]),
    ],
    ids=range(12),
)
def test_what_is_taken_where_both_are(tmp_path: Path, given: object, codes: list[str]) -> None:
    matrix = spec(tmp_path)
    found = predict(matrix, {**GOOD, "input_reference": given})
    assert sorted({each.code for each in found.findings}) == sorted(codes)
    typed = [*given] if isinstance(given, tuple) else given
    judge = jsonschema_rs.validator_for(json_schema(matrix))
    assert judge.is_valid({**GOOD, "input_reference": typed}) == (found.verdict != "invalid")


@pytest.mark.parametrize("given", [DATA, ADDRESS])
def test_what_is_open_may_be_refused_and_what_is_not_said_is(tmp_path: Path, given: str) -> None:
    request = {**GOOD, "input_reference": given}
    assert predict(spec(tmp_path, OPEN, OPEN), request).verdict == "uncertain"
    assert predict(spec(tmp_path, "false", "false"), request).verdict == "invalid"
    assert predict(load_family("seedance"), request).verdict == "invalid"


def test_a_body_of_json_carries_them(tmp_path: Path) -> None:
    matrix = spec(tmp_path)
    body = json.dumps({**GOOD, "input_reference": DATA}).encode()
    headers = {"Authorization": "Bearer k", "Content-Type": "application/json"}
    assert validate_wire(headers, body, spec=matrix).verdict == "valid"
    talker = Talker(MockApi(matrix))
    sent = (("Content-Type", "application/json"),)
    assert talker.ask("POST", "/v1/videos", body, sent).status == 200
    wrong = json.dumps({**GOOD, "input_reference": "kite.png"}).encode()
    assert talker.ask("POST", "/v1/videos", wrong, sent).status >= 400


DATA_SAID = "its bytes as data:TYPE;base64,…"
ADDRESS_SAID = "its address (https://…)"


@pytest.mark.parametrize(
    ("data", "address", "form", "ways"),
    [
        ("false", "false", "read", ["{file}"]),
        ("true", "false", "read", ["{file}", DATA_SAID]),
        ("false", "true", "read", ["{file}", ADDRESS_SAID]),
        (OPEN, "true", "read", ["{file}", f"perhaps {DATA_SAID}", ADDRESS_SAID]),
        # What comes as JSON alone has no file beside it.
        ("true", "false", "refused", [DATA_SAID]),
        ("true", OPEN, "refused", [DATA_SAID, f"perhaps {ADDRESS_SAID}"]),
    ],
)
def test_schemas_of_others_say_how_a_file_may_be_given(
    tmp_path: Path, data: str, address: str, form: str, ways: list[str]
) -> None:
    file = tmp_path / "form.yaml"
    spec(tmp_path, data, address)
    file.write_text(
        "format: 1\nextends: own.yaml\nfrom: create-page\n"
        f"body: {{ encodings: {{ multipart/form-data: {{ value: {form} }} }} }}\n",
        encoding="utf-8",
    )
    matrix, model = load_family(file), GOOD["model"]
    said = "It is " + ", or ".join(ways)
    flat = flat_schema(matrix, model)["properties"]
    assert isinstance(flat, dict)
    field = flat["input_reference"]
    is_file = ways == ["{file}"]
    assert field["items"] == {"type": "string", **({"format": "binary"} if is_file else {})}
    assert (said.format(file="the bytes of a file") in field["description"]) is not is_file
    for vendor in ("openai", "anthropic", "mcp"):
        written = json.dumps(tool(matrix, model, vendor), ensure_ascii=False)
        assert said.format(file="the path of a file") + "." in written
