"""Judging: what an answer tells, and on which side of every limit it stops to tell that."""

import json
from typing import Any

import pytest

from cometvideo.facts.loading import load
from cometvideo.facts.worlds import settle
from cometvideo.live.answers import Answers
from cometvideo.live.attempt import Attempt, Video
from cometvideo.live.blame import blame
from cometvideo.live.creates import bases
from cometvideo.live.deriving import probes_of
from cometvideo.live.judging import follow_up, judge, judge_unasked
from cometvideo.live.probe import Probe
from cometvideo.live.reactions import react
from cometvideo.live.reasons import points_elsewhere
from cometvideo.live.refusals import read_refusal, see_refusal
from cometvideo.live.rendering import fits_length, fits_size
from cometvideo.live.videos import see_video
from cometvideo.prediction import Accept, Reject, Rendering
from cometvideo.wire.exchange import Answer, Exchange, HttpRequest

MATRIX = load("seedance")
PROBES = {each.id: each for each in probes_of(MATRIX)}
TWO, FAST, PRO, ONE = MATRIX.models
OK = 200


def body(**error: object) -> bytes:
    usual = {"message": "m", "type": "comet_api_error", "param": "", "code": ""}
    return json.dumps({"error": {**usual, **error}}).encode()


def answered(probe: Probe, status: int, data: bytes, video: Video | None = None) -> Attempt:
    exchange = Exchange(
        HttpRequest(probe.method, probe.path, (), b"", "h"), Answer(status, (), data)
    )
    return Attempt(probe.id, "answered", (exchange,), video)


def refused(probe: Probe, status: int = 400, **error: object) -> Attempt:
    return answered(probe, status, body(**error))


def taken(probe: Probe, size: str = "", seconds: float = 0) -> Attempt:
    """A job that was finished at once, with a video as asked or as said here."""
    asked = str(probe.fields.get("seconds", ""))
    width, _, height = (size or str(probe.fields.get("size", ""))).partition("x")
    video = Video(int(width or 0), int(height or 0), seconds or float(asked or 5), None)
    task = {
        "id": "task_1",
        "object": "video",
        "model": probe.model,
        "status": "queued",
        "progress": 0,
        "created_at": 1_776_681_149,
    }
    return answered(probe, OK, json.dumps(task).encode(), video)


def one(model: str, *words: str, shows: str = "") -> Probe:
    """The cheapest probe of a model with these words in its name that shows such a fact."""
    fitting = [
        each
        for each in PROBES.values()
        if each.model == model
        and all(word in each.id for word in words)
        and (not shows or any(shows in mark.fact for mark in each.shows))
    ]
    return min(fitting, key=lambda each: (each.cost.seconds, len(each.id)))


def verdicts(*attempts: Attempt) -> dict[str, tuple[str, object]]:
    report = judge(MATRIX, PROBES.values(), attempts)
    return {each.subject: (each.verdict, each.observed) for each in report.drifts}


# --- availability comes first -------------------------------------------------------------------

KINDS = {
    "unknown task": PROBES["retrieve an unknown task"],
    "no key": PROBES["retrieve without a key"],
    "wrong path": PROBES["ask for a path that is no operation"],
    "documented": one(ONE, "seconds=2", "size=864x480"),
    "must be refused": one(ONE, "seconds=11"),
    "may be refused": one(ONE, "as application/json"),
}
PASSING: list[tuple[int, bytes]] = [
    *((status, body()) for status in (401, 402, 403, 407, 408, 425, 429)),
    *((status, body()) for status in (500, 502, 503, 504, 524)),
    (500, body(code="busy")),
    (503, b"<html></html>"),
    (200, b"<html></html>"),
    (200, b'{"id": "ta'),
]


# Of a request without a key 401 and 403 are what was asked for.
TELLS_NOTHING = [
    (kind, *each)
    for kind in KINDS
    for each in PASSING
    if kind != "no key" or each[0] not in {401, 403}
]


@pytest.mark.parametrize(("kind", "status", "data"), TELLS_NOTHING)
def test_what_passes_by_itself_tells_nothing(kind: str, status: int, data: bytes) -> None:
    assert react(MATRIX, KINDS[kind], answered(KINDS[kind], status, data)).kind == "untold"


@pytest.mark.parametrize("status", [400, 404, 409, 410, 422])
@pytest.mark.parametrize("kind", ["documented", "must be refused", "may be refused"])
def test_a_page_is_no_refusal(kind: str, status: int) -> None:
    found = react(MATRIX, KINDS[kind], answered(KINDS[kind], status, b"<html></html>"))
    assert found.kind in {"untold", "misplaced"}
    assert found.refused is None


