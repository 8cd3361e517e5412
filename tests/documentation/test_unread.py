"""What no reader takes in, beside what it said before: no change of it passes unseen."""

from pathlib import Path

import pytest

from cometvideo.documentation import Copy, check_documentation
from cometvideo.documentation.history import read_snapshot
from cometvideo.documentation.pages import open_page
from cometvideo.documentation.worth import is_about
from cometvideo.drift import ADRIFT
from tests.documentation.copies import MATRIX

SOURCE = "create-page"
MODELS = "doubao-seedance-2-0, doubao-seedance-2-0-fast"

LETTER = f"""Dear all,

videos are made with {MODELS}; prompt and model must be there.
If seconds is left out, the film has 5 of them. Only one input_reference.
"""
ASCIIDOC = f"""= Films

[cols="1,1"]
|===
|prompt |string, needed
|model |one of {MODELS}
|seconds |integer, 4 to 15
|===
"""
RST = f"""Films
=====

:prompt: text
  :needed: yes
:model: {MODELS}
  :needed: yes
:seconds: integer
  :needed: no
"""
TYPES = """interface Film {
  prompt: string;
  model: "doubao-seedance-2-0" | "doubao-seedance-2-0-fast";
  seconds?: number;
}
"""
SCHEMA = (
    '{"type": "object", "required": ["prompt", "model"], "properties": {"prompt": {"type": '
    '"string"}, "model": {"enum": ["doubao-seedance-2-0", "doubao-seedance-2-0-fast"]}, '
    '"seconds": {"type": "integer", "minimum": 4}, "seed": {"type": "integer", "minimum": 0}}}'
)
BULLETS = f"""## POST /v1/videos

- Models: {MODELS}
- `prompt` and `model` ✓
- `seconds` ✗
"""
TABS = f"""<html><body><h1>POST /v1/videos</h1><p>Models: {MODELS}. Send prompt and model.</p>
<div role="tabpanel"><p>2.0: seconds from 4 to 15.</p></div>
<div role="tabpanel" hidden><p>1.0: seconds from 2 to 10.</p>
<table><tr><td>seed</td><td>none</td></tr></table></div>
<p>Files may be <del>at most</del> 10 MB.</p></body></html>
"""
OPENAPI = """openapi: 3.0.3
paths:
  /v1/videos:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema: {$ref: '#/components/schemas/Film'}
components:
  schemas:
    Film:
      type: object
      required: [prompt, model]
      properties:
        prompt: {type: string}
        model: {type: string}
        seconds: {type: integer}
      oneOf:
        - properties: {model: {enum: [doubao-seedance-2-0]}, seconds: {minimum: 4}}
        - properties: {model: {enum: [doubao-seedance-1-0-pro]}, seconds: {minimum: 2}}
"""
MISSING = (
    "# 404 Page not found\n\nPOST /v1/videos, doubao-seedance-2-0, prompt, seconds are none.",
    "POST /v1/videos\n\n403 Forbidden\n\nNothing of doubao-seedance-2-0, prompt, seconds.",
    "<html><body><h1>Sign in to continue</h1><p>to read on POST /v1/videos</p></body></html>",
    "<html><body><p>Verify that you are human</p></body></html>",
    "# POST /v1/videos\n\nPage not found\n\n```\ncurl https://api.cometapi.com/v1/videos\n```",
    "Just a moment...",
    "",
    "A page on something else.",
)


def changed(before: str, after: str, folder: Path) -> list[str]:
    """What is shown as changed once a page was seen."""

    def look(text: str) -> list[str]:
        report = check_documentation(MATRIX, [Copy("page", text.encode(), SOURCE)], folder)
        shown = [each for each in report.drifts if each.why.startswith("changed: ")]
        assert all(each.verdict not in ADRIFT for each in shown)
        return [each.why.removeprefix("changed: ") for each in shown]

    look(before)
    assert look(before) == []
    return look(after)


@pytest.mark.parametrize(
    ("page", "old", "new", "shown"),
    [
        (LETTER, "has 5 of them", "has 6 of them", '"If seconds is left out, the film has 5'),
        (ASCIIDOC, "4 to 15", "4 to 20", '"|seconds |integer, 4 to 15" is now'),
        # Of lines that are alike, each counts.
        (RST, "needed: yes\n:seconds", "needed: no\n:seconds", '":needed: yes (no. 2)" is now'),
        (TYPES, "seconds?:", "seconds:", '"seconds?: number;" is now "seconds: number;"'),
        (ASCIIDOC, "needed", "needed!", '" is now "|prompt |string, needed!"'),
        (SCHEMA, '"minimum": 0', '"minimum": 1', '""minimum": 0}" is now ""minimum": 1}"'),
        (BULLETS, "`seconds` ✗", "`seconds` ✓", '"seconds ✗" is now "seconds ✓"'),
        (TABS, "2 to 10", "2 to 12", '"1.0: seconds from 2 to 10." is now'),
        (TABS, "<td>none", "<td>any", '"seed | none" is now "seed | any"'),
        (TABS, "<del>at most</del>", "at most", '"struck out: at most" is there no more'),
        (OPENAPI, "minimum: 2}", "minimum: 3}", "seconds minimum 2"),
    ],
)  # fmt: skip
def test_a_change_of_what_is_not_read_is_shown_old_beside_new(
    tmp_path: Path, page: str, old: str, new: str, shown: str
) -> None:
    assert page.count(old) == 1
    found = changed(page, page.replace(old, new), tmp_path)
    assert any(shown in each for each in found), found
    assert len(found) == 1


@pytest.mark.parametrize("struck", ["~~all~~", "<del>all</del>", "<s>all</s>"])
def test_in_markdown_what_is_struck_out_is_marked(tmp_path: Path, struck: str) -> None:
    page = BULLETS + "\nSent are all of them.\n"
    assert changed(page.replace("all", struck), page, tmp_path) == [
        '"Sent are ~~all~~ of them." is now "Sent are all of them."'
    ]


@pytest.mark.parametrize("remember", [False, True])
@pytest.mark.parametrize("missing", MISSING)
@pytest.mark.parametrize("page", [LETTER, ASCIIDOC, TABS])
def test_a_page_that_is_not_there_is_not_remembered(
    tmp_path: Path, page: str, missing: str, *, remember: bool
) -> None:
    def look(text: str) -> None:
        copies = [Copy("page", text.encode(), SOURCE)]
        check_documentation(MATRIX, copies, tmp_path, remember=remember)

    look(missing)
    assert read_snapshot(tmp_path, SOURCE) is None
    look(page)
    known = read_snapshot(tmp_path, SOURCE)
    assert known is not None
    look(missing)
    assert read_snapshot(tmp_path, SOURCE) == known


@pytest.mark.parametrize("page", [LETTER, ASCIIDOC, RST, TYPES, SCHEMA, BULLETS])
def test_a_page_in_no_known_layout_is_about_what_it_names(page: str) -> None:
    (read,) = open_page(page.encode(), "page")
    assert is_about(MATRIX, read)
    names = (*MATRIX.models, *MATRIX.block("fields"))
    for name in sorted(names, key=len, reverse=True):
        page = page.replace(name, "thing")
    assert not any(is_about(MATRIX, each) for each in open_page(page.encode(), "page"))


def test_what_one_layout_hides_need_not_stand_in_another(tmp_path: Path) -> None:
    shown = (
        "# POST /v1/videos\n\nModels: {}. Send prompt and model.\n\n2.0: seconds from 4 to 15.\n"
    )
    found = changed(TABS, shown.format(MODELS), tmp_path)
    assert not any("1.0" in each or "struck" in each for each in found)
