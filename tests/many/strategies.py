"""Files of requests as people and programs write them: good, faulty, odd and broken lines."""

import json

from hypothesis import strategies as st

__all__ = ["fields", "lines"]

MODELS = ["doubao-seedance-2-0", "doubao-seedance-1-0-pro", "seedance-2"]
TEXTS = [
    "A kite",
    "Une mer : calme",
    'He said "model":"x"',
    "",
    "é\u2028😀",
    "\ud800",
    "\\",
    "\x7f",
]
VALUES = st.one_of(
    st.sampled_from([0, 1, 5, 5.0, 12, 99, 99.0, True, False, None, "5", "1.0", "", 10**30, 1e300]),
    st.sampled_from([17, -3, 0.25, -0.0, 10**15, "a", '{"prompt":"a"}', '{"model"', '"a"', "\\u"]),
    st.sampled_from([[], [5], {"a": 1}, {"file": "kite.png"}, [{"file": "kite.png"}] * 2]),
    st.sampled_from([{"file": "nowhere.png"}, {"file": 5}, {"file": "kite.png", "type": "a/b"}]),
)
SIZES = st.sampled_from(["16:9", "960x960", "720p", "1920x1080", "101x999", 16, None])
NAMES = st.sampled_from(
    ["n", "duration", "seed", 'x"seed', 'x"prompt', "prompt ", "é", "input_reference", "seconds"]
)
BROKEN = [
    b"",
    b"  \t",
    b"\r",
    b"not JSON",
    b"[1]",
    b"5",
    b'"prompt"',
    b"null",
    b'{"prompt":"a","prompt":"b"}',
    b'{"prompt":"a" , "prompt" :"b"}',
    b'{"prompt":\0,"model":"doubao-seedance-2-0"}',
    b'{"prompt":,"model":"doubao-seedance-2-0"}',
    b'{"prompt":"\\ud800","model":"doubao-seedance-2-0"}',
    b'{"prompt":"a\\x","model":"doubao-seedance-2-0"}',
    b'{"prompt":"caf\xe9","model":"doubao-seedance-2-0"}',
    b'{"prompt":"a","model":"doubao-seedance-2-0","seconds":NaN}',
    b'{"prompt":"a","model":"doubao-seedance-2-0","seconds":1e999}',
    b'{"prompt":"a"\x85}',
    b'{"prompt":"a","seed":1,"seed":2}',
    b'{"prompt":"a","seed":01}',
    b'{"prompt":"a","seed":1.}',
    b'{"prompt":"a","seed":1 2}',
    b'{"prompt":"a","seed":"b"c}',
    b'{"prompt":"a","seed":1',
    b'{"prompt":"a","seed":[{"seed":1}]}',
    b"\xef\xbb\xbf{}",
    b"[" * 5000,
    b'{"a":' * 70 + b"1" + b"}" * 70,
]


@st.composite
def fields(draw: st.DrawFn) -> dict[str, object]:
    """The fields of one request."""
    found: dict[str, object] = {}
    names = draw(st.permutations(["prompt", "model", "size", "seconds", "other"]))
    for name in names[: draw(st.integers(0, 5))]:
        if name == "prompt":
            found["prompt"] = draw(st.one_of(st.sampled_from(TEXTS), st.text(max_size=8), VALUES))
        elif name == "model":
            found["model"] = draw(st.one_of(st.sampled_from(MODELS), VALUES))
        elif name == "size":
            found["size"] = draw(SIZES)
        else:
            found[name if name == "seconds" else draw(NAMES)] = draw(VALUES)
    return found


@st.composite
def _line(draw: st.DrawFn) -> bytes:
    separators = draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,", " :"), (",\t", "\t:  ")]))
    escaped = draw(st.booleans())
    text = json.dumps(draw(fields()), separators=separators, ensure_ascii=escaped)
    return text.encode("utf-8", "surrogatepass")


# Few distinct lines and many copies: what was learned of one must not leak into another.
lines = st.lists(st.one_of(_line(), st.sampled_from(BROKEN)), min_size=1, max_size=12).flatmap(
    lambda distinct: st.lists(st.sampled_from(distinct), min_size=1, max_size=40)
)
