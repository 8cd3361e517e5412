"""A list of models after `only` is one list, in words that are known and in others."""

import pytest

from tests.documentation.copies import adrift, check, content

SOLE = "Solo doubao-seedance-2-0 e doubao-seedance-2-0-fast"
FACT = "models.{}.input_reference.accepted"
ONE, FIVE = "doubao-seedance-1-0-pro", "doubao-seedance-1-5-pro"


@pytest.mark.parametrize("added", [ONE, FIVE])
def test_a_name_more_in_a_list_denies_none_of_the_others(added: str) -> None:
    page = content("create.it.txt").decode()
    assert SOLE in page
    changed = page.replace(SOLE, SOLE.replace("Solo ", f"Solo {added}, "))
    assert adrift(check(changed.encode(), name="create.it.txt")) == {FACT.format(added)}
