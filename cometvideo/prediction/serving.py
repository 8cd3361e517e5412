"""What a spec must say to be spoken over HTTP, beyond what a prediction reads."""

from cometvideo.errors import InputError
from cometvideo.facts.matrix import Matrix

__all__ = ["check_serving", "lacking"]


def lacking(matrix: Matrix) -> list[str]:
    """The paths of all that a spec lacks of what its API is spoken with."""
    from cometvideo.facts.vocabulary import ANY_KEY, every_row

    return [
        ".".join(keys)
        for keys, row in every_row()
        if row.needed and ANY_KEY not in keys and matrix.tree.at(*keys) is None
    ]


def check_serving(matrix: Matrix) -> None:
    """Raise InputError where a spec lacks what its API is spoken with, naming all of it."""
    if missing := lacking(matrix):
        raise InputError(
            f"spec {matrix.name} can be validated against, but not spoken: it lacks "
            f"{', '.join(missing)}; add them, or let it extend a spec that has them"
        )
