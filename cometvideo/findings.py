"""Findings: one thing to say about a request, a spec, a client or a page, as a value.

What is true of every finding of a kind (its code, severity, allowed values, facts) stands in a
rule that is made once; a finding adds what was got and where. The text is made when it is read.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple

from cometvideo.codes import CODES
from cometvideo.errors import CometVideoError
from cometvideo.facts.fact import Level, Where

__all__ = [
    "Finding",
    "RequestInvalid",
    "Rule",
    "Severity",
    "SpecError",
    "severity_of",
    "shown",
    "shown_bare",
    "spec_error",
]

Severity = Literal["error", "warning", "note"]

# Nobody's build breaks on a guess.
_SEVERITY_BY_LEVEL: dict[Level, Severity] = {
    "observed": "error",
    "documented": "error",
    "inferred": "warning",
    "open": "warning",
}
_COPIED: Final = (str, bytes, int, float, type(None))
_NO_DETAIL: Mapping[str, str] = {}


def severity_of(level: Level) -> Severity:
    """How loud a broken rule is, by how sure the rule is."""
    return _SEVERITY_BY_LEVEL[level]


class Rule(NamedTuple):
    """What all findings of one kind about one field have in common.

    `suggest` takes what was got and returns the nearest value that would work, or None; `rank`
    words what is allowed with the nearest first, where that helps; `why` says what is probably
    the cause, in a sentence that is empty where nothing tells.
    """

    code: str
    severity: Severity
    field: str | None
    allowed: str | None = None
    level: Level = "documented"
    facts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    detail: Mapping[str, str] = _NO_DETAIL
    suggest: Callable[[object], str | None] | None = None
    rank: Callable[[object], str] | None = None
    why: Callable[[object], str] | None = None


class Always:
    """A function that has one answer, whatever it is given."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def __call__(self, *_: object) -> Any:
        """That answer."""
        return self.answer


class Shown(NamedTuple):
    """What is left of a value that a copy does not take along: how it is shown."""

    text: str

    def __str__(self) -> str:
        return self.text


class Finding(NamedTuple):
    """One thing to say; `got` is what was seen, or None where nothing was."""

    rule: Rule
    got: object = None
    where: Where | None = None

    def __repr__(self) -> str:
        about = f" {self.field}" if self.field else f" {self.where}" if self.where else ""
        got = "" if self.got is None else f"={shown(self.got)}"
        return f"<Finding {self.severity} {self.code}{about}{got}>"

    @property
    def code(self) -> str:
        """Stable name of the kind of finding; `cometvideo explain CODE` says more."""
        return self.rule.code

    @property
    def severity(self) -> Severity:
        """`error` breaks a documented rule, `warning` may be refused, `note` only informs."""
        return self.rule.severity

    @property
    def field(self) -> str | None:
        """The field of the request, the path in the spec; None if it concerns the whole."""
        return self.rule.field

    @property
    def allowed(self) -> str | None:
        """What would have been fine, in words."""
        return self.rule.allowed if self.rule.rank is None else self.rule.rank(self.got)

    @property
    def nearest(self) -> str | None:
        """The nearest value that would work, as one would write it."""
        return None if self.rule.suggest is None else self.rule.suggest(self.got)

    @property
    def level(self) -> Level:
        """How sure the rule is."""
        return self.rule.level

    @property
    def expect(self) -> str:
        """The answer to expect from the API, in words; empty where nothing is refused."""
        return self.rule.detail.get("expect", "")

    @property
    def facts(self) -> tuple[str, ...]:
        """Paths of the facts that the rule rests on."""
        return self.rule.facts

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources of those facts."""
        return self.rule.sources

    def __reduce__(self) -> tuple[type["Finding"], tuple[object, ...]]:
        # What a rule works out of a value is made in functions, which cannot be pickled or copied.
        rule = self.rule._replace(
            suggest=self.rule.suggest and Always(self.nearest),
            rank=self.rule.rank and Always(self.allowed),
            why=self.rule.why and Always(self.rule.why(self.got)),
            detail=dict(self.rule.detail),
        )
        got = self.got if isinstance(self.got, _COPIED) else Shown(shown(self.got))
        return Finding, (rule, got, self.where)

    @property
    def problem(self) -> str:
        """The message without the answer to expect, for whoever has got one."""
        return self._worded("also")

    @property
    def message(self) -> str:
        """What is wrong, what is allowed, what to do and what to expect, in a few sentences."""
        return self._worded("expect", "also")

    def _worded(self, *ends: str) -> str:
        rule = self.rule
        detail = {"field": rule.field or "request", "got": shown(self.got), **rule.detail}
        text = CODES[rule.code].text.format_map(detail)
        if rule.why is not None and (why := rule.why(self.got)):
            text += f": {why}"
        if allowed := self.allowed:
            text += f"; allowed: {allowed}"
        nearest = self.nearest
        if nearest is not None:
            text += f"; did you mean {nearest}?"
        for key in ends:
            if further := detail.get(key):
                text += f"{' ' if text.endswith('?') else '; '}{further}"
        return text


class SpecError(CometVideoError):
    """A spec cannot be used: it names every place that is wrong, as findings."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings)
        self.findings = findings

    def __str__(self) -> str:
        return "\n".join(f"{each.where}: {each.message}" for each in self.findings)


class RequestInvalid(CometVideoError, ValueError):  # noqa: N818 - reads as what it says
    """A request that must not be sent: `findings` says all that is wrong with it."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings)
        self.findings = findings

    def __str__(self) -> str:
        return "\n".join(f"[{each.code}] {each.message}" for each in self.findings)


def shown(value: object, limit: int = 80) -> str:
    """A value as a message shows it: quoted, on one line, and cut when it is long.

    True, false and null are spelt as JSON and YAML spell them.
    """
    try:
        text = repr(value) if isinstance(value, str | bytes) else shown_bare(value)
    except (ValueError, RecursionError):
        # An integer of thousands of digits, or lists within lists.
        digits = int(value.bit_length() * 0.30103) + 1 if isinstance(value, int) else 0
        text = (
            f"a number of about {digits:,} digits" if digits else f"a deep {type(value).__name__}"
        )
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def shown_bare(value: object) -> str:
    """A value as YAML and JSON write it: without quotes, `true`, `false` and `null` in small."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def spec_error(where: Where, problem: str, fix: str = "", *, code: str = "spec-shape") -> SpecError:
    """An error about one place of a spec, with what to do about it."""
    detail = {"problem": problem, "fix": f"; {fix}" if fix else ""}
    return SpecError((Finding(Rule(code, "error", None, detail=detail), where=where),))
