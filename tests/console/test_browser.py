"""The console in a real browser: one of them for all checks, since its start takes longest."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from cometvideo.console.mock import FIRST, HOME
from cometvideo.mock.server import Server
from cometvideo.wire.request import Part
from tests.console.browsing import PATIENCE_MS, browsing
from tests.console.traffic import HOSTILE, NAMES, busy, guarded, quiet
from tests.mock.talk import KEY, Talker, png

pytestmark = pytest.mark.thorough

AXE = Path(__file__).parents[1] / "js" / "node_modules" / "axe-core" / "axe.min.js"
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}

Page = Any
Open = Callable[..., Page]


def lines(page: Page) -> Any:
    return page.locator("#entries li")


def has(found: Any, number: int) -> None:
    """Wait until there are so many."""
    from playwright.sync_api import expect

    expect(found).to_have_count(number, timeout=PATIENCE_MS)


def hears_what_comes(open_page: Open) -> None:
    api = quiet()
    with Server(api) as server:
        page = open_page(server, FIRST)
        page.locator("#empty").wait_for()
        assert page.locator("#base-url").inner_text() == server.base_url
        client = Talker(api)
        task = client.task()
        lines(page).first.wait_for()
        client.poll(task)
        has(lines(page), 2)
        assert "POST" in lines(page).nth(1).inner_text()
        page.wait_for_selector("#live.is-live")
        lines(page).nth(1).locator("a").click()
        page.locator("#opened h2").wait_for()
        assert page.url.endswith("/exchange/1")
        assert "0.68 USD" in page.locator("#opened").inner_text()
        # What is opened stays so while more comes.
        client.poll(task)
        has(lines(page), 3)
        assert page.locator("#opened h2").is_visible()
        page.go_back()
        has(page.locator("#panes.has-opened"), 0)
        api.controls().reset()
        assert len(api.state.journal) == 0


def sends_every_control(open_page: Open) -> None:
    api = quiet()
    controls = api.controls()
    with Server(api) as server:
        page = open_page(server, f"{HOME}/controls")
        before = controls.now

        def press(name: str) -> None:
            page.evaluate("document.getElementById('said').textContent = ''")
            page.get_by_role("button", name=name, exact=True).click()
            has(page.locator("#said", has_text=re.compile(".")), 1)
            assert page.locator("#said").inner_text().startswith("Done")

        page.get_by_role("button", name="10 min", exact=True).click()
        call = page.locator("form", has_text="Clock").locator(".call").first
        assert call.inner_text() == (
            f"curl -X POST {server.origin}/_mock/clock --json '{{\"advance\":600}}'"
        )
        press("Let time pass")
        assert controls.now == before + 600
        page.locator("[name=operation]").select_option("create")
        press("Fail the next call")
        (fault,) = controls.settings.faults
        assert (fault.operation, fault.status, fault.times) == ("create", 503, 1)
        page.get_by_text("operation='create'").wait_for()
        press("Clear all faults")
        assert controls.settings.faults == ()
        page.locator("[name=pace]").select_option("never")
        press("From now on")
        assert controls.settings.plan is not None
        assert controls.settings.plan.pace == "never"
        page.locator("[name=pace]").select_option("polls")
        page.locator("[name=polls]").fill("1")
        press("The next task")
        page.locator("[name=left_out]").check()
        press("Set quirks")
        assert controls.settings.quirks == frozenset({"left_out"})
        page.locator("[name='fields.size.undocumented']").select_option("refused")
        press("Play this world")
        assert controls.choices["fields.size.undocumented"] == "refused"
        press("Have the task")
        assert [each.id for each in controls.tasks] == ["task_seeded"]
        page.locator("#for-key").fill(KEY)
        page.locator("[name=advance]").fill("7")
        press("Let time pass")
        assert (api.controls(KEY).now, controls.now) == (before + 607, before + 600)
        assert call.inner_text().count('-H "Authorization: Bearer $COMETAPI_KEY"') == 1
        page.locator("#for-key").fill("")
        press("Reset")
        assert controls.tasks == []


def plays_the_video(open_page: Open) -> None:
    api, tasks = busy()
    with Server(api) as server:
        page = open_page(server, f"{HOME}/task/{tasks[0]}")
        seen = page.evaluate(
            """async () => {
              const video = document.querySelector("video");
              video.muted = true; video.playbackRate = 16;
              const ended = new Promise((done) => video.addEventListener("ended", done));
              await video.play(); await ended;
              return [video.videoWidth, video.videoHeight, video.duration];
            }"""
        )
        assert seen == [1280, 720, 5]


def judges_while_you_type(open_page: Open) -> None:
    api = quiet()
    with Server(api) as server:
        page = open_page(server, f"{HOME}/ask")
        verdict = page.locator("#answer .verdict .big")
        verdict.wait_for()
        page.get_by_role("button", name="1280x720 720p 16:9").click()
        page.get_by_text("renders 5 s at 1280x720 (720p, 16:9)").first.wait_for()
        page.locator("[name=seconds]").fill("99")
        page.locator(".verdict.tone-bad").wait_for()
        page.get_by_role("button", name="use 15").click()
        page.locator(".verdict.tone-good").wait_for()
        picture = {"name": "a.png", "mimeType": "image/png", "buffer": png()}
        page.locator("[type=file]").set_input_files([picture])
        page.get_by_text("input_reference=@a.png").wait_for()
        assert len(api.state.journal) == 0
        page.get_by_role("button", name="Send it to this mock").click()
        page.get_by_text("Sent: task_").wait_for()
        assert api.controls().bill.tasks == 1


def goes_by_keys_alone(open_page: Open) -> None:
    api, tasks = busy()
    with Server(api) as server:
        page = open_page(server, FIRST)
        keys = page.keyboard
        keys.press("?")
        page.locator("dialog[open]").wait_for()
        keys.press("Escape")
        for _ in range(3):
            keys.press("j")
        keys.press("k")
        keys.press("Enter")
        page.locator("#opened h2").wait_for()
        second = lines(page).nth(1).locator(".n").inner_text()
        assert page.url.endswith(f"/exchange/{second}")
        keys.press("Escape")
        has(page.locator("#panes.has-opened"), 0)
        keys.press("/")
        keys.type("generations")
        has(page.locator("#entries li:not([hidden])"), 1)
        page.locator("#search").blur()
        keys.press("2")
        page.wait_for_url(f"**{HOME}/tasks")
        keys.press("j")
        keys.press("Enter")
        page.wait_for_url(f"**{HOME}/task/{tasks[-1]}")


def can_be_read_by_everybody(open_page: Open) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm ci in tests/js")
    api, tasks = busy()
    pages = [FIRST, *(f"{HOME}/{each}" for each in ("tasks", "bill", "ask", "controls"))]
    pages += [f"{HOME}/exchange/4", f"{HOME}/task/{tasks[0]}", "/_guard/"]
    with TemporaryDirectory() as folder, Server(api) as server, ExitStack() as stack:
        guard, ledger = guarded(Path(folder) / "ledger")
        stack.callback(ledger.close)
        beside = stack.enter_context(Server(guard))
        for target in pages:
            page = open_page(beside if "_guard" in target else server, target)
            if target.endswith("/ask"):
                page.locator(".verdict").wait_for()
            page.evaluate(AXE.read_text(encoding="utf-8"))
            for scheme, rules in (("light", "{}"), ("dark", "{runOnly: ['color-contrast']}")):
                page.emulate_media(color_scheme=scheme)
                found = page.evaluate(f"axe.run({rules})")["violations"]
                amiss = [(each["id"], each["nodes"][0]["html"][:200]) for each in found]
                assert amiss == [], (target, scheme, json.dumps(amiss, indent=1))
            for size in (NARROW, {"width": 3840, "height": 2160}):
                page.set_viewport_size(size)
                wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert wide <= 0, (target, size, wide)
            page.close()


def shows_hostile_texts_as_text(open_page: Open) -> None:
    api = quiet()
    client = Talker(api)
    files = [Part("input_reference", png(), name, "image/png") for name in NAMES]
    client.create(*files, prompt=HOSTILE, model=HOSTILE)
    client.ask("GET", f"/v1/{HOSTILE}")
    with Server(api) as server:
        for target in (FIRST, f"{HOME}/exchange/1", f"{HOME}/exchange/2"):
            page = open_page(server, target)
            assert page.title().endswith("cometvideo mock")
            if target.endswith("1"):
                assert HOSTILE in page.locator("#opened").inner_text()
            assert page.locator("#opened script, #entries script, [onerror]").count() == 0
        page.evaluate("document.title = 'as it was'")
        page.locator(".close").click()
        lines(page).first.locator("a").click()
        page.locator("#opened h2").wait_for()
        assert page.title() == "as it was"


ATTACK = """<!doctype html><title>elsewhere</title><script>
const tries = [
  ["/_mock/reset", {method: "POST", mode: "no-cors", body: "{}"}],
  ["/_mock/reset", {method: "POST", headers: {"Content-Type": "application/json"}, body: "{}"}],
  ["/_mock/faults", {method: "DELETE", body: "{}"}],
  ["/_mock/clock", {method: "POST", headers: {"x-cometvideo-console": "a"}, body: "{}"}],
  ["/_mock/", {}],
  ["/_mock/console/feed", {}],
];
window.read = Promise.all(tries.map(([path, options]) =>
  fetch("TARGET" + path, options).then((answer) => answer.text(), () => "")));
