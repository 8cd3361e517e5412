"""The same page in other arrangements and other languages still says the same."""

# ruff: noqa: RUF001 - signs as pages write them

import re

import pytest

from cometvideo.documentation.pages.splitting import cut_row, looks_run_together
from tests.documentation.copies import adrift, check, claims_of, content

TEXT = content("create.txt").decode()
_RATIOS = frozenset(claims_of("create.txt")["states"]["fields.size.labels"][0])

_OF_1080P = "At 1080p the last column belongs to Seedance 1.5 Pro and Seedance 2.0."

_JAPANESE = (
    ("\nResponse\n", "\nレスポンス\n"),
    ("\nBody\n", "\nボディ\n"),
    ("\nAuthorizations\n", "\n認証\n"),
    ("Available options:", "利用可能なオプション:"),
    ("Examples:", "例:"),
    ("Example:", "例:"),
    ("Required range:", "必須範囲:"),
    ("Pattern:", "パターン:"),
    ("default:", "デフォルト:"),
    ("\nrequired\n", "\n必須\n"),
    ("How long the video lasts. What is allowed hangs on the model: ", "動画の長さ。"),
    ("2-0 and doubao-seedance-2-0-fast go from 4 to 15, ",
     "2-0 と doubao-seedance-2-0-fast は 4〜15、"),
    ("1-5-pro from 4 to 12, ", "1-5-pro は 4〜12、"),
    ("1-0-pro from 2 to 10.", "1-0-pro は 2〜10 です。"),
    ("An image to start from. Only ", "参照画像。"),
    ("2-0 and doubao-seedance-2-0-fast know this field; with the ",
     "2-0 と doubao-seedance-2-0-fast のみ。"),
    ("1.0 Pro or 1.5 Pro model the answer is HTTP 400.", "1.0 Pro と 1.5 Pro では HTTP 400 です。"),
    ("At 1080p the last column belongs to Seedance 1.5 Pro and Seedance 2.0.",
     "1080p の列は Seedance 1.5 Pro と Seedance 2.0 のものです。"),
    (" That row does not hold for Seedance 2.0 Fast.", "Seedance 2.0 Fast にはない。"),
    ("ResolutionShapePixels with Seedance 1.0Pixels with Seedance 1.5 Pro",
     "解像度比率Seedance 1.0 シリーズSeedance 1.5 Pro"),
    ("With doubao-seedance-1-5-pro a shape alone picks from the 720p lines:",
     "doubao-seedance-1-5-pro では 720p の行です："),
    ("What kind of thing this is: always video.", "常に video。"),
    ("How far the task is. A task begins as queued.", "最初は queued。"),
    ("Done so far, in percent; 0 to begin with.", "最初は 0。"),
    ("When the task was made, in seconds of Unix time.", "作成時刻（Unix 秒）。"),
    ("The same text as id, kept for older programs.", "id の別名。"),
)  # fmt: skip


def replaced(*pairs: tuple[str, str]) -> str:
    """The page with each text in place of another, all of which must be there."""
    text = TEXT
    for before, after in pairs:
        assert before in text, before
        text = text.replace(before, after)
    return text


def with_tabs() -> str:
    """The page as browsers copy it that put tabs between cells."""
    lines = []
    for at, line in enumerate(TEXT.split("\n")):
        row = cut_row(line, None, _RATIOS, at) if looks_run_together(line) else None
        short = row is not None and len(row.cells) == 3
        lines.append("\t" * short + "\t".join(row.cells) if row else line)
    text = "\n".join(lines)
    heading = "Resolution\tShape\tPixels with Seedance 1.0\tPixels with Seedance 1.5 Pro"
    return text.replace(
        "ResolutionShapePixels with Seedance 1.0Pixels with Seedance 1.5 Pro", heading
    )


_ARRANGED = {
    "in Japanese": replaced(*_JAPANESE),
    "tabs between cells": with_tabs(),
    "sections with unknown names": replaced(
        ("\nResponse\n", "\nZorple\n"), ("\nBody\n", "\nBlurg\n"), ("\nAuthorizations\n", "\nXqz\n")
    ),
    "sections without names": replaced(
        ("\nResponse\n", "\n"), ("\nBody\n", "\n"), ("\nAuthorizations\n", "\n")
    ),
    "line ends of Windows": TEXT.replace("\n", "\r\n"),
    "without empty lines at the ends": TEXT.strip(),
    "lines of the page around it": f"Sign in\nSearch\n\n{TEXT}\nWas it helpful?\n\nYes\nNo\n",
    "the operation on one line": re.sub(r"POST\n/\nv1\n/\nvideos", "POST /v1/videos", TEXT),
    "prose that names later statuses": replaced(
        ("A task begins as queued.", "A task begins as queued. It ends as completed.")
    ),
    "an encoding with a status": TEXT.replace(
        "\nResponse\n", "\nResponse\n\n200 - application/json\n"
    ),
}


@pytest.mark.parametrize("how", _ARRANGED)
def test_another_arrangement_agrees(how: str) -> None:
    assert adrift(check(_ARRANGED[how].encode())) == set()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_another_encoding_agrees(encoding: str) -> None:
    assert adrift(check(TEXT.encode(encoding))) == set()


def test_html_without_the_end_tags_that_may_be_left_out_agrees() -> None:
    text = content("create.html").decode()
    bare = re.sub(r"</(?:td|th|tr|li|p|tbody)>", "", text)
    assert bare != text
    assert adrift(check(bare.encode())) == set()


def test_ends_of_a_range_may_be_told_the_upper_one_first() -> None:
    """And before the models they are of."""
    two = "doubao-seedance-2-0 and doubao-seedance-2-0-fast"
    for ends in ("No more than 15 and no fewer than 4", "No fewer than 4 and no more than 15"):
        for said in (f"{two}: {ends.lower()}; ", f"{ends} for {two}; "):
            report = check(replaced((f"{two} go from 4 to 15, ", said)).encode())
            assert adrift(report) == set()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("does not hold for", "nimmt aus"),
        (f"{_OF_1080P} That row does not hold for", "The last six rows do not apply to"),
    ],
)
def test_prose_that_singles_out_a_model_in_unknown_words_is_untold(before: str, after: str) -> None:
    report = check(replaced((before, after)).encode())
    assert {each.verdict for each in report.found} == {"could not tell"}
    assert all(each.subject.endswith("size.rows") for each in report.found)
