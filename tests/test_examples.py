"""The examples: ready to be copied, with commands that our own parser takes."""

import os
import re
import shlex
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from cometvideo import load_family, validate
from cometvideo.cli.arguments import parse
from cometvideo.facts.lint import lint
from cometvideo.samples.requests import plain_request

EXAMPLES = Path(__file__).parents[1] / "examples"
WORKFLOW = EXAMPLES / "drift.yml"
SCRIPT = EXAMPLES / "drift-cron.sh"

_COMMAND = re.compile(r"\bcometvideo [a-z-]+[^\n]*")
_END = re.compile(r"\s(?:\|\|?|&&|\d?>>?)|[;)]\s*$|\s>")
_VARIABLE = re.compile(r"\$\{?(\w+)\}?")
_VALUES = {"1": "json", "MAX_SECONDS": "30", "MAX_JOBS": "6", "max_seconds": "30", "max_jobs": "6"}


def commands_in(script: str) -> Iterator[list[str]]:
    """The words of every call of cometvideo, variables replaced by something of their kind."""
    text = script.replace("\\\n", " ")
    for line in text.splitlines():
        if line.lstrip().startswith("#"):
            continue
        for found in _COMMAND.finditer(line):
            command = _END.split(found[0])[0]
            words = shlex.split(_VARIABLE.sub(lambda name: _VALUES.get(name[1], "f.json"), command))
            yield words[1:]


def scripts() -> Iterator[str]:
    for file in (WORKFLOW, EXAMPLES / "explorer.yml"):
        workflow = yaml.safe_load(file.read_text(encoding="utf-8"))
        for job in workflow["jobs"].values():
            yield from (step["run"] for step in job["steps"] if "run" in step)
    yield SCRIPT.read_text(encoding="utf-8")


def commands() -> Iterator[Any]:
    every = {tuple(words) for script in scripts() for words in commands_in(script)}
    for words in sorted(every):
        yield pytest.param(words, id=" ".join(words))


def test_the_commands_are_found() -> None:
    found = {tuple(words[:2]) for script in scripts() for words in commands_in(script)}
    drift = {("drift", each) for each in ("docs", "plan", "live", "accept")}
    assert found == {*drift, ("--spec", "cometapi")}


@pytest.mark.parametrize("words", [*commands()])
def test_our_parser_takes_every_command(words: tuple[str, ...]) -> None:
    command, arguments = parse(words)
    assert command is not None
    for source in getattr(arguments, "fetch", None) or ():
        assert source in load_family("seedance").sources


def test_the_workflow_is_one() -> None:
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    # YAML 1.1 reads the key `on` as true, and so do most tools that read workflows.
    triggers = workflow[True]
    crons = [each["cron"] for each in triggers["schedule"]]
    assert [len(cron.split()) for cron in crons] == [5, 5]
    daily, weekly = crons
    assert (daily.split()[4], weekly.split()[4]) == ("*", "1")
    documentation, live = (workflow["jobs"][name] for name in ("documentation", "live"))
    # The jobs tell by the very text of the schedule which of them is meant.
    assert documentation["if"] == f"github.event.schedule != '{weekly}'"
    assert f"github.event.schedule == '{weekly}'" in live["if"]
    for job in (documentation, live):
        assert job["timeout-minutes"] > 0
        assert all(("run" in step) != ("uses" in step) for step in job["steps"])
    assert workflow["permissions"] == {"contents": "read", "issues": "write"}


def test_the_key_goes_to_the_probes_alone() -> None:
    workflow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    assert "COMETAPI_KEY" not in str(workflow["env"]) + str(workflow["jobs"]["documentation"])
    live = workflow["jobs"]["live"]
    assert "COMETAPI_KEY" not in live["env"]
    given = [step["name"] for step in live["steps"] if "COMETAPI_KEY" in step.get("env", {})]
    assert given == ["See whether there is a key", "Probe the API"]


def test_no_expression_is_put_into_a_script() -> None:
    for script in scripts():
        assert "${{" not in script


