"""What a spec is fit for: each reader is asked itself what it can do with it, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cometvideo.facts.matrix import Matrix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cometvideo.conformance.clause import Clause

__all__ = ["Fitness", "fitness"]


class Fitness(NamedTuple):
    """What one reader makes of a spec: what it can do (empty: nothing), and what is missing."""

    reader: str
    can: str
    missing: str = ""


def fitness(matrix: Matrix) -> Iterator[Fitness]:
    """What every reader makes of a spec that can be loaded."""
    from cometvideo.prediction.serving import lacking

    missing = ", ".join(lacking(matrix))
    models = len(matrix.models)
    yield Fitness("validate", "1 model" if models == 1 else f"{models} models")
    yield Fitness("mock", "" if missing else _operations(matrix), missing)
    yield Fitness("client checks", "", missing) if missing else _client_checks(matrix)
    yield _documentation(matrix)
    yield Fitness("live drift", "", missing) if missing else _live(matrix)


def _operations(matrix: Matrix) -> str:
    return ", ".join(matrix.block("operations"))


def _client_checks(matrix: Matrix) -> Fitness:
    from cometvideo.conformance.clauses import CLAUSES
    from cometvideo.conformance.material import Material

    material = Material(matrix)
    without = {name: each for name, each in CLAUSES.items() if not each.cases(material)}
    can = f"{len(CLAUSES) - len(without)} of {len(CLAUSES)} clauses"
    named = ", ".join(f"{name}{_unsaid(matrix, each)}" for name, each in without.items())
    return Fitness("client checks", can, f"a case for {named}" if without else "")


def _unsaid(matrix: Matrix, clause: Clause) -> str:
    """The facts that a clause rests on and that a spec does not say, in brackets."""
    keys = (each for each in clause.facts if not any("<" in key for key in each))
    missing = [".".join(each) for each in keys if matrix.tree.at(*each) is None]
    return f" ({', '.join(missing)})" if missing else ""


def _documentation(matrix: Matrix) -> Fitness:
    from cometvideo.documentation.checking import pages_of
    from cometvideo.documentation.comparing import is_shown

    pages = pages_of(matrix)
    sources = set(pages.values())
    known = matrix.facts.values()
    facts = sum(is_shown(fact) and not sources.isdisjoint(fact.sources) for fact in known)
    without = [name for name in matrix.block("operations") if name not in pages]
    missing = f"one documented source of operations.{without[0]}.path" if without else ""
    if not matrix.block("operations"):
        missing = "operations, with the pages that document them as sources"
    shown = f"{facts} facts on the pages of {', '.join(pages)}"
    return Fitness("documentation drift", shown if facts else "", missing)


def _live(matrix: Matrix) -> Fitness:
    from cometvideo.facts.vocabulary import row_of
    from cometvideo.live.creates import bases, creates
    from cometvideo.live.forms import body_for, predicted

    if not any(each.cost.kind == "paid" for each in creates(matrix)):
        base = next(iter(bases(matrix)), None)
        found = predicted(matrix, body_for(matrix, base.fields)).findings if base else ()
        why = f": {found[0].message}" if found else ""
        return Fitness("live drift", "", f"a request to pay for that is taken as a form{why}")
    priced = matrix.block("prices", "models")
    without = [model for model in matrix.models if model not in priced]
    missing = f"prices of {', '.join(without)}, to plan in money" if without else ""
    rows = [row_of(fact.keys) for fact in matrix.facts.values()]
    facts = sum(row is not None and not row.unshown for row in rows)
    return Fitness("live drift", f"{facts} facts that behaviour may show", missing)
