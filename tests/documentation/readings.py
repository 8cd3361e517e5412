"""How pages among the fixtures is read: what is made of which line, and how.

`python -m tests.documentation.readings` writes the files beside the pages anew; look at the change.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from cometvideo.documentation import Copy, check_documentation
from cometvideo.drift import DriftReport
from tests.documentation.copies import MATRIX, PAGES, check, content, read

__all__ = ["READ", "REPORTS", "reported", "written"]

READ = (
    "create.txt", "create.openapi.yaml", "create-in-tables.md",
    "first-generation.md", "retrieve.txt", "doubts.md", "doubts-retrieve.md",
)  # fmt: skip


def written(name: str) -> str:
    """The reading of a page, an item a line: the page's line, what it is, which facts, and how."""
    return "".join(f"{each}\n" for each in sorted(_items(name), key=_place))


def _items(name: str) -> Iterator[str]:
    _, reading = read(name)
    for said in reading.statements:
        kind = "names" if said.exists else "states" if said.is_sure else "may state"
        what = f"{kind}{' in part' if said.is_part else ''} {' '.join(said.keys)}"
        yield f"{said.line}: {what} = {said.value!r} ({said.how}) {said.passage}".rstrip()
    for odd in reading.unclear:
        told = "odd" if odd.is_told else "unclear"
        yield f"{odd.line}: {told} {' '.join(odd.keys)} ({odd.why}) {odd.passage}".rstrip()
    for keys, line in reading.places.items():
        # Where a whole block is looked for, its facts are not told one by one.
        if keys in reading.whole:
            yield f"{line}: whole {' '.join(keys)}"
        elif keys[:-1] not in reading.places:
            yield f"{line}: place {' '.join(keys)}"
    for what, blocks in (
        ("listed", reading.listed), ("found", reading.found), ("elsewhere", reading.elsewhere),
    ):  # fmt: skip
        yield from (f"0: {what} {' '.join(keys)}" for keys in blocks)


def beside(*names: str) -> DriftReport:
    """What is told of several copies of the create page at once."""
    return check_documentation(MATRIX, [Copy(each, content(each), "create-page") for each in names])


def after(first: str, second: str) -> DriftReport:
    """What is told of a copy of the create page after another one was seen."""
    with TemporaryDirectory() as folder:
        for name in (first, second):
            copy = Copy(name, content(name), "create-page")
            report = check_documentation(MATRIX, [copy], Path(folder))
    return report


REPORTS = {
    "doubts": lambda: check("doubts.md"),
    "doubts-retrieve": lambda: check("doubts-retrieve.md", "retrieve-page"),
    "older": lambda: check("first-generation.md"),
    "both": lambda: beside("create.txt", "first-generation.txt"),
    "changed": lambda: after("create-in-tables.md", "doubts.md"),
}


def reported(name: str) -> str:
    """A report, a finding a line, with its evidence below; what holds is only named."""
    report = REPORTS[name]()
    held = [each.subject for each in report.drifts if each.verdict == "holds"]
    lines = [f"not shown: {report.not_shown}", f"holds: {', '.join(held)}"]
    for each in report.found:
        line = each.where.line if each.where else 0
        said = f"{each.expected!r} -> {each.observed!r}"
        exact = "" if each.exact else " (not exact)"
        lines.append(
            f"{each.verdict}: {each.subject} {said} {each.level} {each.source}:{line}{exact}"
        )
        lines += [f"    {each.why}"] if each.why else []
        lines += [f"    {seen.page}:{seen.line} {seen.said!r} {seen.how}" for seen in each.evidence]
    return "".join(f"{each}\n" for each in lines)


def _place(item: str) -> tuple[int, str]:
    return int(item.partition(":")[0]), item


if __name__ == "__main__":
    for page in READ:
        (PAGES / f"{page}.reading").write_text(written(page), encoding="utf-8")
    for report in REPORTS:
        (PAGES / f"{report}.report").write_text(reported(report), encoding="utf-8")
