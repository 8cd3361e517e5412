"""An upstream of another make, in a process of its own: no false drift, and no change unseen.

Every run has a few of them with a small plan, a thorough one some with the whole plan; all of them
take an hour: `python -m tests.live.other_make` tries them, and prints the sums.
"""

import ast
from pathlib import Path

import pytest

from tests.live import other_make
from tests.live.other_make.asking import KEY, asked, made_plan
from tests.live.other_make.changed import CHANGED
from tests.live.other_make.judged import faults
from tests.live.other_make.lawful import AVAILABILITY, LAWFUL
from tests.live.other_make.switches import ONE, Switches
from tests.thorough import thorough

pytest.importorskip("av")

EVERY = 30
UPSTREAM = ("switches", "service", "server", "videos")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("other-make")


@pytest.fixture(scope="session")
def small_plan(folder: Path) -> Path:
    """A plan of one job for a video of the oldest model."""
    settings = [f"models.{ONE}.seconds.max", "rejections.by_request", "task.initial"]
    return made_plan(folder / "small.json", *(f"--facts={each}" for each in settings))


@pytest.fixture(scope="session")
def plan(folder: Path) -> Path:
    return made_plan(folder / "plan.json")


@pytest.mark.parametrize("name", UPSTREAM)
def test_it_has_nothing_of_ours(name: str) -> None:
    source = (Path(other_make.__file__).parent / f"{name}.py").read_text(encoding="utf-8")
    assert "cometvideo" not in source
    imported = [each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.ImportFrom)]
    own = [str(each.module) for each in imported if str(each.module).startswith("tests.")]
    assert all(each.startswith("tests.live.other_make.") for each in own)


SAMPLE: dict[str, tuple[Switches, int, set[str]]] = {
    "lawful": (
        {"create_status": 201, "add": {"cost": 3}},
        *(0, {"operations.create.status", "task.fields.cost"}),
    ),
    "changed": ({"seconds": {ONE: [2, 8]}}, 1, {f"models.{ONE}.seconds.max"}),
    "trouble": ({"trouble": [{"status": 401}]}, 3, set()),
}


@pytest.mark.parametrize("name", thorough("changed", "lawful", "trouble"))
def test_a_sample(name: str, small_plan: Path, folder: Path) -> None:
    switches, code, named = SAMPLE[name]
    told = asked(switches, small_plan, folder)
    assert told.code == code
    assert named <= {*told.of("drifted", "new")}
    assert {*told.of("drifted")} == (named if code == 1 else set())
    if name == "changed":
        # What the refused job would have told, and an envelope where the answer has none.
        untold = {"fields.size.default", "rejections.unstated_envelope"}
        assert {*told.of("could not tell")} <= untold


@pytest.mark.thorough
@pytest.mark.parametrize("name", [*LAWFUL][::EVERY])
def test_what_is_lawful_is_no_drift(name: str, plan: Path, folder: Path) -> None:
    told = asked(LAWFUL[name], plan, folder)
    assert faults("lawful", name, LAWFUL[name], told) == []
    assert told.code in {0, 3}


@pytest.mark.thorough
@pytest.mark.parametrize("name", [*AVAILABILITY][::EVERY])
def test_what_passes_by_itself_is_no_drift(name: str, plan: Path, folder: Path) -> None:
    told = asked(AVAILABILITY[name], plan, folder)
    assert faults("trouble", name, AVAILABILITY[name], told) == []
    assert told.code in {0, 3}


@pytest.mark.thorough
@pytest.mark.parametrize("name", [*CHANGED][::EVERY])
def test_a_single_change_is_named_and_nothing_else(
    name: str, plan: Path, small_plan: Path, folder: Path
) -> None:
    told = asked(CHANGED[name].switches, small_plan if CHANGED[name].is_slow else plan, folder)
    assert faults("changed", name, CHANGED[name].switches, told) == []


@pytest.mark.thorough
def test_a_wrong_key_tells_nothing(plan: Path, folder: Path) -> None:
    told = asked({}, plan, folder, server_key=f"not-{KEY}")
    assert told.code == 3
    assert told.of("drifted", "new", "observed") == {}
    assert told.of("holds") == {}
