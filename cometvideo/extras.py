"""Extras: what a part of the package needs beside the core, told where it is missing."""

from importlib import import_module

from cometvideo.errors import InputError

__all__ = ["MissingExtraError", "need"]


class MissingExtraError(InputError, ImportError):
    """A package is not installed that something here needs."""


def need(what: str, extra: str, *packages: str) -> None:
    """Raise MissingExtraError unless all these packages of an extra are there.

    `what` is what messages call the thing that needs them. To be called before anything is made.
    """
    missing = [each for each in packages if not _is_there(each)]
    if missing:
        *rest, last = missing
        names = f"{', '.join(rest)} and {last}" if rest else last
        them = "them" if rest else "it"
        raise MissingExtraError(
            f"{what} needs {names}; install {them} with: pip install 'cometvideo[{extra}]'"
        )


def _is_there(package: str) -> bool:
    try:
        import_module(package)
    except ImportError:
        return False
    return True
