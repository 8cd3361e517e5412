"""Strict text: whatever is written is read back as the same, by us and by other readers."""

import math
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from cometvideo.facts.strict_yaml import plain, read_yaml
from cometvideo.writing.yaml_text import Entry, comment_lines, lines_of, scalar_text

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NUMBERS = st.one_of(
    st.integers(-(10**38), 10**38), st.floats(allow_nan=False, allow_infinity=False), st.booleans()
)
# What readers of YAML differ about, or read as something else than a text.
_DOUBTFUL = """
    16:9 1:30:00 on off yes NO y n ~ null Null true TRUE .inf .nan 0x1f 0o17 017 1_000 1e5 1. .5
    +1 2026-11-22 2026-11-22T10:00:00Z = << - ? : # & * ! | > ' " % @ ` , [] {} [a] {a:b} a:b a:
    --- ... -a 9:16 864x496 1.0 -0 12e03 NaN inf none None
"""
DOUBTFUL = st.sampled_from(_DOUBTFUL.split())
SCALARS = st.one_of(TEXTS, DOUBTFUL, NUMBERS)


def read(text: str) -> Any:
    return plain(read_yaml(text, "test"))


def same(one: object, other: object) -> bool:
    """Equal, and of one type, and of one sign."""
    if isinstance(one, float) and isinstance(other, float):
        return one == other and math.copysign(1, one) == math.copysign(1, other)
    return type(one) is type(other) and one == other


@given(SCALARS)
@example("16:9")
@example("\x85")
@example("\u2028")
@example("\ufeff")
@example("\u202e")
@example("\U000e0001")
@example("\x00")
@example("a #b")
@example("a\n\nb \n")
@example(1e5)
@example(5e-324)
@example(-0.0)
def test_a_scalar_is_read_as_it_was(value: str | float) -> None:
    text = f"key: {scalar_text(value)}\nlist: [{scalar_text(value)}, {scalar_text(value)}]\n"
    found = read(text)
    assert text.replace("\n", "").isprintable()
    assert same(found["key"], value)
    assert all(same(each, value) for each in found["list"])
    # Not our own reader alone: the usual one, which follows YAML 1.1.
    assert same(yaml.safe_load(text)["key"], value)


@given(SCALARS)
def test_a_flow_mapping(value: str | float) -> None:
    tree = {"also": [{"source": "a", "value": value}]}
    assert same(read("\n".join(lines_of(tree)))["also"][0]["value"], value)


@given(st.recursive(SCALARS | st.none(), lambda inner: st.dictionaries(TEXTS, inner, min_size=1)))
@pytest.mark.thorough
def test_blocks(tree: object) -> None:
    if not isinstance(tree, Mapping):
        tree = {"key": tree}
    assert read("\n".join(lines_of(tree))) == tree


@given(st.text(), st.integers(0, 12))
@example("a\nb: c", 4)
@example("a\x85b: c", 0)
@example("a\u2028b: c", 0)
@example("\ud800", 0)
def test_nothing_gets_out_of_a_comment(text: str, indent: int) -> None:
    lines = list(comment_lines(text, indent, hanging="  "))
    assert all(line.strip().startswith("#") for line in lines)
    document = "\n".join(["a:", *lines, "  b: 1"])
    assert read(document) == {"a": {"b": 1}}
    assert yaml.safe_load(document) == {"a": {"b": 1}}


def test_comments_stand_above_what_they_are_about() -> None:
    tree = {"a": {"b": Entry(1, ("first", "second")), "c": Entry({"d": None}, ("third",))}}
    assert list(lines_of(tree)) == [
        "a:",
        "  # first",
        "  # second",
        "  b: 1",
        "  # third",
        "  c:",
        "    d: null",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("720p", '"720p"'),
        ("create-page", "create-page"),
        ("What it is", "What it is"),
        ("image/png", "image/png"),
        ("16:9", '"16:9"'),
        ("no", '"no"'),
        ("", '""'),
        (True, "true"),
        (12, "12"),
        (0.4, "0.4"),
        (1e300, "1.0e+300"),
    ],
)
def test_how_it_looks(value: str | float, text: str) -> None:
    assert scalar_text(value) == text


@pytest.mark.parametrize("value", [10**41, -(10**40), math.nan, math.inf, "\ud800"])
def test_what_yaml_cannot_hold(value: str | float) -> None:
    with pytest.raises(ValueError, match=r"digits|JSON|surrogate"):
        scalar_text(value)


@pytest.mark.parametrize("value", [{}, [[1]], [None], object(), b"a"])
def test_what_is_no_value(value: object) -> None:
    if value == {}:
        assert list(lines_of({"a": value})) == ["a:"]
        return
    with pytest.raises(ValueError, match="is no scalar"):
        list(lines_of({"a": value}))
