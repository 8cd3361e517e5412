"""Statuses that say something of whoever asks, and nothing of what was asked (RFC 9110)."""

__all__ = ["DENIED", "TOO_MANY"]

TOO_MANY = 429
DENIED = frozenset({401, 402, 403})  # not this key, not without payment, not allowed
