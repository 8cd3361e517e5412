"""Keys of lines: what they leave out may differ without any consequence, and nothing else may."""

import json

import pytest

from cometvideo.many.keys import Keys

KEYS = Keys(["prompt", "note"])


def key(line: str) -> str:
    (found,) = KEYS.of(line)
    return found


GOOD_TEXTS = [
    '"a kite"',
    '"Une mer : calme"',
    '"é 日本 😀 \u2028 \x7f"',
    r'"quoted: \"model\":\"x\""',
    r'"back\\slash\/ \b\f\n\r\t"',
    r'"\u00e9 \ud83d\ude00 \uD83D\uDE00"',
]
OTHER_TEXTS = [
    '""',
    "5",
    "null",
    '["a"]',
    r'"\ud800"',
    r'"\udc00"',
    r'"\ud800\u0061"',
    r'"\x"',
    r'"\u12"',
    '"tab\there"',
    '"nul\0here"',
    '"without end',
    "",
    "\0",
]


@pytest.mark.parametrize("text", GOOD_TEXTS)
@pytest.mark.parametrize("space", ["", " "])
def test_good_texts_are_left_out(text: str, space: str) -> None:
    line = f'{{"model":"x","prompt":{space}{text},"size":"16:9"}}'
    assert json.loads(line)["prompt"]
    assert key(line) == key('{"model":"x","prompt":"other","size":"16:9"}')


@pytest.mark.parametrize("text", OTHER_TEXTS)
def test_other_texts_are_kept(text: str) -> None:
    line = f'{{"model":"x","prompt":{text}}}'
    assert key(line) != key('{"model":"x","prompt":"other"}')


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"prompt":"a","size":"16:9"}', '{"prompt":"a","size":"4:3"}'),
        ('{"prompt":"a","n":1}', '{"prompt":"a","n":true}'),
        ('{"prompt":"a","n":5}', '{"prompt":"a","n":5.0}'),
        ('{"prompt":"a","note":"b"}', '{"prompt":"a","note":""}'),
        ('{"prompt":"a"}', '{"note":"a"}'),
        ('{"prompt":"a"}', '{"prompts":"a"}'),
        ('{"prompt":"a","prompt":"b"}', '{"prompt":"a"}'),
    ],
)
def test_everything_else_is_kept(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_keys_come_line_by_line() -> None:
    lines = '{"prompt":"a"}\n\n{"prompt":\n"b"}\n'
    assert len(KEYS.of(lines)) == lines.count("\n") + 1
    assert KEYS.of(lines)[1:] == ["", '{"prompt":', '"b"}', ""]


@pytest.mark.parametrize(
    ("line", "tells_all"),
    [
        ('{"prompt":"a","n":1,"m":null,"o":1.5}', True),
        ('{"n":[]}', False),
        ('{"n":{"prompt":"a"}}', False),
        # The end of a longer name, with its value.
        (r'{"x\"prompt":"a"}', False),
        (r'{"x":"a \"prompt\": \"b\""}', True),
    ],
)
def test_what_a_key_can_stand_for(line: str, tells_all: bool) -> None:
    assert KEYS.tell_all(line, json.loads(line)) is tells_all


def test_names_that_need_escapes_are_never_cut() -> None:
    keys = Keys(['a"b', "a\\b", "a b"])
    line = r'{"a\"b":"x","a\\b":"y","a b":"z"}'
    assert keys.of(line) == [line]
