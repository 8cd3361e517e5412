"""The vocabulary of tasks: their fields in JSON, their statuses, their end, how to wait for it."""

from typing import Final

from cometvideo.facts.vocabulary.rows import (
    BOOLEAN,
    CHANCE,
    INTEGERS,
    NUMBER,
    OPEN_TEXT,
    OURS,
    SCALAR,
    TEXT,
    TEXTS,
    Row,
    Rule,
    words,
)
from cometvideo.facts.vocabulary.waiting import DOWNLOAD, POLLING

__all__ = ["TASK"]

_FAILURE: Final = "only a job that fails shows it, and none can be made to"
_WAITING: Final = "it shows only after days"
_MEANS_ELSE: Final = Rule("the field means something else")
_ADVICE: Final = Rule("it is advice", "never", removed=False)
_PASSED_OVER: Final = Rule("old clients pass over it", "never", removed=False)
_SURPRISE: Final = Rule("old clients do not reckon with it", "from now on", removed=False)
_REASON_ELSEWHERE: Final = Rule("old clients look for the reason elsewhere")

_FIELD: Final = Row(
    "A field of a task",
    "One key of a task in JSON.",
    whole=True,
    subject="field {2}",
    subjects="{3} of field {2}",
    rule=Rule("old clients read this field"),
    keys={
        "type": Row(
            "Type",
            "The type of JSON.",
            words("types-of-json", "string", "integer", "number", "boolean", "object", "array"),
            page=True,
            check="type",
            rule=Rule("old clients read another type"),
            left_out="a text",
        ),
        "required": Row(
            "Required",
            "Whether every task has it.",
            BOOLEAN,
            page=True,
            check="required",
            rule=Rule("old clients rely on the field", "no longer"),
            left_out="not every task has it",
        ),
        "gives": Row(
            "Gives",
            "What it tells, whatever its name.",
            words(
                "given-by-tasks",
                *("id", "model", "status", "progress", "created", "completed", "link", "source"),
            ),
            unshown=OURS,
            rule=_MEANS_ELSE,
            left_out="nothing that is read",
        ),
        "same_as": Row(
            "Same as",
            "The other field of the task, or the field of the request, whose value it repeats.",
            TEXT,
            page=True,
            check="same as",
            rule=_MEANS_ELSE,
            left_out="it repeats nothing",
        ),
        "always": Row(
            "Always",
            "The only value that it has.",
            SCALAR,
            page=True,
            check="always",
            rule=_MEANS_ELSE,
            left_out="it may have any value",
        ),
        "min": Row(
            "Least",
            "The least number.",
            NUMBER,
            subject="range of field {2}",
            page=True,
            check="at least",
            rule=Rule("lower values than old clients know of", "lower"),
            left_out="no bound is known",
        ),
        "max": Row(
            "Most",
            "The greatest number.",
            NUMBER,
            subject="range of field {2}",
            page=True,
            check="at most",
            rule=Rule("higher values than old clients know of", "higher"),
            left_out="no bound is known",
        ),
        "initial": Row(
            "Initial value",
            "The value in a new task.",
            SCALAR,
            page=True,
            check="initial",
            rule=Rule("any value in its range may come", "never", removed=False),
            left_out="any value",
        ),
        "unit": Row(
            "Unit",
            "What the number counts.",
            words("units", "unix-seconds"),
            page=True,
            check="unit",
            rule=_MEANS_ELSE,
            left_out="what it counts is not known",
        ),
        "before_the_end": Row(
            "Before the end",
            "Whether it may be set while the task still runs.",
            BOOLEAN,
            rule=Rule(
                "old clients take the field for a sign of the end", "from now on", removed=False
            ),
            left_out="no",
        ),
        "only_on": Row(
            "Only on",
            "The status on which it is there.",
            TEXT,
            check="only on",
            rule=Rule(
                "old clients look for the field on another status",
                added="old clients look for the field on any status",
                removed=False,
            ),
            left_out="it may be there on any",
        ),
    },
)

