"""The server driven by programs that nobody here wrote: from the create to the video."""

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cometvideo.mock import Server, serve
from tests.mock.talk import FIELDS, png
from tests.thorough import thorough

BEARER = {"Authorization": "Bearer mock-key"}
HERE = Path(__file__).parent

# openai 3 says so of the calls that CometAPI's endpoint shares with another service.
pytestmark = pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    with serve() as running:
        yield running


@pytest.fixture
def server(shared: Server) -> Server:
    shared.reset()
    return shared


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "a.png"
    path.write_bytes(png())
    return path


def needed(name: str) -> Any:
    return pytest.importorskip(name, reason=f"needs {name}: pip install {name}")


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"needs {name} on the PATH")
    return found


def with_curl(server: Server, image: Path) -> bytes:
    def curl(*arguments: str) -> bytes:
        done = subprocess.run(
            [program("curl"), "-sS", "--noproxy", "*", *arguments], capture_output=True, check=True
        )
        return done.stdout

    key = ["-H", "Authorization: Bearer mock-key"]
    form = [part for name, value in FIELDS.items() for part in ("-F", f"{name}={value}")]
    reference = ["-F", f"input_reference=@{image};type=image/png"]
    task = json.loads(curl("-X", "POST", f"{server.base_url}/videos", *key, *form, *reference))
    while "video_url" not in task:
        task = json.loads(curl(f"{server.base_url}/videos/{task['id']}", *key))
    return curl(task["video_url"])


def with_requests(server: Server, image: Path) -> bytes:
    requests = needed("requests")
    with requests.Session() as session:
        session.trust_env = False
        files = {"input_reference": ("a.png", image.read_bytes(), "image/png")}
        task = session.post(
            f"{server.base_url}/videos", headers=BEARER, data=FIELDS, files=files
        ).json()
        while "video_url" not in task:
            task = session.get(f"{server.base_url}/videos/{task['id']}", headers=BEARER).json()
        return bytes(session.get(task["video_url"]).content)


def with_httpx(server: Server, image: Path, library: str = "httpx") -> bytes:
    httpx = needed(library)
    with httpx.Client(trust_env=False) as client:
        files = {"input_reference": ("a.png", image.read_bytes(), "image/png")}
        task = client.post(
            f"{server.base_url}/videos", headers=BEARER, data=FIELDS, files=files
        ).json()
        while "video_url" not in task:
            task = client.get(f"{server.base_url}/videos/{task['id']}", headers=BEARER).json()
        return bytes(client.get(task["video_url"]).content)


def with_httpx2(server: Server, image: Path) -> bytes:
    return with_httpx(server, image, "httpx2")


def with_aiohttp(server: Server, image: Path) -> bytes:
    aiohttp = needed("aiohttp")

    async def run() -> bytes:
        form = aiohttp.FormData(FIELDS)
        form.add_field(
            "input_reference", image.read_bytes(), filename="a.png", content_type="image/png"
        )
        async with aiohttp.ClientSession() as session:
            async with session.post(
                f"{server.base_url}/videos", data=form, headers=BEARER
            ) as answer:
                task = await answer.json()
            while "video_url" not in task:
                where = f"{server.base_url}/videos/{task['id']}"
                async with session.get(where, headers=BEARER) as answer:
                    task = await answer.json()
            async with session.get(task["video_url"]) as answer:
                return bytes(await answer.read())

    return asyncio.run(run())


def sdk(server: Server, library: str) -> Any:
    module = needed(library)
    kind = {"openai": "OpenAI", "cometapi": "CometAPI"}[library]
    return getattr(module, kind)(base_url=server.base_url, api_key="mock-key")


def with_sdk(server: Server, image: Path, library: str) -> bytes:
    with sdk(server, library) as client:
        task = client.videos.create(**FIELDS, input_reference=image)
        while task.status in {"queued", "in_progress"}:
            task = client.videos.retrieve(task.id)
        return with_nothing(task.video_url)


def with_nothing(link: str) -> bytes:
    from urllib.request import ProxyHandler, build_opener

    with build_opener(ProxyHandler({})).open(link) as answer:
        return bytes(answer.read())


def with_openai(server: Server, image: Path) -> bytes:
    return with_sdk(server, image, "openai")


def with_cometapi(server: Server, image: Path) -> bytes:
    return with_sdk(server, image, "cometapi")


