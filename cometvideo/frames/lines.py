"""Lines of JSON as rows: read as exactly as `many` reads them, and each kind of line but once."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyarrow as pa

from cometvideo.errors import InputError
from cometvideo.frames.judging import Judge, Judged, Outcome
from cometvideo.many.blocks import blocks_of
from cometvideo.many.judging import read_block
from cometvideo.many.keys import Keys
from cometvideo.prediction import predict
from cometvideo.wire.files import Files
from cometvideo.wire.strict_json import decode_json, is_blank

__all__ = ["LinesRead", "judge_lines"]

_MOST_REMEMBERED = 1 << 14
_LONGEST_KEY = 8192  # characters of what is remembered of a line


class LinesRead(NamedTuple):
    """Some lines that are not blank: their numbers, from 1, what stands there, what was learned."""

    numbers: list[int]
    texts: list[str]
    judged: Judged


def judge_lines(chunks: Iterable[bytes], judge: Judge) -> Iterator[LinesRead]:
    """Judge the lines in chunks of bytes as they come."""
    reading = _Reading(judge)
    before = 0
    for block in blocks_of(chunks):
        text, bad = read_block(block)
        lines = text.split("\n")
        keys = reading.keys.of(text)
        # Lines end in a line feed: what follows the last one is no line.
        count = len(lines) - (not lines[-1])
        yield reading.judge(lines[:count], keys, bad, before)
        before += count


class _Reading:
    """What was learned of lines that differ in good texts alone."""

    def __init__(self, judge: Judge) -> None:
        self.spec = judge.spec
        self.keys = Keys(judge.texts)
        self.files = Files(judge.folder or "")
        self.known: dict[str, Outcome] = {}

    def judge(
        self, lines: list[str], keys: list[str], bad: dict[int, str], before: int
    ) -> LinesRead:
        places: list[int] = []
        learned: list[Outcome] = []
        numbers: list[int] = []
        met: dict[str, int] = {}
        for number, (line, key) in enumerate(zip(lines, keys, strict=False), 1):
            place = met.get(key)
            if place is None:
                if number in bad:
                    found: Outcome = InputError(bad[number])
                elif is_blank(line):
                    continue
                else:
                    found = self.known.get(key) or self.learn(line, key)
                place = len(learned)
                learned.append(found)
                if key in self.known:
                    met[key] = place
            places.append(place)
            numbers.append(number)
        told = Judged(pa.array(places, pa.int64()), learned)
        texts = [lines[number - 1] for number in numbers]
        return LinesRead([before + number for number in numbers], texts, told)

    def learn(self, line: str, key: str) -> Outcome:
        try:
            value = decode_json(line)
            if not isinstance(value, dict):
                return InputError("not an object with the fields of one request")
            fields = self.files.put_into(value)
        except InputError as error:
            return error
        found = predict(self.spec.matrix_for(fields), fields)
        if len(key) <= _LONGEST_KEY and self.keys.tell_all(line, fields):
            if len(self.known) >= _MOST_REMEMBERED:
                self.known.clear()
            self.known[key] = found
            self.keys.learn(fields)
        return found
