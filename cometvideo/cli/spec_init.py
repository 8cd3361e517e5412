"""`cometvideo spec init`: the start of a spec of one's own."""

import argparse
import os

from cometvideo.cli.output import HOLDS, add_output, put
from cometvideo.errors import InputError

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "write the start of a spec of your own: what to fill in, and what it may change"

EXAMPLES = """\
examples:
  cometvideo spec init --from cometapi -o clips.cometvideo.yaml   one more family of the endpoint
  cometvideo spec init --from seedance -o ours.cometvideo.yaml    a change to a family
  cometvideo spec init -o other.cometvideo.yaml                   a service of its own

`cometvideo lint FILE` tells what is to be filled in, and is silent once it is.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument(
        "--from", "--spec", dest="base", metavar="NAME|PATH", help="the spec that it extends"
    )
    parser.add_argument("--name", help="its name (default: that of the file, else own)")
    add_output(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write it; returns the exit code."""
    from cometvideo.cli.facts import today
    from cometvideo.facts.endpoint import Endpoint, load
    from cometvideo.facts.resolved import spec_name
    from cometvideo.writing.start import start_text

    base, output = arguments.base, arguments.output
    if output is not None and os.path.exists(output):
        raise InputError(f"{output} is there already; name another file, or remove it")
    day = today().isoformat()
    name = arguments.name or (spec_name(output) if output else "own")
    if base is None:
        put(start_text(name, day), output)
        return HOLDS
    spec = load(base)
    matrix = spec.common if isinstance(spec, Endpoint) else spec
    if os.path.exists(base) and output:
        base = os.path.relpath(base, os.path.dirname(output) or ".")
    put(start_text(name, day, matrix, base), output)
    return HOLDS
