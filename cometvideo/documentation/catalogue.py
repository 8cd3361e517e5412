"""The public catalogue of models: what it says of prices, and which models it has, as of now."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple

from cometvideo.drift import Drift, DriftVerdict, Evidence
from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.fact import Fact, Value
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.facts.terms import prices_of
from cometvideo.money import UNIT, millionths

__all__ = ["CATALOGUE", "catalogue_address", "read_catalogue"]

CATALOGUE: Final = "catalogue"
"""The name by which the catalogue is given and fetched, as sources of pages are by theirs."""

_BY_UNIT: Final = {"second": "per_second", "video": "per_request"}
_LONGEST_ID = 100
_MOST_NAMED = 6
_MORE: Final = re.compile("more|next|cursor", re.IGNORECASE)

Record = Mapping[str, Any]


class _Found(NamedTuple):
    """Records by their ids, and what beside them was not understood, "" where nothing."""

    records: dict[str, list[Record]]
    unread: str


def catalogue_address(spec: AnySpec) -> str:
    """Where the catalogue of a spec can be had; "" where the spec does not say."""
    every = (matrix.text("prices", CATALOGUE) for matrix in spec.families.values())
    return next(filter(None, every), "")


def read_catalogue(
    matrix: Matrix, name: str, content: bytes | None, why: str, others: Collection[str] = ()
) -> Iterator[Drift]:
    """Compare a copy of the catalogue, which is JSON, with the models and prices of a matrix.

    A record has one figure, and a model may have several prices: the figure is to be one of them,
    at list or as charged. What the catalogue does not say is untold, and a model is gone only
    where nothing else in it could be its record. `others` are models that are no strangers either.
    """
    found = _Found({}, "")
    if content is not None:
        found, why = _found(content)
    if why:
        yield Drift("could not tell", "prices", CATALOGUE, why=f"{name}: {why}")
        return
    path = matrix.text("operations", "create", "path") or ""
    for model in matrix.models:
        fact = next(matrix.block("models", model).all_facts(), None)
        where = fact.where if fact else None
        if unclear := _why_unclear(found, model, path):
            why = f"{name}: {unclear}"
            yield Drift("could not tell", f"models.{model}", CATALOGUE, where=where, why=why)
        elif model in found.records:
            yield from _of_model(matrix, model, found.records[model][0], name)
        else:
            evidence = (Evidence(name, 1, "", "no record has this id"),)
            yield Drift("gone", f"models.{model}", CATALOGUE, model, where=where, evidence=evidence)
    yield from _strangers({*matrix.models, *others}, found.records, path, name)


def _why_unclear(found: _Found, model: str, path: str) -> str:
    """Why it cannot be told whether a model is there, or which record is its own."""
    own = found.records.get(model, [])
    if not own:
        return found.unread and f"no record has the id {model}, but {found.unread}"
    if len(own) > 1:
        return f"{len(own)} records have the id {model}"
    paths = [each for each in _texts(own[0]) if each.startswith("/")]
    if paths and path not in paths:
        return f"the record of {model} does not name {path}, but {', '.join(paths[:_MOST_NAMED])}"
    return ""


def _of_model(matrix: Matrix, model: str, record: Record, name: str) -> Iterator[Drift]:
    said = record.get("pricing")
    pricing = said if isinstance(said, Mapping) else {}
    terms = prices_of(matrix, model)
    currency = pricing.get("currency")
    if not isinstance(currency, str):
        currency = None
    yield from _same(matrix.fact("prices", "currency"), currency, model, name)
    ratio = _amount(pricing.get("ratio"))
    yield from _same(terms.fact("ratio"), None if ratio is None else ratio / UNIT, model, name)
    unit = terms.text("per") or matrix.text("prices", "per") or ""
    yield from _price(terms, model, _amount(pricing.get(_BY_UNIT.get(unit, ""))), name)


def _same(fact: Fact | None, observed: Value | None, model: str, name: str) -> Iterator[Drift]:
    """A fact beside what the record of a model has in its place."""
    if fact is None or observed is None:
        return
    verdict: DriftVerdict = "holds" if observed in fact.options else "drifted"
    yield _drift(verdict, fact, observed, f"{model}: {observed}", name)


def _price(terms: Block, model: str, amount: int | None, name: str) -> Iterator[Drift]:
    rates = [*terms.block("rows").all_facts(), *filter(None, [terms.fact("any")])]
    subject = f"prices.models.{model}"
    if amount is None:
        if rates:
            why = f"{name}: the record of {model} has no such price"
            yield Drift("could not tell", subject, CATALOGUE, where=rates[0].where, why=why)
        return
    observed, said = amount / UNIT, f"{model}: {amount / UNIT}"
    if not rates:
        evidence = (Evidence(name, 1, said, "a record"),)
        yield Drift("new", subject, CATALOGUE, observed=observed, evidence=evidence)
        return
    ratios = [each for option in terms.options("ratio") if (each := millionths(option))]
    for fact in rates:
        stated = [each for option in fact.options if (each := millionths(option)) is not None]
        charged = {amount * each for each in ratios}
        if any(each == amount or each * UNIT in charged for each in stated):
            yield _drift("holds", fact, observed, said, name)
            return
    stated_rates = [value for fact in rates for value in fact.options]
    expected = tuple(each for each in stated_rates if isinstance(each, int | float))
    drift = _drift("drifted", rates[0], observed, said, name)
    yield drift._replace(subject=subject, expected=expected)


def _strangers(
    known: Collection[str], records: Mapping[str, list[Record]], path: str, name: str
) -> Iterator[Drift]:
    """Models that the matrix lacks: new where their record names the path of a create."""
    silent = []
    for model, (record, *_) in records.items():
        if model in known:
            continue
        texts = list(_texts(record))
        if path and path in texts:
            evidence = (Evidence(name, 1, model, f"a record that names {path}"),)
            yield Drift("new", f"models.{model}", CATALOGUE, observed=model, evidence=evidence)
        elif not any(each.startswith("/") for each in texts) and _has_price(record):
            silent.append(model)
    if silent:
        named = ", ".join(silent[:_MOST_NAMED]) + (", …" if len(silent) > _MOST_NAMED else "")
        why = f"{name}: {len(silent)} models with a price per second do not say where: {named}"
        yield Drift("unchecked", "models", CATALOGUE, why=why)


def _drift(verdict: DriftVerdict, fact: Fact, observed: Value, said: str, name: str) -> Drift:
    return Drift(
        verdict,
        fact.path,
        CATALOGUE,
        expected=fact.one_of if fact.value is None else fact.value,
        observed=observed,
        level=fact.level,
        where=fact.where,
        evidence=(Evidence(name, 1, said, "a record"),),
    )


def _found(content: bytes) -> tuple[_Found, str]:
    """What a catalogue has, or why it is none."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return _Found({}, ""), "it is not JSON, or not all of it"
    about: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
    for entries in [data, *about.values()]:
        if not isinstance(entries, list) or not any(map(_is_record, entries)):
            continue
        records: dict[str, list[Record]] = {}
        for each in filter(_is_record, entries):
            records.setdefault(each["id"], []).append(each)
        others = sum(not _is_record(each) for each in entries)
        more = [key for key in about if _MORE.search(key) and about[key]]
        unread = f"{others} entries of the list were not understood" if others else ""
        return _Found(records, f"there is more of it ({more[0]})" if more else unread), ""
    return _Found({}, ""), "it has no list of models with an id and pricing"


def _is_record(value: object) -> bool:
    if not isinstance(value, Mapping) or "pricing" not in value:
        return False
    name = value.get("id")
    return isinstance(name, str) and name.isprintable() and 0 < len(name) <= _LONGEST_ID


def _amount(value: object) -> int | None:
    """An amount of a record, in millionths; None where there is none, as is zero."""
    if isinstance(value, str):
        try:
            value = float(value[:40])
        except ValueError:
            return None
    return millionths(value) or None


def _has_price(record: Record) -> bool:
    pricing = record["pricing"]
    return isinstance(pricing, Mapping) and _amount(pricing.get("per_second")) is not None


def _texts(value: object, deepest: int = 8) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list) and deepest:
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(each, deepest - 1)
