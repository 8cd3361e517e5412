"""What a field's text, and the prose and tables around it, say of it by model."""

import pytest

from cometvideo.documentation.pages.page import Page, Passage, Row, Said, Sample, Table
from cometvideo.documentation.reading.names import Names
from cometvideo.documentation.reading.service import read_service
from cometvideo.documentation.reading.statements import Notes, Reading
from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document
from cometvideo.facts.loading import read_chain
from cometvideo.facts.matrix import Matrix
from tests.documentation.copies import SPEC
from tests.documentation.fields_by_hand import MATRIX, OWN, entry, read

TWO, FAST, PRO, OLD = MATRIX.models
SHORT = dict(zip(MATRIX.models, ("TWO", "FAST", "PRO", "OLD"), strict=True))
PLAIN = "the model is named beside numbers that make no plain range"
ODD = "the model is named in words not known here"


def told(reading: Reading, name: str) -> str:
    """What is said of a field by model, in order, with a question mark where it is not sure."""
    found = [
        f"{SHORT[each.keys[1]]} {'.'.join(each.keys[3:])}={each.value}"
        f"{'' if each.is_sure else '?'}@{each.line}"
        for each in reading.statements
        if each.keys[0] == "models" and each.keys[2:3] == (name,)
    ]
    found += [
        f"{SHORT[each.keys[1]]} {each.why}@{each.line}"
        for each in reading.unclear
        if each.keys[0] == "models" and each.keys[2:3] == (name,)
    ]
    return "; ".join(sorted(found))


@pytest.mark.parametrize(
    ("text", "prose", "expected"),
    [
        ("Seedance 2.0: 4 to 15.", "", "TWO max=15@9; TWO min=4@9"),
        ("Seedance 2.0: 15 to 4.", "", "TWO max=15@9; TWO min=4@9"),
        ("Seedance 2.0: 4 to 15, perhaps.", "", "TWO max=15?@9; TWO min=4?@9"),
        ("Seedance 2.0: 4.", "", f"TWO {PLAIN}@9"),
        ("Seedance 2.0: 4, 6 or 8.", "", f"TWO {PLAIN}@9"),
        # Prose that names the field counts where its own text names no model.
        ("Length.", "The seconds of Seedance 2.0: 4 to 15.", "TWO max=15@9; TWO min=4@9"),
        ("Length.", "The length of Seedance 2.0: 4 to 15.", ""),
        ("Length.", "The xseconds of Seedance 2.0: 4 to 15.", ""),
        ("Seedance 1.5 Pro is odd.", "The seconds of Seedance 2.0: 4 to 15.", ""),
    ],
)
def test_a_range_of_a_model(text: str, prose: str, expected: str) -> None:
    passages = (Passage(prose, 30),) if prose else ()
    reading = read(entry("seconds", text, "integer"), passages=passages)
    assert told(reading, "seconds") == expected


def test_numbers_one_by_one_are_no_range_of_a_model() -> None:
    for text in ("Seedance 2.0: 4 to 8.", "Seedance 2.0: 4, 6 or 8."):
        reading = read(entry("frames", text, "integer"), matrix=OWN)
        assert told(reading, "frames") == f"TWO {PLAIN}@9"


@pytest.mark.parametrize(
    ("heading", "row", "expected"),
    [
        (("Model", "seconds"), "Seedance 2.0|4 to 15", "TWO max=15@9; TWO min=4@9"),
        (("Model", "Seconds"), "Seedance 2.0|4-15 s", "TWO max=15@9; TWO min=4@9"),
        (("Model", "Other", "seconds (s)"), "Seedance 2.0|x|4 to 15", "TWO max=15@9; TWO min=4@9"),
        (("Model", "Length"), "Seedance 2.0|4 to 15", ""),
        (("Model", "seconds"), "Seedance 2.0|15", ""),
        (("Model", "seconds"), "Somebody|4 to 15", ""),
        (("Model", "Other", "seconds"), "Seedance 2.0|4 to 15", ""),
    ],
)
def test_a_column_of_ranges(heading: tuple[str, ...], row: str, expected: str) -> None:
    table = Table(heading, (Row(tuple(row.split("|")), 41),), 40)
    reading = read(entry("seconds", "Length.", "integer"), tables=(table,))
    assert told(reading, "seconds") == expected


