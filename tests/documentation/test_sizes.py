"""Tables of sizes made by hand: whose they are, and what the prose around them adds and takes."""

import pytest

from cometvideo.documentation.pages.page import Doubt, Entry, Page, Passage, Row, Said, Table
from cometvideo.documentation.reading.names import Names
from cometvideo.documentation.reading.sizes import read_sizes
from cometvideo.documentation.reading.statements import Notes, Reading
from cometvideo.documentation.reading.written_sizes import (
    Signs,
    SizePattern,
    columns_of,
    read_size_pattern,
)
from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document
from cometvideo.facts.loading import read_chain
from tests.documentation.copies import MATRIX, SPEC

NAMES = Names(MATRIX.models)
TWO, FAST, PRO, OLD = MATRIX.models
FIRST, LATER = (name for name, _ in MATRIX.blocks("sizes"))
ROWS = ("480p", "720p", "1080p")
OF_FIRST, OF_LATER = "Seedance 1.0 Pro", "Seedance 2.0 / Seedance 2.0 Fast / Seedance 1.5 Pro"
UNKNOWN = "the prose singles out the model in words not known here"


def table(*headings: str, tables: tuple[str, ...] = (FIRST, LATER), section: int = 0) -> Table:
    """A table of the sizes of a ratio, with a column for each of the tables of the spec."""
    sizes = [[MATRIX.text("sizes", each, row, "16:9") or "" for each in tables] for row in ROWS]
    rows = [Row((row, "16:9", *sizes[at]), at + 5) for at, row in enumerate(ROWS)]
    return Table(("", "", *headings), tuple(rows), 4, section=section)


PLAIN = table(OF_FIRST, OF_LATER)


def read(*tables: Table, passages: tuple[Passage, ...] = (), **page: tuple[object, ...]) -> Reading:
    notes = Notes()
    whole = Page("p", "text", tables=tables, passages=passages, closed=True, **page)  # type: ignore[arg-type]
    read_sizes(whole, MATRIX, NAMES, notes)
    return notes.reading()


def rows_of(reading: Reading) -> dict[str, object]:
    """By model its rows, in a list where they are not sure, or why they are not clear."""
    told: dict[str, object] = {
        each.keys[1]: each.value if each.is_sure else [each.value, each.passage]
        for each in reading.statements
        if each.keys[-1] == "rows"
    }
    unclear = [each for each in reading.unclear if each.keys[-1] == "rows"]
    assert len({*told} | {each.keys[1] for each in unclear}) == len(told) + len(unclear)
    return told | {each.keys[1]: each.why for each in unclear}


EVERY = dict.fromkeys(MATRIX.models, ROWS)


@pytest.mark.parametrize(
    ("headings", "of_table", "rows", "placed"),
    [
        ((OF_FIRST, OF_LATER), {OLD: FIRST, TWO: LATER, FAST: LATER, PRO: LATER}, EVERY, "whole"),
        ((OF_FIRST, "Seedance 3.0 Ultra"), {OLD: FIRST}, EVERY, "place"),
        ((OF_FIRST, "Seedance 2.0 and 3.0 Ultra"), {OLD: FIRST, TWO: LATER}, None, "whole"),
        ((OF_FIRST, "Pixels"), {OLD: FIRST}, EVERY, "place"),
        (("Pixels", OF_LATER), {TWO: LATER, FAST: LATER, PRO: LATER}, EVERY, "place"),
        # Without a name it is known by its sizes whose they are, and that is not said.
        (("Pixels", "More pixels"), {}, EVERY, ""),
    ],
)
def test_a_table_is_of_the_models_that_its_headings_name(
    headings: tuple[str, ...],
    of_table: dict[str, str],
    rows: dict[str, object] | None,
    placed: str,
) -> None:
    reading = read(table(*headings))
    told = {each.keys[1]: each.value for each in reading.statements if each.keys[-1] == "table"}
    assert told == of_table
    assert rows_of(reading) == (rows or dict.fromkeys(of_table, ROWS))
    for model in MATRIX.models:
        for key in ("table", "rows"):
            keys = ("models", model, "size", key)
            assert (keys in reading.places) == bool(placed)
            assert (keys in reading.whole) == (placed == "whole")
    assert ("sizes",) in reading.whole
    strangers = {each.keys for each in reading.statements if each.exists}
    assert strangers == (
        {("models", "Seedance 3.0 Ultra")} if "Seedance 3.0 Ultra" in headings else set()
    )


