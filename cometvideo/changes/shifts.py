"""Shifts: how what becomes of one request differs between two matrices."""

from typing import NamedTuple

from cometvideo.findings import Finding, shown
from cometvideo.prediction import Accept, Prediction, Rendering, Verdict

__all__ = ["Frame", "Shift", "Symptom", "frame_words", "shift_between"]

_RANK: dict[Verdict, int] = {"valid": 0, "uncertain": 1, "invalid": 2}
_MOST_NAMED = 4
_LONGEST_GOT = 48
_LONGEST_ALLOWED = 48

Frame = tuple[int | None, int | None, int | None]
"""What a video is to whoever gets it: seconds, width and height; None is not known."""

Fault = tuple[str | None, str]
"""The field that a refusal is about, and what is wrong with it."""

Symptom = Fault | Frame


class Shift(NamedTuple):
    """What became of a request under the old matrix, and what becomes of it under the new one.

    `reasons` are why it is refused now where it was not, or not by that. `breaks` are the refusals
    (field and fault) and the frames that the old matrix did not allow for, of a request that it
    might have let through.
    """

    old: Verdict
    new: Verdict
    renders_old: tuple[Frame, ...] = ()
    renders_new: tuple[Frame, ...] = ()
    reasons: tuple[str, ...] = ()
    breaks: frozenset[Symptom] = frozenset()

    @property
    def is_worse(self) -> bool:
        """Whether the request is refused where it was not, less surely taken, or renders else."""
        return _RANK[self.new] > _RANK[self.old] or self.renders_otherwise

    @property
    def is_let_through(self) -> bool:
        """Whether the request is refused less surely than it was."""
        return _RANK[self.new] < _RANK[self.old]

    @property
    def renders_otherwise(self) -> bool:
        """Whether a video may come of it that did not before."""
        return bool(_strange(self.renders_old, self.renders_new))

    def __str__(self) -> str:
        told = ""
        if self.old != self.new or self.reasons:
            verdict = f"still {self.new}" if self.old == self.new else f"{self.old} → {self.new}"
            told = ": ".join(filter(None, (verdict, "; ".join(self.reasons))))
        if self.renders_old and self.renders_new and self.renders_old != self.renders_new:
            told += "; " if told else ""
            told += f"renders {_frames(self.renders_old, self.renders_new)}"
        return told


def shift_between(old: Prediction, new: Prediction) -> Shift | None:
    """How two predictions for one request differ; None where verdict and renderings are equal."""
    before, after = _frames_of(old), _frames_of(new)
    if new.verdict != "valid":
        after = tuple(dict.fromkeys(_as_before(frame, before) for frame in after))
    if old.verdict == new.verdict and set(before) == set(after):
        faults = {(each.field, each.fault) for each in old.rejections}
        if old.verdict != "uncertain" or _faults(new) <= faults:
            return None
    shift = Shift(old.verdict, new.verdict, before, after, tuple(_reasons(old, new)))
    if old.verdict == "invalid":
        return shift
    refusals: set[Symptom] = {*_faults(new) - _faults(old)}
    return shift._replace(breaks=frozenset(refusals | _strange(before, after)))


def frame_words(frame: Frame, beside: tuple[Frame, ...] = ()) -> str:
    """A frame in words; its seconds only where others beside it have other ones."""
    seconds, width, height = frame
    size = "an unknown size" if width is None else f"{width}x{height}"
    if all(each[0] == seconds for each in beside):
        return size
    length = "an unknown length" if seconds is None else f"{seconds} s"
    same_size = all(each[1:] == frame[1:] for each in beside)
    return length if same_size else f"{length} at {size}"


def _frames_of(prediction: Prediction) -> tuple[Frame, ...]:
    found = (_frame(each.rendering) for each in prediction.outcomes if isinstance(each, Accept))
    return tuple(dict.fromkeys(found))


def _frame(rendering: Rendering) -> Frame:
    return rendering.seconds, rendering.width, rendering.height


def _as_before(frame: Frame, before: tuple[Frame, ...]) -> Frame:
    """A frame with what is not known of it as it was.

    Of a value that may be refused it is not known what it would amount to, and that is no change.
    """
    known = before[0] if before else frame
    seconds, width, height = (
        was if now is None else now for was, now in zip(known, frame, strict=True)
    )
    return seconds, width, height


def _strange(old: tuple[Frame, ...], new: tuple[Frame, ...]) -> set[Symptom]:
    """The frames that were not to be expected; none where no video was."""
    return {frame for frame in new if not _is_allowed(frame, old)} if old else set()


def _is_allowed(frame: Frame, among: tuple[Frame, ...]) -> bool:
    """Whether one of some frames leaves room for this one: what is not known promises nothing."""
    return any(
        all(known in (None, got) for known, got in zip(each, frame, strict=True)) for each in among
    )


def _faults(prediction: Prediction) -> set[Fault]:
    return {(each.field, each.fault) for each in prediction.rejections}


def _reasons(old: Prediction, new: Prediction) -> list[str]:
    """Why it is refused now, leaving out what was a reason before."""
    known = {(each.field, each.code, each.severity) for each in old.findings if _refuses(each)}
    found = [each for each in new.findings if _refuses(each)]
    fresh = [each for each in found if (each.field, each.code, each.severity) not in known]
    return list(dict.fromkeys(map(_reason, fresh)))


def _refuses(finding: Finding) -> bool:
    return finding.severity == "error" or bool(finding.expect)


def _reason(finding: Finding) -> str:
    code = finding.code.removeprefix(f"{finding.field}-").replace("-", " ")
    got = finding.got
    value = "" if got is None else f"{got if isinstance(got, str) else shown(got, _LONGEST_GOT)} "
    if isinstance(got, str) and (len(got) > _LONGEST_GOT or not got.isprintable()):
        value = f"{shown(got, _LONGEST_GOT)} "
    if not finding.field:
        return f"{code} {value}".rstrip()
    named, allowed = f"{finding.field} ", finding.allowed
    if not allowed or len(allowed) > _LONGEST_ALLOWED:
        return f"{named}{value}{code}"
    return f"{named}{value}{code}, allowed {allowed}"


def _frames(old: tuple[Frame, ...], new: tuple[Frame, ...]) -> str:
    both = (*old, *new)
    words = [_listed([frame_words(each, both) for each in side]) for side in (old, new)]
    strange = len(_strange(old, new))
    if len(new) > _MOST_NAMED and strange:
        words[1] += f", {strange} of them new"
    return " → ".join(words)


def _listed(words: list[str]) -> str:
    if len(words) > _MOST_NAMED:
        return f"one of {len(words)} sizes"
    return " or ".join(dict.fromkeys(words))
