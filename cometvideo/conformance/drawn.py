"""Requests drawn out of the spec by Hypothesis, and the smallest one that shows a fault."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from random import Random

from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import seed as with_seed
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from cometvideo.conformance.material import Material, as_files, looked_at
from cometvideo.prediction import predict
from cometvideo.strategies import requests

__all__ = ["drawn_requests", "smallest"]

Fields = Mapping[str, object]

_MOST_FOUND = 400  # examples that shrinking may look at


def drawn_requests(material: Material, count: int, seed: int) -> list[Fields]:
    """So many valid requests with their files, each once; the same for the same seed."""
    found: dict[str, Fields] = {}

    @with_seed(seed)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(_requests(material))
    def collect(fields: Fields) -> None:
        found.setdefault(repr(fields), fields)

    collect()
    return list(found.values())


def smallest(
    material: Material,
    is_wrong: Callable[[Fields], bool],
    *,
    seed: int,
    seconds: float,
    first: Fields,
) -> Fields:
    """The smallest request found within a time that is wrong; `first` is known to be."""
    end = time.monotonic() + seconds
    seen: dict[str, bool] = {repr(first): True}

    def shows(fields: Fields) -> bool:
        name = repr(fields)
        if name not in seen:
            if time.monotonic() > end:
                return False
            seen[name] = is_wrong(fields)
        return seen[name]

    try:
        return find(
            _requests(material),
            shows,
            settings=settings(
                max_examples=_MOST_FOUND,
                database=None,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
            random=Random(seed),  # noqa: S311 - no secret: the same seed finds the same request
        )
    except NoSuchExample:
        return first


def _requests(material: Material) -> st.SearchStrategy[Fields]:
    return (
        requests(material.spec, "valid")
        .map(as_files)
        .filter(lambda each: _still_valid(material, each))
    )


def _still_valid(material: Material, fields: Fields) -> bool:
    """Whether the bytes of the files do not spoil the request, which knew less of them."""
    seen = looked_at(fields)
    return predict(material.spec.matrix_for(seen), seen).verdict == "valid"