@pytest.mark.parametrize(
    ("text", "elsewhere", "near", "far"),
    [
        ("Seedance 2.0 Fast does not have the 1080p row.", None, ROWS[:2], [ROWS[:2]]),
        ("The 1080p row is big. Seedance 2.0 Fast does not have it.", None, ROWS[:2], [ROWS[:2]]),
        ("Seedance 2.0 Fast does not have 4k.", None, ROWS, ROWS),
        ("Seedance 2.0 Fast is quick.", None, ROWS, ROWS),
        # The words that are not sure take as little away far from the table as near it.
        ("Non a 1080p: Seedance 2.0 Fast.", None, [ROWS[:2]], [ROWS[:2]]),
        # Others have a row that it might not have.
        ("1080p is for Seedance 2.0.", None, [ROWS], [ROWS]),
        ("1080p is for Seedance 1.0 Pro.", None, ROWS, ROWS),
        ("720p is for Seedance 2.0.", None, ROWS, ROWS),
        ("Seedance 2.0 Fast has 1080p.", None, ROWS, ROWS),
        ("Seedance 2.0 Fast has 1080p, as Seedance 2.0 has.", None, ROWS, ROWS),
        # A row that is the last, or the only one.
        ("Seedance 2.0 Fast goes up to 720p.", None, [ROWS], [ROWS]),
        ("Seedance 2.0 Fast goes up to the moon.", None, ROWS, ROWS),
        ("Only Seedance 1.0 Pro has 1080p.", None, ROWS, ROWS),
        # Two sentences that part the models between them, and neither denies anything.
        ("1080p is for Seedance 2.0 Fast. It is for Seedance 2.0, too.", TWO, UNKNOWN, ROWS),
        ("1080p is for Seedance 2.0 Fast. 1080p is for it and Seedance 2.0.", TWO, UNKNOWN, ROWS),
        ("1080p is for Seedance 2.0 Fast. It loves Seedance 2.0 Fast.", None, ROWS, ROWS),
        # A denial of lines of the table, and nothing says which.
        ("The table has no rows for Seedance 2.0 Fast.", None, [ROWS], [ROWS]),
        ("The table has rows for Seedance 2.0 Fast.", None, ROWS, ROWS),
        ("There is nothing for Seedance 2.0 Fast.", None, ROWS, ROWS),
        ("The table has no rows for Seedance 2.0 Fast. It is 480p.", None, ROWS, ROWS),
    ],
)
def test_what_prose_says_of_the_rows_of_a_model(
    text: str, elsewhere: str | None, near: object, far: object
) -> None:
    for section, told in ((0, near), (1, far)):
        found = rows_of(read(PLAIN, passages=(Passage(text, 20, section),)))
        rows = found[FAST]
        if isinstance(told, list):
            assert isinstance(rows, list)
            assert rows[0] == told[0]
            assert rows[1] in text
        else:
            assert rows == told
        others = {model for model, each in found.items() if each != ROWS} - {FAST}
        assert others == ({elsewhere} if elsewhere and not section else set())


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (("Non a 1080p: Seedance 2.0 Fast.", "Non a 720p: Seedance 2.0 Fast."), [ROWS[:1]]),
        (("Non a 1080p: Seedance 2.0 Fast.", "Seedance 2.0 Fast does not have 720p."), ROWS[::2]),
        (
            ("Seedance 2.0 Fast does not have 720p.", "Seedance 2.0 Fast does not have 1080p."),
            ROWS[:1],
        ),
        # What grants a row beside what might take it away.
        (("1080p is for Seedance 2.0.", "Seedance 2.0 Fast has 1080p."), ROWS),
        (("Only Seedance 2.0 has 1080p.", "Seedance 2.0 Fast has 1080p."), [ROWS]),
        # What parts the models is told, but of one to which a row is denied.
        (
            (
                "1080p is for Seedance 2.0 Fast. It is for Seedance 2.0.",
                "Seedance 2.0 Fast does not have 1080p.",
            ),
            ROWS[:2],
        ),
        # Words that may deny are none that part.
        (("Non a 1080p: Seedance 2.0 Fast. It is for Seedance 2.0.",), [ROWS[:2]]),
        # Where one sentence denies, they do not only part the models.
        (
            ("1080p is for Seedance 2.0. 1.5 Pro has it. Seedance 2.0 Fast does not have it.",),
            ROWS[:2],
        ),
    ],
)
def test_several_passages_on_the_rows_of_a_model(texts: tuple[str, ...], told: object) -> None:
    passages = tuple(Passage(text, at, 0) for at, text in enumerate(texts, 20))
    found = rows_of(read(PLAIN, passages=passages))
    assert found[TWO] != UNKNOWN or not isinstance(told, list)
    rows = found[FAST]
    assert (rows[:1] if isinstance(rows, list) else rows) == told


