"""Pages of others: what a browser on this machine may have sent for them to a server here."""

from __future__ import annotations

import re
from collections.abc import Callable

from cometvideo.wire.exchange import HttpRequest

__all__ = ["is_here", "name_of", "why_foreign"]


def name_of(host: str) -> str:
    """A host without its port, in lower case; an address of IPv6 keeps its brackets."""
    return re.sub(r":\d*\Z", "", host).lower()


def is_here(host: str) -> bool:
    """Whether a host (with or without a port) is this machine, as nobody else can name it.

    A page can give its own name the address of this machine, but not the other way round.
    """
    name = name_of(host)
    return name in {"", "localhost"} or name.endswith(".localhost") or _is_address(name.strip("[]"))


def why_foreign(request: HttpRequest, here: Callable[[str], bool] = is_here) -> str:
    """Why a page of another origin may have sent a request; "" where none can have."""
    host = request.host.lower()
    if not here(host):
        return (
            f"{request.host[:100]!r} is not a name of this server; ask it as localhost or by its "
            "address, or send the header Host: localhost"
        )
    origin = request.header("origin")
    if origin is not None and (not host or origin.partition("://")[2].lower() != host):
        return f"a page of {origin[:100]!r} may not ask here; nothing was done"
    site = request.header("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return "a page of another site may not ask here; nothing was done"
    return ""


def _is_address(name: str) -> bool:
    from ipaddress import ip_address

    try:
        ip_address(name)
    except ValueError:
        return False
    return True
