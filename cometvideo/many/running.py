"""Running over many lines: in one process, or in several that share a file by its ranges.

Results come in the order of the lines, whichever process has them first, and are the same for any
number of processes.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

from cometvideo.errors import InputError
from cometvideo.many.batches import Batch
from cometvideo.many.blocks import Span, block_at, blocks_of, spans_of
from cometvideo.many.judging import Judging
from cometvideo.wire.strict_json import LENGTH

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

__all__ = ["judge_chunks", "judge_file", "processors"]

# Below this, starting processes takes longer than they save.
_WORTH_SHARING = 8 * 1024 * 1024
_MOST_PROCESSES = 16
_AHEAD = 3  # batches per process that may wait for an earlier one


def processors() -> int:
    """How many processes are worth starting on this machine."""
    try:
        usable = len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        usable = os.cpu_count() or 1
    return min(usable, _MOST_PROCESSES)


def judge_chunks(chunks: Iterable[bytes], judging: Judging) -> Iterator[Batch]:
    """Judge the lines in chunks of bytes as they come."""
    return map(judging.judge, blocks_of(chunks))


def judge_file(
    path: str, judging: Judging, processes: int = 1, worth_sharing: int = _WORTH_SHARING
) -> Iterator[Batch]:
    """Judge the lines of a file, shared between processes where it is large enough.

    Raises InputError where the file cannot be read to its end.
    """
    try:
        size = os.path.getsize(path)
        if processes > 1 and size >= worth_sharing:
            yield from _share(path, spans_of(size), judging, processes)
        else:
            with open(path, "rb") as stream:
                yield from judge_chunks(iter(lambda: stream.read(LENGTH), b""), judging)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None


def _share(path: str, spans: Iterable[Span], judging: Judging, processes: int) -> Iterator[Batch]:
    import multiprocessing

    # A forked process has the matrix already; other systems cannot fork, or not safely.
    forks = sys.platform == "linux"
    context: Any = multiprocessing.get_context("fork" if forks else "spawn")
    ours: list[Connection] = []
    crew = []
    try:
        for _ in range(processes):
            near, far = context.Pipe()
            ours.append(near)
            # Forked, it has our ends too, and would never see that we are gone.
            arguments = (far, tuple(ours) if forks else (), path, judging)
            process = context.Process(target=_work, args=arguments, daemon=True)
            process.start()
            far.close()
            crew.append(process)
        yield from _in_order(spans, ours)
    finally:
        for each in ours:
            each.close()
        for process in crew:
            process.terminate()
            process.join()


def _in_order(spans: Iterable[Span], workers: "list[Connection]") -> Iterator[Batch]:
    from multiprocessing.connection import wait

    idle = list(workers)
    at_work: dict[Any, int] = {}
    done: dict[int, Batch] = {}
    upcoming = enumerate(spans)
    told = 0
    while True:
        while idle and len(done) < _AHEAD * len(workers) and (task := next(upcoming, None)):
            worker = idle.pop()
            at_work[worker], span = task
            worker.send(span)
        if not at_work:
            return
        for ready in cast("list[Connection]", wait(list(at_work))):
            done[at_work.pop(ready)] = _receive(ready)
            idle.append(ready)
        while told in done:
            yield done.pop(told)
            told += 1


def _receive(worker: "Connection") -> Batch:
    try:
        result = worker.recv()
    except EOFError:
        raise InputError(
            "a process ended before its work was done; is there memory left?"
        ) from None
    if isinstance(result, Exception):
        raise result
    batch: Batch = result
    return batch


def _work(
    asked: "Connection", inherited: "tuple[Connection, ...]", path: str, judging: Judging
) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process decides what an interrupt does
    for each in inherited:
        each.close()
    try:
        with open(path, "rb") as stream:
            while True:
                asked.send(judging.judge(block_at(stream, asked.recv())))
    except (EOFError, BrokenPipeError):
        pass  # nobody asks any more
    except Exception as error:  # whatever it is, it must be heard of
        asked.send(error)
