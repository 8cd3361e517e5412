"""What there is to say of a thing by its name: a code, a model, a field, a fact or a source."""

from collections.abc import Callable
from typing import NamedTuple

from cometvideo.codes import CODES
from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.fact import Fact
from cometvideo.facts.vocabulary import FORMAT, rows_along
from cometvideo.reports.text import amount

__all__ = ["Explained", "explained", "grounds_of", "known_things"]


class Explained(NamedTuple):
    """What there is to say of one thing; `facts` are those that it rests on."""

    kind: str
    id: str
    title: str
    text: str
    facts: list[Fact]


def explained(spec: AnySpec, thing: str) -> Explained | None:
    """What is known of a thing, in a family as FAMILY:thing; None where nothing is called so."""
    family, _, rest = thing.partition(":")
    if family in spec.families:
        found = explained(spec.families[family], rest)
        return found and found._replace(id=thing)
    return next((found for each in _FINDERS if (found := each(spec, thing))), None)


def known_things(spec: AnySpec) -> list[str]:
    """All that can be explained, but for what a family has under its own name."""
    return [
        *CODES,
        *spec.models,
        *_fields(spec),
        *spec.sources,
        *spec.facts,
        *{".".join(fact.keys[:depth]) for fact in spec.facts.values() for depth in (1, 2, 3)},
    ]


def grounds_of(code: str, spec: AnySpec) -> list[Fact]:
    """The facts that findings of this code may rest on; none for codes about specs."""
    return [
        fact
        for fact in spec.facts.values()
        if any(code in row.codes for row in rows_along(fact.keys))
    ]


def _code(spec: AnySpec, thing: str) -> Explained | None:
    code = CODES.get(thing)
    if code is None:
        return None
    return Explained("code", thing, code.title, code.explanation, grounds_of(thing, spec))


def _model(spec: AnySpec, thing: str) -> Explained | None:
    if thing not in spec.models:
        return None
    matrix = spec.for_model(thing)
    about = matrix.abouts.get(("models", thing), "")
    return Explained("model", thing, "", about, _below(matrix, ("models", thing)))


def _field(spec: AnySpec, thing: str) -> Explained | None:
    if thing not in _fields(spec):
        return None
    facts = _below(spec, ("fields", thing))
    facts += [each for each in spec.facts.values() if _of_models(each) and each.keys[2] == thing]
    return Explained("field", thing, "", _about(spec, ("fields", thing)), facts)


def _fields(spec: AnySpec) -> dict[str, None]:
    return dict.fromkeys(name for each in spec.families.values() for name in each.block("fields"))


def _about(spec: AnySpec, keys: tuple[str, ...]) -> str:
    """What the first family that has a block says it is about."""
    return next((said for m in spec.families.values() if (said := m.abouts.get(keys))), "")


def _fact(spec: AnySpec, thing: str) -> Explained | None:
    fact = spec.facts.get(thing)
    return None if fact is None else Explained("fact", thing, "", "", [fact])


def _facts(spec: AnySpec, thing: str) -> Explained | None:
    below = [
        each for each in spec.facts.values() if f"{'.'.join(each.keys)}.".startswith(f"{thing}.")
    ]
    if not below:
        return None
    if thing == "body.encodings":  # what models say of it comes before what holds of all
        own = filter(_of_models, spec.facts.values())
        below += [each for each in own if each.keys[2] == "encodings"]
    depth = len(below[0].keys) - ".".join(below[0].keys).removeprefix(thing).count(".")
    return Explained("facts", thing, "", _about(spec, below[0].keys[:depth]), below)


def _source(spec: AnySpec, thing: str) -> Explained | None:
    source = spec.sources.get(thing)
    if source is None:
        return None
    stated = [fact for fact in spec.facts.values() if thing in fact.sources]
    covers = f" on {source.covers}" if source.covers else ""
    text = f"{source.kind}{covers}; {amount(len(stated), 'fact')} here. {source.address}".strip()
    return Explained("source", thing, source.title, text, stated)


def _fault(spec: AnySpec, thing: str) -> Explained | None:
    """Why a request is refused, as outcomes and the rejections of a spec name it."""
    rejections = FORMAT.keys["rejections"].keys
    of_field, of_request = rejections["by_field"].each, rejections["by_request"]
    row = of_request.keys.get(thing) or (of_field.keys.get(thing) if of_field else None)
    if row is None:
        return None
    codes = " or ".join(row.codes)
    named = f" Findings call it {codes}." if codes else ""
    facts = [
        fact
        for fact in spec.facts.values()
        if fact.keys[0] == "rejections" and thing in fact.keys[1:]
    ]
    return Explained("fault", thing, row.title, row.meaning + named, facts)


_FINDERS: tuple[Callable[[AnySpec, str], Explained | None], ...] = (
    _code,
    _model,
    _field,
    _fact,
    _facts,
    _source,
    _fault,
)


def _below(spec: AnySpec, keys: tuple[str, ...]) -> list[Fact]:
    return [fact for fact in spec.facts.values() if fact.keys[: len(keys)] == keys]


def _of_models(fact: Fact) -> bool:
    return fact.keys[0] == "models" and len(fact.keys) > 2