@pytest.mark.parametrize(
    "drive",
    [
        with_curl,
        with_requests,
        with_httpx,
        with_httpx2,
        *thorough(with_aiohttp, with_openai, with_cometapi),
    ],
)
def test_from_the_create_to_the_video(
    server: Server, image: Path, drive: Callable[[Server, Path], bytes]
) -> None:
    video = drive(server, image)
    assert video[4:8] == b"ftyp"
    assert server.bill[:2] == (1, 5)
    assert server.journal.off_contract == []
    assert server.journal.keys_at_downloads == []
    assert server.journal.polled_after_end == []
    (create,) = server.journal.creates
    sent = {part.name: part for part in create.parts}
    assert [part.text for part in create.parts if part.text] == list(FIELDS.values())
    assert sent["input_reference"].size == len(png())


@pytest.mark.parametrize("library", ["fetch", "openai"])
@pytest.mark.thorough
def test_node_from_the_create_to_the_video(server: Server, image: Path, library: str) -> None:
    node = program("node")
    home = os.environ.get("NODE_MODULES_HOME", str(HERE.parent / "conformance" / "adapters"))
    if library == "openai" and not (Path(home) / "node_modules" / "openai").is_dir():
        pytest.skip("needs openai for node: npm ci in tests/conformance/adapters")
    environment = {
        **os.environ,
        "COMETAPI_BASE_URL": server.base_url,
        "COMETAPI_KEY": "mock-key",
        "NODE_MODULES_HOME": home,
    }
    script = str(HERE / "clients.mjs")
    done = subprocess.run(
        [node, script, library, str(image)], capture_output=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    told = json.loads(done.stdout)
    assert told["status"] == "completed"
    assert told["bytes"] > 1000
    assert server.bill[:2] == (1, 5)
    assert server.journal.off_contract == []


@pytest.mark.parametrize(
    ("fault", "tasks"),
    [
        ("create,status=503,times=2", 1),
        ("create,drop,after,times=2", 3),
        ("create,status=500,after,times=1", 2),
    ],
)
@pytest.mark.thorough
def test_an_sdk_that_retries_buys_more_than_once(server: Server, fault: str, tasks: int) -> None:
    server.fault(fault)
    with sdk(server, "openai") as client:
        client.videos.create(**FIELDS)
    assert server.bill.tasks == tasks


@pytest.mark.thorough
def test_an_sdk_sees_errors_as_errors(server: Server) -> None:
    openai = needed("openai")
    with sdk(server, "openai") as client:
        with pytest.raises(openai.BadRequestError, match="duration"):
            client.videos.create(**{**FIELDS, "seconds": "3"})
        with pytest.raises(openai.BadRequestError, match="task_not_exist"):
            client.videos.retrieve("task_unknown")


@pytest.mark.parametrize("library", ["requests", "httpx", "aiohttp"])
def test_a_form_without_a_file_is_urlencoded_and_the_journal_names_it(
    server: Server, library: str
) -> None:
    post = {"requests": post_requests, "httpx": post_httpx, "aiohttp": post_aiohttp}[library]
    assert post(server) == 200
    (entry,) = server.journal.off_contract
    assert entry.encoding == "application/x-www-form-urlencoded"
    server.world({"body.encodings.application/x-www-form-urlencoded": "refused"})
    assert post(server) == 400


def post_requests(server: Server) -> int:
    requests = needed("requests")
    return int(requests.post(f"{server.base_url}/videos", headers=BEARER, data=FIELDS).status_code)


def post_httpx(server: Server) -> int:
    httpx = needed("httpx")
    return int(httpx.post(f"{server.base_url}/videos", headers=BEARER, data=FIELDS).status_code)


def post_aiohttp(server: Server) -> int:
    aiohttp = needed("aiohttp")

    async def run() -> int:
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{server.base_url}/videos", data=FIELDS, headers=BEARER) as answer,
        ):
            return int(answer.status)

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("reference", "names", "content_type"),
    [
        (png(), ["input_reference"], "application/octet-stream"),
        ([png(), png()], ["input_reference[]", "input_reference[]"], "application/octet-stream"),
    ],
    ids=["bytes", "list"],
)
@pytest.mark.thorough
def test_the_journal_tells_how_an_sdk_sends_references(
    server: Server, reference: Any, names: list[str], content_type: str
) -> None:
    with sdk(server, "openai") as client:
        client.videos.create(**FIELDS, input_reference=reference)
    (entry,) = server.journal.creates
    files = [part for part in entry.parts if part.file]
    assert [part.name for part in files] == names
    assert {part.content_type for part in files} == {content_type}
    (off,) = server.journal.off_contract
    assert off.problems
