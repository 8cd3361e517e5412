"""Every text of a spec is free to be anything, or names something: a wrong name is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from cometvideo import SpecError
from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document, read_document
from cometvideo.facts.fact import Fact
from cometvideo.facts.lint import lint
from cometvideo.facts.lint.rules import check_readable
from tests.prediction.test_left_out import CLIPS
from tests.test_whole_spec import FOLDER, ROWS, STATED

BASES = {
    name: read_document(str(FOLDER / f"{name}.cometvideo.yaml")) for name in ("whole", "listed")
}
# Whatever these say, it is the service's own, or somebody else's: nothing in a spec can tell.
FREE = {
    "service.key_variable": "names of the environment",
    "service.base_url_variable": "names of the environment",
    "service.host": "compared with the base address: `base-apart`",
    "service.base_url": "compared with host and paths: `base-apart`",
    "service.auth_header": "a header may have any name",
    "service.auth_scheme": "any word",
    "service.request_id_header": "a header may have any name",
    "operations.*.variants": "words of the service",
    "*.choices": "words of the service; with `gives: resolution`, see below",
    "*.default": "measured against what the field takes: `default-outside`",
    "*.labels": "words of the service; which have a size is told in a warning",
    "*.pattern": "compared with labels and bounds",
    "*.by_count.*": "for people",
    "*.limits.formats": "there are more media types than are told apart here",
    "rejections.*.code": "words of the service",
    "rejections.*.message": "words of the service",
    "errors.envelopes.*": "keys and words of the service",
    "errors.*_codes": "words of the service",
    "task.id_example": "an id of the service",
    "task.fields.*.always": "a value of the service",
    "task.fields.*.initial": "a value of the service",
    "task.reasons.*": "keys of the service, which a task may have beside its own fields",
    "task.quirks.fresh_status": "a word beside the documented ones",
    "task.quirks.unlisted_fields": "fields beside the documented ones",
    "prices.catalogue": "an address of elsewhere",
}
WRONG = "nobody-has-this"


def is_free(place: tuple[str, ...]) -> bool:
    """Whether one of FREE is about this place: its stars stand for any keys between."""
    from fnmatch import fnmatchcase

    path = ".".join(place)
    return any(fnmatchcase(path, each.replace("fields.*", "*fields.*")) for each in FREE)


def names() -> Iterator[tuple[str, Fact]]:
    """One fact for each place of the vocabulary that names something."""
    seen: set[tuple[object, ...]] = set()
    for place, facts in STATED.items():
        kind = ROWS[place].type
        if kind is None or str not in kind.python or kind.choices or is_free(place) or not facts:
            continue
        # The envelope of one refusal is named as that of any other is.
        same = (place[0], place[-1]) if place[0] == "rejections" else place
        if same not in seen:
            seen.add(same)
            yield ".".join(place), facts[0]


NAMES = dict(names())


def with_value(fact: Fact, value: object) -> str:
    """An overlay in which a fact has one value."""
    tree: object = {"value": value, "one_of": None}
    for key in reversed(fact.keys):
        tree = {key: tree}
    return json.dumps({"format": 1, "name": "wrong", "from": "handbook", **dict(tree)})  # type: ignore[call-overload]


def refusal(fact: Fact, value: object) -> SpecError | None:
    """What a reader says of a spec in which a fact has this value."""
    names = ("whole", "listed") if "listed" in fact.where.file else ("whole",)
    chain = [
        *(BASES[each] for each in names),
        parse_document(with_value(fact, value), "wrong.yaml"),
    ]
    try:
        check_readable(chain, build(chain))
    except SpecError as error:
        return error
    return None


@pytest.mark.parametrize("place", NAMES)
def test_a_name_of_what_is_not_there_is_refused_with_what_is(place: str) -> None:
    fact = NAMES[place]
    listed = isinstance(fact.value, tuple)
    error = refusal(fact, [WRONG] if listed else WRONG)
    assert error is not None, f"{fact.path} may be anything; if that is right, it is one of FREE"
    said = [each for each in error.findings if each.where and each.where.file == "wrong.yaml"]
    assert said
    assert any(WRONG in each.message for each in said)


def test_every_name_of_the_vocabulary_is_among_them() -> None:
    assert {"task.reason", "operations.remix.takes", "fields.*.matches"} <= {*NAMES}
    assert len(NAMES) > 40


@pytest.mark.parametrize(
    ("before", "after", "field", "allowed", "nearest"),
    [
        ("initial: queued", "initial: queued\n  reason: error", "task.reason", "absent", None),
        (
            'path: "/v1/videos/{id}"',
            'path: "/v1/videos/{video_id}"',
            "operations.retrieve.path",
            "{id}, once",
            "/v1/videos/{id}",
        ),
        (
            'path: "/v1/videos/{id}"',
            "path: /v1/videos",
            "operations.retrieve.path",
            "{id}, once",
            None,
        ),
        ("path: /v1/videos }", 'path: "/v1/{id}" }', "operations.create.path", None, None),
        (
            "path: /v1/videos }",
            "path: v1/videos }",
            "operations.create.path",
            None,
            "/v1/videos",
        ),
        ("method: POST", "method: Post", "operations.create.method", None, "POST"),
        (
            "fields:\n  prompt",
            "fields:\n  still: { kind: media, format_family: picture }\n  prompt",
            "fields.still.format_family",
            "image, video, audio",
            None,
        ),
        (
            "fields:\n  prompt",
            "fields:\n  still: { kind: media, by_count: { two: both } }\n  prompt",
            "fields.still.by_count.two",
            'a whole number in quotes, such as "2"',
            None,
        ),
    ],
)
def test_what_no_request_would_meet_is_refused(
    before: str, after: str, field: str, allowed: str | None, nearest: str | None
) -> None:
    assert before in CLIPS
    document = parse_document(CLIPS.replace(before, after, 1), "wrong.yaml")
    with pytest.raises(SpecError) as raised:
        check_readable([document], build([document]))
    (found,) = raised.value.findings
    assert (found.code, found.field, found.nearest) == ("reference-unknown", field, nearest)
    assert allowed is None or found.rule.allowed == allowed


@pytest.mark.parametrize(
    ("changed", "is_apart"),
    [
        ("https://clips.example/v2", True),
        ("https://other.example/v1", True),
        ("https://clips.example.org/v1", True),
        ("https://clips.example", False),
        ("https://clips.example/v1/", False),
        ("https://clips.example/v1/videos", False),
    ],
)
def test_the_base_address_is_the_host_with_what_the_paths_begin_with(
    changed: str, is_apart: bool
) -> None:
    found = lint("clips", CLIPS.replace("https://clips.example/v1", changed))
    apart = [each for each in found if each.code == "base-apart"]
    assert [(each.severity, each.nearest) for each in apart] == (
        [("warning", "https://clips.example/v1")] if is_apart else []
    )


@pytest.mark.parametrize(
    ("field", "allowed"),
    [
        ("{ kind: choice, gives: seconds, choices: ['4', '8'] }", "resolution"),
        ("{ kind: number, gives: seconds }", "nothing, there is none"),
        ("{ kind: integer, gives: resolution }", "seconds"),
    ],
)
def test_what_a_field_gives_is_read_out_of_one_kind(field: str, allowed: str) -> None:
    found = lint("clips", CLIPS.replace("fields:\n", f"fields:\n  length: {field}\n", 1))
    errors = [each for each in found if each.severity == "error"]
    assert [(each.code, each.field, each.rule.allowed) for each in errors] == [
        ("reference-unknown", "fields.length.gives", allowed)
    ]


def test_prices_by_row_of_a_list_are_told_that_there_are_no_rows() -> None:
    by_row = "models: { clip-1: { rows: { sd: 1 } } }"
    prices = f"prices: {{ currency: USD, per: second, kind: list, {by_row} }}\n"
    document = parse_document(f"{CLIPS}{prices}", "wrong.yaml")
    with pytest.raises(SpecError, match="no row of clip-1; allowed: nothing, there is none"):
        check_readable([document], build([document]))
