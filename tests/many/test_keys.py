"""Keys of lines: what they leave out may differ without any consequence, and nothing else may."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cometvideo.many.keys import Keys
from cometvideo.many.texts import Texts


def keys_of(*texts: str, documented: tuple[str, ...] = (), too_long: int | None = None) -> Keys:
    return Keys(Texts((*texts, *documented), frozenset(texts), frozenset(), too_long))


KEYS = keys_of("prompt", "note", documented=("model", "n"))


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
    keys = keys_of('a"b', "a\\b", "a b")
    line = r'{"a\"b":"x","a\\b":"y","a b":"z"}'
    assert keys.of(line) == [line]


STRANGERS = keys_of("prompt", documented=("model",))
STRANGERS.learn({"prompt": "a", "model": "x", "seed": 1, "user": "u", "list": [1], "ok": True})


@pytest.mark.parametrize("name", ["seed", "user"])
@pytest.mark.parametrize(
    "value", ["0", "-7", "12.5", "999999999999999", '"a"', r'"a \"b\" \u00e9"']
)
@pytest.mark.parametrize("end", ["}", ' ,"n":1}'])
def test_what_stands_in_an_undocumented_field_is_left_out(name: str, value: str, end: str) -> None:
    line, other = (f'{{"{name}":{each}{end}' for each in (value, "5"))
    assert json.loads(line)
    assert STRANGERS.of(line) == STRANGERS.of(other) != [line]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("seed", value)
            for value in ["01", "1.", "1e5", "1" * 16, "-", "true", "1 2", "[1]", "{}"]
        ),
        *(("user", value) for value in ['""', r'"\u007b"', '"{\\"model\\":1}"', r'"\ud800"', '"a']),
        *((name, "1") for name in ["model", "list", "ok", "other"]),
    ],
)
def test_all_else_of_undocumented_fields_is_kept(name: str, value: str) -> None:
    line = f'{{"{name}":{value}}}'
    assert STRANGERS.of(line) == [line]


def test_few_undocumented_names_are_learned() -> None:
    keys = keys_of("prompt")
    for number in range(100):
        keys.learn({f"x{number}": number})
    left_out = [keys.of(f'{{"x{number}":1}}') != [f'{{"x{number}":1}}'] for number in range(100)]
    assert left_out == [True] * 8 + [False] * 92


def test_the_end_of_a_longer_name_is_no_undocumented_field() -> None:
    line = r'{"x\"seed":1}'
    assert not STRANGERS.tell_all(line, json.loads(line))


def test_a_text_that_not_all_families_have_is_kept_where_it_may_be_an_object() -> None:
    keys = Keys(Texts(("script",), frozenset(), frozenset(["script"])))
    (good,), (other,), (kept,) = (
        keys.of(json.dumps({"script": text})) for text in ("a", "b", '{"model": "x"}')
    )
    assert good == other
    assert "model" in kept


LINES = st.integers(0, 40).map(lambda size: f'{{"prompt": "{"x" * size}"}}'[: size + 3])
WHOLE_LINES = st.integers(1, 40).map(lambda size: f'{{"prompt": "{"x" * size}"}}')


@given(st.lists(LINES | WHOLE_LINES, min_size=1))
def test_a_line_with_a_text_that_may_be_too_long_is_its_own_key(lines: list[str]) -> None:
    cut, own = keys_of("prompt"), keys_of("prompt", too_long=30)
    expected = [line if len(line) >= 30 else cut.of(line)[0] for line in lines]
    assert own.of("\n".join(lines)) == expected
