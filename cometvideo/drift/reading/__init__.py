"""Reading: from what stands on a page to claims about the facts of a matrix."""

from cometvideo.drift.pages.page import Page
from cometvideo.drift.reading.answers import read_answer
from cometvideo.drift.reading.claim import Claim, Keys, Reading, Unclear
from cometvideo.drift.reading.fields import read_fields
from cometvideo.drift.reading.naming import Names
from cometvideo.drift.reading.notes import Notes
from cometvideo.drift.reading.service import read_service
from cometvideo.drift.reading.sizes import read_sizes
from cometvideo.matrix import Matrix

__all__ = ["Claim", "Keys", "Reading", "Unclear", "read_claims"]


def read_claims(page: Page, matrix: Matrix, operation: str) -> Reading:
    """Everything a page claims about the facts of a matrix; `operation` is what it documents.

    The matrix gives the names to look for (fields, models, tables), never the values.
    """
    notes = Notes()
    names = Names(matrix.models)
    read_service(page, matrix, operation, notes)
    read_fields(page, matrix, names, notes)
    read_sizes(page, matrix, names, notes)
    read_answer(page, matrix, operation, notes)
    return notes.reading()
