"""Output: lines, JSON in UTF-8 whatever the encoding of the terminal, and exit codes."""

import sys
from collections.abc import Iterable

__all__ = [
    "FINDINGS",
    "HOLDS",
    "INTERRUPTED",
    "MISUSED",
    "UNREAD",
    "UNTOLD",
    "compact",
    "show",
    "show_json",
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
    """Write lines."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def show_json(data: object) -> None:
    """Write data as JSON, indented."""
    import json

    use_utf8()
    sys.stdout.write(f"{json.dumps(data, ensure_ascii=False, indent=2)}\n")


def compact(data: object) -> str:
    """JSON on one line."""
    import json

    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def use_utf8() -> None:
    """Write UTF-8 from here on; a lone surrogate becomes the escape that JSON has for it."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure:
        reconfigure(encoding="utf-8", errors="backslashreplace")
