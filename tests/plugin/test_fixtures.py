"""The fixtures: what a test has of the mock, and how it says what the mock is to do."""

import os
import subprocess
import sys
from importlib.metadata import entry_points

import pytest

from tests.plugin.running import Run

pytest_plugins = ["pytester"]


def test_pytest_finds_the_plugin_by_itself() -> None:
    (found,) = entry_points(group="pytest11", name="cometvideo")
    assert found.value == "cometvideo.pytest_plugin"


def test_a_test_has_the_mock_to_itself(run: Run) -> None:
    result = run(
        """
@pytest.mark.parametrize("time", [1, 2, 3])
def test_one(comet_mock, time):
    assert create()[1]["status"] == "queued"
    comet_mock.assert_tasks(1)
    comet_mock.assert_on_contract()
    comet_mock.assert_key_kept()
    comet_mock.assert_not_polled_after_end()
    assert comet_mock.bill.seconds == 5
"""
    )
    result.assert_outcomes(passed=3)


@pytest.mark.thorough
def test_it_works_under_xdist(run: Run) -> None:
    pytest.importorskip("xdist")
    result = run(
        """
@pytest.mark.parametrize("time", range(10))
def test_one(comet_mock, time):
    assert os.environ["PYTEST_XDIST_WORKER"] in {"gw0", "gw1"}
    create()
    comet_mock.assert_tasks(1)
""",
        workers=2,
    )
    result.assert_outcomes(passed=10)


def test_it_is_controlled_by_the_test(run: Run) -> None:
    result = run(
        """
def test_plan(comet_mock):
    comet_mock.plan("clock=60")
    task = create()[1]["id"]
    assert ask("GET", "/videos/" + task)[1]["status"] == "queued"
    comet_mock.advance(60)
    assert ask("GET", "/videos/" + task)[1]["status"] == "completed"

def test_fault(comet_mock):
    comet_mock.fail_next("create,status=503")
    assert [create()[0], create()[0]] == [503, 200]

def test_world(comet_mock):
    comet_mock.world({"fields.size.undocumented": "refused"})
    assert create(size="720x720")[0] == 400

@pytest.mark.comet_mock(plan="immediate", faults=["create,nth=1"], quirks=["left_out"],
                        world={"fields.size.undocumented": "refused"})
def test_marker(comet_mock):
    assert create()[0] == 500
    assert create(size="720x720")[0] == 400
    status, task = create()
    assert "task_id" not in ask("GET", "/videos/" + task["id"])[1]

def test_nothing_is_left_of_it(comet_mock):
    assert create(size="720x720")[0] == 200
"""
    )
    result.assert_outcomes(passed=5)


LASTING = """
URL = os.environ["COMETAPI_BASE_URL"]

def test_first(comet_mock_session):
    assert comet_mock_session.base_url == URL
    create()
    comet_mock_session.assert_tasks(1)

def test_second(comet_mock_session, comet_mock_module):
    comet_mock_session.assert_tasks(1)
    assert os.environ["COMETAPI_BASE_URL"] == comet_mock_module.base_url != URL
    comet_mock_session.reset()
    comet_mock_session.assert_tasks(0)

def test_third(comet_mock):
    assert os.environ["COMETAPI_BASE_URL"] == comet_mock.base_url

def test_fourth(comet_mock_module, comet_mock_factory):
    first, second = comet_mock_factory(), comet_mock_factory(strict=True)
    assert len({first.base_url, second.base_url, comet_mock_module.base_url}) == 3
    assert os.environ["COMETAPI_BASE_URL"] == comet_mock_module.base_url
"""


def test_mocks_that_last_and_one_that_is_there_before_the_tests(run: Run) -> None:
    run.early = True
    assert run.told(LASTING) == {}
    assert "COMETAPI_BASE_URL" not in os.environ


def test_in_the_process_clients_get_a_transport_or_a_router(run: Run) -> None:
    pytest.importorskip("respx")
    result = run(
        """
import httpx

def post(client):
    return client.post(
        os.environ["COMETAPI_BASE_URL"] + "/videos",
        headers={"Authorization": "Bearer " + os.environ["COMETAPI_KEY"]},
        files={name: (None, value) for name, value in GOOD.items()},
    )

def test_it(comet_mock_inprocess):
    with httpx.Client(transport=comet_mock_inprocess.transport()) as client:
        assert post(client).status_code == 200
    with comet_mock_inprocess.router():
        assert post(httpx).status_code == 200
    comet_mock_inprocess.assert_tasks(2)
"""
    )
    result.assert_outcomes(passed=1)


def test_ini_options_choose_spec_plan_and_world(run: Run) -> None:
    result = run(
        """
def test_it(comet_mock):
    task = create(size="16:9")[1]
    assert task["status"] == "SUBMITTED"
    assert ask("GET", "/videos/" + task["id"])[1]["status"] == "SUCCESS"
""",
        ini="comet_mock_spec = seedance@2026-04\ncomet_mock_plan = immediate\n",
    )
    result.assert_outcomes(passed=1)


def test_a_run_that_does_not_use_it_loads_nothing_of_it() -> None:
    program = (
        "import sys, cometvideo.pytest_plugin\n"
        "print(sorted(name for name in sys.modules if name.startswith('cometvideo.')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"['cometvideo.lazily', 'cometvideo.pytest_plugin']"
