"""Copies of documentation pages, matched with their sources and compared with a matrix."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cometvideo.documentation.aligning import align
from cometvideo.documentation.catalogue import CATALOGUE, catalogue_address, read_catalogue
from cometvideo.documentation.comparing import ReadPage, compare
from cometvideo.documentation.history import (
    read_snapshot,
    shipped,
    snapshot_of,
    write_snapshot,
)
from cometvideo.documentation.leftovers import leftovers
from cometvideo.documentation.pages import LARGEST_PAGE, open_page, unreadable
from cometvideo.documentation.pages.page import Page
from cometvideo.documentation.reading import read_page
from cometvideo.documentation.worth import is_about, says_there_is_none
from cometvideo.drift import Drift, DriftReport, of_families
from cometvideo.errors import InputError
from cometvideo.facts.endpoint import AnySpec, Endpoint
from cometvideo.facts.fact import level_of
from cometvideo.facts.matrix import Matrix

__all__ = [
    "Copy",
    "Fetch",
    "check_documentation",
    "check_families",
    "check_source",
    "fetch_page",
    "fetched",
    "pages_of",
]

Fetch = Callable[[str], bytes]
"""Gets the bytes at an address; raises OSError where it cannot."""

_SECONDS = 30
_SECONDS_IN_ALL = 60
_AT_ONCE = 64 * 1024
_SHOWN_AS = {"User-Agent": "cometvideo drift docs", "Accept": "text/html, text/markdown, */*;q=0.5"}


class Copy(NamedTuple):
    """A copy of a page; `source` is None where the page's head must tell which it is of.

    `content` is None where the page could not be had, and `why` says why.
    """

    name: str
    content: bytes | None
    source: str | None = None
    why: str = ""


def check_documentation(
    matrix: Matrix,
    copies: Iterable[Copy],
    history: Path | None = None,
    *,
    remember: bool = False,
    others: Collection[str] = (),
    kept: set[str] | None = None,
) -> DriftReport:
    """Compare copies of documentation pages with the facts that cite them.

    `others` are models of the endpoint that the matrix does not have, and which are not new.

    `history` is a folder in which a snapshot of each source is kept from its first copy on, and
    beside which later ones are read; to `remember` is to keep what the copies say now. Without it
    there are the fingerprints of the pages that the shipped spec was written from. Sources in
    `kept` are left alone there; those whose history was looked at are added to it.

    Raises InputError for an unknown source, a page that documents an unknown operation, and a
    page of one operation that is given as another's.
    """
    reads: list[ReadPage] = []
    strangers: list[Drift] = []
    for copy in copies:
        if _is_catalogue(matrix, copy.source):
            strangers += read_catalogue(matrix, copy.name, copy.content, copy.why, others)
            continue
        if copy.source is not None:
            check_source(matrix, copy.source)
        pages = (
            open_page(copy.content, copy.name)
            if copy.content is not None
            else [unreadable(copy.name, copy.why)]
        )
        for page in _wanted(matrix, copy, pages):
            if page.layout == "unreadable" and copy.source is None:
                why = f"{page.name}: {page.doubts[0].why if page.doubts else 'it cannot be read'}"
                strangers.append(Drift("could not tell", page.name, "unknown", why=why))
                continue
            operation = _operation(matrix, copy, page)
            source = copy.source or _source(matrix, operation, page)
            is_left = page.layout == "unreadable" and not is_about(matrix, page)
            seen = page._replace(unread=()) if is_left else page
            reads.append(ReadPage(seen, source, read_page(page, matrix, operation)))
    report = compare(matrix, reads)
    left = [drift for read in reads for drift in leftovers(matrix, read, report.drifts)]
    return _beside_history(
        matrix,
        reads,
        report._replace(drifts=(*report.drifts, *strangers, *left)),
        history,
        remember=remember,
        kept=set() if kept is None else kept,
    )


def check_families(
    spec: AnySpec,
    copies: Sequence[Copy],
    history: Path | None = None,
    *,
    remember: bool = False,
) -> DriftReport:
    """The same for an endpoint as well: a page is compared with each family that cites its source.

    One that names models is compared with their families alone, where others share its facts. One
    without a source is compared with the family whose models it names. Raises InputError, too,
    where that is none or several.
    """
    if isinstance(spec, Matrix):
        return check_documentation(spec, copies, history, remember=remember)
    named = {copy: _family_named(spec, copy) for copy in copies if copy.source is None}
    reports = {}
    kept: set[str] = set()  # What a source says is kept once, whoever cites it.
    for name, matrix in spec.families.items():
        own = [
            copy
            for copy in copies
            if named.get(copy) is matrix
            or (copy.source in _cited(matrix) and _is_about(spec, matrix, copy))
            or _is_catalogue(matrix, copy.source)
        ]
        if own:
            reports[name] = check_documentation(
                matrix, own, history, remember=remember, others=spec.models, kept=kept
            )
    if not reports:
        sources = ", ".join(str(each.source) for each in copies)
        raise InputError(
            f"no fact of {spec.name} rests on {sources}, so there is nothing to compare"
        )
    return of_families(reports)


def _cited(matrix: Matrix, *keys: str) -> set[str]:
    """The sources of the facts below these keys."""
    facts = (each for each in matrix.facts.values() if each.keys[: len(keys)] == keys)
    return {each for fact in facts for each in fact.sources}


def _is_about(endpoint: Endpoint, matrix: Matrix, copy: Copy) -> bool:
    """Whether a page names a model of this family, or none of those that its source states."""
    text = (copy.content or b"").decode("utf-8", "replace")
    families = endpoint.families.values()
    listed = [each for each in families if copy.source in _cited(each, "models")]
    named = any(_in(text)(model) for each in listed for model in each.models)
    return not named or any(map(_in(text), matrix.models))


def _family_named(endpoint: Endpoint, copy: Copy) -> Matrix:
    """The family whose models a copy without a source names; raises InputError."""
    text = (copy.content or b"").decode("utf-8", "replace")
    families = endpoint.families
    found = [name for name, each in families.items() if any(map(_in(text), each.models))]
    if not found and copy.content and _is_unreadable(copy.name, copy.content):
        return endpoint.usual  # of which nothing can be told
    if len(found) != 1:
        whose = f"models of {' and of '.join(found)}" if found else "no model"
        raise InputError(
            f"{copy.name} names {whose}, so that it may be about any family of {endpoint.name}; "
            f"say what it is a copy of: SOURCE={copy.name}; {_choices(endpoint)}"
        )
    return families[found[0]]


def _in(text: str) -> Callable[[str], object]:
    """Whether a text has an id, which is no part of a longer one."""
    return lambda model: re.search(rf"(?<![\w.-]){re.escape(model)}(?![\w-]|\.\w)", text)


def _is_unreadable(name: str, content: bytes) -> bool:
    return all(page.layout == "unreadable" for page in open_page(content, name))


def _beside_history(
    matrix: Matrix,
    reads: list[ReadPage],
    report: DriftReport,
    folder: Path | None,
    *,
    remember: bool,
    kept: set[str],
) -> DriftReport:
    """The report aligned with earlier copies; sources that are new to a history are kept in it."""
    snapshots = []
    read = [e.source for e in reads if e.page.layout != "unreadable" or e.page.unread]
    for source in dict.fromkeys(read):
        own = None if source in kept else folder
        known = read_snapshot(own, source) if own else None
        is_new = known is None or remember
        if own and is_new and _tells(matrix, report, reads, source):
            write_snapshot(snapshot_of(matrix, source, reads, report), own)
            kept.add(source)
        elif known is not None:
            kept.add(source)
        known = known or shipped(source, matrix.sources[source].address)
        snapshots += [known] if known else []
    return align(report, reads, snapshots)


def _tells(matrix: Matrix, report: DriftReport, reads: Sequence[ReadPage], source: str) -> bool:
    """Whether pages of a source say anything of the endpoint beyond the operation at their head."""
    bears_out = any(
        each.verdict == "holds" and each.source == source
        for each in report.drifts
        if not each.subject.startswith("operations.")
    )
    return any(
        page.entries or is_about(matrix, page) or (bears_out and not says_there_is_none(page))
        for page in (each.page for each in reads if each.source == source)
    )


def fetched(spec: AnySpec, sources: Iterable[str], fetch: Fetch) -> list[Copy]:
    """Copies of sources from their own addresses; one that cannot be had is no agreement.

    Raises InputError for an unknown source.
    """
    copies = []
    for source in sources:
        check_source(spec, source)
        is_catalogue = _is_catalogue(spec, source)
        address = catalogue_address(spec) if is_catalogue else spec.sources[source].address
        try:
            copies.append(Copy(address, fetch(address), source))
        except OSError as error:
            copies.append(Copy(address, None, source, f"it could not be fetched: {error}"))
    return copies


def fetch_page(address: str) -> bytes:
    """The bytes at an https address, which leads to no other host; raises OSError for all else.

    It ends within a minute, however slowly they come, and reads no more than a page may have.
    """
    import urllib.request
    from http.client import HTTPException
    from time import monotonic

    class Redirects(urllib.request.HTTPRedirectHandler):
        """Follows what stays where the page should be."""

        def redirect_request(self, *asked: Any) -> Any:
            stay_at(address, asked[-1])
            return super().redirect_request(*asked)

    stay_at(address, address)
    request = urllib.request.Request(address, headers=_SHOWN_AS)  # noqa: S310 - https, see above
    end = monotonic() + _SECONDS_IN_ALL
    content = bytearray()
    try:
        with urllib.request.build_opener(Redirects).open(request, timeout=_SECONDS) as answer:
            while len(content) <= LARGEST_PAGE and (piece := answer.read1(_AT_ONCE)):
                content += piece
                if monotonic() > end:
                    raise OSError(f"it did not come within {_SECONDS_IN_ALL} s")
    except (HTTPException, ValueError) as error:
        raise OSError(str(error)) from error
    return bytes(content)


def stay_at(address: str, other: str) -> None:
    """Raise OSError unless another address is one of https at the same host."""
    from urllib.parse import urlsplit

    host = urlsplit(address).hostname
    if urlsplit(other).scheme != "https" or urlsplit(other).hostname != host:
        raise OSError(f"{other[:200]} is no https address at {host}, where the page should be")


def check_source(spec: AnySpec, source: str) -> None:
    """Raise InputError for a source that the matrix does not have."""
    if source not in spec.sources and not _is_catalogue(spec, source):
        raise InputError(f"{source!r} is no source of {spec.name}; {_choices(spec)}")


def _is_catalogue(spec: AnySpec, source: str | None) -> bool:
    """Whether a name is that of the catalogue of models, which the spec knows of."""
    known = source == CATALOGUE and source not in spec.sources
    return known and bool(catalogue_address(spec))


def _wanted(matrix: Matrix, copy: Copy, pages: list[Page]) -> list[Page]:
    """Of a document with several operations, those that the matrix (or the source) is about."""
    if len(pages) < 2:
        return pages
    own = _operations_of(matrix, copy.source)
    known = [page for page in pages if _documented(matrix, page)]
    wanted = [page for page in known if not own or _documented(matrix, page) in own]
    return wanted or pages[:1]


def _documented(matrix: Matrix, page: Page) -> str | None:
    """The operation of the matrix that a page's head names."""
    if page.method is None or page.path is None:
        return None
    for name, operation in matrix.blocks("operations"):
        path = operation.text("path") or ""
        if operation.text("method") == page.method.text and _same_path(page.path.text, path):
            return name
    return None


