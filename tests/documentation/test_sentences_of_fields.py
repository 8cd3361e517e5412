"""Sentences at a field: all that each may say of it beside the spec, and its neighbour may not."""

import pytest

from cometvideo.documentation.leftovers.known import Known
from cometvideo.documentation.pages import open_page
from tests.documentation.copies import MATRIX
from tests.documentation.generated.layouts import page
from tests.documentation.sentences import LAYOUT, why

FADING = "it speaks of the field at another time"
NEEDED = "it says otherwise of whether the field is needed"
NUMBER = "it gives a number that the spec lacks"
DEFAULT = "it may state a default"
OTHER_DEFAULT = "it may state another default"
DENIES = "it denies something"
BOUND = "it may bound what the field takes"
KIND = "it may name another kind of file as well"
EMPTY = "it may say that the field has no value"
DIFFER = "it may say that the values differ"
VALUE = "it names another value than the one it always has"
WHOSE = "it does not say plainly whose value it is"
UNIT = "it may state another unit"
STATE = "it may name a status that the spec lacks"
BEGINS = "it says how a task begins with a status that the spec lacks"
BACK = "it says that a task may go back"


@pytest.mark.parametrize(
    ("at", "text", "reasons"),
    [
        ("body.prompt", "It is deprecated.", {FADING}),
        ("body.prompt", "It is kept.", set()),
        ("answer.id", "It is deprecated.", {FADING}),
        ("body.prompt", "It is optional.", {NEEDED}),
        ("body.prompt", "It is required.", set()),
        ("body.seconds", "It is required.", {NEEDED}),
        ("body.seconds", "It is optional.", set()),
        ("answer.id", "It is optional.", {NEEDED}),
        ("answer.task_id", "It is required.", {NEEDED}),
        ("body.seconds", "It is 7.", {NUMBER}),
        ("body.seconds", "It is 12.", set()),
        ("body.seconds", "It is 15.", set()),
        ("body.seconds", "It is 400.", set()),
        ("body.seconds", "It is seven.", {NUMBER}),
        ("body.seconds", "It is six.", set()),
        ("body.seconds", "Seedance 2.0 lasts 12.", set()),
        ("body.seconds", "It is 720p.", set()),
        ("body.prompt", "It has 15 words.", {NUMBER}),
        ("answer.progress", "It is 50.", {NUMBER}),
        ("answer.progress", "It is 100.", set()),
        ("body.size", "By default it is 16:9.", {DEFAULT}),
        ("body.size", "By default it is square.", set()),
        ("body.size", "It is 16:9.", set()),
        ("body.size", "Left out it is 1280x720.", {DEFAULT}),
        ("body.seconds", "Left out it is 720p.", {OTHER_DEFAULT}),
        ("body.prompt", "It cannot be sung.", {DENIES}),
        ("body.prompt", "It can be sung.", set()),
        ("body.model", "It is not sung.", {DENIES}),
        ("body.size", "It is not sung.", set()),
        ("body.seconds", "It is not sung.", set()),
        ("body.input_reference", "It is not sung.", set()),
        ("body.input_reference", "It can be sung.", set()),
        ("body.seconds", "It is -1.", {NUMBER}),
        ("body.seconds", "It is 2-15.", set()),
        ("body.size", "It is -1.", set()),
        ("body.seconds", "By default 5, except 15.", {OTHER_DEFAULT}),
        ("body.seconds", "By default 5, except for some.", set()),
        ("body.seconds", "It is 5, except 15.", set()),
        ("body.seconds", "By default 5 or 15.", set()),
        ("body.seconds", "At most 15.", set()),
        ("body.seconds", "At most 12.", {BOUND}),
        ("body.seconds", "At most 2.", set()),
        ("body.seconds", "With Seedance 2.0 at most 12.", set()),
        ("body.seconds", "By default at most 5.", set()),
        ("body.seconds", "At most 5.", {BOUND}),
        ("body.seconds", "Between 2 and 12.", {BOUND}),
        ("body.seconds", "Up to 12 times.", {BOUND}),
        ("body.seconds", "It is 12, say.", set()),
        ("body.input_reference", "An image or a video.", {KIND}),
        ("body.input_reference", "An image or a picture.", set()),
        ("body.input_reference", "An image and a video.", set()),
        ("body.prompt", "An image or a video.", set()),
        ("body.input_reference", "Image, video.", {KIND}),
        ("body.input_reference", "Image / short video clip.", {KIND}),
        ("body.seconds", "Only even ones.", {BOUND}),
        ("body.input_reference", "Only one.", {BOUND}),
        ("body.size", "Only one.", set()),
        ("body.seconds", "Only even ones of Seedance 2.0.", set()),
        ("body.seconds", "Others take only even ones.", set()),
        ("body.seconds", "They take only even ones.", set()),
        ("body.seconds", "Only such as 4.", set()),
        ("body.input_reference", "Images of cats are rejected.", {DENIES}),
        ("body.input_reference", "Others reject it.", set()),
        ("body.input_reference", "Not always square.", set()),
        ("body.input_reference", "Non quadrato.", set()),
        ("body.input_reference", "JPEG or PNG.", {BOUND}),
        ("body.input_reference", "JPEG, PNG, WebP.", set()),
        ("body.input_reference", "A jpg.", {BOUND}),
        ("body.input_reference", "GIF.", set()),
        ("body.input_reference", "A JPG, PNG or WebP.", set()),
        ("body.prompt", "JPEG or PNG.", set()),
        ("answer.id", "It may be empty.", {EMPTY}),
        ("answer.id", "It may be full.", set()),
        ("answer.task_id", "It may be empty.", {EMPTY, DIFFER}),
        ("answer.object", "It is video.task.", {VALUE}),
        ("answer.object", "It is video.", set()),
        ("answer.object", "It is xvideo.task.", set()),
        ("answer.object", "It is video-task.", {VALUE}),
        ("answer.object", "It is null.", {EMPTY}),
        ("answer.task_id", "It may be id.", {DIFFER}),
        ("answer.task_id", "It differs from id.", {DIFFER}),
        ("answer.task_id", "It differs.", set()),
        ("answer.task_id", "It is not id.", {DIFFER}),
        ("answer.task_id", "As the id.", set()),
        ("answer.task_id", "The request id.", {WHOSE}),
        ("answer.task_id", "The task id.", set()),
        ("answer.task_id", "The id of the run.", {WHOSE}),
        ("answer.task_id", "The id of the task.", set()),
        ("answer.task_id", "The id of the video.", set()),
        ("answer.task_id", "As ids.", set()),
        ("answer.model", "It may be another.", {DIFFER}),
        ("answer.model", "It is another.", set()),
        ("answer.model", "As the request model.", set()),
        ("answer.model", "It is not the model.", {DIFFER}),
        ("answer.created_at", "In milliseconds.", {UNIT}),
        ("answer.created_at", "In seconds.", set()),
        ("answer.progress", "In milliseconds.", set()),
        ("answer.status", "It begins as queued.", set()),
        ("answer.status", "It begins as gone.", {STATE, BEGINS}),
        ("answer.status", "It is gone.", set()),
        ("answer.status", "The status `gone`.", set()),
        ("answer.status", "The status queued.", set()),
        ("answer.status", "A state gone by now.", set()),
        ("answer.status", "Failed: back to queued.", {BACK}),
        ("answer.status", "It goes back to queued.", {BACK}),
        ("answer.status", "It comes back.", set()),
        ("answer.object", "The status gone.", set()),
        ("answer.status", "It begins as requeued.", {STATE}),
    ],
)  # fmt: skip
def test_what_a_sentence_says_of_its_field(at: str, text: str, reasons: set[str]) -> None:
    assert why(at, text) == reasons


@pytest.mark.parametrize(
    ("text", "said", "reasons"),
    [
        ("Some value.", "Some value.", {WHOSE}),
        ("Some value.", "Kept for programs.", {WHOSE}),
        ("As id. Kept for programs.", "Kept for programs.", set()),
        ("As ids. Kept for programs.", "Kept for programs.", {WHOSE}),
        ("As the request id.", "As the request id.", {WHOSE}),
    ],
)
def test_some_sentence_at_a_value_of_another_field_has_to_name_that_field(
    text: str, said: str, reasons: set[str]
) -> None:
    plain = page(LAYOUT).decode()
    assert plain.count("The same value as id.") == 1
    (found,) = open_page(plain.replace("The same value as id.", text).encode(), "page.md")
    assert why("answer.task_id", said, Known(MATRIX, found)) == reasons
