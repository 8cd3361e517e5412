"""Judging many lines says of each what judging it alone says, whatever stands around it."""

import json
import pickle
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cometvideo
from cometvideo import InputError, Matrix
from cometvideo.cli.formats import GithubWords, JsonWords, NoWords, TextWords
from cometvideo.facts.endpoint import AnySpec
from cometvideo.many.batches import Batch, Block
from cometvideo.many.judging import Judging, unreadable
from cometvideo.reports.data import describe, spec_data
from cometvideo.wire.files import Files
from cometvideo.wire.strict_json import decode_json, is_blank
from tests.cases import FIXTURES
from tests.many.strategies import lines

FILES = str(FIXTURES / "files")
MATRIX = cometvideo.load_family("seedance")
GOOD = b'{"model":"doubao-seedance-1-5-pro","prompt":"A kite","size":"16:9"}'


def judge(*given_lines: bytes, words: object = None, matrix: AnySpec = MATRIX) -> Batch:
    judging = Judging(matrix, words or TextWords(), FILES)  # type: ignore[arg-type]
    return judging.judge(Block(b"\n".join(given_lines) + b"\n"))


def said(batch: Batch) -> list[tuple[int, list[str]]]:
    return [(number, [head + tail for head, tail in pieces]) for number, pieces in batch.said]


def alone(line: bytes, matrix: AnySpec = MATRIX) -> list[str] | None:
    """What there is to say of a line by itself, through the Python API; None for a blank one."""
    try:
        text = line.decode()
        if is_blank(text):
            return None
        fields = decode_json(text)
        if isinstance(fields, dict):
            learned = cometvideo.validate(Files(FILES).put_into(fields), spec=matrix)
            findings = [each for each in learned.findings if each.severity != "note"]
        else:
            findings = [unreadable("not an object with the fields of one request")]
    except UnicodeDecodeError as error:
        findings = [unreadable(f"not UTF-8 at byte {error.start + 1}; save it as UTF-8")]
    except InputError as error:
        findings = [unreadable(str(error))]
    return [head + tail for head, tail in (TextWords()._piece(each) for each in findings)]


@pytest.mark.thorough
@settings(max_examples=120)
@given(lines)
def test_a_line_gets_the_same_among_others_as_alone(given_lines: list[bytes]) -> None:
    expected = [
        (number, told) for number, line in enumerate(given_lines, 1) if (told := alone(line))
    ]
    batch = judge(*given_lines)
    assert said(batch) == expected
    assert batch.lines == len(given_lines)


@settings(max_examples=40)
@given(lines)
def test_json_is_what_python_tells(given_lines: list[bytes]) -> None:
    batch = judge(*given_lines, words=JsonWords(spec_data(MATRIX)))
    for number, pieces in batch.said:
        ((head, tail),) = pieces
        data = json.loads(f'{head}"line":{number}{tail}')
        assert data.pop("line") == number
        try:
            fields = decode_json(given_lines[number - 1].decode())
            assert isinstance(fields, dict)
            sent = Files(FILES).put_into(fields)
        except (AssertionError, InputError, UnicodeDecodeError):
            assert data["verdict"] is data["acceptance"] is data["request"] is None
            assert [each["code"] for each in data["findings"]] == ["unreadable-line"]
        else:
            learned = describe(cometvideo.validate(sent, spec=MATRIX))
            assert data == json.loads(json.dumps(learned))
            assert list(data) == list(learned)


@settings(max_examples=40)
@given(lines)
def test_the_sum_is_exact(given_lines: list[bytes]) -> None:
    tally = judge(*given_lines, words=NoWords()).tally
    told = judge(*given_lines, words=JsonWords(spec_data(MATRIX))).said
    each = [json.loads(f'{head}"line":0{tail}') for _, ((head, tail),) in told]
    verdicts = [data["verdict"] for data in each]
    assert tally.requests == len(each)
    assert tally.unreadable == verdicts.count(None)
    for verdict in ("valid", "uncertain", "invalid"):
        assert tally.verdicts.get(verdict, 0) == verdicts.count(verdict)
    codes = [
        found["code"] for data in each for found in data["findings"] if found["severity"] != "note"
    ]
    assert tally.codes == {code: codes.count(code) for code in set(codes)}
    assert tally.blocking == sum(
        any(found["severity"] != "note" for found in data["findings"]) for data in each
    )
    lengths = [
        [out["rendering"]["seconds"] for out in data["outcomes"] if out["kind"] == "accept"]
        for data in each
    ]
    assert tally.seconds == sum(max(some) for some in lengths if some and None not in some)
    assert tally.unknown == sum(None in some for some in lengths)


