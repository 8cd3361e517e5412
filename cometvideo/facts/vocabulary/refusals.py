"""The vocabulary of refusals: how each is answered, and how errors are written."""

from typing import Final

from cometvideo.facts.vocabulary.rows import (
    ADVICE,
    HTTP_STATUS,
    LARGE,
    NO_PROBE,
    OPEN_TEXT,
    TEXT,
    TEXTS,
    Row,
    Rule,
    words,
)

__all__ = ["ERRORS", "REJECTIONS"]

_WORDING: Final = "the wording of a message, which nobody promises"
_FOR_PEOPLE: Final = Rule("texts are for people", "never", removed=False)


_TELLING: Final = Rule("old clients tell this refusal by its status, its code or its envelope")


def _fault(title: str, meaning: str, *codes: str, of_field: bool, unshown: str = "") -> Row:
    """A fault of a field, or of a request as a whole, and how it is answered."""
    gone = "how this refusal is answered is not stated any more"
    new = "requests are refused, or said to be, in a way that old clients do not know"
    return Row(
        title,
        meaning,
        part="answer",
        whole=True,
        subject="refusal of {2} as {3}" if of_field else "refusal as {2}",
        subjects="{4} where {2} is {3}" if of_field else "{3} where a request is {2}",
        rule=Rule(gone, added="" if of_field else new),
        unshown=unshown,
        codes=codes,
        keys={
            "status": Row(
                "Status",
                "The status of HTTP.",
                HTTP_STATUS,
                page=of_field,
                rule=_TELLING,
                left_out="that of `unstated_status`",
            ),
            "code": Row(
                "Code",
                "The code within the error.",
                TEXT,
                page=of_field,
                rule=_TELLING,
                left_out="no code is known",
            ),
            "message": Row(
                "Message",
                "The message within the error.",
                TEXT,
                unshown=_WORDING,
                rule=_FOR_PEOPLE,
                left_out="no wording is known; the mock says what is wrong",
            ),
            "envelope": Row(
                "Envelope",
                "The envelope around the error, one of those under errors.",
                OPEN_TEXT,
                rule=_TELLING,
                left_out="that of `unstated_envelope`",
            ),
        },
    )


def _of_field(title: str, meaning: str, *codes: str) -> Row:
    return _fault(title, meaning, *codes, of_field=True)


def _of_request(title: str, meaning: str, *codes: str, unshown: str = "") -> Row:
    return _fault(title, meaning, *codes, of_field=False, unshown=unshown)


_FAULTS_OF_A_FIELD: Final = {
    "missing": _of_field("Missing", "A required field is missing.", "required"),
    "empty": _of_field("Empty", "A text is empty.", "empty-text"),
    "wrong-type": _of_field("Wrong type", "A value is of another type."),
    "text-not-utf8": _of_field("Text that is not UTF-8", "A text is in another character set."),
    "not-a-choice": _of_field("No choice", "A value is none of the choices.", "not-a-choice"),
    "not-an-integer": _of_field("No whole number", "A value is no whole number.", "not-an-integer"),
    "out-of-range": _of_field(
        "Out of range", "A number is outside the range or the set.", "out-of-range"
    ),
    "off-pattern": _of_field(
        "Off the pattern", "A size is neither a label nor WxH.", "size-off-pattern"
    ),
    "size-undocumented": _of_field(
        "Undocumented size", "A size is not published for the model.", "size-undocumented"
    ),
    "field-required-with": _of_field(
        "Needs another field", "The field that this one requires is missing."
    ),
    "fields-exclusive": _of_field(
        "Not together with another field", "A field is sent that this one excludes."
    ),
    "pair-not-taken": _of_field(
        "Not with that value", "The value is not taken with that of another field."
    ),
    "text-too-long": _of_field("Too long", "A text has too many characters."),
    "file-not-of-size": _of_field("Not of that size", "A file has not the size that it must have."),
    "not-accepted": _of_field("Not accepted", "The model does not take the field.", "not-accepted"),
    "not-a-file": _of_field("No file", "A text stands where a file belongs."),
    "too-many-files": _of_field("Too many files", "Several files where one is documented."),
    "not-media-family": _of_field("Another family", "A file is of another family of formats."),
    "format-unrecognised": _of_field("Unknown format", "A file is of no known format."),
    "file-truncated": _of_field("Truncated file", "A file is cut short."),
    "type-undeclared": _of_field("Wrong declared type", "A file's part declares another type."),
    "beyond-limit": _of_field("Beyond a limit", "A file is beyond a limit."),
    "repeated-field": _of_field("Repeated field", "A text field is sent twice."),
    "nameless-file": _of_field("Nameless file", "A file's part has no filename to go by."),
    "bracketed-name": _of_field("Bracketed name", "The name is written as a list."),
}
_FAULTS_OF_A_REQUEST: Final = {
    "malformed-body": _of_request("Malformed body", "The body cannot be read.", "malformed-body"),
    "body-too-large": _of_request(
        "Body too large", "The body has more bytes than the service reads.", unshown=LARGE
    ),
    "compressed-body": _of_request("Compressed body", "The body has a Content-Encoding."),
    "encoding-undocumented": _of_request(
        "Undocumented encoding", "The body is of a type that is not read."
    ),
    "undocumented-field": _of_request(
        "Undocumented field", "The request has a field that is not listed."
    ),
    "key-missing": _of_request("Missing key", "No key is sent, or a wrong one.", "key-missing"),
    "unknown-task": _of_request("Unknown task", "No task has this id."),
    "not-finished": _of_request(
        "Not finished",
        "The video of a task, or a task made from it, is asked for before there is one.",
        unshown=NO_PROBE,
    ),
    "wrong-path": _of_request("Wrong path", "Nothing is served at this path."),
}

