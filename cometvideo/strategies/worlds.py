"""Worlds, drawn: every upstream that the documentation allows."""

from hypothesis import strategies as st

from cometvideo.facts.matrix import Matrix
from cometvideo.facts.worlds import settle

__all__ = ["worlds"]


def worlds(matrix: Matrix) -> st.SearchStrategy[Matrix]:
    """Worlds of a matrix: each of its open facts decided for one of its options.

    They shrink to the world of the first options. A world costs a few milliseconds, most of them
    for the first prediction in it, so draw several requests for one world.
    """
    options = {fact.path: st.sampled_from(fact.one_of) for fact in matrix.open_facts}
    return st.builds(settle, st.just(matrix), st.fixed_dictionaries(options))
