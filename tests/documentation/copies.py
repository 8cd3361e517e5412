"""The pages among the fixtures, and how the tests compare them."""

from pathlib import Path
from typing import Any

from cometvideo import load_family
from cometvideo.documentation import Copy, check_documentation
from cometvideo.documentation.pages import open_page
from cometvideo.documentation.reading import Reading, read_page
from cometvideo.drift import DriftReport
from cometvideo.facts.matrix import Matrix

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
# The specs that the pages are judged by: as old as they are.
SPEC, FIRST_SPEC = (str(PAGES / f"{each}.yaml") for each in ("seedance", "seedance@2026-04"))
MATRIX, FIRST = load_family(SPEC), load_family(FIRST_SPEC)

# Pages that state everything the create page states.
WHOLE = (
    "create.txt",
    "create.it.txt",
    "create.html",
    "create.md",
    "create.openapi.yaml",
    "create.openapi.json",
)
ALL = (*WHOLE, "create-in-tables.md", "first-generation.txt", "first-generation.md", "retrieve.txt")


def content(name: str) -> bytes:
    """The bytes of a page."""
    return (PAGES / name).read_bytes()


def check(
    page: str | bytes,
    source: str | None = "create-page",
    matrix: Matrix = MATRIX,
    name: str = "page",
) -> DriftReport:
    """Compare one page, by its name among the fixtures or by its bytes."""
    data = page if isinstance(page, bytes) else content(page)
    shown = name if isinstance(page, bytes) else page
    return check_documentation(matrix, [Copy(shown, data, source)])


def read(name: str) -> tuple[str, Reading]:
    """The operation of a page, and its statements, with the names of the generation it is of."""
    matrix = FIRST if name.startswith("first") else MATRIX
    (page,) = open_page(content(name), name)
    operation = "retrieve" if "retrieve" in name else "create"
    return operation, read_page(page, matrix, operation)


def claims_of(name: str) -> dict[str, Any]:
    """The claims of a page as its JSON file has them: values by path, and the things it names."""
    operation, reading = read(name)
    stated: dict[str, list[Any]] = {}
    for each in reading.statements:
        value = list(each.value) if isinstance(each.value, tuple) else each.value
        values = stated.setdefault(".".join(each.keys), [])
        if not each.exists and value not in values:
            values.append(value)
    named = sorted({".".join(each.keys) for each in reading.statements if each.exists})
    return {
        "operation": operation,
        "states": {path: values for path, values in sorted(stated.items()) if values},
        "names": named,
    }


def adrift(report: DriftReport) -> set[str]:
    """What a report names, whatever the verdict on it."""
    return {each.subject for each in report.found}
