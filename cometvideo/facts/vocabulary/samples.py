"""What the reference of specs shows of a kind of fact: an example out of a spec, and its readers.

Both are looked up in a checkout: examples in the specs that come with the package or are run by the
tests, readers in the rooms whose code names the key.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from cometvideo.facts.fact import Fact, Value
from cometvideo.facts.loading import load_family, shipped_specs
from cometvideo.facts.vocabulary import ANY_KEY, FORMAT, Row

__all__ = ["Examples", "readers_of"]

# Texts that stand without quotes.
_PLAIN: Final = re.compile(r"[A-Za-z/][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*|[1-9][0-9]*x[1-9][0-9]*")
_LONGEST: Final = 72
# Commands by the rooms that are theirs; what `words` reads is for all that speak with an endpoint.
_READERS: Final[Mapping[str, tuple[str, ...]]] = {
    "validate": ("prediction", "facts/terms"),
    "export": ("export", "words", "facts/statuses"),
    "mock": ("mock", "words", "facts/statuses"),
    "clients": ("client", "guard", "words", "facts/statuses"),
    "check-client": ("conformance", "words", "facts/statuses"),
    "drift docs": ("documentation",),
    "drift live": ("live",),
    "diff": ("changes",),
}


class Examples:
    """Facts of the specs in a checkout, by their place; `ANY_KEY` stands for keys that are free."""

    def __init__(self, root: Path) -> None:
        folders = (root / "fixtures" / each for each in ("specs", "whole"))
        own = [file for each in folders for file in sorted(each.glob("*.yaml"))]
        self.found: dict[tuple[str, ...], str] = {}
        self.alike: dict[tuple[str, ...], str] = {}
        for spec in (*shipped_specs().values(), *own):
            for fact in load_family(spec).facts.values():
                place, row = _place(fact)
                if row is not None and row.type is not None:
                    self._keep(place, row.type.name, _line(fact))

    def _keep(self, place: tuple[str, ...], kind: str, text: str) -> None:
        """Keep the first that is short; of those that are not, the beginning of one."""
        short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
        for known, key in ((self.found, place), (self.alike, (place[-1], kind))):
            if key not in known or (known[key].endswith("…") and short == text):
                known[key] = short

    def of(self, place: tuple[str, ...], row: Row) -> str:
        """A fact at a place, or of the same key and type at another; raises KeyError for none."""
        kind = row.type.name if row.type else ""
        return self.found.get(place) or self.alike[place[-1], kind]


# What is validated is a create, before it is sent.
_AFTER_A_REQUEST = {"operations", "task"}


def readers_of(place: Sequence[str], rows: Sequence[Row], package: Path) -> Iterator[str]:
    """The commands that read a fact; `rows` are those of the blocks around it, and its own."""
    key = next(each for each in reversed(place) if each != ANY_KEY)
    unshown = next((each.unshown for each in reversed(rows) if each.unshown), "")
    for reader, rooms in _READERS.items():
        if reader == "drift docs":
            is_read = rows[-1].page is True
        elif reader == "drift live":
            is_read = bool(rows[-1].check) or not unshown
        elif reader == "diff":
            is_read = True
        elif reader == "validate" and place[0] in _AFTER_A_REQUEST:
            is_read = False
        else:
            is_read = any(f'"{key}"' in _source(package, room) for room in rooms)
        if is_read:
            yield reader


@cache
def _source(package: Path, room: str) -> str:
    files = sorted((package / room).rglob("*.py")) or [package / f"{room}.py"]
    return "\n".join(each.read_text(encoding="utf-8") for each in files)


def _place(fact: Fact) -> tuple[tuple[str, ...], Row | None]:
    """The place of a fact in the vocabulary, and its row."""
    place: list[str] = []
    row: Row | None = FORMAT
    for key in fact.keys:
        if row is None:
            break
        place.append(key if key in row.keys else ANY_KEY)
        row = row.below(key)
    return tuple(place), row


def _line(fact: Fact) -> str:
    """A fact as YAML on one line, with its key."""
    key = _text(fact.keys[-1])
    if fact.value is None:
        return f"{key}: {{ one_of: {_text(fact.one_of)} }}"
    return f"{key}: {_text(fact.value)}"


def _text(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_text, value))}]"
    if (
        isinstance(value, str)
        and _PLAIN.fullmatch(value)
        and value not in {"true", "false", "null"}
    ):
        return value
    return json.dumps(value, ensure_ascii=False).replace("|", "\\|")
