"""The bill as people look at it: what was bought, by model and by key, and what twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from cometvideo.mock.journal import Entry
from cometvideo.mock.state import Bill, State
from cometvideo.mock.tasks import Task
from cometvideo.wire.credentials import Credentials

__all__ = ["Double", "Share", "by_key", "by_model", "doubles"]


class Share(NamedTuple):
    """What part of a bill is whose; `part` is in percent of the money, or of the seconds."""

    name: str
    bill: Bill
    part: int


class Double(NamedTuple):
    """Creates of one key that ask for the same, of which each was billed."""

    model: str
    owner: str
    numbers: tuple[int, ...]
    tasks: tuple[str, ...]


def _bill_of(task: Task) -> Bill:
    order = task.order
    if order.amount is not None and not order.currency:
        return Bill()  # nobody paid for it
    seconds, unpriced = order.rendering.seconds or 0, order.amount is None
    return Bill(1, seconds, int(unpriced), order.amount or 0, order.currency)


def by_model(tasks: Iterable[Task], hidden: Credentials) -> list[Share]:
    """What the tasks cost by their models, the dearest first."""
    return _shares(((each.order.model, _bill_of(each)) for each in tasks), hidden.text)


def by_key(state: State, hidden: Credentials) -> list[Share]:
    """What each key was billed, by its fingerprint."""
    bills = ((each.owner or "no key", each.bill) for each in state.accounts.values())
    return _shares(bills, hidden.text)


def _shares(bills: Iterable[tuple[str, Bill]], shown: Callable[[str], str]) -> list[Share]:
    found: dict[str, Bill] = {}
    for name, bill in bills:
        found[name] = found.get(name, Bill()).plus(bill)
    money = sum(each.millionths for each in found.values())
    seconds = sum(each.seconds for each in found.values())
    shares = [
        Share(
            shown(name),
            bill,
            round(100 * bill.millionths / money if money else 100 * bill.seconds / (seconds or 1)),
        )
        for name, bill in found.items()
        if bill.tasks
    ]
    return sorted(shares, key=lambda each: (-each.bill.millionths, -each.bill.seconds, each.name))


def doubles(entries: Iterable[Entry], hidden: Credentials) -> list[Double]:
    """The creates that were billed more than once, by what is known of what they asked for."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for each in entries:
        sent = each.sent if each.created else None
        if sent is not None:
            found.setdefault((each.owner, repr(sorted(sent.fields.items()))), []).append(each)
    return [
        Double(
            hidden.text(str(dict(same[0].sent.fields).get("model", "")) if same[0].sent else ""),
            owner or "no key",
            tuple(each.number for each in same),
            tuple(hidden.text(each.task or "") for each in same),
        )
        for (owner, _), same in found.items()
        if len(same) > 1
    ]
