"""The warden: a small process that outlives a check which is killed, and clears up after it.

Whoever gets SIGKILL can end nobody and remove nothing. So this waits until the pipe from a check
closes, and then ends the programs that it had started and removes its folder. It is run as a file,
and imports nothing of the package.
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

__all__ = ["Warden", "end_marked", "new_mark"]

_ROUNDS = 5  # of looking for what was started while others were ended
# In the environment of clients, and of whatever they start: of this process, and then of one.
_MARK = f"COMETVIDEO_CLIENT={secrets.token_hex(8)}-"


def new_mark() -> str:
    """A setting for the environment of one program, by which all that it starts is known."""
    return _MARK + secrets.token_hex(8)


def end_marked(mark: str) -> None:
    """End whatever has a setting that begins so in its environment, where /proc tells."""
    for _ in range(_ROUNDS):
        left = list(_marked(mark.encode()))
        for pid in left:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        if not left:
            break


def _marked(mark: bytes) -> Iterator[int]:
    for place in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if any(each.startswith(mark) for each in place.read_bytes().split(b"\0")):
                yield int(place.parent.name)


class Warden:
    """Watches over this process and a folder of it, while it is entered."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        # Without a Python to run there is none.
        with suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603 - this Python, and this file
                [sys.executable, "-I", "-S", __file__, _MARK, self._folder],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()


if __name__ == "__main__":
    sys.stdin.buffer.read()
    shutil.rmtree(sys.argv[2], ignore_errors=True)
    end_marked(sys.argv[1])
