"""Drift: facts of the matrix beside what the upstream's documentation says today."""

from cometvideo.documentation.checking import Copy, Fetch, check_documentation, fetched
from cometvideo.verdicts import Drift, DriftReport, Evidence, Verdict

__all__ = [
    "Copy",
    "Drift",
    "DriftReport",
    "Evidence",
    "Fetch",
    "Verdict",
    "check_documentation",
    "fetched",
]
