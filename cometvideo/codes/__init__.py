"""The codes of findings: one place, with the text of each and a paragraph that explains it."""

from cometvideo.codes.code import Code
from cometvideo.codes.drift import ABOUT_DRIFT
from cometvideo.codes.requests import ABOUT_REQUESTS
from cometvideo.codes.specs import ABOUT_SPECS

__all__ = ["CODES", "Code"]

CODES: dict[str, Code] = {**ABOUT_REQUESTS, **ABOUT_SPECS, **ABOUT_DRIFT}
