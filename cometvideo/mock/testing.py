"""What a test holds in its hands: a mock of its own, and what it can assert of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias

from cometvideo.errors import InputError
from cometvideo.mock.api import MockApi
from cometvideo.mock.controls import Controls
from cometvideo.mock.faults import Fault
from cometvideo.mock.journal import Entry, Journal
from cometvideo.mock.state import NOBODY
from cometvideo.wire.credentials import Credentials, fingerprint
from cometvideo.wire.exchange import credentials_of

if TYPE_CHECKING:
    import respx

__all__ = ["CometMock", "CometMockInProcess", "configure", "narrate", "show_own_files"]

_MOST_SHOWN = 30
_PACKAGE = Path(__file__).parents[1]


class CometMock(Controls):
    """The mock of one test: what the fixture `comet_mock` gives.

    `base_url` and `key` are what a client has to be given; the environment has them already.
    Whatever key a client sends instead, it is seen: all that follows is about all keys, and
    `of(key)` has the controls of a single one.
    Before the client runs: `plan`, `plan_next`, `fault`, `fail_next`, `world`, `quirks`, `advance`.
    After it: `journal`, `tasks`, `bill`, and the assertions, which raise AssertionError with the
    exchanges that they are about. `api` is the mock itself.
    """

    def __init__(self, api: MockApi, key: str, base_url: str) -> None:
        super().__init__(api.state)
        self.api = api
        self.key = key
        self.base_url = base_url

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {self.base_url}: {self._told()}>"

    def of(self, key: str) -> Controls:
        """The controls of one key, for a test that tells keys apart."""
        return self.api.controls(key)

    def assert_on_contract(self) -> None:
        """Every request is one that the documentation promises to take."""
        off = self.journal.off_contract
        if off:
            told = "\n".join(f"  #{each.number} {'; '.join(each.problems)}" for each in off)
            told = self.journal.credentials.text(told)
            raise AssertionError(f"requests that are not as documented: {len(off)}\n{told}")

    def assert_tasks(self, number: int) -> None:
        """So many tasks were created, and so many paid for."""
        bill = self.bill
        if bill.tasks != number:
            raise AssertionError(
                f"tasks created and paid for: {bill.tasks} ({bill.seconds} s of video; "
                f"{bill.words}), not {number}{self._other_keys()}:\n{narrate(self.journal)}"
            )

    def _other_keys(self) -> str:
        """What is to be said of requests whose key is not this test's."""
        mine = {fingerprint(self.key), NOBODY}
        others = [each for each in self.journal if each.owner not in mine]
        keys = ", ".join(dict.fromkeys(each.owner for each in others))
        what = f"requests sent with other keys than comet_mock.key: {len(others)}"
        return f" ({what}; their fingerprints: {keys})" if others else ""

    def assert_not_polled_after_end(self) -> None:
        """No task was asked after once its client had seen its end."""
        late = self.journal.polled_after_end
        if late:
            ends = ", ".join(self._ends)
            raise AssertionError(
                f"asked after although seen at their end: {', '.join(late)}; stop at a terminal "
                f"status ({ends}):\n{narrate(self.journal)}"
            )

    def assert_key_kept(self) -> None:
        """The key was not sent to the host where the videos lie."""
        leaks = self.journal.keys_at_downloads
        told = "\n".join(f"  #{each.number} {each.request.path}" for each in leaks)
        if told:
            raise AssertionError(
                "the key was sent to the host of the videos, which is another one; send the link's "
                "request without the Authorization header:\n" + self.journal.credentials.text(told)
            )


