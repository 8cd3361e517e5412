r"""Patterns: sets of texts as regular expressions that every engine reads alike.

Python's re, Rust's regex and ECMAScript differ in what `$` does before a final line break, in the
digits that `\d` takes, and in the escapes they allow. What is written here has none of these but
`$`, and `matching` says apart from the pattern that there is no line break.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

__all__ = [
    "NUMBER",
    "Span",
    "exactly",
    "integers",
    "literal",
    "matching",
    "naturals",
    "no_less",
    "no_more",
    "outside",
]

Span = tuple[int | None, int | None]
"""Integers from the first to the second, both included; None has no end."""

# So many integers are written out, which reads best in a message; more become classes of digits.
_MOST_WRITTEN_OUT = 32

_SYNTAX = frozenset("^$\\.*+?()[]{}|/")


def literal(text: str) -> str:
    """The pattern of one text; escapes nothing that ECMAScript's strict mode forbids to escape."""
    return "".join(f"\\{each}" if each in _SYNTAX else each for each in text)


def exactly(alternatives: Iterable[str]) -> str:
    """The pattern of any of these patterns, and of nothing more but a final line break."""
    return f"^(?:{'|'.join(alternatives)})$"


def matching(pattern: str) -> dict[str, object]:
    """The schema of the texts that match a pattern, in every engine the same."""
    return {"type": "string", "pattern": pattern, "not": {"pattern": "\\n"}}


def outside(spans: Iterable[Span]) -> list[Span]:
    """The integers in none of these spans, which are in order and apart from each other."""
    found: list[Span] = []
    start: int | None = None
    for low, high in spans:
        if low is not None and (start is None or start < low):
            found.append((start, low - 1))
        if high is None:
            return found
        start = high + 1
    return [*found, (start, None)]


def integers(spans: Iterable[Span]) -> list[str]:
    """Patterns of the texts of integers in these spans: no plus sign, no leading zeros."""
    found: list[str] = []
    for low, high in spans:
        if low is not None and high is not None and high - low < _MOST_WRITTEN_OUT:
            numbers = list(range(low, high + 1))
            found += map(str, numbers)
            found += ["-0"] if 0 in numbers else []
            continue
        if low is None or low < 0:
            least = 1 if high is None or high >= -1 else -high
            negative = naturals(least, None if low is None else -low)
            found += (f"-{each}" for each in negative)
        if high is None or high >= 0:
            least = max(low or 0, 0)
            found += ["-0"] if least == 0 else []
            found += naturals(least, high)
    return found


def naturals(low: int, high: int | None) -> list[str]:
    """Patterns of the numbers from `low`, which is not negative, to `high`, in plain digits."""
    if high is not None and high < low:
        return []
    if low == 0:
        return ["0", *naturals(1, high)]
    found: list[str] = []
    whole: list[int] = []
    length = len(str(low))
    most = len(str(high)) if high is not None else length + 1
    for digits in range(length, most + 1):
        first, last = 10 ** (digits - 1), 10**digits - 1
        least = max(low, first)
        greatest = last if high is None else min(high, last)
        if (least, greatest) == (first, last):
            whole.append(digits)
        else:
            found += _alike(str(least), str(greatest))
    if whole:
        end = "" if high is None else str(whole[-1] - 1)
        found.append("[1-9]" + _repeated(whole[0] - 1, end))
    return found


_FRACTION = r"(?:\.[0-9]{1,30})?"
_WHOLE = "(?:0|[1-9][0-9]{0,29})"
NUMBER = f"-?{_WHOLE}{_FRACTION}"
"""The pattern of the text of any number: no plus sign, no leading zeros, 30 digits on each side."""


def no_less(bound: float) -> list[str]:
    """Patterns of the texts of numbers from a bound on, to their last digit; of such as NUMBER."""
    if bound < 0:
        return [f"{_WHOLE}{_FRACTION}", *(f"-{each}" for each in _up_to(-bound))]
    return [*_from(bound), *([r"-0(?:\.0+)?"] if bound == 0 else [])]


def no_more(bound: float) -> list[str]:
    """Patterns of the texts of numbers up to a bound."""
    if bound < 0:
        return [f"-{each}" for each in _from(-bound)]
    return [f"-{_WHOLE}{_FRACTION}", *_up_to(bound)]


def _from(bound: float) -> Iterator[str]:
    whole, digits = _split(bound)
    yield from (f"{each}{_FRACTION}" for each in naturals(whole + 1, None))
    if not digits:
        yield f"{whole}{_FRACTION}"
        return
    for at, digit in enumerate(digits):
        if digit != "9":
            yield rf"{whole}\.{digits[:at]}[{int(digit) + 1}-9][0-9]*"
    yield rf"{whole}\.{digits}[0-9]*"


def _up_to(bound: float) -> Iterator[str]:
    whole, digits = _split(bound)
    yield from (f"{each}{_FRACTION}" for each in naturals(0, whole - 1))
    yield str(whole)
    for at, digit in enumerate(digits):
        if digit != "0":
            yield rf"{whole}\.{digits[:at]}[0-{int(digit) - 1}][0-9]*"
        if at:
            yield rf"{whole}\.{digits[:at]}"
    yield rf"{whole}\.{digits}0{'*' if digits else '+'}"


def _split(number: float) -> tuple[int, str]:
    """The whole part of a number that is not negative, and its digits behind the point."""
    whole, _, part = f"{Decimal(str(number)):f}".partition(".")
    return int(whole), part.rstrip("0")


def _repeated(least: int, most: str) -> str:
    if str(least) == most:
        return _any_digits(least)
    return f"[0-9]{{{least},{most}}}"


def _alike(low: str, high: str) -> Iterator[str]:
    """Patterns of the numbers between two of the same length."""
    if not low:
        yield ""
        return
    rest = len(low) - 1
    if low[0] == high[0]:
        yield from (low[0] + each for each in _alike(low[1:], high[1:]))
        return
    first, last = int(low[0]), int(high[0])
    if low[1:].strip("0"):
        yield from (low[0] + each for each in _alike(low[1:], "9" * rest))
        first += 1
    above = bool(high[1:].strip("9"))
    last -= above
    if first <= last:
        digit = str(first) if first == last else f"[{first}-{last}]"
        yield digit + _any_digits(rest)
    if above:
        yield from (high[0] + each for each in _alike("0" * rest, high[1:]))


def _any_digits(count: int) -> str:
    return ("", "[0-9]")[count] if count < 2 else f"[0-9]{{{count}}}"
