"""The tests that openai-python has for its videos, unmodified, against the mock of Sora.

    python -m tests.conformance.tests_of_openai

The mock serves what the vendor has and CometAPI documents nowhere, and a task of the id that the
tests ask after is there before each of them. The package is fetched as its source, with what its
tests need, into an environment under `build/`. Tells for each call how many of its tests pass.
"""

import os
import re
import subprocess
import sys
import tarfile
import venv
from collections import Counter
from pathlib import Path

from cometvideo import load_family
from cometvideo.mock import serve

FOLDER = Path(__file__).parents[2] / "build" / "tests-of-openai"
NEEDED = ("aiohttp", "httpx-aiohttp", "nest_asyncio", "pytest", "pytest-asyncio", "pytest-xdist")
MORE = ("dirty-equals", "httpx2", "inline-snapshot", "respx", "time-machine")
SEEDED = """
import json, os, urllib.request
import pytest

URL = os.environ["TEST_API_BASE_URL"]


def ask(url, body=None):
    headers = {"Authorization": "Bearer My API Key", "Content-Type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(url, body, headers)).read()


@pytest.fixture(autouse=True)
def a_video():
    try:
        ask(f"{URL}/videos/video_123")
    except OSError:
        task = json.dumps({"id": "video_123", "plan": "immediate"}).encode()
        ask(URL.removesuffix("/v1") + "/_mock/tasks", task)
        ask(f"{URL}/videos/video_123")
"""


def fetched() -> tuple[Path, str]:
    """The folder of its source, with an environment beside it that runs its tests; and a Python."""
    python = str(FOLDER / "venv" / "bin" / "python")
    if not FOLDER.exists():
        venv.create(FOLDER / "venv", with_pip=True)
        pip = [python, "-m", "pip", "-q"]
        source = ["download", "--no-deps", "--no-binary", ":all:", "--dest", str(FOLDER), "openai"]
        subprocess.run([*pip, *source], check=True)
        (packed,) = FOLDER.glob("openai-*.tar.gz")
        with tarfile.open(packed) as archive:
            archive.extractall(FOLDER, filter="data")
        subprocess.run([*pip, "install", str(packed), *NEEDED, *MORE], check=True)
        (FOLDER / "seeded.py").write_text(SEEDED, encoding="utf-8")
    (source_folder,) = (each for each in FOLDER.glob("openai-*") if each.is_dir())
    return source_folder, python


def main() -> int:
    folder, python = fetched()
    open_facts = {fact.path for fact in load_family("sora").open_facts}
    world = {path: True for path in open_facts if path.endswith(".served")}
    with serve("sora", plan="immediate", world=world) as api:
        environment = {
            **os.environ,
            "TEST_API_BASE_URL": api.base_url,
            "PYTHONPATH": str(FOLDER),
        }
        tests = ["tests/api_resources/test_videos.py", "-n", "1", "-rA", "-p", "seeded", "-q"]
        ran = subprocess.run(
            [python, "-m", "pytest", *tests],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    told = re.findall(r"^(PASSED|FAILED) \S+::test_(\w+)", ran.stdout, re.MULTILINE)
    ways = r"(method|raw_response|streaming_response|path_params)_|_with_all_params$"
    counted = Counter((re.sub(ways, "", call), verdict) for verdict, call in told)
    print(folder.name)
    for call in sorted({call for call, _ in counted}):
        print(f"  {call:28} {counted[call, 'PASSED']:3} pass, {counted[call, 'FAILED']:3} fail")
    return 0 if told else 3


if __name__ == "__main__":
    sys.exit(main())
