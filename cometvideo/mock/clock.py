"""Clocks: where the mock's time comes from; nothing else in it knows the time."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["EPOCH", "Clock", "running", "standing"]

# Seconds since an epoch that only ever move forward.
Clock = Callable[[], float]

EPOCH = 1_767_225_600.0  # 2026-01-01, where a clock that stands still stands


def standing(at: float = EPOCH) -> Clock:
    """A clock that stands still: time passes only where the mock is told to advance."""
    return lambda: at


def running(speed: float = 1.0, *, wall: Clock | None = None, steady: Clock | None = None) -> Clock:
    """A clock that starts at the present and runs at `speed` times real time.

    `wall` gives the present in Unix seconds, `steady` seconds that never jump.
    """
    import time

    wall, steady = wall or time.time, steady or time.monotonic
    begun, zero = wall(), steady()
    return lambda: begun + (steady() - zero) * speed
