"""What is wrong with a report on the other upstream, given how that was switched."""

from typing import NamedTuple

from tests.live.other_make.asking import Told
from tests.live.other_make.changed import CHANGED
from tests.live.other_make.switches import FAST, ONE, PRO, TWO, Switches, switched

__all__ = ["Fault", "faults", "truths"]


class Fault(NamedTuple):
    """What is wrong with a report, and about what."""

    what: str
    about: str


def faults(kind: str, name: str, switches: Switches, told: Told) -> list[Fault]:
    """Drift where there is none, a change that is not named, or what is observed and is not so."""
    wrong = []
    allowed = truths(switches)
    for fact, observed in told.of("observed").items():
        if fact in allowed and observed not in allowed[fact]:
            wrong.append(Fault("false observation", f"{fact} = {observed}"))
    if kind != "changed":
        wrong += [Fault("false drift", fact) for fact in told.of("drifted")]
        return wrong
    change = CHANGED[name]
    named = {*told.of("drifted", "new")} - _GUESSES
    if change.facts and not named & {*change.facts}:
        wrong.append(Fault("not named", f"{change.facts[0]}; named {sorted(named)}"))
    may = (*change.facts, *change.beside)
    others = [each for each in named if not any(each.startswith(fact) for fact in may)]
    return wrong + [Fault("named beside it", each) for each in sorted(others)]


# What is inferred from a gateway's source, and what this upstream does otherwise.
_GUESSES = {
    "rejections.by_field.prompt.empty.code",
    "rejections.by_field.model.not-a-choice.status",
    "rejections.by_field.model.not-a-choice.code",
    "rejections.by_request.malformed-body.status",
    "rejections.by_request.malformed-body.code",
}


def truths(switches: Switches) -> dict[str, set[object]]:
    """What may be said to be observed of each open fact, if anything is."""
    s = switched(switches)
    found: dict[str, set[object]] = {
        "body.encodings.application/json": {s["json"]},
        "body.encodings.application/x-www-form-urlencoded": {s["urlencoded"]},
        "body.other_encoding": {s["other_encoding"]},
        "body.undocumented_field": {s["stranger"]},
        "body.repeated_field": {s["twice"]},
        "body.bracketed_name": {s["brackets"]},
        "body.text_not_utf8": {s["latin1"]},
        "fields.prompt.empty": {s["empty"]},
        "fields.size.undocumented": _unlisted(s),
        "fields.size.default": _default(s),
        "fields.input_reference.truncated": {s["cut_file"]},
        "fields.input_reference.declared_type": {s["declared_type"]},
        "rejections.unstated_status": {s["answers"]["*"][0]},
        "rejections.unstated_envelope": {s["envelope"]},
        "rejections.by_request.wrong-path.status": {s["answers"]["no-path"][0]},
    }
    for model in (TWO, FAST, ONE):
        found[f"models.{model}.size.preset_row"] = {s["preset"][model]}
    for size in s["sizes"][TWO]["1080p"].values():
        instead = s["renders"].get(TWO, {}).get(size)
        fact = f"models.{TWO}.size.renders.{size}"
        found[fact] = {size} if instead is None else {instead, "another"}
    return found


def _unlisted(s: Switches) -> set[object]:
    fate = s["unlisted"]
    if isinstance(fate, dict):
        return set()
    return {{"as asked": "as_asked", "refused": "refused"}.get(fate, "another")}


def _default(s: Switches) -> set[object]:
    """The labels whose preset renders for every model what is rendered by default."""
    default = s["default_size"]
    by_model = {
        model: default[model] if isinstance(default, dict) else default
        for model in (TWO, FAST, PRO, ONE)
    }
    labels = {
        label
        for label in s["sizes"][ONE]["720p"]
        if all(
            s["sizes"][model][s["preset"][model]].get(label) == size
            for model, size in by_model.items()
        )
    }
    return {*labels} or {"another"}
