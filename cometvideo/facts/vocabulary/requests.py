"""The vocabulary of how requests are sent: the service, its operations, the body of a create."""

from typing import Final

from cometvideo.facts.vocabulary.rows import (
    HTTP_STATUS,
    NO_PROBE,
    OPEN_BOOLEAN,
    OURS,
    TEXT,
    TEXTS,
    Row,
    Rule,
    words,
)

__all__ = ["BODY", "OPERATIONS", "REFUSED_OR_READ", "SERVICE"]

_CONVENTION: Final = Rule("the name is a convention between programs", "never", removed=False)

SERVICE: Final = Row(
    "Service",
    "Where requests go, and how they carry the key.",
    subject="Service",
    page="section on access, and no sample of a request,",
    unshown=OURS,
    keys={
        "host": Row(
            "Host",
            "Scheme and host, without a path.",
            TEXT,
            needed=True,
            page=True,
            rule=Rule("old clients send their requests to another host"),
        ),
        "base_url": Row(
            "Base address",
            "The address that SDKs take, with its path.",
            TEXT,
            needed=True,
            rule=Rule("old clients send their requests to another address"),
        ),
        "key_variable": Row(
            "Variable of the key",
            "The environment variable that holds the key.",
            TEXT,
            rule=_CONVENTION,
            left_out="no variable holds the key",
        ),
        "base_url_variable": Row(
            "Variable of the base address",
            "The environment variable that overrides the base address.",
            TEXT,
            rule=_CONVENTION,
            left_out="no variable overrides the address",
        ),
        "auth_header": Row(
            "Header of the key",
            "The header that carries the key.",
            TEXT,
            needed=True,
            page=True,
            check="works",
            codes=("key-missing",),
            rule=Rule("old clients carry the key in another header"),
        ),
        "auth_scheme": Row(
            "Scheme of the key",
            "The word before the key in its header.",
            TEXT,
            page=True,
            check="works",
            codes=("key-missing",),
            rule=Rule("old clients carry the key in another way"),
            left_out="the key stands alone in its header",
        ),
        "request_id_header": Row(
            "Header of the request's id",
            "The header of an answer that has the id by which support finds the request.",
            TEXT,
            unshown=NO_PROBE,
            rule=Rule("logs of old clients have no id of a request", removed=False),
            left_out="no header has an id",
        ),
    },
)


def _operation(title: str, meaning: str, check: str, status_check: str, **keys: Row) -> Row:
    """An operation; a job shows its method and path by one check, and its status by another.

    Without a check no probe asks for it, and a spec can do without it.
    """
    calling = Rule("old clients call it by another method or path")
    return Row(
        title,
        meaning,
        part="" if keys else "operation",
        whole=True,
        subject="operation {1}",
        rule=Rule("old clients call it"),
        unshown="" if check else NO_PROBE,
        keys={
            "method": Row(
                "Method",
                "The method of HTTP, in capitals.",
                TEXT,
                needed=bool(check),
                page=True,
                check=check,
                rule=calling,
                left_out="the operation cannot be called",
            ),
            "path": Row(
                "Path",
                "The path on the host; {id} stands for a task's id.",
                TEXT,
                needed=bool(check),
                page=True,
                check=check,
                rule=calling,
                left_out="the operation cannot be called",
            ),
            "status": Row(
                "Status of success",
                "The status of HTTP of an answer without an error.",
                HTTP_STATUS,
                check=status_check,
                rule=Rule("old clients take another status for success"),
                left_out="200",
            ),
            **keys,
        },
    )


REFUSED_OR_READ: Final = words("refused-or-read", "refused", "read", settled=False)

_SERVED: Final = Row(
    "Served",
    "Whether the endpoint has it; it has where nothing is said.",
    OPEN_BOOLEAN,
    rule=Rule("old clients call it", "no longer"),
    left_out="it has",
)

