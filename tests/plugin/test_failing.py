"""What fails a test: what its clients did, what it prepared in vain, what is not understood."""

import pytest

from tests.plugin.running import Run

pytest_plugins = ["pytester"]

FAILING = """
from urllib.request import ProxyHandler, Request, build_opener

def test_polls_on(comet_mock):
    comet_mock.plan("immediate")
    task = create()[1]["id"]
    for _ in range(5):
        ask("GET", "/videos/" + task)
    comet_mock.assert_not_polled_after_end()

def test_leaks(comet_mock):
    comet_mock.plan("immediate")
    link = ask("GET", "/videos/" + create()[1]["id"])[1]["video_url"]
    request = Request(link, headers={"Authorization": "Bearer k"})
    build_opener(ProxyHandler({})).open(request).close()
    comet_mock.assert_key_kept()

def test_off_contract(comet_mock):
    create(seconds="3")
    comet_mock.assert_on_contract()

def test_wrong_path(comet_mock):
    ask("GET", "/video")
    comet_mock.assert_on_contract()

def test_other_key(comet_mock):
    comet_mock.fail_next("create,status=503", times=1)
    assert [ask("POST", "/videos", GOOD, key="sk-other")[0] for _ in range(3)] == [503, 200, 200]
    assert comet_mock.of("sk-other").bill.tasks == 2
    comet_mock.assert_tasks(0)

def test_too_few(comet_mock):
    create()
    comet_mock.assert_tasks(2)

@pytest.mark.comet_mock(strict=True)
def test_strict(comet_mock):
    assert create(size="720x720")[0] == 200
"""


def test_what_fails_says_what_to_do_and_shows_the_exchanges(run: Run) -> None:
    told = run.told(FAILING)
    says = {
        "test_other_key": "requests sent with other keys than comet_mock.key: 3",
        "test_too_few": "tasks created and paid for: 1 (5 s of video; 0.68 USD), not 2",
        "test_off_contract": "'3' is outside what",
        "test_wrong_path": "the nearest is GET /v1/videos",
        "test_polls_on": "stop at a terminal status (completed, error, failed)",
        "test_leaks": "the key was sent to the host of the videos",
        "test_strict": "(refused because the mock is strict; ",
    }
    assert told.keys() == says.keys()
    for name, text in says.items():
        assert text in told[name]
        assert "requests to the mock" in told[name]


UNUSED = """
def test_next(comet_mock):
    comet_mock.fail_next("create,status=503")

def test_of_a_key(comet_mock):
    comet_mock.of("k").fail_next("create,status=503")

@pytest.mark.comet_mock(faults=["create,nth=2"])
def test_marked(comet_mock):
    create()

def test_planned(comet_mock):
    comet_mock.plan_next("moderated", "never")
    create()

def test_made(comet_mock_factory):
    comet_mock_factory(plan="never").fail_next()

def test_of_which_one_is_used(comet_mock):
    comet_mock.fail_next("create,status=503")
    comet_mock.fail_next("retrieve,status=502")
    create()
"""
USED = """
def test_used(comet_mock):
    comet_mock.fail_next("create,status=503", times=3)
    comet_mock.plan_next("never")
    create(), create(seconds="4"), create()
    create()

def test_need_not_strike(comet_mock):
    comet_mock.fault("create,probability=0.001")
    comet_mock.fault("create,quota,limit=9")

def test_cleared(comet_mock):
    comet_mock.fail_next()
    comet_mock.clear_faults()

@pytest.mark.comet_mock(unused="allow", faults=["create"])
def test_allowed(comet_mock):
    pass

def test_made_and_allowed(comet_mock_factory):
    comet_mock_factory(unused="allow").fail_next()
"""


def test_what_is_prepared_and_never_used_fails_the_test(run: Run) -> None:
    told = run.told(UNUSED + USED)
    unused = {
        "test_next": "Fault(operation='create', times=1, status=503)",
        "test_of_a_key": "Fault(operation='create', times=1, status=503)",
        "test_marked": "Fault(operation='create', nth=2)",
        "test_planned": "Plan(pace='never'",
        "test_made": "Fault(times=1)",
        "test_of_which_one_is_used": "Fault(operation='retrieve', times=1, status=502)",
    }
    assert told.keys() == unused.keys()
    for name, text in unused.items():
        assert f"prepared for the mock, and never used: {text}" in told[name]


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("plam='never'", "has no setting plam; allowed: plan, world,"),
        ("plam='never'", "did you mean plan?"),
        ("'never'", "takes settings by name, not ('never',)"),
        ("plan='imediate'", "the plan's 'imediate' is not known; write it as one of"),
        ("plan='imediate'", "did you mean immediate?"),
        ("plan='pols=2'", "did you mean polls?"),
        ("plan={'pols': 2}", "did you mean polls?"),
        ("quirks=['progres_steps']", "did you mean progress_steps?"),
        ("strict='no'", "strict is True or False, not 'no'"),
        ("world={'fields.size.undocumentd': 'refused'}", "did you mean fields.size.undocumented?"),
        ("faults=['creat,status=500']", "did you mean create?"),
        ("faults='create,status=500'", "prepared for the mock, and never used: Fault("),
        ("unused='alow'", "unused is 'allow' or 'fail', not 'alow'"),
    ],
)
def test_a_marker_that_is_not_understood_fails_the_test(run: Run, setting: str, says: str) -> None:
    told = run.told(f"@pytest.mark.comet_mock({setting})\ndef test_it(comet_mock):\n    pass\n")
    assert says in told["test_it"]
    assert "Traceback" not in told["test_it"]


def test_strict_can_be_said_for_all_tests(run: Run) -> None:
    tests = """
def test_a_fault(comet_mock):
    assert create(size="720x720")[0] == 400

@pytest.mark.comet_mock(strict=False)
def test_but_one(comet_mock):
    assert create(size="720x720")[0] == 200
"""
    assert run.told(tests, ini="comet_mock_strict = true") == {}


def test_ini_options_that_are_not_understood_are_told(run: Run) -> None:
    told = run.told("def test_it(comet_mock):\n    pass\n", ini="comet_mock_plan = imediate")
    assert (
        "comet_mock_spec, _plan and _world, or [tool.cometvideo]: the plan's 'ime"
        in told["test_it"]
    )


def test_the_project_may_say_it(run: Run) -> None:
    run.pytester.makepyprojecttoml('[tool.cometvideo]\nstrict = true\nspec = "seedance@2026-04"\n')
    tests = "def test_it(comet_mock):\n    assert create(resolution='1080p')[0] == {}\n"
    assert run.told(tests.format(400)) == {}, "as the ini option does"
    run.pytester.makepyprojecttoml("[tool.cometvideo]\nstrct = true\n")
    assert "did you mean strict?" in run.told(tests.format(400))["test_it"]
