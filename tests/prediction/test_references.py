"""Files: each limit at its very edge, and what several faults of one file add up to."""

from pathlib import Path

import pytest

from cometvideo import Matrix, Media, load_family, predict, settle
from cometvideo.export import json_schema

MATRIX = load_family("seedance")
TWO = "doubao-seedance-2-0"
MEGABYTES_30 = 30 * 1024 * 1024
GOOD = Media("a.png", "image/png", 1000, "image/png", 640, 480, complete=True)


def learned(*files: Media, matrix: Matrix = MATRIX, model: str = TWO) -> tuple[str, list[str]]:
    request = {"prompt": "A kite", "model": model, "size": "960x960", "input_reference": files}
    prediction = predict(matrix, request)
    return prediction.verdict, [each.code for each in prediction.findings]


FINE: tuple[str, list[str]] = ("valid", [])
BEYOND = ("uncertain", ["beyond-limit"])
SEVERAL = ("valid", ["several-files"])
TOO_MANY = ("uncertain", ["several-files", "beyond-limit"])


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        (GOOD, FINE),
        (GOOD._replace(size=MEGABYTES_30 - 1), FINE),
        (GOOD._replace(size=MEGABYTES_30), BEYOND),
        (GOOD._replace(width=300, height=300), FINE),
        (GOOD._replace(width=299, height=300), BEYOND),
        (GOOD._replace(width=300, height=299), BEYOND),
        (GOOD._replace(width=6000, height=6000), FINE),
        (GOOD._replace(width=6001, height=6000), BEYOND),
        (GOOD._replace(width=1500, height=600), FINE),
        (GOOD._replace(width=1501, height=600), BEYOND),
        (GOOD._replace(width=600, height=1500), FINE),
        (GOOD._replace(width=600, height=1501), BEYOND),
        (GOOD._replace(width=None, height=None), FINE),
        (GOOD._replace(content_type=None), FINE),
        (GOOD._replace(content_type="image/jpeg"), ("uncertain", ["type-undeclared"])),
        (GOOD._replace(format="image/gif", content_type=None), BEYOND),
        (GOOD._replace(format=None, content_type=None), ("uncertain", ["format-unrecognised"])),
        (GOOD._replace(format=None, size=0), ("invalid", ["not-media-family"])),
        (GOOD._replace(format="video/mp4"), ("invalid", ["not-media-family"])),
        (GOOD._replace(complete=False), ("uncertain", ["file-truncated"])),
        (
            GOOD._replace(complete=False, size=MEGABYTES_30, width=100, height=400),
            ("uncertain", ["file-truncated", *["beyond-limit"] * 3]),
        ),
    ],
    ids=lambda value: "" if isinstance(value, tuple) and len(value) == 2 else str(value)[:60],
)
def test_one_file(media: Media, expected: tuple[str, list[str]]) -> None:
    assert learned(media) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, FINE), (1, FINE), (2, SEVERAL), (9, SEVERAL), (10, TOO_MANY)],
    ids=lambda value: str(value) if isinstance(value, int) else "",
)
def test_several_files(count: int, expected: tuple[str, list[str]]) -> None:
    assert learned(*[GOOD] * count) == expected


