"""Options from a file: a table of TOML, as in pyproject.toml."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cometvideo.cli.arguments import UsageError
from cometvideo.errors import InputError
from cometvideo.likeness import did_you_mean
from cometvideo.project import read_table

__all__ = ["add_configuration"]

_NOT_IN_FILES = frozenset(["--config", "--help"])


def add_configuration(parser: argparse.ArgumentParser, command: str) -> None:
    """Add `--config`, which stands for the options in a file."""

    class Configuration(argparse.Action):
        """Takes options from the file as if they stood in its place."""

        def __call__(
            self, parser: Any, namespace: argparse.Namespace, values: Any, *_: object
        ) -> None:
            """Read the file; raises InputError for what cannot be read, or is no option."""
            known = [
                each.removeprefix("--") for each in parser.options if each not in _NOT_IN_FILES
            ]
            for name, option in _options(values, command, known):
                try:
                    parser.parse_args([option], namespace)
                except UsageError as error:
                    where = f"{name} of [tool.cometvideo.{command}]"
                    raise InputError(f"{values}: {where}: {error}") from None

    parser.add_argument(
        "--config",
        type=Path,
        action=Configuration,
        metavar="FILE",
        help=f"take options from [tool.cometvideo.{command}] of a TOML file; those after it go "
        "over them",
    )


def _options(path: Path, command: str, known: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The keys of a table, each with an option: a list is several, true is one without a value."""
    found = read_table(str(path)).get(command)
    if found is None:
        raise InputError(f"{path} has no table [tool.cometvideo.{command}]; write options into one")
    for name, value in found.items():
        if name not in known:
            allowed = ", ".join(known) + did_you_mean(name, known)
            raise InputError(
                f"{path}: [tool.cometvideo.{command}] has no key {name!r}; allowed: {allowed}"
            )
        for each in value if isinstance(value, list) else [value]:
            if each is not False:
                yield name, f"--{name}" if each is True else f"--{name}={each}"
