"""The rules of lint, by name: how much each one matters, and who looks for it."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from cometvideo.facts.lint.answers import http_status, status_terminal
from cometvideo.facts.lint.defaults import default_outside
from cometvideo.facts.lint.fields import (
    choices_missing,
    field_kind,
    key_not_of_kind,
    selector_count,
)
from cometvideo.facts.lint.files import deletes_nothing, empty_block, says_nothing_new
from cometvideo.facts.lint.patterns import pattern_disagrees
from cometvideo.facts.lint.ranges import range_order, range_outside_overall
from cometvideo.facts.lint.references import reference_unknown
from cometvideo.facts.lint.sizes import (
    label_unknown,
    label_without_size,
    size_form,
    size_ratio,
    size_twice,
    table_unused,
)
from cometvideo.facts.lint.sourcing import (
    contradicted,
    fact_unsourced,
    open_note,
    open_options,
    options_equal,
    source_unknown,
    source_unused,
)
from cometvideo.facts.lint.subject import Flaw, Subject
from cometvideo.findings import Severity

__all__ = ["RULES", "LintRule"]


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
    "empty-block": LintRule("error", empty_block),
    "field-kind": LintRule("error", field_kind),
    "key-not-of-kind": LintRule("error", key_not_of_kind),
    "choices-missing": LintRule("error", choices_missing),
    "selector-count": LintRule("error", selector_count),
    "reference-unknown": LintRule("error", reference_unknown),
    "range-order": LintRule("error", range_order),
    "range-outside-overall": LintRule("error", range_outside_overall),
    "default-outside": LintRule("error", default_outside),
    "size-form": LintRule("error", size_form),
    "size-ratio": LintRule("warning", size_ratio),
    "size-twice": LintRule("error", size_twice),
    "label-without-size": LintRule("warning", label_without_size),
    "label-unknown": LintRule("error", label_unknown),
    "pattern-disagrees": LintRule("error", pattern_disagrees),
    "table-unused": LintRule("warning", table_unused),
    "http-status": LintRule("error", http_status),
    "status-terminal": LintRule("error", status_terminal),
    "source-unknown": LintRule("error", source_unknown),
    "source-unused": LintRule("warning", source_unused),
    "fact-unsourced": LintRule("warning", fact_unsourced),
    "open-options": LintRule("warning", open_options),
    "open-note": LintRule("warning", open_note),
    "options-equal": LintRule("error", options_equal),
    "contradicted": LintRule("note", contradicted),
    "deletes-nothing": LintRule("warning", deletes_nothing),
    "says-nothing-new": LintRule("note", says_nothing_new),
}
