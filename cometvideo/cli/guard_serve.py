"""`cometvideo guard`: serve the guard until it is told to stop."""

import argparse
import math
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cometvideo.cli.arguments import add_spec
from cometvideo.cli.configuration import add_configuration
from cometvideo.cli.guard import add_ledger
from cometvideo.cli.mock import until_told, write_ready_file
from cometvideo.cli.output import HOLDS
from cometvideo.errors import InputError
from cometvideo.extras import need

if TYPE_CHECKING:
    from cometvideo.guard.app import GuardApp
    from cometvideo.guard.budget import Budget

    App = Callable[[Any, Any, Any], Awaitable[None]]

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

_CONNECTIONS = 1000  # of clients at once

SUMMARY = "serve the guard, as `cometvideo guard` does without another word"

EXAMPLES = """\
The first line printed is the base URL for clients, the value for COMETAPI_BASE_URL. Programs keep
their key, unless --hold-key is given: then the second line is the token to send in its place. The
last is the address of the console, for a browser.

budgets, in seconds of video at the longest that a request may render, or in money at the dearest
that it may cost, at list; each may be repeated:
  --budget 600s          for as long as the ledger lives; a number alone is seconds of video as well
  --budget 20usd/day     within 24 hours; /hour and /week as well
  --budget 600s/run      since this guard was started (--max-seconds 600 is the same)
  --budget 5usd/day/key  for each key (--per-key 5usd/day is the same); /model for each model
A model without a known price is refused under a budget in money, unless --unpriced is given.

modes, what is not sent:
  refuse   what may be refused      warn   what will be refused (default)      observe   nothing

examples:
  cometvideo guard --budget 20usd/day --record traffic.jsonl
  cometvideo guard --upstream http://127.0.0.1:8080/v1 --mode refuse --failures 3
"""


_LONGEST_KEY = 65_536  # bytes of a file with a key


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add_spec(parser)
    add("--upstream", metavar="URL", help="base URL of the API (default: what the spec says)")
    add("--unencrypted", action="store_true", help="let the key go in the clear to a public host")
    add("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one (default)")
    add("--mode", choices=("refuse", "warn", "observe"), default="warn", help="what is not sent")
    add(
        "--budget",
        action="append",
        default=[],
        type=_budget,
        metavar="20usd/day",
        help="what may be spent, see below; a number alone is seconds of video, no money",
    )
    add(
        "--per-key",
        dest="budget",
        action="append",
        type=lambda text: _budget(f"{text}/key"),
        metavar="5usd/day",
        help="a budget for each key",
    )
    add(
        "--max-seconds",
        dest="budget",
        action="append",
        type=lambda text: _budget(f"{text}s/run"),
        metavar="N",
        help="a budget of so many seconds of video for this run",
    )
    add("--unpriced", action="store_true", help="let creates without a price pass, uncounted")
    add("--failures", type=int, metavar="N", help="stop after so many failed tasks in a row")
    add(
        "--poll-every",
        type=float,
        metavar="S",
        help="ask after a task no more often, and answer the same meanwhile (default: as the spec "
        "advises); 0: as often as clients do",
    )
    add(
        "--hold-key",
        nargs="?",
        type=Path,
        const=Path(),
        metavar="FILE",
        help="keep the key of the environment, or of a file, to the guard",
    )
    add("--longest", type=float, default=180.0, metavar="S", help="what a create may take (180)")
    add("--record", type=Path, metavar="FILE", help="keep creates and polls for `drift logs`")
    add("--keep", type=Path, metavar="FOLDER", help="lead links through the guard and keep videos")
    add_ledger(parser)
    add("--ready-file", type=Path, metavar="FILE", help="write the base URL here once it serves")
    add_configuration(parser, "guard")


