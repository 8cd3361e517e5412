"""Worlds, drawn: every upstream that the documentation allows."""

from typing import overload

from hypothesis import strategies as st

from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.worlds import choose_world

__all__ = ["worlds"]


@overload
def worlds(spec: Matrix) -> st.SearchStrategy[Matrix]: ...
@overload
def worlds(spec: AnySpec) -> st.SearchStrategy[AnySpec]: ...
def worlds(spec: AnySpec) -> st.SearchStrategy[AnySpec]:
    """Worlds of a spec: each of its open facts decided for one of its options.

    They shrink to the world of the first options. A world costs a few milliseconds, most of them
    for the first prediction in it, so draw several requests for one world.
    """
    options = {fact.path: st.sampled_from(fact.one_of) for fact in spec.open_facts}
    return st.builds(choose_world, st.just(spec), st.fixed_dictionaries(options))
