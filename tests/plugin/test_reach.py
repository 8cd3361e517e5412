"""The real API is out of a test's reach, by address and by proxy."""

import pytest

from tests.plugin.running import Run

pytest_plugins = ["pytester"]

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

import asyncio, ssl
def handshake():
    # As a client does that has a resolver of its own, or a proxy that it was given by hand.
    ssl.create_default_context().wrap_bio(
        ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="api.cometapi.com").do_handshake()

def test_handshake(comet_mock):
    try:
        handshake()
    except OSError:
        pass

def test_failing_handshake(comet_mock):
    handshake()

def test_socket(comet_mock):
    with socket.create_connection(("127.0.0.1", int(comet_mock.base_url[17:-3]))) as connection:
        try:
            ssl.create_default_context().wrap_socket(
                connection, server_hostname="api.cometapi.com")
        except OSError:
            pass

def test_event_loop(comet_mock):
    async def ask():
        await asyncio.open_connection(
            "127.0.0.1", int(comet_mock.base_url[17:-3]),
            ssl=ssl.create_default_context(), server_hostname="api.cometapi.com",
        )
    try:
        asyncio.run(ask())
    except OSError:
        pass

@pytest.fixture
def at_the_start(comet_mock):
    reach()

def test_start(at_the_start):
    pass

@pytest.fixture
def at_the_end(comet_mock):
    yield
    try:
        handshake()
    except OSError:
        pass

def test_end(at_the_end):
    pass

def test_another_host(comet_mock):
    socket.getaddrinfo("localhost", 80)
    with pytest.raises(ssl.SSLWantReadError):
        ssl.create_default_context().wrap_bio(
            ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="localhost").do_handshake()
"""


def test_the_real_host_is_out_of_reach(run: Run) -> None:
    told = run.told(REACH, ini="comet_mock_guard = true")
    by_fixture = "give its client comet_mock.base_url"
    advice = {
        "test_raises": by_fixture,
        "test_hidden": by_fixture,
        "test_handshake": by_fixture,
        "test_socket": by_fixture,
        "test_failing_handshake": by_fixture,
        "test_event_loop": by_fixture,
        "test_start": by_fixture,
        "test_end": by_fixture,
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
        # An opener of its own: that of urlopen keeps the proxies for all tests of the process.
        urllib.request.build_opener().open(url, timeout=5).close()
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


FAKED = """
class Files:
    def __init__(self):
        self.folders = []

    def add_real_directory(self, folder):
        self.folders.append(folder.name)
        raise FileExistsError(folder)  # the test has added it

    def add_real_file(self, file):
        raise FileNotFoundError(file)

@pytest.fixture
def fs():
    return Files()

def test_it(comet_mock, fs):
    assert fs.folders == ["cometvideo", "spec"]

def test_without(comet_mock):
    pass
"""


def test_where_files_are_faked_the_mock_has_its_own(run: Run) -> None:
    assert run.told(FAKED) == {}


def test_beside_pyfakefs_the_mock_works_whichever_comes_first(run: Run) -> None:
    """Also where the project says something, which is read when a mock is first made."""
    pytest.importorskip("pyfakefs")
    run.pytester.makepyprojecttoml("[tool.cometvideo]\nstrict = true\n")
    result = run(
        """
@pytest.mark.comet_mock(plan="immediate", strict=True)
def test_before(comet_mock, fs):
    task = create()[1]["id"]
    assert ask("GET", f"/videos/{task}")[1]["status"] == "completed"

def test_after(fs, comet_mock):
    assert create()[0] == 200
    comet_mock.assert_tasks(1)
    assert create(size="700x700")[0] != 200
""",
        more=("-p", "pyfakefs.pytest_plugin"),
    )
    result.assert_outcomes(passed=2)
