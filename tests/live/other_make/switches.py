"""Switches: how the other upstream behaves where it is not told otherwise.

What the pages state stands here once more, in a form of its own. What they leave open is decided
in some way. A run sets some of it anew, as JSON: `{"seconds": {"doubao-seedance-2-0": [5, 15]}}`.
"""

import copy
from typing import Any

__all__ = ["FAST", "ONE", "PRO", "TWO", "Switches", "switched"]

Switches = dict[str, Any]

TWO, FAST, PRO, ONE = (
    "doubao-seedance-2-0",
    "doubao-seedance-2-0-fast",
    "doubao-seedance-1-5-pro",
    "doubao-seedance-1-0-pro",
)
_RATIOS = ("16:9", "4:3", "1:1", "3:4", "9:16", "21:9")


def _rows(*rows: str) -> dict[str, dict[str, str]]:
    return {
        name: dict(zip(_RATIOS, row.split(), strict=True))
        for name, row in zip(("480p", "720p", "1080p"), rows, strict=False)
    }


_OLD = _rows(
    "864x480 736x544 640x640 544x736 480x864 960x416",
    "1248x704 1120x832 960x960 832x1120 704x1248 1504x640",
    "1920x1088 1664x1248 1440x1440 1248x1664 1088x1920 2176x928",
)
_NEW = _rows(
    "864x496 752x560 640x640 560x752 496x864 992x432",
    "1280x720 1112x834 960x960 834x1112 720x1280 1470x630",
    "1920x1080 1664x1248 1440x1440 1248x1664 1080x1920 2206x946",
)

_USUAL: Switches = {
    # -- what the pages state
    "create": ["POST", "/v1/videos"],
    "retrieve": ["GET", "/v1/videos/"],
    "seconds": {TWO: [4, 15], FAST: [4, 15], PRO: [4, 12], ONE: [2, 10]},
    "default_seconds": {TWO: 5, FAST: 5, PRO: 5, ONE: 5},
    "sizes": {TWO: _NEW, FAST: {key: _NEW[key] for key in ("480p", "720p")}, PRO: _NEW, ONE: _OLD},
    "pattern": r"(16:9|4:3|1:1|3:4|9:16|21:9|[1-9]\d{2,3}x[1-9]\d{2,3})",
    "reference": [TWO, FAST],
    "required": ["prompt", "model"],
    "statuses": {"first": "queued", "then": ["in_progress"], "last": "completed"},
    "object": "video",
    "progress": [0, 40, 100],
    "clock": 1,  # how many ticks a second has in the times of a task
    "ghosts": False,  # whether an unknown task is shown as one
    "early_link": False,
    "redirect": False,  # whether links lead to where the video is
    "other_host": True,
    "signed": True,
    # -- what they leave open
    "preset": {TWO: "720p", FAST: "720p", PRO: "720p", ONE: "720p"},
    "presets": {},  # by model and label: the size instead
    "renders": {},  # by model and size, or for any model under "*": the size instead
    "default_size": {TWO: "1280x720", FAST: "1280x720", PRO: "1280x720", ONE: "1248x704"},
    "unlisted": "as asked",  # or "refused", or a size; or one of these by model
    "json": "refused",
    "urlencoded": "refused",
    "other_encoding": "refused",
    "stranger": "ignored",
    "twice": "first",
    "brackets": "ignored",
    "latin1": "read",
    "empty": "refused",
    "cut_file": "accepted",
    "declared_type": "ignored",
    "small_file": "accepted",
    "file": "accepted",
    # -- how it answers
    "create_status": 200,
    "retrieve_status": 200,
    "envelope": "gateway",  # or task, bare, text
    "answers": {
        "no-key": [401, ""],
        "no-task": [400, "task_not_exist", "task"],
        "no-path": [404, "html"],
        "seconds": [400, "InvalidParameter"],
        "reference": [400, ""],
        "model": [400, ""],
        "*": [400, ""],
    },
    "blames": "the field",  # what `param` and message name; or nothing
    "words": "",  # what a message says instead, with the field in it as {}
    "numbers": False,  # whether codes are the statuses once more
    "add": {},  # fields of every task
    "drop": [],
    "put": {},
    "trouble": [],  # what is not available, and when: see `service.trouble_of`
    "latency": 0.0,
    "headers": {},
    # -- how its videos are made: see `videos.make`
    "longer": {},  # by model, or "*": seconds by which a video is longer than asked for
    "video": {},
}


def switched(changes: Switches) -> Switches:
    """All switches, with these set; blocks are merged, all else is replaced."""
    return _merged(copy.deepcopy(_USUAL), changes)


def _merged(into: Switches, changes: Switches) -> Switches:
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merged(into[key], value)
        elif value is None:
            into.pop(key, None)
        else:
            into[key] = value
    return into