@pytest.mark.parametrize(
    ("name", "type_", "text", "expected"),
    [
        ("input_reference", "file", "Seedance 2.0 takes it.", "TWO accepted=True@9"),
        ("input_reference", "file", "Seedance 2.0 does not take it.", "TWO accepted=False@9"),
        ("input_reference", "file", "Seedance 2.0 used to take it.", "TWO accepted=True?@9"),
        ("input_reference", "file", "Seedance 2.0 is odd.", f"TWO {ODD}@9"),
        ("input_reference", "string", "Seedance 2.0 takes it.", "TWO accepted=True@9"),
        ("prompt", "string", "Seedance 2.0 takes it.", ""),
        ("sound", "boolean", "Seedance 2.0 takes it.", ""),
        ("pace", "number", "Seedance 2.0 takes it.", ""),
    ],
)
def test_who_takes_a_field_is_read_of_files(
    name: str, type_: str, text: str, expected: str
) -> None:
    matrix = MATRIX if name in MATRIX.block("fields") else OWN
    assert told(read(entry(name, text, type_), matrix=matrix), name) == expected


def of_some(*facts: str) -> Matrix:
    text = "\n".join(
        (
            "format: 1",
            "name: some",
            "fields: { sound: { kind: boolean }, x: { kind: text } }",
            *facts,
        )
    )
    return build([*read_chain(SPEC), parse_document(text, "some.yaml")])


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ((), ""),
        ((f"models: {{ {PRO}: {{ sound: {{ accepted: false }} }} }}",), "TWO accepted=True@9"),
        ((f"models: {{ {PRO}: {{ x: {{ accepted: false }} }} }}",), ""),
    ],
)
def test_and_of_others_where_the_spec_has_models_that_do_not(
    facts: tuple[str, ...], expected: str
) -> None:
    sound = entry("sound", "Seedance 2.0 takes it.", "boolean")
    assert told(read(sound, matrix=of_some(*facts)), "sound") == expected


OWN_STYLE = f"models: {{ {TWO}: {{ style: {{ choices: [1s, 2s] }} }} }}"


@pytest.mark.parametrize(
    ("text", "own", "expected"),
    [
        ("Seedance 2.0: 1s, 2s.", "", "TWO choices=('1s', '2s')@9"),
        ("Seedance 2.0: 1s, 2s, perhaps.", "", "TWO choices=('1s', '2s')?@9"),
        # What holds for all says nothing of one, but where the spec has something of it.
        ("Seedance 2.0: 3s, 2s, 1s.", "", ""),
        ("Seedance 2.0: 3s, 2s, 1s.", OWN_STYLE, "TWO choices=('3s', '2s', '1s')@9"),
        ("Seedance 2.0: 1s. Seedance 2.0: 1s, 3s.", "", "TWO choices=('1s', '3s')@9"),
        ("Seedance 2.0: 1s. Seedance 2.0: perhaps 3s.", "", "TWO choices=('1s', '3s')?@9"),
        ("Seedance 2.0: 1sx.", "", ""),
        ("Seedance 2.0: 9s.", "", "TWO choices=('9s',)@9"),
    ],
)
def test_the_choices_of_a_model(text: str, own: str, expected: str) -> None:
    whole = "format: 1\nname: own\nfields: { style: { kind: choice, choices: [1s, 2s, 3s] } }\n"
    matrix = build([*read_chain(SPEC), parse_document(f"{whole}{own}\n", "own.yaml")])
    options = tuple(Said(each, 3) for each in ("9s", "1s", "2s", "3s"))
    style = entry("style", text, options=options if "9s" in text else ())
    assert told(read(style, matrix=matrix), "style") == expected


