"""Leftovers: sentences that may say something of their own, and that no reader took in."""

from cometvideo.documentation.leftovers.looking import leftovers

__all__ = ["leftovers"]
