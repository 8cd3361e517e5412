"""Sentences anywhere on a page: all that each may say beside the spec, and the next may not."""

import pytest

from cometvideo.documentation.leftovers.known import Known
from cometvideo.documentation.pages import open_page
from tests.documentation.copies import MATRIX
from tests.documentation.generated.layouts import page
from tests.documentation.sentences import LAYOUT, known, why

STRANGER = "it names what may be a model that the spec lacks"
ADDRESS = "it names an address that the spec lacks"
SIZE = "it names a size that the spec lacks"
ALL = "it may say that there are no others"
WAIT = "it gives other times to wait"
ANSWER = "it names another status of an answer"
MODEL = "it says something of a model that no reader looks for"
TIME = "it speaks of a model at another time"
HEADER = "it names another header"
STATUS = "it names a status that the spec lacks"
NUMBER = "it gives a number that the spec lacks"
DENIED = "it may deny a size to a model"
PRESETS = "it may say what presets are"
ALWAYS = "it says what always is so"
OPEN = "it says of sizes what was open"
LEAD = "what presets are is told in words not known here"


@pytest.mark.parametrize(
    ("at", "text", "reasons"),
    [
        ("", "Nothing of note.", set()),
        ("", "There is doubao-seedance-9-1-ultra.", {STRANGER}),
        ("body.model", "There is doubao-seedance-9-1-ultra.", {STRANGER}),
        ("", "Ask /v1/videos.", set()),
        ("", "Ask /v1/videos/{id}.", set()),
        ("", "Ask /v1.", set()),
        ("", "Ask /v1/video.", {ADDRESS}),
        ("", "Ask /v1/videos/{id}/x.", {ADDRESS}),
        ("", "POST /v1/videos/{id}.", {ADDRESS}),
        ("", "GET /v1/videos/{id}.", set()),
        ("", "GET /v1/videos/<id>/.", set()),
        ("", "PUT /v1/videos.", {ADDRESS}),
        ("", "https://api.cometapi.com/v1/videos", set()),
        ("", "http://api.cometapi.com/v1", set()),
        ("", "https://x.example/v1/videos", {ADDRESS}),
        ("", "Ask v1/videos.", set()),
        ("", "The largest is 4096x2160.", {SIZE}),
        ("", "It is 1280x720.", set()),
        ("", "It is 1280 x 720.", set()),
        ("", "2160p", {SIZE}),
        ("", "720p", set()),
        ("", "It is 9:22.", set()),
        ("", "16:9 and 9:22.", {SIZE}),
        ("", "16:9.", set()),
        ("", "At 10:12 it was.", set()),
        ("body.size", "It is 9:22.", {SIZE}),
        ("body.size", "16:9, 4:3.", set()),
        ("body.size", "16:9, 4:3, 1:1.", {ALL}),
        ("body.size", "16:9, 4:3, 1:1, 3:4, 9:16, 21:9.", set()),
        ("body.size", "Such as 16:9, 4:3, 1:1.", set()),
        ("body.size", "It is always so.", {ALL}),
        ("", "It is always so.", set()),
        ("body.prompt", "16:9, 4:3, 1:1.", set()),
        ("", "Poll every 10 to 20 s.", set()),
        ("", "Poll every 30 s.", {WAIT}),
        ("", "It takes 30 s.", set()),
        ("", "Wait 30 sec.", {WAIT}),
        ("", "It returns 200.", set()),
        ("", "It answers with a 202.", {ANSWER}),
        ("", "202", set()),
        ("", "Seedance 2.0 was quick.", {MODEL, TIME}),
        ("", "It was quick.", set()),
        ("", "X-Api-Key", {HEADER}),
        ("body.prompt", "X-Api-Key", set()),
        ("authorization.Authorization", "X-Api-Key", {HEADER}),
        ("authorization.Authorization", "Api-Key", {HEADER}),
        ("", "Api-Key", {HEADER}),
        ("", "Idempotency-Key", set()),
        ("", "X-Request-Id", set()),
        ("authorization.Authorization", "X-Request-Id", {HEADER}),
        ("", "Auth-Token", {HEADER}),
        ("authorization.Authorization", "Authorization", set()),
        ("", "HTTP 418", {STATUS}),
        ("", "HTTP 400", set()),
        ("body.prompt", "HTTP 418", {NUMBER}),
    ],
)  # fmt: skip
def test_what_a_sentence_says_beside_the_spec(at: str, text: str, reasons: set[str]) -> None:
    assert why(at, text) == reasons