@pytest.mark.parametrize(
    ("faults", "text", "expected"),
    [
        ("{ a: { status: 400 } }", "Else HTTP 422.", {"a.status": 422}),
        ("{ a: { status: 400 }, b: { status: 403 } }", "Else HTTP 422.", {"status": 422}),
        ("{ a: { status: 400 }, b: { code: x_y } }", "Else HTTP 422.", {"a.status": 422}),
        ("{ a: { status: 400, code: x_y } }", "Else HTTP 422 bad_size.",
            {"a.status": 422, "a.code": "bad_size"}),
        ("{ a: { status: 400, code: x_y } }", "Else bad_size.", {}),
        ("{ a: { status: 400 } }", "Else HTTP 422 bad_size.", {"a.status": 422}),
        ("{ a: { status: 400 } }", "Else nothing.", {}),
    ],
)  # fmt: skip
def test_the_refusal_of_a_field(faults: str, text: str, expected: dict[str, object]) -> None:
    matrix = of_some(f"rejections: {{ by_field: {{ x: {faults} }} }}")
    reading = read(entry("x", text), matrix=matrix)
    around = ("rejections", "by_field", "x")
    found = {
        ".".join(each.keys[3:]): each.value
        for each in reading.statements
        if each.keys[:3] == around
    }
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("curl https://a.example/v1/videos",
            {"host": "https://a.example", "path": "/v1/videos"}),
        ("curl https://a.example/v2/videos",
            {"host": "https://a.example", "path": "/v2/videos"}),
        ("base https://a.example/v1", {"host": "https://a.example"}),
        ("base https://a.example/v1/", {"host": "https://a.example"}),
        ("base https://a.example/v", {"host": "https://a.example", "path": "/v"}),
        ("base https://a.example", {"host": "https://a.example"}),
        ("base https://[a", {}),
        ("nothing", {}),
    ],
)  # fmt: skip
def test_the_address_in_a_sample(text: str, expected: dict[str, str]) -> None:
    for kind, given in (("request", expected), ("answer", {})):
        sample = Sample(kind, f"#\n{text}", 5)  # type: ignore[arg-type]
        notes = Notes()
        page = Page("p", "text", Said("POST", 1), Said("/v1/videos", 2), samples=(sample,))
        read_service(page, MATRIX, "create", notes)
        reading = notes.reading()
        of_sample = [each for each in reading.statements if each.how == "sample of a request"]
        assert {each.keys[-1]: each.value for each in of_sample} == given
        assert {each.line for each in of_sample} <= {6}
        assert (("service", "host") in reading.places) == bool(given)


@pytest.mark.parametrize(
    ("method", "path", "is_told"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_the_head_of_a_page(*, method: bool, path: bool, is_told: bool) -> None:
    notes = Notes()
    page = Page("p", "text", Said("POST", 1) if method else None, Said("/v1", 2) if path else None)
    read_service(page, MATRIX, "create", notes)
    reading = notes.reading()
    head = {(each.keys, each.value, each.line) for each in reading.statements}
    at = ("operations", "create")
    assert head == ({((*at, "method"), "POST", 1), ((*at, "path"), "/v1", 2)} if is_told else set())
    assert (at in reading.places) == is_told


FORM, JSON = "multipart/form-data", "application/json"


@pytest.mark.parametrize(
    ("encodings", "prose", "told_"),
    [
        ((FORM,), (), {(FORM, 4)}),
        ((FORM, JSON), (), {(FORM, 4), (JSON, 5)}),
        ((), (f"As {FORM}.",), {(FORM, 20)}),
        ((), ("Or so.", f"As {FORM}.", f"{FORM} it is."), {(FORM, 21)}),
        ((), (f"As {FORM} or {JSON}.",), set()),
        ((FORM,), (f"As {JSON}.",), {(FORM, 4)}),
        ((), (), set()),
    ],
)
def test_the_encoding_of_the_body(
    encodings: tuple[str, ...], prose: tuple[str, ...], told_: set[tuple[str, int]]
) -> None:
    notes = Notes()
    page = Page(
        "p",
        "text",
        encodings=tuple(Said(each, at) for at, each in enumerate(encodings, 4)),
        passages=tuple(Passage(each, at) for at, each in enumerate(prose, 20)),
    )
    read_service(page, MATRIX, "create", notes)
    reading = notes.reading()
    found = {(each.keys[-1], each.line) for each in reading.statements}
    assert found == told_
    assert reading.whole.get(("body", "encodings")) == (4 if encodings else None)


KEY = {"auth_header": ["Authorization"]}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Authorization", "A Bearer token.", {**KEY, "auth_scheme": ["Bearer"]}),
        ("Authorization", "A Token.", {**KEY, "auth_scheme": ["Token"]}),
        ("Authorization", "Your Bearer Token.", {**KEY, "auth_scheme": ["Bearer"]}),
        ("X-Key", "A key.", {"auth_header": ["X-Key"]}),
        ("Content-Type", "A Bearer token.", {}),
    ],
)  # fmt: skip
def test_the_section_on_access(name: str, text: str, expected: dict[str, list[str]]) -> None:
    notes = Notes()
    header = entry(name, text, line=7)._replace(part="authorization")
    read_service(Page("p", "text", entries=(header,)), MATRIX, "create", notes)
    reading = notes.reading()
    found: dict[str, list[object]] = {}
    for each in reading.statements:
        found.setdefault(each.keys[-1], []).append(each.value)
        assert each.line == (7 if each.keys[-1] == "auth_header" else 9)
    assert found == expected
    assert (("service", "auth_header") in reading.places) == bool(expected)


