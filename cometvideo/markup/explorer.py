"""The explorer: pages on a spec, models beside each other, every fact with what is known of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.markup.pages import LOOK, environment, part, whole
from cometvideo.markup.pieces import Frame
from cometvideo.reports.sections import (
    Section,
    capabilities,
    exceptions,
    prices,
    tables_of,
    together,
)

__all__ = ["Change", "Known", "Site", "explorer"]

_TEMPLATES: Final = Path(__file__).parent / "templates"
_SHARED: Final = "shared"
_TABLES: Final = (exceptions, together, prices)


class Change(NamedTuple):
    """One change between two generations, in a sentence; `why` it breaks clients, or ""."""

    section: str
    sentence: str
    why: str


class Known(NamedTuple):
    """What is known of a fact besides: what it was, when it was last seen, what would settle it."""

    before: str = ""
    seen: str = ""
    settles: str = ""


class Site(NamedTuple):
    """All that the explorer shows: a spec, and what is known around it.

    `known` is by the path that the spec has for a fact; `changes` by the name of the family, each
    with the name of the earlier generation; `clients` are the clauses with the verdict of each
    real client.
    """

    spec: AnySpec
    known: Mapping[str, Known]
    changes: Mapping[str, tuple[str, Sequence[Change]]]
    clients: Mapping[str, Mapping[str, str]]
    date: str
    version: str


class _Sizes(NamedTuple):
    """A table of sizes, as shapes by row."""

    title: str
    rows: list[tuple[str, list[Frame]]]

    @property
    def frames(self) -> list[Frame]:
        """All of them, which are drawn to one scale."""
        return [frame for _, row in self.rows for frame in row]


class _Group(NamedTuple):
    """Facts of a page, under the keys that they have in common."""

    title: str
    facts: list[tuple[str, Fact]]


class _Page(NamedTuple):
    """One family, or what several share."""

    name: str
    about: str
    groups: list[_Group]
    models: Section = Section("", [])
    sizes: Sequence[_Sizes] = ()
    tables: Sequence[Section] = ()
    before: str = ""
    changes: Sequence[tuple[str, list[Change]]] = ()


class _Addresses:
    """Where each fact stands: its name in the spec, and the file of its page, "" for this one."""

    def __init__(self, spec: AnySpec, *, single: bool) -> None:
        self._spec, self._single = spec, single
        counted = Counter(path for each in spec.families.values() for path in each.facts)
        self._shared = {path for path, count in counted.items() if count > 1}
        self._family = {path: name for name, each in spec.families.items() for path in each.facts}

    def page(self, path: str) -> str:
        """The page of a fact: that of the family which alone says it, or what several share."""
        family, mark, _ = path.partition(":")
        if mark and family in self._spec.families:
            return family
        return _SHARED if path in self._shared else self._family[path]

    def file(self, page: str) -> str:
        """The file of a page."""
        return "" if self._single else f"{page}.html"

    def of(self, family: str, path: str) -> str:
        """The address of a fact as a page of that family links it."""
        named = path if path in self._spec.facts else f"{family}:{path}"
        page = self.page(named)
        return f"{'' if page == family else self.file(page)}#{named}"


def explorer(site: Site, *, single: bool) -> dict[str, str]:
    """The pages by the name of their file; with `single` one that has everything."""
    addresses = _Addresses(site.spec, single=single)
    pages = [*_pages(site, addresses)]
    files = {each.name: addresses.file(each.name) for each in pages}
    templates = environment()
    script, style = part(_TEMPLATES, "explorer.js"), part(_TEMPLATES, "explorer.css")

    def made(shown: list[_Page], *, is_index: bool) -> str:
        return whole(
            templates,
            "explorer.html",
            styles=[LOOK, style],
            scripts=[script],
            site=site,
            pages=shown,
            files=files,
            index=pages if is_index and not single else (),
            is_index=is_index,
            home="" if single or is_index else "index.html",
        )

    found = {"index.html": made(pages if single else [], is_index=True)}
    if not single:
        found |= {files[each.name]: made([each], is_index=False) for each in pages}
    return found


def _pages(site: Site, addresses: _Addresses) -> Iterator[_Page]:
    """Every family with the facts that are its own; and what several share, if anything."""
    spec = site.spec
    by_page: dict[str, list[tuple[str, Fact]]] = {}
    for path, fact in spec.facts.items():
        by_page.setdefault(addresses.page(path), []).append((path, fact))
    for name, matrix in spec.families.items():
        models = matrix.models
        before, changes = site.changes.get(name, ("", ()))
        yield _Page(
            name,
            matrix.about,
            _grouped(by_page.get(name, [])),
            capabilities(matrix, models),
            [*_sizes(name, matrix, addresses)],
            [each for make in _TABLES if (each := make(matrix, models)).rows],
            before,
            [(title, [*each]) for title, each in groupby(changes, lambda each: each.section)],
        )
    if _SHARED in by_page:
        about = "What several families say alike: how to ask, what is answered, how a task lives."
        yield _Page(_SHARED, about, _grouped(by_page[_SHARED]))


def _grouped(facts: list[tuple[str, Fact]]) -> list[_Group]:
    """Facts by their first two keys, or by their section alone, in the order of the spec."""
    groups: dict[str, list[tuple[str, Fact]]] = {}
    for path, fact in facts:
        block = fact.keys[:-1][:2]
        groups.setdefault(" ".join(block), []).append((path, fact))
    return [_Group(title, each) for title, each in groups.items()]


def _sizes(family: str, matrix: Matrix, addresses: _Addresses) -> Iterator[_Sizes]:
    """Every table of sizes, its rows as shapes; a shape leads to its fact."""
    for field, by_model in tables_of(matrix, matrix.models):
        rows: dict[str, list[Frame]] = {}
        for cell in dict.fromkeys(cell for each in by_model.values() for cell in each):
            size, ratio = cell.size, f"{cell.ratio} " if cell.ratio else ""
            label, fact = f"{ratio}{size.width}×{size.height}", cell.fact
            address = addresses.of(family, fact.path)
            frame = Frame(size.width, size.height, label, fact.level, address)
            rows.setdefault(cell.resolution or "", []).append(frame)
        yield _Sizes(f"{field} of {', '.join(by_model)}", [*rows.items()])
