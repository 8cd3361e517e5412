"""What every clause makes of a few situations that no miniature can show.

Programs that speak no protocol, that were stopped, or that ended without a word. In the table a
clause passes (+), fails (x), cannot tell (?), or is not applicable (-).
"""

from collections.abc import Iterator

from cometvideo import load_family
from cometvideo.conformance import CLAUSES
from cometvideo.conformance.cases import Call, Observed
from cometvideo.conformance.clause import Clause, Verdict
from cometvideo.conformance.hearing import Printed
from cometvideo.conformance.material import Material
from cometvideo.conformance.protocol import Answer
from cometvideo.wire.exchange import Answer as HttpAnswer
from cometvideo.wire.exchange import HttpRequest

__all__ = ["HABITS", "INVENTED_LACKS", "MATERIAL", "SITUATIONS", "expected", "in_situation"]

MATERIAL = Material(load_family("seedance"))
KEY = "sk-check-0123456789"
TASK = "task_1"
_API = (("Authorization", f"Bearer {KEY}"),)

CREATE = Call(
    0.0,
    0.1,
    "create",
    HttpRequest("POST", "/v1/videos", _API),
    HttpAnswer(200, (), b"{}"),
    task=TASK,
    created=True,
    word="queued",
)
REFUSED = CREATE._replace(
    answer=HttpAnswer(400, (), b'{"message": "no such thing"}'), task=None, created=False, word=None
)


def poll(at: float, word: str, status: int = 200, *, ended: bool = False) -> Call:
    """A poll that shows a status."""
    request = HttpRequest("GET", f"/v1/videos/{TASK}", _API)
    answer = HttpAnswer(status, (), b"{}")
    return Call(at, at, "retrieve", request, answer, task=TASK, word=word, ended=ended)


POLLS = (poll(0.5, "in_progress"), poll(1.0, "in_progress"), poll(1.5, "in_progress"))
END = poll(2.0, "completed", ended=True)
ASTRAY = Call(
    2.5,
    2.5,
    None,
    HttpRequest("GET", "/thumbnail", (("X-Token", KEY),)),
    HttpAnswer(404, (), b""),
    at_videos=True,
)
HAPPY, ERROR = Answer("completed", TASK), Answer("error", message="no luck")

SITUATIONS: dict[str, dict[str, object]] = {
    # Nothing was sent, and nothing said.
    "silent": {"answer": None, "problem": "exit code 0, nothing was printed"},
    # The create was refused, and nothing said.
    "refused": {"calls": (REFUSED,), "answer": None, "problem": "nothing was printed"},
    # The same, and said so.
    "refused-told": {"calls": (REFUSED,), "answer": Answer("refused", message="no such thing")},
    # What was sent came under no key of ours.
    "stray": {"answer": ERROR, "strays": 2},
    # The create was refused without a word.
    "wordless": {
        "calls": (REFUSED._replace(answer=HttpAnswer(400, (), b"{}")),),
        "answer": Answer("refused"),
    },
    # Its code was told, and not what it says.
    "code-told": {
        "calls": (
            REFUSED._replace(
                answer=HttpAnswer(400, (), b'{"code": "Bad", "message": "no such thing"}')
            ),
        ),
        "answer": Answer("refused", message="Bad"),
    },
    # A task was created, and nobody asked after it.
    "unasked": {"calls": (CREATE,), "answer": ERROR},
    # A task was asked after, and given up.
    "left": {"calls": (CREATE, *POLLS), "answer": ERROR},
    # It was followed to its end, and nothing said.
    "mute": {"calls": (CREATE, *POLLS, END), "answer": None, "problem": "nothing was printed"},
    # It was asked after until the client was stopped; the same by a program as it is.
    "stopped": {"calls": (CREATE, *POLLS), "answer": None, "stopped": "it was still going"},
    "wire-stopped": {
        "calls": (CREATE, *POLLS),
        "answer": None,
        "stopped": "it was still going",
        "by_wire": True,
    },
    # A program as it is creates a task and is content; asks after it, and is content; is not.
    "wire-starts": {"calls": (CREATE,), "answer": HAPPY, "by_wire": True},
    "wire-ends": {"calls": (CREATE, *POLLS, END), "answer": HAPPY, "by_wire": True},
    "wire-error": {"calls": (CREATE, *POLLS), "answer": ERROR, "by_wire": True},
    # It asks again at once.
    "hasty": {
        "calls": (CREATE, *(poll(1 + n / 1000, "queued") for n in range(9))),
        "answer": ERROR,
    },
    # The key went along to where the videos lie, for something that is no video.
    "astray": {"calls": (CREATE, *POLLS, END, ASTRAY), "answer": HAPPY},
    # It printed more than is kept.
    "chatty": {
        "calls": (CREATE, *POLLS, END),
        "answer": Answer("failed"),
        "printed": Printed("log", 5_000_000),
    },
    "unsupported": {"calls": (), "answer": Answer("unsupported")},
}

