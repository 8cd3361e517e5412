"""Workflow commands of GitHub: a finding as an annotation of a line."""

from cometvideo.findings import Finding

__all__ = ["annotation", "place"]

_KINDS = {"error": "error", "warning": "warning", "note": "notice"}


def annotation(finding: Finding) -> tuple[str, str]:
    """A finding as a workflow command: what stands before its place, and what after it."""
    title = _escaped(finding.code, ":,")
    return f"::{_KINDS[finding.severity]} ", f"title={title}::{_escaped(finding.message)}"


def place(file: str, line: int | None = None, column: int | None = None) -> str:
    """A place as a workflow command has it, before its title."""
    numbers = (("line", line), ("col", column))
    places = "".join(f"{name}={number}," for name, number in numbers if number is not None)
    return f"file={_escaped(file, ':,')},{places}"


def _escaped(text: str, further: str = "") -> str:
    for sign in f"%\r\n{further}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
