"""Accepting: findings of drift written down as an overlay of the spec."""

from cometvideo.accepting.proposals import LeftOut
from cometvideo.accepting.proposing import Accepted, accept
from cometvideo.accepting.told import Told, read_told

__all__ = ["Accepted", "LeftOut", "Told", "accept", "read_told"]
