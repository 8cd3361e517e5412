"""An extra that is missing is told in one sentence, in Python as on the command line."""

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

import cometvideo
from cometvideo.documentation.pages import open_page
from cometvideo.errors import InputError
from cometvideo.extras import MissingExtraError, need
from cometvideo.mock import MockApi, Server, respx_router, serve, transport

ROOT = Path(__file__).parents[1]


def started() -> None:
    with serve():
        pass


USES: dict[str, tuple[str, Callable[[], object]]] = {
    "serve": ("the mock's server needs httptools", started),
    "Server": ("the mock's server needs httptools", Server),
    "transport": ("a transport needs httpx", lambda: transport(MockApi())),
    "router": ("a router needs httpx and respx", lambda: respx_router(MockApi())),
    "client": ("sending requests needs httpx", lambda: cometvideo.Client(key="k")),
    "strategies": ("needs hypothesis", lambda: import_module("cometvideo.strategies")),
    "frames": ("needs pyarrow", lambda: import_module("cometvideo.frames")),
    "guard": ("in Python needs httpx", lambda: import_module("cometvideo.guard.transport")),
    "pages": ("a page of HTML needs jinja2", lambda: import_module("cometvideo.markup")),
    "page": ("this page needs bs4 and markdown_it", lambda: open_page(b"# A\n", "page")),
}
PACKAGES = (
    *("bs4", "httptools", "httpx", "httpx2", "hypothesis", "jinja2"),
    *("markdown_it", "pyarrow", "respx"),
)


@pytest.mark.parametrize(("says", "use"), USES.values(), ids=USES)
def test_what_is_missing_is_told(
    monkeypatch: pytest.MonkeyPatch, says: str, use: Callable[[], object]
) -> None:
    for package in PACKAGES:
        monkeypatch.setitem(sys.modules, package, None)
    for name in [*sys.modules]:
        if name.startswith(
            tuple(f"cometvideo.{each}" for each in ("frames", "guard.t", "markup", "strategies"))
        ):
            monkeypatch.delitem(sys.modules, name)
    with pytest.raises(MissingExtraError, match=says) as told:
        use()
    extra = str(told.value).partition("cometvideo[")[2].removesuffix("]'")
    assert f"`{extra}`" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert isinstance(told.value, InputError)
    assert isinstance(told.value, ImportError), "as pytest.importorskip expects"


def test_only_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("none_such", "nor_such"):
        monkeypatch.setitem(sys.modules, package, None)
    need("it", "all", "sys")
    with pytest.raises(MissingExtraError) as told:
        need("it", "all", "sys", "none_such", "nor_such")
    assert str(told.value) == (
        "it needs none_such and nor_such; install them with: pip install 'cometvideo[all]'"
    )
