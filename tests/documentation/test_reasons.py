"""Why a sentence is shown: each reason with one that has it, and one like it that has not."""

import pytest

from tests.documentation.sentences import why

PROMPT, SECONDS, IMAGE = "body.prompt", "body.seconds", "body.input_reference"
AT_ACCESS, ID, ALIAS = "authorization.Authorization", "answer.id", "answer.task_id"
STATE, CREATED = "answer.status", "answer.created_at"
MODEL = "it names what may be a model that the spec lacks"
ADDRESS = "it names an address that the spec lacks"
SIZE = "it names a size that the spec lacks"
WHOLE = "it may say that there are no others"
POLL = "it gives other times to wait"
ANSWER = "it names another status of an answer"
ONCE = "it speaks of a model at another time"
HEADER = "it names another header"
STATUS = "it names a status that the spec lacks"
DENIED = "it may deny a size to a model"
PRESETS = "it may say what presets are"
ALWAYS = "it says what always is so"
OPEN = "it says of sizes what was open"
UNREAD = "it says something of a model that no reader looks for"
FADING = "it speaks of the field at another time"
NEED = "it says otherwise of whether the field is needed"
NUMBER = "it gives a number that the spec lacks"
A_DEFAULT = "it may state a default"
DENIES = "it denies something"
KIND = "it may name another kind of file as well"
BOUND = "it may bound what the field takes"
OTHER_DEFAULT = "it may state another default"
HOLLOW = "it may say that the field has no value"
VALUE = "it names another value than the one it always has"
DIFFER = "it may say that the values differ"
WHOSE = "it does not say plainly whose value it is"
UNIT = "it may state another unit"
BEGINS = "it says how a task begins with a status that the spec lacks"
BACK = "it says that a task may go back"


