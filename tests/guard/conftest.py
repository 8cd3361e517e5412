"""Guards for tests."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.guard.stand import Stand


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Callable[..., "Stand"]]:
    from tests.guard.stand import Stand

    with ExitStack() as ledgers:

        def make(**settings: Any) -> "Stand":
            made = Stand(tmp_path, **settings)
            ledgers.callback(made.ledger.close)
            return made

        yield make
