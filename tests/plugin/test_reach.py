"""The real API is out of a test's reach, by address and by proxy."""

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
