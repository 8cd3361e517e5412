"""What stands beside the lists: paths to poll, cells that are no sizes, words that seem near."""

import pytest

from cometvideo import load_family
from cometvideo.documentation.comparing import ReadPage, compare
from cometvideo.documentation.pages.page import Page, Passage, Row, Table
from cometvideo.documentation.reading.asides import read_asides
from cometvideo.documentation.reading.names import Names
from cometvideo.documentation.reading.sizes import read_sizes
from cometvideo.documentation.reading.statements import Notes
from cometvideo.documentation.reading.taking import takers
from cometvideo.documentation.reading.written_sizes import Signs, columns_of

MATRIX = load_family("seedance")
NAMES = Names(MATRIX.models)
TWO, FAST, *_ = MATRIX.models
POLLED = ("operations", "retrieve", "path")


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("Ask GET /v1/videos/{id}.", ["/v1/videos/{id}"]),
        ("Ask GET /v1/videos/:task.", ["/v1/videos/{id}"]),
        ("Ask GET /v1/videos/{id}/state.", ["/v1/videos/{id}/state"]),
        ("Ask PUT /v1/videos/{id}.", []),
        ("Ask GET /v1/videos/latest.", []),
        ("Ask GET /v1/jobs/{id}.", []),
        ("Ask GET /v1/videos{id}.", []),
        ("Ask GET /v1/videos/{id}/a or GET /v1/videos/{id}/b.", []),
        ("Send POST /v1/videos/{id}/remix.", []),
        ("Ask about it.", []),
    ],
)
def test_the_path_to_poll_is_below_that_of_the_page(text: str, paths: list[str]) -> None:
    notes = Notes()
    read_asides(Page("p", "text", passages=(Passage(text, 1),)), MATRIX, "create", NAMES, notes)
    reading = notes.reading()
    assert [each.value for each in reading.statements if each.keys == POLLED] == paths
    assert {each.keys for each in reading.statements} <= {POLLED}
    is_below = "GET /v1/videos/{" in text or "GET /v1/videos/:" in text
    assert (POLLED in reading.places) == is_below


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ask GET /v1/videos/{id}.", {"retrieve": "/v1/videos/{id}"}),
        ("Ask GET /v1/videos/{id}/content.", {"content": "/v1/videos/{id}/content"}),
        ("Send DELETE /v1/videos/{id}.", {"delete": "/v1/videos/{id}"}),
        ("Send POST /v1/videos/{id}/remix.", {"remix": "/v1/videos/{id}/remix"}),
        ("Send DELETE /v1/videos/{id}/now.", {"delete": "/v1/videos/{id}/now"}),
        ("Ask GET /v1/videos.", {}),
    ],
)
def test_the_path_of_one_operation_is_not_that_of_another(text: str, told: dict[str, str]) -> None:
    matrix, notes = load_family("sora"), Notes()
    page = Page("p", "text", passages=(Passage(text, 1),))
    read_asides(page, matrix, "create", Names(matrix.models), notes)
    reading = notes.reading()
    paths = {(each.keys[1], each.value) for each in reading.statements}
    assert paths == set(told.items())
    assert {keys[1] for keys in reading.places} == told.keys()


def test_an_operation_without_a_parameter_is_none_below_the_page() -> None:
    matrix, notes = load_family("sora"), Notes()
    page = Page("p", "text", passages=(Passage("Ask GET /v1/videos/{id}/file.", 1),))
    read_asides(page, matrix, "create", Names(matrix.models), notes)
    assert ("operations", "list", "path") not in notes.reading().places


ASKED, ANSWERED = "1920x1080", "1920x1088"


@pytest.mark.parametrize(
    ("text", "stated", "odd"),
    [
        (f"{TWO} takes {ASKED}, rendered as {ANSWERED}.", {TWO: ANSWERED}, set()),
        (
            f"{TWO} and {FAST} take {ASKED}, rendered as {ANSWERED}.",
            {TWO: ANSWERED, FAST: ANSWERED},
            set(),
        ),
        (
            f"{TWO} takes {ASKED}, rendered as {ANSWERED}, {FAST} has {ASKED} returned as 864x480.",
            {TWO: ANSWERED, FAST: "864x480"},
            set(),
        ),
        (
            f"{TWO} takes {ASKED}, rendered as {ANSWERED}. {FAST} does too.",
            {TWO: ANSWERED},
            set(),
        ),
        (f"{TWO} turns {ASKED} into {ANSWERED}.", {}, {TWO}),
        (f"{TWO} renders {ASKED} as {ANSWERED}.", {}, {TWO}),
        (f"{TWO} takes {ASKED}, never rendered as {ANSWERED}.", {}, {TWO}),
        (f"{TWO} takes {ASKED} and {ANSWERED}.", {}, set()),
        (f"{TWO} takes {ASKED}, rendered as {ASKED}.", {}, set()),
        (f"{TWO} takes {ASKED}, rendered as {ANSWERED} or 864x496.", {}, set()),
        (f"{TWO} takes {ASKED}.", {}, set()),
        (f"It takes {ASKED}, rendered as {ANSWERED}.", {}, set()),
    ],
)
def test_a_size_that_is_rendered_as_another(
    text: str, stated: dict[str, str], odd: set[str]
) -> None:
    notes = Notes()
    read_asides(Page("p", "text", passages=(Passage(text, 1),)), MATRIX, "create", NAMES, notes)
    reading = notes.reading()
    renders = {(each.keys[1], *each.keys[2:], each.value) for each in reading.statements}
    field = ("size", "renders", ASKED)
    assert renders == {(model, *field, (ASKED, size)) for model, size in stated.items()}
    assert {each.keys for each in reading.unclear} == {("models", each, *field) for each in odd}
    # What may be rendered as something nobody names is not told by any sentence.
    assert {*reading.places} == {("models", TWO, *field)}


