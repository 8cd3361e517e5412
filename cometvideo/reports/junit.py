"""JUnit XML: a test case an entry, for whatever counts tests."""

from collections import Counter
from xml.etree import ElementTree as ET

from cometvideo.reports.entries import Entry, Told
from cometvideo.reports.safe import safe

__all__ = ["as_junit"]

# By what came of an entry: the element that says so.
_ELEMENTS = {"failed": "failure", "unclear": "error", "skipped": "skipped"}


def as_junit(told: Told) -> str:
    """The document; where there is nothing to say, that is its one test."""
    name = f"cometvideo {told.command}"
    entries = told.entries or [Entry("", "note", "", "passed", name, "nothing to say")]
    counts = Counter(_state(each) for each in entries)
    suite = ET.Element(
        "testsuite",
        name=name,
        tests=str(len(entries) + told.more),
        failures=str(counts["failed"]),
        errors=str(counts["unclear"]),
        skipped=str(counts["skipped"]),
        time=f"{told.seconds or 0:.3f}",
    )
    for each in entries:
        _case(suite, each)
    if told.more:
        ET.SubElement(suite, "system-out").text = f"{told.more} more are not listed"
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _state(entry: Entry) -> str:
    return "skipped" if entry.known else entry.state


def _case(suite: ET.Element, entry: Entry) -> None:
    group, name = safe(entry.group, "xml"), safe(entry.name, "xml")
    case = ET.SubElement(suite, "testcase", classname=group, name=name)
    known = f"expected to fail: {entry.known}" if entry.known else ""
    message = safe(known or entry.message, "xml")
    element = _ELEMENTS.get(_state(entry))
    if element is not None:
        told = ET.SubElement(case, element, message=message)
        told.text = safe(entry.detail, "xml") if entry.detail and not known else None
    elif message:
        ET.SubElement(case, "system-out").text = message
