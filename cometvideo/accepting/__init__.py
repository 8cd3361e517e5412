"""Accepting: findings of drift written down as an overlay of the spec."""

from cometvideo.accepting.overlay import Accepted, accept
from cometvideo.accepting.proposals import LeftOut

__all__ = ["Accepted", "LeftOut", "accept"]
