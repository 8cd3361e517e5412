"""Projects as other people have them, in environments of their own: `python -m tests.projects`.

    python -m tests.projects [pytest] [vitest] [shell]

Each is a copy of `examples/projects/NAME` below `build/projects/NAME`, with the newest of what it
asks for and this checkout installed beside it. Its tests have to pass, and its tests that deceive
themselves have to fail for the reason that stands in their docstring. Needs an index, npm, curl.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXTRAS = "[server,httpx]"


def run(
    command: Sequence[str | Path], folder: Path, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder, with more in its environment."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [*map(str, command)],
        cwd=folder,
        env={**kept, **more},
        capture_output=True,
        text=True,
        check=False,
    )


def copied(name: str) -> Path:
    folder = ROOT / "build" / "projects" / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "examples" / "projects" / name, folder)
    return folder


def programs(folder: Path, *requirements: str) -> Path:
    """The folder of programs of a new environment with this checkout and these requirements."""
    venv.create(folder / "venv", with_pip=True)
    found = folder / "venv" / "bin"
    done = run([found / "pip", "install", "-qq", f"{ROOT}{EXTRAS}", *requirements], folder)
    if done.returncode:
        raise SystemExit(done.stderr)
    return found


def of_pytest(openai: str) -> str:
    """What is wrong with the project of pytest, with a version of openai; empty: nothing is."""
    folder = copied("pytest")
    python = programs(folder, "-r", "requirements.txt", openai) / "python"
    right = run([python, "-m", "pytest", "-q"], folder)
    if right.returncode:
        return f"{right.stdout}{right.stderr}"
    print(f"  {right.stdout.splitlines()[-1]}")
    tree = ast.parse((folder / "fooled.py").read_text(encoding="utf-8"))
    wanted = {
        each.name: str(ast.get_docstring(each))
        for each in tree.body
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
    }
    wrong = []
    for name, words in wanted.items():
        done = run([python, "-m", "pytest", "-q", "-n0", f"fooled.py::{name}"], folder)
        if done.returncode != 1 or words not in done.stdout:
            wrong.append(f"{name} should have failed with {words!r}:\n{done.stdout}")
    print(f"  {len(wanted) - len(wrong)} of {len(wanted)} that deceive themselves are caught")
    return "\n".join(wrong)


def of_vitest() -> str:
    """What is wrong with the project of Vitest."""
    folder = copied("vitest")
    program = programs(folder) / "cometvideo"
    made = run(["npm", "install", "--silent", "--ignore-scripts", "--no-audit"], folder)
    if made.returncode:
        return made.stderr
    done = run(["npm", "test", "--silent"], folder, COMETVIDEO=str(program), NO_COLOR="1")
    found = re.search(r"Tests .*", done.stdout)
    print(f"  {found[0] if found else 'nothing ran'}")
    return f"{done.stdout}{done.stderr}" if done.returncode or not found else ""


def of_shell() -> str:
    """What is wrong with the shell script."""
    folder = copied("shell")
    place = programs(folder)
    done = run(["sh", "test.sh"], folder, PATH=f"{place}:{os.environ['PATH']}")
    print(f"  {done.stdout.strip()}")
    return "" if done.stdout.strip() == "passed" else f"{done.stdout}{done.stderr}"


PROJECTS: Mapping[str, Callable[[], str]] = {
    "pytest": lambda: of_pytest("openai<3") or of_pytest("openai>=3"),
    "vitest": of_vitest,
    "shell": of_shell,
}


def main(names: Sequence[str]) -> int:
    """Run those that are named, else all; 1 if anything is wrong with one."""
    code = 0
    for name in names or PROJECTS:
        print(name, flush=True)
        if wrong := PROJECTS[name]():
            print(wrong)
            code = 1
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
