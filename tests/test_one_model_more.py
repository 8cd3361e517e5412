"""One model more in a copy of the shipped spec: every reader takes it."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import find

from cometvideo import Matrix, load_family, predict, shipped_specs
from cometvideo.changes import diff
from cometvideo.documentation import Copy, check_documentation
from cometvideo.export import cases_text, json_schema, openapi
from cometvideo.facts.lint import lint
from cometvideo.live.deriving import probes_of
from cometvideo.mock import MockApi
from cometvideo.strategies import requests
from tests.mock.talk import Talker
from tests.thorough import thorough

FIXTURES = Path(__file__).parents[1] / "fixtures"
LITE = "doubao-seedance-1-0-lite"


@pytest.fixture(scope="module")
def with_lite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped spec with the block that CONTRIBUTING.md shows."""
    recipe = FIXTURES.with_name("CONTRIBUTING.md").read_text(encoding="utf-8")
    block = re.search(r"```yaml\nsources:\n(.*?)models:\n(.*?)```", recipe, re.DOTALL)
    assert block
    text = shipped_specs()["seedance"].read_text(encoding="utf-8")
    for section, added in zip(("sources", "models"), block.groups(), strict=True):
        text = re.sub(rf"^{section}:\n(?:[ #].*\n|\n)*", rf"\g<0>{added}", text, flags=re.MULTILINE)
    copy = tmp_path_factory.mktemp("spec") / "seedance.yaml"
    copy.write_text(text, encoding="utf-8")
    return copy


def asked(**fields: Any) -> dict[str, Any]:
    return {"prompt": "a kite over the sea", "model": LITE, **fields}


def predicts(matrix: Matrix) -> bool:
    verdicts = [predict(matrix, asked(seconds=each)).verdict for each in (2, 3, 8, 9)]
    sizes = {each.size for each in predict(matrix, asked(size="16:9")).renderings}
    return verdicts == ["invalid", "valid", "valid", "invalid"] and sizes == {"864x480", "1248x704"}


def exports_a_schema(matrix: Matrix) -> bool:
    judge = jsonschema.Draft202012Validator(json_schema(matrix))
    return [judge.is_valid(asked(seconds=each)) for each in (8, 9)] == [True, False]


def exports_openapi(matrix: Matrix) -> bool:
    return LITE in json.dumps(openapi(matrix))


def exports_cases(matrix: Matrix) -> bool:
    return f'"model": "{LITE}"' in cases_text(matrix)


def draws(matrix: Matrix) -> bool:
    return find(requests(matrix, "valid", model=LITE), lambda _: True)["model"] == LITE


def mocks(matrix: Matrix) -> bool:
    talker = Talker(MockApi(matrix))
    taken = talker.poll(talker.task(model=LITE, size="1248x704", seconds="8"))
    return taken["model"] == LITE and talker.create(model=LITE, seconds="9").status == 400


def asks_the_api(matrix: Matrix) -> bool:
    return any(each.model == LITE for each in probes_of(matrix))


def reads_pages(matrix: Matrix) -> bool:
    """A page that lists the model and its range agrees; one that has another range does not."""
    page = (FIXTURES / "pages" / "create.txt").read_bytes()
    listed = page.replace(b"-1-0-pro\nExample", b"-1-0-pro,\n" + LITE.encode() + b"\nExample")
    longer = listed.replace(b"from 2 to 10.", b"from 2 to 10. " + LITE.encode() + b" from 3 to 9.")
    old, new = (
        {
            (each.subject, each.verdict)
            for each in check_documentation(matrix, [Copy("page", copy, "create-page")]).drifts
            if LITE in each.subject
        }
        for copy in (listed, longer)
    )
    return (old, new) == (set(), {(f"models.{LITE}.seconds.max", "contradicted")})


def breaks_nobody(matrix: Matrix) -> bool:
    found = diff(load_family("seedance"), matrix)
    return bool(found.judged) and not found.breaking


READERS = [
    *(predicts, exports_a_schema, exports_openapi, exports_cases, mocks, reads_pages),
    *(breaks_nobody, *thorough(draws, id="draws"), *thorough(asks_the_api, id="asks_the_api")),
]


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: getattr(reader, "__name__", None))
def test_a_model_is_one_block_that_every_reader_takes(
    with_lite: Path, reader: Callable[[Matrix], bool]
) -> None:
    matrix = load_family(with_lite)
    assert matrix.models == (*load_family("seedance").models, LITE)
    assert reader(matrix)


def test_the_linters_have_nothing_to_say_of_a_model_more(with_lite: Path) -> None:
    assert lint(with_lite) == ()
