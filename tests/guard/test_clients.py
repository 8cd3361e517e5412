"""Clients of others behind the guard, unmodified: what they pay for twice alone is one bill."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from cometvideo.mock import serve
from tests.guard.running import guard

pytest.importorskip("uvicorn")
pytestmark = pytest.mark.thorough

KEY = "sk-some-key-of-mine"
FIELDS = {"prompt": "a", "model": "doubao-seedance-2-0", "seconds": "5", "size": "1280x720"}
FAULTS = ["create,drop,after,nth=1", "create,status=500,after,nth=1", "create,cut,after,nth=1"]


def with_openai(base_url: str) -> None:
    openai = pytest.importorskip("openai")
    client = openai.OpenAI(api_key=KEY, base_url=base_url)
    try:
        client.videos.create(**FIELDS)
    except openai.OpenAIError:
        pass
    finally:
        client.close()


LITELLM = """
import asyncio, json, sys
import litellm

at, asked = json.loads(sys.argv[1]), json.loads(sys.argv[2])
routed = [{"model_name": "video", "litellm_params": at}]
router = litellm.Router(model_list=routed, num_retries=2, retry_after=0)
asyncio.run(router.avideo_generation(timeout=20, **asked))
"""


def with_litellm(base_url: str) -> None:
    at = {"model": f"openai/{FIELDS['model']}", "api_base": base_url, "api_key": KEY}
    command = [
        sys.executable,
        "-c",
        LITELLM,
        json.dumps(at),
        json.dumps(FIELDS | {"model": "video"}),
    ]
    subprocess.run(command, check=False, capture_output=True, timeout=120)


def with_requests(base_url: str) -> None:
    requests = pytest.importorskip("requests")
    again = pytest.importorskip("urllib3").Retry(2, allowed_methods=None, status_forcelist=[500])
    with requests.Session() as session:
        session.mount("http://", requests.adapters.HTTPAdapter(max_retries=again))
        parts = {name: (None, value) for name, value in FIELDS.items()}
        headers = {"Authorization": f"Bearer {KEY}"}
        with suppress(requests.RequestException):
            session.post(f"{base_url}/videos", files=parts, headers=headers, timeout=20)


def with_curl(base_url: str) -> None:
    curl = shutil.which("curl") or pytest.skip("curl is not installed")
    fields = [part for name, value in FIELDS.items() for part in ("-F", f"{name}={value}")]
    tries = ["-s", "--retry", "1", "--retry-all-errors", "--retry-delay", "1"]
    headers = ["-H", f"Authorization: Bearer {KEY}"]
    command = [curl, *tries, "--fail", *headers, *fields, f"{base_url}/videos"]
    subprocess.run(command, check=False, capture_output=True, timeout=60)


# As large as all else together, it is no part of set-up; where it is there, it is tried.
SENDERS = [with_openai, with_requests, with_curl, *([with_litellm] if find_spec("litellm") else [])]


@pytest.mark.parametrize("send", SENDERS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_lost_answer_is_one_bill(fault: str, send: Callable[[str], None], tmp_path: Path) -> None:
    with serve() as alone:
        alone.fault(fault)
        send(alone.base_url)
        assert alone.bill.tasks == 2 or (send is with_requests and "cut" in fault)
    with serve() as behind, guard(tmp_path, behind.base_url) as (_, port):
        behind.fault(fault)
        send(f"http://127.0.0.1:{port}/v1")
        assert behind.bill.tasks == 1


def test_two_videos_on_purpose_are_two(tmp_path: Path) -> None:
    with serve() as behind, guard(tmp_path, behind.base_url) as (_, port):
        for _ in range(2):
            with_openai(f"http://127.0.0.1:{port}/v1")
        assert behind.bill.tasks == 2
