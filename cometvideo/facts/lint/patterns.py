"""The linter of patterns: the documented regular expression beside the labels and bounds."""

import re
from collections.abc import Iterator

from cometvideo.facts.fact import Fact
from cometvideo.facts.lint.subject import Flaw, Subject, about, listed

__all__ = ["pattern_disagrees"]

# What programs send by mistake, besides sizes just outside the bounds.
_NEVER = ("", "720p", "16/9", "1280*720", "1280x720x1", "01280x720", "-1280x720", "1280")


def pattern_disagrees(subject: Subject) -> Iterator[Flaw]:
    """A pattern that takes other sizes than the labels and the bounds say."""
    for field in subject.fields("size"):
        for around in (
            ("fields", field),
            *(("models", each, field) for each in subject.matrix.models),
        ):
            pattern = subject.matrix.fact(*around, "pattern")
            if pattern is not None and isinstance(pattern.value, str):
                yield from _of_pattern(subject, pattern, pattern.value, around)


def _of_pattern(
    subject: Subject, fact: Fact, pattern: str, around: tuple[str, ...]
) -> Iterator[Flaw]:
    try:
        compiled = re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        yield about(fact, detail={"problem": f"is no regular expression: {error}"})
        return
    labels = subject.matrix.fact(*around, "labels")
    exact = subject.matrix.block(*around, "exact")
    low, high = (exact.get(key) for key in ("min", "max"))
    beside = [each for each in (labels, low, high) if isinstance(each, Fact)]
    for text, taken in _samples(listed(labels), _number(low), _number(high)).items():
        if bool(compiled.search(text)) is not taken:
            problem = (
                f"refuses {text!r}, which labels and exact take"
                if taken
                else f"takes {text!r}, which labels and exact refuse"
            )
            fix = "make them say the same"
            yield about(fact, subject.place(fact, *beside), fix=fix, detail={"problem": problem})
            return


def _samples(labels: tuple[object, ...], low: int | None, high: int | None) -> dict[str, bool]:
    """Sizes to try, and whether they are taken by the labels and the bounds."""
    samples = dict.fromkeys(_NEVER, False)
    for label in map(str, labels):
        samples |= {f"{label}0": False, f"x{label}": False, label: True}
    if low is not None and high is not None:
        inside = {low, high, (low + high) // 2}
        samples |= {f"{a}x{b}": True for a in inside for b in inside}
        for outside in (low - 1, high + 1):
            samples |= {f"{outside}x{low}": False, f"{high}x{outside}": False}
    return samples | {str(label): True for label in labels}


def _number(fact: object) -> int | None:
    value = fact.value if isinstance(fact, Fact) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None
