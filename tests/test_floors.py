"""Imports point down the floors only, and rooms on one floor do not import each other."""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import cometvideo

PACKAGE = Path(cometvideo.__file__).parent

# Rooms by floor, lowest first. Within the lowest floor values may build on each other.
FLOORS: tuple[frozenset[str], ...] = (
    frozenset(
        ["errors", "lazily", "likeness", "money", "settings", "extras", "project", "plan", "wire"]
    ),
    frozenset(["codes", "findings", "facts"]),
    frozenset(["prediction"]),
    frozenset(["words"]),
    frozenset(
        [
            "validation",
            "reports",
            "markup",
            "drift",
            "seen",
            "jobs",
            "samples",
            "export",
            "strategies",
            "writing",
        ]
    ),
    frozenset(
        [
            "agents",
            "mock",
            "client",
            "conformance",
            "documentation",
            "guard",
            "live",
            "accepting",
            "changes",
            "many",
            "frames",
        ]
    ),
    frozenset(["console"]),
    frozenset(["cli", "pytest_plugin", "__main__"]),
)
# Pairs on one floor of which the first may import the second.
NEIGHBOURS = {
    ("findings", "codes"),
    ("findings", "facts"),
    ("facts", "findings"),
    ("reports", "drift"),
    ("markup", "reports"),
    ("seen", "drift"),
    ("seen", "reports"),
    ("jobs", "reports"),
    ("validation", "reports"),
    ("export", "samples"),
    ("writing", "reports"),
    ("strategies", "samples"),
    ("agents", "client"),
    ("conformance", "mock"),
    ("conformance", "client"),
    ("live", "client"),
    ("guard", "client"),
    ("frames", "many"),
    ("accepting", "changes"),
    ("__main__", "cli"),
}
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


@cache
def imports(path: Path) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """Every import of a file, within functions as well."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return tuple(each for each in nodes if isinstance(each, ast.Import | ast.ImportFrom))


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if room != "__init__":
            yield room, path


def imported_rooms(path: Path) -> set[str]:
    found = set()
    for node in imports(path):
        names = []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the floor"
            names = [node.module or ""]
            if node.module == "cometvideo":
                names = [f"cometvideo.{alias.name}" for alias in node.names]
        else:
            names = [alias.name for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith("cometvideo.")}
    return found - {"__version__"}


def breaches(room: str, imported: set[str]) -> set[str]:
    """The rooms among those imported that this room may not import."""
    allowed = {
        other
        for other in imported & FLOOR_OF.keys()
        if other == room
        or FLOOR_OF[other] < FLOOR_OF[room]
        or (room, other) in NEIGHBOURS
        or FLOOR_OF[room] == FLOOR_OF[other] == 0
    }
    return imported - allowed


def test_imports_point_down() -> None:
    rooms = {room for room, _ in modules()}
    assert rooms <= FLOOR_OF.keys(), "give every room a floor"
    found = {str(path): breaches(room, imported_rooms(path)) for room, path in modules()}
    assert {path: rooms for path, rooms in found.items() if rooms} == {}


def test_an_import_that_points_up_is_caught() -> None:
    assert breaches("prediction", {"facts", "validation"}) == {"validation"}
    assert breaches("reports", {"validation", "prediction"}) == {"validation"}


def imported_files() -> dict[str, set[str]]:
    """Every module with those of the package that it imports, within functions as well."""
    paths = {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(
            ".__init__"
        ): path
        for path in PACKAGE.rglob("*.py")
    }
    found: dict[str, set[str]] = {}
    for name, path in paths.items():
        imported = set()
        for node in imports(path):
            if isinstance(node, ast.ImportFrom) and node.module:
                inner = {f"{node.module}.{alias.name}" for alias in node.names}
                imported |= inner & paths.keys() or {node.module}
            else:
                imported |= {alias.name for alias in node.names}
        found[name] = imported & paths.keys() - {name}
    return found


def test_files_make_no_circle() -> None:
    TopologicalSorter(imported_files()).prepare()


def test_a_circle_is_caught() -> None:
    files = imported_files()
    files["cometvideo.errors"].add("cometvideo.prediction.oracle")
    with pytest.raises(CycleError):
        TopologicalSorter(files).prepare()


def test_no_fact_is_written_in_python() -> None:
    """No model id, size or field name of the shipped specs stands in the code."""
    matrix = cometvideo.load_family("seedance")
    words = {*matrix.models}
    for table, block in matrix.blocks("sizes"):
        words.add(table)
        words |= {str(fact.value) for row in block.values() for fact in row.values()}  # type: ignore[union-attr]
    words |= {name for name in matrix.block("fields") if "_" in name}
    words |= {name for name in matrix.block("task", "statuses") if "_" in name}
    found = [
        f"{path.relative_to(PACKAGE)}: {word}"
        for _, path in modules()
        for word in words
        if f'"{word}"' in path.read_text(encoding="utf-8")
    ]
    assert found == []