@pytest.mark.parametrize(
    ("media", "allowed"),
    [
        (GOOD._replace(size=MEGABYTES_30), "at most 31457279 bytes"),
        (GOOD._replace(width=299), "sides of at least 300 px"),
        (GOOD._replace(width=6001, height=5000), "sides of at most 6000 px"),
        (GOOD._replace(width=600, height=1501), "width / height of at least 0.4"),
        (GOOD._replace(width=1501, height=600), "width / height of at most 2.5"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_limit_is_told_as_it_is_written(media: Media, allowed: str) -> None:
    request = {"prompt": "A", "model": TWO, "size": "960x960", "input_reference": media}
    assert [each.allowed for each in predict(MATRIX, request).findings] == [allowed]


def test_the_first_generation_takes_one_file() -> None:
    first = load_family("seedance@2026-04")
    request = {"prompt": "A kite", "model": TWO, "input_reference": (GOOD,)}
    assert predict(first, request).verdict == "valid"
    request["input_reference"] = (GOOD, GOOD)
    prediction = predict(first, request)
    assert (prediction.verdict, prediction.findings[0].code) == ("invalid", "too-many-files")


@pytest.mark.parametrize(
    ("option", "verdict"), [("refused", "invalid"), ("accepted", "valid")], ids=str
)
def test_a_world_decides_about_limits(option: str, verdict: str) -> None:
    world = settle(MATRIX, {"fields.input_reference.beyond_limits": option})
    prediction = predict(
        world,
        {
            "prompt": "A kite",
            "model": TWO,
            "size": "960x960",
            "input_reference": (GOOD._replace(width=100, height=100),),
        },
    )
    assert prediction.verdict == verdict
    assert prediction.findings[0].facts[:2] == (
        "fields.input_reference.limits.min_side",
        "fields.input_reference.beyond_limits",
    )


def test_a_limit_names_the_source_it_is_from() -> None:
    prediction = predict(
        MATRIX,
        {"prompt": "A", "model": TWO, "input_reference": (GOOD._replace(format="image/gif"),)},
    )
    finding = next(each for each in prediction.findings if each.code == "beyond-limit")
    assert finding.sources[0] == "first-generation-pages"
    assert finding.allowed == "image/jpeg, image/png, image/webp"


def test_a_file_is_described_not_repeated() -> None:
    prediction = predict(
        MATRIX, {"model": "doubao-seedance-1-5-pro", "input_reference": (GOOD, GOOD, GOOD, GOOD)}
    )
    message = prediction.findings[-1].message
    assert "4 files, the first a.png (image/png 640x480, 1000 bytes)" in message


@pytest.mark.parametrize(
    ("count", "said"), [(0, None), (1, "(1) are: first frame"), (2, "(2) are: first"), (3, None)]
)
def test_what_files_are_may_depend_on_how_many_there_are(count: int, said: str | None) -> None:
    matrix = load_family("veo@2026-03")
    request = {"prompt": "A kite", "model": "veo3-fast", "input_reference": (GOOD,) * count}
    found = [e for e in predict(matrix, request).findings if e.code == "files-by-count"]
    assert [each.severity for each in found] == (["note"] if said else [])
    assert said is None or said in found[0].message
    several = [e for e in predict(matrix, request).findings if e.code == "several-files"]
    assert several == []  # the page says how many there may be
    described = json_schema(matrix, "veo3-fast")["properties"]
    assert isinstance(described, dict)
    assert "2 of them: first frame, last frame." in described["input_reference"]["description"]


@pytest.mark.parametrize(
    ("source", "says", "files", "codes"),
    [
        ("create-page", "beyond a limit that create-page (documentation) states", 3, []),
        ("vendor", "that only vendor (vendor), inferred, states", 3, ["several-files"]),
    ],
)
def test_of_too_many_files_what_is_documented_is_said_once(
    tmp_path: Path, source: str, says: str, files: int, codes: list[str]
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "format: 1\nextends: seedance\nsources: { vendor: { kind: vendor, title: A } }\n"
        "fields: { input_reference: { limits: { max_count: "
        f"{{ value: 2, from: {source} }} }} }} }}\n"
    )
    request = {"prompt": "A", "model": TWO, "size": "960x960", "input_reference": (GOOD,) * files}
    found = predict(load_family(own), request).findings
    assert [each.code for each in found] == [*codes, "beyond-limit"]
    assert found[-1].message.startswith(f"input_reference has '{files} files")
    assert says in found[-1].message
    within = predict(load_family(own), {**request, "input_reference": (GOOD,) * 2}).findings
    assert [each.code for each in within] == codes
