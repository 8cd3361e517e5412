"""Jobs: what recordings hold of each create, its task and its video, whoever wrote them down."""

import re
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from cometvideo.errors import CometVideoError, InputError
from cometvideo.facts.endpoint import AnySpec
from cometvideo.reports.safe import safe
from cometvideo.wire.exchange import Exchange
from cometvideo.wire.files import read_file
from cometvideo.wire.recordings import Recorded, exchange_of, exchanges_of_har, is_har, readable
from cometvideo.wire.strict_json import decode_json, decode_text
from cometvideo.words import Words, words_of

__all__ = [
    "Job",
    "hosts_of",
    "is_create",
    "jobs_of",
    "object_of",
    "read_recording",
    "recording_text",
    "videos_beside",
]

_LARGEST = 256 << 20  # bytes of a recording
_LARGEST_VIDEO = 1 << 30
_MOST_POLLS = 100  # of one task, beside those that showed nothing new
_DATABASE = b"SQLite format 3\0"
_ADVICE = (
    "give a HAR file, what `cometvideo guard --record` keeps, the ledger of `drift live`, the "
    "exported journal of a mock, or such a recording as YAML"
)


class Job(NamedTuple):
    """A create and what came of it.

    `task` is the id of what it started, "" where it started nothing; `polls` are the answers about
    that, each another than the one before; `video` is its file, where it was recorded or lies
    beside the recording.
    """

    place: str
    create: Exchange
    task: str = ""
    polls: tuple[Exchange, ...] = ()
    video: bytes | None = None

    def __repr__(self) -> str:
        return f"<Job {self.place}: {self.task or 'no task'}, {len(self.polls)} polls>"


def hosts_of(words: Words, recorded: Iterable[Recorded]) -> list[str]:
    """The hosts that creates were sent to, the busiest first."""
    hosts = Counter(each.exchange.request.host for each in recorded if is_create(words, each))
    return [host for host, _ in hosts.most_common()]


def jobs_of(
    spec: AnySpec,
    recorded: Sequence[Recorded],
    videos: Mapping[str, bytes],
    elsewhere: Iterable[Recorded] = (),
) -> Iterator[Job]:
    """The creates among exchanges with one host, in their order, with what came of their tasks.

    `videos` are files by the ids of their tasks; those that were fetched in the recording itself,
    there or `elsewhere`, are taken as well.
    """
    words = words_of(spec.unnamed)
    polls = _polls(words, recorded)
    links = _fetched((*recorded, *elsewhere))
    fields = {name for m in spec.families.values() for name in words_of(m).all_names("link")}
    for each in recorded:
        if not is_create(words, each):
            continue
        first = object_of(each.exchange) or {}
        task = str(first.get(words.names.get("id", ""), ""))
        lives = tuple(polls.get(task, ())) if task else ()
        video = videos.get(task) or _linked(fields, (each.exchange, *lives), links)
        yield Job(each.place, each.exchange, task, lives, video)


def object_of(exchange: Exchange) -> Mapping[str, object] | None:
    """The JSON object that an exchange was answered with; None where it was not."""
    try:
        body = b"" if exchange.answer is None else exchange.answer.body
        data = decode_json(body.decode())
    except (InputError, UnicodeDecodeError):
        return None
    return data if isinstance(data, dict) else None


def is_create(words: Words, each: Recorded) -> bool:
    """Whether what was recorded is a create, under whatever address."""
    create, request = words.operations["create"], each.exchange.request
    return request.method == create.method and request.path.endswith(create.path)


def _polls(words: Words, recorded: Iterable[Recorded]) -> dict[str, list[Exchange]]:
    """What was answered about each task, where it was another answer than the last."""
    retrieve = words.operations["retrieve"]
    asks = re.compile(".*" + re.escape(retrieve.path).replace(r"\{id\}", "([^/]+)"), re.DOTALL)
    found: dict[str, list[Exchange]] = {}
    for _, exchange in recorded:
        task = asks.fullmatch(exchange.request.path)
        if task and exchange.request.method == retrieve.method and exchange.answer is not None:
            known = found.setdefault(task[1], [])
            is_new = not known or _answer_of(known[-1]) != _answer_of(exchange)
            if is_new and len(known) < _MOST_POLLS:
                known.append(exchange)
    return found


def _answer_of(exchange: Exchange) -> tuple[int, bytes] | None:
    answer = exchange.answer
    return None if answer is None else (answer.status, answer.body)