def _same_path(first: str, second: str) -> bool:
    """Whether two paths are the same but for the names of their parameters."""
    ours, theirs = (each.strip("/").split("/") for each in (first, second))
    return len(ours) == len(theirs) and all(
        one == other or (one[:1] in {"{", ":"} and other[:1] in {"{", ":"})
        for one, other in zip(ours, theirs, strict=True)
    )


def _operation(matrix: Matrix, copy: Copy, page: Page) -> str | None:
    documented = _documented(matrix, page)
    own = _operations_of(matrix, copy.source)
    if documented and own and documented not in own:
        raise InputError(
            f"{page.name} documents {documented}, and {copy.source} is a source on "
            f"{', '.join(own)}; leave the source out, or name another: {_choices(matrix)}"
        )
    return documented or (own[0] if own else None)


def _operations_of(matrix: Matrix, source: str | None) -> list[str]:
    """The operations that a source is on: those whose path it states, and the one with the fields.

    None for no source.
    """
    on = {
        fact.keys[1] if fact.keys[0] == "operations" else "create"
        for fact in matrix.facts.values()
        if source in fact.sources
        and (fact.keys[0] == "fields" or (fact.keys[0], fact.keys[2:]) == ("operations", ("path",)))
    }
    return [name for name in matrix.block("operations") if name in on]


def _source(matrix: Matrix, operation: str | None, page: Page) -> str:
    """The documentation that states the operation at a page's head."""
    head = f"{page.method.text} {page.path.text}" if page.method and page.path else "no operation"
    if operation is None:
        raise InputError(
            f"{page.name} names {head} at its head, which is none of {matrix.name}; "
            f"say what it is a copy of: SOURCE={page.name}; {_choices(matrix)}"
        )
    source = pages_of(matrix).get(operation)
    if source is None:
        raise InputError(
            f"{page.name} ({head}) may be a copy of several sources; say of which: "
            f"SOURCE={page.name}; {_choices(matrix)}"
        )
    return source


def pages_of(matrix: Matrix) -> dict[str, str]:
    """By operation, the documentation that its page is a copy of; those with one alone."""
    found = {}
    for name, operation in matrix.blocks("operations"):
        path = operation.fact("path")
        sources = path.sources if path else ()
        pages = [each for each in sources if level_of((each,), matrix.sources) == "documented"]
        if len(pages) == 1:
            found[name] = pages[0]
    return found


def _choices(spec: AnySpec) -> str:
    return f"the sources are {', '.join(spec.sources)}"