_STATUS: Final = Row(
    "A status",
    "What this word means for whoever waits.",
    whole=True,
    subject="status {2}",
    subjects="{3} of status {2}",
    rule=Rule("old clients look for this status"),
    keys={
        "terminal": Row(
            "Terminal",
            "Whether the task stays in it for good.",
            BOOLEAN,
            check="terminal",
            rule=Rule("old clients wait on, or stop too early"),
            left_out="it does not",
        ),
        "means": Row(
            "Means",
            "How far the task is.",
            words("meanings-of-statuses", "waiting", "running", "success", "failure"),
            check="means",
            unshown=OURS,
            rule=Rule("the status means something else"),
            left_out="not known: no client waits for it",
        ),
        "models": Row(
            "Models",
            "The models whose tasks come to it; those of all where this is left out.",
            TEXTS,
            check="of models",
            rule=Rule("old clients do not know it of these models", "more"),
            left_out="it is one of all models",
        ),
    },
)

_QUIRKS: Final = Row(
    "Quirks",
    "What such services are known to do besides; a mock can play it.",
    unshown=CHANCE,
    keys={
        "fresh_status": Row(
            "Status of a fresh task",
            "A word that an immediate retrieve can read.",
            TEXT,
            rule=Rule("a status that old clients do not know", removed=False),
        ),
        "progress_steps": Row(
            "Steps of the progress",
            "The numbers that progress jumps through.",
            INTEGERS,
            rule=_PASSED_OVER,
        ),
        "completed_at_always": Row(
            "Time of completion always set",
            "Whether the time of completion is set on every retrieve.",
            BOOLEAN,
            rule=Rule("a sign of the end that is none", "from now on", removed=False),
        ),
        "full_before_the_end": Row(
            "Full before the end",
            "Whether progress reads 100 while the task still runs, and may fail after that.",
            BOOLEAN,
            rule=Rule("a sign of the end that is none", "from now on", removed=False),
        ),
        "left_out": Row(
            "Fields left out",
            "Fields of a task that an answer may lack.",
            TEXTS,
            page=True,
            rule=Rule("a field may be missing that old clients read", "more", removed=False),
        ),
        "unlisted_fields": Row(
            "Unlisted fields",
            "Fields that an answer may have although none are documented.",
            TEXTS,
            rule=_PASSED_OVER,
        ),
    },
    left_out="it does not happen",
)

TASK: Final = Row(
    "Task",
    "The task that a create starts: its JSON, its statuses, its end.",
    subject="Tasks",
    page="list of the answer's fields or sample of an answer",
    keys={
        "id_example": Row(
            "An example of an id",
            "As the documentation shows it.",
            TEXT,
            page=True,
            unshown=OURS,
            rule=Rule("it is an example", "never", removed=False),
            left_out="the mock makes ids that begin with task",
        ),
        "fields": Row(
            "Fields of a task",
            "The keys of a task in JSON, in their order.",
            needed=True,
            unshown=CHANCE,
            each=_FIELD,
        ),
        "initial": Row(
            "Initial status",
            "The status of a new task.",
            TEXT,
            needed=True,
            subject="first status",
            page=True,
            check="first status",
            rule=Rule(
                "tasks begin with a status that old clients do not know",
                "unknown status",
                removed=False,
            ),
            left_out="any value",
        ),
        "statuses": Row(
            "Statuses",
            "The statuses of a task, by the word that the service uses.",
            needed=True,
            unshown=CHANCE,
            each=_STATUS,
        ),
        "reason": Row(
            "Reason of a failure",
            "Where a failed task says why: one of the reasons below, or absent.",
            OPEN_TEXT,
            unshown=_FAILURE,
            rule=_REASON_ELSEWHERE,
            left_out="no reason is given",
        ),
        "reasons": Row(
            "Shapes of a reason",
            "By the words of reason: where it stands in the task.",
            unshown=_FAILURE,
            each=Row(
                "A shape of a reason",
                "A text under one key, or an object of several keys.",
                whole=True,
                subject="reason {2}",
                rule=Rule("old clients look for the reason there"),
                keys={
                    "field": Row(
                        "Field",
                        "The key of the task that holds the reason.",
                        TEXT,
                        rule=_REASON_ELSEWHERE,
                        left_out="no reason is given",
                    ),
                    "keys": Row(
                        "Keys",
                        "The keys of the reason, where it is an object.",
                        TEXTS,
                        rule=Rule("old clients read a key that is gone", "fewer"),
                        left_out="the reason is a text",
                    ),
                },
            ),
            left_out="there are none",
        ),
        "lifetime_s": Row(
            "Lifetime of a task",
            "In seconds.",
            NUMBER,
            unshown=_WAITING,
            rule=Rule("tasks are gone earlier than old clients know", "lower"),
            left_out="it is kept",
        ),
        "quirks": _QUIRKS,
        "download": DOWNLOAD,
        "polling": POLLING,
    },
)
