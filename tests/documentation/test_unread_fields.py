"""A field that is not understood takes nothing from the one before it, and gives it nothing."""

import pytest

from cometvideo.documentation.pages import open_page
from tests.documentation.copies import check

HEAD = "POST\n/\nv1\n/\nvideos\n\nBody\n\nmultipart/form-data\n"
MODEL = "model\nstring\nrequired\n\nWhich.\n\n"


@pytest.mark.parametrize(
    ("lines", "untold"),
    [
        ("seconds\nType: integer least: 3 most: 9\nLength.\n", "fields.seconds"),
        ("seconds integer, its cap: see there\nDefault: 9\nRange: 3 to 9\n", "fields.seconds"),
        ("size\nof type string [like ^(3:2|[1-9]x[1-9])$]\nShape.\n", "fields.size"),
    ],
)
def test_it_is_told_and_nothing_of_it_goes_to_another(lines: str, untold: str) -> None:
    found = check((HEAD + MODEL + lines).encode()).drifts
    assert any(each.subject == untold and each.verdict == "could not tell" for each in found)
    wrong = {each.subject for each in found if each.verdict in {"drifted", "new", "gone"}}
    assert [each for each in wrong if each.startswith(("fields.model.", untold))] == []


@pytest.mark.parametrize(
    "lines",
    [
        "seconds\nType: integer min: 2 max: 15 default: 5\nLength.\n",
        "seconds - integer, 2 <= x <= 15, default: 5\n",
        "2.1.3  seconds - integer, optional\n  Length.\n  Default: 5\n  Range: 2 to 15\n",
        "seconds\tinteger\nmaximum: 15\nminimum: 2\ndefault: 5\nLength.\n",
    ],
)
def test_heads_in_many_ways(lines: str) -> None:
    found = {each.subject: each.verdict for each in check((HEAD + MODEL + lines).encode()).drifts}
    for key in ("kind", "min", "max", "default"):
        assert found[f"fields.seconds.{key}"] == "holds"


def test_a_numbered_heading_ends_a_field_and_a_version_is_none() -> None:
    lines = "4.2  Sizes\nSeedance 2.0 Fast has no input_reference.\n1.5 Pro takes 4 to 12.\n"
    field = "input_reference\nfile\nAn image for doubao-seedance-2-0-fast.\n"
    page = open_page((HEAD + MODEL + field + lines).encode(), "page")[0]
    assert "no input_reference" not in str(page.fields("body"))
    assert any(each.text.startswith("1.5 Pro") for each in page.passages)


@pytest.mark.parametrize(("word", "is_needed"), [
    ("mandatory", True), ("always present", True), ("may be missing", False),
    ("not always present", False),
])  # fmt: skip
def test_words_for_what_is_always_there(word: str, is_needed: bool) -> None:
    lines = f"- prompt (string, {word}): What.\n"
    page = open_page((HEAD + MODEL + lines).encode(), "page")[0]
    assert page.fields("body")["prompt"].required is is_needed


def test_a_mark_before_a_label_is_a_mark() -> None:
    lines = "seconds integer required default:5\nLength.\n"
    found = {each.subject: each.verdict for each in check((HEAD + MODEL + lines).encode()).drifts}
    assert found["fields.seconds.required"] == "drifted"
    assert found["fields.seconds.default"] == "holds"


@pytest.mark.parametrize("no", ["nee", "jamais"])
def test_dashes_of_no_default_are_no_marks(no: str) -> None:
    """Not even where the marks are in words that are not known."""
    head = "| Name | Type | Needed | Default | Text |\n|---|---|---|---|---|\n"
    row = "| {} | string | {} | \u2013 | {} |\n"
    rows = row.format("id", "ja", "Which.") + row.format("task_id", no, "Alias of id.")
    page = f"# Create\n\nPOST /v1/videos\n\n## Response\n\n{head}{rows}"
    found = {each.subject: each.verdict for each in check(page.encode()).drifts}
    expected = "holds" if no == "nee" else "could not tell"
    assert found["task.fields.id.required"] == found["task.fields.task_id.required"] == expected


def test_a_list_that_breaks_off_after_a_comma_says_of_nothing_that_it_is_gone() -> None:
    lines = "\nResponse\n\nstatus\nenum<string>\nrequired\n\nState.\n\nAvailable options:\n"
    below = "\n\nid\nstring\nrequired\n\nOf the task.\n"
    for values, expected in (
        (f"queued,\nerror\n{below}", "gone"),
        ("queued,\nerror,\n\n3\n", None),
    ):
        found = {
            each.subject: each.verdict
            for each in check((HEAD + MODEL + lines + values).encode()).drifts
        }
        assert (found.get("task.statuses.failed") == "gone") is (expected == "gone")


def test_a_field_after_a_line_that_fills_the_page_is_a_field() -> None:
    words = (
        "Words of a page that was copied out of a printed document, all\nof which are wrapped.\n\n"
    )
    lines = (
        "size\nstring\n\nIts shape.\n\n"
        "It is written as what it is, by a pattern with a name like\n"
        "input_reference\nfile\n\nAn image; others are answered with HTTP 400.\n"
    )
    found = {
        each.subject: each.verdict
        for each in check((HEAD + MODEL + words * 6 + lines).encode()).drifts
    }
    assert found["fields.input_reference.kind"] == "holds"
    assert "rejections.by_field.size.status" not in found


def test_a_table_under_access_holds_no_headers_but_those_written_as_such() -> None:
    head = "| Name | Type | Required | Text |\n|---|---|---|---|\n"
    rows = "| prompt | string | yes | What. |\n| seconds | integer | no | Length. |\n"
    page = "# Create\n\nPOST /v1/videos\n\n## Authentication\n\nYour key.\n\n"
    for heading in ("## Form of the request", "## Request body (`multipart/form-data`)"):
        found = check(f"{page}{heading}\n\n{head}{rows}".encode()).drifts
        told = {each.subject: each.verdict for each in found}
        assert told["fields.prompt.required"] == "holds"
        assert told["service.auth_header"] == "could not tell"
    assert told["body.encodings.multipart/form-data"] == "holds"


def test_the_body_of_an_answer_is_no_body_of_a_request() -> None:
    lines = "Responses\n200\nDone.\nBody\napplication/json\nid string required\nIts name.\n"
    found = {each.subject: each.verdict for each in check((HEAD + MODEL + lines).encode()).drifts}
    assert "body.encodings.application/json" not in found
    assert found["task.fields.id.type"] == "holds"


@pytest.mark.parametrize(
    ("page", "lists"),
    [
        (HEAD + MODEL, {"models", "task.fields", "task.statuses"}),
        (HEAD + "Nothing else.\n", {"fields", "models", "task.fields", "task.statuses"}),
    ],
)
def test_a_list_that_was_not_found_is_told(page: str, lists: set[str]) -> None:
    untold = {each.subject for each in check(page.encode()).drifts if each.verdict != "holds"}
    assert untold & {"fields", "models", "task.fields", "task.statuses"} == lists
