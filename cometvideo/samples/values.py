"""Values: for every field of every model, those at the boundaries of what the matrix says.

Good ones and bad ones, each with a name. What comes of them is not said here: `predict` tells.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from cometvideo.facts.tables import cells_of
from cometvideo.facts.terms import Terms
from cometvideo.samples.files import file_values

__all__ = ["READERS", "Sample", "field_samples"]


class Sample(NamedTuple):
    """A value of a field, and what is remarkable about it.

    At the `edge` are values that the matrix names, and those next to them.
    """

    name: str
    value: object
    edge: bool = False


Samples = Iterator[Sample]

# A side that no table lists, and bounds to count from where a spec states none.
_ODD_PIXELS = 7
_NO_BOUND = 5
_MOST_WIDE = 1000  # characters of a text with more than one byte each


def field_samples(terms: Terms) -> tuple[Sample, ...]:
    """Samples of one field of one model, each value once: the plainest first."""
    found: dict[str, Sample] = {}
    for sample in (*READERS[terms.text("kind") or ""](terms), *_OF_NO_TYPE):
        found.setdefault(repr(sample.value), sample)
    return tuple(found.values())


_OF_NO_TYPE = (
    Sample("null", None),
    Sample("true", True),  # noqa: FBT003 - a sample, not an argument
    Sample("a number", 7),
    Sample("a fraction", 5.5),
    Sample("a list of a text", ["5"]),
    Sample("an object", {"value": "5"}),
    Sample("an empty text", ""),
)


def _text(terms: Terms) -> Samples:
    yield Sample("a sentence", "A paper boat drifts down a rain gutter.")
    yield Sample("one letter", "a")
    yield Sample("other scripts", "\u96e8\u306e\u65e5 \u2014 \U0001f6a3")
    yield Sample("line breaks", "first\r\nsecond\n")
    yield Sample("only a space", " ")
    yield Sample("a long text", "long " * 100)
    if (most := terms.integer("max_length")) is not None:
        yield _edge("as long as it may be", "a" * most)
        yield _edge("one character too long", "a" * (most + 1))
        if most <= _MOST_WIDE:
            yield _edge("of wide characters, one too long", "\U0001f6a3" * (most + 1))


def _choice(terms: Terms) -> Samples:
    choices = terms.texts("choices") or terms.matrix.models
    for each in choices:
        yield _edge(each, each)
    last = choices[-1] if choices else "choice"
    for name, form in _NEARLY:
        yield Sample(f"{last} {name}", form(last))


_NEARLY: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("in capitals", str.upper),
    ("with a space before", " {}".format),
    ("with a line break behind", "{}\n".format),
    ("with more behind", "{}-x".format),
    ("without its last letter", lambda text: text[:-1]),
)


def _integer(terms: Terms) -> Samples:
    default, low, high = (terms.integer(key) for key in ("default", "min", "max"))
    values = terms.value("values")
    listed = [int(each) for each in values] if isinstance(values, tuple) else []
    least = low if low is not None else min(listed, default=-_NO_BOUND)
    most = high if high is not None else max(listed, default=_NO_BOUND)
    for name, number in (("the default", default), ("the least", least), ("the most", most)):
        if number is not None:
            yield _edge(name, number)
            yield _edge(f"{name} as text", str(number))
            yield _edge(f"{name} as a whole fraction", float(number))
    for each in listed:
        yield _edge(f"{each}, listed", each)
        yield _edge(f"{each}, listed, as text", str(each))
        yield _edge(f"next to {each}, listed", each + 1)
    for name, number in (("below the least", least - 1), ("above the most", most + 1)):
        yield _edge(name, number)
        yield _edge(f"{name} as text", str(number))
    for number in (0, -1, 10**18):
        yield Sample(f"{number}", number)
        yield Sample(f"{number} as text", str(number))
    for name, form in _MISSPELT:
        yield Sample(name, form.format(most))
    yield Sample("a digit of another script", "\u0665")


# How the digits of a number are written by mistake.
_MISSPELT = (
    ("a line break behind", "{}\n"),
    ("a space before", " {}"),
    ("a leading zero", "0{}"),
    ("a plus sign", "+{}"),
    ("a fraction as text", "{}.0"),
    ("a unit", "{}s"),
    ("an exponent", "{}e0"),
    ("minus zero", "-0"),
    ("very many digits", "9" * 40),
    ("a word", "five"),
)


def _number(terms: Terms) -> Samples:
    default, low, high = (terms.number(key) for key in ("default", "min", "max"))
    least = low if low is not None else -_NO_BOUND
    most = high if high is not None else _NO_BOUND
    between = (least + most) / 2
    named = (("the default", default), ("the least", low), ("the most", high), ("between", between))
    for name, number in named:
        if number is not None:
            yield _edge(name, number)
            yield _edge(f"{name} as text", _digits(number))
    for name, number in (("below the least", least - 0.5), ("above the most", most + 0.5)):
        yield _edge(name, number)
        yield _edge(f"{name} as text", _digits(number))
    yield _edge("above the most in its last digit", f"{_digits(most)}{'' if most % 1 else '.0'}1")
    for name, form in _MISSPELT:
        yield Sample(name, form.format(_digits(most)))


def _digits(number: float) -> str:
    """A number without an exponent."""
    return f"{number:.6f}".rstrip("0").rstrip(".")


def _boolean(_: Terms) -> Samples:
    for each in (True, False):
        yield _edge(f"{each}".lower(), each)
        yield _edge(f"{each} as text".lower(), f"{each}".lower())
    for text in ("True", "FALSE", "yes", "1", "0", "true\n", "null"):
        yield Sample(f"{text!r} for a truth", text)


def _size(terms: Terms) -> Samples:
    cells = cells_of(terms)
    presets = terms.texts("labels")
    exact = terms.block("exact")
    published = [_edge(f"published {cell.size}", str(cell.size)) for cell in cells]
    named = [_edge(f"preset {each}", each) for each in presets]
    # A preset comes first where nothing else is taken.
    yield from (*published, *named) if exact or not named else (*named, *published)
    least, most = (exact.integer(key) for key in ("min", "max"))
    first = cells[0].size if cells else (640, 480)
    yield _edge("not published", f"{first[0] + _ODD_PIXELS}x{first[1] + _ODD_PIXELS}")
    if least is not None and most is not None:
        yield _edge("the smallest", f"{least}x{least}")
        yield _edge("the largest", f"{most}x{most}")
        yield _edge("too narrow", f"{least - 1}x{first[1]}")
        yield _edge("too flat", f"{first[0]}x{least - 1}")
        yield _edge("too wide", f"{most + 1}x{first[1]}")
        yield _edge("too high", f"{first[0]}x{most + 1}")
    for name, form in _SIZES_MISSPELT:
        yield Sample(name, form.format(*first))
    for row in dict.fromkeys(cell.resolution for cell in cells if cell.resolution):
        yield Sample(f"the row {row}", row)
    if presets:
        yield Sample("a preset with a line break", f"{presets[0]}\n")
    yield Sample("another ratio", "5:4")


_SIZES_MISSPELT = (
    ("a line break behind a size", "{}x{}\n"),
    ("a capital X", "{}X{}"),
    ("a multiplication sign", "{}\u00d7{}"),
    ("a star", "{}*{}"),
    ("spaces", "{} x {}"),
    ("a leading zero in a size", "0{}x{}"),
    ("one side", "{0}"),
    ("three sides", "{0}x{0}x{0}"),
    ("full-width digits", "\uff16{1}x{1}"),
    ("many digits", "9999999x{}"),
)


def _media(terms: Terms) -> Samples:
    return (_edge(name, value) for name, value in file_values(terms))


READERS: Mapping[str, Callable[[Terms], Samples]] = {
    "text": _text,
    "choice": _choice,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "size": _size,
    "media": _media,
}
"""Every kind of field, and where its samples come from."""


def _edge(name: str, value: object) -> Sample:
    return Sample(name, value, edge=True)
