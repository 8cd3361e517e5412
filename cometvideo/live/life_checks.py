"""Checks of a task's life: how each fact about tasks is told from what answers showed."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import NamedTuple, TypeGuard, cast
from urllib.parse import SplitResult, urlsplit

from cometvideo.facts.fact import Fact, Value
from cometvideo.facts.vocabulary import row_of
from cometvideo.live.life import Life
from cometvideo.words import words_of

__all__ = ["CHECKS", "Check", "Told", "check_of"]

_SECONDS = (10**9, 10**10)  # Unix seconds of this century; milliseconds are far larger
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "boolean": bool,  # before the numbers, as Python counts truths among them
    "integer": int,
    "number": float,
    "string": str,
    "object": Mapping,
    "array": list,
}


_ABSENT = (None, "")  # how a field may be written of which there is nothing to show


class Told(NamedTuple):
    """How a fact was told: the value that was seen instead (None: the right one), and where.

    It is not `exact` where it shows that the fact is wrong, and not what would be right.
    """

    wrong: Value | None = None
    place: int = 0
    exact: bool = True


Check = Callable[[Fact, Life], Told | None]
_HOLDS = Told()


def check_of(fact: Fact) -> Check | None:
    """How a fact is told from a task's life; None where it is not."""
    row = row_of(fact.keys)
    return CHECKS[row.check] if row is not None and row.check else None


def _works(fact: Fact, life: Life) -> Told | None:
    del fact, life
    return _HOLDS


def _retrieved(fact: Fact, life: Life) -> Told | None:
    del fact
    return Told(place=life.retrieved[0][0]) if life.retrieved else None


def _create_status(fact: Fact, life: Life) -> Told | None:
    return _same(fact, life.exchanges[0].answer.status if life.exchanges[0].answer else None, 0)


def _retrieve_status(fact: Fact, life: Life) -> Told | None:
    for place, _ in life.retrieved:
        answer = life.exchanges[place].answer
        return _same(fact, answer.status if answer else None, place)
    return None


def _type(fact: Fact, life: Life) -> Told | None:
    kinds = {fact.value, "integer"} if fact.value == "number" else {fact.value}
    found = None
    for place, value in life.given(fact.keys[2]):
        if value is None:
            continue
        kind = _json_type(value)
        if kind not in kinds:
            return Told(kind, place)
        found = Told(place=place)
    return found


def _required(fact: Fact, life: Life) -> Told:
    for place, shown in life.shown:
        if shown.get(fact.keys[2]) is None:
            return Told(wrong=False, place=place)
    return _HOLDS


def _always(fact: Fact, life: Life) -> Told | None:
    return _each(life, fact, lambda value: value == fact.value)


def _same_as(fact: Fact, life: Life) -> Told | None:
    """The same as another field of the task or, of that name itself, as the one that was sent."""
    other = str(fact.value)
    if other == fact.keys[2]:
        asked = life.probe.fields.get(other)
        return _broken(life, fact, lambda value: str(value) == asked) if asked else None
    found = None
    for place, shown in life.shown:
        if fact.keys[2] in shown and other in shown:
            if shown[fact.keys[2]] != shown[other]:
                return Told(f"{shown[fact.keys[2]]}, unlike {other}", place, exact=False)
            found = Told(place=place)
    return found


def _at_least(fact: Fact, life: Life) -> Told | None:
    bound = cast("float", fact.value)
    return _broken(life, fact, lambda value: not _is_number(value) or value >= bound)


def _at_most(fact: Fact, life: Life) -> Told | None:
    bound = cast("float", fact.value)
    return _broken(life, fact, lambda value: not _is_number(value) or value <= bound)


def _initial(fact: Fact, life: Life) -> Told | None:
    value = life.shown[0][1].get(fact.keys[2])
    return None if value is None else _same(fact, value, 0)


def _unit(fact: Fact, life: Life) -> Told | None:
    if fact.value != "unix-seconds":
        return None
    least, most = _SECONDS
    # Where nothing has happened yet there may be a 0, which is as much in any unit.
    told = _each(
        life, fact, lambda value: not _is_number(value) or least <= value < most, nothing=0
    )
    return _inexact(told)


def _only_on(fact: Fact, life: Life) -> Told | None:
    found = None
    for (place, shown), status in zip(life.shown, life.statuses, strict=True):
        if shown.get(fact.keys[2]) not in _ABSENT:
            if status != fact.value:
                return Told(f"on {status}", place, exact=False)
            found = Told(place=place)
    place, last = life.shown[-1]
    is_missing = last.get(fact.keys[2]) in _ABSENT and life.statuses[-1] == fact.value
    return Told(f"not on {fact.value}", place, exact=False) if is_missing and place else found


def _first_status(fact: Fact, life: Life) -> Told | None:
    return _same(fact, life.statuses[0], 0)