def test_the_text_of_a_field_is_prose_far_from_the_table() -> None:
    text = "Seedance 2.0 Fast does not have the 1080p row."
    size = Entry("body", "size", Said("string", 1), required=False, text=(Said(text, 9),))
    assert rows_of(read(PLAIN, entries=(size,)))[FAST] == [ROWS[:2], text]
    assert rows_of(read(PLAIN))[FAST] == ROWS


@pytest.mark.parametrize(("about", "is_told"), [("table", True), ("size", False)])
def test_a_doubt_about_a_table_is_one_about_all_sizes_and_rows(about: str, is_told: bool) -> None:
    doubt = Doubt(about, 7, "spilt", "a row of another width")
    reading = read(PLAIN, doubts=(doubt,))
    told = {each.keys: (each.line, each.why) for each in reading.unclear}
    of_rows = {("models", model, "size", "rows"): (7, doubt.why) for model in MATRIX.models}
    whole: dict[tuple[str, ...], tuple[int, str]] = {("sizes",): (7, f"{doubt.why}: spilt")}
    assert told == (whole | of_rows if is_told else {})


def test_a_cell_that_is_no_size_leaves_the_sizes_in_doubt() -> None:
    odd = PLAIN._replace(rows=(*PLAIN.rows, Row(("1080p", "4:3", "1664x1248", "soon"), 8)))
    other = table("Pixels", "More pixels")._replace(line=30)
    reading = read(odd, other)
    assert ("sizes",) in reading.places.keys() - reading.whole.keys()
    told = [(each.keys, each.line, each.why, each.passage) for each in reading.unclear]
    assert told == [(("sizes",), 4, "a cell that is no size", "soon")]


@pytest.mark.parametrize(
    ("users", "table_"),
    [("2.0", LATER), ("1.0 Pro", FIRST), ("2.0 and 1.0 Pro", FIRST), ("3.0 Ultra", None)],
)
def test_a_column_of_other_sizes_is_the_table_that_most_of_its_models_use(
    users: str, table_: str | None
) -> None:
    odd = PLAIN._replace(
        heading=("", "", f"Seedance {users}"), rows=(Row(("480p", "16:9", "1000x1001"), 5),)
    )
    reading = read(odd)
    told = {each.keys[1] for each in reading.statements if each.value == "1000x1001"}
    assert told == ({table_} if table_ else set())
    why = f"the column 'Seedance {users}' belongs to no table that is known"
    assert [each.why for each in reading.unclear] == ([] if table_ else [why])


NO_ROW = "the sizes of the presets are of no published row"
NOBODY = "a table of presets that names no model"


