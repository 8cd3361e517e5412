"""How a header carries a key: after the word of its scheme, or alone."""

__all__ = ["carried", "key_carried"]


def carried(scheme: object, key: str) -> str:
    """The value of the header that carries a key: after its scheme, or alone without one."""
    return f"{scheme} {key}" if scheme else key


def key_carried(scheme: object, header: str) -> str:
    """The key that such a header carries; "" where it is of another scheme, or there is none."""
    if not scheme:
        return header.strip()
    found, _, key = header.strip().partition(" ")
    return key.strip() if found.lower() == str(scheme).lower() else ""
