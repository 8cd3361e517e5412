"""`cometvideo spec schema`: the JSON Schema of specs, for editors."""

import argparse

from cometvideo.cli.output import HOLDS, add_output, put

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "write the JSON Schema of specs, by which editors complete and check them"

EXAMPLES = """\
examples:
  cometvideo spec schema -o spec.schema.json

Its $id has the version of the format, and stays while that does. Files with specs are called
NAME.cometvideo.yaml, so that an editor can be told once which schema they have.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_output(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write it; returns the exit code."""
    from cometvideo.facts.lint.schema import schema_file

    put(schema_file().read_text(encoding="utf-8"), arguments.output)
    return HOLDS
