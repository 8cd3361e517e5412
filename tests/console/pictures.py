"""`python -m tests.console.pictures [FOLDER]`: the main views of the console as PNG, for docs/."""

import sys
import tempfile
from contextlib import chdir
from pathlib import Path
from typing import Any

from PIL import Image

from cometvideo.console.guard import GuardConsole
from cometvideo.console.mock import FIRST, HOME
from cometvideo.mock.server import Server
from tests.console.browsing import browsing
from tests.console.traffic import busy, guarded

__all__ = ["main"]

SIZE = {"width": 1120, "height": 700}
PHONE = {"width": 360, "height": 700}


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
            guarded_api, ledger = guarded(Path("guard.sqlite"))
        with Server(guarded_api) as server:
            target = f"{server.origin}{GuardConsole.root}/"
            _picture(browser, folder / "guard.png", target, SIZE, "light")
        ledger.close()


def _picture(browser: Any, path: Path, address: str, size: dict[str, int], scheme: str) -> None:
    page = browser.new_page(viewport=size, color_scheme=scheme)
    page.goto(address)
    page.locator("#live.is-live").wait_for()
    if page.locator("#ask").count():
        page.get_by_role("button", name="16:9", exact=True).click()
    page.wait_for_timeout(2000)  # for what comes of it, and for the video
    page.screenshot(path=path)
    page.close()
    Image.open(path).convert("RGB").quantize(192, Image.Quantize.MAXCOVERAGE).save(
        path, optimize=True
    )


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/console"))
