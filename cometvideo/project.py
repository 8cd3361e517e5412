"""What a project says of itself: the table [tool.cometvideo] of its pyproject.toml."""

import os
from contextlib import suppress
from os.path import dirname, isfile, join
from typing import Any, NamedTuple

from cometvideo.errors import InputError
from cometvideo.likeness import did_you_mean

__all__ = ["Project", "read_project", "read_table", "who_names"]

_LARGEST = 1 << 20  # bytes
_TABLE = "tool.cometvideo"
_KNOWN = {"spec": (str, "text"), "strict": (bool, "true or false"), "guard": (dict, "a table")}


class Project(NamedTuple):
    """A spec, by its name or path (null where the environment names one), and how strict it is."""

    spec: str | None = None
    strict: bool = False


def read_project(folder: str | None = None) -> Project:
    """What the nearest pyproject.toml says, in the folder (else the current one) or one above it.

    Raises InputError for a table that cannot be understood; a file without one says nothing.
    """
    path = _path(folder)
    table = read_table(path) if path and _has_table(path) else {}
    spec = None if os.environ.get("COMETVIDEO_SPEC") else table.get("spec")
    if spec and path and isfile(join(dirname(path), spec)):
        spec = join(dirname(path), spec)
    return Project(spec, table.get("strict", False))


def read_table(path: str) -> dict[str, Any]:
    """The table of a TOML file, by its keys; raises InputError for what cannot be understood."""
    import tomllib

    from cometvideo.wire.strict_json import decode_text

    try:
        found: Any = tomllib.loads(decode_text(_read(path)))
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is no TOML: {error}") from None
    for key in _TABLE.split("."):
        found = found.get(key, {}) if isinstance(found, dict) else None
    if not isinstance(found, dict):
        raise InputError(f"{path}: write [{_TABLE}] as a table")
    for name, value in found.items():
        if name not in _KNOWN:
            allowed = ", ".join(_KNOWN) + did_you_mean(name, _KNOWN)
            raise InputError(f"{path}: [{_TABLE}] has no key {name!r}; allowed: {allowed}")
        kind, words = _KNOWN[name]
        if not isinstance(value, kind):
            raise InputError(f"{path}: {name} of [{_TABLE}] is {words}, not {value!r:.60}")
    return found


def who_names(spec: str) -> str:
    """Where a spec is named that no option needs to name, in words; empty where it is not."""
    if os.environ.get("COMETVIDEO_SPEC") == spec:
        return "the environment variable COMETVIDEO_SPEC"
    with suppress(InputError):
        return f"spec of [{_TABLE}] in {_path()}" if read_project().spec == spec else ""
    return ""


def _path(folder: str | None = None) -> str | None:
    try:
        return _nearest(folder or os.getcwd())
    except OSError:  # the current folder is gone
        return None


def _nearest(folder: str) -> str | None:
    while True:
        path = join(folder, "pyproject.toml")
        if isfile(path):
            return path
        if folder == dirname(folder):
            return None
        folder = dirname(folder)


def _has_table(path: str) -> bool:
    # To parse TOML takes as long as most commands.
    text = _read(path)
    return _TABLE.encode() in text or b"[tool]" in text


def _read(path: str) -> bytes:
    from cometvideo.wire.files import read_file

    return read_file(path, _LARGEST, "configuration")
