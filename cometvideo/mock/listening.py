"""Listening: sockets that take connections, never more of them than there are descriptors."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable

from cometvideo.errors import InputError
from cometvideo.mock.uploads import Limits

__all__ = ["LOOPBACK", "accept", "fitting", "is_loopback", "listen", "origin"]

LOOPBACK = "127.0.0.1"

_SPARE = 64  # descriptors that are left to everything else in the process
_BACK_OFF_S = 0.1


def listen(host: str = LOOPBACK, port: int = 0, *, remote: bool = False) -> socket.socket:
    """A socket that listens; port 0 takes any that is free.

    An address that other machines can reach has to be wanted: `remote`. Raises InputError.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, for asyncio sends small packets at once (TCP_NODELAY) only then.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        is_meant = remote or is_loopback(listening)
        if is_meant:
            listening.listen(2048)
    except (OSError, OverflowError, TypeError, ValueError) as error:
        # A name that no host can have is a TypeError or a ValueError to Python.
        why = error if isinstance(error, OSError | OverflowError) else "no host is called so"
        listening.close()
        raise InputError(
            f"cannot listen at {host} port {port}: {why}; give an address of this machine and a "
            "free port, or port 0 for any that is free"
        ) from None
    if not is_meant:
        listening.close()
        raise InputError(
            f"other machines can reach {host}, and whoever reaches the mock may use it and change "
            f"it; listen at {LOOPBACK}, or say that it is meant: --allow-remote, or remote=True"
        )
    return listening


def is_loopback(listening: socket.socket) -> bool:
    """Whether only this machine can reach what listens there."""
    return ipaddress.ip_address(listening.getsockname()[0].partition("%")[0]).is_loopback


def origin(listening: socket.socket) -> str:
    """Scheme, host and port under which this machine finds what listens there."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": LOOPBACK, "::": "::1"}.get(host, host)  # noqa: S104 - where all are meant
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def fitting(limits: Limits) -> Limits:
    """The limits, with no more connections than this process may have open files."""
    try:
        import resource
    except ImportError:  # Windows, where sockets are not counted among files
        return limits
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if files == resource.RLIM_INFINITY:
        return limits
    return limits._replace(connections=min(limits.connections, max(files - _SPARE, files // 2)))


async def accept(
    listening: socket.socket,
    new: Callable[[], asyncio.BufferedProtocol],
    make_room: Callable[[], None],
) -> None:
    """Take connections until it is cancelled.

    Where there are no descriptors for another one, `make_room` ends one, and clients wait in the
    socket meanwhile.
    """
    loop = asyncio.get_running_loop()
    listening.settimeout(0)
    while True:
        try:
            connection, _ = await loop.sock_accept(listening)
        except ConnectionError:
            continue  # it was gone before it was taken
        except OSError:
            make_room()
            await asyncio.sleep(_BACK_OFF_S)
            continue
        try:
            await loop.connect_accepted_socket(new, connection)
        except OSError:
            connection.close()