@pytest.mark.parametrize(
    ("heading", "lead", "told", "why"),
    [
        ("Frame", "With Seedance 1.5 Pro these are made:", {PRO: ["720p"]}, {}),
        ("Frame", "Seedance 1.5 Pro picks from 720p:", {PRO: ["720p", "720p"]}, {}),
        ("Frame", "Seedance 1.5 Pro picks from 480p:", {PRO: ["720p", "480p"]}, {}),
        ("Frame", "Seedance 1.5 Pro picks from 480p or 720p:", {PRO: ["720p"]}, {}),
        # The sizes are those of the table of the model, and of no row of another.
        ("Frame", "With Seedance 1.0 Pro these are made:", {}, {OLD: NO_ROW}),
        ("Frame with Seedance 2.0", "With Seedance 1.5 Pro:", {TWO: ["720p"]}, {}),
        # Of what stands before a table its last two sentences count.
        ("Frame", "Seedance 2.0 is new. It is quick. It is good.", {}, None),
        ("Frame", "Seedance 2.0 is new. It is quick.", {TWO: ["720p"]}, {}),
        ("Frame", "It is quick.", {}, None),
    ],
)
def test_presets_are_of_the_models_that_are_named_right_before_them(
    heading: str, lead: str, told: dict[str, list[str]], why: dict[str, str] | None
) -> None:
    sizes = {ratio: MATRIX.text("sizes", LATER, "720p", ratio) or "" for ratio in ("16:9", "9:16")}
    rows = tuple(Row(pair, at) for at, pair in enumerate(sizes.items(), 31))
    reading = read(Table(("Shape", heading), rows, 30, lead))
    found: dict[str, list[object]] = {}
    for each in reading.statements:
        if each.keys[-1] == "preset_row":
            assert each.line == 30
            found.setdefault(each.keys[1], []).append(each.value)
    assert found == told
    unclear = {each.keys[1]: each.why for each in reading.unclear}
    assert unclear == (dict.fromkeys(MATRIX.models, NOBODY) if why is None else why)
    placed = {keys[1] for keys in reading.places if keys[-1] == "preset_row"}
    assert placed == told.keys() | (why or {}).keys()
    cells = [(each.keys, each.value) for each in reading.statements if each.keys[0] == "sizes"]
    if told:
        assert cells == [(("sizes", LATER, "720p", ratio), size) for ratio, size in sizes.items()]
    assert bool(cells) == bool(told)
    assert ("sizes",) not in reading.places, "presets publish nothing"


def test_presets_stand_beside_the_sizes_that_the_page_publishes() -> None:
    """Even where the spec has other sizes."""
    cells = [(row, "16:9", f"{at}000x999") for at, row in enumerate(ROWS, 1)]
    other = PLAIN._replace(
        heading=("", "", OF_LATER), rows=tuple(Row(each, at) for at, each in enumerate(cells))
    )
    presets = Table(("Shape", "Frame"), (Row(("16:9", "3000x999"), 31),), 30, "For Seedance 2.0:")
    for tables, row in (((other, presets), {"1080p"}), ((presets,), set())):
        reading = read(*tables)
        assert {e.value for e in reading.statements if e.keys[-1] == "preset_row"} == row


def test_where_no_model_has_a_size_no_table_is_one_of_sizes() -> None:
    fields = ", ".join(f"{model}: {{ size: null }}" for model in MATRIX.models)
    text = f"format: 1\nname: own\nmodels: {{ {fields} }}\n"
    matrix, notes = build([*read_chain(SPEC), parse_document(text, "own.yaml")]), Notes()
    read_sizes(Page("p", "text", tables=(PLAIN,)), matrix, NAMES, notes)
    assert notes.reading() == Notes().reading()


def test_a_lone_table_is_not_that_of_models_that_do_not_use_it() -> None:
    text = f"format: 1\nname: own\nsizes: {{ {FIRST}: null }}\n"
    matrix, notes = build([*read_chain(SPEC), parse_document(text, "own.yaml")]), Notes()
    read_sizes(Page("p", "text", tables=(table(OF_FIRST, tables=(FIRST,)),)), matrix, NAMES, notes)
    assert not [each for each in notes.reading().statements if each.keys[0] == "sizes"]


def test_a_size_in_no_row_that_is_named_is_told_and_is_no_new_row() -> None:
    first = Row(("", "4:3", "736x544", "752x560"), 5)
    reading = read(PLAIN._replace(rows=(first, *PLAIN.rows)))
    assert rows_of(reading) == EVERY
    assert {each.keys[2] for each in reading.statements if each.keys[0] == "sizes"} == {*ROWS}
    odd = [(each.keys, each.line, each.passage) for each in reading.unclear]
    assert odd == [(("sizes",), 5, "736x544"), (("sizes",), 5, "752x560")]


