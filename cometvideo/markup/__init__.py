"""Pages of HTML: templates, one look, pictures of sizes. Needs the package Jinja2."""

from cometvideo.extras import need

try:
    from cometvideo.markup.pages import LOOK, Part, environment, part, served, whole
    from cometvideo.markup.pieces import Frame, badge, frames, link
except ImportError:
    need("a page of HTML", "console", "jinja2")
    raise

__all__ = [
    "LOOK",
    "Frame",
    "Part",
    "badge",
    "environment",
    "frames",
    "link",
    "part",
    "served",
    "whole",
]
