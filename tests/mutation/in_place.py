"""Put a mutant into functions that are imported already, which saves importing everything again."""

import gc
from collections import defaultdict
from collections.abc import Iterator
from inspect import CO_NEWLOCALS
from pathlib import Path
from types import CodeType, FunctionType

from tests.mutation.mutants import mutated

__all__ = ["patch"]


def patch(module: Path, number: int) -> bool:
    """Give the functions of a module the code of its mutant, in this process.

    False, and nothing is done, where that cannot be: what changes is run at import.
    """
    source = module.read_text(encoding="utf-8")
    old, new = (
        _codes(compile(tree, str(module), "exec", dont_inherit=True))
        for tree in (source, mutated(source, number))
    )
    instead: dict[CodeType, CodeType] = {}
    for place in old.keys() & new.keys():
        if len(old[place]) != len(new[place]):
            return False
        for was, now in zip(old[place], new[place], strict=True):
            if _by_itself(was) != _by_itself(now) and not was.co_flags & CO_NEWLOCALS:
                return False
            if was != now and was.co_flags & CO_NEWLOCALS:
                instead[was] = now
    functions = [
        each
        for each in gc.get_objects()
        if isinstance(each, FunctionType) and each.__code__ in instead
    ]
    if any(each.__code__.co_freevars != instead[each.__code__].co_freevars for each in functions):
        return False
    for each in functions:
        each.__code__ = instead[each.__code__]
    return bool(functions)


def _codes(code: CodeType) -> dict[tuple[str, int], list[CodeType]]:
    """The code of everything in a module, by its name and line."""
    found = defaultdict(list)
    for each in _within(code):
        found[each.co_qualname, each.co_firstlineno].append(each)
    return found


def _within(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _within(each)


def _by_itself(code: CodeType) -> CodeType:
    """Code without that of the functions in it."""
    return code.replace(co_consts=tuple(c for c in code.co_consts if not isinstance(c, CodeType)))
