"""`cometvideo export html`: the explorer, pages on a spec and on what is known around it."""

import argparse
import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cometvideo.cli.arguments import UsageError
from cometvideo.cli.output import HOLDS, tell
from cometvideo.cli.reporting import ReportFile
from cometvideo.errors import InputError
from cometvideo.facts.endpoint import AnySpec, load
from cometvideo.facts.loading import shipped_files
from cometvideo.reports.text import amount

if TYPE_CHECKING:
    from cometvideo.facts.matrix import Matrix
    from cometvideo.markup.explorer import Change, Known

__all__ = ["write_site"]


def write_site(arguments: argparse.Namespace, spec: AnySpec) -> int:
    """Write the pages into a folder, or one of them; returns the exit code."""
    if arguments.output is None:
        raise UsageError("name the folder with -o site/, or the file with --single -o page.html")
    from cometvideo import __version__
    from cometvideo.markup.explorer import Site, explorer

    before, changes = _generations(spec)
    site = Site(
        spec,
        _known(spec, before, arguments),
        changes,
        _clients(),
        f"{_today():%Y-%m-%d}",
        __version__,
    )
    pages = explorer(site, single=arguments.single)
    if arguments.single:
        _write(arguments.output, pages["index.html"])
    else:
        try:
            os.makedirs(arguments.output, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"cannot write pages into the folder {arguments.output}: {error.strerror}; name "
                "another one, or add --single for one file"
            ) from None
        for name, text in pages.items():
            _write(os.path.join(arguments.output, name), text)
    tell(f"cometvideo: {amount(len(pages), 'page')} in {arguments.output}")
    return HOLDS


def _write(path: str, text: str) -> None:
    file = ReportFile("html", path)
    try:
        file.write(text)
        file.end()
    finally:
        file.drop()


def _today() -> datetime:
    """The day of a build: that of SOURCE_DATE_EPOCH, where the same bytes are wanted."""
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(stated), UTC) if stated.isdecimal() else datetime.now(UTC)


def _generations(
    spec: AnySpec,
) -> "tuple[dict[tuple[str, str], str], dict[str, tuple[str, list[Change]]]]":
    """What facts were under the last generation, by family and path; and all that changed."""
    from cometvideo.changes import diff
    from cometvideo.changes.wording import section_of, sentence
    from cometvideo.markup.explorer import Change

    before: dict[tuple[str, str], str] = {}
    changes: dict[str, tuple[str, list[Change]]] = {}
    for name, matrix in spec.families.items():
        earlier = max((each for each in shipped_files() if each.startswith(f"{name}@")), default="")
        if not earlier:
            continue
        found = diff(load(earlier), matrix)
        told = []
        for each in found.judged:
            words = sentence(each.change, found.old.unnamed, found.new.unnamed)
            told.append(Change(section_of(each.change), words, each.why if each.breaking else ""))
            if each.change.is_fact and each.change.old:
                before[name, each.change.path] = each.change.old[0].words
        changes[name] = (earlier, told)
    return before, changes


def _known(
    spec: AnySpec, before: Mapping[tuple[str, str], str], arguments: argparse.Namespace
) -> "dict[str, Known]":
    """What is known around each fact, by the path that the spec has for it."""
    from cometvideo.markup.explorer import Known

    seen = dict(_seen(spec, arguments)) if arguments.history is not None else {}
    found: dict[str, Known] = {}
    for family, matrix in spec.families.items():
        settling = _settling(matrix)
        for path in matrix.facts:
            named = path if path in spec.facts else f"{family}:{path}"
            was = before.get((family, path), "")
            found[named] = Known(was, seen.get(named, ""), settling.get(path, ""))
    return found


def _settling(matrix: "Matrix") -> dict[str, str]:
    """The cheapest probe that tells of each open fact, or why none does."""
    from cometvideo.live.deriving import probes_of
    from cometvideo.live.unshown import why_unshown

    probes = sorted(
        probes_of(matrix), key=lambda each: (each.cost.kind != "free", each.cost.seconds)
    )
    by_fact = {mark.fact: each for each in reversed(probes) for mark in each.marks}
    found = {}
    for path, fact in matrix.facts.items():
        if fact.is_open and (probe := by_fact.get(path)):
            cost = f"{probe.cost.kind}, {probe.cost.seconds} s" if probe.cost.seconds else "free"
            found[path] = f"{probe.id} ({cost}); cometvideo drift plan --facts {path}"
        elif fact.is_open:
            found[path] = f"no probe: {why_unshown(matrix, path)}"
    return found


def _seen(spec: AnySpec, arguments: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """When and by what each fact was last borne out."""
    from cometvideo.cli.facts import history_of

    kept = history_of(spec, arguments)
    tell(*kept.notes)
    for path, fact in spec.facts.items():
        if by := kept.of(fact._replace(path=path)):
            last = datetime.fromtimestamp(by[0].last, UTC)
            yield path, f"{last:%Y-%m-%d} by {by[0].by}"


def _clients() -> dict[str, Mapping[str, str]]:
    """The verdicts on real clients, by their names and versions, alone and behind the guard."""
    from cometvideo import conformance

    file = Path(conformance.__file__).with_name("real_clients.json")
    found: dict[str, Mapping[str, str]] = {}
    for name, run in json.loads(file.read_text(encoding="utf-8")).items():
        title = f"{name.removesuffix('-2').removesuffix('-3')} {run['version']}"
        found[title] = run["verdicts"]
        if "behind the guard" in run:
            found[f"{title} behind the guard"] = run["behind the guard"]
    return found