@pytest.mark.parametrize(
    ("at", "text", "reasons"),
    [
        ("", "Seedance 2.0 cannot make 720p.", {DENIED}),
        ("", "Seedance 2.0 makes 720p.", set()),
        ("", "Seedance 2.0 Fast cannot make 1080p.", set()),
        ("", "Seedance 2.0 and Seedance 2.0 Fast cannot make 1080p.", set()),
        ("", "Seedance 2.0 cannot make 1280x720.", {DENIED}),
        ("", "Seedance 1.0 Pro cannot make 1280x720.", set()),
        ("", "Seedance 2.0 cannot make 16:9.", {DENIED, MODEL}),
        ("", "Seedance 2.0 cannot fly.", {MODEL}),
        ("", "Labels give 480p with 1.5 Pro.", {PRESETS}),
        ("", "Labels give 720p with 1.5 Pro.", set()),
        ("", "Labels give 480p or 720p with 1.5 Pro.", set()),
        ("", "It gives 480p with 1.5 Pro.", set()),
        ("", "Labels give 720p with 2.0.", {PRESETS}),
        ("", "Labels give 720p with Seedance 2.0.", {PRESETS}),
        ("", "Labels of 1.5 Pro.", {MODEL}),
        ("", "Seedance 1.5 Pro always makes 1280x720 and 960x960.", {ALWAYS}),
        ("", "Seedance 1.5 Pro always makes 1280x720.", set()),
        ("", "Seedance 1.5 Pro makes 1280x720 and 960x960.", set()),
        ("", "Seedance 2.0 takes 1920x1080.", {OPEN}),
        ("", "Seedance 1.5 Pro takes 1920x1080.", set()),
        ("", "Seedance 2.0 takes 1920x1080 and 1280x720.", set()),
        ("", "Seedance 2.0 and Seedance 1.5 Pro make 1920x1080.", {OPEN}),
        ("", "Seedance 2.0 is quick.", {MODEL}),
        ("", "Seedance 2.0 makes 720p quickly.", set()),
        ("body.prompt", "Seedance 2.0 makes 720p quickly.", {MODEL}),
        ("body.seconds", "Seedance 2.0 is quick.", set()),
        ("body.input_reference", "Seedance 2.0 is quick.", set()),
        ("body.model", "Seedance 2.0 is quick.", {MODEL}),
        ("body.size", "Seedance 2.0 is quick.", {MODEL}),
        ("body.size", "Seedance 2.0 makes 720p.", set()),
        ("answer.progress", "Seedance 2.0 is quick.", {MODEL}),
        ("", "Seedance 2.0 takes it.", set()),
        ("", "Seedance 1.0 Pro takes it.", {MODEL}),
        ("", "Seedance 1.0 Pro does not take it.", set()),
        ("", "Seedance 2.0 and Seedance 1.0 Pro take it.", {MODEL}),
        ("", "Seedance 2.0 takes it, but Seedance 1.0 Pro is odd.", {MODEL}),
        ("", "For example Seedance 2.0.", set()),
        ("", "One model: Seedance 2.0.", set()),
        ("", "The models Seedance 2.0 and Seedance 2.0 Fast.", set()),
        ("", "A model: Seedance 2.0, it seems.", {MODEL}),
    ],
)  # fmt: skip
def test_what_a_sentence_says_of_a_model(at: str, text: str, reasons: set[str]) -> None:
    assert why(at, text) == reasons


PRO, TWO = "For doubao-seedance-1-5-pro, a shape alone", "For doubao-seedance-2-0, a shape alone"


@pytest.mark.parametrize(
    ("text", "before_presets", "elsewhere"),
    [
        (f"{PRO} gives the 720p row:", set(), set()),
        (f"{PRO} gives this:", set(), {MODEL}),
        (f"{TWO} gives the 720p row:", {LEAD}, set()),
        (f"{PRO} gives 480p or 720p:", {LEAD}, set()),
        (f"{PRO} never gives 720p:", {DENIED, LEAD}, {DENIED}),
        (f"{PRO} never gives these:", {LEAD}, set()),
    ],
)
def test_what_stands_right_before_presets_is_read_whole_or_told(
    text: str, before_presets: set[str], elsewhere: set[str]
) -> None:
    plain = page(LAYOUT).decode()
    lead = f"{PRO} gives the 720p row:"
    assert plain.count(lead) == 1
    assert why("", text, _known(plain.replace(lead, text))) == before_presets
    assert why("", text) == (set() if text == lead else elsewhere)
    # A table that has rows of sizes is none of presets.
    moved = plain.replace(lead, "These:").replace("\n| Resolution", f"\n{text}\n\n| Resolution")
    assert why("", text, _known(moved)) == elsewhere


def _known(text: str) -> Known:
    (found,) = open_page(text.encode(), "page.md")
    return Known(MATRIX, found)


def test_what_is_known_as_a_status_is_one() -> None:
    statuses = {each for each in known().statuses if each is not None}
    assert statuses <= {*range(100, 600)}
    assert {200, 400} <= statuses