def _terminal(fact: Fact, life: Life) -> Told | None:
    """A status that another one follows is not terminal; one that stays, with a link, is."""
    statuses, status = life.statuses, fact.keys[2]
    if status not in statuses:
        return None
    if status == statuses[0] != _initial_of(life):
        # A task that begins otherwise than documented is named for that.
        return None
    for at, (now, then) in enumerate(pairwise(statuses)):
        if now == status != then:
            return _same(fact, value=False, place=life.shown[at][0])
    stays = statuses.count(status) > 1 and life.link() is not None
    return _same(fact, value=True, place=life.shown[-1][0]) if stays else None


def _means(fact: Fact, life: Life) -> Told | None:
    """What is told apart here is success from all else: by the link to the video."""
    status = fact.keys[2]
    if status not in life.statuses:
        return None
    place = life.shown[life.statuses.index(status)][0]
    # A list, as an API may show for a status what no set takes.
    linked = [
        each
        for (_, shown), each in zip(life.shown, life.statuses, strict=True)
        if _link(life, shown)
    ]
    if status in linked and linked.count(status) < len(linked) and fact.value != "success":
        # A link that is shown at several statuses tells none of them from the others.
        return None
    if status in linked:
        return _same(fact, "success", place)
    # Without a link anywhere, it is the link that is missing.
    return Told(place=place) if fact.value != "success" else None


def _of_models(fact: Fact, life: Life) -> Told | None:
    """A status of some models, on a task of another one or of one of them."""
    model, status = life.probe.model, fact.keys[2]
    if model is None or status not in life.statuses:
        return None
    place = life.shown[life.statuses.index(status)][0]
    if status in words_of(life.matrix).statuses_of(model):
        return Told(place=place)
    return Told(f"{status} of {model}", place, exact=False)


def _other_host(fact: Fact, life: Life) -> Told | None:
    host = life.exchanges[0].request.host
    return _of_link(fact, life, lambda link: link.netloc != host)


def _signed(fact: Fact, life: Life) -> Told | None:
    return _of_link(fact, life, lambda link: bool(link.query))


def _of_link(fact: Fact, life: Life, seen: Callable[[SplitResult], bool]) -> Told | None:
    """What the link to the video shows; nothing where it is no address at all."""
    link = life.link()
    if link is None:
        return None
    try:
        return _same(fact, seen(urlsplit(link[1])), link[0])
    except ValueError:
        return None


def _frames(fact: Fact, life: Life) -> Told | None:
    video = life.video
    if video is None or video.problem or not video.frames or not video.seconds:
        return None
    rate = round(video.frames / video.seconds)
    return _same(fact, rate, len(life.exchanges) - 1)


CHECKS: Mapping[str, Check] = {
    "works": _works,
    "create status": _create_status,
    "retrieved": _retrieved,
    "retrieve status": _retrieve_status,
    "type": _type,
    "required": _required,
    "always": _always,
    "same as": _same_as,
    "at least": _at_least,
    "at most": _at_most,
    "initial": _initial,
    "unit": _unit,
    "only on": _only_on,
    "first status": _first_status,
    "terminal": _terminal,
    "means": _means,
    "of models": _of_models,
    "other host": _other_host,
    "signed": _signed,
    "frames": _frames,
}
"""The checks, by the names that the vocabulary has for them."""


def _initial_of(life: Life) -> Value | None:
    return life.matrix.value("task", "initial")


def _same(fact: Fact, value: object, place: int) -> Told:
    return Told(None if value == fact.value else _shown(value), place)


def _each(
    life: Life, fact: Fact, is_right: Callable[[object], bool], nothing: object = None
) -> Told | None:
    """Whether every value of the fact's field is right; null and `nothing` say nothing."""
    found = None
    for place, value in life.given(fact.keys[2]):
        if value is None or value == nothing:
            continue
        if not is_right(value):
            return Told(_shown(value), place)
        found = Told(place=place)
    return found


def _broken(life: Life, fact: Fact, is_right: Callable[[object], bool]) -> Told | None:
    """The same for a fact whose right value no single wrong one shows."""
    return _inexact(_each(life, fact, is_right))


def _inexact(told: Told | None) -> Told | None:
    return told._replace(exact=False) if told is not None else None


def _shown(value: object) -> Value:
    return value if isinstance(value, str | int | float | bool) else _json_type(value)


def _json_type(value: object) -> str:
    """The type of a JSON value as JSON Schema has it: 1.0 is an integer, as JSON writes it too."""
    if isinstance(value, float) and value.is_integer():
        return "integer"
    return next((name for name, types in _TYPES.items() if isinstance(value, types)), "null")


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _link(life: Life, shown: Mapping[str, object]) -> bool:
    return bool(shown.get(life.names.get("link", "")))
