"""Public names that are imported when they are first used: importing a package costs nothing."""

import sys

# As `collections.abc.Callable`, which would take longer to import than all else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["lazily"]


def lazily(package: str, homes: "Mapping[str, str]") -> "Callable[[str], object]":
    """A `__getattr__` (PEP 562) for a package.

    `homes` has names, with spaces between, by the module of cometvideo that they come from.
    """
    modules = {name: module for module, names in homes.items() for name in names.split()}

    def getter(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(f"cometvideo.{modules[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return getter
