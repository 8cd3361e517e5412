"""Loading: facts, levels, inheritance, overlays, settlements, and errors with their place."""

from pathlib import Path

import pytest

from cometvideo import InputError, Matrix, SpecError, load_family, settle, shipped_specs
from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document

INVENTED = Path(__file__).parents[2] / "fixtures" / "specs" / "invented.yaml"
HEADER = "format: 1\nname: sample\n"
SOURCES = """sources:
  page: { kind: documentation, title: A page }
  later: { kind: documentation, title: A later page }
  vendor: { kind: vendor, title: A vendor }
  seen: { kind: observation, title: Seen on 2026-01-01 }
"""
BASE = f"""{HEADER}{SOURCES}
from: page
block:
  plain: 4
  words: [a, b]
  other: {{ value: x, from: vendor }}
  both: {{ value: y, from: [vendor, page] }}
  told: {{ value: 1, also: [{{ source: vendor, value: 2 }}] }}
  disputed: {{ value: 1, also: [{{ source: later, value: 2 }}] }}
  free: {{ one_of: [left, right], note: nobody says }}
"""


def matrix(*texts: str) -> Matrix:
    names = ["base.yaml", "overlay.yaml", "second.yaml"]
    return build([parse_document(text, name) for text, name in zip(texts, names, strict=False)])


@pytest.mark.parametrize(
    ("path", "value", "level", "sources"),
    [
        ("block.plain", 4, "documented", ("page",)),
        ("block.words", ("a", "b"), "documented", ("page",)),
        ("block.other", "x", "inferred", ("vendor",)),
        ("block.both", "y", "documented", ("vendor", "page")),
        ("block.free", None, "open", ("page",)),
    ],
)
def test_a_fact_has_a_value_a_level_and_sources(
    path: str, value: object, level: str, sources: tuple[str, ...]
) -> None:
    fact = matrix(BASE).facts[path]
    assert (fact.value, fact.level, fact.sources) == (value, level, sources)


def test_a_fact_knows_where_it_stands() -> None:
    where = matrix(BASE).facts["block.plain"].where
    assert BASE.splitlines()[where.line - 1] == "  plain: 4"
    assert str(where) == f"base.yaml:{where.line}:3"


@pytest.mark.parametrize(("name", "contradicted"), [("told", False), ("disputed", True)])
def test_current_pages_that_disagree_contradict_a_fact(name: str, contradicted: bool) -> None:
    assert matrix(BASE).facts[f"block.{name}"].contradicted is contradicted


@pytest.mark.parametrize(
    ("overlay", "expected"),
    [
        ("block: { plain: 5 }", 5),
        ("block: { plain: null }", None),
        ("block: null", None),
        ("block: { plain: { value: 7, from: vendor } }", 7),
    ],
    ids=["replaces", "deletes", "deletes-a-block", "states-its-source"],
)
def test_an_overlay_is_a_merge_patch(overlay: str, expected: object) -> None:
    assert matrix(BASE, f"{HEADER}{overlay}\n").value("block", "plain") == expected


def test_an_overlay_changes_one_part_of_a_fact() -> None:
    fact = matrix(BASE, f"{HEADER}block: {{ told: {{ value: 3, from: vendor }} }}\n").facts[
        "block.told"
    ]
    assert (fact.value, fact.level, fact.sources) == (3, "inferred", ("vendor",))
    assert [each.value for each in fact.also] == [2]


def test_overlays_merge_one_after_the_other() -> None:
    first = f"{HEADER}block: {{ plain: 5, added: 1 }}\n"
    second = f"{HEADER}block: {{ plain: 6 }}\n"
    merged = matrix(BASE, first, second)
    assert (merged.value("block", "plain"), merged.value("block", "added")) == (6, 1)


def test_a_block_can_become_a_fact_and_a_fact_a_block() -> None:
    merged = matrix(BASE, f"{HEADER}block: {{ plain: {{ deeper: 1 }} }}\n")
    assert merged.value("block", "plain", "deeper") == 1
    assert "block.plain" not in merged.facts
    assert matrix(BASE, f"{HEADER}block: 1\n").facts.keys() == {"block"}


@pytest.mark.parametrize(
    ("overlay", "level", "is_open"),
    [
        ("block: { free: { value: left } }", "open", False),
        ("block: { free: { value: left, from: seen } }", "observed", False),
        ("block: { free: { value: other, one_of: null, from: page } }", "documented", False),
        ("block: { free: { one_of: [up, down], from: page } }", "open", True),
    ],
    ids=["assumed", "observed", "documented-at-last", "other-options"],
)
def test_an_open_fact_can_be_assumed_observed_or_stated(
    overlay: str, level: str, is_open: bool
) -> None:
    fact = matrix(BASE, f"{HEADER}{overlay}\n").facts["block.free"]
    assert (fact.level, fact.is_open) == (level, is_open)


def test_settling_is_the_same_merge() -> None:
    base = matrix(BASE)
    world = settle(base, {"block.free": "left"})
    by_overlay = matrix(BASE, f"{HEADER}block: {{ free: {{ value: left }} }}\n")
    assert world.digest == by_overlay.digest != base.digest
    assert world.is_world
    assert not base.is_world
    assert settle(world, {"block.free": "right"}).value("block", "free") == "right"


def test_the_same_choices_give_the_same_world() -> None:
    """Each of its own type: True and 1 are equal, and mean different things."""
    base = matrix(BASE, f"{HEADER}block: {{ free: {{ one_of: [true, 1] }} }}\n")
    yes, one = (settle(base, {"block.free": option}) for option in (True, 1))
    assert settle(base, {"block.free": True}) is yes
    assert (yes.value("block", "free"), one.value("block", "free")) == (True, 1)
    assert type(one.value("block", "free")) is int


