"""`cometvideo schema`: the JSON Schema of what other commands write and read."""

import argparse

from cometvideo.cli.arguments import UsageError, no_such
from cometvideo.cli.output import HOLDS, show, show_json

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "print the JSON Schema of what the other commands write as JSON"

EXAMPLES = """\
examples:
  cometvideo schema                  which there are, and which command writes each
  cometvideo schema drift-report
  cometvideo schema client-job       what check-client hands to a client

Properties may be added in a later version; none that is required is taken away.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="the shape; see below")


def run(arguments: argparse.Namespace) -> int:
    """Print a schema, or list them; returns the exit code."""
    from cometvideo.conformance.protocol import ANSWER_SCHEMA, JOB_SCHEMA
    from cometvideo.reports.shapes import published_shapes, schema_of
    from cometvideo.reports.text import table

    of_clients = {"client-job": JOB_SCHEMA, "client-answer": ANSWER_SCHEMA}
    known = {
        **published_shapes(),
        "client-job": "check-client, to a client",
        "client-answer": "a client, to check-client",
    }
    if arguments.name is None:
        show(table(known.items()))
        return HOLDS
    if arguments.name not in known:
        there = f"there are {', '.join(known)}"
        raise UsageError(f"{no_such('schema', arguments.name, known)}; {there}")
    show_json(of_clients.get(arguments.name) or schema_of(arguments.name))
    return HOLDS
