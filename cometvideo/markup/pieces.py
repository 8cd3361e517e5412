"""Pieces that all pages have: sizes as shapes to scale, words in their colour, links."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from markupsafe import Markup

from cometvideo.reports.safe import safe

__all__ = ["TONES", "Frame", "badge", "frames", "link", "tone_of"]

TONES: Final = {
    "good": ("observed", "valid", "holds", "accept", "yes", "passed"),
    "known": ("documented", "note"),
    "guess": ("inferred", "new"),
    "open": ("open", "uncertain", "warning", "maybe", "could not tell", "untold"),
    "bad": (
        "invalid",
        "error",
        "reject",
        "no",
        "failed",
        "contradicted",
        "drifted",
        "gone",
        "unreadable",
    ),
}
"""The words that have a colour, by its name; a colour never says what the word does not.

Statuses of tasks are facts: show one as `badge` of a word here, with the status as its text."""

_TONE_OF: Final = {word: tone for tone, words in TONES.items() for word in words}


class Frame(NamedTuple):
    """One size to draw, in pixels; `word` says of what kind it is, and so its colour."""

    width: int
    height: int
    label: str
    word: str = ""
    href: str = ""


def badge(word: str, text: str = "") -> Markup:
    """A word in a small box of its colour; `text` to show in place of the word."""
    shown = safe(text or word, "xml")
    return Markup('<span class="badge {}">{}</span>').format(tone_of(word), shown)


def tone_of(word: str) -> str:
    """The class of a word's colour."""
    return f"tone-{_TONE_OF.get(word, 'quiet')}"


def link(address: str, text: str = "") -> Markup:
    """A link to a page on the web; what is no address of one is text."""
    shown = safe(text or address, "xml")
    if not address.startswith(("https://", "http://")):
        return Markup("{}").format(shown)
    return Markup('<a href="{}" rel="noreferrer">{}</a>').format(safe(address, "xml"), shown)


def frames(drawn: Sequence[Frame], largest: int = 160, beside: Sequence[Frame] = ()) -> Markup:
    """Shapes to one scale on one ground line, each over its label; the longest side is `largest`.

    The scale is that of those `beside` as well. What has no sides of at least a pixel is a label
    only.
    """
    every = [*drawn, *beside]
    sides = [side for each in every if _has_shape(each) for side in (each.width, each.height)]
    scale = largest / max(sides, default=1)
    return Markup('<div class="frames">{}</div>').format(
        Markup("").join(_figure(each, scale) for each in drawn)
    )


def _figure(frame: Frame, scale: float) -> Markup:
    label = Markup("{}").format(safe(frame.label, "xml"))
    if frame.href:
        label = Markup('<a href="{}">{}</a>').format(frame.href, label)
    said = Markup(" {}").format(badge(frame.word)) if frame.word else ""
    return Markup('<figure class="frame {}">{}<figcaption>{}{}</figcaption></figure>').format(
        tone_of(frame.word), _shape(frame, scale) if _has_shape(frame) else "", label, said
    )


def _shape(frame: Frame, scale: float) -> Markup:
    width, height = (max(1, round(side * scale)) for side in (frame.width, frame.height))
    return Markup(
        '<svg width="{0}" height="{1}" viewBox="0 0 {0} {1}" aria-hidden="true">'
        '<rect x=".75" y=".75" width="{2}" height="{3}" rx="2"/></svg>'
    ).format(width, height, max(0, width - 1.5), max(0, height - 1.5))


def _has_shape(frame: Frame) -> bool:
    return frame.width > 0 and frame.height > 0
