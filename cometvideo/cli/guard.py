"""`cometvideo guard`: a guard between programs and the bill; what its commands share."""

import argparse
from pathlib import Path

__all__ = ["DEFAULT", "LEDGER", "SUBCOMMANDS", "SUMMARY", "add_ledger"]

SUMMARY = "stand between a program and the bill: refuse mistakes, pay for no create twice"

SUBCOMMANDS = ("serve", "open", "settle")
DEFAULT = "serve"
LEDGER = Path("guard.ledger")


def add_ledger(parser: argparse.ArgumentParser) -> None:
    """Add `--ledger`."""
    parser.add_argument(
        "--ledger",
        type=Path,
        default=LEDGER,
        metavar="FILE",
        help="what was sent and what came of it (default: %(default)s)",
    )
