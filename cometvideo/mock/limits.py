"""Limits: what a client may ask of the patience of whoever serves the mock."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Limits"]


class Limits(NamedTuple):
    """What a client may ask of the server's patience.

    `header_bytes` bounds the headers. `idle_s` seconds may pass until they are complete, and then
    between two pieces of the body; `keep_alive_s` between two requests.
    """

    header_bytes: int = 64 * 1024
    idle_s: float = 20.0
    keep_alive_s: float = 120.0
