"""The pytest plugin: CometAPI's video endpoint for tests, without a key and without a cent.

`comet_mock` is the mock on loopback, for programs in any language; `comet_mock_inprocess` the same
inside the process. Nothing of cometvideo is loaded before a test asks for one of them.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import pytest

if TYPE_CHECKING:
    from cometvideo.facts.fact import Scalar
    from cometvideo.mock import CometMock, CometMockInProcess, Fault, MockApi, Plan, Server

_Mock = TypeVar("_Mock", bound="CometMock")

__all__ = ["comet_mock", "comet_mock_inprocess", "comet_mock_server"]

_MARKER = "comet_mock"
_KEY = "test-key"
_MOCK: pytest.StashKey[CometMock] = pytest.StashKey()
_REACHED: pytest.StashKey[list[str]] = pytest.StashKey()
_INI = {
    "comet_mock_spec": "spec that the mock follows: a shipped one's name, or a path",
    "comet_mock_plan": "how tasks live, such as polls=3 or immediate",
    "comet_mock_world": "seed that draws the world which the mock is (default: the first world)",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the ini options, and those of the live contract."""
    for name, text in _INI.items():
        parser.addini(name, text, default="")
    parser.addini("comet_mock_guard", "let no test reach the real host", type="bool", default=False)
    live = parser.getgroup("cometvideo", "cometvideo.live.contract")
    live.addoption("--live-plan", metavar="FILE", help="the plan to check the facts by")
    live.addoption("--live-yes", action="store_true", help="send the plan, which costs money")
    live.addoption("--live-strict", action="store_true", help="what is new is drift, too")
    live.addoption("--live-ledger", metavar="FILE", help="what is sent and learned is kept here")
    live.addoption("--live-unencrypted", action="store_true", help="over http:// to a public host")


def pytest_configure(config: pytest.Config) -> None:
    """Add the markers."""
    config.addinivalue_line("markers", "live: sends requests that are paid for")
    config.addinivalue_line(
        "markers",
        f"{_MARKER}(plan=..., world={{path: option}}, quirks=[...], faults=[...]): "
        "how the mock behaves in this test",
    )


@pytest.fixture(scope="session")
def comet_mock_server(pytestconfig: pytest.Config) -> Iterator[Server]:
    """One server for the whole run, for programs that are started once and used by many tests."""
    from cometvideo.mock import Server

    with Server(_new_api(pytestconfig)) as server:
        yield server


@pytest.fixture
def comet_mock(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    _comet_mock_guard: None,
) -> Iterator[CometMock]:
    """The mock on loopback, at an address of this test's own: a `cometvideo.mock.CometMock`.

    The environment variables for the base URL and the key lead clients to it.
    """
    from cometvideo.mock import CometMock, Server

    with Server(_new_api(request.config)) as server:
        mock = CometMock(server.api, _KEY, server.base_url)
        yield from _in_use(request, monkeypatch, mock)


@pytest.fixture
def comet_mock_inprocess(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    _comet_mock_guard: None,
) -> Iterator[CometMockInProcess]:
    """The mock inside the process: a `cometvideo.mock.CometMockInProcess`.

    It has a transport for httpx and httpx2, and a router for respx.
    """
    from cometvideo.mock import CometMockInProcess

    api = _new_api(request.config)
    base_url = api.state.words.host + api.state.words.base_path
    yield from _in_use(request, monkeypatch, CometMockInProcess(api, _KEY, base_url))


@pytest.fixture
def _comet_mock_guard(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that tries to reach the real host, even if its client hides that.

    Where the environment names proxies, loopback and the real host are exempt from them: a proxy
    would be sent the requests to the mock, key and all, and would ask the real host unseen.
    """
    from urllib.parse import urlsplit

    from cometvideo.facts.loading import load
    from cometvideo.mock.testing import guarded

    tried = request.node.stash[_REACHED] = []

    def refuse(name: str) -> BaseException:
        tried.append(name)
        return _out_of_reach(name, request.fixturenames)

    host = urlsplit(str(load().value("service", "host"))).hostname or ""
    monkeypatch.setattr("socket.getaddrinfo", guarded(host, refuse))
    for variable in ("NO_PROXY", "no_proxy"):
        exempt = [os.environ.get(variable, ""), "127.0.0.1", "localhost", "::1", host]
        monkeypatch.setenv(variable, ",".join(filter(None, exempt)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Fail a test that passed although its client tried to reach the real host."""
    yield
    tried = item.stash.get(_REACHED, None)
    if tried:
        raise _out_of_reach(tried[0], getattr(item, "fixturenames", ()))


# What leads a client to the mock, by the fixture that the test has.
_ADVICE = {
    "comet_mock": "give its client comet_mock.base_url, or let it read the environment",
    "comet_mock_inprocess": "give its client comet_mock_inprocess.transport(), or send inside "
    "`with comet_mock_inprocess.router():`; no base URL leads to a mock without a server",
    "": "ask for the fixture comet_mock, and give its client comet_mock.base_url",
}


def _out_of_reach(host: str, fixtures: Collection[str]) -> BaseException:
    advice = "; or ".join(_ADVICE[each] for each in _ADVICE if each in fixtures) or _ADVICE[""]
    return pytest.fail.Exception(f"this test tried to reach the real host {host}; {advice}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Guard every test where the ini says so."""
    if config.getini("comet_mock_guard"):
        for item in items:
            if isinstance(item, pytest.Function) and "_comet_mock_guard" not in item.fixturenames:
                item.fixturenames.append("_comet_mock_guard")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the exchanges of a test that failed."""
    report = yield
    mock = item.stash.get(_MOCK, None)
    if mock is not None and report.failed:
        from cometvideo.mock.testing import narrate

        report.sections.append(("requests to the mock", narrate(mock.journal)))
    return report


def _new_api(config: pytest.Config) -> MockApi:
    from cometvideo.facts.loading import load
    from cometvideo.mock.api import MockApi
    from cometvideo.plan import DEFAULT_PLAN

    spec, plan, seed = (str(config.getini(name)) for name in _INI)
    return MockApi(load(spec or None), plan=plan or DEFAULT_PLAN, world_seed=seed or None)


def _in_use(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, mock: _Mock
) -> Iterator[_Mock]:
    words = mock.api.state.words
    for variable, value in (
        (words.base_url_variable, mock.base_url),
        (words.key_variable, mock.key),
    ):
        if variable is not None:
            monkeypatch.setenv(variable, value)
    for marker in reversed(list(request.node.iter_markers(_MARKER))):
        _apply(mock, **marker.kwargs)
    request.node.stash[_MOCK] = mock
    yield mock
    mock.reset()


def _apply(
    mock: CometMock,
    plan: str | Mapping[str, object] | Plan | None = None,
    world: Mapping[str, Scalar] | None = None,
    quirks: Sequence[str] = (),
    faults: Sequence[str | Mapping[str, object] | Fault] = (),
) -> None:
    if plan is not None:
        mock.plan(plan)
    if world is not None:
        mock.world(world)
    if quirks:
        mock.quirks(*quirks)
    for fault in faults:
        mock.fault(fault)
