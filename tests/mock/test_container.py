"""The container, without an engine: what its file starts, where nothing may be written."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "examples" / "container"
LINES = (FOLDER / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
OPEN = build_opener(ProxyHandler({})).open


def stated(name: str) -> list[str]:
    """What stands behind an instruction of the last stage, each time that it is there."""
    last = max(place for place, line in enumerate(LINES) if line.startswith("FROM "))
    return [line.partition(" ")[2].strip() for line in LINES[last:] if line.startswith(f"{name} ")]


def test_it_is_run_by_nobody_and_checked_where_it_serves() -> None:
    assert stated("USER") == ["10001:10001"]
    entry = json.loads(stated("ENTRYPOINT")[0])
    ports = [entry[entry.index(f"--{each}") + 1] for each in ("port", "videos-port")]
    assert stated("EXPOSE") == [" ".join(ports)]
    assert f"http://127.0.0.1:{ports[0]}/healthz" in stated("HEALTHCHECK")[0]


def test_the_composed_services_fit() -> None:
    services = yaml.safe_load((FOLDER / "compose.yaml").read_text())["services"]
    build = services["mock"]["build"]
    assert (FOLDER / build["context"] / build["dockerfile"]).samefile(FOLDER / "Dockerfile")
    public = services["mock"]["command"][services["mock"]["command"].index("--public-url") + 1]
    assert services["program"]["environment"]["COMETAPI_BASE_URL"] == f"{public}/v1"


def read_only() -> list[str]:
    """What starts a program in a file system that it cannot write to; skips where nothing does."""
    script = 'mount -o remount,bind,ro / && exec "$@"'
    start = ["unshare", "-rm", "sh", "-c", script, "sh"]
    if shutil.which("unshare") is None or subprocess.run([*start, "true"], check=False).returncode:
        pytest.skip("no file system can be made read-only here")
    return start


@pytest.mark.thorough
def test_what_it_starts_serves_and_writes_nothing() -> None:
    entry = json.loads(stated("ENTRYPOINT")[0])[1:]
    for name in ("--port", "--videos-port"):
        entry[entry.index(name) + 1] = "0"  # one that is free here
    environment = dict(each.split("=") for each in stated("ENV")[0].split())
    started = [*read_only(), sys.executable, "-m", "cometvideo", *entry]
    with subprocess.Popen(
        started,
        cwd="/",
        env={"HOME": "/nowhere", "PATH": os.environ["PATH"], **environment}
        | {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            base_url = process.stdout.readline().strip()
            with OPEN(base_url.replace("/v1", "/healthz"), timeout=30) as answer:
                assert json.load(answer) == {"status": "ok"}
        finally:
            process.terminate()
        assert process.wait(30) == 0
        assert process.stderr is not None
        assert process.stderr.read().startswith("cometvideo: warning: other machines can reach")
