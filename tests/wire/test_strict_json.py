"""JSON that means one thing, and what is said of all other."""

import pytest

from cometvideo.errors import InputError
from cometvideo.wire.strict_json import DEEPEST, decode_json, decode_text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.5", 1.5),
        ("1e308", 1e308),
        ("-1e308", -1e308),
        ('{"a": 1, "b": [2]}', {"a": 1, "b": [2]}),
        ("9" * 4300, int("9" * 4300)),
        ("[" * DEEPEST + "]" * DEEPEST, None),
        ('{"a":' * DEEPEST + "1" + "}" * DEEPEST, None),
        (str([[]] * 2 * DEEPEST), [[]] * 2 * DEEPEST),
    ],
)
def test_a_value_is_read(text: str, value: object) -> None:
    found = decode_json(text)
    assert value is None or found == value


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1e309", "a number is too large to be read"),
        ("-1e309", "a number is too large to be read"),
        ("9" * 4301, "a number has more digits than can be read"),
        ("NaN", "NaN is no JSON value; write a number, a text or null"),
        ('{"a": 1, "b": 2, "b": 1}', "the key 'b' stands there twice; keep one of them"),
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "nested more than 64 levels deep"),
        ('{"a":' * (DEEPEST + 1) + "1" + "}" * (DEEPEST + 1), "nested more than 64 levels deep"),
        ("[" * 100_000, "nested more than 64 levels deep"),
        ("{", "column 2)"),
        ("[1,", "(column"),
        ("{\n,}", "(line 2, column 1)"),
    ],
)
def test_all_else_is_refused_with_the_reason(text: str, says: str) -> None:
    with pytest.raises(InputError) as raised:
        decode_json(text)
    assert says in str(raised.value)


def test_the_place_of_what_is_not_utf_8_is_told() -> None:
    assert decode_text("é".encode()) == "é"
    with pytest.raises(InputError, match="not UTF-8 at byte 3;"):
        decode_text(b"ab\xff")
