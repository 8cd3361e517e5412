"""Moments, spans of time and what a status means, as people see them."""

from __future__ import annotations

import time

__all__ = ["TONES", "clock_time", "day", "span"]

TONES = {"waiting": "quiet", "running": "known", "success": "good", "failure": "bad"}
"""The colour of a status, by what it means."""

_LAST = 253_402_300_799  # the end of the year 9999


def clock_time(at: float) -> str:
    """The time of day of Unix seconds, UTC."""
    return time.strftime("%H:%M:%S", time.gmtime(min(max(at, 0), _LAST)))


def day(at: float) -> str:
    """The date of Unix seconds, UTC."""
    return time.strftime("%Y-%m-%d", time.gmtime(min(max(at, 0), _LAST)))


def span(seconds: float) -> str:
    """A span of seconds in its two largest units."""
    whole = round(seconds)
    for unit, size, smaller, part in (("d", 86400, "h", 3600), ("h", 3600, "min", 60)):
        if whole >= size:
            return f"{whole // size} {unit} {whole % size // part} {smaller}"
    return f"{whole // 60} min {whole % 60} s" if whole >= 60 else f"{seconds:.3g} s"