@pytest.mark.parametrize(
    ("reason", "at", "said", "other_at", "other"),
    [
        (MODEL, "", "There is doubao-seedance-3-0.", "", "There is doubao-seedance-2-0."),
        (MODEL, "body.size", "Like Seedance 3.0.", "body.size", "Like Seedance 2.0."),
        (ADDRESS, "", "Use PUT /v1/videos.", "", "Use POST /v1/videos."),
        (ADDRESS, "", "It is at /v2/videos.", "", "It is at /v1/videos/{id}."),
        (ADDRESS, "", "It is at /v1/video.", "", "All begin with /v1."),
        (ADDRESS, "", "https://a.example/v1/videos", "", "https://api.cometapi.com/v1/videos"),
        (SIZE, "", "It makes 1280x722.", "", "It makes 1280×720."),
        (SIZE, "", "It makes 2160p.", "", "It makes 1080P."),
        (SIZE, "", "Beside 16:9 there is 9:22.", "", "At 10:12 it was made."),
        (SIZE, "body.size", "There is 9:22.", PROMPT, "There is 9:22."),
        (WHOLE, "body.size", "It is always so.", PROMPT, "It is always so."),
        (WHOLE, "body.size", "16:9, 4:3 and 1:1.", "body.size", "16:9 and 4:3."),
        (WHOLE, "body.size", "16:9, 4:3 and 1:1.", "body.size", "E.g. 16:9, 4:3 and 1:1."),
        (WHOLE, "body.size", "16:9 4:3 1:1 3:4 9:16", "body.size", "16:9 4:3 1:1 3:4 9:16 21:9"),
        (POLL, "", "Poll every 30 s.", "", "Poll every 10 s."),
        (POLL, "", "Wait 5 seconds.", "", "It takes 5 seconds."),
        (ANSWER, "", "It answers 202.", "", "It answers 200."),
        (ONCE, "", "Soon doubao-seedance-2-0 sings.", "", "Soon it sings."),
        (ONCE, "", "Soon doubao-seedance-2-0 sings.", "", "Now doubao-seedance-2-0 sings."),
        (HEADER, "", "Send X-Api-Key.", "", "It has X-Request-Id."),
        (HEADER, AT_ACCESS, "Send X-Caller.", AT_ACCESS, "Send Authorization."),
        (HEADER, AT_ACCESS, "Send X-Caller.", PROMPT, "Send X-Api-Key."),
        (STATUS, "", "It is HTTP 418.", "", "It is HTTP 401."),
        (STATUS, "", "It is HTTP 418.", PROMPT, "It is HTTP 418."),
        (DENIED, "", "1.0 Pro cannot make 1920x1088.", "", "1.0 Pro can make 1920x1088."),
        (DENIED, "", "1.0 Pro cannot make 1920x1088.", "", "2.0 cannot make 1920x1088."),
        (DENIED, "", "1.0 Pro has no 21:9.", "", "1.0 Pro has no sound."),
        (DENIED, "", "2.0 has no 1080p.", "", "2.0 Fast has no 1080p."),
        (DENIED, "", "2.0 has no 1080p.", "", "Neither 2.0 nor 2.0 Fast has 1080p."),
        (PRESETS, "", "On 1.5 Pro labels are 480p.", "", "On 1.5 Pro labels are 720p."),
        (PRESETS, "", "On 1.5 Pro labels are 480p.", "", "On 1.5 Pro it is 480p."),
        (PRESETS, "", "1.5 Pro: labels, 480p.", "", "1.5 Pro: labels, 480p or 1080p."),
        (PRESETS, "", "1.5 Pro, 2.0: labels, 720p.", "", "1.5 Pro, 1.5 Pro: labels, 720p."),
        (ALWAYS, "", "2.0 always turns 864x496 to 640x640.", "", "2.0 always makes 864x496."),
        (ALWAYS, "", "2.0 always turns 864x496 to 640x640.", "", "2.0 turns 864x496 to 640x640."),
        (OPEN, "", "2.0 makes 1920x1080.", "", "2.0 makes 1280x720."),
        (OPEN, "", "2.0 makes 1920x1080.", "", "2.0 makes 1920x1080 or 1280x720."),
        (OPEN, "", "2.0 and 1.5 Pro make 1920x1080.", "", "1.5 Pro makes 1920x1080."),
        (UNREAD, "", "2.0 sings.", "", "It sings."),
        (UNREAD, "", "2.0 sings.", "", "Models: 2.0 and 1.5 Pro."),
        (UNREAD, PROMPT, "2.0 sings.", SECONDS, "2.0 sings."),
        (UNREAD, PROMPT, "2.0 sings.", PROMPT, "For example, 2.0 sings."),
        (UNREAD, PROMPT, "2.0 makes 864x496.", "body.size", "2.0 makes 864x496."),
        (UNREAD, "", "1.0 Pro accepts an image.", "", "2.0 accepts an image."),
        (UNREAD, "", "2.0 and 1.0 Pro accept images.", "", "2.0 and 2.0 Fast accept images."),
        (FADING, "body.size", "It is deprecated.", "", "It is deprecated."),
        (NEED, PROMPT, "It is optional.", PROMPT, "It is required."),
        (NEED, "body.size", "It is required.", "body.size", "It is optional."),
        (NUMBER, PROMPT, "It has 800 words.", PROMPT, "It has HTTP 400."),
        (NUMBER, PROMPT, "It has seven words.", PROMPT, "It has six words."),
        (NUMBER, SECONDS, "It is 11.", SECONDS, "It is 12."),
        (NUMBER, SECONDS, "It takes -2.", SECONDS, "It takes 1-2."),
        (NUMBER, SECONDS, "It takes -2.", "body.size", "It takes -2."),
        (NUMBER, PROMPT, "It has 720 words.", PROMPT, "It fits 720p, 1280x720, 3:4."),
        (NUMBER, PROMPT, "It is 2 long.", PROMPT, "It is for 2.0 Fast."),
        (A_DEFAULT, "body.size", "By default 16:9.", "body.size", "By default a shape."),
        (A_DEFAULT, "body.size", "If omitted, 1280x720.", "body.size", "Here, 1280x720."),
        (DENIES, "body.model", "It cannot change.", "body.model", "It can change."),
        (DENIES, PROMPT, "Nothing without it.", "body.size", "Nothing without it."),
        (DENIES, IMAGE, "It cannot be sent.", IMAGE, "It can."),
        (KIND, IMAGE, "An image or a video.", PROMPT, "An image or a video."),
        (KIND, IMAGE, "An image or a video.", IMAGE, "A picture or a photo."),
        (BOUND, SECONDS, "Only even ones.", "body.size", "Only even ones."),
        (BOUND, IMAGE, "Only one.", IMAGE, "They take only one."),
        (BOUND, IMAGE, "Only one.", IMAGE, "Only one, for 2.0."),
        (BOUND, IMAGE, "Only one.", IMAGE, "Only one for others."),
        (BOUND, IMAGE, "As JPEG.", IMAGE, "As JPG, PNG or WebP."),
        (BOUND, IMAGE, "As JPEG.", IMAGE, "Such as JPEG."),
        (BOUND, IMAGE, "As JPEG.", PROMPT, "As JPEG."),
        (BOUND, SECONDS, "At most 10.", SECONDS, "At most 15."),
        (BOUND, SECONDS, "At most 5.", SECONDS, "At most 15, default 5."),
        (BOUND, SECONDS, "At most 10.", SECONDS, "2.0 takes at most 10."),
        (BOUND, SECONDS, "At most 10.", SECONDS, "About 10."),
        (OTHER_DEFAULT, SECONDS, "Default 5, except 4 here.", SECONDS, "Default 5, except here."),
        (OTHER_DEFAULT, SECONDS, "Default 5, except 4 here.", SECONDS, "Default 5, and 4 here."),
        (OTHER_DEFAULT, SECONDS, "Default 5, except 4 here.", SECONDS, "5, except 4 here."),
        (HOLLOW, ID, "It may be empty.", CREATED, "It is full."),
        (HOLLOW, ALIAS, "It is null.", ALIAS, "It is id."),
        (VALUE, "answer.object", "Like video.task.", "answer.object", "Like video."),
        (DIFFER, ALIAS, "It may be id.", ALIAS, "It is id."),
        (DIFFER, ALIAS, "It differs from id.", ALIAS, "It differs from all."),
        (DIFFER, ALIAS, "It is not id.", ALIAS, "It is not mine."),
        (DIFFER, "answer.model", "It differs from the model.", "answer.object", "It differs."),
        (WHOSE, ALIAS, "The request id.", ALIAS, "The task id."),
        (WHOSE, ALIAS, "The id of a run.", ALIAS, "The id of the video."),
        (WHOSE, ALIAS, "The request id.", "answer.model", "The request model."),
        (UNIT, CREATED, "In milliseconds.", CREATED, "In seconds."),
        (UNIT, CREATED, "In Millisekunden.", "answer.progress", "In milliseconds."),
        (UNIT, CREATED, "En milisegundos.", CREATED, "Among millions."),
        (BEGINS, STATE, "It begins as new.", STATE, "It begins as queued."),
        (BEGINS, STATE, "It begins as new.", "answer.object", "It begins as new."),
        (STATUS, STATE, "It has the status lost.", STATE, "It has the status failed."),
        (BACK, STATE, "It goes back to queued.", STATE, "It goes back."),
        (BACK, STATE, "It goes back to queued.", STATE, "It goes to queued."),
    ],
)  # fmt: skip
def test_a_sentence_has_a_reason_and_one_like_it_has_not(
    reason: str, at: str, said: str, other_at: str, other: str
) -> None:
    assert reason in why(at, said)
    assert reason not in why(other_at, other)
