import asyncio
import pickle
import sys
from types import ModuleType
from typing import Any

import pytest

from cometvideo.errors import InputError
from cometvideo.mock import MockApi, respx_router, transport
from tests.mock.talk import FIELDS

BASE = "https://api.cometapi.com/v1"
BEARER = {"Authorization": "Bearer k"}


@pytest.fixture(params=["httpx", "httpx2"])
def library(request: pytest.FixtureRequest) -> Any:
    return pytest.importorskip(request.param)


@pytest.fixture
def api() -> MockApi:
    return MockApi()


def parts() -> dict[str, tuple[None, str]]:
    return {name: (None, value) for name, value in FIELDS.items()}


def test_a_client_talks_to_it_as_to_the_real_host(api: MockApi, library: Any) -> None:
    with library.Client(transport=transport(api, library), headers=BEARER) as client:
        task = client.post(f"{BASE}/videos", files=parts()).json()
        while "video_url" not in task:
            task = client.get(f"{BASE}/videos/{task['id']}").json()
        video = library.Client(transport=transport(api, library)).get(task["video_url"])
    assert video.content[4:8] == b"ftyp"
    assert api.controls().journal.off_contract == []


def test_it_recognises_the_library_of_a_request(api: MockApi, library: Any) -> None:
    with library.Client(transport=transport(api), headers=BEARER) as client:
        answer = client.get(f"{BASE}/videos/task_1")
    assert isinstance(answer, library.Response)

    class Own(library.Request):  # type: ignore[misc]
        """A request of a program's own class."""

    with library.Client(transport=transport(api)) as client:
        assert client.send(Own("GET", f"{BASE}/videos/task_1")).status_code == 401


def test_its_answers_are_timed_and_sized_as_those_of_a_server(api: MockApi, library: Any) -> None:
    with library.Client(transport=transport(api, library), headers=BEARER) as client:
        answer = client.post(f"{BASE}/videos", files=parts())
    assert answer.elapsed.total_seconds() >= 0
    assert answer.headers["content-length"] == str(len(answer.content))


def test_an_answer_that_is_read_is_the_librarys_own(api: MockApi, library: Any) -> None:
    with library.Client(transport=transport(api, library), headers=BEARER) as client:
        answer = client.post(f"{BASE}/videos", files=parts())
    assert type(answer) is library.Response
    assert answer.is_closed
    assert answer.is_stream_consumed
    assert answer.num_bytes_downloaded == len(answer.content)
    assert next(answer.iter_bytes(50)) == answer.read()[:50]
    assert pickle.loads(pickle.dumps(answer)).json() == answer.json()


@pytest.mark.parametrize("pieces", ["iter_raw", "iter_bytes"])
def test_an_answer_can_be_streamed(api: MockApi, library: Any, pieces: str) -> None:
    api.controls().plan("immediate")
    with library.Client(transport=transport(api, library), headers=BEARER) as client:
        task = client.post(f"{BASE}/videos", files=parts()).json()
        link = client.get(f"{BASE}/videos/{task['id']}").json()["video_url"]
        with client.stream("GET", link) as answer:
            assert not answer.is_stream_consumed
            video = b"".join(getattr(answer, pieces)(1000))
            assert answer.num_bytes_downloaded == len(video)
            with pytest.raises(library.StreamConsumed):
                answer.read()
    assert video == read(api, library, link)


def read(api: MockApi, library: Any, link: str) -> bytes:
    return bytes(library.Client(transport=transport(api, library)).get(link).content)


def test_so_does_an_async_client(api: MockApi, library: Any) -> None:
    async def main() -> Any:
        async with library.AsyncClient(transport=transport(api, library)) as client:
            return await client.post(f"{BASE}/videos", files=parts(), headers=BEARER)

    assert asyncio.run(main()).json()["status"] == "queued"


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("drop", "RemoteProtocolError"),
        ("stall", "ReadTimeout"),
        ("slow-headers,seconds=60", "ReadTimeout"),
        ("cut,bytes=3", "RemoteProtocolError"),
    ],
)
def test_faults_are_the_errors_that_a_network_gives(
    api: MockApi, library: Any, fault: str, error: str
) -> None:
    api.controls().fault(fault)
    with (
        library.Client(transport=transport(api, library), timeout=5) as client,
        pytest.raises(getattr(library, error)),
    ):
        client.get(f"{BASE}/videos/task_1", headers=BEARER)


@pytest.mark.parametrize("fault", ["drop", "stall", "cut,bytes=3"])
def test_an_async_client_gets_them_too(api: MockApi, library: Any, fault: str) -> None:
    async def main() -> None:
        async with library.AsyncClient(transport=transport(api, library)) as client:
            await client.get(f"{BASE}/videos/task_1")

    api.controls().fault(fault)
    with pytest.raises(library.TransportError):
        asyncio.run(main())


@pytest.mark.parametrize("fault", ["slow-headers,seconds=60", "slow-body,seconds=60"])
def test_waiting_passes_the_time_of_the_mock(api: MockApi, library: Any, fault: str) -> None:
    api.controls().fault(f"retrieve,{fault}")
    before = api.controls().now
    with library.Client(transport=transport(api, library), timeout=None) as client:
        client.get(f"{BASE}/videos/task_1", headers=BEARER)
    assert api.controls().now == before + 60


def test_another_host_is_not_the_api(api: MockApi, library: Any) -> None:
    with library.Client(transport=transport(api, library)) as client:
        answer = client.get("https://example.com/v1/videos/task_1", headers=BEARER)
    assert answer.status_code == 301
    assert "the API is at https://api.cometapi.com" in answer.text


@pytest.mark.parametrize("library", ["aiohttp", "requests", "urllib"])
def test_a_library_without_transports_is_led_elsewhere(api: MockApi, library: str) -> None:
    with pytest.raises(InputError, match=rf"{library} has no transports; .*comet_mock, or serve"):
        transport(api, ModuleType(library))


def test_respx_routes_the_hosts_to_it(api: MockApi) -> None:
    pytest.importorskip("respx")
    httpx = sys.modules["httpx"]
    api.controls().plan("immediate")
    with respx_router(api):
        task = httpx.post(f"{BASE}/videos", files=parts(), headers=BEARER).json()
        shown = httpx.get(f"{BASE}/videos/{task['id']}", headers=BEARER).json()
        assert httpx.get(shown["video_url"]).content[4:8] == b"ftyp"
