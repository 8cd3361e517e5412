"""Runs of pytest of their own, and what they share."""

import gc
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from tests.plugin.running import Run


@pytest.fixture(scope="session", autouse=True)
def _loaded() -> None:
    """Load what the runs load: pytester forgets modules, and not all can be loaded twice.

    Every run ends with several searches for garbage; what is there before is kept out of them.
    """
    import cometvideo.mock.testing  # noqa: F401
    from cometvideo.mock import serve

    with serve() as server:
        connection = HTTPConnection(urlsplit(server.origin).netloc)
        connection.request("GET", "/")
        connection.getresponse().read()
        connection.close()
    gc.collect()
    gc.freeze()


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    # To load every plugin that is installed would take each run longer than all the rest.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    return Run(pytester)
