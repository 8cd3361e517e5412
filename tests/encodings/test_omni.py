"""The model of Omni Fast that was seen to take JSON, in every reader."""

import json
from pathlib import Path
from typing import Any

import pytest

from cometvideo import Media, load, load_family, predict
from cometvideo.client.form import body_of, with_files_read
from cometvideo.export import cases_text, openapi
from cometvideo.export.endpoint import endpoint_openapi
from cometvideo.facts.endpoint import Endpoint
from cometvideo.facts.terms import encodings_of
from cometvideo.live.deriving import probes_of
from cometvideo.live.forms import parts_for
from cometvideo.samples.files import file_like, in_json
from cometvideo.samples.requests import plain_request
from cometvideo.wire.bodies import from_body, multipart, read_body
from tests.encodings.stand import (
    FORM,
    JSON,
    ONE_OF_THEM,
    PLAIN,
    content_of,
    overlay,
    said_of_encoding,
)

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
    # Of the only one that anybody was seen to send there is nothing better to advise.
    ways = ((in_json(plain), "valid", ""), (as_form, "uncertain", "warning"))
    for (kind, body), verdict, said in ways:
        found = predict(spec, from_body(read_body(kind, body), authorized=True))
        assert found.verdict == verdict
        assert said_of_encoding(found) == said
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


@pytest.mark.parametrize("model", load("cometapi").models)
def test_of_the_way_that_a_client_sends_a_model_there_is_nothing_to_say(model: str) -> None:
    """Also where no documentation is at hand that states one, as of Veo."""
    spec = load("cometapi")
    plain = plain_request(spec.for_model(model), model)
    kind, body = in_json(plain) if model == V2V else multipart(parts_for(plain), "boundary01234")
    found = predict(spec, from_body(read_body(kind, body), authorized=True))
    assert said_of_encoding(found) == ""
