"""An invented family, other in every respect, is read without a line of Python."""

from pathlib import Path

import pytest

from cometvideo import load_family
from tests.documentation.copies import adrift, check

REEL = load_family(Path(__file__).parents[2] / "fixtures" / "specs" / "invented.yaml")

HANDBOOK = """\
POST /films

curl https://api.reel.example/films -H "X-Reel-Key: Token abc" -d '{"engine": "reel-grand"}'
{"id": "film-1", "state": "waiting"}

Sizes

| nothing |
LabelShapeFrames of reel-grand
sd\t16x9\t848x480
sd\t9x16\t480x848
hd\t16x9\t1280x720
hd\t9x16\t720x1280

Body

application/json
script
string
required

What happens.

engine
enum<string>
required

What renders it.

Available options:
reel-classic,
reel-grand,
reel-pocket
duration
integer
default:8

Seconds. reel-grand takes 5 to 20. Others are answered with HTTP 400 and bad_duration.

Required range: 3 <= x <= 20
frame
enum<string>

A shape.

Available options:
16x9,
9x16
mood
enum<string>
default:calm

How it feels. reel-pocket: calm.

Available options:
calm,
wild
first_frame
file

An image to begin with, PNG or JPEG.

last_frame
file

An image to end with. Not for reel-classic.

Response

id
string
required

What it is called.

state
enum<string>
required

A film begins as waiting.

Available options:
waiting,
filming,
ready,
lost
file
string

Where it lies.
"""


def test_a_page_of_an_invented_family_agrees() -> None:
    report = check(HANDBOOK.encode(), "handbook", REEL)
    wrong = {each.subject: each.verdict for each in report.drifts if each.verdict != "holds"}
    assert wrong == {
        "operations.retrieve.method": "could not tell",
        "operations.retrieve.path": "could not tell",
        # What this page, a short one, does not say: it lists other encodings and other frames.
        "body.encodings.multipart/form-data": "gone",
        "models.reel-classic.frame.table": "gone",
        # Sentences that do not name a model or a refusal need not mean that there is none.
        "models.reel-pocket.duration.max": "could not tell",
        "rejections.by_field.last_frame.field-required-with.status": "could not tell",
        "rejections.by_field.last_frame.field-required-with.code": "could not tell",
    }
    stated = {each.subject for each in report.drifts if each.verdict == "holds"}
    assert {
        "service.host",
        "service.auth_header",
        "service.auth_scheme",
        "fields.frame.kind",
        "fields.mood.choices",
        "models.reel-pocket.mood.choices",
        "models.reel-grand.duration.max",
        "models.reel-classic.last_frame.accepted",
        "models.reel-grand.frame.table",
        "sizes.wide.hd.9x16",
        "rejections.by_field.duration.out-of-range.code",
        "task.initial",
        "task.id_example",
    } <= stated


@pytest.mark.parametrize(
    ("before", "after", "fact"),
    [
        ("5 to 20", "5 to 25", "models.reel-grand.duration.max"),
        ("720x1280", "704x1280", "sizes.wide.hd.9x16"),
        ("default:8", "default:9", "fields.duration.default"),
        (
            "Not for reel-classic",
            "Also for reel-classic",
            "models.reel-classic.last_frame.accepted",
        ),
        ("begins as waiting", "begins as filming", "task.initial"),
        ("calm,\nwild", "calm,\ngrim", "fields.mood.choices"),
    ],
)
def test_a_change_is_named(before: str, after: str, fact: str) -> None:
    assert before in HANDBOOK
    unchanged = adrift(check(HANDBOOK.encode(), "handbook", REEL))
    named = adrift(check(HANDBOOK.replace(before, after, 1).encode(), "handbook", REEL))
    assert fact in named - unchanged


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("One of calm, wild and grim.", "drifted"),
        ("One of loud, dark and grim.", "could not tell"),
    ],
)
def test_options_that_stand_in_the_words_of_a_field(words: str, verdict: str) -> None:
    listed = "How it feels. reel-pocket: calm.\n\nAvailable options:\ncalm,\nwild\n"
    assert listed in HANDBOOK
    report = check(HANDBOOK.replace(listed, f"{words}\n").encode(), "handbook", REEL)
    told = {each.subject: each.verdict for each in report.drifts}
    assert told["fields.mood.choices"] == verdict
