"""`cometvideo mock`: serve the mock until it is told to stop."""

import argparse
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from cometvideo.cli.arguments import UsageError, add_spec
from cometvideo.cli.output import FINDINGS, HOLDS
from cometvideo.errors import InputError

if TYPE_CHECKING:
    from cometvideo.mock.api import MockApi
    from cometvideo.mock.journal import Entry
    from cometvideo.mock.server import Server
    from cometvideo.wire.credentials import Credentials
    from cometvideo.wire.exchange import HttpRequest

__all__ = [
    "EXAMPLES",
    "SUMMARY",
    "add_arguments",
    "leaving_on_signals",
    "run",
    "until_told",
    "write_ready_file",
]

SUMMARY = "serve a mock of the API on this machine"

EXAMPLES = """\
The first line printed is the base URL for clients, the value for COMETAPI_BASE_URL; the second is
the address of the console, for a browser.

plans, how tasks live:
  immediate | polls=3 | clock | clock=90 | never | refused | moderated, and in addition
  end=success|failure|moderated|STATUS, code=, message=:  polls=2,end=error,message=out of memory
  waiting_as=, running_as=, ended_as=, words that no source has:  polls=3,waiting_as=NOT_START

faults, what goes wrong; words and name=value pairs between commas:
  operation     create, retrieve, download (default: any)
  kind          status, quota, busy, redirect, drop, stall, slow-headers, slow-body, cut,
                truncated-json, malformed-json (default: status)
  which calls   nth=, times=, model=, probability=; before or after the task was created
  what          status=, html|text|empty, envelope=, code=, message=, retry_after=, seconds=,
                bytes=, limit=, location=

examples:
  cometvideo mock --speed 60x
  cometvideo mock --from traffic.jsonl --only-recorded
  cometvideo mock --plan polls=2 --fault create,status=429,retry_after=2,nth=1
  cometvideo mock --fault create,drop,after,times=1 --world fields.size.undocumented=another
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add_spec(parser)
    add("--host", default="127.0.0.1", help="address to listen at (default: %(default)s)")
    add("--allow-remote", action="store_true", help="let --host be one that other machines reach")
    add("--public-url", default="", metavar="URL", help="base URL by which clients know the mock")
    add("--videos-url", default="", metavar="URL", help="where links to videos begin")
    add("--port", type=_port, default=0, help="port of the API; 0 takes a free one (default)")
    add("--videos-port", type=_port, default=0, help="port of the videos; 0 takes a free one")
    add("--seed", help="seed of ids, durations, chances and links (default: 0, secret links)")
    add("--speed", type=_speed, default=1.0, metavar="60x", help="how fast time passes; 0 stops it")
    add("--plan", default="clock", help="how tasks live: immediate, polls=3, clock=90,end=failed …")
    add("--fault", action="append", default=[], help="what goes wrong: create,status=429,nth=1 …")
    add("--quirk", action="append", default=[], help="a gateway's quirk to switch on, or all")
    add(
        "--world",
        action="append",
        default=[],
        metavar="first|seeded|PATH=OPTION",
        help="which of the upstreams that the documentation allows to be",
    )
    add("--key", action="append", default=[], help="a key to let in (default: any key)")
    add(
        "--cors",
        action="append",
        default=[],
        metavar="ORIGIN",
        help="let the pages of an origin ask the API from a browser (* for those of any)",
    )
    add("--log", action="store_true", help="tell of every request, a line each, on standard error")
    add(
        "--strict",
        action=argparse.BooleanOptionalAction,
        help="refuse what is not documented, and exit with 1",
    )
    add(
        "--from",
        dest="recording",
        type=Path,
        metavar="RECORDING",
        help="answer with what was recorded: a HAR file, what `guard --record` keeps, the ledger "
        "of `drift live`, or one of them as YAML",
    )
    add("--only-recorded", action="store_true", help="refuse what was not recorded")
    add(
        "--videos",
        type=Path,
        metavar="FOLDER",
        help="recorded videos, named by their tasks (default: videos/ beside the recording)",
    )
    add(
        "--as-yaml",
        type=Path,
        metavar="FILE",
        help="write the recording here, without keys and to be read by people, and end",
    )
    add("--ready-file", type=Path, metavar="FILE", help="write the base URL here once it serves")


def run(arguments: argparse.Namespace) -> int:
    """Serve until a signal comes; returns the exit code."""
    from cometvideo.console.mock import FIRST, MockConsole
    from cometvideo.mock.server import Server

    if arguments.recording is None and (
        arguments.only_recorded or arguments.videos or arguments.as_yaml
    ):
        raise UsageError(
            "--only-recorded, --videos and --as-yaml are about a recording: add --from"
        )
    if arguments.as_yaml is not None:
        return _write_as_yaml(arguments.recording, arguments.as_yaml)
    api = _api(arguments)
    if arguments.recording is not None:
        _play(api, arguments)
    controls = api.controls()
    if arguments.quirk:
        controls.quirks(*arguments.quirk)
    for fault in arguments.fault:
        controls.fault(fault)
    api.pages = MockConsole(api)
    server = Server(
        api,
        host=arguments.host,
        port=arguments.port,
        videos_port=arguments.videos_port,
        remote=arguments.allow_remote,
        public_url=arguments.public_url,
        videos_url=arguments.videos_url,
    )
    with leaving_on_signals(server):
        # The sockets listen by now: a client that comes early waits for its turn.
        if arguments.ready_file is not None:
            write_ready_file(arguments.ready_file, f"{server.base_url}\n")
        sys.stdout.write(f"{server.base_url}\nconsole: {server.origin}{FIRST}\n")
        sys.stdout.flush()
        if server.is_remote:
            sys.stderr.write(
                "cometvideo: warning: other machines can reach this mock; whoever does may use it "
                "and change it\n"
            )
        server.run()
    return _verdict(server) if arguments.strict else HOLDS


def _api(arguments: argparse.Namespace) -> "MockApi":
    from cometvideo.facts.endpoint import load
    from cometvideo.facts.worlds import read_choices
    from cometvideo.mock.api import MockApi
    from cometvideo.mock.state import running, standing

    spec = load(arguments.spec)
    words = {"first", "seeded"}
    pinned = [each for each in arguments.world if each not in words]
    return MockApi(
        spec,
        clock=running(arguments.speed) if arguments.speed else standing(),
        seed=arguments.seed,
        keys=arguments.key,
        plan=arguments.plan,
        choices=read_choices(spec, pinned),
        world_seed=(arguments.seed or "0") if "seeded" in arguments.world else None,
        strict=arguments.strict,
        origins=arguments.cors,
        watch=_log if arguments.log else None,
    )


def _play(api: "MockApi", arguments: argparse.Namespace) -> None:
    """Let the mock answer with what was recorded, and tell what of that is not as the spec says."""
    from cometvideo.cli.output import tell
    from cometvideo.jobs import read_recording
    from cometvideo.live.traffic import disagreements

    path = arguments.recording
    playing = api.controls().play(path, arguments.videos)
    api.state.only_recorded = arguments.only_recorded
    if playing.lost:
        tell(f"cometvideo: warning: of {playing.lost} creates {path} does not have the body")
    for each in disagreements(api.state.spec, read_recording(path)):
        tell(f"cometvideo: warning: {each}")


def _write_as_yaml(recording: Path, path: Path) -> int:
    from cometvideo.jobs import read_recording, recording_text

    text = recording_text(read_recording(recording))
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from None
    return HOLDS


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 5):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no port; write a number from 1 to 65535, or 0 to take a free one"
        )
    return int(text)


def _speed(text: str) -> float:
    try:
        speed = float(text.removesuffix("x"))
    except ValueError:
        speed = -1.0
    if not 0 <= speed <= 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is no speed; write 60x, or 0 to stop the clock")
    return speed


def write_ready_file(path: Path, text: str) -> None:
    """Write the ready file, in place of nothing or of an earlier one."""
    from tempfile import NamedTemporaryFile

    try:
        _check_replaceable(path)
        # Whoever waits for the file must not see half of it.
        with NamedTemporaryFile(
            "w", dir=path.parent, prefix=path.name, delete=False, encoding="utf-8"
        ) as half:
            half.write(text)
        Path(half.name).chmod(0o644)
        Path(half.name).replace(path)
    except OSError as error:
        raise InputError(f"cannot write the ready file {path}: {error.strerror}") from None


def _check_replaceable(path: Path) -> None:
    if not path.is_symlink() and not path.exists():
        return
    is_ready_file = False
    if not path.is_symlink() and path.is_file():
        with path.open("rb") as there:
            is_ready_file = re.fullmatch(rb"(?:http://\S{1,300}\n)?", there.read(400)) is not None
    if not is_ready_file:
        raise InputError(
            f"the ready file {path} is there, and is none that an earlier run wrote; name another "
            "one, or remove it"
        )


@contextmanager
def leaving_on_signals(server: "Server") -> Iterator[None]:
    """End the server, and then go on in order, when the process is told to end."""
    with ending_on_signals(server.leave):
        try:
            yield
        finally:
            server.stop()


@contextmanager
def until_told() -> Iterator[None]:
    """Go on in order when what serves in here is told to end, by whichever signal."""

    def leave() -> None:
        raise KeyboardInterrupt

    with ending_on_signals(leave), suppress(KeyboardInterrupt):
        yield


@contextmanager
def ending_on_signals(leave: Callable[[], object]) -> Iterator[None]:
    """Call `leave` when the process is told to end, once, and go on in order.

    From then on the process is ending, however often it is told: signals are ignored for good,
    for Python gives up its own handlers before it is gone.
    """
    import signal

    told: list[int] = []

    def on_signal(number: int, frame: FrameType | None) -> None:
        del frame
        # One telling may interrupt another: what is done for each must be done before the next.
        if not told:
            told.append(number)
            leave()

    signals = (signal.SIGINT, signal.SIGTERM)
    before = [(each, signal.signal(each, on_signal)) for each in signals]
    try:
        yield
    finally:
        if told and hasattr(signal, "pthread_sigmask"):
            # Python complains of a signal that comes between two handlers.
            signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        for each, handler in before:
            signal.signal(each, signal.SIG_IGN if told else handler)


def _verdict(server: "Server") -> int:
    entries, hidden = server.journal.off_contract, server.journal.credentials
    for entry in entries:
        request, problems = entry.request, "; ".join(entry.problems)
        _tell(f"{request.method} {request.path}: {problems}", request, hidden)
    return FINDINGS if entries else HOLDS


def _log(entry: "Entry", known: "Credentials") -> None:
    """Tell of one exchange as it is entered in the journal."""
    from cometvideo.mock.edge import line_of

    _tell(line_of(entry), entry.request, known)


def _tell(line: str, request: "HttpRequest", hidden: "Credentials") -> None:
    from cometvideo.reports.safe import safe
    from cometvideo.wire.exchange import credentials_of

    with suppress(OSError):  # nobody reads it any more
        sys.stderr.write(f"{safe(credentials_of(request, hidden).text(line), 'log')}\n")
