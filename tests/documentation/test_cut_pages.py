"""Pages that were cut off: nothing is gone that may have stood below."""

import pytest

from cometvideo.documentation.pages import open_page
from tests.documentation.copies import WHOLE, check, content

ALARMS = {"gone", "drifted", "contradicted", "new"}
# Fractions of a page, in hundredths.
CUTS = (*range(8, 100, 12), 97, 99)
LINES = {name: content(name).decode().split("\n") for name in WHOLE}


def alarms(page: bytes, source: str = "create-page") -> set[str]:
    return {each.subject for each in check(page, source).drifts if each.verdict in ALARMS}


@pytest.mark.parametrize("hundredths", CUTS)
@pytest.mark.parametrize("name", ["create.txt", "create.it.txt", "create.md"])
def test_a_page_that_was_cut_between_lines_raises_no_alarm(name: str, hundredths: int) -> None:
    lines = LINES[name]
    cut = "\n".join(lines[: len(lines) * hundredths // 100])
    assert alarms(cut.encode()) == set()


@pytest.mark.parametrize(
    "text",
    ["doubao-seedance-1-5-pro,\ndoubao-s", "queued,\nin_progress,\nc"],
)
def test_what_is_cut_within_a_list_is_no_end_of_it(text: str) -> None:
    whole = content("create.txt").decode()
    assert alarms(whole[: whole.index(text) + len(text)].encode()) == set()


def test_a_list_with_something_below_it_was_not_cut() -> None:
    whole = content("create.txt").decode()
    begins, ends = whole.index("\ninput_reference\nfile"), whole.index("\nResponse\n")
    assert "fields.input_reference.kind" in alarms((whole[:begins] + whole[ends:]).encode())


def test_html_says_itself_where_it_ends() -> None:
    whole = content("create.html").decode()
    (page,) = open_page(whole.encode(), "page.html")
    (cut,) = open_page(whole[: whole.index("</body>")].encode(), "page.html")
    assert (page.closed, cut.closed) == (True, False)


def test_a_parameter_of_the_path_is_no_field_of_a_request() -> None:
    page = b"""# Look it up

`GET /v1/videos/{id}`

## Path parameters

| Name | Type | Required | Meaning |
|---|---|---|---|
| `id` | string | yes | Which task, such as `task_abc123`. |

## Response

| Name | Type | Required | Meaning |
|---|---|---|---|
| `id` | string | yes | The task. |
| `status` | string | yes | One of `queued`, `in_progress`, `completed`, `failed`, `error`. |
"""
    assert alarms(page, "retrieve-page") == set()
