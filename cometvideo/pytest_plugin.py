"""The pytest plugin: CometAPI's video endpoint for tests, without a key and without a cent.

`comet_mock` is the mock on loopback, for programs in any language; `comet_mock_inprocess` the same
inside the process; `comet_mock_module` and `comet_mock_session` live longer than a test, and
`comet_mock_factory` makes more of them. Nothing of cometvideo is loaded before a test asks for one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from cometvideo.facts.fact import Scalar
    from cometvideo.mock import CometMock, CometMockInProcess, MockApi
    from cometvideo.project import Project

__all__ = [
    "comet_mock",
    "comet_mock_factory",
    "comet_mock_inprocess",
    "comet_mock_module",
    "comet_mock_session",
]

_MARKER = "comet_mock"
_KEY = "test-key"
_PIN = "make them ready for more, or pin it: @pytest.mark.comet_mock(world={fact: option})"
# The fixtures of pyfakefs.
_FAKE_FILES = {"fs", "fs_class", "fs_module", "fs_session"}
_WORLD = "comet_world"
_MOCKS: pytest.StashKey[list[CometMock]] = pytest.StashKey()
_EARLY: pytest.StashKey[CometMock] = pytest.StashKey()
_WORLDS: pytest.StashKey[list[dict[str, Scalar]]] = pytest.StashKey()
_REACHED: pytest.StashKey[list[str]] = pytest.StashKey()
_INI = {
    "comet_mock_spec": "spec that the mock follows: a shipped one's name, or a path",
    "comet_mock_plan": "how tasks live, such as polls=3 or immediate",
    "comet_mock_world": "seed that draws the world which the mock is (default: the first world)",
}
_SWITCHES = {
    "comet_mock_strict": "refuse what the documentation does not promise to take",
    "comet_mock_guard": "let no test reach the real host",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the ini options, that of the early mock, and those of the live contract."""
    for name, text in _INI.items():
        parser.addini(name, text, default="")
    for name, text in _SWITCHES.items():
        parser.addini(name, text, type="bool", default=False)
    mock = parser.getgroup("cometvideo", "cometvideo")
    mock.addoption(
        "--comet-mock",
        action="store_true",
        help="start comet_mock_session before tests are imported, and lead all programs to it",
    )
    mock.addoption(
        "--comet-worlds",
        metavar="pairs|each|N",
        help="repeat tests with the mock in other worlds that the documentation allows, and tell "
        "what each test assumes",
    )
    live = parser.getgroup("cometvideo-live", "cometvideo.live.contract")
    live.addoption("--comet-live-plan", metavar="FILE", help="the plan to check the facts by")
    live.addoption("--comet-live-yes", action="store_true", help="send the plan: it costs money")
    live.addoption("--comet-live-strict", action="store_true", help="what is new is drift, too")
    live.addoption("--comet-live-ledger", metavar="FILE", help="what is sent and learned goes here")
    live.addoption(
        "--comet-live-unencrypted", action="store_true", help="over http:// to a public host"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Add the markers, and start the mock that is there before all tests."""
    config.addinivalue_line("markers", "comet_live: sends requests that are paid for")
    config.addinivalue_line(
        "markers",
        f"{_MARKER}(plan=..., world={{path: option}}, quirks=[...], faults=[...], strict=True, "
        "recording=..., only_recorded=True, unused='allow'): how the mock behaves in this test",
    )
    how = config.getoption("--comet-worlds")
    if how:
        config.stash[_WORLDS] = _worlds(config, how)
    if config.getoption("--comet-mock"):
        early = ExitStack()
        config.stash[_EARLY] = early.enter_context(_lasting(config))
        config.add_cleanup(early.close)


@pytest.fixture(scope="session")
def comet_mock_session(pytestconfig: pytest.Config) -> Iterator[CometMock]:
    """One mock for the whole run, for programs that are started once and used by many tests.

    What tests do to it stays until `reset()`; neither markers nor unused faults are looked at.
    """
    early = pytestconfig.stash.get(_EARLY, None)
    with nullcontext(early) if early else _lasting(pytestconfig) as mock:
        yield mock


@pytest.fixture(scope="module")
def comet_mock_module(pytestconfig: pytest.Config) -> Iterator[CometMock]:
    """One mock for the tests of a module, as `comet_mock_session` is one for all."""
    with _lasting(pytestconfig) as mock:
        yield mock


@pytest.fixture
def comet_mock(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    _comet_mock_guard: None,
    _comet_world: dict[str, Scalar],
) -> Iterator[CometMock]:
    """The mock on loopback, at an address of this test's own: a `cometvideo.mock.CometMock`.

    The environment variables for the base URL and the key lead clients to it.
    """
    with _served(request.config) as mock:
        _prepare(request.node, mock, monkeypatch, _comet_world)
        yield mock


@pytest.fixture
def comet_mock_factory(
    request: pytest.FixtureRequest, _comet_mock_guard: None
) -> Iterator[Callable[..., CometMock]]:
    """Makes more mocks, each at an address of its own; takes the settings that the marker takes.

    No environment variable leads to them.
    """
    with ExitStack() as mocks:

        def make(**settings: Any) -> CometMock:
            mock = mocks.enter_context(_served(request.config))
            _apply(mock, settings, request.path.parent)
            if settings.get("unused") != "allow":
                request.node.stash.setdefault(_MOCKS, []).append(mock)
            return mock

        yield make


@pytest.fixture
def comet_mock_inprocess(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    _comet_mock_guard: None,
    _comet_world: dict[str, Scalar],
) -> CometMockInProcess:
    """The mock inside the process: a `cometvideo.mock.CometMockInProcess`.

    It has a transport for httpx and httpx2, and a router for respx.
    """
    from cometvideo.mock import CometMockInProcess

    api = _new_api(request.config)
    base_url = api.state.words.host + api.state.words.base_path
    mock = CometMockInProcess(api, _KEY, base_url)
    _prepare(request.node, mock, monkeypatch, _comet_world)
    return mock


@pytest.fixture
def _comet_world(request: pytest.FixtureRequest) -> dict[str, Scalar]:
    """The options of the world that a repetition of a test is in."""
    return dict(getattr(request, "param", ()))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Repeat a test with the mock in every world that is asked for."""
    worlds = metafunc.config.stash.get(_WORLDS, None)
    if worlds and "_comet_world" in metafunc.fixturenames:
        names = [f"world{number}" for number in range(len(worlds))]
        metafunc.parametrize("_comet_world", worlds, indirect=True, ids=names)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Tell what each test assumes that was repeated in several worlds."""
    if _WORLDS not in config.stash:
        return
    from cometvideo.mock.worlds import told

    reports = (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed"))
    outcomes = (
        (each.nodeid, dict(each.user_properties).get(_WORLD), each.passed)
        for each in reports
        if each.when == "call"
    )
    lines = told((name, world, ok) for name, world, ok in outcomes if isinstance(world, dict))
    if lines:
        terminalreporter.section("what tests assume of the API, and nothing documents")
        for line in (*lines, _PIN):
            terminalreporter.line(line)


@pytest.fixture
def _comet_mock_guard(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, _comet_real_files: None
) -> Iterator[None]:
    """Fail a test that tries to reach the real host, even if its client hides that.

    Where the environment names proxies, loopback and the real host are exempt from them: a proxy
    would be sent the requests to the mock, key and all, and would ask the real host unseen.
    """
    from urllib.parse import urlsplit

    from cometvideo.facts.endpoint import load
    from cometvideo.mock.reach import barriers, out_of_reach

    tried = request.node.stash[_REACHED] = []

    def refuse(name: str) -> BaseException:
        tried.append(out_of_reach(name, request.fixturenames))
        return pytest.fail.Exception(tried[0])

    host = urlsplit(str(load().unnamed.value("service", "host"))).hostname or ""
    for function, barrier in barriers(host, refuse).items():
        monkeypatch.setattr(function, barrier)
    for variable in ("NO_PROXY", "no_proxy"):
        exempt = [os.environ.get(variable, ""), "127.0.0.1", "localhost", "::1", host]
        monkeypatch.setenv(variable, ",".join(filter(None, exempt)))
    yield
    _tell_reach(request.node)


def _tell_reach(item: pytest.Item, error: Exception | None = None) -> None:
    """Fail a test whose client reached for the real host, unless that was told."""
    for text in item.stash.get(_REACHED, ()):
        raise pytest.fail.Exception(text, pytrace=error is not None) from error


@pytest.fixture
def _comet_real_files(request: pytest.FixtureRequest) -> None:
    """Let the mock see its own files where pyfakefs has taken the place of all others."""
    for name in _FAKE_FILES & {*request.fixturenames}:
        from cometvideo.mock.testing import show_own_files

        show_own_files(request.getfixturevalue(name), request.config.rootpath)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Fail a test that passed although its client reached for the real host, or used no fault."""
    try:
        yield
    except Exception as error:
        _tell_reach(item, error)
        raise
    _tell_reach(item)
    unused = [each for mock in item.stash.get(_MOCKS, ()) for each in mock.unused]
    if unused and _settings(item).get("unused") != "allow":
        raise _wrong(
            f"prepared for the mock, and never used: {'; '.join(unused)}; the test does not show "
            "what it seems to. Where that is meant, mark it comet_mock(unused='allow')"
        )


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
    """Show the exchanges of a test that failed; what it says of the real host is said once."""
    report = yield
    if report.failed:
        item.stash.get(_REACHED, []).clear()
        for mock in item.stash.get(_MOCKS, ()):
            from cometvideo.mock.testing import narrate

            report.sections.append(("requests to the mock", narrate(mock.journal)))
    return report


@contextmanager
def _lasting(config: pytest.Config) -> Iterator[CometMock]:
    """A mock that the environment leads to for longer than a test."""
    with _served(config) as mock, pytest.MonkeyPatch.context() as patch:
        _lead_to(mock, patch)
        yield mock


@contextmanager
def _served(config: pytest.Config) -> Iterator[CometMock]:
    from cometvideo.mock import CometMock, Server

    with Server(_new_api(config)) as server:
        yield CometMock(server.api, _KEY, server.base_url)


def _new_api(config: pytest.Config) -> MockApi:
    from cometvideo.errors import InputError
    from cometvideo.facts.endpoint import load
    from cometvideo.mock.api import MockApi
    from cometvideo.plan import DEFAULT_PLAN

    plan = str(config.getini("comet_mock_plan")) or DEFAULT_PLAN
    seed = str(config.getini("comet_mock_world")) or None
    try:
        spec, strict = _project(config)
        return MockApi(load(spec), plan=plan, world_seed=seed, strict=strict)
    except InputError as error:
        where = "the ini options comet_mock_spec, _plan and _world, or [tool.cometvideo]"
        raise _wrong(f"{where}: {error}") from None


def _project(config: pytest.Config) -> Project:
    """The spec and how strict to be: what the ini says, else pyproject.toml."""
    from cometvideo.project import Project, read_project

    spec, strict = read_project(str(config.rootpath))
    said = str(config.getini("comet_mock_spec")), bool(config.getini("comet_mock_strict"))
    return Project(said[0] or spec, said[1] or strict)


def _worlds(config: pytest.Config, how: str) -> list[dict[str, Scalar]]:
    from cometvideo.errors import InputError
    from cometvideo.facts.endpoint import load
    from cometvideo.mock.worlds import several_worlds

    try:
        return several_worlds(load(_project(config).spec), how)
    except InputError as error:
        raise pytest.UsageError(f"--comet-worlds: {error}") from None


def _prepare(
    node: pytest.Item, mock: CometMock, patch: pytest.MonkeyPatch, world: dict[str, Scalar]
) -> None:
    """Make a mock that of a test, in this world but for what its markers say of that."""
    _lead_to(mock, patch)
    if world:
        mock.world(world)
    for marker in reversed(list(node.iter_markers(_MARKER))):
        if marker.args:
            raise _wrong(f"the marker {_MARKER} takes settings by name, not {marker.args!r}")
        pinned = marker.kwargs.get("world")
        both = {"world": {**world, **pinned}} if isinstance(pinned, Mapping) else {}
        _apply(mock, {**marker.kwargs, **both}, node.path.parent)
    node.user_properties += [(_WORLD, mock.choices)] if world else []
    node.stash.setdefault(_MOCKS, []).append(mock)


def _lead_to(mock: CometMock, patch: pytest.MonkeyPatch) -> None:
    words = mock.api.state.words
    for variable, value in (
        (words.base_url_variable, mock.base_url),
        (words.key_variable, mock.key),
    ):
        if variable is not None:
            patch.setenv(variable, value)


def _settings(node: pytest.Item) -> dict[str, Any]:
    """What the markers of a test set, the nearest one last."""
    markers = reversed(list(node.iter_markers(_MARKER)))
    return {name: value for each in markers for name, value in each.kwargs.items()}


def _apply(mock: CometMock, settings: Mapping[str, Any], folder: Path) -> None:
    """Set what a marker in this folder sets; anything wrong with it fails the test."""
    from cometvideo.errors import InputError
    from cometvideo.mock.testing import configure

    try:
        configure(mock, settings, folder)
        if "recording" in settings:
            _warn_of(mock, folder / settings["recording"])
    except InputError as error:
        raise _wrong(f"{_MARKER}: {error}") from None


def _warn_of(mock: CometMock, recording: Path) -> None:
    """Warn of what is no longer as the spec says in a recording."""
    import warnings

    from cometvideo.jobs import read_recording
    from cometvideo.live.traffic import disagreements

    for each in disagreements(mock.api.state.spec, read_recording(recording)):
        warnings.warn(each, stacklevel=2)


def _wrong(text: str) -> BaseException:
    return pytest.fail.Exception(text, pytrace=False)
