"""Options from a file: a table of TOML, as in pyproject.toml."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cometvideo.errors import InputError
from cometvideo.project import read_table

__all__ = ["add_configuration"]


def add_configuration(parser: argparse.ArgumentParser, command: str) -> None:
    """Add `--config`, which stands for the options in a file."""

    class Configuration(argparse.Action):
        """Takes options from the file as if they stood in its place."""

        def __call__(
            self, parser: Any, namespace: argparse.Namespace, values: Any, *_: object
        ) -> None:
            """Read the file; raises InputError for what cannot be read."""
            parser.parse_args(list(_options(values, command)), namespace)

    parser.add_argument(
        "--config",
        type=Path,
        action=Configuration,
        metavar="FILE",
        help=f"take options from [tool.cometvideo.{command}] of a TOML file; those after it go "
        "over them",
    )


def _options(path: Path, command: str) -> Iterator[str]:
    """The options of a table: `name = value`, a list for several, true for one without a value."""
    found = read_table(str(path)).get(command)
    if found is None:
        raise InputError(f"{path} has no table [tool.cometvideo.{command}]; write options into one")
    for name, value in found.items():
        for each in value if isinstance(value, list) else [value]:
            if each is not False:
                yield f"--{name}" if each is True else f"--{name}={each}"
