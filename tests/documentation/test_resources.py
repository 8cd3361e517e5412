"""Pages on several resources: each has its own fields, and what is above them is about all."""

import pytest

from cometvideo.documentation import Copy, check_documentation
from cometvideo.documentation.pages import open_page
from cometvideo.drift import ADRIFT
from tests.documentation.copies import MATRIX

TABLE = "| Field | Type | Required |\n|---|---|---|\n"
WORDS = "## POST /v1/words\n\n" + TABLE + "| `talk` | array | yes |\n| `heat` | number | no |\n\n"
STILLS = (
    "## Make a still: `POST https://api.example.com/v1/stills`\n\n"
    + TABLE
    + "| `prompt` | string | no |\n| `count` | integer | no |\n\n"
)
VIDEOS = "## POST /v1/videos\n\n" + TABLE + "| `prompt` | string | yes |\n\n"
TASK = "## GET /v1/videos/{id}\n\n" + TABLE + "| `id` | string | yes |\n\n"


def html(markdown: str) -> str:
    """The same as HTML."""
    lines = []
    for line in markdown.replace("`", "").splitlines():
        if line.startswith("##"):
            lines.append(f"<h2>{line[3:]}</h2>")
        elif line.startswith("| Field"):
            lines.append("<table><tr><th>Field</th><th>Type</th><th>Required</th></tr>")
        elif line.startswith("|---"):
            continue
        elif line.startswith("|"):
            cells = "".join(f"<td>{each.strip()}</td>" for each in line.strip("|").split("|"))
            lines.append(f"<tr>{cells}</tr>")
        else:
            lines.append("</table>" if lines and lines[-1].startswith("<tr>") else line)
    return f"<html><body>{''.join(lines)}</body></html>"


@pytest.mark.parametrize("write", [str, html])
@pytest.mark.parametrize(
    "sections",
    [(VIDEOS, WORDS), (STILLS, VIDEOS, WORDS), (WORDS, STILLS, VIDEOS), (STILLS, VIDEOS, TASK)],
)
def test_fields_of_other_resources_are_not_new(sections: tuple[str, ...], write: type) -> None:
    page = write("".join(sections)).encode()
    report = check_documentation(MATRIX, [Copy("page", page, "create-page")])
    # What the one page lacks is gone where it has an end, and nothing else is told.
    told = ADRIFT - {"gone"}
    assert [each.subject for each in report.drifts if each.verdict in told] == []
    held = {each.subject for each in report.drifts if each.verdict == "holds"}
    assert {"operations.create.path", "fields.prompt.required"} <= held


def test_each_resource_has_its_operation_and_what_is_above_all() -> None:
    above = "# All of it\n\nA key goes with each.\n\n"
    pages = open_page((above + STILLS + VIDEOS + TASK).encode(), "page")
    heads = [(each.method.text, each.path.text) for each in pages if each.method and each.path]
    assert heads == [("POST", "/v1/stills"), ("POST", "/v1/videos")]
    assert all("A key goes with each." in [p.text for p in each.passages] for each in pages)
    assert [entry.name for entry in pages[1].entries] == ["prompt", "id"]


@pytest.mark.parametrize("text", ["See POST /v1/words.", "- POST /v1/words", "`POST /v1/words`"])
def test_prose_that_names_another_operation_begins_nothing(text: str) -> None:
    assert len(open_page(f"{VIDEOS}{text}\n".encode(), "page")) == 1


@pytest.mark.parametrize(
    ("said", "is_about"),
    [
        ("An image for a model that takes none", False),
        ("None is known by this model", False),
        ("The model is not known", True),
        ("Unknown `model`", True),
    ],
)
def test_an_answer_is_about_a_field_and_not_about_one_that_is_meant(
    said: str, *, is_about: bool
) -> None:
    page = f"""openapi: 3.0.3
paths:
  /v1/videos:
    post:
      requestBody: {{content: {{multipart/form-data: {{schema: {{
        properties: {{model: {{type: string, enum: [{", ".join(MATRIX.models)}]}}}}}}}}}}}}
      responses: {{'400': {{description: "{said}"}}}}
"""
    report = check_documentation(MATRIX, [Copy("page", page.encode(), "create-page")])
    status = "rejections.by_field.model.not-a-choice.status"
    found = {each.subject for each in report.drifts if each.verdict in ADRIFT}
    assert (status in found) == is_about
