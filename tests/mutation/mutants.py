"""Mutants: copies of a module's tree in which one thing means something else."""

import ast
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

__all__ = ["Mutant", "mutants_of", "mutated"]

# What stands for what, by class of operator and by name of a function.
OPPOSITES: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
}
NAMES = {"any": "all", "all": "any", "min": "max", "max": "min"}
# What is only there for people and for type checkers.
PASSED_OVER = (ast.Import, ast.ImportFrom, ast.AnnAssign, ast.Raise)


class Mutant(NamedTuple):
    """One change: its number within the module, its lines, the first, and what becomes of what."""

    number: int
    line: int
    end: int
    text: str
    was: str
    now: str

    def __str__(self) -> str:
        return f"{self.line}: {self.was}  ->  {self.now}"


def mutants_of(source: str) -> Iterator[Mutant]:
    """All mutants of a module, in the order of their places."""
    tree, lines = ast.parse(source), source.splitlines()
    for number, (place, change) in enumerate(_changes(tree)):
        (line, end), was = _lines(place), _written(place)
        undo = change()
        yield Mutant(number, line, end, lines[line - 1].strip(), was, _written(place))
        undo()


def mutated(source: str, number: int) -> ast.Module:
    """The tree of a module with one of its mutants in it."""
    tree = ast.parse(source)
    for at, (_, change) in enumerate(_changes(tree)):
        if at == number:
            change()
            return ast.fix_missing_locations(tree)
    raise ValueError(f"there is no mutant {number}")


def _written(place: ast.AST) -> str:
    """The code of a change; of a statement that has others in it, its head."""
    return ast.unparse(place).partition("\n")[0]


def _lines(place: Any) -> tuple[int, int]:
    """The first and the last line of that code."""
    head: Any = getattr(place, "test", place) if isinstance(place, ast.stmt) else place
    return place.lineno, head.end_lineno


Undo = Callable[[], None]


def _changes(tree: ast.AST) -> Iterator[tuple[Any, Callable[[], Undo]]]:
    """Each thing that can be changed, with a function that changes it and gives its undoing."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, PASSED_OVER) or _is_text(node) or _is_for_types(node) or _is_idle(node):
            continue
        for part, name, new in _of(node):
            yield node, partial(_set, part, name, new)
        yield from _changes(node)


def _of(node: ast.AST) -> Iterator[tuple[ast.AST, str, object]]:
    """What can be changed in one node: whose attribute, which, and to what."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in OPPOSITES:
            yield node, "ops", [OPPOSITES[type(op)]()]
        case ast.BoolOp(op=op) | ast.BinOp(op=op) if type(op) in OPPOSITES:
            yield node, "op", OPPOSITES[type(op)]()
        case ast.Call(func=ast.Name(id=name)) if name in NAMES:
            yield node.func, "id", NAMES[name]
        case ast.If() | ast.IfExp():
            yield node, "test", ast.Constant(True)
            yield node, "test", ast.Constant(False)
        case (
            ast.ListComp(generators=[each])
            | ast.SetComp(generators=[each])
            | ast.DictComp(generators=[each])
            | ast.GeneratorExp(generators=[each])
        ) if each.ifs:
            yield each, "ifs", []
        case ast.Constant(value=bool() as value):
            yield node, "value", not value
        case ast.Constant(value=int() | float() as value):
            yield node, "value", value + 1
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            # Twice not is as good as never.
            yield node, "operand", ast.UnaryOp(ast.Not(), operand)


def _set(node: Any, name: str, new: object) -> Undo:
    old = getattr(node, name)
    setattr(node, name, new)
    return lambda: setattr(node, name, old)


def _is_text(node: ast.AST) -> bool:
    """Whether a statement is a docstring, or the list of public names."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
    return False


def _is_for_types(node: ast.AST) -> bool:
    match node:
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
    return False


def _is_idle(node: ast.AST) -> bool:
    """Whether it is how much a cache holds, or that two are as long as each other, as they are."""
    return isinstance(node, ast.keyword) and node.arg in {"maxsize", "strict"}
