"""Know what CometAPI's video endpoint will do with a request before you pay for it."""

from cometvideo.lazily import lazily

# As `typing.TYPE_CHECKING`, which type checkers know by its name; importing typing takes longer
# than everything else that happens here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from cometvideo.client import (
        AmbiguousCreateError,
        AnswerError,
        Client,
        ClientError,
        DeadlineError,
        LinkExpiredError,
        NoAnswerError,
        NotSentError,
        NotWrittenError,
        Reason,
        RefusedError,
        Task,
        TaskFailedError,
        UnknownStatusError,
    )
    from cometvideo.errors import CometVideoError, InputError
    from cometvideo.facts.endpoint import load
    from cometvideo.facts.loading import load_family, shipped_specs
    from cometvideo.facts.matrix import Matrix
    from cometvideo.facts.worlds import settle
    from cometvideo.findings import Finding, RequestInvalid, SpecError
    from cometvideo.prediction import Accept, Cost, Prediction, Reject, Rendering, predict
    from cometvideo.validation import Validation, validate, validate_form, validate_wire
    from cometvideo.wire.media import Media
    from cometvideo.wire.request import Part, Request

__version__ = "0.1.0"

__all__ = [
    "Accept",
    "AmbiguousCreateError",
    "AnswerError",
    "Client",
    "ClientError",
    "CometVideoError",
    "Cost",
    "DeadlineError",
    "Finding",
    "InputError",
    "LinkExpiredError",
    "Matrix",
    "Media",
    "NoAnswerError",
    "NotSentError",
    "NotWrittenError",
    "Part",
    "Prediction",
    "Reason",
    "RefusedError",
    "Reject",
    "Rendering",
    "Request",
    "RequestInvalid",
    "SpecError",
    "Task",
    "TaskFailedError",
    "UnknownStatusError",
    "Validation",
    "load",
    "load_family",
    "predict",
    "settle",
    "shipped_specs",
    "validate",
    "validate_form",
    "validate_wire",
]

__getattr__ = lazily(
    __name__,
    {
        "client": "AmbiguousCreateError AnswerError Client ClientError DeadlineError"
        " LinkExpiredError NoAnswerError NotSentError NotWrittenError Reason RefusedError Task"
        " TaskFailedError UnknownStatusError",
        "errors": "CometVideoError InputError",
        "findings": "Finding RequestInvalid SpecError",
        "facts.endpoint": "load",
        "facts.loading": "load_family shipped_specs",
        "facts.worlds": "settle",
        "facts.matrix": "Matrix",
        "wire.media": "Media",
        "prediction": "Accept Cost Prediction Reject Rendering predict",
        "wire.request": "Part Request",
        "validation": "Validation validate validate_form validate_wire",
    },
)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
