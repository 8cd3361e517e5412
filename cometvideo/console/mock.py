"""The mock's console: which page is asked for, and what stands on it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from secrets import token_hex

from cometvideo.console.answers import NotThereError, file, plain
from cometvideo.console.pages import Console, Look, Values
from cometvideo.mock.api import MockApi
from cometvideo.mock.control import PREFIX, PROOF
from cometvideo.mock.faults import KINDS
from cometvideo.mock.journal import Entry, Journal
from cometvideo.mock.operations import DOWNLOAD
from cometvideo.mock.quirks import QUIRKS
from cometvideo.mock.tasks import Task
from cometvideo.wire.exchange import Answer, HttpRequest
from cometvideo.words import every_words, operations_of

__all__ = ["FIRST", "HOME", "MockConsole"]

HOME = f"{PREFIX}/console"
FIRST = f"{PREFIX}/"
# What browsers ask for by themselves.
_BESIDE = frozenset({"/favicon.ico", "/.well-known/appspecific/com.chrome.devtools.json"})
_MOST_TASKS = 500  # that are listed


class MockConsole(Console):
    """Shows one mock, and offers its controls; changes nothing but through the control API."""

    name = "mock"
    root = PREFIX
    tabs = (
        ("", "Exchanges"),
        ("tasks", "Tasks"),
        ("bill", "Bill"),
        ("ask", "Ask"),
        ("controls", "Controls"),
    )
    posted = frozenset({"asked"})
    parts = frozenset({"exchanges", "exchange", "tasks", "task", "bill"})

    def __init__(
        self, api: MockApi, *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        pages = {
            "": self._exchanges,
            "exchange": self._exchange,
            "part": self._part,
            "tasks": self._tasks,
            "task": self._task,
            "video": self._video,
            "bill": self._bill,
            "summary": lambda _: self.render("summary_part"),
            "settings": lambda _: self.render("settings_part"),
            "ask": self._ask,
            "asked": self._asked,
            "controls": self._controls,
        }
        super().__init__(pages, here=api.state.is_here, sleep=sleep)
        self._api = api
        self._state = api.state
        self._state.token = token_hex(16)

    def __repr__(self) -> str:
        return f"<MockConsole of {self._api!r}>"

    def takes(self, request: HttpRequest) -> bool:
        """Whether a request is for a page, or comes of a browser's looking at one."""
        path = request.target.partition("?")[0]
        if path.startswith(PREFIX):
            return path == PREFIX or self._is_page(path)
        if path == "/":
            return request.method == "GET" and "text/html" in (request.header("accept") or "")
        return path in _BESIDE and request.header("sec-fetch-mode") is not None

    def reads(self, request: HttpRequest) -> bool:
        """Whether it is a request that is asked about, which may be as large as a create."""
        return request.path == f"{HOME}/asked"

    def show(self, request: HttpRequest) -> Answer:
        """The page that is asked for."""
        if request.path in _BESIDE:
            return plain(404, "there is none")
        return super().show(request)

    def news(self) -> Mapping[str, object]:
        """How many requests and changes there were, and the mock's time."""
        state = self._state
        now = int(state.now())
        return {"requests": state.requests, "changes": state.changes, "now": now}

    def common(self) -> Values:
        """The summary, and what a change has to show."""
        controls, state = self._api.controls(), self._state
        settings = controls.settings
        return {
            "call": PREFIX,
            "token": state.token,
            "token_header": PROOF,
            "spec": state.spec.name,
            "strict": state.strict,
            "now": controls.now,
            "bill": controls.bill,
            "settings": settings,
            "quirks_on": sorted(settings.quirks or ()),
            "tasks_number": len(controls.tasks),
            "base_url": state.words.base_path,
            "summary": "summary_part.html",
        }

    def _journal(self) -> Journal:
        return self._api.controls().journal

    # --- The pages ---

    def _exchanges(self, look: Look) -> Answer:
        from cometvideo.console.exchanges import lines

        journal, after = self._journal(), _number(look.request.query.partition("=")[2])
        entries = [each for each in journal if each.number > after]
        entries.reverse()
        newest = entries[0].number if entries else after
        found = [*lines(self._state, entries, journal.credentials)]
        return self.page("exchanges", look, lines=found, newest=newest, opened=None)

    def _exchange(self, look: Look) -> Answer:
        from cometvideo.console.exchanges import lines, opened

        journal = self._journal()
        entry = _entry(journal, look.thing)
        hidden = journal.credentials
        found = opened(self._state, entry, hidden, HOME)
        if look.is_part:
            return self.page("exchange", look, opened=found)
        entries = [*journal][::-1]
        shown = [*lines(self._state, entries, hidden)]
        newest = entries[0].number
        return self.page("exchanges", look, lines=shown, newest=newest, opened=found)

    def _part(self, look: Look) -> Answer:
        from cometvideo.console.exchanges import PREVIEWED
        from cometvideo.wire import media
        from cometvideo.wire.bodies import read_body

        number, _, place = look.thing.partition(".")
        asked = _entry(self._journal(), number).request
        body = read_body(asked.header("content-type"), asked.body)
        at = _number(place)
        if at >= len(body.parts) or not place.isdecimal():
            raise NotThereError("there is no such part")
        part = body.parts[at]
        kind = media.look(part.data).format
        if not part.is_file or kind not in PREVIEWED:
            raise NotThereError("this part is no picture that browsers show")
        return file(part.data, kind)

    def _tasks(self, look: Look) -> Answer:
        from cometvideo.console.tasks import lives

        tasks = self._api.controls().tasks
        hidden = self._journal().credentials
        found = [*lives(self._state, tasks[-_MOST_TASKS:], hidden)]
        return self.page("tasks", look, lives=found, more=len(tasks) - len(found))

    def _task(self, look: Look) -> Answer:
        from cometvideo.console.exchanges import lines
        from cometvideo.console.tasks import opened_task

        task, journal = self._known(look.thing), self._journal()
        hidden = journal.credentials
        found = opened_task(self._state, task, [*journal], hidden)
        shown = [*lines(self._state, reversed(found.pop("exchanges")), hidden)]
        return self.page("task", look, **found, lines=shown)

    def _video(self, look: Look) -> Answer:
        from cometvideo.console.tasks import video_of

        return video_of(self._state, self._known(look.thing), look.request)

    def _known(self, thing: str) -> Task:
        with self._state.lock:
            task = self._state.store.get(thing)
        if task is None:
            raise NotThereError(f"there is no task {thing[:100]!r} any more")
        return task

    def _bill(self, look: Look) -> Answer:
        from cometvideo.console.bill import by_key, by_model, doubles

        journal = self._journal()
        hidden, tasks = journal.credentials, self._api.controls().tasks
        with self._state.lock:
            keys = by_key(self._state, hidden)
        return self.page(
            "bill",
            look,
            models=by_model(tasks, hidden),
            keys=keys,
            doubles=doubles(journal, hidden),
        )

    def _ask(self, look: Look) -> Answer:
        from cometvideo.console.asking import fields_of

        spec = self._state.spec
        model = look.thing if look.thing in spec.models else next(iter(spec.models), "")
        fields = [*fields_of(spec, model)]
        return self.page("ask", look, fields=fields, model=model, sends=not self._state.keys)

    def _asked(self, look: Look) -> Answer:
        from cometvideo.console.asking import asked

        found = asked(self._state.spec, self._state.world, look.request)
        return self.render("asked", **found)

    def _controls(self, look: Look) -> Answer:
        state, controls = self._state, self._api.controls()
        words = [*every_words(state.world)]
        there = {name for each in words for name in each.quirks}
        quirks = [
            (name, (act.__doc__ or "").strip()) for name, act in QUIRKS.items() if name in there
        ]
        ends = dict.fromkeys(end for each in words for end in each.statuses if end in each.terminal)
        operations = dict.fromkeys(each.name for each in operations_of(state.world))
        return self.page(
            "controls",
            look,
            quirks=quirks,
            ends=["success", "failure", "moderated", *ends],
            kinds=[*KINDS],
            operations=[*operations, DOWNLOAD],
            envelopes=[*dict.fromkeys(name for each in words for name in each.envelopes)],
            models=state.spec.models,
            auth_header=state.words.auth_header,
            auth_scheme=state.words.auth_scheme,
            key_variable=state.words.key_variable,
            world=[(each, controls.choices.get(each.path)) for each in state.spec.open_facts],
        )


def _entry(journal: Journal, number: str) -> Entry:
    wanted = _number(number)
    for each in journal:
        if each.number == wanted:
            return each
    raise NotThereError(f"exchange {number[:20]!r} is not in the journal any more")


def _number(text: str) -> int:
    """The number that a text is; 0 for any other text."""
    return int(text[:15]) if text.isascii() and text.isdecimal() else 0
