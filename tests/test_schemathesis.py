"""Schemathesis, asked to find where the mock is not as the exported OpenAPI document says."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from cometvideo import load_family
from cometvideo.export import openapi
from cometvideo.mock import Server, serve

pytestmark = pytest.mark.thorough

pytest.importorskip("httptools")

KEY = "sk-let-in"
CREATE, RETRIEVE = ("/v1/videos", "POST"), ("/v1/videos/{id}", "GET")

# The document allows what some upstream may take, so that one of them may refuse it; and the API
# answers faults of its clients with 500 and 503, by its own documentation.
NOT_ASKED = ("positive_data_acceptance", "not_a_server_error")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve(keys=[KEY]) as running:
        yield running


def probe(
    server: Server, document: dict[str, Any], where: tuple[str, str], mode: str, examples: int
) -> None:
    """Send what the document allows (`positive`) or forbids, and raise for what it excludes."""
    import schemathesis

    path, method = where
    operation = schemathesis.openapi.from_dict(document)[path][method]
    skipped = [schemathesis.checks.CHECKS.get_one(name) for name in NOT_ASKED]

    @settings(
        max_examples=examples,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode(mode)))
    def ask(case: Any) -> None:
        headers = {"Authorization": f"Bearer {KEY}"}
        case.call_and_validate(server.origin, headers=headers, excluded_checks=skipped)

    run: Callable[[], None] = ask
    run()


@pytest.mark.parametrize("world", [None, "1", "2"])
@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.parametrize(
    ("where", "examples"), [(CREATE, 25), (RETRIEVE, 10)], ids=["create", "retrieve"]
)
def test_the_mock_is_as_the_document_says(
    server: Server, world: str | None, mode: str, where: tuple[str, str], examples: int
) -> None:
    server.reset()
    server.world(seed=world)
    probe(server, openapi(load_family("seedance")), where, mode, examples)
    assert len(server.journal) >= examples


@pytest.mark.parametrize("spec", ["seedance@2026-04"])
def test_so_is_that_of_another_generation(spec: str) -> None:
    with serve(spec, keys=[KEY]) as server:
        probe(server, openapi(load_family(spec)), CREATE, "positive", 15)
        assert server.bill.tasks > 0


@pytest.mark.parametrize("status", ["200", "400"])
def test_a_document_that_leaves_out_a_status_is_found_out(server: Server, status: str) -> None:
    server.reset()
    document: dict[str, Any] = copy.deepcopy(openapi(load_family("seedance")))
    del document["paths"][CREATE[0]]["post"]["responses"][status]
    with pytest.raises(BaseException, match="Undocumented status code"):
        probe(server, document, CREATE, "positive", 25)
