"""Linters of what comes back: statuses of HTTP, and statuses of a task."""

from collections.abc import Iterator

from cometvideo.facts.lint.subject import Flaw, Subject, about, facts_in

__all__ = ["http_status", "status_terminal"]

_KEYS = frozenset({"status", "unstated_status"})
_LEAST, _MOST = 100, 599


def http_status(subject: Subject) -> Iterator[Flaw]:
    """A number that is no status of HTTP."""
    matrix = subject.matrix
    allowed = f"{_LEAST} to {_MOST}"
    for part in ("operations", "rejections"):
        for fact in facts_in(matrix.block(part)):
            for option in fact.options if fact.keys[-1] in _KEYS else ():
                if not (isinstance(option, int) and _LEAST <= option <= _MOST):
                    yield about(fact, got=option, allowed=allowed)
    for fact in facts_in(matrix.block("errors", "retry")):
        key = fact.keys[-1]
        if not (key.isascii() and key.isdecimal() and _LEAST <= int(key[:9]) <= _MOST):
            yield about(fact, got=key, allowed=allowed)


def status_terminal(subject: Subject) -> Iterator[Flaw]:
    """Statuses of which none ends a task."""
    matrix = subject.matrix
    statuses = matrix.block("task", "statuses")
    ends = (matrix.flag("task", "statuses", name, "terminal") for name in statuses)
    if statuses and not any(ends):
        where = subject.key("task", "statuses")
        yield Flaw("task.statuses", where, fix="write `terminal: true` for those that end it")