REJECTIONS: Final = Row(
    "Rejections",
    "How a request that is not taken is answered. What is missing here is stated by no source.",
    subject="Refusals",
    page="list of the request's fields",
    keys={
        "unstated_status": Row(
            "Unstated status",
            "The status of HTTP where no source states it, be it of a missing key, an unknown task "
            "or a wrong path: what `by_request` and `by_field` say of one comes first.",
            HTTP_STATUS,
            rule=Rule("a refusal may come with another status"),
            left_out="no status is known; the mock answers 400, and 404 where nothing is served",
        ),
        "unstated_envelope": Row(
            "Unstated envelope",
            "The envelope of the error where no source states it. Without this it has no more than "
            "a code and a message, whatever stands under errors.",
            OPEN_TEXT,
            rule=Rule("a refusal may be written in another way"),
            left_out="a code and a message, in no envelope",
        ),
        "by_field": Row(
            "By field",
            "By the name of a field, then by the fault of its value.",
            each=Row(
                "Faults of a field",
                "How each fault of this field is answered.",
                keys=_FAULTS_OF_A_FIELD,
                each=_of_field("Another fault", "A fault of a kind that is not known."),
            ),
        ),
        "by_request": Row(
            "Faults of a request",
            "By the fault of a request as a whole.",
            keys=_FAULTS_OF_A_REQUEST,
            each=_of_request("Another fault", "A fault of a kind that is not known."),
        ),
    },
)

_OTHERWISE: Final = "old clients read errors in another shape"

ERRORS: Final = Row(
    "Errors",
    "How errors are written, and which of them may be tried again.",
    subject="Errors",
    keys={
        "envelopes": Row(
            "Envelopes",
            "The JSON around an error, by a name that rejections refer to.",
            each=Row(
                "An envelope",
                "The shape of an error in JSON.",
                whole=True,
                subject="envelope {2}",
                subjects="{3} of envelope {2}",
                rule=Rule("old clients read errors in this envelope"),
                keys={
                    "under": Row(
                        "Under",
                        "The key that holds the error; at the top where this is left out.",
                        TEXT,
                        rule=Rule(_OTHERWISE),
                        left_out="at the top",
                    ),
                    "keys": Row(
                        "Keys",
                        "The keys of the error, in their order.",
                        TEXTS,
                        rule=Rule("old clients read a key that is gone", "fewer"),
                        left_out="code, message",
                    ),
                    "type": Row(
                        "Type",
                        "The value of the key `type`.",
                        TEXT,
                        rule=Rule(_OTHERWISE),
                        left_out="null",
                    ),
                    "message_ends": Row(
                        "End of the message",
                        "What follows the message; {id} stands for the id of the request.",
                        TEXT,
                        unshown=_WORDING,
                        rule=_FOR_PEOPLE,
                        left_out="nothing follows",
                    ),
                },
            ),
        ),
        "retry": Row(
            "Retry",
            "By status of HTTP: whether to try again.",
            unshown=ADVICE,
            each=Row(
                "A status",
                "Whether to try again after it.",
                words("retries", "never", "rarely", "backoff"),
                subject="retry of {2}",
                rule=Rule(
                    "old clients retry this status by another rule",
                    added="old clients do not know this status",
                ),
            ),
            left_out="no advice",
        ),
        "never_retry_codes": Row(
            "Codes never to retry",
            "Codes that are not tried again, whatever the status.",
            TEXTS,
            unshown=ADVICE,
            rule=Rule("old clients retry these errors by another rule", "otherwise"),
            left_out="no code is one",
        ),
        "retry_after": Row(
            "Retry-After",
            "Whether an answer of too many requests names the seconds to wait.",
            words("retry-afters", "absent", "seconds", settled=False),
            unshown="only trouble at the upstream shows it",
            rule=Rule("old clients wait by another sign"),
            left_out="it names none",
        ),
        "moderation_codes": Row(
            "Codes of moderation",
            "Codes of an input or output that is refused for its content.",
            TEXTS,
            unshown="only content that is refused shows it, and none is sent",
            rule=Rule("there is a code that old clients do not know", "more", removed=False),
            left_out="no code is one",
        ),
    },
)
