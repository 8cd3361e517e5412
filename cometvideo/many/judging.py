"""Judging many requests: what equal ones get is worked out and put into words once."""

from collections import Counter
from collections.abc import Iterable

from cometvideo.errors import InputError
from cometvideo.facts.endpoint import AnySpec
from cometvideo.findings import Finding, Rule
from cometvideo.many.batches import Batch, Block, Fields, Piece, Told, Words
from cometvideo.many.keys import Keys
from cometvideo.many.tally import Share, share_of, total
from cometvideo.many.texts import texts_of
from cometvideo.prediction import Prediction, predict
from cometvideo.wire.files import Files
from cometvideo.wire.strict_json import LARGEST, decode_json, decode_text, is_blank

__all__ = ["UNREADABLE", "Judging", "read_block", "unreadable"]

_MOST_REMEMBERED = 1 << 14
_LONGEST_KEY = 8192  # characters of what is remembered of one request
_UNREAD = "\ufffd"  # for a line that is no text, and no key of any that is
_TOO_LONG = f"longer than {LARGEST >> 20} MiB, which is the limit"


class _Known:
    """What requests that differ in nothing that matters have in common."""

    __slots__ = ("pieces", "share")

    def __init__(self, share: Share, pieces: tuple[Piece, ...]) -> None:
        self.share = share
        self.pieces = pieces


class Judging:
    """Judges requests; what it says of one does not depend on those that it has seen before."""

    def __init__(self, spec: AnySpec, words: Words, folder: str = "") -> None:
        self.spec = spec
        self.words = words
        self.files = Files(folder)
        self.keys = Keys(texts_of(spec))
        self.known: dict[str, _Known] = {}
        # By identity: equal requests often get the very same prediction, and comparing is slow.
        self.learned: dict[int, tuple[Prediction, _Known]] = {}

    def __reduce__(self) -> tuple[type["Judging"], tuple[AnySpec, Words, str]]:
        # Another process learns by itself.
        return Judging, (self.spec, self.words, self.files.folder)

    def judge(self, block: Block) -> Batch:
        """Judge the lines of a block, each a JSON object; blank ones are passed over."""
        text, bad = read_block(block)
        keys = self.keys.of(text)
        if not keys[-1]:
            keys.pop()  # lines end in a line feed: what follows the last one is no line
        met = list(map(self.known.get, keys))
        whole = self.words.of_request
        lines = text.split("\n") if whole or None in met else []
        if None in met:
            for at, key in enumerate(keys):
                if met[at] is None:
                    met[at] = self.known.get(key) or self._meet(lines[at], key, bad.get(at + 1))
        counts = Counter(met)
        told: list[tuple[int, _Known]] = []
        if any(known.pieces for known in counts if known):
            told = [(at, known) for at, known in enumerate(met, 1) if known and known.pieces]
        said = [(at, known.pieces) for at, known in told]
        if whole:
            said = [
                (at, whole(pieces, self._read(lines[at - 1])) if known.share.verdict else pieces)
                for (at, known), (_, pieces) in zip(told, said, strict=True)
            ]
        tally = total((known.share, count) for known, count in counts.items() if known)
        return Batch(len(keys), len(block.data), said, tally)

    def judge_values(self, values: Iterable[object]) -> Batch:
        """Judge requests that are decoded already; what is no mapping is no request."""
        said: list[Told] = []
        shares: list[tuple[Share, int]] = []
        whole = self.words.of_request
        for number, value in enumerate(values, 1):
            fields: Fields = {}
            try:
                fields = self._fields(value)
                known = self._learn(fields)
            except InputError as error:
                known = self._unread(str(error))
            shares.append((known.share, 1))
            if pieces := known.pieces:
                if whole is not None and known.share.verdict:
                    pieces = whole(pieces, fields)
                said.append((number, pieces))
        return Batch(len(shares), 0, said, total(shares))

    def _meet(self, line: str, key: str, problem: str | None) -> _Known | None:
        """Work out what is said of a line, and remember it where its key tells all."""
        if problem is not None:
            return self._unread(problem)
        if is_blank(line):
            return None
        try:
            fields = self._read(line)
        except InputError as error:
            return self._unread(str(error))
        known = self._learn(fields)
        if len(key) <= _LONGEST_KEY and self.keys.tell_all(line, fields):
            if len(self.known) >= _MOST_REMEMBERED:
                self.known.clear()
            self.known[key] = known
            self.keys.learn(fields)
        return known

    def _learn(self, fields: Fields) -> _Known:
        prediction = predict(self.spec.matrix_for(fields), fields)
        learned = self.learned.get(id(prediction))
        if learned is None:
            if len(self.learned) >= _MOST_REMEMBERED:
                self.learned.clear()
            known = _Known(share_of(prediction), self.words.of_prediction(prediction))
            if sum(len(piece) for pieces in known.pieces for piece in pieces) > _LONGEST_KEY or any(
                isinstance(each.got, str | bytes) and len(each.got) > _LONGEST_KEY
                for each in prediction.findings
            ):
                return known
            # Kept with it, the prediction lives on, so that nothing else gets its identity.
            learned = self.learned[id(prediction)] = prediction, known
        return learned[1]

    def _unread(self, problem: str) -> _Known:
        return _Known(UNREADABLE, self.words.of_problem(unreadable(problem)))

    def _read(self, line: str) -> Fields:
        return self._fields(decode_json(line))

    def _fields(self, value: object) -> Fields:
        if not isinstance(value, dict):
            raise InputError("not an object with the fields of one request")
        return self.files.put_into(value)


def unreadable(problem: str) -> Finding:
    """What there is to say of a request that cannot be read."""
    return Finding(Rule("unreadable-line", "error", None, detail={"problem": problem}))


UNREADABLE = Share(None, 0, blocks=True, codes=("unreadable-line",))


def read_block(block: Block) -> tuple[str, dict[int, str]]:
    """The text of a block, and what is wrong with its lines that are no text, by number."""
    bad: dict[int, str] = {}
    try:
        text = block.data.decode()
    except UnicodeDecodeError:
        lines = []
        for number, line in enumerate(block.data.split(b"\n"), 1):
            try:
                lines.append(decode_text(line))
            except InputError as error:
                lines.append(_UNREAD)
                bad[number] = str(error)
        text = "\n".join(lines)
    if block.cut:
        bad[text.count("\n") + 1] = _TOO_LONG
        text += "\n"
    return text, bad
