"""Diffing: every change between two matrices, and whether it can make a client fail.

A client that was written to the old spec copes with everything that the old spec allows, and with
nothing else. So what is narrower in a request breaks, and what is wider in an answer. Of requests
`behaviour` tells; of answers the vocabulary has the rules, by the names of the tests here.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from cometvideo.changes.behaviour import Behaviour, Proof, behave
from cometvideo.changes.comparing import KINDS, Change, Keys, compare
from cometvideo.errors import InputError
from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.fact import Fact, Value
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.vocabulary import Rule, row_of

__all__ = ["REQUEST_SIDE", "TESTS", "Diff", "Judged", "Pair", "diff", "paired", "rule_for"]

REQUEST_SIDE = frozenset(["body", "fields", "sizes", "models"])
"""Sections that are about requests; `predict` shows what their changes do."""

Test = Callable[[Fact, Fact, Matrix], bool]
"""Whether a new version of a fact is worse than the old one; the matrix is the old one."""


class Judged(NamedTuple):
    """A change, whether it breaks a client that was written to the old spec, and why, or why not.

    `proof` is a request that fares worse; only changes of the request side that break have one.
    """

    change: Change
    breaking: bool
    why: str
    proof: Proof | None = None


class Diff(NamedTuple):
    """All changes from one spec to another."""

    old: AnySpec
    new: AnySpec
    judged: tuple[Judged, ...]

    def __repr__(self) -> str:
        changes = f"{len(self.judged)} changes, {len(self.breaking)} breaking"
        return f"<Diff {self.old.name} to {self.new.name}: {changes}>"

    @property
    def breaking(self) -> tuple[Judged, ...]:
        """The changes that can make a client of the old spec fail."""
        return tuple(each for each in self.judged if each.breaking)

    @property
    def summary(self) -> dict[str, int]:
        """How many changes there are of each kind, and how many break."""
        counts = Counter(each.change.kind for each in self.judged)
        return {
            "changes": len(self.judged),
            "breaking": len(self.breaking),
            **{kind: counts[kind] for kind in KINDS},
        }


def diff(old: AnySpec, new: AnySpec) -> Diff:
    """Compare two specs and judge every change; of endpoints, family by family.

    Raises SpecError where one of them cannot be used for predictions, and InputError where only one
    of them is an endpoint, and the other none of its families.
    """
    if isinstance(old, Matrix) and isinstance(new, Matrix):
        return _diff(old, new)
    pairs = paired(old, new)
    if not any(each.is_whole for each in pairs.values()):
        raise InputError(
            f"{old.name} and {new.name} have no family in common: {', '.join(old.families)} and "
            f"{', '.join(new.families)}; compare one family with another"
        )
    was, now = _homes(old), _homes(new)
    found: dict[object, list[tuple[str, Judged]]] = {}
    for name, pair in pairs.items():
        wanted = "added" if name in new.families else "removed"
        for each in _diff(pair.old, pair.new).judged:
            change = each.change
            is_model = change.keys[0] == "models"
            model = change.keys[1] if is_model and len(change.keys) > 1 else ""
            if model in was and model in now and name != _named(was[model], now[model]):
                continue  # It is in another family now, and compared there.
            if pair.is_whole or (is_model and change.kind == wanted):
                found.setdefault((change, each.breaking), []).append((name, each))
    several = []
    for those in found.values():
        is_common = len(those) > 1
        for name, each in those[:1] if is_common else those:
            is_plain = is_common or each.change.keys[0] == "models"
            change = each.change._replace(family="" if is_plain else name)
            several.append(each._replace(change=change))
    return Diff(old, new, tuple(several))


class Pair(NamedTuple):
    """Two families to be compared; not `is_whole` where one is what answers an unknown model."""

    old: Matrix
    new: Matrix
    is_whole: bool


def paired(old: AnySpec, new: AnySpec) -> dict[str, Pair]:
    """What is compared with what, by name: families of one name, and those that share models.

    What an endpoint has not as a family it answers as it does any unknown model.
    """
    was, now = _homes(old), _homes(new)
    both = [(was[model], now[model]) for model in was if model in now]
    same = [(name, name) for name in old.families if name in new.families]
    pairs = {
        _named(a, b): Pair(old.families[a], new.families[b], is_whole=True)
        for a, b in dict.fromkeys((*same, *both))
    }
    olds, news = ({each[side] for each in (*same, *both)} for side in (0, 1))
    for name, matrix in old.families.items():
        if name not in olds:
            pairs[name] = Pair(matrix, new.unnamed, is_whole=False)
    for name, matrix in new.families.items():
        if name not in news:
            pairs[name] = Pair(old.unnamed, matrix, is_whole=False)
    return pairs


def _homes(spec: AnySpec) -> dict[str, str]:
    """The family of each model, by their names; the first that has it."""
    every = reversed([*spec.families.items()])
    return {model: name for name, matrix in every for model in matrix.models}


def _named(old: str, new: str) -> str:
    return old if old == new else f"{old} → {new}"


def _diff(old: Matrix, new: Matrix) -> Diff:
    changes = compare(old, new)
    behaviour = behave(old, new, [each for each in changes if _is_of_requests(each)])
    return Diff(old, new, tuple(_judged(each, old, new, behaviour) for each in changes))


def rule_for(keys: Keys) -> Rule | None:
    """The rule for facts or things with these keys; None where nothing reads such a fact."""
    row = row_of(keys)
    return row.rule if row is not None else None


def _is_of_requests(change: Change) -> bool:
    return change.keys[0] in REQUEST_SIDE and change.kind not in {"level", "sources"}


def _judged(change: Change, old: Matrix, new: Matrix, behaviour: Behaviour) -> Judged:
    by_rule = _judged_by_rule(change, old, new)
    if not _is_of_requests(change):
        return by_rule
    proof = behaviour.proofs.get(change.keys)
    if proof is not None:
        return Judged(change, breaking=True, why=str(proof), proof=proof)
    if by_rule.breaking:
        return by_rule
    why = f"none of {behaviour.tried:,} requests at the boundaries fares worse"
    return Judged(change, breaking=False, why=why)


def _judged_by_rule(change: Change, old: Matrix, new: Matrix) -> Judged:
    """Whether a change breaks a client of the old spec by the rule for such facts."""
    rule = rule_for(change.keys)
    if rule is None:
        return Judged(change, breaking=False, why="nothing reads this fact")
    why = _why(rule, change, old, new) if change.kind not in {"level", "sources"} else ""
    if why:
        return Judged(change, breaking=True, why=why)
    harmless = rule.why if rule.worse == "never" else _HARMLESS[change.kind]
    return Judged(change, breaking=False, why=harmless)


def _why(rule: Rule, change: Change, old: Matrix, new: Matrix) -> str:
    """Why a change breaks; empty where it does not."""
    if change.kind == "removed":
        return f"{rule.why}{_successors(change, new)}" if rule.removed else ""
    if change.kind == "added":
        return rule.added or _ends(change)
    return rule.why if TESTS[rule.worse](change.old[0], change.new[0], old) else ""


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
        for name, status in new.blocks("task", "statuses")
        if meant is not None and status.value("means") == meant
    ]
    return f"; what means {meant} is now {' or '.join(names)}" if names else ""


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


def _never(_old: Fact, _new: Fact, _matrix: Matrix) -> bool:
    return False


def _other(old: Fact, new: Fact, _: Matrix) -> bool:
    """Anything that the old spec did not allow breaks."""
    return not {*map(repr, new.options)} <= {*map(repr, old.options)}


def _otherwise(old: Fact, new: Fact, _: Matrix) -> bool:
    """A list with other things in it breaks."""
    return _items(old) != _items(new)


def _higher(old: Fact, new: Fact, _: Matrix) -> bool:
    return max(_numbers(new), default=0) > max(_numbers(old), default=0)


def _lower(old: Fact, new: Fact, _: Matrix) -> bool:
    return min(_numbers(new), default=0) < min(_numbers(old), default=0)


def _fewer(old: Fact, new: Fact, _: Matrix) -> bool:
    """A list that lost something breaks."""
    return bool(_items(old) - _items(new))


def _more(old: Fact, new: Fact, _: Matrix) -> bool:
    """A list that has something new breaks."""
    return bool(_items(new) - _items(old))


def _no_longer(old: Fact, new: Fact, _: Matrix) -> bool:
    """A promise that may not hold any more breaks."""
    return False in new.options and False not in old.options


def _from_now_on(old: Fact, new: Fact, _: Matrix) -> bool:
    """A complication that may come up now breaks."""
    return True in new.options and True not in old.options


def _unknown_status(_: Fact, new: Fact, old: Matrix) -> bool:
    """A status that the old spec does not list, or as an end, breaks."""
    terminal = (old.value("task", "statuses", str(each), "terminal") for each in new.options)
    return any(each is not False for each in terminal)


TESTS: Mapping[str, Test] = {
    "never": _never,
    "other": _other,
    "otherwise": _otherwise,
    "higher": _higher,
    "lower": _lower,
    "fewer": _fewer,
    "more": _more,
    "no longer": _no_longer,
    "from now on": _from_now_on,
    "unknown status": _unknown_status,
}
"""The tests of the vocabulary's rules, by their names."""


def _items(fact: Fact) -> set[str]:
    return set(map(str, _flat(fact.options)))


def _numbers(fact: Fact) -> list[float]:
    return [each for each in _flat(fact.options) if isinstance(each, int | float)]


def _flat(options: Iterable[Value]) -> list[object]:
    return [item for each in options for item in (each if isinstance(each, tuple) else (each,))]
