"""Arguments: one parser a command, errors of one line, and what was probably meant."""

import argparse
import os
import re
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn, cast

from cometvideo.errors import CometVideoError

if TYPE_CHECKING:
    from typing import Protocol

    class Command(Protocol):
        """A command: a module of this package. `EXAMPLES` is optional.

        A group of commands has `SUBCOMMANDS` instead of all but the summary, and a module for each.
        """

        SUMMARY: str

        def add_arguments(self, parser: argparse.ArgumentParser) -> None:
            """Add the arguments of the command."""

        def run(self, arguments: argparse.Namespace) -> int:
            """Do what it is for; return the exit code."""


__all__ = [
    "COMMANDS",
    "UsageError",
    "add_format",
    "add_reports",
    "add_spec",
    "amount_of_money",
    "module_of",
    "parse",
]

COMMANDS = (
    "validate",
    "models",
    "facts",
    "explain",
    "lint",
    "spec",
    "diff",
    "export",
    "mock",
    "guard",
    "mcp",
    "check-client",
    "drift",
    "schema",
)

# What a file in some folder says must not change where a key is sent, or what is paid for.
_PAID = frozenset({"guard serve", "mcp", "drift plan", "drift live"})
# Commands that are as strict as their project.
_STRICT = frozenset({"validate", "mock"})
_HELP = frozenset({"--help", "-h"})
_WIDEST = 100


class UsageError(CometVideoError):
    """The command line cannot be understood."""


class Parser(argparse.ArgumentParser):
    """A parser that raises UsageError, and takes options among the other arguments."""

    def __init__(self, name: str, description: str, examples: str) -> None:
        self.options: list[str] = []
        super().__init__(
            prog=f"cometvideo {name}",
            description=description,
            epilog=examples,
            formatter_class=_formatter,
            allow_abbrev=False,
        )

    def add_argument(self, *names: Any, **settings: Any) -> argparse.Action:
        """Add an argument, as argparse does."""
        self.options += [name for name in names if name.startswith("--")]
        return super().add_argument(*names, **settings)

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        raise UsageError(f"{message}; see {self.prog} --help")

    def read(self, argv: Sequence[str]) -> argparse.Namespace:
        """Read all arguments; raises UsageError for what cannot be understood."""
        arguments, further = self.parse_known_args(argv)
        if any(not each.startswith("-") for each in further):
            arguments, further = self.parse_known_intermixed_args(argv)
        if further and further[0].startswith("-"):
            self.error(no_such("option", further[0].partition("=")[0], self.options))
        if further:
            self.error(f"{further[0]!r} is one argument too many")
        return arguments


def parse(argv: Sequence[str]) -> "tuple[Command | None, argparse.Namespace]":
    """The command that is asked for and its arguments; None where help or a version was shown."""
    rest = list(argv)
    try:
        general = _general(rest)
        name, own = _asked_for(rest)
        command = module_of(name)
        parser = Parser(*_introduced(name, command))
        command.add_arguments(parser)
        if name not in _PAID:
            _follow_project(name, parser)
        return command, parser.read([*general, *own])
    except SystemExit:  # what was asked for has been shown
        return None, argparse.Namespace()


def _general(rest: list[str]) -> list[str]:
    """The options before the command, which are taken off the arguments."""
    general: list[str] = []
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if option in _HELP:
            _show(_overview())
        if option in {"--version", "-V"}:
            _show(f"cometvideo {_version()}\n")
        if option == "--spec":
            if not rest:
                raise UsageError("--spec takes the name of a spec or the path of one")
            option = f"--spec={rest.pop(0)}"
        if not option.startswith("--spec="):
            known = ["--spec", "--version", "--help"]
            raise UsageError(f"{no_such('option', option, known)}; see cometvideo --help")
        general.append(option)
    return general


def _asked_for(rest: Sequence[str]) -> tuple[str, list[str]]:
    """The command, that of a group with the group's name before it, and its own arguments."""
    if not rest:
        raise UsageError(f"no command; there are {', '.join(COMMANDS)}; see cometvideo --help")
    name, *own = rest
    if name == "help":
        if not own:
            _show(_overview())
        name, own = own[0], [*own[1:], "--help"]
    if name not in COMMANDS:
        raise UsageError(f"{no_such('command', name, COMMANDS)}; see cometvideo --help")
    group = module_of(name)
    subcommands = getattr(group, "SUBCOMMANDS", ())
    if not subcommands:
        return name, own
    default = getattr(group, "DEFAULT", None)
    if default and (not own or own[0] not in subcommands):
        return f"{name} {default}", own
    if own and own[0] in _HELP:
        _show(_overview_of(name, group, subcommands))
    return _subcommand(name, own, subcommands), own[1:]


def _show(text: str) -> NoReturn:
    """Write what was asked for, and end as argparse does after its help."""
    sys.stdout.write(text)
    raise SystemExit(0)


def _subcommand(name: str, own: Sequence[str], known: Sequence[str]) -> str:
    """The command of a group that is asked for; raises UsageError for any other."""
    if own and own[0] in known:
        return f"{name} {own[0]}"
    wrong = no_such(f"{name} command", own[0], known) if own else f"no {name} command"
    raise UsageError(f"{wrong}; there are {', '.join(known)}")


