"""The history: what judgings bear out, kept in one table that several may write to."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from cometvideo import load_family
from cometvideo import seen as history
from cometvideo.drift import LIVE, Drift, DriftReport, Evidence
from cometvideo.errors import InputError
from cometvideo.facts.fact import Fact
from cometvideo.seen import Seen, add_seen, of_families, prepare_history, read_history
from tests.cli.conftest import Run, run, write

__all__ = ["run", "write"]

DAY = 86400.0
MATRIX = load_family("seedance")
MAX = MATRIX.facts["fields.seconds.max"]
ROW = MATRIX.facts["models.doubao-seedance-2-0.size.preset_row"]


def held(fact: Fact = MAX, page: str = "") -> Drift:
    evidence = (Evidence(page, 1, "", ""),) if page else ()
    return Drift("holds", fact.path, LIVE, fact.value, evidence=evidence)


def report(*drifts: Drift) -> DriftReport:
    return DriftReport(drifts)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "seen.sqlite"


@pytest.mark.parametrize(
    ("days", "counted"),
    [
        ([5], (1, 5, 5)),
        ([5, 5.4, 5.9], (1, 5, 5.9)),
        ([5, 6, 9], (3, 5, 9)),
        ([9, 5], (2, 5, 9)),
        ([5, 9, 9, 5], (2, 5, 9)),
    ],
)
def test_days_are_counted_once(days: list[float], counted: tuple[float, ...], path: Path) -> None:
    for day in days:
        add_seen(path, "seedance", report(held()), day * DAY)
    number, first, last = counted
    expected = Seen(LIVE, False, int(number), first * DAY, last * DAY)
    assert read_history(path, "seedance").of(MAX) == [expected]


@pytest.mark.parametrize(
    ("drift", "seen", "looked"),
    [
        (held(), True, True),
        (Drift("unchecked", MAX.path, LIVE, MAX.value, MAX.value), True, True),
        (Drift("drifted", MAX.path, LIVE, MAX.value, 12), False, True),
        (Drift("could not tell", MAX.path, LIVE, MAX.value), False, True),
        (Drift("unchecked", MAX.path, LIVE, MAX.value), False, False),
        (Drift("holds", MAX.path, LIVE, 99), False, True),
    ],
)  # fmt: skip
def test_only_the_value_that_it_has_bears_a_fact_out(
    drift: Drift, seen: bool, looked: bool, path: Path
) -> None:
    add_seen(path, "seedance", report(drift, held(MATRIX.facts["fields.seconds.min"])), DAY)
    found = read_history(path, "seedance")
    assert (bool(found.of(MAX)), MAX.path in found.last) == (seen, looked)


def test_an_open_fact_is_seen_with_the_option_that_was_observed(path: Path) -> None:
    add_seen(path, "seedance", report(Drift("observed", ROW.path, LIVE, ROW.one_of, "720p")), DAY)
    found = read_history(path, "seedance")
    assert len(found.of(ROW)) == len(found.of(ROW._replace(value="720p"))) == 1
    assert found.of(ROW._replace(value="480p")) == []


def test_what_was_asked_was_looked_at_unless_the_run_told_nothing(path: Path) -> None:
    add_seen(path, "seedance", report(Drift("could not tell", MAX.path, LIVE)), DAY, asked=["a"])
    assert read_history(path, "seedance").last == {}
    add_seen(path, "seedance", report(held()), DAY, asked=["a", MAX.path])
    assert read_history(path, "seedance").last == {"a": DAY, MAX.path: DAY}


def test_traffic_counts_when_it_was_and_not_when_it_is_judged(path: Path) -> None:
    other = MATRIX.facts["fields.seconds.min"]
    when: Mapping[str, float] = {"a:1": 5 * DAY, "a:2": 0.0}
    add_seen(path, "seedance", report(held(page="a:1"), held(other, "a:2")), when, by="traffic")
    assert read_history(path, "seedance").last == {MAX.path: 5 * DAY}
    assert read_history(path, "sora").last == {}


def test_this_machine_is_not_the_api(path: Path) -> None:
    add_seen(path, "seedance", report(held()), DAY, is_local=True)
    found = read_history(path, "seedance")
    assert (found.of(MAX), found.last) == ([], {})
    assert "1 of the facts were seen on this machine alone" in found.notes[0]
    told = read_history(path, "seedance", local=True)
    assert (told.of(MAX)[0].local, told.last, told.notes) == (True, {MAX.path: DAY}, [])


def test_it_stays_within_its_size(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_MOST_ROWS", 10)
    for n in range(25):
        drift = Drift("holds", f"f{n}", LIVE, "x" * 100_000)
        add_seen(path, "seedance", report(drift), DAY * (n + 1))
    assert sorted(read_history(path, "seedance").last.values()) == [DAY * n for n in range(16, 26)]
    assert path.stat().st_size < 100_000


WRITER = """
import sys
from pathlib import Path
from tests.test_seen import DAY, Drift, LIVE, add_seen, report
for n in range(20):
    drift = Drift("holds", f"f{n}", LIVE, 1)
    add_seen(Path(sys.argv[1]), "seedance", report(drift), DAY * (1 + int(sys.argv[2])))
