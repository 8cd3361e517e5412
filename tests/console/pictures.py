"""`python -m tests.console.pictures [FOLDER]`: the main views of the console as PNG, for docs/."""

import sys
import tempfile
from contextlib import chdir
from pathlib import Path
from typing import Any

from PIL import Image

from cometvideo.console.guard import GuardConsole
from cometvideo.console.mock import FIRST, HOME
from cometvideo.facts.loading import load_family
from cometvideo.guard.budget import Budget
from cometvideo.guard.creates import Create
from cometvideo.guard.guard import Guard
from cometvideo.guard.ledger import Ledger
from cometvideo.mock import MockApi
from cometvideo.mock.server import Server
from cometvideo.mock.state import EPOCH
from cometvideo.validation import validate
from cometvideo.wire.exchange import Answer, HttpRequest
from tests.console.browsing import browsing
from tests.console.traffic import busy

__all__ = ["main"]

SIZE = {"width": 1120, "height": 700}
PHONE = {"width": 360, "height": 700}


class _GuardPages:
    """A guard's console in place of a mock's, for a server that needs no upstream."""

    def __init__(self, console: GuardConsole) -> None:
        self._console = console

    def takes(self, request: HttpRequest) -> bool:
        return self._console.takes(request)

    def reads(self, request: HttpRequest) -> bool:
        del request
        return False

    def show(self, request: HttpRequest) -> Answer:
        return self._console.show(request)._replace(further=None)


def _guarded() -> tuple[MockApi, Ledger]:
    now = [EPOCH + 34_000.0]
    ledger = Ledger(Path("guard.sqlite"), now=lambda: now[0])
    budgets = [
        Budget(20_000_000, 86400.0, currency="USD"),
        Budget(5_000_000, 86400.0, "owner", "USD"),
        Budget(600),
    ]
    sent = [("a", 684_000, 5), ("b", 1_642_000, 12), ("c", 684_000, 5), ("d", 2_053_000, 15)]
    for place, (same, amount, seconds) in enumerate(sent):
        model = "doubao-seedance-2-0"
        judged = validate(model=model, prompt="A kite.")
        owner = "b68e7050" if place % 2 else "c8c107fc"
        create = Create(owner, same, "", False, False, model, seconds, amount, "USD", judged)
        row = ledger.intend(create, (), window_s=60)
        assert isinstance(row, int)
        now[0] += 97
        if same == "b":
            ledger.end(row, "unclear", problem="the connection ended before an answer came")
        elif same == "c":
            ledger.end(row, "refused", status=400, problem="size is not supported")
        else:
            ledger.end(row, "answered", status=200, task=f"task_{same * 24}")
    guard = Guard(load_family("seedance"), ledger, budgets=budgets)
    api = MockApi()
    api.pages = _GuardPages(GuardConsole(guard, ledger))
    return api, ledger


def main(folder: Path) -> None:
    """Write the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    api, tasks = busy()
    views: list[tuple[str, str, dict[str, int], str]] = [
        ("exchanges", FIRST, SIZE, "light"),
        ("exchange", f"{HOME}/exchange/5", SIZE, "light"),
        ("task", f"{HOME}/task/{tasks[0]}", SIZE, "dark"),
        ("bill", f"{HOME}/bill", SIZE, "light"),
        ("ask", f"{HOME}/ask/doubao-seedance-2-0", SIZE, "light"),
        ("controls", f"{HOME}/controls", SIZE, "dark"),
        ("phone", f"{HOME}/exchange/2", PHONE, "light"),
    ]
    with browsing() as browser, tempfile.TemporaryDirectory() as own:
        with Server(api) as server:
            for name, target, size, scheme in views:
                _picture(browser, folder / f"{name}.png", server.origin + target, size, scheme)
        with chdir(own):
            guarded, ledger = _guarded()
        with Server(guarded) as server:
            target = f"{server.origin}{GuardConsole.root}/"
            _picture(browser, folder / "guard.png", target, SIZE, "light")
        ledger.close()


def _picture(browser: Any, path: Path, address: str, size: dict[str, int], scheme: str) -> None:
    page = browser.new_page(viewport=size, color_scheme=scheme)
    page.goto(address)
    page.locator("#live.is-live").wait_for()
    if page.locator("#ask").count():
        page.get_by_role("button", name="16:9", exact=True).click()
        page.wait_for_timeout(1000)
    page.screenshot(path=path)
    page.close()
    Image.open(path).convert("RGB").quantize(128).save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/console"))
