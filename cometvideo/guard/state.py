"""The state of a guard, for scripts and for people who look."""

from __future__ import annotations

from collections.abc import Iterable

from cometvideo.guard.budget import Budget
from cometvideo.guard.ledger import Ledger
from cometvideo.guard.stopping import Stopping
from cometvideo.money import json_number

__all__ = ["state_of"]


def state_of(ledger: Ledger, budgets: Iterable[Budget], stopping: Stopping) -> dict[str, object]:
    """What was sent, what is open and what is left, as JSON has it.

    Budgets are in seconds of video or in their currency; what is left of those for each key stands
    under its fingerprint. Raises InputError where the ledger cannot be read.
    """
    return {
        "stopped": stopping.why or None,
        "locked_out": dict(stopping.locked_out),
        "creates": [
            {
                "model": model,
                "state": state,
                "number": number,
                "seconds": seconds,
                "cost_at_most": json_number(amount) if number > unpriced else None,
                "currency": currency or None,
                "unpriced": unpriced,
            }
            for model, state, number, seconds, amount, unpriced, currency in ledger.totals()
        ],
        "open": [each.id for each in ledger.unclear()],
        "budgets": [
            {
                "budget": str(each),
                "most": _plain(each, each.most),
                "left": {
                    of or "all": _plain(each, max(each.most - much, 0))
                    for of, much in ledger.spending(each).items()
                },
            }
            for each in budgets
        ],
    }


def _plain(budget: Budget, much: int) -> float:
    return json_number(much) if budget.currency else much
