"""Numbers that the text of a field gives one by one are no range, however they are written."""

import pytest

from cometvideo import Matrix, load_family
from cometvideo.documentation import Copy, check_documentation
from cometvideo.documentation.reading.prose import _numbers

PAGE = """\
# Create a video

POST https://api.cometapi.com/v1/videos

| Parameter | Type | Required | Description |
|---|---|---|---|
| prompt | string | yes | What to show. |
| model | string | yes | The model. |
| seconds | {kind} | no | {text} |
"""


def found(spec: Matrix, source: str, text: str, kind: str = "integer") -> dict[str, str]:
    """The verdicts of what concerns the length, by the end of the fact's path."""
    page = PAGE.format(kind=kind, text=text).encode()
    drift = check_documentation(spec, [Copy("page.md", page, source)])
    told = {each.subject: each.verdict for each in drift.drifts}
    return {path: verdict for path, verdict in told.items() if ".seconds." in f".{path}."}


@pytest.mark.parametrize("kind", ["integer", "string"])
@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("4, 8, 12, 16, 20", "holds"),
        ("4, 8, 12, 16 or 20. Defaults to 4.", "holds"),
        ("4s, 8s, 12s, 16s and 20s", "holds"),
        ("4/8/12/16/20", "holds"),
        ("4, 8, 12, 16、20", "holds"),
        ("4, 6 or 8", "drifted"),
        ("4, 8, 12, 16, 20 or 24", "drifted"),
        ("perhaps 4, 6 or 8", "could not tell"),
        ("4 to 20", "could not tell"),
        ("sora-2 takes 4 to 12.", "could not tell"),
        ("", "could not tell"),
    ],
)
def test_where_the_spec_lists_numbers(text: str, kind: str, verdict: str) -> None:
    told = found(load_family("sora"), "sora-pages", text, kind)
    assert told.pop("fields.seconds.values") == verdict
    assert set(told.values()) <= {"holds", "could not tell"}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("4, 6 or 8", "could not tell"),
        ("2, 4, 6, 8, 10 and 12", "could not tell"),
        ("4 to 15", "drifted"),
        ("from 2 to 15 seconds", "holds"),
    ],
)
def test_where_the_spec_has_a_range(text: str, verdict: str) -> None:
    told = found(load_family("seedance"), "create-page", text)
    ends = {told["fields.seconds.min"], told["fields.seconds.max"]}
    assert verdict in ends


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("HTTP 400 for any but 4, 8, 12 or 16", ("4", "8", "12", "16")),
        ("a 400 error, but for 4, 8, 12 or 16", ("4", "8", "12", "16")),
        ("422 Unprocessable outside of 4 to 15", ("4", "15")),
    ],
)
def test_a_status_before_numbers_is_none_of_them_and_moves_none(
    text: str, given: tuple[str, ...]
) -> None:
    ((at, found),) = _numbers(text)
    assert found == given
    assert text[at:].startswith(given[0])
