"""Live runs against servers that mean no good: nothing is paid twice, every run ends clearly."""

import json
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cometvideo import load_family
from cometvideo.cli import drift_live, drift_replay
from cometvideo.cli.arguments import Parser
from cometvideo.errors import InputError
from cometvideo.live.deriving import probes_of
from cometvideo.live.judging import follow_up, judge
from cometvideo.live.ledger import Ledger
from cometvideo.live.plan import ProbePlan, likely_spend, plan_text, worst_spend
from cometvideo.live.planning import make_plan
from cometvideo.live.session import access
from cometvideo.live.stored import exchange_of, exchange_text
from cometvideo.mock import MockApi
from cometvideo.wire.exchange import Answer, Exchange, HttpRequest
from tests.attack.upstream import Answering, Asked, Hostile, answer, hostile, task
from tests.live.stand import BASE_URL, PAID, Stand
from tests.live.upstream import Upstream
from tests.thorough import thorough

MATRIX = load_family("seedance")


@pytest.fixture(scope="module")
def text() -> str:
    library = probes_of(MATRIX)
    facts = ("models.doubao-seedance-1-0-pro.size",)
    return plan_text(make_plan(MATRIX, library, facts=facts), library)


@pytest.fixture(scope="module")
def long_text() -> str:
    """A plan of more creates than stop a run twice."""
    library = [each for each in probes_of(MATRIX) if each.cost.kind == "paid"][:8]
    plan = ProbePlan(
        MATRIX.name,
        MATRIX.digest,
        tuple(each.id for each in library),
        *worst_spend(library),
        *likely_spend(library),
    )
    return plan_text(plan, library)


class Run:
    """`drift live` against a server, as often as wanted, with one ledger."""

    def __init__(self, folder: Path, text: str, patch: pytest.MonkeyPatch) -> None:
        self.plan = folder / "plan.json"
        self.plan.write_text(text, encoding="utf-8")
        self.ledger = folder / "plan.ledger"
        self.patch = patch

    def __call__(self, server: Hostile, key: str = "sk-live-4d1ab2c9", *words: str) -> int:
        self.patch.setenv("COMETAPI_BASE_URL", server.address)
        self.patch.setenv("COMETAPI_KEY", key)
        parser = Parser("drift live", "", "")
        drift_live.add_arguments(parser)
        usual = ["--plan", str(self.plan), "--yes", "--poll-interval", "0.01", "--deadline", "0.3"]
        code = drift_live.run(parser.read([*usual, *words]))
        assert self.replay() == code
        return code

    def replay(self) -> int:
        parser = Parser("drift replay", "", "")
        drift_replay.add_arguments(parser)
        return drift_replay.run(parser.read([str(self.ledger)]))


