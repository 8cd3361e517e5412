"""The rules of lint, and those of them because of which no reader takes a spec."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from cometvideo.facts.claims import Document
from cometvideo.facts.lint import (
    addresses,
    fields,
    files,
    prices,
    ranges,
    references,
    sizes,
    sourcing,
)
from cometvideo.facts.lint.shape import shape_findings, source_findings
from cometvideo.facts.lint.subject import Flaw, Subject
from cometvideo.facts.matrix import Matrix
from cometvideo.findings import Finding, Rule, Severity, SpecError

__all__ = ["RULES", "LintRule", "by_rules", "check_readable", "finding_of", "unsaid"]


class LintRule(NamedTuple):
    """One rule: an error makes predictions wrong or impossible, anything else is less.

    `find` is None for what is found on the way, by the schema or by reading the base. A spec that
    breaks a rule which `refuses` is taken by no reader: something in it has no meaning, or
    another one than was meant.
    """

    severity: Severity
    find: Callable[[Subject], Iterator[Flaw]] | None = None
    refuses: bool = False


# The name of a rule is the code of its findings.
RULES: Mapping[str, LintRule] = {
    "schema": LintRule("error"),
    "unknown-key": LintRule("error"),
    "unknown-word": LintRule("error"),
    "base-unusable": LintRule("error"),
    "fill-in": LintRule("error", files.fill_in, refuses=True),
    "empty-block": LintRule("error", files.empty_block, refuses=True),
    "field-kind": LintRule("error", fields.field_kind, refuses=True),
    "key-not-of-kind": LintRule("error", fields.key_not_of_kind, refuses=True),
    "choices-missing": LintRule("error", fields.choices_missing, refuses=True),
    "selector-count": LintRule("error", fields.selector_count, refuses=True),
    "giver-count": LintRule("error", fields.giver_count),
    "reference-unknown": LintRule("error", references.reference_unknown, refuses=True),
    "file-unsendable": LintRule("warning", fields.file_unsendable),
    "base-apart": LintRule("warning", addresses.base_apart),
    "range-order": LintRule("error", ranges.range_order, refuses=True),
    "range-outside-overall": LintRule("error", ranges.range_outside_overall),
    "default-outside": LintRule("error", ranges.default_outside),
    "size-form": LintRule("error", sizes.size_form),
    "size-ratio": LintRule("warning", sizes.size_ratio),
    "size-twice": LintRule("error", sizes.size_twice),
    "label-without-size": LintRule("warning", sizes.label_without_size),
    "preset-row-chosen": LintRule("error", sizes.preset_row_chosen),
    "label-unknown": LintRule("error", sizes.label_unknown),
    "pattern-disagrees": LintRule("error", sizes.pattern_disagrees),
    "table-unused": LintRule("warning", sizes.table_unused),
    "http-status": LintRule("error", ranges.http_status, refuses=True),
    "status-terminal": LintRule("error", references.status_terminal, refuses=True),
    "price-form": LintRule("error", prices.price_form, refuses=True),
    "price-incomplete": LintRule("error", prices.price_incomplete, refuses=True),
    "source-unknown": LintRule("error", sourcing.source_unknown),
    "source-unused": LintRule("warning", sourcing.source_unused),
    "fact-unsourced": LintRule("warning", sourcing.fact_unsourced),
    "open-options": LintRule("warning", sourcing.open_options),
    "open-note": LintRule("warning", sourcing.open_note),
    "options-equal": LintRule("error", sourcing.options_equal, refuses=True),
    "contradicted": LintRule("note", sourcing.contradicted),
    "deletes-nothing": LintRule("warning", files.deletes_nothing),
    "says-nothing-new": LintRule("note", files.says_nothing_new),
}


def check_readable(chain: Iterable[Document], matrix: Matrix) -> None:
    """Raise SpecError, with every place, where part of a spec would be passed over in silence.

    `chain` are its own documents, the lowest first, and `matrix` is what comes of them.
    """
    *bases, document = chain
    whole = {code: rule for code, rule in RULES.items() if rule.refuses}
    found = [*by_rules(Subject(document, tuple(bases), matrix), whole)]
    for each in bases:
        found += by_rules(Subject(each, (), matrix), {"empty-block": RULES["empty-block"]})
    for each in (*bases, document):
        found += source_findings(each)
    found += unsaid(shape_findings(matrix, has_models=not document.families), found)
    if found:
        raise SpecError(tuple(sorted(found, key=lambda each: each.where or ("", 0, 0))))


def by_rules(subject: Subject, rules: Mapping[str, LintRule] = RULES) -> Iterator[Finding]:
    """The findings of rules."""
    for code, rule in rules.items():
        if rule.find is not None:
            for flaw in rule.find(subject):
                yield finding_of(code, flaw)


def finding_of(code: str, flaw: Flaw) -> Finding:
    """A flaw under the name of the rule that it breaks."""
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


def unsaid(further: Iterable[Finding], said: Iterable[Finding]) -> Iterator[Finding]:
    """What is found further, where no rule has an error: a rule knows more, and can say it better.

    An error that keeps the spec from loading has no path, so it is known by its line.
    """
    errors = [each for each in said if each.severity == "error"]
    paths = {each.field for each in errors if each.field is not None}
    lines = {each.where.line for each in errors if each.field is None and each.where}
    for each in further:
        if each.field not in paths and (each.where is None or each.where.line not in lines):
            yield each