"""


@pytest.mark.thorough
def test_several_write_at_once(path: Path) -> None:
    words = [sys.executable, "-c", WRITER, str(path)]
    root = Path(__file__).parents[1]
    writers = [subprocess.Popen([*words, str(n)], cwd=root) for n in range(3)]
    assert [each.wait(120) for each in writers] == [0, 0, 0]
    rows = read_history(path, "seedance").rows
    assert len(rows) == 20
    assert {each.seen.last for each in rows} == {3 * DAY}


def other(path: Path, statement: str) -> None:
    db = sqlite3.connect(path)
    db.execute(statement)
    db.commit()
    db.close()


def test_a_file_of_another_kind_is_told_in_a_sentence(path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no history .*seen\.sqlite"):
        read_history(path, "seedance")
    assert not path.exists()
    path.write_text("not a database at all, and long enough for SQLite to look at" * 9)
    for act in (lambda: prepare_history(path), lambda: read_history(path, "seedance")):
        with pytest.raises(InputError, match="this is no history"):
            act()
    path.unlink()
    other(path, "CREATE TABLE songs (name TEXT)")
    with pytest.raises(InputError, match="is no history of ours"):
        prepare_history(path)
    path.unlink()
    prepare_history(path)
    other(path, "PRAGMA user_version = 7")
    with pytest.raises(InputError, match="has format 7, and this version reads 1"):
        add_seen(path, "seedance", report(held()), DAY)
    with pytest.raises(InputError, match="it cannot be opened"):
        prepare_history(path / "under")


def test_facts_show_when_they_were_seen(path: Path, run: Run) -> None:
    add_seen(path, "seedance", report(held()), 20000 * DAY)
    add_seen(path, "seedance", report(held()), 20001 * DAY, by="traffic")
    words = ("--spec", "seedance", "facts", "fields.seconds", "--seen", "--history", path)
    lines = run(*words).out.splitlines()
    told = "15       2024-10-05  traffic (1 day), live (1 day)"
    assert lines[-1] == f"fields.seconds.max       {told}"
    assert all("never" in each for each in lines[:-1])
    (*_, last) = run(*words, "--format", "json").data
    assert [each["by"] for each in last["seen"]] == ["traffic", "live"]
    assert last["seen"][1] == {
        "by": "live",
        "days": 1,
        "first": "2024-10-04T00:00:00+00:00",
        "last": "2024-10-04T00:00:00+00:00",
        "local": False,
    }
    for wrong in (("--seen",), ("--history", path), ("--local",)):
        ran = run("facts", *wrong)
        assert (ran.code, "say --seen and --history FILE together" in ran.err) == (2, True)


def test_pages_add_to_it_too(path: Path, run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    pages = Path(__file__).parents[1] / "fixtures" / "pages"
    source = next(each for each in sorted(pages.rglob("*.txt")) if "create" in each.name)
    page.write_bytes(source.read_bytes())
    assert run("drift", "docs", f"create-page={page}", "--seen", path).code in {0, 1, 3}
    found = read_history(path, "seedance").of(MAX)
    assert [each.by for each in found] == ["create-page"]
    assert abs(found[0].last - page.stat().st_mtime) < 1


def test_an_overlay_goes_on_with_the_history_of_its_base(
    path: Path, run: Run, tmp_path: Path
) -> None:
    add_seen(path, "seedance", report(held()), DAY)
    own = tmp_path / "own.yaml"
    own.write_text("format: 1\nname: mine\nabout: mine.\nextends: seedance\n")
    ran = run("facts", MAX.path, "--seen", "--history", path, "--spec", own)
    assert "live (1 day)" in ran.out
    assert json.loads(run("facts", MAX.path, "--seen", "--history", path, "--format", "json").out)


def test_what_is_seen_of_an_endpoint_is_kept_of_each_family(
    path: Path, run: Run, tmp_path: Path
) -> None:
    pages = Path(__file__).parents[1] / "fixtures" / "pages"
    source = next(each for each in sorted(pages.rglob("*.txt")) if "create" in each.name)
    page = tmp_path / "page.txt"
    page.write_bytes(source.read_bytes())
    words = ("--spec", "cometapi", "drift", "docs", f"create-page={page}", "--seen", path)
    assert run(*words).code in {0, 1, 3}
    assert [each.by for each in read_history(path, "seedance").of(MAX)] == ["create-page"]
    assert read_history(path, "cometapi").rows == ()
    assert read_history(path, "sora").rows == ()
    # What was seen of a family is seen of the endpoint, by the name that the fact has there.
    add_seen(path, "sora", report(held(load_family("sora").facts["fields.seconds.as_text"])), DAY)
    asked = ("facts", "--spec", "cometapi", "--seen", "--history", path, "--format", "json")
    seen = {each["path"]: each["seen"] for each in run(*asked).data if each["seen"]}
    assert [each["by"] for each in seen[f"seedance:{MAX.path}"]] == ["create-page"]
    assert any(path.endswith("fields.seconds.as_text") for path in seen)
    assert len([path for path in seen if "sora" in path or "as_text" in path]) == 1


def test_families_that_saw_the_same_are_one(path: Path) -> None:
    for spec, day in (("seedance", 5), ("sora", 9)):
        add_seen(path, spec, report(held()), DAY * day)
    histories = {each: read_history(path, each) for each in ("seedance", "sora")}
    assert of_families(histories, ()).of(MAX) == [Seen("live", False, 1, 5 * DAY, 9 * DAY)]
    named = of_families(histories, {f"sora:{MAX.path}"})
    assert named.last == {MAX.path: 5 * DAY, f"sora:{MAX.path}": 9 * DAY}
