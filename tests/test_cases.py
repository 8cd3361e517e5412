"""Every paired fixture, through the Python API."""

import pytest

import cometvideo
from tests.cases import Case, load_cases, with_files

CASES = load_cases()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(case: Case) -> None:
    learned = cometvideo.validate(with_files(case.request, case.path.parent))
    expected = case.expected

    assert learned.verdict == expected["verdict"]
    assert [each.code for each in learned.findings] == expected["findings"]
    if expected["renderings"] is not None:
        assert [each.size for each in learned.renderings] == expected["renderings"]
    if expected["rejections"] is not None:
        rejections = learned.prediction.rejections
        assert [[each.status, each.code] for each in rejections] == expected["rejections"]
    said = " ".join(each.message for each in learned.findings)
    for words in expected["says"]:
        assert words in said


def test_every_request_has_its_expectation() -> None:
    folder = CASES[0].path.parent
    requests = {path for path in folder.glob("*.json") if ".expected." not in path.name}
    assert requests == {case.path for case in CASES}