@pytest.fixture
def run(tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(tmp_path, text, monkeypatch)


def always(create: bytes, poll: bytes = b"") -> Answering:
    """An API that answers every create and every poll so; what else is asked is refused."""

    def answering(asked: Asked) -> Iterable[bytes]:
        if asked.method == "POST":
            return [create]
        is_poll = asked.target.endswith("/task_1") and b"uthorization" in asked.head
        return [poll if is_poll and poll else answer(b'{"code": "no"}', status=b"400 Bad Request")]

    return answering


# Of each kind every run takes some, and the thorough one all.
QUICK = {"no-answer", "unreadable", "error", "headers", "reason", "http://a..b/", "http://[::1/"}


def marks_of(name: str) -> tuple[pytest.MarkDecorator, ...]:
    return () if name in QUICK else (pytest.mark.thorough,)


# --- What comes after a create counts as that of a create ---

UNCLEAR: list[tuple[str, bytes]] = [
    ("no-answer", b""),
    ("garbage", b"\x00\xff\r\n\r\n"),
    ("half", answer(b"{", b"Content-Length: 9", length=False)),
    ("bomb", answer(b"no gzip", b"Content-Encoding: gzip")),
    ("unreadable", answer(b"\xff\xfe", b"X-Served-By: n\xc5\x93ud")),
    ("no-task", answer(b"{}", b"X: \xff\xfe", status=b"200 \xff")),
    ("page", answer(b"<html>", b"Content-Type: text/html; charset=\xff")),
    ("error", answer(b"\xed\xa0\x80", status=b"500 \xff")),
]


@pytest.mark.parametrize(
    "create", [pytest.param(data, id=name, marks=marks_of(name)) for name, data in UNCLEAR]
)
def test_three_creates_of_which_nobody_knows_stop_all_runs(
    create: bytes, run: Run, long_text: str
) -> None:
    run.plan.write_text(long_text, encoding="utf-8")
    with hostile(always(create)) as server:
        run(server)
        assert server.creates == 3
        for _ in range(2):
            run(server)
        assert server.creates == 3
        run(server, "sk-live-4d1ab2c9", "--despite-unclear")
        assert server.creates == 6
        run(server)
        assert server.creates == 6
    bodies = [each.body for each in server.asked if each.method == "POST"]
    assert len(set(bodies)) == len(bodies), "a create was sent twice"


@pytest.mark.parametrize("error", [ValueError("odd"), UnicodeError(), OSError("gone"), KeyError(1)])
def test_so_does_whatever_else_fails_once_it_was_sent(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(_: HttpRequest) -> Answer:
        raise error

    monkeypatch.setattr("cometvideo.live.run._sender", lambda *_: send)
    stand = Stand(tmp_path, PAID)
    summary = stand.run()
    assert (summary.jobs, summary.unclear) == (3, 3)
    assert "3 jobs in a row" in summary.stopped
    assert {each.fate for each in stand.attempts().values()} == {"no answer"}


# --- What a run keeps, whatever comes ---


@pytest.mark.parametrize(
    ("create", "poll"),
    [
        pytest.param(
            answer(task("queued"), *headers), answer(done, *headers), id=name, marks=marks_of(name)
        )
        for name, headers, done in [
            ("headers", (b"X-Served-By: n\xc5\x93ud", b"X: \xff\xfe"), task("failed")),
            ("reason", (), task("failed", error={"code": "\ud800", "message": "a\x00\udfff"})),
            ("status", (), task("\ud800")),
            ("float", (), task("failed", created_at=1.77e9 + 0.5, progress=1e308)),
            ("large", (), task("failed", created_at=10**400, progress=-(10**4000))),
            ("nested", (), task("failed", model=[{"a": [None]}], progress={})),
            *(
                (link[:12], (), task(video_url=link))
                for link in (
                    "http://a..b/",
                    f"http://{'a' * 64}.example/",
                    "http://[::1/",
                    "file:///etc/passwd",
                )
            ),
        ]
    ],
)
def test_a_run_comes_to_its_end_once(create: bytes, poll: bytes, run: Run) -> None:
    with hostile(always(create, poll)) as server:
        code = run(server)
        assert code in {0, 1, 3}
        creates = server.creates
        assert creates > 3
        assert run(server) == code
        assert server.creates == creates
    with Ledger.read(run.ledger) as ledger:
        assert {each.state for each in ledger.rows.values()} == {"ended"}


@pytest.mark.parametrize("location", [b"http://a..b/", b"http://[::1/", b"file:///etc/passwd"])
def test_so_it_does_where_a_video_leads_nowhere(location: bytes, run: Run) -> None:
    lost = answer(b"", b"Location: " + location, status=b"302 Found")

    def answering(asked: Asked) -> Iterable[bytes]:
        if asked.target == "/video":
            return [lost]
        link = answer(task(video_url=f"{server.address}/video"))
        return always(answer(task("queued")), link)(asked)

    with hostile(answering) as server:
        assert run(server) in {1, 3}
        creates = server.creates
        run(server)
        assert server.creates == creates
    with Ledger.read(run.ledger) as ledger:
        videos = [each.video for each in ledger.attempts() if each.video is not None]
        assert {each.state for each in ledger.rows.values()} == {"ended"}
    assert videos
    assert all("a redirect leads to" in each.problem for each in videos)


def test_headers_are_kept_to_the_byte(run: Run) -> None:
    create = answer(task("queued"), b"X-Served-By: n\xc5\x93ud", b"X: \xff\xfe")
    with hostile(always(create, answer(task("failed")))) as server:
        run(server)
    with Ledger.read(run.ledger) as ledger:
        answers = [
            each.exchanges[0].answer
            for each in ledger.attempts()
            if each.exchanges[0].request.method == "POST"
        ]
    assert answers
    for each in answers:
        assert each is not None
        assert (each.header("x-served-by") or "").encode("latin-1") == b"n\xc5\x93ud"
        assert (each.header("x") or "").encode("latin-1") == b"\xff\xfe"


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**40), 10**40),
        st.floats(),
        st.text(max_size=20),
        st.sampled_from(["http://[::1/", "completed", "864x480", 1.77e9 + 0.5]),
    ),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
FIELDS = [*MATRIX.block("task", "fields"), "error", "fail_reason", "code", "message"]
LIBRARY = probes_of(MATRIX)
ASKED = [
    *[each for each in LIBRARY if each.cost.kind == "paid"][:1],
    *[each for each in LIBRARY if each.cost.kind == "free if rejected"][:1],
    *[each for each in LIBRARY if each.cost.kind == "free"][:2],
]


@pytest.mark.thorough
@settings(max_examples=20)
@given(st.sampled_from(FIELDS), JSON, st.booleans())
@example("status", [], False)
@example("status", {}, True)
@example("created_at", 1.77e9 + 0.5, False)
@example("created_at", float("nan"), False)
@example("video_url", "http://[::1/", True)
def test_whatever_an_answer_holds_is_judged(name: str, value: object, is_last: bool) -> None:
    def change(_: HttpRequest, given: Answer) -> Answer:
        data = json.loads(given.body or b"null")
        if not isinstance(data, dict) or (is_last and data.get("status") != "completed"):
            return given
        for place in (data, data.get("error")):
            if isinstance(place, dict) and (place is data or name in place):
                place[name] = value
        return given._replace(body=json.dumps(data).encode())

    upstream = Upstream(MockApi(MATRIX, plan="polls=2"), MATRIX, change)
    attempts = [upstream.attempt(each) for each in ASKED]
    attempts += [
        exchanged._replace(exchanges=tuple(map(kept, exchanged.exchanges)))
        for exchanged in attempts
    ]
    report = judge(MATRIX, LIBRARY, attempts)
    follow_up(MATRIX, LIBRARY, attempts)
    assert report.exit_code in {0, 1, 3}


