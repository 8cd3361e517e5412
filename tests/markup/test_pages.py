"""Pages: what is put into them is text, a file loads nothing, and shapes are to scale."""

import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from cometvideo.markup import LOOK, Frame, Part, badge, environment, frames, link, served, whole
from cometvideo.markup.pieces import TONES

HOSTILE = "</script><script>alert(1)</script>\" onload='x' \x1b[31m\u202e{{ 7 * 7 }}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    main = '<p title="{{ said }}">{{ said }}</p>'
    text = f'{{% extends "base.html" %}}{{% block main %}}{main}{{% endblock %}}'
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    return tmp_path


def test_text_from_elsewhere_is_text(folder: Path) -> None:
    page = whole(environment(folder), "page.html", said=HOSTILE)
    (body,) = re.findall(r"<p title.*</p>", page)
    assert "<script" not in body
    assert "'x'" not in body
    assert "\\x1b[31m\\u202e{{ 7 * 7 }}" in body
    assert body.count("<") == 2
    for piece in (badge(HOSTILE), frames([Frame(1, 1, HOSTILE, HOSTILE)]), link(HOSTILE)):
        assert "<script" not in piece
        assert "\u202e" not in piece


def test_what_is_not_given_is_an_error_and_none_is_nothing(folder: Path) -> None:
    with pytest.raises(UndefinedError, match="said"):
        whole(environment(folder), "page.html")
    assert '<p title=""></p>' in whole(environment(folder), "page.html", said=None)


def test_a_file_holds_what_it_needs_and_may_load_nothing(folder: Path) -> None:
    page = whole(environment(folder), "page.html", scripts=[Part("a.js", "go('<b>')")], said="")
    assert f"<style>{LOOK.text}</style>" in page
    assert "<script>go('<b>')</script>" in page
    assert "default-src &#39;none&#39;" in page
    assert page.count("sha256-") == 2
    assert not re.findall(r'(?:src|href)="(?!#|data:,)', page)


def test_a_served_page_holds_no_style_and_no_script(folder: Path) -> None:
    page = served(
        environment(folder), "page.html", styles=["look.css"], scripts=["a.js"], said="hello"
    )
    assert '<link rel="stylesheet" href="look.css">' in page
    assert '<script src="a.js" defer></script>' in page
    assert not re.search(r"<style|<script>|style=", page)


def test_shapes_are_to_one_scale() -> None:
    drawn = frames([Frame(1920, 1080, "a", "open"), Frame(640, 640, "b"), Frame(0, 9, "c")], 192)
    assert re.findall(r'svg width="(\d+)" height="(\d+)"', drawn) == [("192", "108"), ("64", "64")]
    assert drawn.count("<figcaption>") == 3
    assert 'class="frame tone-open"' in drawn
    assert ">open</span>" in drawn, "a colour never says it alone"


def test_only_pages_of_the_web_are_linked() -> None:
    assert link("https://a.example/?b=1&c", "A") == (
        '<a href="https://a.example/?b=1&amp;c" rel="noreferrer">A</a>'
    )
    assert link("javascript:alert(1)") == "javascript:alert(1)"


@pytest.mark.parametrize("tone", [*TONES, "quiet"])
def test_every_colour_is_in_the_look(tone: str) -> None:
    assert f".tone-{tone} " in LOOK.text
    assert LOOK.text.count(f"--{tone}:") == 2, "dark and light"