@pytest.mark.parametrize("status", [401, 403])
def test_without_a_key_the_answer_is_about_the_key(status: int) -> None:
    probe = KINDS["no key"]
    assert react(MATRIX, probe, refused(probe, status)).kind == "refused"


@pytest.mark.parametrize(
    ("kind", "status", "code", "told"),
    [
        ("must be refused", 500, "invalid_request", "refused"),
        ("must be refused", 500, "InvalidParameter", "untold"),
        ("must be refused", 500, "other", "untold"),
        ("must be refused", 499, "other", "refused"),
        ("unknown task", 500, "task_not_exist", "untold"),
        ("unknown task", 400, "task_not_exist", "refused"),
    ],
)
def test_a_failure_tells_by_its_code_alone(kind: str, status: int, code: str, told: str) -> None:
    assert react(MATRIX, KINDS[kind], refused(KINDS[kind], status, code=code)).kind == told


def test_a_key_that_is_never_let_in_tells_nothing_of_keys() -> None:
    asks = [KINDS["unknown task"], KINDS["no key"], PROBES["retrieve with a wrong key"]]
    found = verdicts(*(refused(each, 401) for each in asks))
    assert {verdict for verdict, _ in found.values()} <= {"could not tell", "unchecked"}
    let_in = [refused(asks[0], 400), *(refused(each, 401) for each in asks[1:])]
    assert verdicts(*let_in)["rejections.by_request.key-missing.status"] == ("holds", 401)


@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        (b'{"id": "task_1", "status": "unknown"}', "drifted"),
        (b'{"status": "maintenance"}', "could not tell"),
        (b'{"code": "task_not_exist", "message": "m", "data": null}', "could not tell"),
    ],
)
@pytest.mark.parametrize("kind", ["unknown task", "no key"])
def test_a_task_that_should_not_be_shown_is_drift(kind: str, data: bytes, verdict: str) -> None:
    fault = {"unknown task": "unknown-task", "no key": "key-missing"}[kind]
    asks = [KINDS["unknown task"]] if kind == "no key" else []
    found = verdicts(*(refused(each) for each in asks), answered(KINDS[kind], OK, data))
    assert found[f"rejections.by_request.{fault}.status"][0] == verdict


def test_404_is_a_refusal_where_the_operation_works() -> None:
    stranger = next(
        each for name, each in PROBES.items() if "does-not-exist" in name and each.is_create
    )
    control = PROBES[stranger.control]
    alone = judge(MATRIX, PROBES.values(), [refused(KINDS["unknown task"]), refused(stranger, 404)])
    status = "rejections.by_field.model.not-a-choice.status"
    assert next(each for each in alone.drifts if each.subject == status).verdict == "could not tell"
    assert verdicts(taken(control), refused(stranger, 404))[status] == ("new", 404)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'{"error": {"code": "busy", "message": "m"}}', "untold"),
        (b'{"code": "busy", "message": "m", "data": null}', "untold"),
        (b'{"accepted": true}', "nameless"),
        (b"{}", "nameless"),
    ],
)
def test_an_error_of_a_success_is_no_task_without_a_name(data: bytes, kind: str) -> None:
    assert react(MATRIX, KINDS["documented"], answered(KINDS["documented"], OK, data)).kind == kind


def test_only_what_is_documented_tells_that_its_encoding_is_read() -> None:
    fact = "body.encodings.multipart/form-data"
    # As far as was tried it holds; there are other ways in which it shows itself.
    assert verdicts(taken(KINDS["documented"]))[fact] == ("unchecked", "read")
    assert verdicts(taken(KINDS["must be refused"]))[fact] == ("unchecked", None)


@pytest.mark.parametrize("control", [taken, refused, None])
def test_a_rule_holds_where_its_refusal_is_for_nothing_else(control: Any) -> None:
    probe = KINDS["must be refused"]
    others = [control(PROBES[probe.control])] if control else []
    found = verdicts(*others, refused(probe))[f"models.{ONE}.seconds.max"]
    assert found[0] == "unchecked"  # as the other side of it was not tried
    assert found[1] == (10 if control is taken else None)


