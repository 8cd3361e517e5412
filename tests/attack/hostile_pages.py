"""Hostile pages: shapes that are drawn, doubled, and read by `drift docs`."""

import random
import select
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.attack.tally import Tally
from tests.attack.victim import PYTHON, limited

__all__ = ["pages"]

_ENOUGH_S = 0.1  # of processor time, for two of them to be compared
_TWICE = 3.0
_LONGEST = 1 << 20  # bytes of the smaller page
_TRIES = 5
_PATIENCE_S = 60.0  # for one page
_MOST_MIB = 1000

_HEADS = [
    b"",
    b"POST /v1/videos\n\n",
    b"POST /v1/videos\n\nprompt string\n",
    b"POST /v1/videos\n\nseconds integer\n",
    b"POST /v1/videos\n\nsize enum<string>\nAvailable options:\n",
    b"# POST /v1/videos\n\n",
    b"# POST /v1/videos\n\n## Body\n\n| a | b |\n| - | - |\n",
    b"# POST /v1/videos\n\n```json\n",
    b"---\n",
    b"<html><h1>POST /v1/videos</h1>",
    b"<html><table><tr>",
    b"<!doctype html><html><body><pre>",
    b"openapi: 3.0.0\npaths:\n  /v1/videos:\n    post:\n      description: |\n        ",
    b'{"openapi": "3.0.0", "paths": {"/v1/videos": {"post": {"description": "',
    b"{",
]
_BITS = [
    *[b"\n", b"\n\n", b" ", b"\t", b"a", b"a.", b"a,", b"word ", b"1 ", b"%d ", b"f%d string\n"],
    *[b"4 to 15", b"1280x720 ", b"16:9", b"seconds ", b"doubao-seedance-2-0 ", b"doubao-", b"-"],
    *[b"{", b"}", b"[", b"]", b'"a": ', b"{\n", b'"', b"'", b"`", b"```\n", b"|", b"| - ", b"> "],
    *[b"<td>", b"<tr>", b"<table>", b"</table>", b"<ul><li>", b"<li>", b"<div>", b"</div>", b"<"],
    *[
        b"<td colspan=99>",
        b"<td rowspan=999>",
        b"<!--",
        b"-->",
        b"<script>",
        b"&amp;",
        b"&",
        b"<p>",
    ],
    *[b"* ", b"- ", b"1. ", b"# ", b"## a\n", b"**", b"_", b"](", b"![", b"\\", b"^", b"$", b": "],
    *[b"<ParamField body='a%d' type='string'>", b"</ParamField>", b"<A ", b"={", b"/v1/", b"GET "],
    *[
        b"curl a \\\n",
        b"options:\n",
        b"default: ",
        b"required",
        b"only ",
        b"must be ",
        b"or ",
        b";",
    ],
    *["\u00a0".encode(), "\u200b".encode(), "\u202e".encode(), b"\xff", b"\x00", b"\r", b"\r\n"],
]
# Reads pages whose names it is given, and tells the exit code, the seconds and the most memory.
PROGRAM = """
import contextlib, io, resource, sys, time
from cometvideo.cli import main
for line in sys.stdin:
    said, begun = io.StringIO(), time.process_time()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = main(["drift", "docs", "create-page=" + line.strip()])
    took_s = time.process_time() - begun
    code = "flaw" if "a flaw in" in said.getvalue() else code
    print(code, took_s, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10, flush=True)
"""


class _Reader:
    """A process that reads pages; anew after it had to be ended."""

    def __init__(self, program: str, folder: Path) -> None:
        self._path = folder / "page"
        self._process = subprocess.Popen(
            limited([PYTHON, "-c", program]), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def read(self, page: bytes) -> tuple[str, float, int]:
        """How it ended, the seconds of processor time, the MiB."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._path.write_bytes(page)
        self._process.stdin.write(f"{self._path}\n".encode())
        self._process.stdin.flush()
        if not select.select([self._process.stdout], [], [], _PATIENCE_S)[0]:
            return "hangs", _PATIENCE_S, 0
        words = self._process.stdout.readline().split()
        if len(words) != 3:
            return "gone", 0.0, 0
        return words[0].decode(), float(words[1]), int(words[2])

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


def pages(until: float, rng: random.Random, tally: Tally, program: str = PROGRAM) -> None:
    """Double shapes until they take long enough to see how their time grows."""
    with tempfile.TemporaryDirectory() as name:
        reader = _Reader(program, Path(name))
        try:
            while time.monotonic() < until:
                shape, head, unit = _shape(rng)
                outcome = _grows(reader, shape, tally)
                told = f"{outcome} {head[:80]!r} {unit!r}"
                tally.count("pages", outcome)
                if outcome not in {"linear", "read"}:
                    tally.breaks(told)
                if outcome in {"hangs", "gone"}:
                    reader.end()
                    reader = _Reader(program, Path(name))
        finally:
            reader.end()


def _shape(rng: random.Random) -> tuple[Callable[[int], bytes], bytes, bytes]:
    """Pages of one head and one unit again and again; those with a number in it differ by that."""
    head = rng.choice(_HEADS)
    unit = b"".join(rng.choices(_BITS, k=rng.choice([1, 1, 2, 2, 3, 4, 6])))

    def made(count: int) -> bytes:
        if b"%d" not in unit:
            return head + unit * count
        return head + b"".join(unit.replace(b"%d", b"%d" % each) for each in range(count))

    return made, head, unit


def _grows(reader: _Reader, made: Callable[[int], bytes], tally: Tally) -> str:
    """How a shape ends: it takes `linear` time, or was `read` to the longest; anything else is
    broken."""
    count, once = 500, 0.0
    while True:
        page = made(count)
        ended, once, mib = reader.read(page)
        tally.took(mib << 20)
        if ended not in {"0", "1", "2", "3"}:
            return ended
        if once >= _ENOUGH_S:
            break
        if len(page) >= _LONGEST:
            return "read"
        count *= 2
    twice = 0.0
    for _ in range(_TRIES):
        # What else the machine does can only add to a time.
        ended, twice, mib = reader.read(made(2 * count))
        tally.took(mib << 20)
        if ended not in {"0", "1", "2", "3"}:
            return ended
        if mib > _MOST_MIB:
            return "memory"
        if twice < _TWICE * once:
            return "linear"
        once = max(once, reader.read(made(count))[1])
    return f"grows by {twice / once:.1f}"
