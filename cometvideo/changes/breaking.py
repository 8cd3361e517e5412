"""Breaking: by rule, which changes of what the upstream answers can make a client fail.

A client that was written to the old spec copes with everything that the old spec allows, and with
nothing else. So what is narrower in a request breaks, and what is wider in an answer. Requests are
hardly judged here: see `behaviour`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from cometvideo.changes.comparing import Change, Keys
from cometvideo.facts.fact import Fact, Value
from cometvideo.facts.kinds import ANY_KEY as ANY
from cometvideo.facts.kinds import fits
from cometvideo.facts.matrix import Matrix

__all__ = ["REQUEST_SIDE", "RULES", "Rule", "Ruling", "judge_by_rule", "rule_for"]

REQUEST_SIDE = frozenset(["body", "fields", "sizes", "models"])
"""Sections that are about requests; `predict` shows what their changes do."""

Test = Callable[[Fact, Fact, Matrix], bool]
"""Whether a new version of a fact is worse than the old one; the matrix is the old one."""


class Rule(NamedTuple):
    """When a change of facts with such keys breaks, and why.

    `worse` is asked of a new value or of new options; `removed` tells whether it breaks
    where the fact, or the thing, is gone, `added` why it breaks where it is new (empty: it does
    not).
    """

    pattern: Keys
    why: str
    worse: Test
    added: str = ""
    removed: bool = True


class Ruling(NamedTuple):
    """Whether a change breaks, and why, or why not."""

    breaking: bool
    why: str


def never(_old: Fact, _new: Fact, _matrix: Matrix) -> bool:
    """No change breaks."""
    return False


def other(old: Fact, new: Fact, _: Matrix) -> bool:
    """Anything that the old spec did not allow breaks."""
    return not {*map(repr, new.options)} <= {*map(repr, old.options)}


def higher(old: Fact, new: Fact, _: Matrix) -> bool:
    """A larger number breaks."""
    return max(_numbers(new), default=0) > max(_numbers(old), default=0)


def lower(old: Fact, new: Fact, _: Matrix) -> bool:
    """A smaller number breaks."""
    return min(_numbers(new), default=0) < min(_numbers(old), default=0)


def fewer(old: Fact, new: Fact, _: Matrix) -> bool:
    """A list that lost something breaks."""
    return bool(_items(old) - _items(new))


def more(old: Fact, new: Fact, _: Matrix) -> bool:
    """A list that has something new breaks."""
    return bool(_items(new) - _items(old))


def no_longer(old: Fact, new: Fact, _: Matrix) -> bool:
    """A promise that may not hold any more breaks."""
    return False in new.options and False not in old.options


def from_now_on(old: Fact, new: Fact, _: Matrix) -> bool:
    """A complication that may come up now breaks."""
    return True in new.options and True not in old.options


def unknown_status(_: Fact, new: Fact, old: Matrix) -> bool:
    """A status that the old spec does not list, or as an end, breaks."""
    terminal = (old.value("task", "statuses", str(each), "terminal") for each in new.options)
    return any(each is not False for each in terminal)


# The first pattern that matches counts. A test proves that every kind of fact has its rule.
RULES: tuple[Rule, ...] = (
    # Of requests, these alone: a field that is gone may be passed over without a word.
    Rule(("fields", ANY), "old clients send this field", never),
    Rule(("models", ANY), "old clients name this model", never),
    Rule(("service", "host"), "old clients send their requests to another host", other),
    Rule(("service", "base_url"), "old clients send their requests to another address", other),
    Rule(("service", "auth_header"), "old clients carry the key in another header", other),
    Rule(("service", "auth_scheme"), "old clients carry the key in another way", other),
    Rule(("service", ANY), "the name is a convention between programs", never, removed=False),
    Rule(("operations", ANY), "old clients call it", other),
    Rule(("operations", ANY, "status"), "old clients take another status for success", other),
    Rule(("operations", ANY, ANY), "old clients call it by another method or path", other),
    Rule(("rejections", "unstated_status"), "a refusal may come with another status", other),
    Rule(("rejections", "unstated_envelope"), "a refusal may be written in another way", other),
    Rule(
        ("rejections", "by_field", ANY, ANY),
        "how this refusal is answered is not stated any more",
        other,
    ),
    Rule(
        ("rejections", "by_request", ANY),
        "how this refusal is answered is not stated any more",
        other,
        added="requests are refused, or said to be, in a way that old clients do not know",
    ),
    *(
        Rule(("rejections", *around, "message"), "texts are for people", never, removed=False)
        for around in (("by_field", ANY, ANY), ("by_request", ANY))
    ),
    *(
        Rule(
            ("rejections", *around, ANY),
            "old clients tell this refusal by its status, its code or its envelope",
            other,
        )
        for around in (("by_field", ANY, ANY), ("by_request", ANY))
    ),
    Rule(("errors", "envelopes", ANY), "old clients read errors in this envelope", other),
    Rule(("errors", "envelopes", ANY, "keys"), "old clients read a key that is gone", fewer),
    Rule(
        ("errors", "envelopes", ANY, "message_ends"),
        "texts are for people",
        never,
        removed=False,
    ),
    Rule(("errors", "envelopes", ANY, ANY), "old clients read errors in another shape", other),
    Rule(
        ("errors", "retry", ANY),
        "old clients retry this status by another rule",
        other,
        added="old clients do not know this status",
    ),
    Rule(
        ("errors", "never_retry_codes"),
        "old clients retry these errors by another rule",
        lambda old, new, _: _items(old) != _items(new),
    ),
    Rule(("errors", "retry_after"), "old clients wait by another sign", other),
    Rule(
        ("errors", "moderation_codes"),
        "there is a code that old clients do not know",
        more,
        removed=False,
    ),
    Rule(("task", "id_example"), "it is an example", never, removed=False),
    Rule(("task", "fields", ANY), "old clients read this field", other),
    Rule(("task", "fields", ANY, "type"), "old clients read another type", other),
    Rule(("task", "fields", ANY, "required"), "old clients rely on the field", no_longer),
    Rule(("task", "fields", ANY, "min"), "lower values than old clients know of", lower),
    Rule(("task", "fields", ANY, "max"), "higher values than old clients know of", higher),
    Rule(
        ("task", "fields", ANY, "initial"),
        "any value in its range may come",
        never,
        removed=False,
    ),
    Rule(
        ("task", "fields", ANY, "before_the_end"),
        "old clients take the field for a sign of the end",
        from_now_on,
        removed=False,
    ),
    Rule(
        ("task", "fields", ANY, "only_on"),
        "old clients look for the field on another status",
        other,
        added="old clients look for the field on any status",
        removed=False,
    ),
    Rule(("task", "fields", ANY, ANY), "the field means something else", other),
    Rule(
        ("task", "initial"),
        "tasks begin with a status that old clients do not know",
        unknown_status,
        removed=False,
    ),
    Rule(("task", "statuses", ANY), "old clients look for this status", other),
    Rule(("task", "statuses", ANY, "terminal"), "old clients wait on, or stop too early", other),
    Rule(("task", "statuses", ANY, ANY), "the status means something else", other),
    Rule(("task", "reason"), "old clients look for the reason elsewhere", other),
    Rule(("task", "reasons", ANY), "old clients look for the reason there", other),
    Rule(("task", "reasons", ANY, "keys"), "old clients read a key that is gone", fewer),
    Rule(("task", "reasons", ANY, ANY), "old clients look for the reason elsewhere", other),
    Rule(("task", "lifetime_s"), "tasks are gone earlier than old clients know", lower),
    Rule(
        ("task", "quirks", "left_out"),
        "a field may be missing that old clients read",
        more,
        removed=False,
    ),
    Rule(
        ("task", "quirks", "fresh_status"),
        "a status that old clients do not know",
        other,
        removed=False,
    ),
    Rule(
        ("task", "quirks", "completed_at_always"),
        "a sign of the end that is none",
        from_now_on,
        removed=False,
    ),
    Rule(("task", "quirks", ANY), "old clients pass over it", never, removed=False),
    Rule(("task", "download", "lifetime_s"), "links end earlier than old clients know", lower),
    Rule(("task", "download", "frames_per_second"), "the video is another one", other),
    Rule(
        ("task", "download", ANY),
        "old clients do not reckon with it",
        from_now_on,
        removed=False,
    ),
    Rule(("task", "polling", "interval_min_s"), "old clients ask too often", higher, removed=False),
    Rule(("task", "polling", ANY), "it is advice", never, removed=False),
)

_HARMLESS: Mapping[str, str] = {
    "added": "nothing that an old client relies on is changed",
    "removed": "no old client relies on it",
    "changed": "an old client copes with it",
    "settled": "the old spec left this open, and allowed it",
    "opened": "an old client copes with every option",
    "options": "the old spec allowed every option",
    "level": "how sure it is changes nothing for a client",
    "sources": "who says so changes nothing for a client",
}


def rule_for(keys: Keys) -> Rule | None:
    """The rule for facts or things with these keys; None where nothing reads such a fact."""
    return next((rule for rule in RULES if fits(rule.pattern, keys)), None)


def judge_by_rule(change: Change, old: Matrix, new: Matrix) -> Ruling:
    """Whether a change of something that is not in a request breaks a client of the old spec."""
    rule = rule_for(change.keys)
    why = ""
    if rule is not None and change.kind not in {"level", "sources"}:
        why = _why(rule, change, old, new)
    if why:
        return Ruling(breaking=True, why=why)
    if rule is None:
        return Ruling(breaking=False, why="nothing reads this fact")
    return Ruling(breaking=False, why=rule.why if rule.worse is never else _HARMLESS[change.kind])


def _why(rule: Rule, change: Change, old: Matrix, new: Matrix) -> str:
    """Why a change breaks; empty where it does not."""
    if change.kind == "removed":
        return f"{rule.why}{_successors(change, new)}" if rule.removed else ""
    if change.kind == "added":
        return rule.added or _ends(change)
    return rule.why if rule.worse(change.old[0], change.new[0], old) else ""


def _ends(change: Change) -> str:
    """Why a new status breaks: if it ends a task, an old client goes on asking."""
    is_status = change.keys[:2] == ("task", "statuses")
    ends = any(fact.keys[-1] == "terminal" and fact.value is not False for fact in change.new)
    return "tasks may end with it, and old clients go on asking" if is_status and ends else ""


def _successors(change: Change, new: Matrix) -> str:
    """The statuses that mean now what a status meant that is gone, in words."""
    if change.keys[:2] != ("task", "statuses"):
        return ""
    meant = next((fact.value for fact in change.old if fact.keys[-1] == "means"), None)
    names = [
        name
        for name, _ in new.blocks("task", "statuses")
        if meant is not None and new.value("task", "statuses", name, "means") == meant
    ]
    return f"; what means {meant} is now {' or '.join(names)}" if names else ""


def _items(fact: Fact) -> set[str]:
    return set(map(str, _flat(fact.options)))


def _numbers(fact: Fact) -> list[float]:
    return [each for each in _flat(fact.options) if isinstance(each, int | float)]


def _flat(options: Iterable[Value]) -> list[object]:
    return [item for each in options for item in (each if isinstance(each, tuple) else (each,))]
