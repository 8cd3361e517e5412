"""The command line: it parses, calls and prints."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from cometvideo.cli.exits import HOLDS, INTERRUPTED, MISUSED, UNREAD
from cometvideo.errors import CometVideoError

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; `argv` are the arguments after the name."""
    if argv is None:
        argv = sys.argv[1:]
        _spare_the_collector()
    if sys.stdout is None:
        return _fail("standard output is closed; send it to /dev/null to run without output")
    try:
        _show_anything(sys.stdout, sys.stderr)
        code = _run(argv)
        sys.stdout.flush()
    except (CometVideoError, KeyboardInterrupt, MemoryError, OSError, RecursionError) as error:
        return _end(error)
    return code


def _run(argv: Sequence[str]) -> int:
    from cometvideo.cli.arguments import parse  # noqa: PLC0415

    command, arguments = parse(argv)
    return command.run(arguments) if command else HOLDS


def _end(error: BaseException) -> int:
    """Say why a run ended early, and return its exit code."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        _drop_output()
        return UNREAD
    if isinstance(error, OSError):
        _drop_output()
        return _fail(f"cannot go on: {error.strerror or error}")
    with suppress(OSError):
        sys.stdout.flush()
    if isinstance(error, RecursionError):
        return _fail("the input is nested too deeply")
    return _fail(str(error) or "there is not enough memory for this")


def _fail(problem: str) -> int:
    from cometvideo.cli.text import visible  # noqa: PLC0415

    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(f"cometvideo: error: {visible(problem)}\n")
    return MISUSED


def _spare_the_collector() -> None:
    # Nothing that a short run makes is worth looking for, and looking takes a tenth of the time.
    import gc  # noqa: PLC0415

    gc.set_threshold(100_000)


def _show_anything(*streams: object) -> None:
    """Make streams write what their encoding lacks as escapes, so that nothing fails to print."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def _drop_output() -> None:
    # What is still in the buffer would fail again when Python flushes it at the end.
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
