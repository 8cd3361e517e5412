"""Linting: every rule over one spec, and over its base, whose own flaws are not repeated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cometvideo.errors import InputError
from cometvideo.facts.claims import Document, build
from cometvideo.facts.documents import parse_document, read_text
from cometvideo.facts.fact import Where
from cometvideo.facts.lint.rules import RULES, by_rules, finding_of, unsaid
from cometvideo.facts.lint.schema import schema_flaws
from cometvideo.facts.lint.shape import shape_findings
from cometvideo.facts.lint.subject import Flaw, Subject
from cometvideo.facts.loading import chain_of, find_spec
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.strict_yaml import Node, read_as_far_as_it_goes
from cometvideo.findings import Finding, SpecError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["RULES", "errors_of", "lint"]


def lint(spec: str | Path, text: str | None = None) -> tuple[Finding, ...]:
    """Everything there is to say about a spec, given by name or path, in the order of its lines.

    With `text` that is the spec, and `spec` is what messages call it; what it extends is looked
    for from the current folder. Of an overlay it is what is wrong with the file itself and with
    what comes of it; what is wrong with the base alone is left to the base. `code` is the name of
    the rule, `field` the path in the spec. An error makes predictions wrong or impossible; a
    warning is worth a change; a note informs. Raises InputError for a file that cannot be read, and
    where the package `jsonschema` is missing.
    """
    file = find_spec(spec) if text is None else str(spec)
    text = read_text(file) if text is None else text
    root, by_yaml = read_as_far_as_it_goes(text, file)
    if root is None:
        return by_yaml
    by_schema = tuple(finding_of(code, flaw) for code, flaw in schema_flaws(root))
    try:
        chain = chain_of(parse_document(text, file))
        matrix = build(chain)
        said = [*_findings(chain, matrix)]
        by_shape = shape_findings(matrix, has_models=not chain[-1].families)
    except SpecError as error:
        said, by_shape = list(error.findings), ()
    except InputError as error:
        said, by_shape = [finding_of("base-unusable", _of_base(root, str(error)))], ()
    for further in (by_schema, by_shape):
        said += unsaid(further, said)
    unwritten = {each.field for each in said if each.code == "fill-in"}
    said = [each for each in said if each.code == "fill-in" or each.field not in unwritten]
    return _in_order(said, file)


def errors_of(chain: Sequence[Document]) -> Iterator[Finding]:
    """The errors of the last of these documents, as far as rules find them, before it is a file."""
    found = _findings(list(chain), build(list(chain)))
    yield from (each for each in found if each.severity == "error")


def _findings(chain: list[Document], matrix: Matrix) -> Iterator[Finding]:
    """The findings of all rules, without those that hold of the base by itself."""
    document, bases = chain[-1], tuple(chain[:-1])
    known: set[tuple[object, ...]] = set()
    if bases:
        base = Subject(bases[-1], bases[:-1], build(list(bases)))
        known = {_identity(each) for each in by_rules(base)}
    for finding in by_rules(Subject(document, bases, matrix)):
        if _identity(finding) not in known:
            yield finding


def _of_base(root: Node, problem: str) -> Flaw:
    extends = root.value.get("extends", root) if isinstance(root.value, dict) else root
    return Flaw("extends", extends.where, extends.value, detail={"problem": problem})


def _identity(finding: Finding) -> tuple[object, ...]:
    return finding.code, finding.field, finding.where, finding.message


def _in_order(findings: Iterable[Finding], file: str) -> tuple[Finding, ...]:
    def place(finding: Finding) -> tuple[bool, Where]:
        where = finding.where or Where(file, 1, 1)
        return where.file != file, where

    return tuple(sorted(findings, key=place))