@pytest.mark.parametrize("script", [*scripts()], ids=lambda text: text.split("\n", 1)[0][:40])
def test_the_shell_reads_every_script(script: str) -> None:
    ran = subprocess.run(["sh", "-n"], input=script, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_script_can_be_run() -> None:
    assert SCRIPT.read_text(encoding="utf-8").startswith("#!/bin/sh\n")
    assert SCRIPT.stat().st_mode & stat.S_IXUSR


FAKE = """\
#!/bin/sh
echo "$*" >> "$CALLS"
for each in "$@"; do
    case $each in markdown=*) echo "# report $CODE" > "${each#markdown=}" ;; esac
done
case "$*" in
*accept*) exit 0 ;;
esac
exit "$CODE"
"""
MAIL = """\
#!/bin/sh
echo "mail $*" >> "$CALLS"
cat > /dev/null
"""


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
class TestCron:
    """The script, with programs in place of ours and of mail that only note how they are called."""

    @pytest.fixture
    def run(self, tmp_path: Path) -> Any:
        programs = tmp_path / "bin"
        programs.mkdir()
        for name, text in (("cometvideo", FAKE), ("mail", MAIL)):
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        calls = tmp_path / "calls"

        def ran(*words: str, code: int = 0, **environment: str) -> tuple[int, list[str]]:
            calls.write_text("")
            done = subprocess.run(
                ["sh", str(SCRIPT), *words],
                env={
                    "PATH": f"{programs}:{os.environ['PATH']}",
                    "DRIFT_FOLDER": str(tmp_path / "state"),
                    "DRIFT_MAIL": "a@example.com",
                    "CALLS": str(calls),
                    "CODE": str(code),
                    **environment,
                },
                capture_output=True,
                check=False,
            )
            return done.returncode, [each.split()[0:2] for each in calls.read_text().splitlines()]  # type: ignore[misc]

        return ran

    def test_all_holds(self, run: Any) -> None:
        assert run("docs") == (0, [["drift", "docs"]])

    def test_news_is_mailed_once(self, run: Any) -> None:
        code, calls = run("docs", code=1)
        assert code == 1
        assert calls == [["drift", "docs"], ["drift", "accept"], ["mail", "-s"]]
        code, calls = run("docs", code=1)
        assert code == 1
        assert ["mail", "-s"] not in calls
        run("docs")
        assert ["mail", "-s"] in run("docs", code=1)[1]

    def test_the_api_is_not_probed_without_a_key(self, run: Any) -> None:
        assert run("live") == (0, [])

    def test_the_api_is_probed(self, run: Any) -> None:
        code, calls = run("live", COMETAPI_KEY="k")
        assert (code, calls) == (
            0,
            [["drift", "plan"], ["drift", "live"]],
        )

    def test_wrong_usage(self, run: Any) -> None:
        assert run("songs") == (2, [])


@pytest.mark.thorough
@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
def test_the_demo_shows_its_four_jobs() -> None:
    shown = subprocess.run(
        ["sh", "examples/demo.sh"],
        cwd=EXAMPLES.parent,
        env={**os.environ, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "\033" not in shown.stdout, "colour is for terminals"
    validated, served, checked, compared = re.split(r"\n\d\. .*\n", shown.stdout)[1:]
    assert "error out-of-range" in validated
    assert re.findall(r"^(\w+) ", served, re.MULTILINE) == ["created", *["asked"] * 3, "downloaded"]
    assert "one intent became 3 tasks" in checked
    assert "and create-page now says 12" in compared


def test_models_that_are_only_reported_can_be_judged_and_are_refused_for_sure_in_nothing() -> None:
    spec = EXAMPLES / "reported.cometvideo.yaml"
    assert lint(spec) == ()
    matrix = load_family(spec)
    for model in matrix.models:
        fine = plain_request(matrix, model)
        # Of one model no size is known, so that none is sure to be taken.
        verdict = "valid" if "table" in matrix.block("models", model, "size") else "uncertain"
        assert validate(fine, spec=matrix).verdict == verdict
        for wrong in ({"seconds": 99}, {"size": "16:9"}):
            assert validate({**fine, **wrong}, spec=matrix).verdict == "uncertain"
