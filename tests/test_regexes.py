"""No regular expression of the package takes more than linear time for long: regexploit says so."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

import cometvideo
from cometvideo import load_family
from cometvideo.documentation.pages import words
from cometvideo.documentation.reading.names import Names

redos = pytest.importorskip("regexploit.redos")
sre = pytest.importorskip("regexploit.ast.sre")


def faults(pattern: re.Pattern[Any]) -> list[str]:
    """What regexploit finds in a pattern."""
    parsed = sre.SreOpParser().parse_sre(pattern.pattern, pattern.flags)
    return [str(each) for each in redos.find(parsed)]


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """All patterns that modules hold, and those that are made of a spec or of lists of words."""
    for module in pkgutil.walk_packages(cometvideo.__path__, "cometvideo."):
        if module.name.endswith("__main__"):
            continue
        try:
            held = vars(importlib.import_module(module.name))
        except ModuleNotFoundError:  # an extra that is not installed
            continue
        for name, value in held.items():
            found = value if isinstance(value, tuple | list) else [value]
            yield from (
                (f"{module.name}.{name}", each)
                for each in found
                if isinstance(each, re.Pattern) and isinstance(each.pattern, str)
            )
    for name, value in vars(Names(load_family("seedance").models)).items():
        if isinstance(value, re.Pattern):
            yield f"Names.{name}", value
    for name, value in vars(words).items():
        if name.isupper() and isinstance(value, tuple) and isinstance(value[0], str):
            yield f"words.{name}", words.any_of(value)


def test_no_pattern_takes_more_than_linear_time_for_long() -> None:
    every = dict(patterns())
    assert len(every) > 120
    assert {name: found for name, each in every.items() if (found := faults(each))} == {}


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"\s*\s*\s*x", r"(\w+\s?)*x"])
def test_what_takes_longer_is_found(pattern: str) -> None:
    assert faults(re.compile(pattern))
