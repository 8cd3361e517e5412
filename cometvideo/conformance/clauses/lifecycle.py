"""Clauses on waiting: that a client follows a task to its end, no further and no longer."""

from __future__ import annotations

import re
from collections.abc import Callable

from cometvideo.conformance.cases import Case, Observed
from cometvideo.conformance.clause import (
    PASSED,
    CaseVerdict,
    Clause,
    failed,
    said,
    unclear,
    unless,
    unless_told,
)
from cometvideo.conformance.deviations import in_words, progressing
from cometvideo.conformance.material import Material

__all__ = ["CLAUSES"]

CaseMaker = Callable[[Material], list[Case]]


def _success(material: Material) -> list[Case]:
    return [*material.successes]


def _poll_id(observed: Observed, _: Material) -> CaseVerdict:
    created = observed.tasks[0]
    asked = [each for each in observed.calls if each.operation in {"retrieve", None}]
    asked = [each for each in asked if not each.at_videos]
    if not asked:
        return unclear(f"the task was never asked after; {said(observed)}")
    for each in asked:
        if each.task != created:
            return failed(f"{each.request.method} {each.request.path} is not for {created}")
    return PASSED


def _each_end(material: Material) -> list[Case]:
    return [
        Case(
            f"a task that ends as {word}",
            material.request_ending(word),
            plan={"polls": 2, "end": word},
        )
        for word in material.ends
    ]


def _stops(observed: Observed, _: Material) -> CaseVerdict:
    after = [each for each in observed.polls if each.after_end]
    word = next((each.word for each in observed.polls if each.ended), None)
    if word is None:
        return unclear(f"the task was never seen at its end; {said(observed)}")
    return unless(not after, f"it asked {len(after)} times more after the task was seen as {word}")


def _ends_in(means: str) -> CaseMaker:
    def cases(material: Material) -> list[Case]:
        words = material.ending(means)
        return [each for each in _each_end(material) if each.name.rpartition(" ")[2] in words]

    return cases


def _finds_success(observed: Observed, _: Material) -> CaseVerdict:
    return unless(observed.happy, f"the task ended well, yet {said(observed)}")


def _finds_failure(observed: Observed, _: Material) -> CaseVerdict:
    word = next((each.word for each in observed.polls if each.ended), None)
    if observed.happy:
        ended = f"ended as {word}" if word else "ended badly, unseen"
        return failed(f"the task {ended}, yet {said(observed)}")
    return PASSED if word else unclear(f"the task was never seen at its end; {said(observed)}")


def _progress_cases(material: Material) -> list[Case]:
    return [
        Case(
            "progress that jumps", material.request, "polls=4", deviation=progressing((0, 90, 30))
        ),
        Case("progress that stalls", material.request, "polls=6", deviation=progressing((10,) * 5)),
        Case(
            "progress that is whole early",
            material.request,
            "polls=4",
            deviation=progressing((100,) * 3),
        ),
    ]


def _quirk(name: str) -> CaseMaker:
    def cases(material: Material) -> list[Case]:
        if name not in material.words.quirks:
            return []
        return [Case(f"quirk {name}", material.request, "polls=3", quirks=(name,))]

    return cases


def _whole_life(observed: Observed, _: Material) -> CaseVerdict:
    """The task ended well, and the client saw that end."""
    if not any(each.ended for each in observed.polls):
        return failed(f"it did not wait for the end of the task; {said(observed)}")
    return unless(observed.happy, f"the task ended well, yet {said(observed)}")


def _other_generation(material: Material) -> list[Case]:
    if not material.other_words:
        return []
    deviation = in_words(material.other_words)
    return [
        Case(
            "statuses of another generation",
            material.request,
            "polls=3",
            deviation=deviation,
            deadline_s=3.0,
        )
    ]


