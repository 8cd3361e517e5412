"""Single sentences held against the spec, at a field of a page or in its prose."""

from functools import cache

from cometvideo.documentation.leftovers.known import Known, Said, shapes_in
from cometvideo.documentation.leftovers.looking import why_left
from cometvideo.documentation.pages import open_page
from cometvideo.documentation.units import Unit
from tests.documentation.copies import MATRIX
from tests.documentation.generated.layouts import page

LAYOUT = "Markdown, headings and bullets"


@cache
def known() -> Known:
    """The spec beside a page that states what it states."""
    (found,) = open_page(page(LAYOUT), "page.md")
    return Known(MATRIX, found)


def why(at: str, text: str, spec: Known | None = None) -> set[str]:
    """Why a sentence is shown at a field (`body.size`, `answer.id`), or in the prose for ""."""
    spec = spec or known()
    part, _, name = at.partition(".")
    entry = next((e for e in spec.page.entries if (e.part, e.name) == (part, name)), None)
    assert entry is not None or not at
    blocks: dict[str, tuple[str, ...]] = {
        "": (),
        "authorization": ("service", "auth_header"),
        "body": ("fields", name),
        "answer": ("task", "fields", name),
    }
    shapes = shapes_in(text)
    has_frames = bool(shapes.sizes or shapes.labels)
    return {*why_left(spec, Said(Unit("text", text, 1), has_frames, blocks[part], entry))}