</script>
<form method="post" enctype="text/plain" action="TARGET/_mock/reset"><input name="{}"></form>
<iframe src="TARGET/_mock/"></iframe>"""


@contextmanager
def elsewhere(target: str) -> Iterator[str]:
    """A page of a second origin that tries to change the mock and to read of it."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = ATTACK.replace("TARGET", target).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as serving:
        thread = threading.Thread(target=serving.serve_forever)
        thread.start()
        try:
            yield f"http://localhost:{serving.server_port}/"
        finally:
            serving.shutdown()
            thread.join()


def is_nothing_to_a_foreign_page(open_page: Open) -> None:
    api, tasks = busy()
    before = api.controls()
    now, faults, number = before.now, before.settings.faults, len(api.state.journal)
    with Server(api) as server, elsewhere(server.origin) as address:
        page = open_page(server, address, errors_count=False)
        read = page.evaluate("window.read")
        assert read == [""] * len(read)
        page.evaluate("document.querySelector('form').submit()")
        page.wait_for_url("**/_mock/reset")
        assert "may not ask here" in page.locator("body").inner_text()
    after = api.controls()
    assert (after.now, after.settings.faults) == (now, faults)
    assert len(after.tasks) == len(before.tasks) >= len(tasks)
    assert len(api.state.journal) == number