def _recognised(observed: Observed, material: Material) -> CaseVerdict:
    if observed.happy:
        done = any(
            each.word == material.other_words.get(word)
            for each in observed.polls
            for word in material.ending("success")
        )
        return unless(done, "an unfinished task was taken for finished")
    words = [each.word for each in observed.calls if each.word]
    named = any(
        re.search(rf"(?<!\w){re.escape(word)}(?!\w)", observed.told, re.IGNORECASE)
        for word in words
    )
    return unless_told(
        observed,
        named and not observed.stopped,
        f"statuses such as {words[0] if words else '?'} were neither followed nor named in an "
        f"error; {said(observed)}",
    )


CLAUSES = (
    Clause(
        "poll-id",
        "must",
        "A task is asked after under the very id that the create gave.",
        "A task that cannot be found again is paid for and lost.",
        (("operations", "retrieve", "path"), ("task", "fields", "id")),
        _success,
        _poll_id,
        needs=frozenset({"task"}),
    ),
    Clause(
        "end-is-final",
        "must",
        "Polling stops at each of the last statuses, and an ended task is not asked after again.",
        "A status that is not known as the last one is polled for ever.",
        (("task", "statuses"),),
        _each_end,
        _stops,
        needs=frozenset({"task", "poll"}),
    ),
    Clause(
        "success-is-told",
        "must",
        "A task that ends well is reported as finished.",
        "A paid video that nobody hears of is lost.",
        (("task", "statuses"),),
        _ends_in("success"),
        _finds_success,
        needs=frozenset({"task", "answer"}),
    ),
    Clause(
        "failure-is-told",
        "must",
        "A task that ends badly is never reported as finished.",
        "Whoever is told of a video that does not exist finds out much later.",
        (("task", "statuses"),),
        _ends_in("failure"),
        _finds_failure,
        needs=frozenset({"task", "answer"}),
    ),
    Clause(
        "progress-is-a-hint",
        "should",
        "Progress may jump, stall or be whole before the end; only the status tells the end.",
        "A client that trusts it stops early or calls a living task stuck.",
        (("task", "fields", "progress"), ("task", "quirks", "progress_steps")),
        _progress_cases,
        _whole_life,
        needs=frozenset({"task", "answer"}),
        after=("success-is-told",),
    ),
    Clause(
        "optional-fields",
        "must",
        "A task without its optional fields is a task all the same.",
        "A crash between two polls loses a task that is paid for.",
        (("task", "quirks", "left_out"),),
        _quirk("left_out"),
        _whole_life,
        needs=frozenset({"task", "answer"}),
        after=("success-is-told",),
    ),
    Clause(
        "unlisted-fields",
        "must",
        "Fields that no page lists are ignored.",
        "The API may add one any day.",
        (("task", "quirks", "unlisted_fields"),),
        _quirk("unlisted_fields"),
        _whole_life,
        needs=frozenset({"task", "answer"}),
        after=("success-is-told",),
    ),
    Clause(
        "completion-time-is-no-end",
        "must",
        "A time of completion that is set early does not end the wait.",
        "It is documented to be set before the end; the video is not there yet.",
        (("task", "fields", "completed_at"), ("task", "quirks", "completed_at_always")),
        _quirk("completed_at_always"),
        _whole_life,
        needs=frozenset({"task", "answer"}),
        after=("success-is-told",),
    ),
    Clause(
        "fresh-status",
        "should",
        "A fresh task that reads oddly once is asked after again.",
        "Giving up on it loses a task that is paid for.",
        (("task", "quirks", "fresh_status"),),
        _quirk("fresh_status"),
        _whole_life,
        needs=frozenset({"task", "answer"}),
        after=("success-is-told",),
    ),
    Clause(
        "other-generation",
        "should",
        "The statuses of another generation of the API are followed, or refused by their name.",
        "Pages of the first generation are still served, and upstreams have switched.",
        (("task", "statuses"),),
        _other_generation,
        _recognised,
        needs=frozenset({"task", "answer"}),
    ),
)
