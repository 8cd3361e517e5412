"""The command line: it parses, calls and prints."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from cometvideo.cli.output import HOLDS, INTERRUPTED, MISUSED, UNREAD, UNTOLD
from cometvideo.errors import CometVideoError

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; `argv` are the arguments after the name."""
    if argv is None:
        if "_ARGCOMPLETE" in os.environ:
            from cometvideo.cli.completing import complete

            return complete()
        with _little_collecting():
            return main(sys.argv[1:])
    if sys.stdout is None:
        return _fail("standard output is closed; send it to /dev/null to run without output")
    try:
        _show_anything(sys.stdout, sys.stderr)
        code = _run(argv)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:
        if sys.flags.dev_mode:
            raise
        return _end(error)
    return code


def _run(argv: Sequence[str]) -> int:
    from cometvideo.cli.arguments import parse

    command, arguments = parse(argv)
    if command is None:
        return HOLDS
    if not getattr(arguments, "report", None):
        return command.run(arguments)
    from cometvideo.cli.reporting import prepared

    with prepared(arguments):
        return command.run(arguments)


def _end(error: BaseException) -> int:
    """Say why a run ended early, and return its exit code."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(error, BrokenPipeError):
        _drop_output()
        return UNREAD
    if isinstance(error, OSError):
        _drop_output()
        # An error that names no file names what it was in no other way.
        at = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
        return _fail(f"cannot go on: {at}{error.strerror or error}")
    with suppress(OSError):
        sys.stdout.flush()
    if isinstance(error, CometVideoError):
        return _fail(str(error))
    known: dict[type[BaseException], str] = {
        RecursionError: "the input is nested too deeply",
        MemoryError: "memory is used up",
    }
    what = known.get(type(error))
    if what is None:
        what = f"a flaw in cometvideo: {type(error).__name__}: {error}; please report it"
    return _fail(what, UNTOLD)


def _fail(problem: str, code: int = MISUSED) -> int:
    from cometvideo.reports.text import visible

    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(f"cometvideo: error: {visible(problem)}\n")
    return code


@contextmanager
def _little_collecting() -> Iterator[None]:
    # Nothing that a short run makes is worth looking for, and looking takes a tenth of the time;
    # looking once more when Python ends takes another.
    import gc

    gc.set_threshold(100_000)
    yield
    gc.freeze()


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
