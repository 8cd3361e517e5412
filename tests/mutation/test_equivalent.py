"""The list of mutants that no test can tell is true to the code as it stands."""

import pytest

from tests.mutation.mutants import mutants_of

pytest.importorskip("coverage")

from tests.mutation.__main__ import equivalents
from tests.mutation.trials import ROOT


def test_each_of_them_can_be_made_and_has_a_reason() -> None:
    known = equivalents()
    made = {
        (module, each.text, each.was, each.now)
        for module in {each[0] for each in known}
        for each in mutants_of((ROOT / module).read_text(encoding="utf-8"))
    }
    assert known.keys() - made == set()
    assert all(reason for reason in known.values())
