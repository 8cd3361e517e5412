"""History: what a page said when it was last seen, as units and the facts that they bore out.

A copy of one's own has the texts; what is shipped for the pages that the spec was written from has
fingerprints alone, and no sentence.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from cometvideo.documentation.comparing import ReadPage
from cometvideo.documentation.units import Unit, units_of
from cometvideo.drift import DriftReport
from cometvideo.errors import InputError
from cometvideo.facts.matrix import Matrix

__all__ = [
    "Snapshot",
    "read_snapshot",
    "shipped",
    "snapshot_of",
    "units_by_source",
    "write_snapshot",
]

_FORMAT = 1
_LARGEST = 32 * 1024 * 1024


class Snapshot(NamedTuple):
    """The units of the pages of one source by fingerprint, and the facts that each bore out.

    A unit without its text is known by its fingerprint only. `address` is where the page stands.
    """

    source: str
    address: str
    units: Mapping[str, Unit]
    facts: Mapping[str, tuple[str, ...]]

    @property
    def has_texts(self) -> bool:
        """Whether it is a copy of one's own, with the texts of its units."""
        return any(each.text for each in self.units.values())


def snapshot_of(
    matrix: Matrix, source: str, reads: Sequence[ReadPage], report: DriftReport
) -> Snapshot:
    """What the pages of a source say, and by which units the facts hold that do."""
    units: dict[str, Unit] = {}
    by_place: dict[tuple[str, int], list[str]] = {}
    for read in reads:
        for each in units_of(read.page) if read.source == source else ():
            units.setdefault(each.fingerprint, each)
            by_place.setdefault((read.page.name, each.line), []).append(each.fingerprint)
    facts = {
        drift.subject: tuple(sorted(set(borne)))
        for drift in report.drifts
        if drift.verdict == "holds" and drift.source == source
        if (
            borne := [
                one for seen in drift.evidence for one in by_place.get((seen.page, seen.line), ())
            ]
        )
    }
    return Snapshot(source, matrix.sources[source].address, units, facts)


def units_by_source(reads: Sequence[ReadPage], source: str) -> dict[str, tuple[str, Unit]]:
    """The units of the pages of a source by fingerprint, each with its page."""
    return {
        each.fingerprint: (read.page.name, each)
        for read in reads
        if read.source == source
        for each in units_of(read.page)
    }


def write_snapshot(snapshot: Snapshot, folder: Path) -> None:
    """Keep a snapshot as SOURCE.json; raises InputError where it cannot be written."""
    data = {
        "format": _FORMAT,
        "source": snapshot.source,
        "address": snapshot.address,
        "units": {key: [each.kind, each.text] for key, each in sorted(snapshot.units.items())},
        "facts": {path: list(each) for path, each in sorted(snapshot.facts.items())},
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{snapshot.source}.json"
        beside = path.with_suffix(".new")
        text = json.dumps(data, indent=1, ensure_ascii=False)
        beside.write_text(f"{text}\n", encoding="utf-8", errors="replace")
        beside.replace(path)
    except OSError as error:
        raise InputError(f"cannot keep the history in {folder}: {error.strerror}") from None


def read_snapshot(folder: Path, source: str) -> Snapshot | None:
    """What was kept of a source; None for nothing. Raises InputError for what is no snapshot."""
    path = folder / f"{source}.json"
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise InputError(f"cannot read the history {path}: {error.strerror}") from None
    try:
        # What is too large is cut short, and so no JSON.
        return _snapshot(json.loads(data[:_LARGEST]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise InputError(
            f"{path} is no history of a page; take it away, and the next run begins it anew"
        ) from None


@lru_cache(maxsize=8)
def shipped(source: str, address: str) -> Snapshot | None:
    """The fingerprints of the page that the shipped spec was written from, if it is this one."""
    path = files("cometvideo.documentation") / "seen" / f"{source}.json"
    if not path.is_file():
        return None
    snapshot = _snapshot(json.loads(path.read_text(encoding="utf-8")))
    return snapshot if snapshot.address == address else None


def _snapshot(data: Any) -> Snapshot:
    if data["format"] != _FORMAT:
        raise ValueError("another format")
    units = {str(key): Unit(str(kind), str(text), 0) for key, (kind, text) in data["units"].items()}
    facts = {str(path): tuple(map(str, each)) for path, each in data["facts"].items()}
    return Snapshot(str(data["source"]), str(data["address"]), units, facts)
