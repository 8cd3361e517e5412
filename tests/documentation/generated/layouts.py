"""All layouts of made pages, by name, some of them in other languages."""

from collections.abc import Callable, Mapping

from tests.documentation.generated.adverse import ADVERSE
from tests.documentation.generated.copied import COPIED, FULL_WIDTH, MINTLIFY
from tests.documentation.generated.described import DESCRIBED
from tests.documentation.generated.facts import FACTS, Facts
from tests.documentation.generated.marked import MARKED
from tests.documentation.generated.material import material
from tests.documentation.generated.strange import STRANGE
from tests.documentation.generated.wordings import LANGUAGES

__all__ = ["LAYOUTS", "page"]

Made = Callable[[Facts, str], bytes]


def _plain(layout: Callable[..., str], language: str = "") -> Made:
    return lambda facts, wording: layout(material(facts, language, wording)).encode()


_ALL = {**COPIED, **MARKED, **DESCRIBED, **STRANGE, **ADVERSE}

LAYOUTS: Mapping[str, Made] = {
    **{name: _plain(layout) for name, layout in _ALL.items()},
    **{f"copied, in {each}": _plain(MINTLIFY, each) for each in LANGUAGES},
    "copied, in Japanese, full width": _plain(FULL_WIDTH, "Japanese"),
}


def page(layout: str, facts: Facts = FACTS, wording: str = "") -> bytes:
    """The bytes of a page in a layout."""
    return LAYOUTS[layout](facts, wording)