@pytest.mark.parametrize(
    ("data", "envelope", "under"),
    [
        ({"error": {"code": "a", "message": "m"}}, "gateway", "error"),
        ({"errors": {"code": "a", "message": "m"}}, "gateway", "errors"),
        ({"code": "a", "message": "m"}, "task", None),
        ({"code": "a", "message": "m", "error": {"code": "b"}}, "task", None),
        ({"code": "a", "error": {"code": "b", "message": "m"}}, "gateway", "error"),
        # Of two that say as much it is the first of the spec.
        ({"code": "a", "error": {"code": "b"}}, "gateway", "error"),
        ({"a": {"code": "a"}, "b": {"code": "b"}}, "gateway", "a"),
        ({"a": {"code": "a"}, "b": {"code": "b", "type": "t"}}, "gateway", "b"),
        ({"detail": "m", "more": {}}, None, None),
    ],
)
def test_an_answer_is_in_the_envelope_whose_keys_it_has(
    data: dict[str, object], envelope: str | None, under: str | None
) -> None:
    found = read_refusal(MATRIX, 400, data)
    assert (found.envelope, found.under) == (envelope, under)


RULE = f"models.{ONE}.seconds.max"
UNSTATED = {"status": "rejections.unstated_status", "envelope": "rejections.unstated_envelope"}
PROMPT = "rejections.by_field.prompt.empty.code"
MESSAGE = "rejections.by_request.unknown-task.message"


@pytest.mark.parametrize(
    ("path", "status", "data", "told"),
    [
        (RULE, 400, {"code": "a", "message": "m"}, None),
        (RULE, 400, None, None),
        (UNSTATED["status"], 400, {"code": "a", "message": "m"}, ("observed", (400,))),
        (UNSTATED["status"], 418, {"code": "a", "message": "m"}, ("drifted", 418)),
        (UNSTATED["status"], 400, None, ("observed", (400,))),
        (UNSTATED["envelope"], 400, {"code": "a", "message": "m"}, ("observed", ("task",))),
        (UNSTATED["envelope"], 400, {}, ("drifted", "nothing that the spec describes")),
        (UNSTATED["envelope"], 400, None, ("could not tell", None)),
        (PROMPT, 400, {"code": "invalid_request", "message": "m"}, ("holds", "invalid_request")),
        (PROMPT, 400, {"code": "other", "message": "m"}, ("drifted", "other")),
        (PROMPT, 400, {"code": "", "message": "m"}, ("drifted", "nothing")),
        (PROMPT, 400, {"message": "m"}, None),
        (MESSAGE, 400, {"message": "task_not_exist"}, ("holds", "task_not_exist")),
        (MESSAGE, 400, {"message": "task_not_exist (id 7)"}, ("holds", "task_not_exist (id 7)")),
        (MESSAGE, 400, {"message": "gone"}, ("drifted", "gone")),
        (PROMPT, 400, None, ("could not tell", None)),
    ],
)
def test_what_an_answer_tells_of_a_fact_about_answers(
    path: str, status: int, data: dict[str, object] | None, told: tuple[str, object] | None
) -> None:
    answer = read_refusal(MATRIX, status, data)
    seen = see_refusal(MATRIX, "p", [path], answer, "a prompt")
    found = [(s.verdict, s.left or s.observed) for s in seen if s.mark.fact == path]
    assert found == ([told] if told else [])


def test_a_word_must_come_in_a_refusal_and_a_sentence_need_not() -> None:
    messages = {path: str(each.value) for path, each in MATRIX.facts.items() if "message" in path}
    told = {mark.fact for each in PROBES.values() for mark in each.marks} & {*messages}
    stated = {path for path in messages if path.startswith("rejections.")}
    assert told == {MESSAGE}
    assert {path for path in stated if " " in messages[path]} == stated - told != set()


def test_what_no_source_states_of_a_refusal_is_told_by_each_refusal_apart() -> None:
    ways: dict[str, set[str]] = {path: set() for path in UNSTATED.values()}
    for mark in (mark for each in PROBES.values() for mark in each.marks if mark.fact in ways):
        ways[mark.fact].add(mark.way)
    assert all("answers so" not in each and len(each) > 1 for each in ways.values())


# --- no observation from a refusal whose reason is not known ------------------------------------

JSON = "body.encodings.application/json"
ASKS = [one(model, "as application/json") for model in (ONE, TWO)]
CONTROLS = [PROBES[each.control] for each in ASKS]


