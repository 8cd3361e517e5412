"""Events of a run as it goes, and what it comes to in the end."""

from typing import Literal, NamedTuple

__all__ = ["Event", "Summary", "What"]

What = Literal["sending", "again", "answered", "ended", "skipped", "stopped"]


class Event(NamedTuple):
    """One thing that happened in a run: to which probe, what of it, and how much is spent by then.

    `seconds` are those of video that are paid for, or may be.
    """

    what: What
    probe: str
    about: str = ""
    seconds: int = 0


class Summary(NamedTuple):
    """What a run did, with those before it on the same ledger.

    `jobs` and `seconds` of video are paid for, or may be; of `unclear` jobs among them nobody knows
    what became. `skipped` are probes that were not sent, with the reasons; `stopped` says why the
    run ended before its plan did.
    """

    jobs: int
    seconds: int
    unclear: int
    skipped: tuple[tuple[str, str], ...] = ()
    stopped: str = ""
