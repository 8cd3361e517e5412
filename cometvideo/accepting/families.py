"""Families: which family of an endpoint a report is about, and its findings by its own paths."""

from collections.abc import Collection, Iterable, Iterator

from cometvideo.drift import ACCEPTABLE
from cometvideo.errors import InputError
from cometvideo.reports.drift import ReportedDrift

__all__ = ["family_in", "of_family"]


def family_in(
    findings: Collection[ReportedDrift], families: Collection[str], only: Collection[str] = ()
) -> str:
    """The family that alone has drift, of that with these ids if there are any; raises InputError.

    Where there is none to accept, it is the first.
    """
    wanted = [
        each
        for each in findings
        if (each.id in only if only else each.verdict in ACCEPTABLE and not each.accepted)
    ]
    found = dict.fromkeys(
        family for each in wanted if (family := each.subject.partition(":")[0]) in families
    )
    if len(found) > 1 or (wanted and not found):
        whose = ", ".join(found) or "what several families share"
        raise InputError(
            f"there is drift of {whose}, and an overlay is of one family: give that as --spec, "
            f"of {', '.join(families)}"
        )
    return next(iter(found or families))


def of_family(
    findings: Iterable[ReportedDrift], family: str, families: Collection[str]
) -> Iterator[ReportedDrift]:
    """What is said of a family, and of all of them, with paths as the family has them."""
    for each in findings:
        head, _, path = each.subject.partition(":")
        if head == family:
            yield each._replace(subject=path)
        elif head not in families:
            yield each
