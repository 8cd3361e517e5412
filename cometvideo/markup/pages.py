"""Templates to pages: served ones name their style sheets and scripts, files hold them.

Every page extends `base.html`, which has the blocks title, header, main and footer. In a template
all text is escaped, what could steer a terminal or turn the direction of writing is written as an
escape, and a name that is not there is an error. what `pieces` has
can be called.
"""

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cometvideo.markup.pieces import Frame, badge, frames, link, tone_of
from cometvideo.reports.safe import safe

__all__ = ["LOOK", "Part", "environment", "part", "served", "whole"]

_TEMPLATES: Final = Path(__file__).parent / "templates"


class Part(NamedTuple):
    """A style sheet or a script: the name of its file, and its text."""

    name: str
    text: str


def part(folder: Path, name: str) -> Part:
    """A style sheet or a script of a folder."""
    return Part(name, (folder / name).read_text(encoding="utf-8"))


LOOK: Final = part(_TEMPLATES, "look.css")
"""The style sheet of every page."""


def environment(*folders: Path) -> Environment:
    """Jinja2 with the templates of these folders, and of ours."""
    made = Environment(
        loader=FileSystemLoader([*folders, _TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_put,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "Frame": Frame,
        "badge": badge,
        "frames": frames,
        "link": link,
        "tone_of": tone_of,
    }
    return made


def served(
    templates: Environment,
    name: str,
    *,
    styles: Sequence[str] = (),
    scripts: Sequence[str] = (),
    **values: object,
) -> str:
    """A page that names the addresses of its style sheets and scripts, and holds none of them."""
    shared = {"styles": styles, "scripts": scripts, "held": False, "policy": ""}
    return templates.get_template(name).render(shared | values)


def whole(
    templates: Environment,
    name: str,
    *,
    styles: Sequence[Part] = (LOOK,),
    scripts: Sequence[Part] = (),
    **values: object,
) -> str:
    """A page that is one file: it holds its style sheets and scripts, and may load nothing else."""
    shared = {
        "styles": [Markup(each.text) for each in styles],  # noqa: S704 - our own files
        "scripts": [Markup(each.text) for each in scripts],  # noqa: S704 - our own files
        "held": True,
        "policy": "; ".join(
            [
                "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'",
                _only("style-src", styles),
                _only("script-src", scripts),
            ]
        ),
    }
    return templates.get_template(name).render(shared | values)


def _only(directive: str, parts: Sequence[Part]) -> str:
    """What a policy says where these texts are all that may be held."""
    allowed = [f"'sha256-{_digest(each.text)}'" for each in parts] or ["'none'"]
    return f"{directive} {' '.join(allowed)}"


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _put(value: object) -> object:
    """What is put into a page: nothing for None, and text without signs that nobody sees."""
    if value is None:
        return ""
    return safe(value, "xml") if type(value) is str else value
