"""Imports point down the floors only, and rooms on one floor do not import each other."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import cometvideo

PACKAGE = Path(cometvideo.__file__).parent

# Rooms by floor, lowest first. Within the lowest floor values may build on each other.
FLOORS: tuple[frozenset[str], ...] = (
    frozenset(["errors", "lazily", "money", "settings", "plan", "wire"]),
    frozenset(["codes", "findings", "facts"]),
    frozenset(["prediction"]),
    frozenset(["words"]),
    frozenset(["validation", "reports", "drift", "samples", "export", "strategies"]),
    frozenset(
        [
            "mock",
            "client",
            "conformance",
            "documentation",
            "guard",
            "live",
            "accepting",
            "changes",
            "many",
        ]
    ),
    frozenset(["cli", "pytest_plugin", "__main__"]),
)
# Pairs on one floor of which the first may import the second.
NEIGHBOURS = {
    ("findings", "codes"),
    ("findings", "facts"),
    ("facts", "findings"),
    ("reports", "drift"),
    ("validation", "reports"),
    ("export", "samples"),
    ("strategies", "samples"),
    ("conformance", "mock"),
    ("conformance", "client"),
    ("live", "client"),
    ("guard", "client"),
    ("__main__", "cli"),
}
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if room != "__init__":
            yield room, path


def imported_rooms(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the floor"
            names = [node.module or ""]
            if node.module == "cometvideo":
                names = [f"cometvideo.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
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


@pytest.mark.parametrize(
    ("room", "path"),
    [pytest.param(*each, id=str(each[1].relative_to(PACKAGE))) for each in modules()],
)
def test_imports_point_down(room: str, path: Path) -> None:
    assert room in FLOOR_OF, f"{room} stands on no floor: give it one"
    assert breaches(room, imported_rooms(path)) == set()


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
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                inner = {f"{node.module}.{alias.name}" for alias in node.names}
                imported |= inner & paths.keys() or {node.module}
            elif isinstance(node, ast.Import):
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
    matrix = cometvideo.load()
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
