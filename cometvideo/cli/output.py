"""Output: lines, JSON in UTF-8 whatever the encoding of the terminal, and exit codes."""

import argparse
import sys
from collections.abc import Iterable

from cometvideo.errors import InputError
from cometvideo.reports.safe import safe

__all__ = [
    "FINDINGS",
    "HOLDS",
    "INTERRUPTED",
    "MISUSED",
    "UNREAD",
    "UNTOLD",
    "add_output",
    "compact",
    "put",
    "show",
    "show_commands",
    "show_json",
    "tell",
    "use_utf8",
]

# Separate codes for what holds, what does not, and what could not be told.
HOLDS = 0
FINDINGS = 1
MISUSED = 2  # wrong usage or configuration
UNTOLD = 3  # could not tell, for instance because there was nothing to check
INTERRUPTED = 130  # as shells have it: 128 and the number of the signal
UNREAD = 141  # nobody reads the output any more


def show(lines: Iterable[str]) -> None:
    """Write lines for people."""
    sys.stdout.write("".join(f"{safe(line)}\n" for line in lines))


def show_commands(lines: Iterable[str]) -> None:
    """Write lines that are commands to a runner of workflows, made safe where they were made."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add `--output`."""
    parser.add_argument(
        "--output", "-o", metavar="FILE", help="where to (default: standard output)"
    )


def put(text: str, output: str | None) -> None:
    """Write a document to a file, or to standard output; raises InputError where that fails."""
    if output is None:
        sys.stdout.write(safe(text, "json"))
        return
    try:
        with open(output, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise InputError(f"cannot write {output}: {error.strerror}") from None


def tell(*lines: str) -> None:
    """Write lines about a run to standard error, if there is one."""
    if sys.stderr is not None:  # None where it is closed
        sys.stderr.write("".join(f"{safe(line)}\n" for line in lines))


def show_json(data: object) -> None:
    """Write data as JSON, indented."""
    import json

    use_utf8()
    text = json.dumps(data, ensure_ascii=False, indent=2)
    sys.stdout.write(f"{safe(text, 'json')}\n")


def compact(data: object) -> str:
    """JSON on one line."""
    import json

    return safe(json.dumps(data, ensure_ascii=False, separators=(",", ":")), "json")


def use_utf8() -> None:
    """Write UTF-8 from here on; a lone surrogate becomes the escape that JSON has for it."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure:
        reconfigure(encoding="utf-8", errors="backslashreplace")
