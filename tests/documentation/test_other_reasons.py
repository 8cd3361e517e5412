"""Sentences beside a fact that are about something else: they make it no other one."""

import pytest

from tests.documentation.copies import check, content

IMAGE = (
    "Only doubao-seedance-2-0 and doubao-seedance-2-0-fast know this field; "
    "with the 1.0 Pro or 1.5 Pro model the answer is HTTP 400."
)
ALARMS = {"gone", "drifted", "contradicted", "new"}
STATUS = "rejections.by_field.input_reference.not-accepted.status"
FAMILY = "fields.input_reference.format_family"
TWO, FAST = "doubao-seedance-2-0", "doubao-seedance-2-0-fast"
PRO, OLD = "doubao-seedance-1-5-pro", "doubao-seedance-1-0-pro"


def verdicts(text: str) -> dict[str, str]:
    """The verdicts on a page whose sentence on who takes an image is another."""
    page = content("create.txt").decode()
    assert IMAGE in page
    drifts = check(page.replace(IMAGE, text).encode()).drifts
    return {each.subject: each.verdict for each in drifts}


@pytest.mark.parametrize(
    "text",
    [
        f"{IMAGE} Without a key it is HTTP 401.",
        f"{IMAGE} HTTP 413 is for files that are too large.",
        f"{PRO} and {OLD} refuse it with HTTP 400, whereas a broken file may end with HTTP 500.",
        f"{IMAGE} It has no use in text-to-video.",
        f"{IMAGE} It is not for audio-to-video either.",
        f"All models but {PRO} and {OLD} accept it; those two answer HTTP 400.",
    ],
)
def test_what_is_said_of_something_else_raises_no_alarm(text: str) -> None:
    assert not {path: each for path, each in verdicts(text).items() if each in ALARMS}


@pytest.mark.parametrize(
    ("text", "path", "verdict"),
    [
        (IMAGE.replace("400", "422"), STATUS, "drifted"),
        (f"{IMAGE.replace('400', '422')} Without a key it is HTTP 401.", STATUS, "drifted"),
        (f"{IMAGE} Without a key it is HTTP 401.", STATUS, "could not tell"),
        (
            f"All models but {OLD} accept it; that one answers HTTP 400.",
            f"models.{PRO}.input_reference.accepted",
            "drifted",
        ),
        (
            f"All models but {OLD} accept it; that one answers HTTP 400.",
            f"models.{OLD}.input_reference.accepted",
            "holds",
        ),
    ],
)
def test_what_is_said_of_the_fact_itself_counts(text: str, path: str, verdict: str) -> None:
    assert verdicts(text)[path] == verdict


def test_a_way_of_making_videos_is_no_kind_of_file() -> None:
    page = (
        content("create.txt").decode().replace("An image to start from.", "Not in text-to-video.")
    )
    found = {each.subject: each.verdict for each in check(page.encode()).drifts}
    assert found[FAMILY] == "could not tell"


def test_a_default_of_one_model_is_no_range_of_it() -> None:
    page = content("create.txt").decode()
    (line,) = (each for each in page.split("\n") if each.startswith("How long the video lasts."))
    text = f"{line} The default is 5, or 4 for {OLD}."
    drifts = check(page.replace(line, text).encode()).drifts
    found = {each.subject: each.verdict for each in drifts}
    assert found[f"models.{OLD}.seconds.min"] == found[f"models.{OLD}.seconds.max"]
    assert found[f"models.{OLD}.seconds.min"] == "could not tell"


def test_a_status_beside_the_name_of_another_field_is_no_refusal_of_this_one() -> None:
    page = f"""# Create

`POST /v1/videos`

**Body**

`prompt` string, required
: What is seen.

`size` string, optional
: `16:9`, `4:3`, `1:1`, `3:4`, `9:16`, `21:9` or WxH.

`input_reference` picture
: For `{TWO}` and `{FAST}` alone, else HTTP 400.
"""
    drifts = check(page.encode(), name="page.md").drifts
    assert not [each.subject for each in drifts if each.verdict in ALARMS]
