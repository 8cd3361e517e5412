"""The server over real sockets: what goes wrong there, and nowhere else."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

import pytest

from cometvideo.errors import InputError
from cometvideo.mock import MockApi, Server, serve
from cometvideo.mock.listening import listen
from cometvideo.mock.uploads import Limits
from cometvideo.wire.bodies import multipart
from cometvideo.wire.request import Part
from tests.mock.talk import FIELDS

KEY = {"Authorization": "Bearer mock-key"}


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    with Server(MockApi()) as running:
        yield running


@pytest.fixture(scope="module")
def impatient() -> Iterator[Server]:
    """For clients that are to be cut off: on a busy machine any other may pause as long."""
    with Server(MockApi(), limits=Limits(idle_s=0.3, keep_alive_s=0.3)) as running:
        yield running


@pytest.fixture
def server(shared: Server) -> Server:
    shared.reset()
    return shared


def form(**fields: str) -> tuple[dict[str, str], bytes]:
    parts = [Part(name, value.encode()) for name, value in {**FIELDS, **fields}.items()]
    content_type, body = multipart(parts, "boundary0123456789")
    return {"Content-Type": content_type, **KEY}, body


def ask(
    origin: str, method: str, target: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    connection = HTTPConnection(urlsplit(origin).netloc, timeout=30)
    try:
        connection.request(method, target, body or None, KEY if headers is None else headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def create(server: Server, **fields: str) -> dict[str, object]:
    headers, body = form(**fields)
    status, answer = ask(server.origin, "POST", "/v1/videos", body, headers)
    assert status == 200, answer
    return dict(json.loads(answer))


def raw(server: Server, *pieces: bytes, shut: bool = False) -> bytes:
    """Send bytes as they are and return all that comes until the server closes."""
    host, port = urlsplit(server.origin).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=30) as plain:
        received = b""
        try:
            for piece in pieces:
                plain.sendall(piece)
            if shut:
                plain.shutdown(socket.SHUT_WR)
            while piece := plain.recv(65536):
                received += piece
        except ConnectionError:
            pass
        return received


def test_it_is_on_loopback_and_its_videos_at_another_port(server: Server) -> None:
    assert server.base_url.startswith("http://127.0.0.1:")
    assert server.base_url.endswith("/v1")
    videos = server.api.state.videos_origin
    assert videos.startswith("http://127.0.0.1:")
    assert videos != server.origin


def test_a_task_from_its_creation_to_its_video(server: Server) -> None:
    task = create(server)["id"]
    shown: dict[str, object] = {}
    for _ in range(3):
        status, body = ask(server.origin, "GET", f"/v1/videos/{task}")
        shown = json.loads(body)
    link = urlsplit(str(shown["video_url"]))
    target = f"{link.path}?{link.query}"
    status, video = ask(f"http://{link.netloc}", "GET", target, headers={})
    assert status == 200
    assert video[4:8] == b"ftyp"
    status, nothing = ask(f"http://{link.netloc}", "HEAD", target)
    assert (status, nothing) == (200, b"")
    assert len(server.journal.keys_at_downloads) == 1


@pytest.mark.parametrize("fault", ["drop,before", "drop,after", "cut,bytes=5"])
def test_a_connection_ends_early(server: Server, fault: str) -> None:
    server.fail_next(f"create,{fault}")
    headers, body = form()
    with pytest.raises((ConnectionError, HTTPException)):
        ask(server.origin, "POST", "/v1/videos", body, headers)
    assert server.bill.tasks == (0 if "before" in fault else 1)
    create(server)


@pytest.mark.parametrize("fault", ["slow-headers,seconds=0.05", "slow-body,seconds=0.05"])
def test_a_slow_answer_arrives(server: Server, fault: str) -> None:
    server.fail_next(f"create,{fault}")
    assert create(server)["status"] == "queued"


def test_a_stalled_answer_never_arrives(server: Server) -> None:
    server.fail_next("create,stall")
    headers, body = form()
    connection = HTTPConnection(urlsplit(server.origin).netloc, timeout=0.2)
    connection.request("POST", "/v1/videos", body, headers)
    with pytest.raises(TimeoutError):
        connection.getresponse()
    connection.close()
    create(server)


def test_a_truncated_upload_creates_no_task(impatient: Server) -> None:
    _, body = form()
    head = (
        b"POST /v1/videos HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\n"
        b"Content-Type: multipart/form-data; boundary=boundary0123456789\r\n"
        b"Content-Length: " + str(len(body)).encode() + b"\r\n\r\n"
    )
    raw(impatient, head, body[:-10], shut=True)
    answers = raw(impatient, head, body[:-10])
    assert b" 408 " in answers.partition(b"\r\n")[0]
    assert impatient.bill.tasks == 0
    notes = [each.note for each in impatient.journal]
    assert any("too slowly" in note for note in notes)


@pytest.mark.parametrize(
    ("pieces", "status"),
    [
        ([b"GET /v1/videos/x HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 70_000 + b"\r\n\r\n"], b"431"),
        ([b"GET / HTTP/1.1\r\nX: ", *[b"a" * 65_536] * 20], b"431"),
        ([b"\x00\x01\x02\r\n\r\n"], b"400"),
        ([b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"], b"400"),
    ],
    ids=["large headers", "endless headers", "noise", "TLS"],
)
def test_odd_clients_are_cut_off(server: Server, pieces: list[bytes], status: bytes) -> None:
    first_line = raw(server, *pieces).partition(b"\r\n")[0]
    assert first_line.partition(b" ")[2][:3] == status
    create(server)


@pytest.mark.parametrize("pieces", [[b"GET / HTTP/1.1\r\nHost"], []])
def test_clients_that_do_not_go_on_are_cut_off(impatient: Server, pieces: list[bytes]) -> None:
    assert raw(impatient, *pieces) == b""


def test_a_chunked_upload_is_read(server: Server) -> None:
    headers, body = form()
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in (body[:50], body[50:])) + b"0\r\n\r\n"
    head = [
        "POST /v1/videos HTTP/1.1",
        "Host: x",
        "Connection: close",
        "Transfer-Encoding: chunked",
        *(f"{name}: {value}" for name, value in headers.items()),
        "\r\n",
    ]
    answer = raw(server, "\r\n".join(head).encode(), chunks)
    assert b" 200 " in answer.partition(b"\r\n")[0]
    assert server.bill.tasks == 1


def test_many_clients_at_once_lose_and_double_nothing(server: Server) -> None:
    def client(number: int) -> str:
        task = create(server, prompt=f"number {number}")["id"]
        for _ in range(3):
            status, body = ask(server.origin, "GET", f"/v1/videos/{task}")
            assert status == 200
        return str(json.loads(body)["video_url"])

    with ThreadPoolExecutor(32) as pool:
        links = list(pool.map(client, range(100)))
    assert len(set(links)) == 100
    assert server.bill.tasks == 100
    prompts = {str(e.sent.fields["prompt"]) for e in server.journal.creates if e.sent}
    assert prompts == {f"number {number}" for number in range(100)}


def test_it_stops_although_a_request_is_under_way() -> None:
    arrived = threading.Event()

    def clock() -> float:
        arrived.set()
        return 0.0

    with serve(clock=clock) as server:
        server.fault("stall")
        waiting = threading.Thread(target=_ignore, args=(server.origin,))
        waiting.start()
        assert arrived.wait(30)
    waiting.join(30)
    assert not waiting.is_alive()
    with pytest.raises(ConnectionError):
        ask(server.origin, "GET", "/v1/videos/x")


def _ignore(origin: str) -> None:
    try:
        ask(origin, "GET", "/v1/videos/x")
    except (OSError, HTTPException):
        return


def test_small_answers_are_sent_at_once() -> None:
    with listen() as listening:
        assert listening.proto == socket.IPPROTO_TCP


def test_a_port_that_is_taken_is_named() -> None:
    with serve() as server:
        port = int(server.origin.rpartition(":")[2])
        with pytest.raises(InputError, match=f"port {port}"):
            serve(port=port)


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_other_machines_are_let_in_only_if_that_is_meant(host: str) -> None:
    with pytest.raises(InputError, match="other machines can reach"):
        Server(host=host)
    remote = Server(host=host, remote=True)
    assert remote.is_remote
    remote.stop()


def test_without_the_parser_nothing_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httptools", None)
    monkeypatch.setattr("cometvideo.mock.server.listen", lambda *_, **__: pytest.fail("it listens"))
    with pytest.raises(InputError, match=r"cometvideo\[server\]"):
        Server()


def test_importing_the_mock_loads_no_server_and_no_client() -> None:
    program = (
        "import sys, cometvideo.mock, cometvideo.mock.api\n"
        "print([each for each in ('httptools', 'httpx', 'asyncio') if each in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"
