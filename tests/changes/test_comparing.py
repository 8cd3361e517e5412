"""Comparing: what kind of change it is, what comes and goes as a whole, ids that stay."""

import pytest

from cometvideo.changes.comparing import Change, compare
from cometvideo.facts.matrix import Matrix
from tests.changes.overlays import CURRENT, FIRST, changed

MODEL = "doubao-seedance-1-5-pro"
MAX = f"models.{MODEL}.seconds.max"


def changes(text: str, base: Matrix = CURRENT) -> dict[str, str]:
    return {each.path: each.kind for each in compare(base, changed(text))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", {}, id="nothing"),
        pytest.param(
            f"models: {{ {MODEL}: {{ seconds: {{ max: 10 }} }} }}", {MAX: "changed"}, id="value"
        ),
        pytest.param(
            f"models: {{ {MODEL}: {{ seconds: {{ max: 12 }} }} }}", {MAX: "level"}, id="level"
        ),
        pytest.param(
            "fields: { seconds: { max: { value: 15, from: retrieve-page } } }",
            {"fields.seconds.max": "sources"},
            id="another source of the same level",
        ),
        pytest.param(
            "fields: { seconds: { max: { also: [{ source: told, value: 20 }] } } }",
            {"fields.seconds.max": "sources"},
            id="what another source says",
        ),
        pytest.param(
            "fields: { seconds: { max: { note: Read it twice. } } }", {}, id="a note alone"
        ),
        pytest.param(
            "fields: { size: { undocumented: { value: refused } } }",
            {"fields.size.undocumented": "settled"},
            id="settled",
        ),
        pytest.param(
            "fields: { seconds: { default: { one_of: [5, 8] } } }",
            {"fields.seconds.default": "opened"},
            id="opened",
        ),
        pytest.param(
            "fields: { size: { undocumented: { one_of: [another, refused] } } }",
            {"fields.size.undocumented": "options"},
            id="options",
        ),
        pytest.param(
            "fields: { seconds: { as_text: { value: 1 } } }",
            {"fields.seconds.as_text": "changed"},
            id="one is not true",
        ),
        pytest.param(
            f"models: {{ {MODEL}: null }}", {f"models.{MODEL}": "removed"}, id="a model is gone"
        ),
        pytest.param(
            "models: { other: { seconds: { min: 2, max: 4 }, size: { table: seedance-1-0 } } }",
            {"models.other": "added"},
            id="a model is new",
        ),
        pytest.param(
            "fields: { size: { exact: null } }",
            {"fields.size.exact": "removed"},
            id="a block of a field",
        ),
        pytest.param(
            "fields: { size: { exact: { min: null } } }",
            {"fields.size.exact.min": "removed"},
            id="one fact of a block that stays",
        ),
        pytest.param(
            "sizes: { seedance-1-0: { 4k: { '16:9': 3840x2160 } } }",
            {"sizes.seedance-1-0.4k": "added"},
            id="a row",
        ),
        pytest.param(
            "sizes: { seedance-1-0: [640x480] }",
            {
                "sizes.seedance-1-0.480p": "removed",
                "sizes.seedance-1-0.720p": "removed",
                "sizes.seedance-1-0.1080p": "removed",
                "sizes.seedance-1-0": "added",
            },
            id="a plain list in place of rows",
        ),
    ],
)
def test_kinds(text: str, expected: dict[str, str]) -> None:
    assert changes(text) == expected


def test_a_spec_differs_from_itself_in_nothing() -> None:
    assert compare(CURRENT, CURRENT) == ()
    assert compare(FIRST, FIRST) == ()


def test_every_difference_is_there_both_ways() -> None:
    forth, back = compare(FIRST, CURRENT), compare(CURRENT, FIRST)
    assert {each.keys for each in forth} == {each.keys for each in back}
    opposite = {"added": "removed", "removed": "added", "settled": "opened", "opened": "settled"}
    kinds = {each.keys: each.kind for each in back}
    assert all(opposite.get(each.kind, each.kind) == kinds[each.keys] for each in forth)
    # Put together, the facts of all changes are those that differ.
    told = {fact.path for each in forth for fact in (*each.old, *each.new)}
    differing = {
        path
        for path in {*FIRST.facts, *CURRENT.facts}
        if (one := FIRST.facts.get(path)) is None
        or (other := CURRENT.facts.get(path)) is None
        or (one.value, one.one_of, one.level, {*one.sources}, one.also)
        != (other.value, other.one_of, other.level, {*other.sources}, other.also)
    }
    assert told == differing


def only(text: str) -> Change:
    (change,) = compare(CURRENT, changed(text))
    return change


def test_ids() -> None:
    lines = "models: { doubao-seedance-1-5-pro: { seconds: { max: %d } } }"
    assert only(lines % 10).id == f"{MAX}:changed:10"
    assert only(lines % 9).id == f"{MAX}:changed:9"
    assert only(f"models: {{ {MODEL}: null }}").id == f"models.{MODEL}:removed"
    long = only(f"task: {{ id_example: {'x' * 200} }}").id
    assert long.startswith("task.id_example:changed:")
    assert len(long) < 60
    ids = [each.id for each in compare(FIRST, CURRENT)]
    assert len({*ids}) == len(ids)


def test_places_and_levels() -> None:
    change = only(f"models: {{ {MODEL}: {{ seconds: {{ max: 10 }} }} }}")
    assert change.where.file == "changed.yaml"
    assert change.levels == ("documented", "observed")
    gone = only(f"models: {{ {MODEL}: null }}")
    assert gone.where.file.endswith("seedance.yaml")
    assert gone.levels == ("documented", None)


def test_changes_come_by_section_in_the_order_of_the_specs() -> None:
    sections = [each.keys[0] for each in compare(FIRST, CURRENT)]
    assert sections == sorted(sections, key=list(FIRST.tree).index)