# A row a clause, a column a situation.
TABLE = """
form-multipart             ? x x ? x x x x x x x x x x x x x -
form-documented-names      ? + + ? + + + + + + + + + + + + + -
form-numbers               ? x x ? x x x x x x - - - - x x x -
form-size                  ? x x ? x x x x x x - - - - x x x -
form-model                 ? x x ? x x x x x x - - - - x x x -
form-prompt                ? x x ? x x x x x x - - - - x x x -
form-bearer                ? + + x + + + + + + + + + + + + + -
form-meaning               ? x x ? x x x x x x - - - - x x x -
form-file                  ? x x ? x x x x x x - - - - x x x -
form-file-name             ? + + ? + + + + + + - - - - + + + -
form-files-in-order        ? x x ? x x x x x x - - - - x x x -
refusal-of-invalid         ? ? + + ? x x x ? x - - - - x x x -
refusal-message            ? ? x ? x x x x ? x ? x x x x x ? -
poll-id                    ? ? ? ? ? ? ? + + + + - + + + + + -
end-is-final               ? ? ? ? ? ? ? ? + ? ? - + ? ? + + -
success-is-told            ? ? ? ? ? ? x x ? x ? - + x x + x -
failure-is-told            ? ? ? ? ? ? ? ? ? ? ? - x ? ? x + -
progress-is-a-hint         ? ? ? ? ? ? x x ? x ? - + x x + x -
optional-fields            ? ? ? ? ? ? x x ? x ? - + x x + x -
unlisted-fields            ? ? ? ? ? ? x x ? x ? - + x x + x -
completion-time-is-no-end  ? ? ? ? ? ? x x ? x ? - + x x + x -
fresh-status               ? ? ? ? ? ? x x ? x ? - + x x + x -
other-generation           ? ? ? ? ? ? x x ? x ? - x x x x ? -
unknown-status             ? ? ? ? ? ? ? + ? x ? - x ? + x + -
deadline                   ? ? ? ? ? ? ? + + x ? - x ? + x + -
deadline-keeps-id          ? ? ? ? ? ? x x ? ? - - - - x + ? -
link-is-there              ? ? ? ? ? ? + + ? + ? - x + + x + -
reason-is-told             ? ? ? ? ? ? x x ? x ? - x x x x ? -
video-is-intact            ? ? ? ? ? ? x x ? x - - - - x ? x -
cut-download               ? ? ? ? ? ? ? ? ? ? ? - ? ? ? x ? -
expired-link               ? ? ? ? ? ? ? ? ? ? ? - ? ? ? x ? -
one-task-after-drop        ? + + ? + + + + + ? ? + + + + + + -
one-task-after-timeout     ? + + ? + + + + + ? ? + + + + + + -
one-task-after-cut         ? + + ? + + + + + ? ? + + + + + + -
one-task-after-5xx         ? + + ? + + + + + ? ? + + + + + + -
one-task-after-429         ? + + ? + + + + + ? ? + + + + + + -
doubt-is-told              ? ? x ? x x x x ? x - - - - x x x -
polls-are-retried          ? ? ? ? ? ? ? x ? x ? - + x x + x -
waits-grow                 ? ? ? ? ? ? ? ? ? ? ? - ? ? ? ? ? -
retry-after                ? ? ? ? ? ? ? ? ? ? ? - ? ? ? ? ? -
retry-after-within-reason  ? ? ? ? ? ? ? + + x ? - ? ? + + + -
final-creates              ? + + ? + + + + + + + + + + + + + -
final-polls                ? ? ? ? ? ? ? ? ? ? ? - ? ? ? ? ? -
task-not-found             ? ? ? ? ? ? ? ? ? ? ? - ? ? ? ? ? -
key-in-its-header          ? + + ? + + + + + + + + + + + + + -
key-not-with-download      ? ? ? ? ? ? ? ? ? ? ? - ? ? ? x ? -
key-not-on-redirect        ? + + ? + + + + + + + + + + + + + -
key-not-in-output          ? + + ? + + + + + + + + + + + + + -
no-busy-loop               ? ? ? ? ? ? ? ? + ? ? - + ? x + + -
unhurried                  ? ? ? ? ? ? ? ? + ? ? - x ? ? + + -
"""
# The clauses of which fixtures/specs/invented.yaml has no such thing.
INVENTED_LACKS = frozenset(
    [
        *("refusal-message", "optional-fields", "unlisted-fields"),
        *("completion-time-is-no-end", "fresh-status", "reason-is-told", "expired-link"),
        *("one-task-after-5xx", "one-task-after-429", "waits-grow"),
        *("final-creates", "final-polls"),
    ]
)
# What is made of the ways that a client may have; all else is passed.
HABITS: dict[str, dict[str, Verdict]] = {
    "leaves-videos": {
        "link-is-there": "not applicable",
        "video-is-intact": "not applicable",
        "cut-download": "not applicable",
        "expired-link": "not applicable",
        "key-not-with-download": "not applicable",
    },
    "ranges": {},
    "renews": {},
    "links-late": {},
    "few-retries": {},
    "jitter": {},
    "untold-video": {"video-is-intact": "could not tell"},
    "smaller": {
        "form-meaning": "could not tell",
        "form-file": "could not tell",
        "form-files-in-order": "could not tell",
    },
}
_MARKS: dict[str, Verdict] = {
    "+": "passed",
    "x": "failed",
    "?": "could not tell",
    "-": "not applicable",
}


def in_situation(clause: Clause, situation: str) -> Observed:
    """A case of a clause, in a situation."""
    case = clause.cases(MATERIAL)[0]
    seen: dict[str, object] = {"calls": (), **SITUATIONS[situation]}
    return Observed(case, KEY, **seen)  # type: ignore[arg-type]


def expected() -> Iterator[tuple[Clause, str, Verdict]]:
    """Every clause with a situation and what it makes of it."""
    for row in TABLE.strip().splitlines():
        name, *marks = row.split()
        for situation, mark in zip(SITUATIONS, marks, strict=True):
            yield CLAUSES[name], situation, _MARKS[mark]
