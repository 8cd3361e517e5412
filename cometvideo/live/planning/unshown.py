"""Facts that no behaviour shows, and why."""

from collections.abc import Iterable

from cometvideo.facts.kinds import fits
from cometvideo.facts.matrix import Matrix

__all__ = ["by_reason", "why_unshown"]

_OURS = "our own words for what a thing is, or settings of programs"
_WORDING = "the wording of a message, which nobody promises"
_LARGE = "nothing as large as that is sent"
_TROUBLE = "only trouble at the upstream shows it"
_CONTENT = "only content that is refused shows it, and none is sent"
_FAILURE = "only a job that fails shows it, and none can be made to"
_WAITING = "it shows only after days"
_CHANCE = "some jobs show it and some do not"
_ADVICE = "advice to clients"
_NO_PROBE = "no probe asks about it"

# By the keys of a fact, the first that fits; * is any key, and what comes after the last is free.
_REASONS = (
    (("service",), _OURS),
    (("body", "other_names"), _OURS),
    (("fields", "*", "kind"), _OURS),
    (("fields", "*", "gives"), _OURS),
    (("fields", "*", "selects"), _OURS),
    (("fields", "*", "limits", "max_bytes"), _LARGE),
    (("rejections", "by_request", "body-too-large"), _LARGE),
    (("rejections", "*", "*", "message"), _WORDING),
    (("rejections", "*", "*", "*", "message"), _WORDING),
    (("errors", "envelopes", "*", "message_ends"), _WORDING),
    (("errors", "moderation_codes"), _CONTENT),
    (("errors", "retry"), _ADVICE),
    (("errors", "never_retry_codes"), _ADVICE),
    (("errors", "retry_after"), _TROUBLE),
    (("task", "id_example"), _OURS),
    (("task", "fields", "*", "gives"), _OURS),
    (("task", "statuses", "*", "means"), _OURS),
    (("task", "statuses"), _CHANCE),
    (("task", "reason"), _FAILURE),
    (("task", "reasons"), _FAILURE),
    (("task", "lifetime_s"), _WAITING),
    (("task", "download", "expires"), _WAITING),
    (("task", "download", "lifetime_s"), _WAITING),
    (("task", "fields"), _CHANCE),
    (("task", "quirks"), _CHANCE),
    (("task", "polling"), _ADVICE),
)


def why_unshown(matrix: Matrix, path: str) -> str:
    """Why no behaviour shows a fact, where none does."""
    fact = matrix.facts.get(path)
    keys = fact.keys if fact else ()
    return next(
        (why for pattern, why in _REASONS if fits(pattern, keys[: len(pattern)])), _NO_PROBE
    )


def by_reason(matrix: Matrix, paths: Iterable[str]) -> dict[str, list[str]]:
    """Facts that no behaviour shows, by the reason why."""
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(why_unshown(matrix, path), []).append(path)
    return found
