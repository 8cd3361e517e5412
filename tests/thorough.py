"""Which of many cases every run takes, and which are left to the thorough one."""

from collections.abc import Iterable
from typing import Any

import pytest

__all__ = ["few", "thorough"]


def thorough(*cases: Any, **named: Any) -> list[Any]:
    """Cases, each one value, that `make check` alone takes."""
    return [pytest.param(each, marks=pytest.mark.thorough, **named) for each in cases]


def few(cases: Iterable[Any], every: int) -> list[Any]:
    """Cases, each one value, of which every n-th is for all runs."""
    return [
        case if place % every == 0 else pytest.param(case, marks=pytest.mark.thorough)
        for place, case in enumerate(cases)
    ]