def test_access_in_a_sample_of_a_request() -> None:
    text = 'curl \\\n  -H "Authorization: Bearer <KEY>"'
    for kind, is_told in (("request", True), ("answer", False)):
        notes = Notes()
        page = Page("p", "text", samples=(Sample(kind, text, 5),))  # type: ignore[arg-type]
        read_service(page, MATRIX, "create", notes)
        reading = notes.reading()
        found = [(each.keys[-1], each.value, each.line) for each in reading.statements]
        told_ = [("auth_header", "Authorization", 6), ("auth_scheme", "Bearer", 6)]
        assert found == (told_ if is_told else [])
        assert len(reading.places) == len(found)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Seedance 2.0 models", [(TWO, 0, 12), (FAST, 0, 12)]),
        ("Seedance 2.0 Fast models", [(FAST, 0, 17)]),
        ("Seedance 2.0 model", [(TWO, 0, 12)]),
        ("Seedance 1.5 Pro", [(PRO, 0, 16)]),
        ("Seedance 1.5", [(PRO, 0, 12)]),
        ("1.5 and 2.0", [(PRO, 0, 3), (TWO, 8, 11)]),
        ("2", []),
        ("doubao-seedance-2-0-fast", [(FAST, 0, 24)]),
        ("doubao-seedance-9-1", [(None, 0, 19)]),
        ("seedance 9.1 Ultra, Seedance 2.0", [(None, 0, 18), (TWO, 20, 32)]),
        ("DOUBAO-SEEDANCE-2-0", [(TWO, 0, 19)]),
    ],
)
def test_where_a_model_is_named(text: str, spans: list[tuple[str | None, int, int]]) -> None:
    found = Names(MATRIX.models).mentions(text)
    assert [(each.model, each.start, each.end) for each in found] == spans
    assert all(each.text == text[each.start : each.end] for each in found)


@pytest.mark.parametrize(
    ("models", "text", "named"),
    [
        (["sora-2", "sora-2-pro"], "sora 2 and sora 2 pro", ["sora-2", "sora-2-pro"]),
        (["sora-2", "sora-2-pro"], "2 of them", []),
        (["veo3-fast"], "veo3 fast, fast", ["veo3-fast", "veo3-fast"]),
        ([], "veo3-fast", []),
        (["a-1-x", "a-1"], "a-1", ["a-1"]),
    ],
)
def test_names_follow_from_the_ids(models: list[str], text: str, named: list[str]) -> None:
    assert [each.model for each in Names(models).mentions(text)] == named
