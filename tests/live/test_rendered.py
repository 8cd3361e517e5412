"""What is judged of videos: their lengths, their sizes, and what explains both."""

import pytest

from cometvideo.facts.loading import load_family
from cometvideo.facts.worlds import settle
from cometvideo.live.answers import Answers
from cometvideo.live.attempt import Video
from cometvideo.live.deriving import probes_of
from cometvideo.live.judging import judge
from cometvideo.live.probe import Probe
from cometvideo.live.rendering import fits_length, fits_size
from cometvideo.live.videos import see_video
from cometvideo.prediction import Accept, Rendering
from tests.live.attempts import (
    ASKS,
    FAST,
    KINDS,
    MATRIX,
    ONE,
    PRO,
    PROBES,
    TWO,
    one,
    taken,
    verdicts,
)

# --- what is rendered -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "fits"), [(5, True), (5.49, True), (5.5, False), (4.51, True), (4.5, False)]
)
def test_half_a_second_is_another_length(seconds: float, fits: bool) -> None:
    accept = Accept(Rendering(5, 1280, 720))
    assert fits_length((accept,), Video(1, 1, seconds)) is fits


@pytest.mark.parametrize(
    ("width", "height", "fits"),
    [(1280, 720, True), (1281, 719, True), (1282, 720, False), (1280, 718, False)],
)
def test_two_pixels_are_another_size(width: int, height: int, fits: bool) -> None:
    accept = Accept(Rendering(5, 1280, 720))
    assert fits_size((accept,), Video(width, height, 5)) is fits
    assert fits_size((accept._replace(rendering=Rendering(5, None, None)),), Video(1, 1, 5)) is True
    assert fits_size((accept,), Video(problem="none")) is None


def test_a_video_bears_out_what_is_settled_and_rendered_alone() -> None:
    found = verdicts(taken(KINDS["documented"]))
    held = {fact for fact, (verdict, _) in found.items() if verdict == "holds"}
    assert "sizes.seedance-1-0.480p.16:9" in held
    assert not held & {"task.fields.video_url.type", "task.statuses.completed.means"}
    matrix = load_family("veo")
    probes = probes_of(matrix)
    fact = matrix.facts["fields.seconds.default"]
    asks = [each for each in probes if any(mark.fact == fact.path for mark in each.shows)]
    report = judge(matrix, probes, [taken(each, seconds=8) for each in asks])
    told = next(each for each in report.drifts if each.subject == fact.path)
    assert (fact.is_open, told.verdict, told.observed) == (True, "unchecked", None)
    # A size that is another says nothing of what is open about lengths.
    report = judge(matrix, probes, [taken(each, "640x360", seconds=8) for each in asks])
    named = {each.subject for each in report.drifts if each.verdict in {"drifted", "new"}}
    assert named == {"sizes.veo-3-1"}


def sized(model: str, size: str) -> Probe:
    return one(model, f"size={size}")


def test_one_model_that_renders_otherwise_is_named_and_not_the_table() -> None:
    ours, theirs = sized(FAST, "1112x834"), sized(PRO, "1112x834")
    own = f"models.{FAST}.size.renders.1112x834"
    cell = "sizes.seedance-1-5-and-2-0.720p.4:3"
    alone = verdicts(taken(ours, "1104x832"))
    assert alone[own] == ("drifted", "1104x832")
    assert alone[cell][0] != "drifted"
    assert own in verdicts(taken(ours, "1104x832"), taken(theirs))
    both = verdicts(taken(ours, "1104x832"), taken(theirs, "1104x832"))
    assert own not in both
    assert both[cell] == ("drifted", "1104x832")
    differing = verdicts(taken(ours, "1104x832"), taken(theirs, "1120x840"))
    assert differing[cell][0] != "drifted"


# What the 1.5 Pro renders, by what was asked for, and what is named for it: of its own table,
# 1112x834 is 4:3 in 720p and 752x560 in 480p; 1120x832 and 704x1248 are 720p of the other table.
@pytest.mark.parametrize(
    ("rendered", "named"),
    [
        ({"4:3": "1120x832"}, {"table": "seedance-1-0"}),
        ({"4:3": "1120x832", "960x960": "960x960"}, {"table": "seedance-1-0"}),
        ({"4:3": "1120x832", "720x1280": "704x1248"}, {"table": "seedance-1-0"}),
        ({"4:3": "1120x832", "720x1280": "720x1280"}, {"presets.4:3": "1120x832"}),
        ({"4:3": "752x560"}, {"preset_row": "480p"}),
        ({"4:3": "752x560", "16:9": "864x496"}, {"preset_row": "480p"}),
        ({"4:3": "752x560", "16:9": "1280x720"}, {"presets.4:3": "752x560"}),
        ({"4:3": "1104x832"}, {"presets.4:3": "1104x832"}),
        # Of a size by itself it is the size, unless more of them are of that table.
        ({"1112x834": "1120x832"}, {"renders.1112x834": "1120x832"}),
        ({"1112x834": "1120x832", "720x1280": "704x1248"}, {"table": "seedance-1-0"}),
        (
            {"1112x834": "1120x832", "720x1280": "704x1248", "1280x720": "1280x720"},
            {"renders.1112x834": "1120x832", "renders.720x1280": "704x1248"},
        ),
        (
            {"1112x834": "1120x832", "1280x720": "1280x720", "720x1280": "704x1248"},
            {"renders.1112x834": "1120x832", "renders.720x1280": "704x1248"},
        ),
    ],
)
def test_what_explains_most_of_the_sizes_is_named(
    rendered: dict[str, str], named: dict[str, str]
) -> None:
    found = verdicts(*(taken(one(PRO, f"size={each}"), size) for each, size in rendered.items()))
    drifted = {path: seen for path, (verdict, seen) in found.items() if verdict == "drifted"}
    assert drifted == {f"models.{PRO}.size.{key}": value for key, value in named.items()}


