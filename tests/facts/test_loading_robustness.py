"""Whatever the text and the files, loading gives a matrix or says what is wrong."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cometvideo import InputError, SpecError, load_family
from cometvideo.facts import strict_yaml
from cometvideo.facts.lint import lint
from cometvideo.facts.strict_yaml import read_yaml
from tests.odd_specs import INVENTED, SHIPPED, matrix_of, try_all

# -- text -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[" * 100_000, "nested more than"),
        ("{a: " * 100_000, "nested more than"),
        ("- " * 100_000 + "a", "nested more than"),
        ("? " * 100_000 + "a", "a key must be a plain text"),
        ("[" * 100_000 + "]" * 100_000, "nested more than"),
        ("\n".join(" " * depth + "a:" for depth in range(300)) + " 1", "nested more than"),
        ("a: &a [1]\nb: *a\n", "an alias"),
        ("&a [*a]", "an alias"),
        ("a: 1\n---\nb: 2\n", "a second document"),
        ("a: \ud800\n", "not YAML"),
        ("a: 1.0e+999\n", "read in different ways"),
        ("a: 1e5\n", "read in different ways"),
        ("a: " + "9" * 5000 + "\n", "read in different ways"),
        ("!!python/object/apply:os.getcwd []\n", "a spec is a mapping"),
        ("format: 1\na.b: 1\na: { b: 2 }\n", "the path a.b stands for two facts"),
    ],
    ids=[
        *("brackets", "braces", "dashes", "question-marks", "closed-brackets", "indents"),
        *("alias", "alias-of-itself", "documents", "surrogate", "infinite", "exponent", "digits"),
        *("tag", "path-twice"),
    ],
)
def test_hostile_text_is_refused_with_its_place(text: str, says: str) -> None:
    error = try_all(text)
    assert error is not None
    assert says in str(error)
    assert str(error).startswith("spec.yaml:")
    assert len(str(error)) < 1000


@pytest.mark.parametrize("limit", [64, 65, 100, 1000])
def test_nesting_is_refused_alike_whatever_limit_the_library_has(
    monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    class Limited(yaml.SafeLoader):
        """Scans as far ahead as it may, and says in words of its own that it is too deep."""

        def fetch_flow_sequence_start(self) -> None:
            if self.flow_level >= limit:
                raise yaml.scanner.ScannerError(None, None, "enough", self.get_mark())
            super().fetch_flow_sequence_start()

    monkeypatch.setattr(strict_yaml, "_Loader", Limited)
    with pytest.raises(SpecError) as caught:
        read_yaml("a:\n  " + "[" * 3000, "x")
    assert str(caught.value) == "x:2:66: nested more than 64 levels deep; no spec needs that"


def test_an_error_below_reasonable_nesting_is_told_as_it_is() -> None:
    with pytest.raises(SpecError, match=r"^x:1:\d+: not YAML: "):
        read_yaml("[" * 64 + "}", "x")
    with pytest.raises(SpecError, match=r"^x:1:65: nested more than 64 levels deep"):
        read_yaml("[" * 65 + "}", "x")


def test_nesting_within_reason_is_read() -> None:
    assert try_all("format: 1\nmodels: {}\ndeep: " + "{a: " * 50 + "1" + "}" * 50) is not None
    assert read_yaml("[" * 60 + "1" + "]" * 60, "x").where.line == 1


def test_many_facts_are_read() -> None:
    rows = "".join(f"  t{number}: {{ a: {{ b: 16x16 }} }}\n" for number in range(3000))
    assert len(matrix_of(f"format: 1\nsizes:\n{rows}").facts) == 3000


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try_all(text)
    try_all(f"format: 1\n{text}")


@st.composite
def mutations(draw: st.DrawFn, source: str) -> str:
    """The lines of a spec with a few of them changed, moved, repeated or lost."""
    lines = source.splitlines()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        change = draw(st.sampled_from(CHANGES))
        lines[at : at + 1] = change(lines[at], draw)
    return "\n".join(lines)


def _other_text(line: str, draw: st.DrawFn) -> list[str]:
    at = draw(st.integers(0, len(line)))
    piece = draw(
        st.sampled_from([":", "[", "{", "}", "#", "&a ", "*a", "- ", "? ", "\t", "é", "\0"])
    )
    return [line[:at] + piece + line[at:]]


CHANGES: list[Callable[[str, st.DrawFn], list[str]]] = [
    lambda _line, _draw: [],
    lambda line, _draw: [line, line],
    lambda line, draw: [" " * draw(st.integers(0, 8)) + line.lstrip()],
    lambda line, _draw: [line.partition(":")[0] + ": 5"],
    lambda line, _draw: [line.partition(":")[0] + ": null"],
    lambda line, _draw: [line.partition(":")[0] + ": [a, b]"],
    _other_text,
]


@pytest.mark.thorough
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(mutations(INVENTED), mutations(SHIPPED)))
def test_a_mutated_spec_is_read_or_refused(text: str) -> None:
    try_all(text)


# -- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "extends", ["", ".", "/", "x" * 5000, "a\0b", "../../none.yaml", "spec.yaml", "é\n"], ids=repr
)
def test_an_odd_base_is_refused(tmp_path: Path, extends: str) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text(f"format: 1\nextends: {json.dumps(extends)}\n", encoding="utf-8")
    with pytest.raises((InputError, SpecError)) as caught:
        load_family(path)
    assert str(caught.value)
    (finding,) = lint(path)
    assert finding.code in {"base-unusable", "yaml-syntax"}


@settings(max_examples=50)
@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("specs") / "spec.yaml"
    path.write_bytes(content)
    with pytest.raises((InputError, SpecError)):
        load_family(path)
