"""Recording: what passes the guard, kept for `cometvideo drift logs`."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

from cometvideo.errors import InputError
from cometvideo.wire.exchange import Answer, Exchange, HttpRequest, exchange_data

__all__ = ["Recording"]


class Recording:
    """A file that gets one exchange a line, as JSON and redacted; what is in it stays.

    Only its owner may read it: prompts and pictures are in it. Raises InputError where it cannot be
    opened. What cannot be written is told to `log`, and holds up nothing. For several threads.
    """

    def __init__(
        self, path: Path, *, now: Callable[[], float], log: Callable[[str], object]
    ) -> None:
        self._now = now
        self._log = log
        self._lock = threading.Lock()
        try:
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise InputError(f"cannot record to {path}: {error.strerror}") from None
        self._file = os.fdopen(opened, "ab", buffering=0)

    def keep(self, request: HttpRequest, answer: Answer | None) -> None:
        """Write one exchange down, in one piece, so that several guards can share a file."""
        data = exchange_data(Exchange(request, answer, self._now()))
        line = json.dumps(data, separators=(",", ":")).encode() + b"\n"
        try:
            with self._lock:
                self._file.write(line)
        except (OSError, ValueError) as error:
            self._log(f"not recorded: {error}")

    def close(self) -> None:
        """Close the file."""
        self._file.close()
