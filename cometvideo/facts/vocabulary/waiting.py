"""The vocabulary of waiting for a task, and of the link to its video."""

from typing import Final

from cometvideo.facts.vocabulary.rows import (
    ADVICE,
    BOOLEAN,
    NO_PROBE,
    NUMBER,
    OPEN_BOOLEAN,
    Row,
    Rule,
)

__all__ = ["DOWNLOAD", "POLLING"]

_AFTER_DAYS: Final = "it shows only after days"
_ADVICE: Final = Rule("it is advice", "never", removed=False)
_SURPRISE: Final = Rule("old clients do not reckon with it", "from now on", removed=False)

DOWNLOAD: Final = Row(
    "Download",
    "The link to the video.",
    keys={
        "other_host": Row(
            "Other host",
            "Whether it points to another host.",
            BOOLEAN,
            check="other host",
            rule=_SURPRISE,
            left_out="not known; nothing is checked",
        ),
        "signed": Row(
            "Signed",
            "Whether it carries its own permission, without the key.",
            BOOLEAN,
            check="signed",
            rule=_SURPRISE,
            left_out="not known; nothing is checked",
        ),
        "expires": Row(
            "Expires",
            "Whether it ends to work.",
            BOOLEAN,
            unshown=_AFTER_DAYS,
            rule=_SURPRISE,
            left_out="not known; nothing is checked",
        ),
        "answers_head": Row(
            "Answers HEAD",
            "Whether it answers HEAD as well; one that is signed for GET may refuse that.",
            OPEN_BOOLEAN,
            unshown=NO_PROBE,
            rule=Rule("old clients ask with HEAD before they download", "no longer"),
            left_out="it does",
        ),
        "lifetime_s": Row(
            "Lifetime of the link",
            "In seconds.",
            NUMBER,
            unshown=_AFTER_DAYS,
            rule=Rule("links end earlier than old clients know", "lower"),
            left_out="not known; the mock keeps links",
        ),
        "frames_per_second": Row(
            "Frames per second",
            "Of the video.",
            NUMBER,
            check="frames",
            rule=Rule("the video is another one"),
            left_out="not known; the mock makes 24",
        ),
    },
)

POLLING: Final = Row(
    "Polling",
    "How often to ask, and how long a job takes, in seconds.",
    unshown=ADVICE,
    keys={
        "interval_min_s": Row(
            "Least interval",
            "Seconds between two retrieves, at least.",
            NUMBER,
            rule=Rule("old clients ask too often", "higher", removed=False),
            left_out="clients ask every 10 s",
        ),
        "interval_max_s": Row(
            "Greatest interval",
            "Seconds between two retrieves, at most.",
            NUMBER,
            rule=_ADVICE,
            left_out="no advice",
        ),
        "usual_min_s": Row(
            "Usual time, least",
            "Seconds that most jobs take, at least.",
            NUMBER,
            rule=_ADVICE,
            left_out="the mock and samples reckon with 60 s",
        ),
        "usual_max_s": Row(
            "Usual time, most",
            "Seconds that most jobs take, at most.",
            NUMBER,
            rule=_ADVICE,
            left_out="clients and the mock reckon with 180 s",
        ),
    },
)