def kept(exchange: Exchange) -> Exchange:
    return exchange_of(json.loads(exchange_text(exchange)))


# --- Keys ---


@pytest.mark.parametrize(
    "key",
    [
        *("seedance", "k", "completed"),
        *thorough("create", "doubao-seedance-1-0-pro", "queued", "task_1"),
    ],
)
def test_a_key_that_is_a_word_changes_nothing(key: str, run: Run, tmp_path: Path) -> None:
    done = answer(task("failed", error={"code": "E", "message": "completed, create k"}))
    (tmp_path / "usual").mkdir()
    usual = Run(tmp_path / "usual", run.plan.read_text(encoding="utf-8"), run.patch)
    with hostile(always(answer(task("queued")), done)) as server:
        code = usual(server)
        creates = server.creates
        assert run(server, key) == code
        assert run(server, key) == code
        assert server.creates == 2 * creates
    for column in ("probe", "state", "fate"):
        kept = [rows_of(each.ledger, column) for each in (usual, run)]
        assert kept[0] == kept[1]
    if key != "task_1":  # an id that is the key is hidden
        assert answers_of(usual.ledger) == answers_of(run.ledger)


def answers_of(path: Path) -> list[bytes]:
    """The bodies that were kept."""
    with Ledger.read(path) as ledger:
        exchanges = [each for attempt in ledger.attempts() for each in attempt.exchanges]
    return [each.answer.body for each in exchanges if each.answer is not None]


def rows_of(path: Path, column: str) -> list[Any]:
    db = sqlite3.connect(path)
    found = db.execute(f"SELECT {column} FROM sent ORDER BY number").fetchall()
    db.close()
    return found


def refused(key: str, base_url: str = BASE_URL) -> str:
    with pytest.raises(InputError) as caught:
        access(MATRIX, {"COMETAPI_KEY": key, "COMETAPI_BASE_URL": base_url})
    return str(caught.value)


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("test", "short"),
        ("sk-1234", "short"),
        ("opensesame", "letters alone"),
        ("completed", "a word of the spec"),
        ("doubao-seedance-2-0", "a word of the spec"),
    ],
)
def test_such_a_key_goes_to_this_machine_alone(key: str, why: str) -> None:
    assert why in refused(key)
    here = {"COMETAPI_KEY": key, "COMETAPI_BASE_URL": "http://127.0.0.1:9/v1"}
    assert access(MATRIX, here).key == key


def test_an_unencrypted_public_host_has_to_be_meant() -> None:
    url = "http://api.cometapi.com/v1"
    assert "unencrypted" in refused("sk-4d1ab2c9", url)
    given = {"COMETAPI_KEY": "sk-4d1ab2c9", "COMETAPI_BASE_URL": url}
    assert access(MATRIX, given, unencrypted=True).base_url == url


@pytest.mark.parametrize("escaped", [str, json.dumps, lambda key: key.replace("/", "\\/")])
def test_a_key_that_the_api_repeats_is_nowhere(
    escaped: Callable[[str], str], run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    key = "sk/live+4d1ab2c9"
    said = escaped(key).strip('"')
    told = json.dumps({"code": "KEY", "message": "for KEY"}).replace("KEY", said).encode()
    links = [answer(task(video_url=f"http://a..b/{key}?k={key}")), answer(task(key))]
    polls = iter([answer(task("failed", error={"code": key, "message": f"x{key}x"})), *links])

    def answering(asked: Asked) -> Iterable[bytes]:
        if asked.method == "POST":
            odd = server.creates % 2
            queued = task("queued", id=f"t-{key}", task_id=None).replace(
                key.encode(), said.encode()
            )
            header = b"X-Odd: " + key.encode()
            return [answer(told, header, status=b"400 No") if odd else answer(queued, header)]
        return [next(polls, answer(task("failed", error={"code": said, "message": said})))]

    with hostile(answering) as server:
        run(server, key, "--verbose")
    printed = capsys.readouterr()
    kept = b"".join(each.read_bytes() for each in run.ledger.parent.iterdir())
    for form in (key, key.replace("/", "\\/"), key.replace("/", "\\\\/")):
        assert form not in printed.out + printed.err
        assert form.encode() not in kept
    assert b"t-[key]" in kept
    # It is asked after under the id that it has.
    assert any("sk%2Flive%2B4d1ab2c9" in each.target for each in server.asked)


def test_nothing_is_begun_where_nothing_can_be_sent(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "httpx", None)
    with (
        hostile(always(b"")) as server,
        pytest.raises(InputError, match="sending requests needs httpx"),
    ):
        run(server)
    assert not run.ledger.exists()
    assert server.asked == []
