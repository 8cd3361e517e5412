"""Pages in MDX: components of fields, on one line or many, and an operation in the front matter."""

import pytest

from cometvideo.drift import DriftReport
from tests.documentation.copies import check
from tests.documentation.generated.layouts import page

PAGE = page("Mintlify, MDX").decode()
_PROMPT = '<ParamField body="prompt" type="string" required>'


def verdicts(text: str, source: str | None = "create-page") -> dict[str, str]:
    """What does not hold on a page."""
    report: DriftReport = check(text.encode(), source)
    return {each.subject: each.verdict for each in report.found}


def test_the_front_matter_names_the_operation() -> None:
    assert "POST\n/" not in PAGE
    assert verdicts(PAGE, None) == {}


@pytest.mark.parametrize(
    ("mark", "is_required"),
    [("required", True), ("required={true}", True), ("required={false}", False), ("", False)],
)
def test_a_mark_may_deny_itself(mark: str, is_required: bool) -> None:
    assert _PROMPT in PAGE
    found = verdicts(PAGE.replace(_PROMPT, _PROMPT.replace("required", mark)))
    assert found == ({} if is_required else {"fields.prompt.required": "drifted"})


@pytest.mark.parametrize("layout", ["Mintlify, MDX", "Mintlify, MDX on one line"])
def test_a_model_that_is_added_is_new(layout: str) -> None:
    text = page(layout).decode()
    assert "`doubao-seedance-1-0-pro`" in text
    text = text.replace(
        "`doubao-seedance-1-0-pro`", "`doubao-seedance-1-0-pro`, `doubao-seedance-2-5`", 1
    )
    assert verdicts(text) == {"models.doubao-seedance-2-5": "new"}


def test_a_table_inside_a_component_is_read() -> None:
    start = PAGE.index("doubao-seedance-2-0 and doubao-seedance-2-0-fast take")
    end = PAGE.index("\n", start)
    table = """
  <Expandable title="by model">
    | Model | Seconds |
    | --- | --- |
    | `doubao-seedance-2-0` | 4 to 15 |
    | `doubao-seedance-2-0-fast` | 4 to 15 |
    | `doubao-seedance-1-5-pro` | 4 to 12 |
    | `doubao-seedance-1-0-pro` | 2 to 10 |
  </Expandable>
"""
    assert verdicts(PAGE[:start] + table + PAGE[end:]) == {}
    changed = table.replace("4 to 12", "4 to 13")
    found = verdicts(PAGE[:start] + changed + PAGE[end:])
    assert found == {"models.doubao-seedance-1-5-pro.seconds.max": "drifted"}
