"""The exceptions that the package raises, all of them with text that tells what to do next."""

__all__ = ["CometVideoError", "InputError"]


class CometVideoError(Exception):
    """Anything that this package reports on purpose."""


class InputError(CometVideoError):
    """Something handed over cannot be read: a file, an argument, a line."""