@pytest.mark.parametrize(
    ("heading", "row", "lead", "columns"),
    [
        (("", "", "Pixels"), "480p|16:9|1x", "", [("Pixels", "480p", "16:9")]),
        (("", "480p"), "16:9|1x", "", [("480p", "480p", "16:9")]),
        (("", "480p", "720p"), "16:9|1x|2x", "",
            [("480p", "480p", "16:9"), ("720p", "720p", "16:9")]),
        (("", "16:9", "4:3"), "480p|1x|2x", "", [("", "480p", "16:9"), ("", "480p", "4:3")]),
        (("", "16:9", "4:3"), "Seedance 2.0|1x|2x", "",
            [("Seedance 2.0", None, "16:9"), ("Seedance 2.0", None, "4:3")]),
        (("", "", "Pixels"), "Seedance 2.0|16:9|1x", "", [("Seedance 2.0", None, "16:9")]),
        (("", "Seedance 1.5 Pro"), "16:9|1x", "", [("Seedance 1.5 Pro", None, "16:9")]),
        # What a cell says comes before the heading above the table, and that before its own.
        (("", "Pixels"), "16:9|1x", "Seedance 2.0", [("Seedance 2.0", None, "16:9")]),
        (("", "Seedance 1.5 Pro"), "16:9|1x", "Seedance 2.0",
            [("Seedance 1.5 Pro", None, "16:9")]),
        (("", "Pixels"), "16:9|1x", "720p:", [("Pixels", "720p", "16:9")]),
        (("", "480p"), "16:9|1x", "720p", [("480p", "480p", "16:9")]),
        (("", "Pixels"), "16:9|1x", "720p and 480p", [("Pixels", None, "16:9")]),
        (("", "Pixels"), "16:9|1x", "The 720p row", [("Pixels", None, "16:9")]),
        # Short on the left, or longer than the heading.
        (("", "16:9", "4:3"), "1x|2x", "720p", [("", "720p", "16:9"), ("", "720p", "4:3")]),
        (("16:9", "4:3"), "1x|2x", "720p", [("", "720p", "16:9"), ("", "720p", "4:3")]),
        (("16:9", "4:3"), "1x|2x|3x", "720p", [("", "720p", "16:9"), ("", "720p", "4:3")]),
        (("", "Pixels"), "480p|1x", "", []),
    ],
)  # fmt: skip
def test_the_words_around_a_cell_tell_its_place(
    heading: tuple[str, ...], row: str, lead: str, columns: list[tuple[str, str | None, str]]
) -> None:
    cells = tuple(each.replace("x", "00 × 100") for each in row.split("|"))
    made = columns_of([Table(heading, (Row(cells, 2),), 1, lead)], NAMES, Signs(MATRIX))
    assert [(each.text, at.label, at.ratio) for each in made for at in each.cells] == columns


@pytest.mark.parametrize(
    ("pattern", "read_as"),
    [
        (r"^(16:9|4:3)$", (("16:9", "4:3"), None)),
        (r"^16:9$", (("16:9",), None)),
        (r"^(?:16:9|[1-9]\d{2,3}x[1-9]\d{2,3})$", (("16:9",), (100, 9999))),
        (r"^([1-9][0-9]{2}x[1-9][0-9]{2})$", ((), (100, 999))),
        (r"^(\d{3,4}x\d{3,4})$", ((), (0, 9999))),
        (r"^(\d{3}x\d{3})$", ((), (0, 999))),
        (r"^(\d{3}x[1-9]\d{2})$", None),
        (r"^(\d{3}x\d{3}|\d{3}x\d{3})$", None),
        (r"^(16:9|wide)$", None),
        (r"^(\d{3}x\d{3,4})$", None),
        ("(16:9|4:3)", None),
    ],
)
def test_a_pattern_is_ratios_and_pixels(
    pattern: str, read_as: tuple[tuple[str, ...], tuple[int, int] | None] | None
) -> None:
    assert read_size_pattern(pattern) == (SizePattern(*read_as) if read_as else None)
