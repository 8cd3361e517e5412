"""Workflow commands of GitHub: a finding as an annotation of a line."""

from cometvideo.findings import Finding
from cometvideo.reports.safe import safe

__all__ = ["annotation", "place"]

_KINDS = {"error": "error", "warning": "warning", "note": "notice"}


def annotation(finding: Finding) -> tuple[str, str]:
    """A finding as a workflow command: what stands before its place, and what after it."""
    title = safe(finding.code, "github property")
    return f"::{_KINDS[finding.severity]} ", f"title={title}::{safe(finding.message, 'github')}"


def place(file: str, line: int | None = None, column: int | None = None) -> str:
    """A place as a workflow command has it, before its title."""
    numbers = (("line", line), ("col", column))
    places = "".join(f"{name}={number}," for name, number in numbers if number is not None)
    return f"file={safe(file, 'github property')},{places}"