def run(arguments: argparse.Namespace) -> int:
    """Serve until a signal comes."""
    need("the guard", "guard", "aiohttp", "httpx", "httptools", "uvicorn")
    from cometvideo.console.guard import GuardConsole
    from cometvideo.facts.endpoint import load
    from cometvideo.guard.app import GuardApp, upstream_origin
    from cometvideo.guard.budget import check_currency
    from cometvideo.guard.guard import Guard
    from cometvideo.guard.ledger import Ledger
    from cometvideo.guard.recording import Recording
    from cometvideo.guard.sending import Sender
    from cometvideo.guard.serving import Bounds, Server
    from cometvideo.guard.videos import Videos
    from cometvideo.mock.listening import fitting, listen
    from cometvideo.mock.uploads import Limits
    from cometvideo.words import words_of

    spec = load(arguments.spec)
    check_currency(arguments.budget, spec)
    words = words_of(spec.unnamed)
    upstream = arguments.upstream or words.base_url
    origin = upstream_origin(upstream, words, unencrypted=arguments.unencrypted)
    key, token = (
        _held_key(words.key_variable, arguments.hold_key) if arguments.hold_key else ("", "")
    )
    listening = listen(port=arguments.port)
    ledger = Ledger(arguments.ledger, now=time.time)
    kept: Path | None = arguments.record
    recording = Recording(kept, now=time.time, log=_log) if kept else None
    if not arguments.budget:
        _log("budget: none, so that no create is held back for what it costs")
    guard = Guard(
        spec,
        ledger,
        mode=arguments.mode,
        budgets=arguments.budget,
        unpriced=arguments.unpriced,
        failures_most=arguments.failures,
        poll_every_s=arguments.poll_every,
        key=key,
        token=token,
        longest_s=arguments.longest,
        log=_log,
        **({"record": recording.keep} if recording else {}),
    )
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    base_url = f"{address}{words.base_path}"
    folder: Path | None = arguments.keep
    videos = Videos(folder, address, guard.contract, log=_log) if folder else None
    sender = Sender(arguments.longest)
    app = GuardApp(guard, sender, origin, videos, GuardConsole(guard, ledger, kept))
    # Each client may need a connection to the API as well.
    bounds = Bounds(fitting(Limits(connections=2 * _CONNECTIONS)).connections // 2)
    server = Server(_telling(app), listening, bounds, drain_s=math.ceil(arguments.longest))
    if arguments.ready_file is not None:
        write_ready_file(arguments.ready_file, f"{base_url}\n")
    held = f"{words.key_variable}={token}\n" if token else ""
    with until_told():
        try:
            sys.stdout.write(f"{base_url}\n{held}console: {address}{GuardConsole.root}/\n")
            sys.stdout.flush()
            server.run()
        finally:
            ledger.close()
            if recording:
                recording.close()
    return HOLDS


def _telling(app: "GuardApp") -> "App":
    """The application; what it does not expect is told in one line, as everything else."""

    async def serve(scope: Any, receive: Any, send: Any) -> None:
        try:
            await app(scope, receive, send)
        except Exception as error:
            _log(f"a flaw in cometvideo: {type(error).__name__}: {error}; please report it")

    return serve


def _held_key(variable: str | None, file: Path | None) -> tuple[str, str]:
    """The key that the guard holds, and the token for it; both empty where clients keep theirs."""
    from secrets import token_hex

    from cometvideo.wire.files import read_file

    if file is None:
        return "", ""
    place, key = str(variable), os.environ.get(variable or "", "")
    if file != Path():
        place, key = str(file), read_file(str(file), _LONGEST_KEY, "key").decode("latin-1")
    key = key.strip()
    if not key or not key.isascii() or not key.isprintable():
        raise InputError(f"--hold-key takes the key from {place}, which holds none")
    return key, f"guard-{token_hex(16)}"


def _budget(text: str) -> "Budget":
    from cometvideo.guard.budget import read_budget

    try:
        return read_budget(text)
    except InputError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _log(line: str) -> None:
    from cometvideo.reports.safe import safe

    if sys.stderr is not None:
        sys.stderr.write(f"{safe(line, 'log')}\n")
        sys.stderr.flush()
