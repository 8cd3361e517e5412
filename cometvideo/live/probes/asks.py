"""Asks: the probes that start no task, and so cost nothing."""

from collections.abc import Iterator

from cometvideo.facts.matrix import Matrix
from cometvideo.live.evidence.probe import FREE, Key, Probe
from cometvideo.live.evidence.refusals import marks_of_a_refusal
from cometvideo.prediction import Reject
from cometvideo.prediction.rules import Rules

__all__ = ["asks", "refusal_of"]

_NO_SUCH = "-that-does-not-exist"


def asks(matrix: Matrix) -> Iterator[Probe]:
    """An unknown task, no key, a wrong key, and a path that is no operation."""
    stated = matrix.block("rejections", "by_request")
    example = str(matrix.value("task", "id_example") or "task")
    path, method = (str(matrix.value("operations", "retrieve", key)) for key in ("path", "method"))
    unknown = path.replace("{id}", example + _NO_SUCH)
    nowhere = str(matrix.value("operations", "create", "path")) + _NO_SUCH
    asked: tuple[tuple[str, str, str, Key], ...] = (
        ("unknown-task", "retrieve an unknown task", unknown, "own"),
        ("key-missing", "retrieve without a key", unknown, "none"),
        ("key-missing", "retrieve with a wrong key", unknown, "wrong"),
        ("wrong-path", "ask for a path that is no operation", nowhere, "own"),
    )
    for fault, name, where, key in asked:
        if fault in stated:
            refusal = Rules(matrix, None, None).rejection(fault, None)
            yield Probe(
                id=name,
                operation="" if fault == "wrong-path" else "retrieve",
                method=method,
                path=where,
                cost=FREE,
                key=key,
                group=fault,
                refuses=tuple(dict.fromkeys(marks_of_a_refusal(matrix, refusal.facts, fault))),
            )


def refusal_of(matrix: Matrix, probe: Probe) -> Reject:
    """The refusal that such a probe must get; its group says which fault it is."""
    return Rules(matrix, None, None).rejection(probe.group, None)
