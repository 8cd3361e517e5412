"""Sentences that no reader takes in: those that may say something of their own are shown."""

from functools import cache
from pathlib import Path

import pytest

from cometvideo.documentation import Copy, check_documentation
from cometvideo.drift import ADRIFT, Drift
from tests.documentation.copies import MATRIX, check
from tests.documentation.generated.layouts import page

_LAYOUT = "Markdown, headings and bullets"
_TEXTS = {
    "intro": "Give a size as a shape or in pixels. A shape stands for the usual size.",
    "prompt": "What the video shows.",
    "model": "The model that renders the video.",
    "size": "A shape such as",
    "task_id": "The same value as id.",
    "object": "Kind of object, always video.",
    "access": "Your key, as a Bearer token.",
    "created_at": "When the task was made, as Unix time in seconds.",
    "status": "A task begins as queued.",
    "image": "A reference image.",
    "seconds": "Length of the video.",
}


@cache
def before() -> set[str]:
    return {each.id for each in check(page(_LAYOUT)).found}


def left(place: str, said: str) -> list[Drift]:
    """What a sentence more at a place of a page brings."""
    plain = page(_LAYOUT).decode()
    assert plain.count(_TEXTS[place]) == 1
    text = plain.replace(_TEXTS[place], f"{said} {_TEXTS[place]}")
    return [each for each in check(text.encode()).found if each.id not in before()]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("intro", "Send it to https://api.cometapi.com/v2/videos instead."),
        ("intro", "Send it to https://elsewhere.example/v1/videos instead."),
        ("intro", "Use PUT /v1/videos for it."),
        ("intro", "There is a seedance 9.1 Ultra as well: doubao-seedance-9-1-ultra."),
        ("intro", "Sizes that are in no table are answered with HTTP 418."),
        ("intro", "doubao-seedance-1-0-pro has been removed."),
        ("intro", "doubao-seedance-1-0-pro takes what it is given."),
        ("intro", "The largest is 4096x2160."),
        ("intro", "The finest is 2160p."),
        ("intro", "doubao-seedance-2-0 makes 1920x1080 as asked."),
        ("intro", "Beside 16:9 there is 9:22."),
        ("intro", "The key may stand in X-Api-Key, too."),
        ("prompt", "Optional where an image is sent."),
        ("prompt", "It has 800 characters and no more."),
        ("prompt", "It has twelve words."),
        ("model", "doubao-seedance-2-0-fast has 1080p, too."),
        ("model", "It cannot be changed."),
        ("model", "Like doubao-seedance-2-0, doubao-seedance-1-5-pro knows images."),
        ("size", "Where it is left out, 1280x720 is meant."),
        ("size", "The default is 16:9."),
        ("size", "Others always fail."),
        ("size", "The shapes are 16:9, 4:3 and 1:1."),
        ("task_id", "It differs from id."),
        ("task_id", "Another name for the request id."),
        ("task_id", "The id of the run."),
        ("seconds", "With a reference image the maximum is 10."),
        ("seconds", "With sound it is between 4 and 10."),
        ("image", "An image or a short video."),
        ("intro", "Wait at least 30 seconds before the first poll."),
        ("intro", "The endpoint answers 202."),
        ("intro", "doubao-seedance-1-5-pro cannot render 1080x1920."),
        ("intro", "21:9 is not available on doubao-seedance-1-0-pro."),
        ("size", "doubao-seedance-2-0 renders labels at 480p."),
        ("size", "Shapes are deprecated."),
        ("task_id", "Id of the request, not of the task."),
        ("task_id", "Empty for new tasks."),
        ("task_id", "It may be that of id or another."),
        ("created_at", "It is missing in some tasks."),
        ("status", "A cancelled task has the status cancelled."),
        ("status", "Failed tasks may go back to queued."),
        ("seconds", "Only even numbers are accepted."),
        ("seconds", "doubao-seedance-2-0 also accepts -1."),
        ("seconds", "The default is 5 except for doubao-seedance-1-0-pro, where it is 4."),
        ("image", "Images must be JPEG."),
        ("image", "Only one image may be sent."),
        ("image", "It cannot be sent together with 21:9."),
        ("object", "It is video.task."),
        ("access", "It goes into X-Api-Key."),
        ("created_at", "It is in milliseconds."),
        ("status", "It begins as submitted."),
    ],
)
def test_what_may_be_news_is_shown(place: str, said: str) -> None:
    found = left(place, said)
    assert found, "nothing passes in silence"
    texts = [seen.said for each in found for seen in each.evidence]
    assert any(said.rstrip(".") in each for each in texts) or any(
        each.verdict in ADRIFT for each in found
    )


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (
            "intro",
            "Ask GET /v1/videos/{id} for it, as GET https://api.cometapi.com/v1/videos/<id>.",
        ),
        ("intro", "All paths begin with /v1."),
        ("intro", "A size of 1280x720 is 16:9 at 720p. It was made at 10:12."),
        ("intro", "doubao-seedance-1-5-pro makes 1920x1080 as asked."),
        ("intro", "A wrong key is answered with HTTP 401."),
        ("intro", "An Idempotency-Key may be sent, and the answer has X-Request-Id."),
        ("intro", "For example, doubao-seedance-2-0 is a model."),
        ("intro", "doubao-seedance-2-0 and doubao-seedance-2-0-fast take input_reference."),
        ("prompt", "It is required, and the two of you may write it."),
        ("model", "One model: doubao-seedance-2-0."),
        ("size", "Shapes such as 16:9, 4:3 and 1:1."),
        ("size", "The default is given by the model."),
        ("task_id", "Nobody needs to differ."),
        ("task_id", "Another name for the task id, the id of the video."),
        ("seconds", "It is at least 2 and at most 15."),
        ("seconds", "Most ask for 5 or 10."),
        ("image", "An image or a picture."),
        ("intro", "Poll every 10 to 20 s. Wait 1 to 3 minutes."),
        ("intro", "The endpoint answers 200."),
        ("intro", "doubao-seedance-2-0-fast cannot render 1920x1080."),
        ("size", "doubao-seedance-1-5-pro renders labels at 720p."),
        ("status", "Poll it until the status is completed, failed or error."),
        ("seconds", "It is 5 where it is not sent, except that nobody asks."),
        ("image", "Images may be JPEG, PNG or WebP."),
        ("object", "It is a video."),
        ("created_at", "It is in seconds."),
        ("status", "It begins as queued."),
    ],
)
def test_what_says_nothing_new_is_not(place: str, said: str) -> None:
    assert left(place, said) == []


def test_a_sentence_that_stood_there_before_is_not_shown_again(tmp_path: Path) -> None:
    text = page(_LAYOUT).decode().replace(_TEXTS["intro"], "doubao-seedance-1-0-pro is odd.")
    copies = [Copy("page.md", text.encode(), "create-page")]
    (found,) = check_documentation(MATRIX, copies).found
    assert "is odd" in found.why
    assert not found.exact
    check_documentation(MATRIX, copies, tmp_path)
    assert check_documentation(MATRIX, copies, tmp_path).found == ()


def test_a_new_sentence_on_a_known_page_is_shown_once_beside_the_old_one(tmp_path: Path) -> None:
    text = page(_LAYOUT).decode()
    check_documentation(MATRIX, [Copy("page.md", text.encode(), "create-page")], tmp_path)
    old, new = _TEXTS["status"], "doubao-seedance-1-0-pro is odd."
    copies = [Copy("page.md", text.replace(old, new).encode(), "create-page")]
    (found,) = check_documentation(MATRIX, copies, tmp_path).found
    assert found.why == f'changed: "{old}" is now "{new}"'
