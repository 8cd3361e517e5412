"""Reading: from what stands on a page to statements about the facts of a matrix."""

from cometvideo.documentation.pages.page import Page
from cometvideo.documentation.reading.answers import read_answer
from cometvideo.documentation.reading.asides import read_asides
from cometvideo.documentation.reading.fields import read_fields
from cometvideo.documentation.reading.names import Names
from cometvideo.documentation.reading.parting import parted
from cometvideo.documentation.reading.service import read_service
from cometvideo.documentation.reading.sizes import read_sizes
from cometvideo.documentation.reading.statements import Keys, Notes, Reading, Statement, Unclear
from cometvideo.facts.matrix import Matrix

__all__ = ["Keys", "Reading", "Statement", "Unclear", "read_page"]


def read_page(page: Page, matrix: Matrix, operation: str | None) -> Reading:
    """Everything a page states about the facts of a matrix; `operation` is what it documents.

    The matrix gives the names to look for (fields, models, tables), never the values. Of a page
    that documents no operation nothing is read.
    """
    notes = Notes()
    if operation:
        names = Names(matrix.models)
        page = parted(page, matrix)
        read_service(page, matrix, operation, notes)
        read_fields(page, matrix, names, notes)
        read_sizes(page, matrix, names, notes)
        read_answer(page, matrix, operation, notes)
        read_asides(page, matrix, operation, names, notes)
    return notes.reading()
