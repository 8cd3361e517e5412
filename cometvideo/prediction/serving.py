"""What a spec must say to be spoken over HTTP, beyond what a prediction reads."""

from cometvideo.errors import InputError
from cometvideo.facts.matrix import Matrix

__all__ = ["check_serving"]

# Each of these is a fact, or a block with one.
_NEEDED = (
    ("service", "host"),
    ("service", "base_url"),
    ("service", "auth_header"),
    ("operations", "create", "method"),
    ("operations", "create", "path"),
    ("operations", "retrieve", "method"),
    ("operations", "retrieve", "path"),
    ("task", "fields"),
    ("task", "initial"),
    ("task", "statuses"),
)


def check_serving(matrix: Matrix) -> None:
    """Raise InputError where a spec lacks what its API is spoken with, naming all of it."""
    missing = [
        ".".join(keys) for keys in _NEEDED if matrix.fact(*keys) is None and not matrix.block(*keys)
    ]
    if missing:
        raise InputError(
            f"spec {matrix.name} can be validated against, but not spoken: it lacks "
            f"{', '.join(missing)}; add them, or let it extend a spec that has them"
        )
