"""Whatever a spec says, its schemas are ones: no choice of nothing, and no default beside them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cometvideo import SpecError, load_family, shipped_specs
from cometvideo.export import json_schema, openapi
from cometvideo.export.flat import flat_schema
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.worlds import settle
from tests.export.tools import OWN_SPECS, missing
from tests.thorough import thorough

WHOLE = Path(__file__).parents[2] / "fixtures/whole/whole.cometvideo.yaml"
SMALL = next(str(each) for each in OWN_SPECS if each.stem == "closed")
ALL = [*shipped_specs(), *(str(each) for each in OWN_SPECS if str(each) != SMALL), str(WHOLE)]

# What may be said beside any spec, with the name of the field that selects the model.
FURTHER = {
    "as it is": "",
    "a model may be left out": "fields: {{ {selector}: {{ required: false, default: {model} }} }}",
    "a size of nothing": "fields: {{ {size}: {{ labels: null, exact: null, pattern: null }} }}",
    "no number fits": "fields: {{ {number}: {{ values: [4], min: 6, max: 9, default: 4 }} }}",
    "another default": "fields: {{ {number}: {{ values: [7], default: 3, min: 1, max: 9 }} }}",
}


def spec_with(tmp_path: Path, name: str, further: str) -> Matrix:
    matrix = load_family(name)
    fields = {str(block.value("kind")): field for field, block in matrix.blocks("fields")}
    selects = [field for field, block in matrix.blocks("fields") if "selects" in block]
    told = further.format(
        selector=selects[0],
        model=matrix.models[0],
        size=fields.get("size"),
        number=fields.get("integer"),
    )
    path = tmp_path / "further.cometvideo.yaml"
    path.write_text(f"format: 1\nname: further\nextends: {name}\n{told}\n", encoding="utf-8")
    return load_family(path)


def worlds(matrix: Matrix) -> Iterator[Matrix]:
    """As it is, and with every open fact at its last option."""
    yield matrix
    if matrix.open_facts:
        yield settle(matrix, {fact.path: fact.one_of[-1] for fact in matrix.open_facts})


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document."""
    if isinstance(schema, dict):
        yield schema
    for each in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(each, dict | list):
            yield from parts(each)


@pytest.mark.parametrize("further", FURTHER.values(), ids=FURTHER)
@pytest.mark.parametrize("name", [SMALL, *thorough(*ALL)], ids=lambda name: Path(name).stem)
def test_every_schema_is_one(name: str, further: str, tmp_path: Path) -> None:
    try:
        from openapi_spec_validator import validate
    except ImportError:
        missing("openapi-spec-validator is not installed")
    try:
        spec = spec_with(tmp_path, name, further)
    except SpecError:
        return  # what contradicts itself is refused before it is exported
    for matrix in worlds(spec):
        document = openapi(matrix)
        validate(document)
        schemas = document["components"]["schemas"]  # type: ignore[index]
        for schema in (schemas, json_schema(matrix), flat_schema(matrix)):
            for part in parts(schema):
                assert part.get("enum") != [], part
                if "default" in part and not isinstance(part["default"], dict):
                    jsonschema.validate(part["default"], part)
