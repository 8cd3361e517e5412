"""Reading: from what stands on a page to claims about the facts of a matrix."""

from cometvideo.documentation.pages.page import Page
from cometvideo.documentation.reading.answers import read_answer
from cometvideo.documentation.reading.claim import Claim, Keys, Reading, Unclear
from cometvideo.documentation.reading.fields import read_fields
from cometvideo.documentation.reading.naming import Names
from cometvideo.documentation.reading.notes import Notes
from cometvideo.documentation.reading.service import read_service
from cometvideo.documentation.reading.sizes import read_sizes
from cometvideo.facts.matrix import Matrix

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
