"""Fingerprints of a page that the shipped spec was written from, without any of its sentences.

`python -m tests.documentation.seen PAGE SOURCE` writes them to the package, after a look at it.
"""

import sys
from pathlib import Path

import cometvideo.documentation
from cometvideo import load_family
from cometvideo.documentation import Copy, check_documentation
from cometvideo.documentation.history import Snapshot, read_snapshot, write_snapshot
from cometvideo.documentation.units import Unit

SEEN = Path(cometvideo.documentation.__file__).parent / "seen"


def bare(snapshot: Snapshot) -> Snapshot:
    """A snapshot with the fingerprints of sentences and of what bears facts out, and no texts."""
    borne = {each for keys in snapshot.facts.values() for each in keys}
    units = {
        key: Unit(unit.kind, "", 0)
        for key, unit in snapshot.units.items()
        if key in borne or unit.is_sentence
    }
    return snapshot._replace(units=units)


def main(page: str, source: str, folder: Path = SEEN) -> None:
    """Read a copy of a page, and keep its fingerprints."""
    beside = folder / "new"
    check_documentation(
        load_family("seedance"), [Copy(page, Path(page).read_bytes(), source)], beside
    )
    snapshot = read_snapshot(beside, source)
    assert snapshot is not None
    write_snapshot(bare(snapshot), folder)
    (beside / f"{source}.json").unlink()
    beside.rmdir()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