OPERATIONS: Final = Row(
    "Operations",
    "The calls that the endpoint answers.",
    subject="Operations",
    page="method and path",
    keys={
        "create": _operation("Create", "The call that starts a task.", "works", "create status"),
        "retrieve": _operation(
            "Retrieve",
            "The call that tells how a task is getting on.",
            "retrieved",
            "retrieve status",
        ),
        "content": _operation(
            "Content",
            "The call, with the key, that answers the video of a finished task.",
            "",
            "",
            served=_SERVED,
            variants=Row(
                "Variants",
                "What the query `variant` may ask for; the first is the video, and is answered "
                "where nothing is asked for, the others are pictures.",
                TEXTS,
                rule=Rule("old clients ask for a variant that is gone", "fewer"),
                left_out="there is the video alone",
            ),
        ),
        "remix": _operation(
            "Remix",
            "The call that starts a task from a finished one.",
            "",
            "",
            served=_SERVED,
            takes=Row(
                "Takes",
                "The fields of a create that its JSON has to have; the rest is as it was in the "
                "task that it starts from, whatever else is sent.",
                TEXTS,
                rule=Rule("old clients send other fields"),
                left_out="no field has to be there",
            ),
            encodings=Row(
                "Encodings",
                "By media type: whether a body of this type is read, and no other is; that of JSON "
                "where nothing is said.",
                each=Row(
                    "An encoding",
                    "Whether a body of this type is read.",
                    REFUSED_OR_READ,
                    rule=Rule("old clients send another encoding"),
                ),
            ),
        ),
        "list": _operation(
            "List", "The call that shows the tasks of a key.", "", "", served=_SERVED
        ),
        "delete": _operation("Delete", "The call that removes a task.", "", "", served=_SERVED),
    },
    each=_operation("Another operation", "A call that is not used here.", "", ""),
)

BODY: Final = Row(
    "Body",
    "How the body of a create is written, and what is made of one that is written otherwise.",
    subject="Bodies",
    page="encoding of the body",
    keys={
        "encodings": Row(
            "Encodings",
            "By media type: whether a body of this type is read.",
            codes=("encoding-undocumented", "malformed-body"),
            each=Row(
                "An encoding",
                "Whether a body of this type is read.",
                REFUSED_OR_READ,
                subject="bodies as {2}",
                page=True,
            ),
            left_out="any may be read; the mock reads any",
        ),
        "other_encoding": Row(
            "Another encoding",
            "What becomes of a body of a type that is not listed.",
            REFUSED_OR_READ,
            codes=("encoding-undocumented",),
        ),
        "undocumented_field": Row(
            "Undocumented field",
            "What becomes of a request with a field that is not listed.",
            words("refused-or-ignored", "refused", "ignored", settled=False),
            codes=("undocumented-field",),
        ),
        "repeated_field": Row(
            "Repeated field",
            "What becomes of a text field that is sent twice.",
            words("refused-or-first", "refused", "first", settled=False),
            codes=("repeated-field",),
        ),
        "bracketed_name": Row(
            "Bracketed name",
            "What becomes of a name written as a list, such as name[].",
            words("refused-read-or-ignored", "refused", "read", "ignored", settled=False),
            codes=("bracketed-name",),
        ),
        "nameless_file": Row(
            "File without a filename",
            "What becomes of a file whose part has no filename, an empty one, or filename* alone.",
            words("refused-read-or-ignored", "refused", "read", "ignored", settled=False),
            codes=("nameless-file",),
            unshown=NO_PROBE,
        ),
        "compressed_body": Row(
            "Compressed body",
            "What becomes of a body with a Content-Encoding.",
            REFUSED_OR_READ,
            codes=("compressed-body",),
            unshown=NO_PROBE,
        ),
        "text_not_utf8": Row(
            "Text that is not UTF-8",
            "What becomes of text in another character set.",
            REFUSED_OR_READ,
            codes=("text-not-utf8",),
        ),
        "other_names": Row(
            "Other names",
            "Names from another generation or another API, and the field that is meant.",
            unshown=OURS,
            codes=("undocumented-field",),
            each=Row("Another name", "The field that is meant.", TEXT, subject="hint for {2}"),
            left_out="the nearest name is proposed",
        ),
    },
    left_out="it may be refused; the mock refuses it",
)