class CometMockInProcess(CometMock):
    """The same without a server: what the fixture `comet_mock_inprocess` gives.

    A client of httpx is given `transport()`, a session of requests mounts `adapter()`, or what is
    sent is caught inside `with router():`.
    """

    def transport(self, library: ModuleType | None = None) -> Any:
        """A transport of httpx, or of the library given (httpx2)."""
        from cometvideo.mock.inprocess import transport

        return transport(self.api, library)

    def adapter(self) -> Any:
        """An adapter of requests, for `Session.mount`."""
        from cometvideo.mock.requests_adapter import adapter

        return adapter(self.api)

    def router(self, router: respx.MockRouter | None = None) -> respx.MockRouter:
        """A respx router, new or the one given, that leads to the mock."""
        from cometvideo.mock.inprocess import respx_router

        return respx_router(self.api, router)


def configure(mock: CometMock, settings: Mapping[str, Any], folder: Path) -> None:
    """Set what a marker sets, paths being relative to `folder`; raises InputError."""
    from cometvideo.likeness import did_you_mean

    for name in settings:
        if name not in _SETTINGS:
            advice = did_you_mean(name, _SETTINGS)
            raise InputError(f"has no setting {name}; allowed: {', '.join(_SETTINGS)}{advice}")
    for name, value in settings.items():
        _SETTINGS[name](mock, folder / value if name == "recording" else value)
    state = mock.api.state
    if state.only_recorded and state.recording is None:
        raise InputError("only_recorded is about a recording: name its file as recording=...")


def _set_unused(mock: CometMock, said: str) -> None:
    del mock
    if said not in {"allow", "fail"}:
        raise InputError(f"unused is 'allow' or 'fail', not {said!r}")


AnyFault: TypeAlias = str | Mapping[str, object] | Fault


def _set_faults(mock: CometMock, faults: AnyFault | list[AnyFault]) -> None:
    several = (faults,) if isinstance(faults, str | Mapping | Fault) else faults
    for each in several:
        mock.fault(each)


def _set_switch(name: str) -> Callable[[CometMock, object], None]:
    def switch(mock: CometMock, on: object) -> None:
        if not isinstance(on, bool):
            raise InputError(f"{name} is True or False, not {on!r}")
        setattr(mock.api.state, name, on)

    return switch


_SETTINGS: Mapping[str, Callable[[CometMock, Any], object]] = {
    "plan": lambda mock, plan: mock.plan(plan),
    "world": lambda mock, choices: mock.world(choices),
    "quirks": lambda mock, names: mock.quirks(*([names] if isinstance(names, str) else names)),
    "faults": _set_faults,
    "strict": _set_switch("strict"),
    "recording": lambda mock, path: mock.play(path),
    "only_recorded": _set_switch("only_recorded"),
    "unused": _set_unused,
}


def show_own_files(files: Any, root: Path) -> None:
    """Add the files of this package to the faked ones of pyfakefs, and what the project says."""
    for folder in (_PACKAGE, _PACKAGE.parent / "spec"):
        with suppress(OSError):  # they are there already, or a wheel has no such folder
            files.add_real_directory(folder)
    for folder in (root, *root.parents):
        with suppress(OSError):  # there is none, or it is there already
            files.add_real_file(folder / "pyproject.toml")


def narrate(journal: Journal) -> str:
    """The exchanges, one a line, the newest ones if there are many."""
    hidden = journal.credentials
    lines = [_line(each, credentials_of(each.request, hidden)) for each in journal]
    cut = [f"  … {len(lines) - _MOST_SHOWN} earlier ones"] if len(lines) > _MOST_SHOWN else []
    return "\n".join([*cut, *lines[-_MOST_SHOWN:]]) or "  no request came"


def _line(entry: Entry, credentials: Credentials) -> str:
    answer = entry.answer
    status = "no answer" if answer is None else str(answer.status)
    if answer is not None and (answer.delivery.drop or answer.delivery.stall):
        status = "no answer"
    request = entry.sent
    sent = f" {dict(request.fields)}" if request else ""
    about = "; ".join(filter(None, (entry.note, *entry.problems)))
    shown = sent if len(sent) < 300 else f"{sent[:299]}…"
    line = f"  #{entry.number} {entry.request.method} {entry.request.path}{shown} -> {status}"
    return credentials.text(f"{line}  ({about})" if about else line)
