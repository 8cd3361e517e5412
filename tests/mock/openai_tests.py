"""openai-python's own tests of videos, as they are, against the mock of the Sora family.

    python -m tests.mock.openai_tests FOLDER PYTHON

FOLDER is its source distribution, unpacked; PYTHON has it installed, with pytest, pytest-asyncio,
pytest-xdist, aiohttp, dirty-equals and rich. The world is the one that has every operation, and the
task that the tests ask after is there before each of them. Prints what passes and why the rest does
not; docs/mock.md says why that is right.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from cometvideo.facts.fact import Scalar
from cometvideo.facts.loading import load_family
from cometvideo.mock import MockApi, Server

TASK = "video_123"
WORLD: Mapping[str, Scalar] = {
    "operations.list.served": True,
    "operations.delete.served": True,
    "body.encodings.application/json": "read",
}
PLUGIN = f"""
import os, urllib.request
import pytest

ORIGIN = os.environ["TEST_API_BASE_URL"].removesuffix("/v1")
OPEN = urllib.request.build_opener(urllib.request.ProxyHandler({{}})).open

@pytest.fixture(autouse=True)
def task_that_has_ended():
    kind = {{"Content-Type": "application/json"}}
    OPEN(urllib.request.Request(f"{{ORIGIN}}/_mock/tasks", b'{{"id": "{TASK}"}}', kind)).close()
    key = {{"Authorization": "Bearer any"}}
    OPEN(urllib.request.Request(f"{{ORIGIN}}/v1/videos/{TASK}", headers=key)).close()
"""
REASONS = {
    "is no operation of this API": "edits, extensions, characters: no operation of CometAPI",
    "received `text/html`": "edits, extensions, characters: no operation of CometAPI",
    "model is required": "no model is sent, which CometAPI requires and OpenAI does not",
    "which is no image": "a text is sent as the reference image",
}


def main(folder: str, python: str) -> int:
    """Run them, and print what came of them."""
    api = MockApi(load_family("sora"), choices=WORLD, plan="immediate")
    with tempfile.TemporaryDirectory() as place, Server(api) as server:
        Path(place, "task_there.py").write_text(PLUGIN, encoding="utf-8")
        command = [python, "-m", "pytest", "tests/api_resources/test_videos.py", "-q", "-n", "0"]
        done = subprocess.run(
            [*command, "-p", "no:cacheprovider", "-p", "task_there"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": place, "TEST_API_BASE_URL": server.base_url},
            capture_output=True,
            text=True,
            check=False,
        )
    lines = done.stdout.splitlines()
    print(lines[-1] if lines else done.stderr)
    why: Counter[str] = Counter()
    for failure in re.split(r"^_{3,} .* _{3,}$", done.stdout, flags=re.MULTILINE)[1:]:
        said = (reason for text, reason in REASONS.items() if text in failure)
        why[next(said, "not explained")] += 1
    for reason, count in why.most_common():
        print(f"{count:4} {reason}")
    return int(bool(why["not explained"]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
