"""Wording: short sentences that say what was and what is."""

import pytest

from cometvideo.changes.comparing import compare
from cometvideo.changes.wording import section_of, sentence, subject_of
from tests.changes.overlays import CURRENT, FIRST, changed

PRO = "doubao-seedance-1-5-pro"
SECONDS = f"models: {{ {PRO}: {{ seconds: %s }} }}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            SECONDS % "{ max: 10 }", {f"seconds of {PRO}: 4 to 12 → 4 to 10"}, id="one end"
        ),
        pytest.param(
            SECONDS % "{ min: 5, max: 10 }",
            {f"seconds of {PRO}: 4 to 12 → 5 to 10"},
            id="both ends are one sentence",
        ),
        pytest.param(
            SECONDS % "{ max: null }",
            {f"seconds of {PRO}: 4 to 12 → 4 to 15"},
            id="back to the range of the field",
        ),
        pytest.param(
            "fields: { size: { exact: { max: null } } }",
            {"sides of exact sizes in size: 100 to 9999 → 100 to any"},
            id="an end that is gone",
        ),
        pytest.param(
            SECONDS % "{ max: 12 }",
            {f"seconds of {PRO}: documented → observed, still 12"},
            id="surer",
        ),
        pytest.param(
            "fields: { seconds: { max: { value: 15, from: retrieve-page } } }",
            {"seconds: stated by create-page → retrieve-page"},
            id="another source",
        ),
        pytest.param(
            "fields: { seconds: { max: { also: [{ source: told, value: 20 }] } } }",
            {"seconds: no other source says anything → told says 20"},
            id="another opinion",
        ),
        pytest.param(
            "fields: { size: { undocumented: { value: refused } } }",
            {"undocumented of size: open: as_asked, another or refused → refused"},
            id="settled",
        ),
        pytest.param(
            "fields: { size: { undocumented: { value: refused, from: [] } } }",
            {"undocumented of size: open: as_asked, another or refused → refused (assumed)"},
            id="assumed",
        ),
        pytest.param(
            "fields: { seconds: { default: { one_of: [5, 8] } } }",
            {"default of seconds: 5 → open: 5 or 8"},
            id="opened",
        ),
        pytest.param(
            "fields: { prompt: { required: false } }",
            {"required of prompt: yes → no"},
            id="yes and no",
        ),
        pytest.param(
            "task: { statuses: { gone: { terminal: true, means: failure } } }",
            {"status gone: new (terminal yes; means failure)"},
            id="a status",
        ),
        pytest.param(
            "task: { fields: { progress: { max: 50 } } }",
            {"range of field progress: 0 to 100 → 0 to 50"},
            id="a range of the task",
        ),
        pytest.param(
            "rejections: { by_field: { seconds: { out-of-range: { code: Bad } } } }",
            {"code where seconds is out-of-range: InvalidParameter → Bad"},
            id="a code",
        ),
        pytest.param(
            "sizes: { seedance-1-0: { 720p: { '1:1': 961x961 } } }",
            {"1:1 in 720p of seedance-1-0: 960x960 → 961x961"},
            id="a size",
        ),
        pytest.param(
            'task: { id_example: "a\\u001b[31mb" }',
            {"id_example: task_abc123 → 'a\\x1b[31mb'"},
            id="nothing steers a terminal",
        ),
    ],
)
def test_sentences(text: str, expected: set[str]) -> None:
    new = changed(text)
    assert {sentence(each, CURRENT, new) for each in compare(CURRENT, new)} == expected


def test_long_things_are_cut() -> None:
    new = changed(f"models: {{ {PRO}: null }}")
    (change,) = compare(CURRENT, new)
    said = sentence(change, CURRENT, new)
    assert said.startswith(f"model {PRO}: gone (was seconds.min 4; seconds.max 12; ")
    assert len(said) < 250


def test_every_fact_has_words() -> None:
    for matrix in (CURRENT, FIRST):
        for fact in matrix.facts.values():
            words = subject_of(fact.keys)
            assert words
            assert "{" not in words.replace("{id}", "")


def test_a_change_is_in_a_section_with_a_title() -> None:
    new = changed("service: { host: x }\nmood: { now: calm }")
    assert [section_of(each) for each in compare(CURRENT, new)] == ["Service", "mood"]
