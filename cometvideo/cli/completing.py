"""Completion in a shell, by argcomplete: commands, options, and names of facts, models and codes.

The shell calls the program with `_ARGCOMPLETE` set; nothing here is loaded otherwise.
"""

import argparse
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from cometvideo.cli.arguments import COMMANDS, add_spec, module_of
from cometvideo.cli.output import HOLDS, MISUSED
from cometvideo.errors import CometVideoError
from cometvideo.facts.endpoint import AnySpec, load

__all__ = ["complete"]

Names = Callable[[AnySpec], Iterable[str]]


def complete(**settings: Any) -> int:
    """Write what may follow on the command line that the environment has, and end.

    Returns an exit code where argcomplete is missing; nothing that is being written is run.
    """
    try:
        library = import_module("argcomplete")
    except ImportError:
        return MISUSED
    library.autocomplete(_whole(), **settings)
    return HOLDS


class _Parser(argparse.ArgumentParser):
    """A parser whose arguments know what completes them; those below it are of its kind."""

    command = ""

    def add_argument(self, *names: Any, **settings: Any) -> Any:
        """Add an argument, as argparse does."""
        action: Any = super().add_argument(*names, **settings)
        known = _OF_ALL.get(action.dest) or _OF_ONE.get((self.command, action.dest))
        if known is not None:
            action.completer = _completer(known)
        return action


def _whole() -> _Parser:
    """One parser of all commands."""
    parser = _Parser("cometvideo", allow_abbrev=False)
    add_spec(parser)
    parser.add_argument("--version", action="store_true")
    _add(parser, "", COMMANDS)
    return parser


def _add(parser: _Parser, group: str, names: Iterable[str]) -> None:
    commands = parser.add_subparsers(dest=f"command {group}")
    for name in names:
        full = f"{group} {name}".strip()
        module = module_of(full)
        inner = commands.add_parser(name, help=module.SUMMARY, allow_abbrev=False)
        inner.command = full
        if subcommands := getattr(module, "SUBCOMMANDS", ()):
            _add(inner, full, subcommands)
        else:
            module.add_arguments(inner)


def _completer(names: Names) -> Callable[..., list[str]]:
    def completer(prefix: str, parsed_args: argparse.Namespace, **_: object) -> list[str]:
        try:
            spec = load(getattr(parsed_args, "spec", None))
        except CometVideoError:
            return []
        return [each for each in names(spec) if each.startswith(prefix)]

    return completer


def _specs(_: AnySpec) -> Iterable[str]:
    from cometvideo.facts.loading import shipped_specs

    return shipped_specs()


def _explained(spec: AnySpec) -> Iterable[str]:
    from cometvideo.reports.explained import known_things

    return known_things(spec)


def _clauses(_: AnySpec) -> Iterable[str]:
    from cometvideo.conformance.clauses import CLAUSES

    return CLAUSES


def _fields(spec: AnySpec) -> Iterable[str]:
    from cometvideo.many.texts import texts_of

    yield from (f"{name}=" for name in texts_of(spec).documented)
    yield from (f"model={name}" for name in spec.models)


_OF_ALL: dict[str, Names] = {"spec": _specs}
_OF_ONE: dict[tuple[str, str], Names] = {
    ("explain", "thing"): _explained,
    ("facts", "path"): lambda spec: spec.facts,
    ("facts", "source"): lambda spec: spec.sources,
    ("models", "model"): lambda spec: spec.models,
    ("validate", "fields"): _fields,
    ("check-client", "clause"): _clauses,
}
