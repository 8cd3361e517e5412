"""Charts as inline SVG: shares of a whole, ranges beside each other, who sent what when."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from markupsafe import Markup

from cometvideo.markup.pieces import badge, tone_of
from cometvideo.reports.safe import safe

__all__ = ["Step", "bar", "sequence", "shares"]

_ROW: Final = 46  # pixels of one exchange
_CLIENT, _API, _WIDTH = 130, 590, 720
_LONGEST: Final = 52  # signs of a label


class Step(NamedTuple):
    """One exchange: seconds since the first, what was sent, what came, and whether anything did."""

    at: float
    sent: str
    came: str
    word: str = ""
    is_lost: bool = False


def shares(counts: Mapping[str, int]) -> Markup:
    """How many there are of each word: a bar of the whole, with a legend in numbers."""
    total = sum(counts.values()) or 1
    parts, legend, start = [], [], 0.0
    for word, count in counts.items():
        if count:
            width = 100 * count / total
            parts.append(_rect(start, width, tone_of(word)))
            legend.append(Markup("<li>{} {}</li>").format(badge(word), f"{count:,}"))
            start += width
    return Markup('<div class="shares">{}<ul>{}</ul></div>').format(
        _across(Markup("").join(parts)), Markup("").join(legend)
    )


def bar(least: float, most: float, largest: float, word: str = "note") -> Markup:
    """A range on a line whose end is `largest`; from 0 where there is but one number."""
    scale = 100 / largest if largest > 0 else 0.0
    begin = least * scale if least < most else 0.0
    return _across(_rect(begin, max(most * scale - begin, 0.5), tone_of(word)))


def _across(inner: Markup) -> Markup:
    return Markup(
        '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="6"/>{}</svg>'
    ).format(inner)


def _rect(start: float, width: float, tone: str) -> Markup:
    return Markup('<rect class="{}" x="{:.2f}" width="{:.2f}" height="6"/>').format(
        tone, start, width
    )


def sequence(steps: Sequence[Step], ending: str) -> Markup:
    """What a client and the API did, downwards; `ending` is what the client said in the end."""
    height = _ROW * (len(steps) + 1) + 40
    rows = [_step(each, 40 + _ROW * number) for number, each in enumerate(steps)]
    end = 40 + _ROW * len(steps) + 18
    return Markup(
        '<svg class="sequence" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img"'
        ' aria-label="exchanges of the client and the API">'
        '<text x="{c}" y="14" class="middle">client</text>'
        '<text x="{a}" y="14" class="middle">API</text>'
        '<path class="life" d="M{c} 22V{e}M{a} 22V{e}"/>{rows}'
        '<text x="{c}" y="{t}" class="middle strong">{ending}</text></svg>'
    ).format(
        w=_WIDTH,
        h=height,
        c=_CLIENT,
        a=_API,
        e=end - 10,
        t=end + 8,
        rows=Markup("").join(rows),
        ending=_short(ending),
    )


def _step(step: Step, top: int) -> Markup:
    """A request, and below it its answer, or where it was lost."""
    middle = (_CLIENT + _API) // 2
    back = top + 22
    end = middle if step.is_lost else _CLIENT + 8
    lost = Markup('<path class="lost" d="M{} {}l10 10m0 -10l-10 10"/>').format(end - 10, back - 5)
    head = Markup('<path class="head" d="M{} {}l8 -4v8z"/>').format(_CLIENT, back)
    return Markup(
        '<g class="{tone}"><text x="0" y="{t1}" class="time">{at:.3f} s</text>'
        '<text x="{m}" y="{t0}" class="middle">{sent}</text>'
        '<path d="M{c} {top}H{a8}"/><path class="head" d="M{a} {top}l-8 -4v8z"/>'
        '<text x="{m}" y="{tb}" class="middle">{came}</text>'
        '<path class="back" d="M{a} {back}H{end}"/>{sign}</g>'
    ).format(
        tone=tone_of(step.word),
        t0=top - 5,
        t1=top + 4,
        tb=back - 5,
        at=step.at,
        m=middle,
        c=_CLIENT,
        a=_API,
        a8=_API - 8,
        top=top,
        back=back,
        end=end,
        sent=_short(step.sent),
        came=_short(step.came),
        sign=lost if step.is_lost else head,
    )


def _short(text: str) -> str:
    shown = safe(text, "xml").replace("\n", " ")
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
