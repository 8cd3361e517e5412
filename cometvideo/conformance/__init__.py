"""Checks of client programs: whether they survive everything that the API may do."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cometvideo.conformance.adapters import openai_style, reference
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
    "openai_style",
    "read_known",
    "reference",
]

_HOMES = {
    "CLAUSES": "clauses",
    "Answer": "protocol",
    "EachTime": "processes",
    "InProcess": "inprocess",
    "Job": "protocol",
    "KeptOpen": "processes",
    "Report": "results",
    "Result": "results",
    "check": "checking",
    "clause_tests": "testing",
    "openai_style": "adapters",
    "read_known": "results",
    "reference": "adapters",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