def _fetched(recorded: Iterable[Recorded]) -> dict[str, bytes]:
    """The videos in a recording, by host and target."""
    found = {}
    for _, (request, answer, _) in recorded:
        kind = answer.header("content-type") if answer and answer.status == 200 else None
        if answer and answer.body and kind and kind.startswith("video/"):
            found[f"{request.host}{request.target}"] = answer.body
    return found


def _linked(
    fields: Collection[str], exchanges: Iterable[Exchange], links: Mapping[str, bytes]
) -> bytes | None:
    """The video to which one of the fields of a task leads."""
    for exchange in exchanges if links else ():
        task = object_of(exchange) or {}
        for link in map(task.get, fields):
            if isinstance(link, str) and (video := links.get(link.partition("://")[2])):
                return video
    return None


# -- files ---------------------------------------------------------------------------------------


def read_recording(path: str | Path) -> list[Recorded]:
    """The exchanges of a recording, each with its place in it; raises InputError for what is none.

    It is a HAR file, exchanges as JSON (one a line, or a list) or as YAML, or the ledger of a live
    run.
    """
    data = read_file(str(path), _LARGEST, "recording")
    values = _of_ledger(Path(path)) if data.startswith(_DATABASE) else _values(data, str(path))
    name = Path(path).name
    if isinstance(values, dict) and is_har(values):
        found = exchanges_of_har(values)
        return [Recorded(f"{name}:{number}", each) for number, each in enumerate(found, 1)]
    several = values if isinstance(values, list) else [values]
    recorded = []
    for number, each in enumerate(several, 1):
        try:
            value = decode_json(each) if isinstance(each, str) else each
            recorded.append(Recorded(f"{name}:{number}", exchange_of(value)))
        except InputError as error:
            raise InputError(f"{path}, exchange {number}: {error}; {_ADVICE}") from None
    return recorded


def _values(data: bytes, path: str) -> object:
    """One JSON value, the lines of several, or the value of a YAML document."""
    text = decode_text(data).removeprefix("\ufeff")
    if path.endswith((".yaml", ".yml")):
        from cometvideo.facts.strict_yaml import plain, read_yaml

        try:
            return plain(read_yaml(text, path))
        except CometVideoError as error:
            raise InputError(f"the recording {error}") from None
    try:
        return decode_json(text)
    except InputError:
        if "\n" not in text.strip():
            raise
    return [each for each in text.splitlines() if each.strip()]


def _of_ledger(path: Path) -> list[str]:
    """The exchanges that a live run has kept, as JSON."""
    try:
        db = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)
        try:
            tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
            if not {"sent", "polled"} <= tables:
                raise InputError(
                    f"{path} is a database, but no ledger of `drift live`; that of a guard has "
                    "neither prompts nor files: give what `cometvideo guard --record` keeps"
                )
            rows = db.execute(
                "SELECT exchange FROM sent WHERE exchange LIKE '{%' UNION ALL "
                "SELECT exchange FROM polled WHERE exchange LIKE '{%'"
            )
            return [text for (text,) in rows]
        finally:
            db.close()
    except sqlite3.Error as error:
        raise InputError(f"the ledger {path} cannot be read: {error}") from None


def recording_text(recorded: Iterable[Recorded]) -> str:
    """A recording as YAML, redacted, for people to read and for `read_recording`."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:
            del data
            return True

    def text(dumper: Any, value: str) -> Any:
        # Quoted, but for what every reader of YAML takes for a text.
        is_plain = _PLAIN.fullmatch(value) and value not in _WORDS
        return dumper.represent_scalar(_TEXT, value, style=None if is_plain else '"')

    Dumper.add_representer(str, text)
    found = [readable(each.exchange) for each in recorded]
    written = yaml.dump(found, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=98)
    return _ABOUT + safe(written, "yaml")


_ABOUT = "# Recorded exchanges, without keys: for `cometvideo mock --from` and `drift logs`.\n"
_PLAIN = re.compile(r"[a-z_]+")
_WORDS = frozenset(["y", "yes", "n", "no", "on", "off", "true", "false", "null", "inf", "nan"])
_TEXT = "tag:yaml.org,2002:str"


def videos_beside(folder: Path | None) -> dict[str, bytes]:
    """The files in a folder, by their names without ending; raises InputError."""
    if folder is None:
        return {}
    if not folder.is_dir():
        raise InputError(f"--videos is a folder of rendered videos; {folder} is none")
    return {
        each.stem: read_file(str(each), _LARGEST_VIDEO, "video")
        for each in sorted(folder.iterdir())
        if each.is_file()
    }
