"""What is remembered of texts from outside is bounded by its size, wherever it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import cometvideo
from cometvideo.wire.exchange import header_pair
from cometvideo.wire.remembering import remembered, size_of

PACKAGE = Path(cometvideo.__file__).parent
CACHES = {"lru_cache", "cache"}
# Those whose arguments are not of any length, or that remember few; what has a matrix or its words
# goes by what the spec names.
OURS = {
    "console/answers.py: asset",  # by the names of the package's own files
    "documentation/history.py: shipped",  # a source of the spec
    "documentation/pages/words.py: any_of",  # words of the package
    "facts/endpoint.py: _shipped",  # by the names of the package's specs
    "facts/loading.py: _load_shipped",
    "facts/vocabulary/samples.py: _source",  # the package's own files
    "live/plan.py: read_plan",  # the last one alone
    "mock/inprocess.py: _raw",  # headers of answers of the mock's own
    "mock/inprocess.py: _headers",  # of a program's own requests, in its own process
    "mock/delivery.py: _start",  # answers of the mock's own, with what a fault may set
}
SPECS = {"Matrix", "Words"}
OF_OTHERS = {"str", "bytes", "Headers", "object", "Any", "HttpRequest", "Answer"}


def cached() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for each in node.decorator_list:
                    call = each.func if isinstance(each, ast.Call) else each
                    if isinstance(call, ast.Name) and call.id in CACHES:
                        yield f"{path.relative_to(PACKAGE).as_posix()}: {node.name}", node


@pytest.mark.thorough
def test_no_text_of_any_length_is_remembered() -> None:
    found = set()
    for name, node in cached():
        types = {each.id for each in ast.walk(node.args) if isinstance(each, ast.Name)}
        if types & OF_OTHERS and not types & SPECS:
            found.add(name)
    assert found == OURS


def test_short_texts_are_remembered_and_long_ones_are_not() -> None:
    asked = []

    @remembered
    def both(one: str, other: str) -> str:
        asked.append((one, other))
        return one + other

    for _ in range(3):
        assert both("a", "b") == "ab"
        assert both("a", "b" * 9999) == "a" + "b" * 9999
    assert asked.count(("a", "b")) == 1
    assert len(asked) == 4
    assert header_pair(b"X-A", b"1") is header_pair(b"X-A", b"1")


@pytest.mark.parametrize(("length", "times"), [(511, 1), (512, 1), (513, 2)])
def test_so_long_a_text_is_remembered(length: int, times: int) -> None:
    asked = []
    again = remembered(lambda *texts: asked.append(texts))
    again("a" * 11, "b" * (length - 11))
    again("a" * 11, "b" * (length - 11))
    assert len(asked) == times


@pytest.mark.parametrize(
    ("value", "others"),
    [
        (7, 0),
        (["a", "a"], 2),
        (("a", ["a"]), 3),
        ({"a": "a"}, 2),
        ({"a": {"a": ["a"]}}, 5),
    ],
)
def test_the_size_of_a_value_is_that_of_all_in_it(value: object, others: int) -> None:
    one, other = size_of([value]), size_of([value, ""])
    text, plain = size_of(["a"]), size_of([7])
    assert other == one + size_of([""])
    within = str(value).count("a")
    assert one == plain * (others + 1 - within) + text * within
    assert text > plain
    assert text == size_of(["a" * 9]) - 8


def test_the_size_is_counted_no_further_than_asked_for() -> None:
    plain = size_of([7])
    assert size_of([7] * 9, plain) == 2 * plain
    assert size_of([7] * 9, plain - 1) == plain
    assert size_of([7] * 9, 0) == plain
