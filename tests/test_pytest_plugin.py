"""The plugin, in runs of pytest of its own."""

import gc
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from importlib.metadata import entry_points
from urllib.parse import urlsplit

import pytest

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

    def __call__(self, tests: str, *, workers: int = 0, ini: str = "") -> pytest.RunResult:
        self.pytester.makeini("[pytest]\nfilterwarnings = error\n" + ini)
        self.pytester.makepyfile(talk=CLIENT)
        self.pytester.makepyfile(test_it="from talk import *\n" + tests)
        arguments = ("-ra", "-p", "cometvideo.pytest_plugin")
        if not workers:
            return self.pytester.runpytest_inprocess(*arguments)
        return self.pytester.runpytest_subprocess(*arguments, "-p", "xdist", "-n", str(workers))


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


POLLS_ON = """
def test_it(comet_mock):
    comet_mock.plan("immediate")
    task = create()[1]["id"]
    for _ in range(5):
        ask("GET", "/videos/" + task)
    comet_mock.assert_not_polled_after_end()
"""
LEAKS = """
from urllib.request import ProxyHandler, Request, build_opener

def test_it(comet_mock):
    comet_mock.plan("immediate")
    link = ask("GET", "/videos/" + create()[1]["id"])[1]["video_url"]
    request = Request(link, headers={"Authorization": "Bearer k"})
    build_opener(ProxyHandler({})).open(request).close()
    comet_mock.assert_key_kept()
"""
OFF_CONTRACT = """
def test_it(comet_mock):
    create(seconds="3")
    comet_mock.assert_on_contract()
"""
WRONG_PATH = """
def test_it(comet_mock):
    ask("GET", "/video")
    comet_mock.assert_on_contract()
"""
OTHER_KEY = """
def test_it(comet_mock):
    comet_mock.fail_next("create,status=503", times=1)
    assert [ask("POST", "/videos", GOOD, key="sk-other")[0] for _ in range(3)] == [503, 200, 200]
    assert comet_mock.of("sk-other").bill.tasks == 2
    comet_mock.assert_tasks(0)
"""
TOO_FEW = """
def test_it(comet_mock):
    create()
    comet_mock.assert_tasks(2)
"""


@pytest.mark.parametrize(
    ("test", "says"),
    [
        (OTHER_KEY, "3 requests were sent with other keys than comet_mock.key"),
        (TOO_FEW, "1 tasks were created and paid for (5 s of video)"),
        (OFF_CONTRACT, "'3' is outside what"),
        (WRONG_PATH, "the nearest is GET /v1/videos"),
        (POLLS_ON, "stop at a terminal status (completed, error, failed)"),
        (LEAKS, "the key was sent to the host of the videos"),
    ],
    ids=["other key", "tasks", "contract", "path", "poll", "key"],
)
def test_what_fails_says_what_to_do_and_shows_the_exchanges(run: Run, test: str, says: str) -> None:
    result = run(test)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*requests to the mock*", "*#*"])
    assert says in result.stdout.str()


REACH = """
import socket, threading
def reach():
    socket.getaddrinfo("api.cometapi.com", 443)
"""


@pytest.mark.parametrize(
    ("test", "ini", "advice"),
    [
        ("def test_it(comet_mock):\n    reach()", "", "give its client comet_mock.base_url"),
        (
            "def test_it(comet_mock):\n    try: reach()\n    except BaseException: pass",
            "",
            "give its client comet_mock.base_url",
        ),
        (
            "def test_it():\n    reach()",
            "comet_mock_guard = true",
            "ask for the fixture comet_mock",
        ),
        (
            "def test_it(comet_mock_inprocess):\n    reach()",
            "",
            "comet_mock_inprocess.transport()",
        ),
        ("def test_it(comet_mock):\n    socket.getaddrinfo('localhost', 80)", "", None),
    ],
    ids=["raises", "hidden", "by ini", "in process", "another host"],
)
def test_the_real_host_is_out_of_reach(run: Run, test: str, ini: str, advice: str | None) -> None:
    result = run(f"{REACH}\n{test}\n", ini=ini)
    result.assert_outcomes(**({"failed": 1} if advice else {"passed": 1}))
    if advice:
        assert f"tried to reach the real host api.cometapi.com; {advice}" in " ".join(
            line.removeprefix("E").strip() for line in result.stdout.lines
        ).replace("give its client comet_mock_inprocess", "comet_mock_inprocess")


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
