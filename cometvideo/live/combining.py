"""Combining: everything that was seen of a fact, made into one verdict."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cometvideo.drift import LIVE, Drift, DriftReport, Evidence
from cometvideo.facts.fact import Fact, Scalar
from cometvideo.facts.matrix import Matrix
from cometvideo.live.attempt import Attempt
from cometvideo.live.hearing import Hearing
from cometvideo.live.observation import Observation
from cometvideo.live.probe import Mark, Probe

__all__ = ["combine"]

_MOST_PLACES = 5
_MOST_NAMED = 3


def combine(
    matrix: Matrix,
    probes: Mapping[str, Probe],
    attempts: Sequence[Attempt],
    seen: Sequence[Observation],
) -> DriftReport:
    """One verdict for every fact that the probes can show, and for all that the matrix lacks."""
    by_fact: dict[str, list[Observation]] = {}
    for each in seen:
        by_fact.setdefault(each.mark.fact, []).append(each)
    ways: dict[str, dict[Mark, None]] = {}
    for probe in probes.values():
        for mark in probe.marks:
            ways.setdefault(mark.fact, {})[mark] = None
    told = _Told(matrix, Hearing(probes), {each.probe: each for each in attempts})
    drifts = [
        told.fact(fact, by_fact.get(path, []), ways.get(path, {}))
        for path, fact in matrix.facts.items()
        if path in ways or path in by_fact
    ]
    drifts += told.others(matrix, by_fact)
    not_shown = len(matrix.facts) - sum(path in matrix.facts for path in {*ways, *by_fact})
    return DriftReport(tuple(drifts), not_shown, is_live=True)


class _Told:
    """What was seen, with the attempts in which it was."""

    def __init__(self, matrix: Matrix, hearing: Hearing, attempts: Mapping[str, Attempt]) -> None:
        self._matrix = matrix
        self._hearing = hearing
        self._attempts = attempts

    def fact(self, fact: Fact, seen: list[Observation], ways: Iterable[Mark]) -> Drift:
        """The verdict on one fact."""
        expected = fact.one_of if fact.value is None else fact.value
        drift = Drift("unchecked", fact.path, LIVE, expected, None, fact.level, fact.where)
        wrong = [each for each in seen if each.verdict == "drifted"]
        if wrong:
            # What is known exactly says more than that something is wrong.
            first = max(wrong, key=lambda each: each.exact)
            held = [each for each in seen if each.verdict == "holds"]
            is_mixed = not {each.mark for each in wrong}.isdisjoint(each.mark for each in held)
            values = {repr(each.observed) for each in wrong if each.exact}
            return drift._replace(
                verdict="drifted" if _is_stated(fact) else "new",
                observed=first.observed,
                exact=first.exact and not is_mixed and len(values) < 2,
                evidence=self._evidence(wrong),
                why="it is not the same everywhere" if is_mixed or len(values) > 1 else "",
            )
        unclear = [each for each in seen if each.verdict == "could not tell"]
        if fact.is_open:
            return self._open(fact, drift, seen, unclear)
        held = [each for each in seen if each.verdict == "holds"]
        known = {each.mark for each in held}
        missing = [each for each in ways if each not in known]
        drift = drift._replace(evidence=self._evidence(held), observed=fact.value if held else None)
        failed = [each for each in unclear if each.mark not in known]
        if failed:
            why = "; ".join(dict.fromkeys(each.why for each in failed[:_MOST_NAMED]))
            return drift._replace(
                verdict="could not tell", why=why, evidence=self._evidence(failed), observed=None
            )
        if missing:
            reasons = [each.why for each in seen if each.verdict == "unchecked" and each.why]
            why = reasons[0] if reasons else f"not tried: {_named(missing)}"
            return drift._replace(why=f"as far as was tried it holds; {why}" if held else why)
        return drift._replace(verdict="holds")

    def others(self, matrix: Matrix, by_fact: Mapping[str, list[Observation]]) -> Iterator[Drift]:
        """What is no fact: models as a whole, and what the matrix lacks."""
        for subject, seen in by_fact.items():
            telling = [each for each in seen if each.verdict in {"drifted", "new"}]
            if subject in matrix.facts or not telling:
                continue
            first = max(telling, key=lambda each: each.exact)
            keys = _keys_of(matrix, subject)
            inside = next((each for each in matrix.facts.values() if each.keys[:2] == keys), None)
            yield Drift(
                first.verdict,
                subject,
                LIVE,
                first.expected or ("known" if first.verdict == "drifted" else None),
                first.observed,
                inside.level if inside else "documented",
                inside.where if inside else None,
                self._evidence(telling),
                exact=first.expected is not None
                and first.exact
                and len({repr(each.observed) for each in telling}) == 1,
            )

    def _open(
        self, fact: Fact, drift: Drift, seen: list[Observation], unclear: list[Observation]
    ) -> Drift:
        telling = [each for each in seen if each.left]
        if not telling:
            if unclear:
                why = "; ".join(dict.fromkeys(each.why for each in unclear[:_MOST_NAMED]))
                evidence = self._evidence(unclear)
                return drift._replace(verdict="could not tell", why=why, evidence=evidence)
            return drift._replace(why="nothing that was tried depends on it")
        left = [each for each in fact.one_of if all(each in one.left for one in telling)]
        drift = drift._replace(evidence=self._evidence(telling))
        if not left:
            seen_of = dict.fromkeys(_either(each.left) for each in telling)
            why = f"it is not the same everywhere: {'; '.join(seen_of)}"
            return drift._replace(verdict="could not tell", why=why)
        is_heard = self._hearing.is_enough(fact, telling)
        if len(left) > 1 or not is_heard:
            why = f"all that was seen agrees with {_either(left)}"
            return drift._replace(why=why if is_heard else f"{why}; no other model was heard")
        only = self._hearing.only_model(fact)
        is_exact = only is None or len(self._matrix.models) == 1
        why = "" if is_exact else f"no other model than {only} can show it"
        return drift._replace(verdict="observed", observed=left[0], exact=is_exact, why=why)

    def _evidence(self, seen: Sequence[Observation]) -> tuple[Evidence, ...]:
        found: dict[Evidence, None] = {}
        for each in seen:
            if len(found) == _MOST_PLACES:
                break
            said = _either(each.left) if each.left else each.observed
            said = "" if said is None else str(said)
            found[Evidence(each.probe, each.place + 1, said, self._how(each))] = None
        return tuple(found)

    def _how(self, seen: Observation) -> str:
        attempt = self._attempts.get(seen.probe)
        if attempt is None or seen.place >= len(attempt.exchanges):
            return seen.why or "no exchange"
        exchange = attempt.exchanges[seen.place]
        answer = exchange.answer.status if exchange.answer else "no answer"
        return f"{exchange.request.method} {exchange.request.path} answered {answer}"


def _is_stated(fact: Fact) -> bool:
    """Whether somebody who can say so says so; what is only inferred is no promise to keep.

    How a refusal is answered is open because nobody says it, and so any answer is new.
    """
    is_free = fact.is_open and fact.keys[0] in {"rejections", "errors"}
    return fact.level != "inferred" and not is_free


def _either(options: Sequence[Scalar]) -> str:
    return " or ".join(map(str, options))


def _named(marks: Sequence[Mark]) -> str:
    first = ", ".join(each.way for each in marks[:_MOST_NAMED])
    rest = len(marks) - _MOST_NAMED
    return f"{first} and {rest} more" if rest > 0 else first


def _keys_of(matrix: Matrix, subject: str) -> tuple[str, ...]:
    """The keys of the model that a subject names; it is looked up, not split."""
    return next((("models", each) for each in matrix.models if subject == f"models.{each}"), ())