@pytest.mark.thorough
@settings(max_examples=40)
@given(lines, st.data())
def test_what_was_seen_before_changes_nothing(
    given_lines: list[bytes], data: st.DataObject
) -> None:
    judging = Judging(MATRIX, TextWords(), FILES)
    for line in data.draw(st.permutations(given_lines)):
        judging.judge(Block(line + b"\n"))
    again = judging.judge(Block(b"\n".join(given_lines) + b"\n"))
    assert again == judge(*given_lines)
    copy = pickle.loads(pickle.dumps(judging))
    assert copy.judge(Block(b"\n".join(given_lines) + b"\n")) == again


@settings(max_examples=40)
@given(lines)
def test_values_are_judged_like_lines(given_lines: list[bytes]) -> None:
    values = []
    for line in given_lines:
        try:
            values.append(decode_json(line.decode()))
        except (InputError, UnicodeDecodeError):
            values.append(None)
    judging = Judging(MATRIX, TextWords(), FILES)
    batch = judging.judge_values(values)
    assert batch.tally.requests == len(values)
    for number, told in said(batch):
        if values[number - 1] is not None:
            assert told == alone(given_lines[number - 1])


def test_most_lines_are_not_decoded() -> None:
    judging = Judging(MATRIX, TextWords())
    for number in range(3):
        text = f'"prompt": "number {number} \\" \\u00e9 é"'
        judging.judge(Block(GOOD.replace(b'"prompt":"A kite"', text.encode()) + b"\n"))
    assert len(judging.known) == 1


def test_what_nobody_documents_is_decoded_once() -> None:
    judging = Judging(MATRIX, TextWords())
    for first in (0, 100):
        lines_ = (GOOD.replace(b"}", b',"seed":%d}' % number) for number in range(first, first + 9))
        batch = judging.judge(Block(b"\n".join(lines_) + b"\n"))
        assert batch.tally.codes == {"undocumented-field": 9}
    assert len(judging.known) == 9 + 1


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cometvideo.many.judging._MOST_REMEMBERED", 4)
    judging = Judging(MATRIX, TextWords())
    data = b"".join(
        GOOD.replace(b"A kite", b"").replace(b"}", b',"seconds":%d}\n' % number)
        for number in range(50)
    )
    batch = judging.judge(Block(data))
    assert batch.tally.requests == 50
    assert len(judging.known) <= 4
    assert len(judging.learned) <= 4
    assert said(batch) == said(judge(*data.splitlines()))


@pytest.mark.parametrize(
    ("block", "lines_in_it", "numbers"),
    [
        (Block(b""), 0, []),
        (Block(b"\n"), 1, []),
        (Block(b"x\n"), 1, [1]),
        (Block(b"x"), 1, [1]),
        (Block(b"\n\nx\n"), 3, [3]),
        (Block(b"", cut=True), 1, [1]),
        (Block(b"x\n", cut=True), 2, [1, 2]),
        (Block(b"\xff\n", cut=True), 2, [1, 2]),
        (Block(GOOD + b"\n\xff\n" + GOOD + b"\n"), 3, [2]),
        (Block(b"\xff"), 1, [1]),
        (Block(GOOD + b"\n\xff"), 2, [2]),
        (Block(" \t\r\n\u00a0\n\u2028\n\x1f\n".encode()), 4, [2, 3, 4]),
    ],
)
def test_numbers_of_lines(block: Block, lines_in_it: int, numbers: list[int]) -> None:
    batch = Judging(MATRIX, TextWords()).judge(block)
    assert batch.lines == lines_in_it
    assert [number for number, _ in batch.said] == numbers
    assert batch.size == len(block.data)


def test_a_line_that_is_too_long_says_the_limit() -> None:
    ((_, pieces),) = Judging(MATRIX, TextWords()).judge(Block(b"", cut=True)).said
    assert "longer than 16 MiB, which is the limit" in pieces[0][1]