@pytest.mark.parametrize(
    ("controls", "asks", "observed"),
    [
        pytest.param([taken, taken], [{}, {}], "refused", id="known"),
        pytest.param([taken, taken], [{"code": "json_not_read"}, {}], "refused", id="its own code"),
        pytest.param([taken, refused], [{}, {}], None, id="one of the controls was refused"),
        pytest.param([refused, refused], [{}, {}], None, id="both were"),
        pytest.param([taken, taken], [{}, {"param": "seconds"}], None, id="a field elsewhere"),
        pytest.param([taken, taken], [{}, {"message": "bad seconds"}], None, id="in its words"),
        pytest.param([taken, taken], [{}, {"message": "no such model"}], "refused", id="any words"),
        pytest.param([taken, taken], [{}, {"code": "InvalidParameter"}], None, id="another's code"),
        pytest.param([taken, taken], [{}, None], None, id="one model alone"),
        pytest.param([taken, None], [{}, {}], None, id="no control"),
    ],
)
def test_a_refusal_settles_only_what_it_is_for(
    controls: list[Any], asks: list[Any], observed: str | None
) -> None:
    attempts = [how(each) for how, each in zip(controls, CONTROLS, strict=True) if how]
    attempts += [
        refused(each, **how) for each, how in zip(ASKS, asks, strict=True) if how is not None
    ]
    found = verdicts(*attempts).get(JSON, ("unchecked", None))
    assert (found[0] == "observed", found[1]) == (observed is not None, observed)


@pytest.mark.parametrize(
    ("status", "data"),
    [(503, b"<html></html>"), (404, b"<html></html>"), (200, b"{}"), (200, b'{"id": "ta')],
)
def test_what_passes_by_itself_settles_nothing(status: int, data: bytes) -> None:
    attempts = [*map(taken, CONTROLS), *(answered(each, status, data) for each in ASKS)]
    assert verdicts(*attempts)[JSON][0] in {"could not tell", "unchecked"}


def test_the_control_of_a_question_is_asked_for() -> None:
    assert follow_up(MATRIX, PROBES.values(), [refused(ASKS[0])]) == CONTROLS[0]
    attempts = [refused(ASKS[0]), taken(CONTROLS[0])]
    assert follow_up(MATRIX, PROBES.values(), attempts) is None


def test_what_is_asked_of_the_body_is_safe_and_asked_of_two_models() -> None:
    for base in bases(MATRIX):
        low, high = (MATRIX.facts[f"models.{base.model}.seconds.{key}"] for key in ("min", "max"))
        said = [[each.value, *(also.value for also in each.also)] for each in (low, high)]
        asked = base.fields["seconds"]
        assert isinstance(asked, int)
        assert max(said[0]) <= asked <= min(said[1])  # type: ignore[type-var, operator]
        assert low.value < asked < high.value  # type: ignore[operator]
        assert base.cheapest["seconds"] == low.value
    for fact in MATRIX.open_facts:
        if fact.keys[0] in {"body", "fields"}:
            models = {
                each.model
                for each in PROBES.values()
                if any(mark.fact == fact.path for mark in each.shows)
            }
            assert len(models) in {0, 2}


@pytest.mark.parametrize(
    ("error", "elsewhere"),
    [
        ({}, False),
        ({"param": "size"}, False),
        ({"param": "size[]"}, False),
        ({"param": "prompt"}, True),
        ({"param": "duration"}, True),
        ({"message": "invalid size"}, False),
        ({"message": "invalid seconds for this size"}, False),
        ({"message": "duration is not supported by this model"}, True),
        ({"message": "the model cannot do this"}, False),
        ({"code": "InvalidParameter"}, True),
        ({"code": "InvalidParameter", "param": "size"}, False),
        ({"code": "invalid_request"}, False),
        ({"code": "unheard_of"}, False),
    ],
)
def test_what_points_elsewhere(error: dict[str, object], elsewhere: bool) -> None:
    off = Reject(None, None, None, None, "open", "size", "off-pattern")
    found = read_refusal(MATRIX, 400, json.loads(body(**error)))
    assert points_elsewhere(MATRIX, (off,), found) is elsewhere


# --- what is rendered -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "fits"), [(5, True), (5.49, True), (5.5, False), (4.51, True), (4.5, False)]
)
def test_half_a_second_is_another_length(seconds: float, fits: bool) -> None:
    accept = Accept(Rendering(5, 1280, 720))
    assert fits_length((accept,), Video(1, 1, seconds)) is fits


