"""Fields made by hand, and what is read of them beside a spec."""

from typing import Any

from cometvideo import Matrix, load_family
from cometvideo.documentation.pages.page import Entry, Page, Said
from cometvideo.documentation.reading.fields import read_fields
from cometvideo.documentation.reading.names import Names
from cometvideo.documentation.reading.statements import Notes, Reading
from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document
from cometvideo.facts.loading import read_chain
from tests.documentation.copies import SPEC

__all__ = ["LABELS", "MATRIX", "OWN", "SIX", "entry", "read", "said", "stated", "unclear"]

MATRIX = load_family("seedance")
# Kinds of fields that no spec of this package has so far.
OWN = build(
    [
        *read_chain(SPEC),
        parse_document(
            """
format: 1
name: own
fields:
  sound: { kind: boolean, default: true }
  pace: { kind: number, default: 1.5, min: 0.5, max: 2 }
  style: { kind: choice, choices: [calm, wild, odd] }
  frames: { kind: integer, values: [4, 6, 8] }
""",
            "own.yaml",
        ),
    ]
)
SIX = "16:9, 4:3, 1:1, 3:4, 9:16 and 21:9"
LABELS = ("16:9", "4:3", "1:1", "3:4", "9:16", "21:9")


def said(text: str, line: int = 1) -> Said:
    return Said(text, line)


def entry(name: str, text: str = "", type_: str = "string", **settings: Any) -> Entry:
    words = (said(text, 9),) if text else ()
    return Entry("body", name, said(type_), False, text=words, **settings)


def read(*entries: Entry, matrix: Matrix = MATRIX, **page: Any) -> Reading:
    notes = Notes()
    whole = Page("page.html", "html", entries=entries, closed=True, **page)
    read_fields(whole, matrix, Names(matrix.models), notes)
    return notes.reading()


def stated(name: str, key: str, reading: Reading) -> list[object]:
    """What is stated of a fact of a field; what is not sure is in a list of its own."""
    keys = ("fields", name, *key.split("."))
    return [
        each.value if each.is_sure and not each.is_part else [each.value]
        for each in reading.statements
        if each.keys == keys and not each.exists
    ]


def unclear(name: str, key: str, reading: Reading) -> list[tuple[int, str]]:
    keys = ("fields", name, *key.split("."))
    return [(each.line, each.why) for each in reading.unclear if each.keys == keys]