@pytest.mark.parametrize("spec", ["invented", "overlay"])
def test_any_spec(spec: str) -> None:
    matrix = cometvideo.load_family(FIXTURES / "specs" / f"{spec}.yaml")
    given_lines = [
        b'{"script":"a","engine":"reel-grand","duration":6,"frame":"16x9"}',
        b'{"script":"b","engine":"reel-grand","duration":6,"frame":"16x9"}',
        b'{"script":"","engine":"reel-grand","duration":99,"frame":"16x9"}',
        b'{"prompt":"a","model":"doubao-seedance-3-0","size":"16:9"}',
    ]
    batch = judge(*given_lines, matrix=matrix)
    expected = [(number, alone(line, matrix)) for number, line in enumerate(given_lines, 1)]
    assert said(batch) == [each for each in expected if each[1]]


@pytest.fixture
def short(tmp_path: Path) -> Matrix:
    """Seedance with a limit for prompts."""
    path = tmp_path / "short.yaml"
    fields = "fields: {prompt: {max_length: 120}}"
    path.write_text(f"format: 1\nextends: seedance\nname: short\n{fields}\n", encoding="utf-8")
    return cometvideo.load_family(path)


def test_a_text_that_is_too_long_is_told_whatever_came_before(short: Matrix) -> None:
    given_lines = [
        GOOD.replace(b"A kite", text) for text in (b"a", b"b" * 120, b"c" * 121, b"d", b"e" * 121)
    ]
    batch = judge(*given_lines, matrix=short)
    expected = [(number, alone(line, short)) for number, line in enumerate(given_lines, 1)]
    assert said(batch) == [each for each in expected if each[1]]
    assert batch.tally.codes["text-too-long"] == 2


def test_a_text_that_one_family_has_is_looked_at_by_the_others(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "format: 1\nextends: wan\nname: own\nfields: {script: {kind: text, required: false}}\n"
    )
    path = tmp_path / "both.yaml"
    path.write_text("format: 1\nextends: cometapi\nname: both\nfamilies: [own.yaml, seedance]\n")
    endpoint = cometvideo.load(path)
    given_lines = [
        GOOD.replace(b"}", b',"script":%s}' % json.dumps(script).encode())
        for script in ("a", '{"model":"x"}', "b", '{"seconds":5}')
    ]
    batch = judge(*given_lines, matrix=endpoint)
    expected = [(number, alone(line, endpoint)) for number, line in enumerate(given_lines, 1)]
    assert said(batch) == expected
    assert len({told[-1] for _, told in said(batch)}) == 3


@pytest.mark.parametrize("accepted", ["false", "{ one_of: [true, false] }"])
def test_a_text_that_a_model_does_not_take_is_told_as_it_is(tmp_path: Path, accepted: str) -> None:
    path = tmp_path / "mood.yaml"
    path.write_text(
        "format: 1\nextends: seedance\nname: mood\nfields: {mood: {kind: text, required: false}}\n"
        f"models: {{doubao-seedance-1-5-pro: {{mood: {{accepted: {accepted}}}}}}}\n"
    )
    matrix = cometvideo.load_family(path)
    given_lines = [
        GOOD.replace(b"}", b',"mood":"%s"}' % mood) for mood in (b"a first", b"a second", b"a")
    ]
    batch = judge(*given_lines, matrix=matrix)
    assert said(batch) == [(n, alone(line, matrix)) for n, line in enumerate(given_lines, 1)]
    assert len({told[0] for _, told in said(batch)}) == 3


def test_words_for_github() -> None:
    ((_, pieces),) = judge(b'{"prompt":"x","model":"a\\nb"}', words=GithubWords()).said
    assert pieces[0][0] == "::error "
    assert pieces[0][1].startswith("title=not-a-choice::model 'a\\nb' is not one")


def test_the_request_is_told_with_its_files() -> None:
    line = b'{"prompt":"x","model":"doubao-seedance-2-0","input_reference":{"file":"kite.png"}}'
    ((_, ((head, tail),)),) = judge(line, words=JsonWords(spec_data(MATRIX))).said
    request: Mapping[str, Mapping[str, object]] = json.loads(f'{head}"line":1{tail}')["request"]
    assert request["input_reference"]["format"] == "image/png"