@pytest.mark.parametrize(
    ("width", "height", "fits"),
    [(1280, 720, True), (1281, 719, True), (1282, 720, False), (1280, 718, False)],
)
def test_two_pixels_are_another_size(width: int, height: int, fits: bool) -> None:
    accept = Accept(Rendering(5, 1280, 720))
    assert fits_size((accept,), Video(width, height, 5)) is fits
    assert fits_size((accept._replace(rendering=Rendering(5, None, None)),), Video(1, 1, 5)) is True
    assert fits_size((accept,), Video(problem="none")) is None


def test_a_video_bears_out_what_is_settled_and_rendered_alone() -> None:
    found = verdicts(taken(KINDS["documented"]))
    held = {fact for fact, (verdict, _) in found.items() if verdict == "holds"}
    assert "sizes.seedance-1-0.480p.16:9" in held
    assert not held & {"task.fields.video_url.type", "task.statuses.completed.means"}
    matrix = load("veo")
    probes = probes_of(matrix)
    fact = matrix.facts["fields.seconds.default"]
    asks = [each for each in probes if any(mark.fact == fact.path for mark in each.shows)]
    report = judge(matrix, probes, [taken(each, seconds=8) for each in asks])
    told = next(each for each in report.drifts if each.subject == fact.path)
    assert (fact.is_open, told.verdict, told.observed) == (True, "unchecked", None)
    # A size that is another says nothing of what is open about lengths.
    report = judge(matrix, probes, [taken(each, "640x360", seconds=8) for each in asks])
    named = {each.subject for each in report.drifts if each.verdict in {"drifted", "new"}}
    assert named == {"sizes.veo-3-1"}


def sized(model: str, size: str) -> Probe:
    return one(model, f"size={size}")


def test_one_model_that_renders_otherwise_is_named_and_not_the_table() -> None:
    ours, theirs = sized(FAST, "1112x834"), sized(PRO, "1112x834")
    own = f"models.{FAST}.size.renders.1112x834"
    cell = "sizes.seedance-1-5-and-2-0.720p.4:3"
    alone = verdicts(taken(ours, "1104x832"))
    assert alone[own] == ("drifted", "1104x832")
    assert alone[cell][0] != "drifted"
    assert own in verdicts(taken(ours, "1104x832"), taken(theirs))
    both = verdicts(taken(ours, "1104x832"), taken(theirs, "1104x832"))
    assert own not in both
    assert both[cell] == ("drifted", "1104x832")
    differing = verdicts(taken(ours, "1104x832"), taken(theirs, "1120x840"))
    assert differing[cell][0] != "drifted"


# What the 1.5 Pro renders, by what was asked for, and what is named for it: of its own table,
# 1112x834 is 4:3 in 720p and 752x560 in 480p; 1120x832 and 704x1248 are 720p of the other table.
@pytest.mark.parametrize(
    ("rendered", "named"),
    [
        ({"4:3": "1120x832"}, {"table": "seedance-1-0"}),
        ({"4:3": "1120x832", "960x960": "960x960"}, {"table": "seedance-1-0"}),
        ({"4:3": "1120x832", "720x1280": "704x1248"}, {"table": "seedance-1-0"}),
        ({"4:3": "1120x832", "720x1280": "720x1280"}, {"presets.4:3": "1120x832"}),
        ({"4:3": "752x560"}, {"preset_row": "480p"}),
        ({"4:3": "752x560", "16:9": "864x496"}, {"preset_row": "480p"}),
        ({"4:3": "752x560", "16:9": "1280x720"}, {"presets.4:3": "752x560"}),
        ({"4:3": "1104x832"}, {"presets.4:3": "1104x832"}),
        # Of a size by itself it is the size, unless more of them are of that table.
        ({"1112x834": "1120x832"}, {"renders.1112x834": "1120x832"}),
        ({"1112x834": "1120x832", "720x1280": "704x1248"}, {"table": "seedance-1-0"}),
        (
            {"1112x834": "1120x832", "720x1280": "704x1248", "1280x720": "1280x720"},
            {"renders.1112x834": "1120x832", "renders.720x1280": "704x1248"},
        ),
        (
            {"1112x834": "1120x832", "1280x720": "1280x720", "720x1280": "704x1248"},
            {"renders.1112x834": "1120x832", "renders.720x1280": "704x1248"},
        ),
    ],
)
def test_what_explains_most_of_the_sizes_is_named(
    rendered: dict[str, str], named: dict[str, str]
) -> None:
    found = verdicts(*(taken(one(PRO, f"size={each}"), size) for each, size in rendered.items()))
    drifted = {path: seen for path, (verdict, seen) in found.items() if verdict == "drifted"}
    assert drifted == {f"models.{PRO}.size.{key}": value for key, value in named.items()}


