"""The paired fixture files: requests, and beside each what must be learned about it."""

import json
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["FIXTURES", "Case", "load_cases", "with_files"]

FIXTURES = Path(__file__).parent.parent / "fixtures"


class Case(NamedTuple):
    """A request as `--file` takes it, and its expectation.

    `expected` has `verdict`, `renderings` (sizes, null: not listed here), `rejections` (pairs of
    status and code, null: not listed here), `findings` (codes) and `says` (parts of messages).
    """

    name: str
    path: Path
    request: dict[str, Any]
    expected: dict[str, Any]


def load_cases() -> list[Case]:
    """All cases, by name."""
    return [_case(path) for path in sorted(FIXTURES.glob("requests/*.expected.json"))]


def with_files(request: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The request for Python: {"file": path} becomes a Path."""

    def opened(value: Any) -> Any:
        if isinstance(value, dict) and "file" in value:
            return folder / value["file"]
        return [opened(each) for each in value] if isinstance(value, list) else value

    return {name: opened(value) for name, value in request.items()}


def _case(expected: Path) -> Case:
    name = expected.name.removesuffix(".expected.json")
    path = expected.with_name(f"{name}.json")
    return Case(
        name,
        path,
        json.loads(path.read_text(encoding="utf-8")),
        json.loads(expected.read_text(encoding="utf-8")),
    )
