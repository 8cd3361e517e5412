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
from cometvideo.cli.output import HOLDS, UNTOLD, tell
from cometvideo.errors import InputError

if TYPE_CHECKING:
    from cometvideo.facts.endpoint import AnySpec
    from cometvideo.live.traffic import Traffic
    from cometvideo.wire.recordings import Recorded

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "judge recorded traffic, which costs nothing; sends nothing"

EXAMPLES = """\
A recording is a HAR file, as browsers and proxies save it; the exchanges that `cometvideo guard
--record` keeps, one JSON object a line; the ledger of `drift live`; the exported journal of a mock;
or what `cometvideo mock --as-yaml` writes. A video that was
rendered is a file in --videos, named by its task (task_ab12.mp4), if the recording lacks it.

exit codes:
  0 all that was seen holds, 1 drift, 2 wrong usage, 3 something could not be told, or
  no create told anything

examples:
  cometvideo drift logs traffic.jsonl --videos videos/
  cometvideo drift logs monday.har tuesday.har --host api.cometapi.com --all
"""


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
    from cometvideo.facts.endpoint import load
    from cometvideo.jobs import read_recording, videos_beside
    from cometvideo.live.traffic import judge_families

    spec = load(arguments.spec)
    recorded = [each for path in arguments.recordings for each in read_recording(path)]
    host = _host(spec, recorded, arguments.host)
    there = [each for each in recorded if each.exchange.request.host == host]
    others = [each for each in recorded if each.exchange.request.host != host]
    traffic = judge_families(spec, there, videos_beside(arguments.videos), elsewhere=others)
    tell(*_summary(traffic, host))
    scheme = "http" if is_loopback(host.rpartition(":")[0] or host) else "https"
    report = traffic.report._replace(origin=f"{scheme}://{host}")
    note_seen(arguments, report, traffic.latest, by="traffic")
    code = conclude(report, spec, arguments, known_drift(arguments))
    return UNTOLD if code == HOLDS and not traffic.jobs else code


def _host(spec: "AnySpec", recorded: Sequence["Recorded"], given: str | None) -> str:
    from cometvideo.jobs import hosts_of
    from cometvideo.words import words_of

    hosts = hosts_of(words_of(spec.unnamed), recorded)
    if not hosts:
        raise InputError("no create is in the recording, so there is nothing to judge")
    if given is not None and given not in hosts:
        raise InputError(f"no create was sent to {given}; they went to {', '.join(hosts)}")
    if given is None and len(hosts) > 1:
        raise InputError(
            f"creates were sent to {', '.join(hosts)}; say which is to be judged with --host"
        )
    return given or hosts[0]


def _summary(traffic: "Traffic", host: str) -> Iterator[str]:
    from cometvideo.reports.text import amount

    kinds = amount(traffic.kinds, "kind")
    yield f"cometvideo: {amount(traffic.jobs, 'create')} to {host} judged, of {kinds}"
    for why, count in sorted(traffic.left_out.items()):
        yield f"cometvideo: {amount(count, 'create')} told nothing: {why}"