def holds_two_thousand_entries(open_page: Open) -> None:
    api = quiet()
    client = Talker(api)
    task = client.task()
    for _ in range(2050):
        client.poll(task)
    with Server(api) as server:
        page = open_page(server, FIRST)
        assert lines(page).count() == 2000
        lines(page).last.scroll_into_view_if_needed()
        assert lines(page).last.locator(".n").text_content() == "52"
        for _ in range(30):
            client.poll(task)
        has(lines(page).first.locator(".n", has_text="2081"), 1)
        assert lines(page).count() == 2000


CHECKS = [
    hears_what_comes,
    sends_every_control,
    plays_the_video,
    judges_while_you_type,
    goes_by_keys_alone,
    can_be_read_by_everybody,
    shows_hostile_texts_as_text,
    is_nothing_to_a_foreign_page,
    holds_two_thousand_entries,
]


def _amiss(told: Any) -> list[str]:
    """What a page said of its own that it should not have to."""
    return [str(told.text)] if told.type == "error" else []


def test_the_console_in_a_browser() -> None:
    amiss = {}
    with browsing() as browser:
        for check in CHECKS:
            context = browser.new_context(viewport=WIDE)
            context.set_default_timeout(PATIENCE_MS)
            errors: list[str] = []

            def open_page(
                server: Server,
                target: str,
                *,
                errors_count: bool = True,
                context: Any = context,
                found: list[str] = errors,
            ) -> Page:
                page = context.new_page()
                if errors_count:
                    page.on("pageerror", lambda error: found.append(str(error)))
                    page.on("console", lambda told: found.extend(_amiss(told)))
                page.goto(target if "://" in target else server.origin + target)
                return page

            try:
                check(open_page)
                assert errors == []
            except Exception as error:
                amiss[check.__name__] = error
            context.close()
    assert amiss == {}