@pytest.mark.parametrize(
    ("rendered", "exact"), [({"4:3": "1120x832"}, False), ({"720x1280": "704x1248"}, True)]
)
def test_a_table_is_exactly_another_where_more_sizes_are_of_that(
    rendered: dict[str, str], exact: bool
) -> None:
    odd = {"1:1": "700x700", "4:3": "1120x832", **rendered}
    attempts = [taken(one(PRO, f"size={each}"), size) for each, size in odd.items()]
    table = f"models.{PRO}.size.table"
    found = [e for e in judge(MATRIX, PROBES.values(), attempts).drifts if e.subject == table]
    assert [(each.verdict, each.observed, each.exact) for each in found] == [
        ("drifted", "seedance-1-0", exact)
    ]


def test_a_default_size_is_borne_out_by_its_size_and_not_by_the_length() -> None:
    matrix = settle(MATRIX, {SIZE: "16:9"})
    found = []
    for size in ("1280x720", "640x640"):
        report = judge(matrix, probes_of(matrix), [taken(NO_SIZE[PRO], size)])
        (told,) = (each for each in report.drifts if each.subject == SIZE)
        found.append(told.observed)
    assert found == ["16:9", None]


def test_what_is_open_bears_out_no_length() -> None:
    ours = taken(one(FAST, "seconds=4", "size=864x496"), seconds=6)
    asks = taken(ASKS[1]._replace(fields={**ASKS[1].fields, "size": "1280x720"}))
    assert verdicts(ours, asks)["fields.seconds.gives"][0] == "drifted"


def test_a_table_of_one_model_is_its_own() -> None:
    found = verdicts(taken(sized(ONE, "960x960"), "976x976"))
    assert found["sizes.seedance-1-0.720p.1:1"] == ("drifted", "976x976")


def test_lengths_that_are_off_everywhere_are_no_fact_of_a_default() -> None:
    default = one(ONE, "without seconds", "size=864x480")
    asked = one(ONE, "seconds=2", "size=864x480")
    other = one(FAST, "without seconds", "size=864x496")
    fact = "fields.seconds.default"
    assert verdicts(taken(default, seconds=6), taken(asked, seconds=3))[fact][0] == "could not tell"
    found = verdicts(taken(default, seconds=8), taken(asked), taken(other, seconds=5))
    assert found[fact][0] != "drifted"
    assert found[f"models.{ONE}.seconds.default"] == ("drifted", 8)
    assert verdicts(taken(default, seconds=8), taken(other, seconds=8))[fact] == ("drifted", 8)


def test_a_model_whose_lengths_are_off_is_named() -> None:
    ours, theirs = one(FAST, "seconds=4", "size=864x496"), one(PRO, "seconds=4", "size=864x496")
    found = verdicts(taken(ours, seconds=6), taken(theirs))
    assert found[f"models.{FAST}"][0] == "drifted"
    assert found["fields.seconds.gives"][0] != "drifted"
    found = verdicts(taken(ours, seconds=6), taken(theirs, seconds=6))
    assert found["fields.seconds.gives"][0] == "drifted"


def test_size_and_length_are_borne_out_apart() -> None:
    probe = one(PRO, "seconds=4", "size=864x496")
    cell, gives = "sizes.seedance-1-5-and-2-0.480p.16:9", "fields.seconds.gives"
    held = []
    for attempt in (taken(probe, seconds=2), taken(probe, "640x640")):
        session = Answers(MATRIX, PROBES, [attempt])
        seen = see_video(session, session.cases[0], attempt.video or Video())
        held.append({each.mark.fact for each in seen if each.verdict == "holds"} & {cell, gives})
    assert held == [{cell}, {gives}]


# Of a preset whose row is open a size that is like that of a row is of that row, and changed.
@pytest.mark.parametrize(
    ("asked", "rendered", "fact", "exact"),
    [
        ("16:9", "1264x712", f"models.{ONE}.size.presets.16:9", True),
        ("9:16", "712x1264", f"models.{ONE}.size.presets.9:16", True),
        ("16:9", "1332x754", f"models.{ONE}.size.presets.16:9", True),
        ("9:16", "766x1350", f"models.{ONE}.size.preset_row", False),
        ("16:9", "1350x766", f"models.{ONE}.size.preset_row", False),
    ],
)
def test_a_size_that_is_like_a_published_one_is_that_one_changed(
    asked: str, rendered: str, fact: str, exact: bool
) -> None:
    others = [taken(sized(ONE, size)) for size in ("1248x704", "704x1248")]
    report = judge(MATRIX, PROBES.values(), [taken(sized(ONE, asked), rendered), *others])
    (found,) = (each for each in report.drifts if each.verdict == "drifted")
    assert (found.subject, found.observed, found.exact) == (fact, rendered, exact)


