"""Put one mutant into the package for a run of pytest: `-p tests.mutation.plugin`.

The environment names it, as `COMETVIDEO_MUTANT=path:number`, and a file with the names of the
tests to run, in their order, as `COMETVIDEO_TESTS=path`. The mutant lives in this process alone:
what tests start as programs runs as it is.
"""

import json
import os
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from tests.mutation.mutants import mutated


class Mutated(SourceFileLoader):
    """A loader that compiles the mutant instead of the module."""

    number = 0

    def get_code(self, fullname: str) -> CodeType | None:
        """Compile the mutated tree; bytecode is neither read nor written."""
        del fullname
        source = self.get_data(self.path).decode()
        return compile(mutated(source, self.number), self.path, "exec", dont_inherit=True)


class Finder:
    """Finds the module of the mutant before anything else does."""

    def __init__(self, path: str, number: int) -> None:
        self.path, self.number = path, number

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """The spec of that module, with a loader of ours; None for any other."""
        spec = PathFinder.find_spec(name, path, target) if name.startswith("cometvideo") else None
        if spec is None or spec.origin != self.path:
            return None
        loader = Mutated(name, self.path)
        loader.number = self.number
        spec.loader = loader
        return spec


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the tests that were asked for, in their order."""
    ids = json.loads(Path(os.environ["COMETVIDEO_TESTS"]).read_text(encoding="utf-8"))
    place = {name: at for at, name in enumerate(ids)}
    items[:] = sorted(
        (item for item in items if item.nodeid in place), key=lambda item: place[item.nodeid]
    )


file, _, nth = os.environ["COMETVIDEO_MUTANT"].rpartition(":")
sys.meta_path.insert(0, Finder(file, int(nth)))
