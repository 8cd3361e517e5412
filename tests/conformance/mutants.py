"""Mutants of the clauses: `python -m tests.conformance.mutants [ROOM …]` says which survive.

Every comparison is turned, every condition made true and false, every number changed, every
element of a list of cases left out, and so on, one at a time. A mutant is killed where a right
client no longer passes, a miniature no longer breaks its clause alone, or a row of the table of
judgements comes out otherwise. It takes some minutes; a mutant that says the same as the code
survives as well, so that what survives is to be read and not to be counted.
"""

import ast
import copy
import os
import signal
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from cometvideo import load
from cometvideo.conformance import CLAUSES, InProcess, check, reference
from cometvideo.conformance.protocol import Client
from cometvideo.conformance.results import judge
from cometvideo.facts.matrix import Matrix
from tests.conformance.judgements import HABITS, INVENTED_LACKS, MATERIAL, expected, in_situation
from tests.miniatures.clients.faults import FAULTS, FURTHER
from tests.miniatures.clients.miniature import RIGHT, miniature

ROOMS = (
    *("billing", "deadlines", "files", "form", "keys", "lifecycle"),
    *("pace", "refusals", "results", "retries"),
)
INVENTED = load("fixtures/specs/invented.yaml")
_SECONDS = 60  # of one mutant
_VERDICTS = {"failed", "unclear", "unless", "unless_told", "not_applicable"}
_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
Change = tuple[str, Callable[[Any], object]]


def of_compare(node: ast.Compare) -> Iterator[Change]:
    """The opposite, or the other side of the border."""
    op = _TURNED[type(node.ops[0])]
    yield f"to {op.__name__}", lambda n: n.ops.__setitem__(0, op())


def of_bool_op(node: ast.BoolOp) -> Iterator[Change]:
    """`or` for `and`, and each operand left out."""
    other = ast.Or if isinstance(node.op, ast.And) else ast.And
    yield f"to {other.__name__}", lambda n: setattr(n, "op", other())
    yield from _without(node.values, "values")


def of_test(_: ast.If | ast.IfExp) -> Iterator[Change]:
    """Always, and never."""
    yield "if True", lambda n: setattr(n, "test", ast.Constant(value=True))
    yield "if False", lambda n: setattr(n, "test", ast.Constant(value=False))


def of_comprehension(node: ast.comprehension) -> Iterator[Change]:
    """Each condition left out."""
    yield from _without(node.ifs, "ifs")


def of_elements(node: ast.List | ast.Tuple | ast.Set) -> Iterator[Change]:
    """Each element left out."""
    if len(node.elts) > 1 and not all(map(_is_name, node.elts)):
        yield from _without(node.elts, "elts")


def _is_name(node: ast.expr) -> bool:
    """Whether a node is a text, or a tuple of texts: the facts that a clause rests on."""
    if isinstance(node, ast.Tuple):
        return all(map(_is_name, node.elts))
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def of_constant(node: ast.Constant) -> Iterator[Change]:
    """Another number, or the other truth; what is no whole number is a time, which may vary."""
    value = node.value
    if isinstance(value, bool):
        yield f"{not value}", lambda n: setattr(n, "value", not n.value)
    elif isinstance(value, int):
        yield f"{value} to {value * 3 + 1}", lambda n: setattr(n, "value", n.value * 3 + 1)
        if value:
            yield f"{value} to 0", lambda n: setattr(n, "value", 0)


def of_call(node: ast.Call) -> Iterator[Change]:
    """A verdict that is always passed, and each named argument left out."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name in _VERDICTS:
        yield f"{name} to passed", _pass
    yield from _without(node.keywords, "keywords")


def _pass(node: Any) -> None:
    node.func = ast.Name("CaseVerdict", ast.Load())
    node.args, node.keywords = [ast.Constant("passed")], []


def _without(parts: Sequence[object], name: str) -> Iterator[Change]:
    for at in range(len(parts)):
        yield f"without {name}[{at}]", lambda node, at=at: getattr(node, name).pop(at)  # type: ignore[misc]


_CHANGES: dict[type[ast.AST], Callable[[Any], Iterator[Change]]] = {
    ast.Compare: of_compare,
    ast.BoolOp: of_bool_op,
    ast.If: of_test,
    ast.IfExp: of_test,
    ast.comprehension: of_comprehension,
    ast.List: of_elements,
    ast.Tuple: of_elements,
    ast.Set: of_elements,
    ast.Constant: of_constant,
    ast.Call: of_call,
}


def _types(node: ast.AST) -> Iterator[ast.AST]:
    """What stands in square brackets, as types do; they do nothing."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple | ast.List):
        yield from ast.walk(node.slice)


