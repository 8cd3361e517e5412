"""Options from a file: a table of TOML, as in pyproject.toml."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cometvideo.errors import InputError

__all__ = ["add_configuration"]

_LARGEST = 1 << 20  # bytes


def add_configuration(parser: argparse.ArgumentParser, command: str) -> None:
    """Add `--config`, which stands for the options in a file."""
    section = ("tool", "cometvideo", command)

    class Configuration(argparse.Action):
        """Takes options from the file as if they stood in its place."""

        def __call__(
            self, parser: Any, namespace: argparse.Namespace, values: Any, *_: object
        ) -> None:
            """Read the file; raises InputError for what cannot be read."""
            parser.parse_args(list(_options(values, section)), namespace)

    parser.add_argument(
        "--config",
        type=Path,
        action=Configuration,
        metavar="FILE",
        help=f"take options from [{'.'.join(section)}] of a TOML file; those after it go over them",
    )


def _options(path: Path, section: tuple[str, ...]) -> Iterator[str]:
    """The options of a table: `name = value`, a list for several, true for one without a value."""
    import tomllib

    from cometvideo.wire.files import read_file
    from cometvideo.wire.strict_json import decode_text

    try:
        found: Any = tomllib.loads(decode_text(read_file(str(path), _LARGEST, "configuration")))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is no TOML: {error}") from None
    for key in section:
        found = found.get(key) if isinstance(found, dict) else None
    if not isinstance(found, dict):
        raise InputError(f"{path} has no table [{'.'.join(section)}]; write options into one")
    for name, value in found.items():
        for each in value if isinstance(value, list) else [value]:
            if each is not False:
                yield f"--{name}" if each is True else f"--{name}={each}"
