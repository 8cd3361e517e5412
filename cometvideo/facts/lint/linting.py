"""Linting: every rule over one spec, and over its base, whose own flaws are not repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from cometvideo.errors import InputError
from cometvideo.facts.claims import Document, build
from cometvideo.facts.documents import read_text
from cometvideo.facts.fact import Where
from cometvideo.facts.lint import fields, files, ranges, references, sizes, sourcing
from cometvideo.facts.lint.schema import schema_flaws
from cometvideo.facts.lint.subject import Flaw, Subject
from cometvideo.facts.loading import find_spec, read_chain
from cometvideo.facts.strict_yaml import Node, read_yaml
from cometvideo.findings import Finding, Rule, Severity, SpecError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["RULES", "LintRule", "lint"]


class LintRule(NamedTuple):
    """One rule: an error makes predictions wrong or impossible, anything else is less.

    `find` is None for what is found on the way, by the schema or by reading the base.
    """

    severity: Severity
    find: Callable[[Subject], Iterator[Flaw]] | None = None


# The name of a rule is the code of its findings.
RULES: Mapping[str, LintRule] = {
    "schema": LintRule("error"),
    "unknown-key": LintRule("error"),
    "unknown-word": LintRule("error"),
    "base-unusable": LintRule("error"),
    "empty-block": LintRule("error", files.empty_block),
    "field-kind": LintRule("error", fields.field_kind),
    "key-not-of-kind": LintRule("error", fields.key_not_of_kind),
    "choices-missing": LintRule("error", fields.choices_missing),
    "selector-count": LintRule("error", fields.selector_count),
    "reference-unknown": LintRule("error", references.reference_unknown),
    "range-order": LintRule("error", ranges.range_order),
    "range-outside-overall": LintRule("error", ranges.range_outside_overall),
    "default-outside": LintRule("error", ranges.default_outside),
    "size-form": LintRule("error", sizes.size_form),
    "size-ratio": LintRule("warning", sizes.size_ratio),
    "size-twice": LintRule("error", sizes.size_twice),
    "label-without-size": LintRule("warning", sizes.label_without_size),
    "label-unknown": LintRule("error", sizes.label_unknown),
    "pattern-disagrees": LintRule("error", sizes.pattern_disagrees),
    "table-unused": LintRule("warning", sizes.table_unused),
    "http-status": LintRule("error", ranges.http_status),
    "status-terminal": LintRule("error", references.status_terminal),
    "source-unknown": LintRule("error", sourcing.source_unknown),
    "source-unused": LintRule("warning", sourcing.source_unused),
    "fact-unsourced": LintRule("warning", sourcing.fact_unsourced),
    "open-options": LintRule("warning", sourcing.open_options),
    "open-note": LintRule("warning", sourcing.open_note),
    "options-equal": LintRule("error", sourcing.options_equal),
    "contradicted": LintRule("note", sourcing.contradicted),
    "deletes-nothing": LintRule("warning", files.deletes_nothing),
    "says-nothing-new": LintRule("note", files.says_nothing_new),
}


def lint(spec: str | Path) -> tuple[Finding, ...]:
    """Everything there is to say about a spec, given by name or path, in the order of its lines.

    Of an overlay it is what is wrong with the file itself and with what comes of it; what is
    wrong with the base alone is left to the base. `code` is the name of the rule, `field` the path
    in the spec. An error makes predictions wrong or impossible; a warning is worth a change; a note
    informs. Raises InputError for a file that cannot be read, and where the package `jsonschema`
    is missing.
    """
    file = find_spec(spec)
    text = read_text(file)
    try:
        root = read_yaml(text, file)
    except SpecError as error:
        return error.findings
    by_schema = tuple(_finding(code, flaw) for code, flaw in schema_flaws(root))
    try:
        by_rules = tuple(_findings(read_chain(file), root))
    except SpecError as error:
        by_rules = error.findings
    except InputError as error:
        by_rules = (_finding("base-unusable", _of_base(root, str(error))),)
    return _in_order((*by_rules, *_unsaid(by_schema, by_rules)), file)


def _findings(chain: list[Document], root: Node) -> Iterator[Finding]:
    """The findings of all rules, without those that hold of the base by itself."""
    document, bases = chain[-1], tuple(chain[:-1])
    known: set[tuple[object, ...]] = set()
    if bases:
        base_root = read_yaml(read_text(bases[-1].file), bases[-1].file)
        base = Subject(base_root, bases[-1], bases[:-1], build(list(bases)))
        known = {_identity(each) for each in _by_rules(base)}
    for finding in _by_rules(Subject(root, document, bases, build(chain))):
        if _identity(finding) not in known:
            yield finding


def _by_rules(subject: Subject) -> Iterator[Finding]:
    for code, rule in RULES.items():
        if rule.find is not None:
            for flaw in rule.find(subject):
                yield _finding(code, flaw)


def _finding(code: str, flaw: Flaw) -> Finding:
    fact = flaw.fact
    rule = Rule(
        code=code,
        severity=RULES[code].severity,
        field=flaw.field,
        allowed=flaw.allowed,
        level=fact.level if fact else "documented",
        facts=(fact.path,) if fact else (),
        sources=fact.sources if fact else (),
        detail={"fix": f"; {flaw.fix}" if flaw.fix else "", **flaw.detail},
        suggest=(lambda _: flaw.nearest) if flaw.nearest else None,
    )
    return Finding(rule, flaw.got, flaw.where)


def _of_base(root: Node, problem: str) -> Flaw:
    extends = root.value.get("extends", root) if isinstance(root.value, dict) else root
    return Flaw("extends", extends.where, extends.value, detail={"problem": problem})


def _unsaid(by_schema: Iterable[Finding], by_rules: Iterable[Finding]) -> Iterator[Finding]:
    """What the schema finds where no rule has an error: a rule knows more, and can say it better.

    An error that keeps the spec from loading has no path, so it is known by its line.
    """
    errors = [each for each in by_rules if each.severity == "error"]
    said = {each.field for each in errors if each.field is not None}
    lines = {each.where.line for each in errors if each.field is None and each.where}
    for each in by_schema:
        if each.field not in said and (each.where is None or each.where.line not in lines):
            yield each


def _identity(finding: Finding) -> tuple[object, ...]:
    return finding.code, finding.field, finding.where, finding.message


def _in_order(findings: Iterable[Finding], file: str) -> tuple[Finding, ...]:
    def place(finding: Finding) -> tuple[bool, Where]:
        where = finding.where or Where(file, 1, 1)
        return where.file != file, where

    return tuple(sorted(findings, key=place))
