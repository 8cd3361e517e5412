"""The mock inside the process, for sessions of requests."""

import sys
from typing import Any

import pytest

from cometvideo.errors import InputError
from cometvideo.mock import CometMockInProcess, MockApi, serve
from tests.mock.talk import FIELDS

requests = pytest.importorskip("requests")
BASE = "https://api.cometapi.com/v1"
PARTS = {name: (None, value) for name, value in FIELDS.items()}


def mock() -> CometMockInProcess:
    return CometMockInProcess(MockApi(), "k", BASE)


@pytest.fixture
def comet() -> CometMockInProcess:
    return mock()


def session_of(comet: CometMockInProcess) -> Any:
    session = requests.Session()
    session.trust_env = False
    session.headers["Authorization"] = "Bearer k"
    session.mount("https://", comet.adapter())
    return session


def test_a_session_talks_to_it_as_to_the_real_host(comet: CometMockInProcess) -> None:
    with session_of(comet) as session:
        task = session.post(f"{BASE}/videos", files=PARTS).json()
        while "video_url" not in task:
            task = session.get(f"{BASE}/videos/{task['id']}", stream=True).json()
        video = session.get(task["video_url"], headers={"Authorization": None}, stream=True)
        assert b"".join(video.iter_content(1000))[4:8] == b"ftyp"
    comet.assert_tasks(1)
    comet.assert_on_contract()
    comet.assert_key_kept()


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ({"json": FIELDS}, b"{"),
        ({"data": FIELDS}, b"prompt="),
        ({"data": iter([b"a", b"b"])}, b"ab"),
    ],
)
def test_bodies_of_every_kind_arrive(comet: CometMockInProcess, given: Any, read: bytes) -> None:
    with session_of(comet) as session:
        session.post(f"{BASE}/videos", **given)
    (entry,) = comet.journal
    assert entry.request.body.startswith(read)


@pytest.mark.parametrize(
    ("fault", "timeout", "raised"),
    [
        ("create,drop", None, "ConnectionError"),
        ("create,stall", 3, "ReadTimeout"),
        ("create,slow-headers,seconds=20", (3, 10), "ReadTimeout"),
        ("create,slow-headers,seconds=5", (3, 10), ""),
        ("create,slow-body,seconds=20", 30, ""),
        ("create,cut,bytes=20", None, "ChunkedEncodingError"),
        ("create,redirect,location=/v1/videos", None, ""),
    ],
)
def test_faults_are_what_a_socket_would_make_of_them(
    comet: CometMockInProcess, fault: str, timeout: Any, raised: str
) -> None:
    """The same session at a server ends in the same exception."""
    comet.fault(f"{fault},times=1")
    before = comet.now
    kind = getattr(requests.exceptions, raised, ())
    with session_of(comet) as session:
        if raised:
            with pytest.raises(kind):
                session.post(f"{BASE}/videos", files=PARTS, timeout=timeout)
        else:
            assert session.post(f"{BASE}/videos", files=PARTS, timeout=timeout).ok
    assert comet.now - before == {"create,stall": 3, "create,slow-headers,seconds=20": 10}.get(
        fault, 5 if "=5" in fault else 20 if "slow-body" in fault else 0
    )


@pytest.mark.parametrize("fault", ["create,drop", "create,cut,bytes=20"])
def test_a_socket_makes_the_same_of_them(fault: str) -> None:
    pytest.importorskip("httptools")
    raised = []
    with serve() as server, requests.Session() as session:
        session.trust_env = False
        server.fault(fault)
        inside = session_of(inner := mock())
        inner.fault(fault)
        for at, base in ((session, server.base_url), (inside, BASE)):
            with pytest.raises(requests.RequestException) as caught:
                at.post(f"{base}/videos", files=PARTS, headers={"Authorization": "Bearer k"})
            raised.append(caught.type)
    assert raised[0] is raised[1]


def test_without_requests_it_says_what_to_use(
    comet: CometMockInProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "requests", None)
    with pytest.raises(InputError, match=r"httpx2 are given transport\(\)"):
        comet.adapter()