def _unchanged(_: ast.AST) -> Iterator[Change]:
    return iter(())


def mutants(source: str) -> Iterator[tuple[str, ast.Module]]:
    """Every mutant of a source: where it is and what was done, and its tree."""
    tree = ast.parse(source)
    idle = {id(each) for node in ast.walk(tree) for each in _types(node)}
    for at, node in enumerate(ast.walk(tree)):
        if id(node) in idle:
            continue
        line = getattr(node.target if isinstance(node, ast.comprehension) else node, "lineno", 0)
        for name, change in _CHANGES.get(type(node), _unchanged)(node):
            mutant = copy.deepcopy(tree)
            found = next(each for place, each in enumerate(ast.walk(mutant)) if place == at)
            change(found)
            yield f"{line}: {name}", ast.fix_missing_locations(mutant)


def is_killed(names: Sequence[str]) -> bool:
    """Whether the tests notice what has become of these clauses."""
    for clause, situation, verdict in expected():
        if clause.id in names:
            observed = in_situation(clause, situation)
            if judge(CLAUSES[clause.id], observed, MATERIAL).verdict != verdict:
                return True
    # With those that come before them, by which they may be left alone.
    chosen = {*names, *(before for name in names for before in CLAUSES[name].after)}
    for client in (miniature(RIGHT), reference()):
        if found(client, chosen) != dict.fromkeys(chosen, "passed"):
            return True
    lacking = found(reference(INVENTED), chosen, INVENTED)
    if {name for name, each in lacking.items() if each == "not applicable"} != (
        INVENTED_LACKS & chosen
    ):
        return True
    for habit, verdicts in HABITS.items():
        wanted = {name: verdicts.get(name, "passed") for name in chosen}
        if found(miniature(habit), chosen) != wanted:
            return True
    for fault, broken in {**FAULTS, **FURTHER}.items():
        if broken in chosen:
            seen = found(miniature(fault), chosen if fault in FAULTS else [broken])
            if {name for name, each in seen.items() if each == "failed"} != {broken}:
                return True
    return False


def found(client: Client, clauses: Collection[str], spec: Matrix | None = None) -> dict[str, str]:
    """The verdicts on a client, but for those that were not chosen."""
    report = check(InProcess(client, virtual=True), clauses=clauses, spec=spec)
    return {e.clause.id: e.verdict for e in report.results if e.verdict != "skipped"}


def survives(room: str, names: Sequence[str], tree: ast.Module) -> bool:
    """Whether a mutant passes all tests; it is tried in a process of its own."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    signal.alarm(_SECONDS)
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
    try:
        module = import_module(f"cometvideo.conformance.clauses.{room}")
        exec(compile(tree, room, "exec"), module.__dict__)
        CLAUSES.update({each.id: each for each in module.CLAUSES})  # type: ignore[attr-defined]
        if room == "files":
            vars(import_module("cometvideo.conformance.clauses.form"))["redrawn"] = module.redrawn
        changed = [each.id for each in module.CLAUSES]
        os._exit(changed != names or is_killed(names))
    except BaseException:
        os._exit(1)


def main() -> None:
    """Print the mutants that survive, and how many there were."""
    count = killed = 0
    for room in sys.argv[1:] or ROOMS:
        module = import_module(f"cometvideo.conformance.clauses.{room}")
        names = [each.id for each in module.CLAUSES]
        assert not is_killed(names), f"{room} is not well to begin with"
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        for what, tree in mutants(source):
            count += 1
            if survives(room, names, tree):
                print(f"{room}.py:{what}", flush=True)
            else:
                killed += 1
        print(f"up to {room}: {killed} of {count} killed", flush=True)


if __name__ == "__main__":
    main()
