"""What every console has: who may see it, its files, its feed, how its pages are made."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cometvideo.console.answers import (
    ASSETS,
    FOLDER,
    NotThereError,
    asset,
    feed,
    leading_to,
    page,
    plain,
    why_refused,
)
from cometvideo.errors import CometVideoError
from cometvideo.extras import MissingExtraError, need
from cometvideo.wire.exchange import Answer, HttpRequest
from cometvideo.wire.foreign import is_here

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["Console", "Look", "Pages", "Values"]

Values = dict[str, Any]


class Look(NamedTuple):
    """One look at a page: the request, what of the page's things it names, if only a part of it."""

    request: HttpRequest
    thing: str
    is_part: bool


Pages = Mapping[str, Callable[[Look], Answer]]


class Console:
    """Pages below a path, the first of which is at `root`.

    `name` is what it is the console of, `here` tells the hosts by which it is known, `sleep` is
    how its feed of news waits. `pages` are by their names, "" is the first; `posted` are those
    that have something sent to them, and `parts` those of which a part may be had alone.
    """

    name = ""
    root = ""
    tabs: tuple[tuple[str, str], ...] = ()
    posted: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()

    def __init__(
        self,
        pages: Pages,
        *,
        here: Callable[[str], bool] = is_here,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._pages = pages
        self._here = here
        self._sleep = sleep

    @property
    def home(self) -> str:
        """The path that all pages but the first are below."""
        return f"{self.root}/console"

    def _is_page(self, path: str) -> bool:
        return path in {f"{self.root}/", self.home} or path.startswith(f"{self.home}/")

    def news(self) -> Mapping[str, object]:
        """What tells whether something is new."""
        return {}

    def common(self) -> Values:
        """What every page shows."""
        return {}

    def show(self, request: HttpRequest) -> Answer:
        """The page that is asked for."""
        if why := why_refused(request, self._here):
            return plain(403, why)
        try:
            need(f"the console of the {self.name}", "console", "jinja2")
            return self._show(request)
        except MissingExtraError as error:
            return plain(501, f"{error}; the {self.name} itself works without it.")
        except NotThereError as error:
            return plain(404, str(error))
        except CometVideoError as error:
            return plain(400, str(error))

    def _show(self, request: HttpRequest) -> Answer:
        path, first = request.path, f"{self.root}/"
        if path != first and not path.startswith(f"{self.home}/"):
            return leading_to(first)
        below = path.removeprefix(self.root if path == first else self.home).strip("/")
        name, _, thing = below.partition("/")
        if name in ASSETS:
            return asset(name)
        if request.method not in {"POST" if name in self.posted else "GET", "HEAD"}:
            return plain(405, f"{request.method} is nothing that this page takes")
        if name == "feed":
            return feed(self.news, self._sleep)
        if name not in self._pages:
            raise NotThereError(f"there is no page {path[:200]!r}; the console is at {first}")
        return self._pages[name](Look(request, thing, request.query.startswith("part")))

    def render(self, name: str, /, **values: object) -> Answer:
        """A template that is no whole page."""
        return page(_templates().get_template(f"{name}.html").render(self._values() | values))

    def page(self, name: str, look: Look, /, **values: object) -> Answer:
        """A whole page, or its main part alone where the browser has the rest."""
        from cometvideo.markup import served

        if look.is_part and name in self.parts:
            return self.render(f"{name}_part", here=name, **values)
        values = {**self._values(), "here": name, **values}
        styles = [f"{self.home}/look.css", f"{self.home}/console.css"]
        scripts = [f"{self.home}/console.js"]
        return page(served(_templates(), f"{name}.html", styles=styles, scripts=scripts, **values))

    def _values(self) -> Values:
        return {
            "product": self.name,
            "first": f"{self.root}/",
            "home": self.home,
            "tabs": self.tabs,
            "news": json.dumps(self.news()),
            **self.common(),
        }


@cache
def _templates() -> Environment:
    from cometvideo.console.moments import TONES, clock_time, day
    from cometvideo.markup import environment

    made = environment(FOLDER)
    made.globals |= {"clock_time": clock_time, "day": day, "tones": TONES}
    return made
