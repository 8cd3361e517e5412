"""Drift: what came of comparing facts with what was seen of the upstream."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from itertools import islice
from typing import Literal, NamedTuple

from cometvideo.facts.fact import Level, Value, Where
from cometvideo.findings import Finding, Rule, Severity, severity_of, shown

__all__ = [
    "ACCEPTABLE",
    "ADRIFT",
    "LIVE",
    "VERDICTS",
    "Drift",
    "DriftReport",
    "DriftVerdict",
    "Evidence",
    "of_families",
    "worded",
]

DriftVerdict = Literal[
    "holds", "observed", "drifted", "gone", "new", "contradicted", "could not tell", "unchecked"
]

VERDICTS: tuple[DriftVerdict, ...] = (
    "holds", "observed", "drifted", "gone", "new", "contradicted", "could not tell", "unchecked",
)  # fmt: skip
ADRIFT: frozenset[DriftVerdict] = frozenset(["drifted", "gone", "new", "contradicted"])
ACCEPTABLE: frozenset[DriftVerdict] = ADRIFT | {"observed"}
"""What an overlay can be made of."""
FINE: frozenset[DriftVerdict] = frozenset(["holds", "observed", "unchecked"])

LIVE = "live"
"""The source of what was seen by sending requests."""

_LEFT: frozenset[DriftVerdict] = frozenset(["could not tell", "unchecked"])

_CODES: Mapping[DriftVerdict, str] = {
    "drifted": "drift-changed",
    "gone": "drift-gone",
    "new": "drift-new",
    "contradicted": "drift-contradicted",
    "could not tell": "drift-unclear",
    "holds": "drift-none",
    "observed": "drift-observed",
    "unchecked": "drift-unchecked",
}
# What differs where the API itself was asked.
_CODES_LIVE: Mapping[DriftVerdict, str] = {
    "drifted": "drift-behaviour",
    "new": "drift-behaviour-new",
    "holds": "drift-behaviour-none",
    "could not tell": "drift-behaviour-unclear",
}
_LONGEST_IN_AN_ID = 40
_MOST_PLACES = 2


class Evidence(NamedTuple):
    """Where something was seen: a place on a page, what stands there, and how it was read."""

    page: str
    line: int
    said: str
    how: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line} ({self.how})"


class Drift(NamedTuple):
    """One fact (or a thing that the matrix lacks) beside what was seen of it.

    `subject` is the path of the fact, of a block, or of the thing. `where` is the fact's place in
    the spec. `expected` and `observed` are None where there is nothing to show; what was observed
    is a value, or words for it where it is not `exact`. `accepted` is the reason why the drift is
    known and left as it is.
    """

    verdict: DriftVerdict
    subject: str
    source: str
    expected: Value | None = None
    observed: Value | None = None
    level: Level = "documented"
    where: Where | None = None
    evidence: tuple[Evidence, ...] = ()
    why: str = ""
    accepted: str = ""
    exact: bool = True

    @property
    def id(self) -> str:
        """Stable name of the finding; another observed value makes another finding."""
        parts = [self.id_of_subject, self.verdict.replace(" ", "-")]
        if self.observed is not None:
            parts.append(_in_an_id(self.observed))
        return ":".join(parts)

    @property
    def id_of_subject(self) -> str:
        """What the ids of all findings about the same subject begin with."""
        origin = LIVE if self.source == LIVE else f"docs:{self.source}"
        return f"{origin}:{self.subject}"

    @property
    def finding(self) -> Finding:
        """The finding to show; its text is made when it is read."""
        detail = {
            "expected": worded(self.expected),
            "observed": worded(self.observed),
            "source": self.source,
            "places": _some(self.evidence, is_live=self.source == LIVE),
            "why": self.why,
        }
        rule = Rule(
            self._code(),
            self._severity(),
            self.subject,
            level=self.level,
            facts=(self.subject,),
            sources=(self.source,),
            detail=detail,
        )
        return Finding(rule, self.observed, self.where)

    def _code(self) -> str:
        own = _CODES_LIVE.get(self.verdict) if self.source == LIVE else None
        return own or _CODES[self.verdict]

    def _severity(self) -> Severity:
        if self.verdict in FINE:
            return "note"
        return "warning" if self.verdict == "could not tell" else severity_of(self.level)


class DriftReport(NamedTuple):
    """All that was compared.

    `not_shown` is the number of facts that no page, or no behaviour, can show. `stale` are ids of
    known drift that is there no more. It `is_live` where the API itself was asked, at its base URL
    `origin`: what is new there, and contradicts nothing that is stated, is no drift unless it is
    `strict`. That of an endpoint has those of its `families`, by name.
    """

    drifts: tuple[Drift, ...]
    not_shown: int = 0
    stale: tuple[str, ...] = ()
    is_live: bool = False
    origin: str = ""
    strict: bool = False
    families: Mapping[str, "DriftReport"] = {}

    def __repr__(self) -> str:
        counts = (f"{count} {verdict}" for verdict, count in self.summary.items() if count)
        return f"<DriftReport {', '.join(counts)}>"

    def accepting(self, known: Mapping[str, str]) -> "DriftReport":
        """The report with known drift, reasons by id, marked as accepted.

        What is known is stale once it was looked for and not found; what could not be told, or was
        not asked, may still be as it was.
        """
        found = {each.id for each in self.found}
        drifts = tuple(each._replace(accepted=known.get(each.id, "")) for each in self.drifts)
        stale = (each for each in known if each not in found and self._was_looked_for(each))
        return self._replace(drifts=drifts, stale=tuple(stale))

    def _was_looked_for(self, known: str) -> bool:
        verdicts = {
            each.verdict for each in self.drifts if known.startswith(f"{each.id_of_subject}:")
        }
        # Of what is no fact, such as another status, everything might have told.
        return not _LEFT & (verdicts or {each.verdict for each in self.drifts})

    @property
    def found(self) -> tuple[Drift, ...]:
        """What does not hold, was open and is now observed, or could not be told."""
        return tuple(each for each in self.drifts if each.verdict not in {"holds", "unchecked"})

    @property
    def summary(self) -> dict[str, int]:
        """How many there are of each verdict."""
        counts = Counter(each.verdict for each in self.drifts)
        accepted = sum(bool(each.accepted) for each in self.drifts)
        return {
            **{each: counts[each] for each in VERDICTS},
            "accepted": accepted,
            "not shown": self.not_shown,
        }

    @property
    def adrift(self) -> frozenset[DriftVerdict]:
        """The verdicts that count as drift here."""
        return ADRIFT - {"new"} if self.is_live and not self.strict else ADRIFT

    @property
    def exit_code(self) -> int:
        """0 if all holds, 1 if anything drifted, 3 if something could not be told.

        What is new in a live report does not count unless it is strict.

        What is accepted does not count, what is stale does.
        """
        verdicts = {each.verdict for each in self.drifts if not each.accepted}
        if verdicts & self.adrift or self.stale:
            return 1
        return 3 if "could not tell" in verdicts else 0


def of_families(reports: Mapping[str, DriftReport]) -> DriftReport:
    """The reports on the families of an endpoint, by their names, as one.

    What several of them say alike of a subject is said once; anything else is about FAMILY:subject,
    but for what all of them share, which has no name.
    """
    found: dict[tuple[str, str], dict[str, list[Drift]]] = {}
    for name, report in reports.items():
        for each in report.drifts:
            said = found.setdefault((each.source, each.subject), {})
            said.setdefault(name, []).append(each)
    drifts: list[Drift] = []
    for (_, subject), by_family in found.items():
        first, *others = by_family.values()
        if others and all(each == first for each in others):
            drifts += first
            continue
        for name, own in by_family.items():
            of_it = f"{name}:{subject}" if name else subject
            drifts += [each._replace(subject=of_it) for each in own]
    usual = next(iter(reports.values()), DriftReport(()))
    return usual._replace(
        drifts=tuple(drifts),
        not_shown=sum(each.not_shown for each in reports.values()),
        families=dict(reports),
    )


def worded(value: Value | None) -> str:
    """A value as a sentence shows it."""
    if value is None:
        return "nothing"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "an empty list"
    return shown(value)


def _some(evidence: tuple[Evidence, ...], *, is_live: bool) -> str:
    """The first places; the report as data has all of them."""
    more = len(evidence) - _MOST_PLACES
    words = (f"{each.page}: {each.how}" if is_live else str(each) for each in evidence)
    first = ", ".join(islice(words, _MOST_PLACES))
    return f"{first} and {more} more" if more > 0 else first


def _in_an_id(value: Value) -> str:
    text = ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
    if len(text) <= _LONGEST_IN_AN_ID and text.isprintable():
        return text
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:12]
