"""Know what CometAPI's video endpoint will do with a request before you pay for it."""

from cometvideo.errors import CometVideoError, InputError, RequestInvalid, SpecError
from cometvideo.findings import Finding
from cometvideo.loading import load, settle, shipped_specs
from cometvideo.matrix import Matrix
from cometvideo.media import Media
from cometvideo.prediction import Accept, Prediction, Reject, Rendering, predict
from cometvideo.request import Request
from cometvideo.validation import Validation, validate, validate_form, validate_wire
from cometvideo.wire import Part

__version__ = "0.1.0"

__all__ = [
    "Accept",
    "CometVideoError",
    "Finding",
    "InputError",
    "Matrix",
    "Media",
    "Part",
    "Prediction",
    "Reject",
    "Rendering",
    "Request",
    "RequestInvalid",
    "SpecError",
    "Validation",
    "load",
    "predict",
    "settle",
    "shipped_specs",
    "validate",
    "validate_form",
    "validate_wire",
]
