"""Recorded requests, from files of requests and from journals of the mock."""

from collections.abc import Iterator

from cometvideo.changes.impact import Place, Sent, is_exchange, request_of
from cometvideo.cli.reading import Items, Lines, One, read_requests
from cometvideo.errors import InputError
from cometvideo.many.blocks import blocks_of
from cometvideo.many.keys import Keys
from cometvideo.many.texts import Texts
from cometvideo.wire.files import Files
from cometvideo.wire.strict_json import LARGEST, LENGTH, decode_json, decode_text, is_blank

__all__ = ["read_recorded"]

_MOST_REMEMBERED = 4096
_LONGEST = 8192  # characters of a line that is remembered
_TOO_LONG = f"longer than {LARGEST >> 20} MiB, which is the limit"


def read_recorded(path: str, kind: str | None = None, keys: Keys | None = None) -> Iterator[Sent]:
    """The requests in a file, `-` being standard input, as they come.

    A file is one that `validate --file` takes, or the exported journal of a mock, of which the
    creates count. Lines with one of these keys may share one request. Raises InputError for a
    file that cannot be read.
    """
    source = read_requests(path, kind)
    files = Files(source.folder)
    if isinstance(source, One):
        yield from _sent(Place(source.name), source.fields, files)
    elif isinstance(source, Items):
        for index, item in enumerate(source.items):
            by_line = item.line is not None
            place = Place(source.name, "line" if by_line else "index", item.line or index)
            yield from _sent(place, item.value, files)
    else:
        yield from _of_lines(source, files, keys or Keys(Texts()))


def _of_lines(source: Lines, files: Files, keys: Keys) -> Iterator[Sent]:
    known: dict[str, Sent] = {}
    for number, (line, label) in enumerate(_labelled(source, keys), 1):
        same = known.get(label)
        place = Place(source.name, "line", number)
        if same is not None:
            yield Sent(place, same.request)
        elif line is None:
            yield Sent(place, None, _TOO_LONG)
        elif not is_blank(line):
            try:
                text = decode_text(line)
                value = decode_json(text)
            except InputError as error:
                yield Sent(place, None, str(error))
                continue
            for sent in _sent(place, value, files):
                is_short = label and len(text) <= _LONGEST
                if (
                    isinstance(sent.request, dict)
                    and is_short
                    and keys.tell_all(text, sent.request)
                ):
                    if len(known) >= _MOST_REMEMBERED:
                        known.clear()
                    known[label] = sent
                    keys.learn(sent.request)
                yield sent


def _labelled(source: Lines, keys: Keys) -> Iterator[tuple[bytes | None, str]]:
    """Every line with its key, which is empty where it tells nothing; None is too long a line."""
    chunks = source.chunks if source.path is None else _chunks(source.path)
    for block in blocks_of(chunks):
        lines = block.data.split(b"\n")
        try:
            labels = keys.of(block.data.decode())
        except UnicodeDecodeError:
            labels = [""] * len(lines)
        # Lines end in a line feed: what follows the last one is no line.
        count = len(lines) if lines[-1] else len(lines) - 1
        yield from zip(lines[:count], labels[:count], strict=True)
        if block.cut:
            yield None, ""


def _chunks(path: str) -> Iterator[bytes]:
    try:
        with open(path, "rb") as stream:
            yield from iter(lambda: stream.read(LENGTH), b"")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None


def _sent(place: Place, value: object, files: Files) -> Iterator[Sent]:
    """One recorded value: nothing where it is an exchange that created no task."""
    if not isinstance(value, dict):
        yield Sent(place, None, "not an object with the fields of one request")
    elif is_exchange(value):
        request = request_of(value)
        if request is not None:
            number = value["number"]
            known = isinstance(number, int)
            yield Sent(place._replace(by="exchange", number=number) if known else place, request)
    else:
        try:
            yield Sent(place, files.put_into(value))
        except InputError as error:
            yield Sent(place, None, str(error))
