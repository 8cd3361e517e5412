"""Which source a page is of, pages that are fetched, and what cannot be judged."""

import pytest

from cometvideo.documentation import check_documentation, fetched
from cometvideo.errors import InputError
from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document
from cometvideo.facts.loading import read_chain
from tests.documentation.copies import MATRIX, PAGES, SPEC, adrift, check, content
from tests.documentation.readings import READ, REPORTS, reported, written


def test_a_page_is_told_by_its_head() -> None:
    report = check("retrieve.txt", source=None)
    assert {each.source for each in report.drifts} == {"retrieve-page"}


@pytest.mark.parametrize(
    ("head", "source", "message"),
    [
        ("POST\n/v9/elsewhere", None, "none of seedance.*SOURCE=page.*create-page"),
        ("POST\n/v1/videos", "nobody", "'nobody' is no source.*create-page"),
        ("POST\n/v1/videos", "retrieve-page", "documents create.*retrieve-page is a source on"),
    ],
    ids=["an unknown operation", "an unknown source", "another operation's page"],
)
def test_what_is_wrong_is_said_with_the_sources(
    head: str, source: str | None, message: str
) -> None:
    text = content("create.txt").decode().replace("POST\n/\nv1\n/\nvideos", head)
    with pytest.raises(InputError, match=message):
        check(text.encode(), source)


def test_a_page_that_may_be_of_several_sources_is_not_guessed() -> None:
    text = """
format: 1
name: two
sources:
  other-page: { kind: documentation, title: Another }
operations: { create: { path: { value: /v1/videos, from: [create-page, other-page] } } }
"""
    matrix = build([*read_chain(SPEC), parse_document(text, "two.yaml")])
    with pytest.raises(InputError, match=r"several sources.*SOURCE=create\.txt"):
        check("create.txt", None, matrix)


def test_a_page_whose_operation_moved_is_drift_when_its_source_is_named() -> None:
    text = content("create.txt").replace(b"v1\n/\nvideos", b"v2\n/\nvideos")
    assert adrift(check(text)) == {"operations.create.path"}


def test_a_document_with_several_operations_is_read_as_several_pages() -> None:
    text = content("create.openapi.yaml").decode()
    one = "\ncomponents:\n"
    more = "\n  /v1/videos/{task}:\n    get: {responses: {}}\n  /v1/other:\n    get: {}" + one
    data = text.replace(one, more, 1).encode()
    assert adrift(check(data)) == set()
    report = check(data, source=None)
    assert {each.source for each in report.drifts} == {"create-page", "retrieve-page"}
    assert {each.source for each in report.drifts if each.verdict == "could not tell"} == {
        "retrieve-page"
    }


@pytest.mark.parametrize("source", ["error-guide", "polling-guide", "create-page-later"])
def test_a_source_of_which_nothing_can_be_read_is_not_fine(source: str) -> None:
    report = check("create.txt", source)
    assert report.exit_code == 3
    assert adrift(report) == {source}


def test_pages_are_fetched_from_their_own_addresses() -> None:
    asked = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        return content("create.html")

    report = check_documentation(MATRIX, fetched(MATRIX, ["create-page"], fetch))
    assert asked == [MATRIX.sources["create-page"].address]
    assert report.exit_code == 0


def test_a_page_that_cannot_be_fetched_is_not_fine() -> None:
    def fetch(address: str) -> bytes:
        raise OSError(f"no way to {address}")

    report = check_documentation(MATRIX, fetched(MATRIX, ["create-page"], fetch))
    assert report.exit_code == 3
    assert {each.verdict for each in report.drifts} == {"could not tell"}
    assert "no way to https://" in report.found[0].finding.message


def test_fetching_an_unknown_source_says_which_there_are() -> None:
    with pytest.raises(InputError, match="the sources are create-page"):
        fetched(MATRIX, ["nobody"], lambda _: b"")


@pytest.mark.parametrize("name", READ)
def test_every_line_of_a_page_is_read_as_it_is_written_down(name: str) -> None:
    assert written(name) == (PAGES / f"{name}.reading").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", REPORTS)
def test_every_finding_is_told_as_it_is_written_down(name: str) -> None:
    assert reported(name) == (PAGES / f"{name}.report").read_text(encoding="utf-8")
