"""`cometvideo guard open`: the creates of which nobody knows what came."""

import argparse
import time
from contextlib import closing

from cometvideo.cli.guard import add_ledger
from cometvideo.cli.output import FINDINGS, HOLDS, show
from cometvideo.errors import InputError

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "list the creates of which nobody knows whether they are paid for"

EXAMPLES = """\
exit codes:
  0 nothing is open, 1 something is, 2 there is no such ledger

examples:
  cometvideo guard open
  cometvideo guard open --ledger team.ledger
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_ledger(parser)


def run(arguments: argparse.Namespace) -> int:
    """List them; exit code 1 if there are any."""
    from cometvideo.guard.answers import time_words
    from cometvideo.guard.ledger import Ledger

    if not arguments.ledger.is_file():
        raise InputError(f"there is no ledger {arguments.ledger}; give the one of your guard")
    with closing(Ledger(arguments.ledger, now=time.time)) as ledger:
        rows = ledger.unclear()
    show(
        [
            f"{each.id}: {time_words(each.at)}, {each.model}, {each.seconds} s of video, "
            f"{each.price}: {each.problem}"
            for each in rows
        ]
        or ["nothing is open"]
    )
    return FINDINGS if rows else HOLDS