def amount_of_money(text: str) -> int:
    """An amount such as 5 or 2.50, in millionths; the type of an option."""
    from cometvideo.money import millionths

    found = millionths(float(text)) if re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,6})?", text) else None
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no amount of money; write 5 or 2.50")
    return found


def add_spec(parser: argparse.ArgumentParser) -> None:
    """Add `--spec`."""
    parser.add_argument(
        "--spec",
        metavar="NAME|PATH",
        help="a spec that comes with cometvideo, or the path of one of yours "
        "(default: $COMETVIDEO_SPEC, else the current matrix)",
    )


def _follow_project(name: str, parser: Parser) -> None:
    """Take from the project's pyproject.toml what is not given."""
    from cometvideo.project import read_project

    project = read_project()
    if project.spec and "--spec" in parser.options:
        parser.set_defaults(spec=project.spec)
    if name in _STRICT:
        parser.set_defaults(strict=project.strict)


def add_format(parser: argparse.ArgumentParser, *formats: str) -> None:
    """Add `--format`; the first one is the default."""
    parser.add_argument(
        "--format", choices=formats, default=formats[0], help="how to write it (default: text)"
    )


def add_reports(parser: argparse.ArgumentParser, *kinds: str) -> None:
    """Add `--report`."""
    parser.add_argument(
        "--report",
        action="append",
        default=[],
        type=lambda text: _kind_and_path(text, kinds),
        metavar="KIND=FILE",
        help=f"write a report as well, of {', '.join(kinds)}; may be repeated",
    )


def _kind_and_path(text: str, kinds: Sequence[str]) -> tuple[str, str]:
    kind, mark, path = text.partition("=")
    if not mark or not path:
        raise argparse.ArgumentTypeError(f"{text!r} is no KIND=FILE; write {kinds[0]}=report.out")
    if kind not in kinds:
        known = f"there are {', '.join(kinds)}"
        raise argparse.ArgumentTypeError(f"{no_such('kind of report', kind, kinds)}; {known}")
    return kind, path


def no_such(kind: str, got: str, known: Iterable[str]) -> str:
    """Say that there is no such thing, and which was probably meant."""
    from cometvideo.likeness import did_you_mean

    return f"no {kind} {got!r}{did_you_mean(got, known)}"


def module_of(name: str) -> "Command":
    """The module of a command; that of a group's has the group's name before its own."""
    module = name.replace("-", "_").replace(" ", "_")
    return cast("Command", import_module(f"cometvideo.cli.{module}"))


def _version() -> str:
    from cometvideo import __version__

    return __version__


def _overview() -> str:
    room = max(map(len, COMMANDS)) + 2
    commands = "\n".join(f"  {name:<{room}}{module_of(name).SUMMARY}" for name in COMMANDS)
    return _OVERVIEW.format(commands=commands)


def _introduced(name: str, command: "Command") -> tuple[str, str, str]:
    """The name by which a command is called, what it is for, and what ends its help.

    What a group does without another word is called by the group's name, and shows its commands.
    """
    examples = getattr(command, "EXAMPLES", "")
    group, _, own = name.partition(" ")
    module: Any = module_of(group)
    if not own or own != getattr(module, "DEFAULT", None):
        return name, _sentence(command.SUMMARY), examples
    commands = _commands_of(group, module.SUBCOMMANDS)
    return group, _sentence(module.SUMMARY), f"{commands}\n\n{examples}"


def _overview_of(name: str, group: "Command", subcommands: Sequence[str]) -> str:
    return (
        f"usage: cometvideo {name} COMMAND ...\n\n{_sentence(group.SUMMARY)}\n\n"
        f"{_commands_of(name, subcommands)}\n"
    )


def _commands_of(name: str, subcommands: Sequence[str]) -> str:
    room = max(map(len, subcommands)) + 2
    lines = [f"  {each:<{room}}{module_of(f'{name} {each}').SUMMARY}\n" for each in subcommands]
    said = f"`cometvideo {name} COMMAND --help` tells more, with examples."
    return f"commands:\n{''.join(lines)}\n{said}"


def _sentence(summary: str) -> str:
    return f"{summary[:1].upper()}{summary[1:]}."


def _formatter(prog: str) -> argparse.HelpFormatter:
    # Told its width, argparse does not import shutil to find it out.
    try:
        width = os.get_terminal_size().columns
    except OSError:
        width = _WIDEST
    return argparse.RawDescriptionHelpFormatter(
        prog, max_help_position=30, width=min(width, _WIDEST)
    )


_OVERVIEW = """\
usage: cometvideo [--spec NAME|PATH] COMMAND ...

Know what CometAPI's video endpoint will do with a request before you pay for it.

commands:
{commands}

options:
  --spec NAME|PATH  a spec that comes with cometvideo, or the path of one of yours
                    (default: $COMETVIDEO_SPEC, else the current matrix)
  --version         show the version
  --help            show this; `cometvideo COMMAND --help` tells more, with examples

exit codes:
  0  all is well      1  findings      2  wrong usage or configuration      3  could not tell
  130  interrupted    141  nobody reads the output any more

Colour is for terminals; NO_COLOR switches it off, FORCE_COLOR on.
"""
