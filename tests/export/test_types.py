"""Types for other languages, made from the OpenAPI document by other people's generators."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import cometvideo
from cometvideo.export import openapi
from tests.export.tools import FOLDER, missing, run

pytestmark = pytest.mark.thorough

USE = """\
import type {{ components }} from "./api";

export const request: components["schemas"]["CreateVideo"] = {};
export function ended(task: components["schemas"]["Video"]): boolean {{
  return task.status === "completed" && task.progress === 100;
}}
"""

REQUESTS = {
    "valid": ('{ prompt: "a kite", model: "doubao-seedance-2-0", seconds: 5 }', True),
    "text-for-a-number": ('{ prompt: "a", model: "doubao-seedance-1-0-pro", seconds: "5" }', True),
    "unknown-model": ('{ prompt: "a kite", model: "sora-2" }', False),
    "no-prompt": ('{ model: "doubao-seedance-2-0" }', False),
    "a-number-for-a-size": ('{ prompt: "a", model: "doubao-seedance-2-0", size: 720 }', False),
    "undocumented-field": ('{ prompt: "a", model: "doubao-seedance-2-0", n: 2 }', False),
}


FLAT = {
    "flat-valid": ('{ prompt: "a kite", model: "doubao-seedance-1-0-pro", seconds: 10 }', True),
    "flat-too-long": ('{ prompt: "a kite", model: "doubao-seedance-1-0-pro", seconds: 11 }', False),
    "flat-other": ('{ prompt: "a kite", model: "doubao-seedance-2-0", seconds: 5 }', False),
    "flat-text": ('{ prompt: "a", model: "doubao-seedance-1-0-pro", seconds: "5" }', False),
}


def test_types_of_flat_schemas_know_the_ranges(tmp_path: Path) -> None:
    document = tmp_path / "openapi.json"
    document.write_text(
        json.dumps(openapi(cometvideo.load_family("seedance"), flat=True)), encoding="utf-8"
    )
    output = str(tmp_path / "api.ts")
    options = ["--default-non-nullable=false", "-o", output]
    assert run("openapi-typescript", "bin/cli.js", str(document), *options).returncode == 0
    use = USE.replace('"CreateVideo"', '"CreateVideo-doubao-seedance-1-0-pro"')
    for name, (request, _) in FLAT.items():
        (tmp_path / f"{name}.ts").write_text(use.format(request), encoding="utf-8")
    files = [str(tmp_path / f"{name}.ts") for name in FLAT]
    options = ["--strict", "--noEmit", "--module", "esnext", "--moduleResolution", "bundler"]
    done = run("typescript", "bin/tsc", *options, "--target", "es2022", *files)
    assert {name: f"{name}.ts(" not in done.stdout for name in FLAT} == {
        name: is_fine for name, (_, is_fine) in FLAT.items()
    }


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("types")
    document = folder / "openapi.json"
    document.write_text(json.dumps(openapi(cometvideo.load_family("seedance"))), encoding="utf-8")
    output = str(folder / "api.ts")
    options = ["--default-non-nullable=false", "-o", output]
    done = run("openapi-typescript", "bin/cli.js", str(document), *options)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def verdicts(generated: Path) -> dict[str, bool]:
    """One run of the compiler for all requests: by name, whether it found nothing wrong."""
    for name, (request, _) in REQUESTS.items():
        (generated / f"{name}.ts").write_text(USE.format(request), encoding="utf-8")
    files = [str(generated / f"{name}.ts") for name in REQUESTS]
    options = ["--strict", "--noEmit", "--module", "esnext", "--moduleResolution", "bundler"]
    done = run("typescript", "bin/tsc", *options, "--target", "es2022", *files)
    errors = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert all(".ts(" in line for line in errors), errors
    return {name: f"{name}.ts(" not in done.stdout for name in REQUESTS}


@pytest.mark.parametrize("name", REQUESTS)
def test_typescript_takes_what_is_valid(name: str, verdicts: dict[str, bool]) -> None:
    assert verdicts[name] == REQUESTS[name][1]


def test_python_models_take_what_is_valid(tmp_path: Path) -> None:
    try:
        import datamodel_code_generator  # noqa: F401
    except ImportError:
        missing("datamodel-code-generator is not installed")
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(openapi(cometvideo.load_family("seedance"))), encoding="utf-8")
    arguments = ["--input", str(document), "--input-file-type", "openapi"]
    arguments += ["--output", str(tmp_path / "models.py"), "--formatters", "builtin"]
    arguments += ["--output-model-type", "pydantic_v2.BaseModel", "--disable-timestamp"]
    command = [sys.executable, "-m", "datamodel_code_generator", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    program = tmp_path / "use.py"
    program.write_text(
        "from models import CreateVideo, Video\n"
        "CreateVideo.model_validate({'prompt': 'a', 'model': 'doubao-seedance-2-0'})\n"
        "for wrong in ({'prompt': 'a', 'model': 'sora'}, {'model': 'doubao-seedance-2-0'}):\n"
        "    try:\n"
        "        CreateVideo.model_validate(wrong)\n"
        "    except ValueError:\n"
        "        continue\n"
        "    raise SystemExit(f'{wrong} was taken')\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr


def test_the_tools_are_pinned_to_ranges() -> None:
    wanted = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert set(wanted) == {"ajv", "openapi-typescript", "typescript", "@redocly/cli", "axe-core"}
    assert all(each.startswith("^") for each in wanted.values())
