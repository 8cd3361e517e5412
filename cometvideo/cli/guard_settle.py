"""`cometvideo guard settle`: write down what a person found out of a create that was open."""

import argparse
import time
from contextlib import closing

from cometvideo.cli.guard import add_ledger
from cometvideo.cli.output import HOLDS, show
from cometvideo.errors import InputError

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "say what came of a create of which the guard does not know"

EXAMPLES = """\
examples:
  cometvideo guard settle 12 --task task_abc123   the same create is answered with that task
  cometvideo guard settle 12 --nothing            no task was made; the same create may be sent
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("create", type=int, metavar="NUMBER", help="as `guard open` lists it")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--task", metavar="ID", help="the task that was made")
    what.add_argument("--nothing", action="store_true", help="no task was made")
    add_ledger(parser)


def run(arguments: argparse.Namespace) -> int:
    """Settle one create."""
    from cometvideo.guard.ledger import Ledger

    if not arguments.ledger.is_file():
        raise InputError(f"there is no ledger {arguments.ledger}; give the one of your guard")
    with closing(Ledger(arguments.ledger, now=time.time)) as ledger:
        ledger.settle(arguments.create, arguments.task or "")
    what = f"it made {arguments.task}" if arguments.task else "nothing came of it"
    show([f"create {arguments.create} is settled: {what}"])
    return HOLDS
