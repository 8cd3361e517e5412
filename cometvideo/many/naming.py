"""Naming: what the names of files say that they hold, and which files patterns and folders mean."""

import os
from collections.abc import Sequence

from cometvideo.errors import InputError

__all__ = ["ENDINGS", "kind_of", "paths_of"]

_KINDS = {
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
    ".csv": "csv",
    ".tsv": "csv",
    ".ndjson": "lines",
    ".jsonl": "lines",
}
_PACKED = {".gz": "gzip", ".zst": "zstd"}
ENDINGS = f"{', '.join(_KINDS)}; of text also with {' or '.join(_PACKED)} behind it"
"""The endings of files of rows, in words."""


def kind_of(path: str) -> tuple[str | None, str | None]:
    """What a name says that a file holds, and how it is packed; None where it says nothing."""
    rest, last = os.path.splitext(path.lower())
    packing = _PACKED.get(last)
    return _KINDS.get(os.path.splitext(rest)[1] if packing else last), packing


def paths_of(given: Sequence[str]) -> list[str]:
    """The files that are meant: those that match a pattern, and those of rows in a folder.

    Raises InputError where there is none.
    """
    found: list[str] = []
    for path in given:
        some = _in(path) if os.path.isdir(path) else _matching(path)
        if not some:
            raise InputError(f"{path}: there is no such file of rows; allowed: {ENDINGS}")
        found += some
    return found


def _in(folder: str) -> list[str]:
    inside = (os.path.join(where, name) for where, _, names in os.walk(folder) for name in names)
    return sorted(path for path in inside if kind_of(path)[0] and os.path.basename(path)[0] != ".")


def _matching(path: str) -> list[str]:
    if os.path.exists(path) or not {*path} & {*"*?["}:
        return [path]
    from glob import glob  # takes a while to import

    return sorted(each for each in glob(path, recursive=True) if os.path.isfile(each))