@pytest.mark.parametrize(
    ("heading", "row", "unread"),
    [
        (("", "", "Seedance 2.0", "Note"), ("480p", "16:9", "864x496", "soon"), ("soon",)),
        (("", "Note", "", "Seedance 2.0"), ("480p", "odd", "16:9", "864x496"), ()),
        (("", "16:9", "4:3"), ("480p", "soon", "752x560"), ("soon",)),
        (("", "16:9", "4:3"), ("480p", "864x496", "soon"), ("soon",)),
        (("", "16:9", "4:3"), ("480p", "-", "752x560"), ()),
    ],
)
def test_a_cell_that_should_be_a_size(
    heading: tuple[str, ...], row: tuple[str, ...], unread: tuple[str, ...]
) -> None:
    (found,) = columns_of([Table(heading, (Row(row, 2),), 1)], NAMES, Signs(MATRIX))
    assert found.unread == unread


@pytest.mark.parametrize(
    ("lead", "whose"),
    [
        ("Seedance 2.0", "Seedance 2.0"),
        ("## Sizes of Seedance 2.0:", "Sizes of Seedance 2.0"),
        ("Seedance 2.0 and Seedance 2.0 Fast models", "Seedance 2.0 and Seedance 2.0 Fast models"),
        # With other words it is a sentence, which may say anything of the model.
        ("Sizes for others than Seedance 2.0", ""),
        ("Unlike Seedance 2.0", ""),
        ("Seedance 2.0 models, the old sizes", ""),
        ("Sizes of the models", ""),
        ("480p for Seedance 2.0", ""),
    ],
)
def test_a_heading_of_models_gives_them_the_table_below(lead: str, whose: str) -> None:
    table = Table(("", "Pixels"), (Row(("480p", "16:9", "864x496"), 2),), 1, lead)
    (found,) = columns_of([table], NAMES, Signs(MATRIX))
    assert found.text == (whose or "Pixels")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"Only {TWO} takes it.", {(TWO, True, True), (FAST, False, True)}),
        (f"{TWO} takes it and only then is read.", {(TWO, True, False), (FAST, False, False)}),
        (f"Only {TWO} does not take it.", {(TWO, True, False), (FAST, False, False)}),
        (f"{TWO} does not accept it as the only one to show.", {(TWO, False, True)}),
    ],
)
def test_only_is_said_of_the_models_it_stands_at(
    text: str, told: set[tuple[str, bool, bool]]
) -> None:
    found, _ = takers(text, NAMES, [TWO, FAST])
    assert {(each.model, each.is_taken, each.is_sure) for each in found} == told


def test_a_list_on_the_page_of_another_source_is_not_the_list_of_this_one() -> None:
    whole = Notes()
    lists = [("fields",), ("models",), ("task", "fields"), ("task", "statuses")]
    for keys in lists:
        whole.found(*keys)
    empty, other = Notes().reading(), whole.reading()
    page = Page("p", "text")
    reads = [ReadPage(page, "create-page", empty), ReadPage(page, "retrieve-page", other)]
    drifts = compare(MATRIX, reads).drifts
    assert {each.subject for each in drifts if each.source == "create-page"} >= {
        ".".join(keys) for keys in lists[:3]
    }
    kept = [each.subject for each in drifts if each.source == "retrieve-page"]
    assert {".".join(keys) for keys in lists} & {*kept} == set()


def test_a_column_of_no_known_table_states_nothing() -> None:
    notes = Notes()
    table = Table(("", "", "Pixels"), (Row(("480p", "16:9", "111x222"), 2),), 1)
    read_sizes(Page("p", "text", tables=(table,), closed=True), MATRIX, NAMES, notes)
    reading = notes.reading()
    assert [each.keys for each in reading.unclear] == [("sizes",)]
    assert reading.statements == ()
