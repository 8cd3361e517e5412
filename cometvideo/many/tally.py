"""Tallies: what many requests amount to together."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cometvideo.prediction import Accept, Prediction

__all__ = ["Share", "Tally", "share_of", "total"]


class Share(NamedTuple):
    """What one request adds to a tally.

    `seconds` is the longest video that may come of it, 0 if it is refused for sure, and None if
    nothing tells. `blocks` is whether anything is said that `strict` does not let pass.
    """

    verdict: str | None
    seconds: int | None
    blocks: bool
    codes: tuple[str, ...]


class Tally(NamedTuple):
    """Many requests: how many by verdict, seconds of video at most, findings by code.

    `unreadable` are those that could not be read and so have no verdict; `unknown` are those that
    may be rendered in a length that nothing tells; `blocking` those that `strict` does not pass.
    """

    verdicts: Mapping[str, int]
    unreadable: int
    seconds: int
    unknown: int
    blocking: int
    codes: Mapping[str, int]

    @property
    def requests(self) -> int:
        """How many there were, those that could not be read among them."""
        return sum(self.verdicts.values()) + self.unreadable

    def plus(self, other: "Tally") -> "Tally":
        """The tally of both."""
        return Tally(
            _sum(self.verdicts, other.verdicts),
            self.unreadable + other.unreadable,
            self.seconds + other.seconds,
            self.unknown + other.unknown,
            self.blocking + other.blocking,
            _sum(self.codes, other.codes),
        )


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {key: one.get(key, 0) + other.get(key, 0) for key in (*one, *other)}


def share_of(prediction: Prediction) -> Share:
    """What a request with this prediction adds to a tally."""
    lengths = [each.rendering.seconds for each in prediction.outcomes if isinstance(each, Accept)]
    known = [each for each in lengths if each is not None]
    findings = prediction.findings
    return Share(
        prediction.verdict,
        None if len(known) < len(lengths) else max(known, default=0),
        any(each.severity != "note" for each in findings),
        tuple(each.code for each in findings if each.severity != "note"),
    )


def total(shares: Iterable[tuple[Share, int]]) -> Tally:
    """The tally of shares, each with how many requests have it."""
    verdicts: dict[str, int] = {}
    codes: dict[str, int] = {}
    unreadable = seconds = unknown = blocking = 0
    for share, count in shares:
        if share.verdict is None:
            unreadable += count
        else:
            verdicts[share.verdict] = verdicts.get(share.verdict, 0) + count
        seconds += (share.seconds or 0) * count
        unknown += count if share.seconds is None else 0
        blocking += count if share.blocks else 0
        for code in share.codes:
            codes[code] = codes.get(code, 0) + count
    return Tally(verdicts, unreadable, seconds, unknown, blocking, codes)
