"""Checks of client programs: whether they survive everything that the API may do."""

from typing import TYPE_CHECKING

from cometvideo.lazily import lazily

if TYPE_CHECKING:
    from cometvideo.conformance.adapters import files_opened, openai_style, reference
    from cometvideo.conformance.checking import check
    from cometvideo.conformance.clauses import CLAUSES
    from cometvideo.conformance.inprocess import InProcess
    from cometvideo.conformance.processes import EachTime, KeptOpen
    from cometvideo.conformance.protocol import Answer, Job
    from cometvideo.conformance.results import Report, Result, read_known
    from cometvideo.conformance.testing import clause_tests

__all__ = [
    "CLAUSES",
    "Answer",
    "EachTime",
    "InProcess",
    "Job",
    "KeptOpen",
    "Report",
    "Result",
    "check",
    "clause_tests",
    "files_opened",
    "openai_style",
    "read_known",
    "reference",
]

__getattr__ = lazily(
    __name__,
    {
        "conformance.adapters": "files_opened openai_style reference",
        "conformance.checking": "check",
        "conformance.clauses": "CLAUSES",
        "conformance.inprocess": "InProcess",
        "conformance.processes": "EachTime KeptOpen",
        "conformance.protocol": "Answer Job",
        "conformance.results": "Report Result read_known",
        "conformance.testing": "clause_tests",
    },
)
