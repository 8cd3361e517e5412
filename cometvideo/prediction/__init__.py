"""Prediction: what the upstream will do with a request, by the matrix alone."""

from cometvideo.prediction.costs import UNSTATED, Cost
from cometvideo.prediction.oracle import KINDS, predict, shortest_limit
from cometvideo.prediction.outcomes import (
    Accept,
    Acceptance,
    Assumption,
    Outcome,
    Prediction,
    Reject,
    Rendering,
    Verdict,
)
from cometvideo.prediction.prices import whatever_it_costs
from cometvideo.prediction.serving import check_serving

__all__ = [
    "KINDS",
    "UNSTATED",
    "Accept",
    "Acceptance",
    "Assumption",
    "Cost",
    "Outcome",
    "Prediction",
    "Reject",
    "Rendering",
    "Verdict",
    "check_serving",
    "predict",
    "shortest_limit",
    "whatever_it_costs",
]
