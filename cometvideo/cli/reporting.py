"""Reports in files: as many as are asked for of one run, each written whole or not at all."""

import argparse
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import IO, NamedTuple

from cometvideo.cli.arguments import UsageError
from cometvideo.cli.output import compact, show, show_commands, show_json, use_utf8
from cometvideo.errors import InputError
from cometvideo.reports.entries import Told
from cometvideo.reports.safe import safe

__all__ = ["ReportFile", "Telling", "prepared", "publish", "report_text"]


class ReportFile:
    """A report to be written: beside its place until it is whole.

    Raises InputError where it cannot be written there; a file that is there already stays until
    then.
    """

    def __init__(self, kind: str, path: str) -> None:
        self.kind, self.path = kind, path
        self._target = os.path.realpath(path)
        folder, name = os.path.split(self._target)
        self._part = os.path.join(folder, f".{name}.{os.getpid()}.part")
        if os.path.exists(self._target) and not os.path.isfile(self._target):
            raise InputError(f"cannot write the report {path}: it is there, and no regular file")
        with self._told():
            # Named and closed by hand: it outlives this function.
            self.stream: IO[str] = open(self._part, "x", encoding="utf-8", newline="\n")  # noqa: SIM115
        self.is_written = False

    def write(self, text: str) -> None:
        """Add text to it; it is whole once `end` is called."""
        with self._told():
            self.stream.write(text)

    def end(self) -> None:
        """Put it in its place."""
        with self._told():
            self.stream.close()
            os.replace(self._part, self._target)
        self.is_written = True

    def drop(self) -> None:
        """Leave nothing behind where it was not ended."""
        if not self.is_written:
            with suppress(OSError):
                self.stream.close()
            with suppress(OSError):
                os.unlink(self._part)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise InputError(f"cannot write the report {self.path}: {why}") from None


class Telling(NamedTuple):
    """What a command has to tell, in its forms; nothing is made before it is asked for.

    `page` is the one of HTML, where it is another than that of all entries.
    """

    lines: Callable[[], Iterable[str]]
    data: Callable[[], object]
    told: Callable[[], Told]
    markdown: Callable[[], str] | None = None
    page: Callable[[], str] | None = None


@contextmanager
def prepared(arguments: argparse.Namespace) -> Iterator[None]:
    """Have the files of the reports ready before anything is done, and none left that is not whole.

    Raises UsageError or InputError where that cannot be.
    """
    given: list[tuple[str, str]] = arguments.report
    paths = [os.path.realpath(path) for _, path in given]
    if len(set(paths)) < len(paths):
        raise UsageError("two reports cannot be the same file; name one for each")
    if any(kind == "html" for kind, _ in given):
        import cometvideo.markup  # noqa: F401 - says now what is missing for it
    with ExitStack() as stack:
        arguments.report = []
        for kind, path in given:
            file = ReportFile(kind, path)
            stack.callback(file.drop)
            arguments.report.append(file)
        yield
        if left := [each.path for each in arguments.report if not each.is_written]:
            raise UsageError(f"there is nothing to report in {', '.join(left)}: leave --report out")


def publish(arguments: argparse.Namespace, telling: Telling) -> None:
    """Write every report that is asked for, and what belongs on standard output."""
    for file in arguments.report:
        file.write(report_text(file.kind, telling))
        file.end()
    form = arguments.format
    if form == "text":
        show(telling.lines())
    elif form == "json":
        show_json(telling.data())
    elif form == "jsonl":
        use_utf8()
        data = telling.data()
        show(map(compact, data if isinstance(data, list) else [data]))
    elif form == "github":
        from cometvideo.reports.github import as_github

        show_commands(as_github(telling.told(), os.getcwd()))
    else:
        show([report_text(form, telling).rstrip()])


def report_text(kind: str, telling: Telling) -> str:
    """One report as a document."""
    if kind == "json":
        import json

        return safe(json.dumps(telling.data(), ensure_ascii=False, indent=2), "json") + "\n"
    if kind == "sarif":
        from cometvideo import __version__
        from cometvideo.reports.sarif import as_sarif

        return as_sarif(telling.told(), __version__, os.getcwd())
    if kind == "junit":
        from cometvideo.reports.junit import as_junit

        return as_junit(telling.told())
    if kind == "markdown" and telling.markdown is not None:
        return telling.markdown()
    if telling.page is not None:
        return telling.page()
    from cometvideo.markup.reports import told_page

    return told_page(telling.told())
