"""The plugin, in runs of pytest of its own."""

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from importlib.metadata import entry_points
from urllib.parse import urlsplit

import pytest

from tests.thorough import thorough

pytest_plugins = ["pytester"]

CLIENT = """
    import json, os
    from http.client import HTTPConnection
    from urllib.parse import urlsplit
    import pytest

    def ask(method, path, fields=None, key=None):
        base = urlsplit(os.environ["COMETAPI_BASE_URL"])
        headers = {"Authorization": "Bearer " + (key or os.environ["COMETAPI_KEY"])}
        body = None
        if fields is not None:
            body = "".join(
                f'--b\\r\\nContent-Disposition: form-data; name="{n}"\\r\\n\\r\\n{v}\\r\\n'
                for n, v in fields.items()
            ) + "--b--\\r\\n"
            headers["Content-Type"] = "multipart/form-data; boundary=b"
        connection = HTTPConnection(base.netloc)
        connection.request(method, base.path + path, body, headers)
        answer = connection.getresponse()
        found = answer.status, json.loads(answer.read())
        connection.close()
        return found

    GOOD = {"prompt": "a", "model": "doubao-seedance-2-0", "seconds": "5", "size": "1280x720"}

    def create(**fields):
        return ask("POST", "/videos", {**GOOD, **fields})
"""


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> Iterator[None]:
    """Load what the runs load: pytester forgets modules, and not all can be loaded twice.

    Every run ends with several searches for garbage; what is there before is kept out of them.
    """
    import cometvideo.mock.testing  # noqa: F401
    from cometvideo.mock import serve

    with serve() as server:
        connection = HTTPConnection(urlsplit(server.origin).netloc)
        connection.request("GET", "/")
        connection.getresponse().read()
        connection.close()
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> "Run":
    # To load every plugin that is installed would take each run longer than all the rest.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    return Run(pytester)


def test_pytest_finds_the_plugin_by_itself() -> None:
    (found,) = entry_points(group="pytest11", name="cometvideo")
    assert found.value == "cometvideo.pytest_plugin"


class Run:
    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        self.early = False

    def __call__(
        self, tests: str, *, workers: int = 0, ini: str = "", more: tuple[str, ...] = ()
    ) -> pytest.RunResult:
        self.pytester.makeini("[pytest]\nfilterwarnings = error\n" + ini)
        self.pytester.makepyfile(talk=CLIENT)
        self.pytester.makepyfile(test_it="from talk import *\n" + tests)
        arguments = ("-ra", "-p", "cometvideo.pytest_plugin", *more)
        if not workers:
            return self.pytester.runpytest_inprocess(*arguments)
        return self.pytester.runpytest_subprocess(*arguments, "-p", "xdist", "-n", str(workers))

    def told(self, tests: str, *, ini: str = "") -> dict[str, str]:
        """What is said of each test that did not pass, by the test's name."""
        self.pytester.makeini(f"[pytest]\nfilterwarnings = error\n{ini}")
        self.pytester.makepyfile(talk=CLIENT)
        self.pytester.makepyfile(test_it="from talk import *\n" + tests)
        early = ("--comet-mock",) if self.early else ()
        done = self.pytester.inline_run("-p", "cometvideo.pytest_plugin", *early)
        reports = done.getreports("pytest_runtest_logreport")
        return {
            str(each.head_line): " ".join(f"{each.longreprtext} {each.sections}".split())
            for each in reports
            if each.failed
        }


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
        ("world={'fields.size.undocumentd': 'refused'}", "did you mean fields.size.undocumented?"),
        ("faults=['creat,status=500']", "'creat'"),
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
    assert "the ini options comet_mock_spec, _plan and _world: the plan's 'imed" in told["test_it"]


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


WORLDS = """
def test_fine(comet_mock):
    assert create()[0] == 200

@pytest.mark.parametrize("size", ["720x720", "1280x720"])
def test_unlisted(comet_mock, size):
    assert create(size=size)[0] == 200

@pytest.mark.comet_mock(world={"fields.size.undocumented": "as_asked"})
def test_pinned(comet_mock):
    assert create(size="720x720")[0] == 200

def test_without_it():
    pass
"""


@pytest.mark.parametrize("workers", [0, *thorough(2)])
def test_what_tests_assume_of_the_world_is_told(run: Run, workers: int) -> None:
    if workers:
        pytest.importorskip("xdist")
    result = run(WORLDS, workers=workers, more=("--comet-worlds", "9"))
    refused = result.parseoutcomes()["failed"]
    assert result.parseoutcomes() == {"passed": 4 * 9 + 1 - refused, "failed": refused}
    result.stdout.fnmatch_lines(
        ["test_it.py::test_unlisted?720x720? assumes fields.size.und* (fails*"]
    )
    assert result.stdout.str().count(" assumes ") == 1


REACH = """
import socket
def reach():
    socket.getaddrinfo("api.cometapi.com", 443)

def test_raises(comet_mock):
    reach()

def test_hidden(comet_mock):
    try:
        reach()
    except BaseException:
        pass

def test_in_the_process(comet_mock_inprocess):
    reach()

def test_by_ini():
    reach()

def test_another_host(comet_mock):
    socket.getaddrinfo("localhost", 80)
"""


def test_the_real_host_is_out_of_reach(run: Run) -> None:
    told = run.told(REACH, ini="comet_mock_guard = true")
    advice = {
        "test_raises": "give its client comet_mock.base_url",
        "test_hidden": "give its client comet_mock.base_url",
        "test_in_the_process": "give its client comet_mock_inprocess.transport()",
        "test_by_ini": "ask for the fixture comet_mock",
    }
    assert told.keys() == advice.keys()
    for name, text in advice.items():
        assert f"tried to reach the real host api.cometapi.com; {text}" in told[name]


PROXIED = """
import socket, threading, urllib.request
asked = []

def proxy():
    listening = socket.create_server(("127.0.0.1", 0))
    def answer():
        while True:
            connection, _ = listening.accept()
            asked.append(connection.recv(1000))
            connection.close()
    threading.Thread(target=answer, daemon=True).start()
    return f"http://127.0.0.1:{listening.getsockname()[1]}"

@pytest.fixture(autouse=True)
def proxies(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, proxy())
    yield
    assert asked == []

def get(url):
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except OSError:
        pass
"""


def test_no_proxy_is_asked_for_the_real_host_or_for_the_mock(run: Run) -> None:
    result = run(
        f"""{PROXIED}
def test_the_real_host(comet_mock):
    get("https://api.cometapi.com/v1/videos/task_1")

def test_the_mock(comet_mock):
    get(comet_mock.base_url + "/videos/task_1")
    assert len(comet_mock.journal) == 1
"""
    )
    result.assert_outcomes(passed=1, failed=1)
    assert "tried to reach the real host api.cometapi.com" in result.stdout.str()


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
