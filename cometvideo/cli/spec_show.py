"""`cometvideo spec show`: a spec with all that it extends, as one file."""

import argparse

from cometvideo.cli.arguments import add_spec
from cometvideo.cli.output import HOLDS, add_output, put
from cometvideo.errors import InputError

__all__ = ["EXAMPLES", "SUMMARY", "add_arguments", "run"]

SUMMARY = "write what a spec comes to, with all that it extends, as one YAML file"

EXAMPLES = """\
examples:
  cometvideo spec show --spec seedance@2026-04
  cometvideo --spec my-overlay.yaml spec show -o whole.cometvideo.yaml

The file loads to the same facts. Of an endpoint it is what all families share; comments are lost.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_spec(parser)
    add_output(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write it; returns the exit code."""
    from cometvideo.facts.endpoint import Endpoint, load
    from cometvideo.facts.loading import shipped_files
    from cometvideo.writing.whole import spec_text

    spec = load(arguments.spec)
    matrix, families = (spec.common, spec.files) if isinstance(spec, Endpoint) else (spec, {})
    shipped = {str(file): name for name, file in shipped_files().items()}
    try:
        text = spec_text(matrix, [shipped.get(file, file) for file in families.values()])
    except ValueError as error:
        raise InputError(f"{matrix.name} cannot be written as YAML: {error}") from None
    put(text, arguments.output)
    return HOLDS
