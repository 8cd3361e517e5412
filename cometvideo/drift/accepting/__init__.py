"""Accepting: findings of drift written down as an overlay of the spec."""

from cometvideo.drift.accepting.proposals import LeftOut
from cometvideo.drift.accepting.proposing import Accepted, accept
from cometvideo.drift.accepting.told import Told, read_told

__all__ = ["Accepted", "LeftOut", "Told", "accept", "read_told"]