@pytest.mark.parametrize(
    ("rendered", "exact"), [({"4:3": "1120x832"}, False), ({"720x1280": "704x1248"}, True)]
)
def test_a_table_is_exactly_another_where_more_sizes_are_of_that(
    rendered: dict[str, str], exact: bool
) -> None:
    odd = {"1:1": "700x700", "4:3": "1120x832", **rendered}
    attempts = [taken(one(PRO, f"size={each}"), size) for each, size in odd.items()]
    table = f"models.{PRO}.size.table"
    found = [e for e in judge(MATRIX, PROBES.values(), attempts).drifts if e.subject == table]
    assert [(each.verdict, each.observed, each.exact) for each in found] == [
        ("drifted", "seedance-1-0", exact)
    ]


@pytest.mark.thorough
def test_a_default_size_is_borne_out_by_its_size_and_not_by_the_length() -> None:
    matrix = settle(MATRIX, {SIZE: "16:9"})
    found, probes = [], probes_of(matrix)
    for size in ("1280x720", "640x640"):
        report = judge(matrix, probes, [taken(NO_SIZE[PRO], size)])
        (told,) = (each for each in report.drifts if each.subject == SIZE)
        found.append(told.observed)
    assert found == ["16:9", None]


def test_what_is_open_bears_out_no_length() -> None:
    ours = taken(one(FAST, "seconds=4", "size=864x496"), seconds=6)
    asks = taken(ASKS[1]._replace(fields={**ASKS[1].fields, "size": "1280x720"}))
    assert verdicts(ours, asks)["fields.seconds.gives"][0] == "drifted"


def test_a_table_of_one_model_is_its_own() -> None:
    found = verdicts(taken(sized(ONE, "960x960"), "976x976"))
    assert found["sizes.seedance-1-0.720p.1:1"] == ("drifted", "976x976")


def test_lengths_that_are_off_everywhere_are_no_fact_of_a_default() -> None:
    default = one(ONE, "without seconds", "size=864x480")
    asked = one(ONE, "seconds=2", "size=864x480")
    other = one(FAST, "without seconds", "size=864x496")
    fact = "fields.seconds.default"
    assert verdicts(taken(default, seconds=6), taken(asked, seconds=3))[fact][0] == "could not tell"
    found = verdicts(taken(default, seconds=8), taken(asked), taken(other, seconds=5))
    assert found[fact][0] != "drifted"
    assert found[f"models.{ONE}.seconds.default"] == ("drifted", 8)
    assert verdicts(taken(default, seconds=8), taken(other, seconds=8))[fact] == ("drifted", 8)


def test_a_model_whose_lengths_are_off_is_named() -> None:
    ours, theirs = one(FAST, "seconds=4", "size=864x496"), one(PRO, "seconds=4", "size=864x496")
    found = verdicts(taken(ours, seconds=6), taken(theirs))
    assert found[f"models.{FAST}"][0] == "drifted"
    assert found["fields.seconds.gives"][0] != "drifted"
    found = verdicts(taken(ours, seconds=6), taken(theirs, seconds=6))
    assert found["fields.seconds.gives"][0] == "drifted"


def test_size_and_length_are_borne_out_apart() -> None:
    probe = one(PRO, "seconds=4", "size=864x496")
    cell, gives = "sizes.seedance-1-5-and-2-0.480p.16:9", "fields.seconds.gives"
    held = []
    for attempt in (taken(probe, seconds=2), taken(probe, "640x640")):
        session = Answers(MATRIX, PROBES, [attempt])
        seen = see_video(session, session.cases[0], attempt.video or Video())
        held.append({each.mark.fact for each in seen if each.verdict == "holds"} & {cell, gives})
    assert held == [{cell}, {gives}]


