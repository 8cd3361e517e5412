"""Judging many requests: what equal ones get is worked out and put into words once."""

from collections.abc import Iterable

from cometvideo.errors import InputError
from cometvideo.facts.endpoint import AnySpec
from cometvideo.findings import Finding, Rule
from cometvideo.many.batches import Batch, Block, Fields, Piece, Told, Words
from cometvideo.many.keys import Keys
from cometvideo.many.tally import Share, Tally, share_of, total
from cometvideo.prediction import Prediction, predict
from cometvideo.wire.files import Files
from cometvideo.wire.strict_json import LARGEST, decode_json, decode_text

__all__ = ["UNREADABLE", "Judging", "read_block", "texts_of", "unreadable"]

_MOST_REMEMBERED = 1 << 14
_LONGEST_KEY = 8192  # characters of what is remembered of one request
_TOO_LONG = f"longer than {LARGEST >> 20} MiB, which is the limit"


class _Known:
    """What requests that differ in nothing but good texts have in common."""

    __slots__ = ("count", "pieces", "share")

    def __init__(self, share: Share, pieces: tuple[Piece, ...]) -> None:
        self.share = share
        self.pieces = pieces
        self.count = 0


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
        lines: list[str] = []
        said: list[Told] = []
        met: list[_Known] = []
        find, whole = self.known.get, self.words.of_request
        for number, key in enumerate(keys, 1):
            known = find(key)
            fields: Fields | None = None
            if known is None or whole is not None:
                lines = lines or text.split("\n")
                line = lines[number - 1]
            if known is None:
                if number in bad:
                    known = self._unread(bad[number])
                elif not line or line.isspace():
                    continue
                else:
                    known, fields = self._meet(line, key)
            count = known.count
            if not count:
                met.append(known)
            known.count = count + 1
            if pieces := known.pieces:
                if whole is not None and known.share.verdict:
                    pieces = whole(pieces, self._read(line) if fields is None else fields)
                said.append((number, pieces))
        # Lines end in a line feed: what follows the last one is no line.
        return Batch(len(keys) - (not keys[-1]), len(block.data), said, _tally(met))

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

    def _meet(self, line: str, key: str) -> tuple[_Known, Fields | None]:
        """Work out what is said of a line, and remember it where its key tells all."""
        try:
            fields = self._read(line)
        except InputError as error:
            return self._unread(str(error)), None
        known = self._learn(fields)
        if len(key) <= _LONGEST_KEY and self.keys.tell_all(line, fields):
            if len(self.known) >= _MOST_REMEMBERED:
                self.known.clear()
            self.known[key] = known
        return known, fields

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


def texts_of(spec: AnySpec) -> set[str]:
    """The fields that are texts in every family that has them."""
    every = [*spec.families.values(), spec.unnamed]
    kinds = {(name, f.text("kind")) for matrix in every for name, f in matrix.blocks("fields")}
    return {name for name, _ in kinds} - {name for name, kind in kinds if kind != "text"}


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
                lines.append("")
                bad[number] = str(error)
        text = "\n".join(lines)
    if block.cut:
        bad[text.count("\n") + 1] = _TOO_LONG
        text += "\n"
    return text, bad


def _tally(met: list[_Known]) -> Tally:
    shares = [(each.share, each.count) for each in met]
    for each in met:
        each.count = 0
    return total(shares)
