"""`cometvideo drift logs`: what traffic that is paid for already tells of the facts."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cometvideo.cli.drift import (
    add_history_argument,
    add_report_arguments,
    conclude,
    known_drift,
    note_seen,
)
from cometvideo.cli.output import tell
from cometvideo.errors import InputError

if TYPE_CHECKING:
    from cometvideo.facts.matrix import Matrix
    from cometvideo.live.attempt import Video
    from cometvideo.live.traffic import Recorded, Traffic

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "judge recorded traffic, which costs nothing; sends nothing"

EXAMPLES = """\
A recording is a HAR file, as browsers and proxies save it; the exchanges that `cometvideo guard
--record` keeps, one JSON object a line; or the exported journal of a mock. A video that was
rendered is a file in --videos, named by its task (task_ab12.mp4), if the recording lacks it.

exit codes:
  0 all that was seen holds, 1 drift, 2 wrong usage, 3 something could not be told

examples:
  cometvideo drift logs traffic.jsonl --videos videos/
  cometvideo drift logs monday.har tuesday.har --host api.cometapi.com --all
"""

_LARGEST = 256 << 20  # bytes of a recording
_LARGEST_VIDEO = 1 << 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add = parser.add_argument
    add("recordings", nargs="+", metavar="FILE", help="a recording: HAR, or exchanges as JSON")
    add("--videos", type=Path, metavar="FOLDER", help="rendered videos, named by their tasks")
    add("--host", metavar="HOST", help="judge what was sent there (needed if there are several)")
    add_history_argument(parser)
    add_report_arguments(parser, strict=True)


def run(arguments: argparse.Namespace) -> int:
    """Judge recordings, and show that; returns the exit code."""
    from cometvideo.client.address import is_loopback
    from cometvideo.facts.loading import load
    from cometvideo.live.traffic import judge_traffic

    matrix = load(arguments.spec)
    recorded = [each for path in arguments.recordings for each in _read(path)]
    host = _host(matrix, recorded, arguments.host)
    there = [each for each in recorded if each.exchange.request.host == host]
    others = [each for each in recorded if each.exchange.request.host != host]
    traffic = judge_traffic(matrix, there, _videos(arguments.videos), elsewhere=others)
    tell(*_summary(traffic, host))
    scheme = "http" if is_loopback(host.rpartition(":")[0] or host) else "https"
    report = traffic.report._replace(origin=f"{scheme}://{host}")
    note_seen(arguments, report, traffic.latest, by="traffic")
    return conclude(report, matrix, arguments, known_drift(arguments))


def _read(path: str) -> Iterator["Recorded"]:
    """The exchanges of a recording, each with its place in it; raises InputError."""
    from cometvideo.live.traffic import Recorded
    from cometvideo.wire.files import read_file
    from cometvideo.wire.recordings import exchange_of, exchanges_of_har, is_har
    from cometvideo.wire.strict_json import decode_json, decode_text

    text = decode_text(read_file(path, _LARGEST, "recording")).removeprefix("\ufeff")
    name = Path(path).name
    try:
        data = decode_json(text)
    except InputError:
        if "\n" not in text.strip():
            raise
        data = None
    if isinstance(data, dict) and is_har(data):
        for number, exchange in enumerate(exchanges_of_har(data), 1):
            yield Recorded(f"{name}:{number}", exchange)
        return
    several = data if isinstance(data, list) else [data]
    lines = [each for each in text.splitlines() if each.strip()] if data is None else []
    for number, each in enumerate(lines or several, 1):
        try:
            value = decode_json(str(each)) if lines else each
            yield Recorded(f"{name}:{number}", exchange_of(value))
        except InputError as error:
            raise InputError(
                f"{path}, exchange {number}: {error}; give a HAR file, what `cometvideo guard "
                "--record` keeps, or the exported journal of a mock"
            ) from None


def _host(matrix: "Matrix", recorded: Sequence["Recorded"], given: str | None) -> str:
    from cometvideo.live.traffic import hosts_of

    hosts = hosts_of(matrix, recorded)
    if not hosts:
        raise InputError("no create is in the recording, so there is nothing to judge")
    if given is not None and given not in hosts:
        raise InputError(f"no create was sent to {given}; they went to {', '.join(hosts)}")
    if given is None and len(hosts) > 1:
        raise InputError(
            f"creates were sent to {', '.join(hosts)}; say which is to be judged with --host"
        )
    return given or hosts[0]


def _videos(folder: Path | None) -> dict[str, "Video"]:
    """The videos in a folder, by the names of their files; raises InputError."""
    from cometvideo.live.following import video_of
    from cometvideo.wire.files import read_file

    if folder is None:
        return {}
    if not folder.is_dir():
        raise InputError(f"--videos is a folder of rendered videos; {folder} is none")
    return {
        each.stem: video_of(read_file(str(each), _LARGEST_VIDEO, "video"))
        for each in sorted(folder.iterdir())
        if each.is_file()
    }


def _summary(traffic: "Traffic", host: str) -> Iterator[str]:
    from cometvideo.reports.text import amount

    kinds = amount(traffic.kinds, "kind")
    yield f"cometvideo: {amount(traffic.jobs, 'create')} to {host} judged, of {kinds}"
    for why, count in sorted(traffic.left_out.items()):
        yield f"cometvideo: {amount(count, 'create')} told nothing: {why}"
