"""Strategies: what Hypothesis draws to test a program that speaks to this API.

Needs the package `hypothesis`. Every strategy is made from a matrix, so that it follows the spec
of the user. Samples come first and shrink to the plainest; further values come from the ranges.
"""

from cometvideo.extras import need

try:
    from cometvideo.samples.tasks import Lifecycle, Step
    from cometvideo.strategies.lifecycles import answers, lifecycles
    from cometvideo.strategies.requests import NearlyValid, nearly_valid, requests
    from cometvideo.strategies.wire_forms import CLIENTS, WireForm, encode, wire_forms
    from cometvideo.strategies.worlds import worlds
except ImportError:
    need("cometvideo.strategies", "hypothesis", "hypothesis")
    raise

__all__ = [
    "CLIENTS",
    "Lifecycle",
    "NearlyValid",
    "Step",
    "WireForm",
    "answers",
    "encode",
    "lifecycles",
    "nearly_valid",
    "requests",
    "wire_forms",
    "worlds",
]
