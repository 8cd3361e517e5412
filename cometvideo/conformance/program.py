"""Programs: a client as a process with all that it starts, what it prints, and its end."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence

from cometvideo.conformance.hearing import Heard, Printed
from cometvideo.conformance.runner import Patience
from cometvideo.conformance.warden import end_marked, new_mark
from cometvideo.errors import InputError

__all__ = ["Program"]

_TICK_S = 0.02
_MOST_READ = 65536
_TO_END_S = 0.5  # for a process that was killed, and what is left in its pipes


class Program:
    """One process; `on_output` is given what comes on its standard output, as it comes.

    Whatever it starts ends with it: its group, and, where /proc tells, what left the group and
    has its environment. Raises InputError for a command that cannot be started.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        on_output: Callable[[bytes], object] | None = None,
    ) -> None:
        self._mark = new_mark()
        self._on_output = on_output
        self._pending = b""
        self._closes = self._has_ended = False
        self.hear(())
        name, _, value = self._mark.partition("=")
        try:
            self.process = subprocess.Popen(  # noqa: S603 - running the user's own command is the point
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                env={**environment, name: value},
                start_new_session=True,
            )
        except OSError as error:
            raise InputError(
                f"cannot start {command[0]}: {error.strerror}; give a command that runs"
            ) from None
        streams = (self.process.stdin, self.process.stdout, self.process.stderr)
        self._streams = {
            name: stream
            for name, stream in zip(("in", "out", "errors"), streams, strict=True)
            if stream
        }
        self._selector = selectors.DefaultSelector()
        for name, stream in self._streams.items():
            os.set_blocking(stream.fileno(), False)
            if name != "in":
                self._selector.register(stream, selectors.EVENT_READ, name)

    def hear(self, keys: Sequence[str]) -> None:
        """Begin to keep what is printed anew, and look for these keys in it."""
        self.out, self.errors = Heard(keys), Heard(keys)

    def give(self, text: str, *, close: bool = False) -> None:
        """Have a text written to its input as it reads it, and the input closed after it."""
        self._closes = self._closes or close
        if "in" in self._streams:
            if self._streams["in"] not in self._selector.get_map():
                self._selector.register(self._streams["in"], selectors.EVENT_WRITE, "in")
            self._pending += text.encode()

    def follow(self, patience: Patience, until: Callable[[], bool] | None = None) -> str:
        """Attend to it until it has ended, or something is so; says why it was stopped, if it was.

        One that has ended, or was stopped, is gone with all that it started.
        """
        while until is None or not until():
            if self.process.poll() is not None:
                self.end()
                return ""
            why = patience.why_stop()
            if why:
                self.end()
                return why
            self._attend(_TICK_S)
        return ""

    def end(self) -> None:
        """End it now, with all that it started, and hear what it still had to say."""
        if self._has_ended:
            return
        self._has_ended = True
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        end_marked(self._mark)
        self.process.wait()
        end = time.monotonic() + _TO_END_S
        while self._attend(0) and time.monotonic() < end:
            pass
        for name in list(self._streams):
            self._close(name)
        self._selector.close()

    def has_gone(self) -> bool:
        """Whether it has ended by itself by now, after attending to it for a moment."""
        self._attend(_TICK_S)
        return self.process.poll() is not None

    @property
    def printed(self) -> Printed:
        """All that it printed since it was last begun to hear it."""
        out, errors = self.out.printed(), self.errors.printed()
        before = errors.before_key if out.before_key is None else out.before_key
        return Printed(out.text + errors.text, out.left_out + errors.left_out, before)

    @property
    def complaint(self) -> str:
        """The last line on its standard error, "" for none."""
        return (self.errors.last_line() or "")[:200]

    def _attend(self, seconds: float) -> bool:
        """Read and write what can be; whether there was anything, waiting so long for it."""
        if not self._selector.get_map():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
            return False
        found = self._selector.select(seconds)
        for key, _ in found:
            if key.data == "in":
                self._write()
            else:
                self._read(key.data)
        return bool(found)

    def _read(self, name: str) -> None:
        try:
            piece = os.read(self._streams[name].fileno(), _MOST_READ)
        except BlockingIOError:
            return
        if not piece:
            self._close(name)
        elif name == "errors":
            self.errors.add(piece)
        else:
            self.out.add(piece)
            if self._on_output is not None:
                self._on_output(piece)

    def _write(self) -> None:
        # A program may end, or close its input, without reading it.
        try:
            written = os.write(self._streams["in"].fileno(), self._pending)
        except BlockingIOError:
            return
        except OSError:
            self._close("in")
            return
        self._pending = self._pending[written:]
        if self._pending:
            return
        if self._closes:
            self._close("in")
        else:
            self._selector.unregister(self._streams["in"])

    def _close(self, name: str) -> None:
        stream = self._streams.pop(name)
        with contextlib.suppress(KeyError):
            self._selector.unregister(stream)
        stream.close()