# What may be left open for all models, and who is asked about it: two of them.
SIZE, UNLISTED = "fields.size.default", "fields.size.undocumented"
NO_SIZE = {model: one(model, "without size", shows=SIZE) for model in (PRO, ONE)}
PRESET = one(ONE, "size=16:9", shows="preset_row")
ODD_SIZE = {TWO: one(TWO, "size=871x503"), ONE: one(ONE, "size=871x487")}


@pytest.mark.parametrize(
    ("ours", "theirs", "observed"),
    [
        ("1280x720", "1248x704", ("observed", "16:9")),
        ("960x960", "960x960", ("observed", "1:1")),
        ("1024x576", "1024x576", ("observed", "another")),
        ("864x496", "864x480", ("observed", "another")),
        ("1280x720", "864x480", ("could not tell", None)),
    ],
)
def test_the_default_size_may_be_any(
    ours: str, theirs: str, observed: tuple[str, str | None]
) -> None:
    attempts = [taken(NO_SIZE[PRO], ours), taken(PRESET, "1248x704"), taken(NO_SIZE[ONE], theirs)]
    assert verdicts(*attempts)[SIZE] == observed
    # One model alone tells of no other.
    assert verdicts(*attempts[:2])[SIZE] == ("unchecked", None)
    assert verdicts(*attempts[1:])[SIZE] == ("unchecked", None)


def test_what_a_video_shows_is_told_of_the_exchange_that_brought_it() -> None:
    attempts = [taken(NO_SIZE[PRO], "960x960"), taken(NO_SIZE[ONE], "960x960")]
    later = [each._replace(exchanges=each.exchanges * 3) for each in attempts]
    for asked, line in ((attempts, 1), (later, 3)):
        report = judge(MATRIX, PROBES.values(), asked)
        (told,) = (each for each in report.drifts if each.subject == SIZE)
        assert {(each.line, each.said) for each in told.evidence} == {(line, "1:1")}


def test_a_default_beside_a_preset_that_has_moved_is_told_by_one_model_alone() -> None:
    moved = one(PRO, "size=16:9", "seconds=4")
    attempts = [taken(NO_SIZE[PRO], "1280x720"), taken(moved, "864x496")]
    attempts += [taken(PRESET, "1248x704"), taken(NO_SIZE[ONE], "1248x704")]
    found = verdicts(*attempts)
    assert found[f"models.{PRO}.size.preset_row"][0] == "drifted"
    assert found[SIZE] == ("unchecked", None)


@pytest.mark.parametrize("row", ["480p", "720p"])
def test_a_default_beside_an_open_row_waits_for_that(row: str) -> None:
    size = {"480p": "864x480", "720p": "1248x704"}[row]
    ours = taken(NO_SIZE[PRO], "1280x720" if row == "720p" else "864x496")
    alone = verdicts(ours, taken(NO_SIZE[ONE], "1248x704"))
    assert alone[SIZE][0] == "unchecked"
    found = verdicts(ours, taken(NO_SIZE[ONE], "1248x704"), taken(PRESET, size))
    assert found[SIZE] == ("observed", "16:9" if row == "720p" else "another")


@pytest.mark.parametrize(
    ("ours", "theirs", "observed"),
    [
        ("871x503", "871x487", ("observed", "as_asked")),
        ("864x496", "864x480", ("observed", "another")),
        ("640x640", "640x640", ("observed", "another")),
        ("871x503", "864x480", ("could not tell", None)),
        ("871x503", None, ("unchecked", None)),
        (None, "864x480", ("unchecked", None)),
    ],
)
def test_an_unlisted_size_may_come_as_any(
    ours: str | None, theirs: str | None, observed: tuple[str, str | None]
) -> None:
    rendered = {TWO: ours, ONE: theirs}
    attempts = [taken(ODD_SIZE[model], size) for model, size in rendered.items() if size]
    assert verdicts(*attempts)[UNLISTED] == observed