@pytest.mark.parametrize(
    ("path", "option", "says"),
    [
        ("block.free", "up", "'up' is not an option of block.free; allowed: left, right"),
        ("block.plain", 5, "it is settled as 4"),
        ("block.nowhere", 1, "is no fact of sample"),
    ],
)
def test_only_the_options_of_an_open_fact_can_be_chosen(
    path: str, option: int | str, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        settle(matrix(BASE), {path: option})


def test_the_digest_is_of_the_data_alone() -> None:
    base = matrix(BASE)
    assert matrix(BASE.replace("nobody says", "somebody may say")).digest == base.digest
    assert (
        matrix(BASE.replace("block:\n", "# a comment\nblock:\n  about: Words\n")).digest
        == base.digest
    )
    assert matrix(BASE.replace("plain: 4", "plain: 5")).digest != base.digest
    assert matrix(BASE.replace("value: x", "value: z")).digest != base.digest


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("format: 1\na: 16:9\n", "2:4", "'16:9' is read in different ways"),
        ("format: 1\na: on\n", "2:4", 'write true, or quote it where a text is meant: "on"'),
        ("format: 1\na: No\n", "2:4", "write false, or quote it"),
        ("format: 1\na: 08\n", "2:4", "write 8, or quote it"),
        ("format: 1\na: 1_000\n", "2:4", "write 1000, or quote it"),
        ("format: 1\na: +.5\n", "2:4", "write 0.5, or quote it"),
        ("format: 1\na: 2026-04-20\n", "2:4", "read in different ways"),
        ("format: 1\na: 0x10\n", "2:4", "read in different ways"),
        ("format: 1\na: 010\n", "2:4", "read in different ways"),
        ("format: 1\na: ~\n", "2:4", "read in different ways"),
        ("format: 1\na:\n", "2:3", "write null, or quote it"),
        ("format: 1\na: 1\na: 2\n", "3:1", "the first one is at line 2"),
        ("format: 1\na: &x 1\nb: *x\n", "3:4", "an alias repeats a node"),
        ("format: 1\na: !!python/name:os.system 1\n", "2:4", "read in different ways"),
        ("format: 1\na: [1\n", "3:1", "not YAML"),
        ("format: 1\na: \x07\n", "1:1", "not YAML"),
        ("", "1:1", "the document is empty"),
        ("- 1\n", "1:1", "a spec is a mapping"),
        ("name: x\n", "1:1", "write `format: 1`"),
        ("format: 2\n", "1:1", "write `format: 1`"),
        ("format: 1\nname: 7\n", "2:1", "name must be a text"),
        ("format: 1\nsources: [a]\n", "2:1", "sources are a mapping"),
        ("format: 1\na: { value: { b: 1 } }\n", "2:6", "nest no mapping"),
        ("format: 1\na: [[1]]\n", "2:5", "a list holds scalars only"),
        ("format: 1\na: { note: x }\n", "2:1", "neither a value nor options"),
        ("format: 1\na: { value: 1, note: 2 }\n", "2:16", "must be a text"),
        ("format: 1\na: { value: 1, also: [{ source: x }] }\n", "2:23", "a source and a value"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_wrong_in_a_file_is_told_with_its_place(text: str, place: str, says: str) -> None:
    with pytest.raises(SpecError) as caught:
        matrix(text)
    assert says in str(caught.value)
    assert str(caught.value).startswith(f"base.yaml:{place}")


def test_a_spec_is_found_by_name_by_path_and_beside_what_extends_it(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(INVENTED.read_text(encoding="utf-8"), encoding="utf-8")
    overlay = tmp_path / "mine.yaml"
    overlay.write_text("format: 1\nextends: base.yaml\nfrom: forum\ntask: { lifetime_s: 9 }\n")
    mine = load_family(overlay)
    assert (mine.name, mine.value("task", "lifetime_s")) == ("mine", 9)
    assert mine.facts["task.lifetime_s"].where.file == str(overlay)
    assert load_family("seedance") is load_family("seedance")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("missing.yaml", None, "no such file, and not one of those that come with cometvideo"),
        ("latin.yaml", "name: Drachenflüge".encode("latin-1"), "is not UTF-8"),
        ("loop.yaml", b"format: 1\nextends: loop.yaml\n", "extends itself"),
        ("folder.yaml", "folder", "cannot read the spec"),
    ],
    ids=["missing", "latin-1", "loop", "folder"],
)
def test_a_file_that_is_no_spec_is_told_plainly(
    tmp_path: Path, name: str, content: bytes | str | None, says: str
) -> None:
    path = tmp_path / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content:
        path.mkdir()
    with pytest.raises(InputError, match=says):
        load_family(str(path))


@pytest.mark.parametrize("name", sorted(shipped_specs()))
def test_a_shipped_spec_has_a_source_for_every_fact(name: str) -> None:
    spec = load_family(name)
    assert spec.name == name
    assert [fact.path for fact in spec.facts.values() if not fact.sources] == []
    assert [fact.path for fact in spec.open_facts if len(fact.one_of) < 2 or not fact.note] == []


def test_the_first_generation_differs_where_history_says() -> None:
    now, then = load_family("seedance"), load_family("seedance@2026-04")
    assert then.value("task", "initial") == "SUBMITTED"
    assert then.value("fields", "resolution", "default") == "720p"
    assert then.fact("fields", "size", "pattern") is None
    assert "queued" not in then.block("task", "statuses")
    assert then.block("sizes") == now.block("sizes")
