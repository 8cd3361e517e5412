"""Addresses: which base URL the key may go to, and which links there can be at all."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from cometvideo.errors import InputError

__all__ = ["checked_base_url", "is_loopback", "why_no_address"]

# Names that nobody can register (RFC 6761, 6762, 8375, 9476), and what routers call a network.
_OWN = ("localhost", "local", "internal", "test", "home.arpa", "lan")


def checked_base_url(given: str, name: str, usual: str, *, unencrypted: bool) -> str:
    """A base URL that the key may be sent to; `name` is where it is set, for messages.

    Raises InputError for what is none, and for one of a public host where everybody on the way
    could read the key, unless that is `unencrypted` on purpose.
    """
    url = given.rstrip("/")
    why = why_no_address(url)
    parts = None if why else urlsplit(url)
    if parts is None or "@" in parts.netloc or parts.query or parts.fragment:
        why = why or "it has more than scheme, host and path"
        raise InputError(
            f"{name} is no base URL ({why}): write scheme, host and path, as in {usual}"
        )
    if parts.scheme == "http" and not unencrypted and not _is_own(parts.hostname or ""):
        raise InputError(
            f"{name} would send the key unencrypted to {parts.hostname}, a public host, for "
            "everybody on the way to read: write https, or say that it is meant with --unencrypted "
            "(--comet-live-unencrypted in pytest, unencrypted=True in Python)"
        )
    return url


def why_no_address(url: str) -> str:
    """Why nothing can be asked for at an address; empty for one of HTTP with a possible host."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
        url.encode()
        if host and ":" not in host:
            host.encode("idna")
    except UnicodeEncodeError:
        return "there is no such text"
    except ValueError:
        return "there can be no such host or port"
    if parts.scheme not in {"http", "https"} or not host:
        return "it begins with neither http:// nor https:// and a host"
    return "" if url.isprintable() and " " not in url else "it has blanks or control characters"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower().rstrip(".").rpartition(".")[2] == "localhost"


def _is_own(host: str) -> bool:
    """Whether a host is this machine, or of a network that is not the public one."""
    try:
        return not ip_address(host.partition("%")[0]).is_global
    except ValueError:
        name = host.lower().rstrip(".")
        return "." not in name or f".{name}".endswith(tuple(f".{each}" for each in _OWN))