def test_what_one_model_alone_can_show_is_told_by_it_but_not_exactly() -> None:
    probes = [each for each in PROBES.values() if each != ODD_SIZE[ONE]]
    report = judge(MATRIX, probes, [taken(ODD_SIZE[TWO], "871x503")])
    told = next(each for each in report.drifts if each.subject == UNLISTED)
    assert (told.verdict, told.observed, told.exact) == ("observed", "as_asked", False)
    assert TWO in told.why


# --- blame ---------------------------------------------------------------------------------------


def test_a_refusal_is_laid_at_the_field_that_it_names() -> None:
    probe = one(ONE, "seconds=10", "size=16:9")
    unnamed = Answers(MATRIX, PROBES, [refused(probe)]).blamed[0]
    named = Answers(MATRIX, PROBES, [refused(probe, param="seconds")]).blamed[0]
    assert len(unnamed.suspects) > 1
    assert {each.fact for each in named.suspects} <= {
        *(f"models.{ONE}.seconds.max", "fields.seconds.as_text")
    }
    assert blame([], [probe])[0].suspects == unnamed.suspects


def test_what_a_refusal_is_due_to_leaves_all_else_untold() -> None:
    probe = one(ONE, "seconds=10", "size=1664x1248")
    works = taken(one(ONE, "seconds=2", "size=864x480"))
    report = judge(MATRIX, PROBES.values(), [works, refused(probe, param="seconds")])
    found = {each.subject: each for each in report.drifts}
    most = found[f"models.{ONE}.seconds.max"]
    assert (most.verdict, most.observed, most.exact) == ("drifted", f"refused: {probe.id}", False)
    cell = found["sizes.seedance-1-0.1080p.4:3"]
    assert (cell.verdict, cell.why) == (
        *("could not tell",),
        f"the request was refused for models.{ONE}.seconds.max (takes 10)",
    )


def test_what_is_no_bound_is_refused_and_not_otherwise() -> None:
    probe = one(ONE, "seconds=2", "size=1664x1248")
    works = [one(ONE, "seconds=2", f"size={each}") for each in ("864x480", "1920x1088")]
    report = judge(MATRIX, PROBES.values(), [*map(taken, works), refused(probe)])
    (found,) = (each for each in report.drifts if each.verdict == "drifted")
    assert found.subject == "sizes.seedance-1-0.1080p.4:3"
    assert (found.observed, found.exact) == (f"refused: {probe.id}", False)


def test_a_length_beyond_a_moved_bound_blames_nothing_else() -> None:
    least = one(ONE, "seconds=2", "size=864x480")
    inside = [one(ONE, f"seconds={each}", "size=864x480") for each in (3, 4)]
    attempts = [refused(each) for each in (least, *inside)]
    attempts.append(taken(one(ONE, "seconds=5", "size=736x544")))
    attempts.append(refused(one(ONE, "seconds=2", "size=736x544")))
    found = verdicts(*attempts)
    assert {each for each, (verdict, _) in found.items() if verdict == "drifted"} == {
        f"models.{ONE}.seconds.min"
    }


@pytest.mark.parametrize(
    ("others", "times", "error", "is_named"),
    [
        pytest.param(2, 3, {}, True, id="so many alike"),
        pytest.param(2, 2, {}, False, id="not so many"),
        pytest.param(2, 1, {"param": "seconds"}, True, id="it says what for"),
        pytest.param(2, 1, {"param": "prompt"}, False, id="it says something else"),
        pytest.param(1, 3, {}, False, id="so many alike, for any of three"),
        pytest.param(1, 1, {"param": "seconds"}, True, id="any of three, and it says which"),
        pytest.param(0, 3, {}, False, id="so many alike, and nothing was taken"),
        pytest.param(
            0, 3, {"param": "seconds"}, False, id="it says what for, as nothing was taken"
        ),
    ],
)
def test_a_refusal_that_nobody_asked_for_counts_where_it_is_for_one_thing_surely(
    others: int, times: int, error: dict[str, Any], is_named: bool
) -> None:
    probe = one(ONE, "seconds=10", "size=1664x1248")
    fine = [one(ONE, "seconds=2", "size=864x480"), one(ONE, "seconds=2", "size=1664x1248")]
    attempts = [*map(taken, fine[:others]), refused(probe, **error)]
    report = judge_unasked(MATRIX, PROBES, attempts, dict.fromkeys(PROBES, times))
    told = {each.subject for each in report.drifts if each.verdict not in {"holds", "unchecked"}}
    assert told == ({RULE} if is_named else set())
