"""The material of a made page: its fields, samples and tables, before any layout."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.documentation.generated.facts import RATIOS, Facts, columns
from tests.documentation.generated.wordings import Prose, prose_of, spoken

__all__ = ["Item", "Material", "Section", "material"]


class Item(NamedTuple):
    """A field of the request or of the answer."""

    name: str
    type: str
    required: bool
    text: str
    default: Any = None
    low: int | None = None
    high: int | None = None
    pattern: str = ""
    options: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


class Section(NamedTuple):
    """A table under a heading, with the prose before it; the first row is the heading."""

    title: str
    prose: str
    rows: tuple[tuple[str, ...], ...]
    after: str = ""


class Material(NamedTuple):
    """All that a page shows."""

    facts: Facts
    prose: Prose
    fields: tuple[Item, ...]
    answer: tuple[Item, ...]
    sections: tuple[Section, ...]

    @property
    def method(self) -> str:
        """The method at the head."""
        return str(self.facts["operations.create.method"])

    @property
    def path(self) -> str:
        """The path at the head."""
        return str(self.facts["operations.create.path"])

    @property
    def host(self) -> str:
        """Scheme and host of the service."""
        return str(self.facts["service.host"])

    @property
    def header(self) -> str:
        """The header that carries the key."""
        return str(self.facts["service.auth_header"])

    @property
    def encoding(self) -> str:
        """The content type of the body."""
        return str(self.facts["body.encodings"])

    @property
    def curl(self) -> str:
        """A request as a command."""
        scheme = self.facts["service.auth_scheme"]
        return (
            f"curl {self.host}{self.path} \\\n"
            f'  -H "{self.header}: {scheme} <COMETAPI_KEY>" \\\n'
            "  -F 'prompt=\"A paper boat on a rainy street\"' \\\n"
            "  -F 'model=\"doubao-seedance-2-0\"' \\\n"
            "  -F 'seconds=\"6\"' \\\n"
            "  -F 'size=\"9:16\"'"
        )

    @property
    def sample(self) -> dict[str, Any]:
        """An answer as data."""
        at = self.facts
        unit = at["task.fields.created_at.unit"]
        given = {
            "id": at["task.id_example"],
            "task_id": at["task.id_example"],
            "object": at["task.fields.object.always"],
            "model": "doubao-seedance-2-0",
            "status": at["task.initial"],
            "progress": at["task.fields.progress.initial"],
            "created_at": 1777000000 if unit == "seconds" else 1777000000000,
        }
        if at["task.fields.model.same_as"] != "model":
            given["model"] = "another-name"
        if at["task.fields.task_id.same_as"] != "id":
            given["task_id"] = given[at["task.fields.task_id.same_as"]]
        return given

    @property
    def sample_text(self) -> str:
        """An answer as indented JSON."""
        return json.dumps(self.sample, indent=2)


def material(facts: Facts, language: str = "", wording: str = "") -> Material:
    """What a page of these facts shows, in a language or with one slot in other words."""
    prose = prose_of(facts, language, wording)
    return Material(
        facts, prose, tuple(_fields(facts, prose)), tuple(_answer(facts, prose)),
        tuple(_sections(facts, prose)),
    )  # fmt: skip


def _fields(facts: Facts, prose: Prose) -> Iterator[Item]:
    def made(name: str, **more: Any) -> Iterator[Item]:
        at = f"fields.{name}"
        if f"{at}.kind" in facts:
            yield Item(name, facts[f"{at}.kind"], facts[f"{at}.required"], prose[name], **more)

    yield from made("prompt", examples=('"A paper boat."',))
    yield from made("model", options=tuple(facts["models"]), examples=('"doubao-seedance-2-0"',))
    yield from made(
        "seconds",
        default=facts.get("fields.seconds.default"),
        low=facts.get("fields.seconds.min"),
        high=facts.get("fields.seconds.max"),
        examples=("6",),
    )
    yield from made(
        "size",
        pattern=facts.get("fields.size.pattern", ""),
        default=facts.get("fields.size.default"),
        examples=('"16:9"', '"1280x720"', '"21:9"', '"1470x630"'),
    )
    yield from made("input_reference")
    for name, kind in facts["more fields"]:
        yield Item(name, kind, required=False, text="One more thing that may be sent.")


def _answer(facts: Facts, prose: Prose) -> Iterator[Item]:
    slots = {"model": "echo"}
    more: dict[str, dict[str, Any]] = {
        "status": {"options": tuple(facts["task.statuses"])},
        "progress": {
            "low": facts["task.fields.progress.min"],
            "high": facts["task.fields.progress.max"],
        },
    }
    left_out = facts["task.quirks.left_out"]
    for name in ("id", "object", "model", "status", "progress", "created_at", "task_id"):
        at = f"task.fields.{name}"
        if f"{at}.type" not in facts:
            continue
        required = facts[f"{at}.required"] and name not in left_out
        kind = "enum<string>" if name == "status" else facts[f"{at}.type"]
        if name == "status" and facts[f"{at}.type"] != "string":
            kind = facts[f"{at}.type"]
        yield Item(name, kind, required, prose[slots.get(name, name)], **more.get(name, {}))
    for name, kind in facts["more answers"]:
        yield Item(name, kind, required=False, text="One more thing that is told.")


def _sections(facts: Facts, prose: Prose) -> Iterator[Section]:
    words, both = prose.words, columns(facts)
    names = [" / ".join(map(spoken, each.models)) for each in both]
    heading = (
        words["resolution"],
        words["ratio"],
        *(words["column"].format(names=each) for each in names),
    )
    places = dict.fromkeys(place for each in both for place in each.cells)
    rows = [
        (label, ratio, *(each.cells.get((label, ratio), "-").replace("x", "×") for each in both))
        for label, ratio in places
    ]
    yield Section(words["sizes title"], prose["rows"], (heading, *rows))
    model = facts["preset of"]
    table = next((each for each in both if model in each.models), both[0])
    presets = [
        (ratio, table.cells[facts["preset row"], ratio])
        for ratio in RATIOS
        if (facts["preset row"], ratio) in table.cells
    ]
    title = words["presets title"]
    heading = (words["ratio"], words["frame"])
    yield Section(title, prose["preset"], (heading, *presets), prose["quirks"])
