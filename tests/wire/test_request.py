"""What a value is in a form."""

import pytest

from cometvideo.wire.request import written


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        (8, "8"),
        (8.0, "8"),
        (-0.5, "-0.5"),
        (1e-7, "0.0000001"),
        ("True", "True"),
        ("8.0", "8.0"),
    ],
)
def test_a_value_as_a_form_carries_it(value: object, text: str) -> None:
    assert written(value) == text