# Of a preset whose row is open a size that is like that of a row is of that row, and changed.
@pytest.mark.parametrize(
    ("asked", "rendered", "fact", "exact"),
    [
        ("16:9", "1264x712", f"models.{ONE}.size.presets.16:9", True),
        ("9:16", "712x1264", f"models.{ONE}.size.presets.9:16", True),
        ("16:9", "1332x754", f"models.{ONE}.size.presets.16:9", True),
        ("9:16", "766x1350", f"models.{ONE}.size.preset_row", False),
        ("16:9", "1350x766", f"models.{ONE}.size.preset_row", False),
    ],
)
def test_a_size_that_is_like_a_published_one_is_that_one_changed(
    asked: str, rendered: str, fact: str, exact: bool
) -> None:
    others = [taken(sized(ONE, size)) for size in ("1248x704", "704x1248")]
    report = judge(MATRIX, PROBES.values(), [taken(sized(ONE, asked), rendered), *others])
    (found,) = (each for each in report.drifts if each.verdict == "drifted")
    assert (found.subject, found.observed, found.exact) == (fact, rendered, exact)


# What may be left open for all models, and who is asked about it: two of them.
SIZE, UNLISTED = "fields.size.default", "fields.size.undocumented"
NO_SIZE = {model: one(model, "without size", shows=SIZE) for model in (PRO, ONE)}
PRESET = one(ONE, "size=16:9", shows="preset_row")
ODD_SIZE = {TWO: one(TWO, "size=871x503"), ONE: one(ONE, "size=871x487")}


@pytest.mark.parametrize(
    ("ours", "theirs", "observed"),
    [
        ("1280x720", "1248x704", ("observed", "16:9")),
        ("960x960", "960x960", ("observed", "1:1")),
        ("1024x576", "1024x576", ("observed", "another")),
        ("864x496", "864x480", ("observed", "another")),
        ("1280x720", "864x480", ("could not tell", None)),
    ],
)
def test_the_default_size_may_be_any(
    ours: str, theirs: str, observed: tuple[str, str | None]
) -> None:
    attempts = [taken(NO_SIZE[PRO], ours), taken(PRESET, "1248x704"), taken(NO_SIZE[ONE], theirs)]
    assert verdicts(*attempts)[SIZE] == observed
    # One model alone tells of no other.
    assert verdicts(*attempts[:2])[SIZE] == ("unchecked", None)
    assert verdicts(*attempts[1:])[SIZE] == ("unchecked", None)


def test_what_a_video_shows_is_told_of_the_exchange_that_brought_it() -> None:
    attempts = [taken(NO_SIZE[PRO], "960x960"), taken(NO_SIZE[ONE], "960x960")]
    later = [each._replace(exchanges=each.exchanges * 3) for each in attempts]
    for asked, line in ((attempts, 1), (later, 3)):
        report = judge(MATRIX, PROBES.values(), asked)
        (told,) = (each for each in report.drifts if each.subject == SIZE)
        assert {(each.line, each.said) for each in told.evidence} == {(line, "1:1")}


def test_a_default_beside_a_preset_that_has_moved_is_told_by_one_model_alone() -> None:
    moved = one(PRO, "size=16:9", "seconds=4")
    attempts = [taken(NO_SIZE[PRO], "1280x720"), taken(moved, "864x496")]
    attempts += [taken(PRESET, "1248x704"), taken(NO_SIZE[ONE], "1248x704")]
    found = verdicts(*attempts)
    assert found[f"models.{PRO}.size.preset_row"][0] == "drifted"
    assert found[SIZE] == ("unchecked", None)


@pytest.mark.parametrize("row", ["480p", "720p"])
def test_a_default_beside_an_open_row_waits_for_that(row: str) -> None:
    size = {"480p": "864x480", "720p": "1248x704"}[row]
    ours = taken(NO_SIZE[PRO], "1280x720" if row == "720p" else "864x496")
    alone = verdicts(ours, taken(NO_SIZE[ONE], "1248x704"))
    assert alone[SIZE][0] == "unchecked"
    found = verdicts(ours, taken(NO_SIZE[ONE], "1248x704"), taken(PRESET, size))
    assert found[SIZE] == ("observed", "16:9" if row == "720p" else "another")


@pytest.mark.parametrize(
    ("ours", "theirs", "observed"),
    [
        ("871x503", "871x487", ("observed", "as_asked")),
        ("864x496", "864x480", ("observed", "another")),
        ("640x640", "640x640", ("observed", "another")),
        ("871x503", "864x480", ("could not tell", None)),
        ("871x503", None, ("unchecked", None)),
        (None, "864x480", ("unchecked", None)),
    ],
)
def test_an_unlisted_size_may_come_as_any(
    ours: str | None, theirs: str | None, observed: tuple[str, str | None]
) -> None:
    rendered = {TWO: ours, ONE: theirs}
    attempts = [taken(ODD_SIZE[model], size) for model, size in rendered.items() if size]
    assert verdicts(*attempts)[UNLISTED] == observed


def test_what_one_model_alone_can_show_is_told_by_it_but_not_exactly() -> None:
    probes = [each for each in PROBES.values() if each != ODD_SIZE[ONE]]
    report = judge(MATRIX, probes, [taken(ODD_SIZE[TWO], "871x503")])
    told = next(each for each in report.drifts if each.subject == UNLISTED)
    assert (told.verdict, told.observed, told.exact) == ("observed", "as_asked", False)
    assert TWO in told.why
