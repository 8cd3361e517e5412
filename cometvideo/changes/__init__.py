"""Changes: what differs between two specs, what of it breaks a client, and whom it concerns.

`diff` compares two matrices, `impact` tells which recorded requests fare otherwise.
"""

from cometvideo.changes.behaviour import first_let_through
from cometvideo.changes.comparing import Change, compare
from cometvideo.changes.diffing import Diff, Judged, diff
from cometvideo.changes.impact import Group, Impact, Place, Sent, impact
from cometvideo.changes.shifts import Shift, shift_between

__all__ = [
    "Change",
    "Diff",
    "Group",
    "Impact",
    "Judged",
    "Place",
    "Sent",
    "Shift",
    "compare",
    "diff",
    "first_let_through",
    "impact",
    "shift_between",
]
