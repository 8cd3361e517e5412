"""A family that says all that a spec can say goes through every reader, by its file alone."""

import json
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import Phase, find, settings

from cometvideo import Client, Matrix, Media, load_family, predict, settle
from cometvideo.changes.comparing import compare
from cometvideo.cli import main
from cometvideo.cli.fitness import fitness
from cometvideo.conformance import InProcess, check, reference
from cometvideo.documentation import Copy, check_documentation
from cometvideo.export import cases_text, json_schema, openapi
from cometvideo.export.flat import flat_schema
from cometvideo.export.tools import tools
from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document, read_document
from cometvideo.facts.fact import Fact, Scalar
from cometvideo.facts.lint import lint
from cometvideo.facts.vocabulary import ANY_KEY, FORMAT, Row, every_row
from cometvideo.guard.guard import Guard
from cometvideo.guard.ledger import Ledger
from cometvideo.mock import MockApi, transport
from cometvideo.samples.requests import classified
from cometvideo.strategies import nearly_valid, requests
from cometvideo.wire.bodies import multipart
from cometvideo.wire.exchange import Answer, HttpRequest
from cometvideo.wire.mp4.reader import measure
from cometvideo.wire.request import Part
from tests.live.upstream import KEY, Upstream, named
from tests.test_agreement import as_json
from tests.thorough import thorough

FOLDER = Path(__file__).parents[1] / "fixtures" / "whole"
FILE = FOLDER / "whole.cometvideo.yaml"
WHOLE = load_family(FILE)
SPECS: Mapping[str, Matrix] = {
    "whole": WHOLE,
    "listed": load_family(FOLDER / "listed.cometvideo.yaml"),
}
ROWS = dict(every_row())
GOOD = {"prompt": "a kite", "model": "whole-plain", "seconds": "4", "size": "1280x720"}


def place_of(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The place in the vocabulary of a fact with these keys."""
    place: list[str] = []
    row: Row = FORMAT
    for key in keys:
        place.append(key if key in row.keys else ANY_KEY)
        below = row.below(key)
        assert below is not None, keys
        row = below
    return tuple(place)


def can_stand(place: tuple[str, ...]) -> bool:
    """Whether a spec can have a fact there: no further keys where they are listed."""
    row, of_model = FORMAT, place[:1] == ("models",)
    for key in place:
        if key == ANY_KEY and row.keys and not row.free:
            return False
        row = row.keys.get(key, row.each or row)
        if of_model and row.fields_only:
            return False
    return True


STATED: Mapping[tuple[str, ...], list[Fact]] = {
    place: [] for place, row in ROWS.items() if row.type is not None and can_stand(place)
}
for spec in SPECS.values():
    for fact in spec.facts.values():
        STATED[place_of(fact.keys)].append(fact)


def test_it_says_all_that_can_be_said() -> None:
    """Whoever adds a kind of fact adds it to the file, and so to all that stands below."""
    assert [".".join(place) for place, facts in STATED.items() if not facts] == []


def test_it_uses_every_word_of_those_that_are_one_of_a_few() -> None:
    said: dict[str, set[object]] = {}
    words: dict[str, set[object]] = {}
    for place, facts in STATED.items():
        of_type = ROWS[place].type
        assert of_type is not None
        words.setdefault(of_type.name, set()).update(of_type.choices)
        said.setdefault(of_type.name, set()).update(o for fact in facts for o in fact.options)
    unsaid = {name: left for name, each in words.items() if (left := each - said[name])}
    assert unsaid == {}


# --- What it says is heard ---


def another(fact: Fact) -> object:
    """A value that a fact does not have, of the same type."""
    row = ROWS[place_of(fact.keys)]
    value = fact.value
    if value is None:
        return {"value": fact.one_of[0], "one_of": None}
    if row.type and row.type.choices:
        return next((each for each in row.type.choices if each != value), None)
    if row.type and row.type.name.endswith("size"):
        return "642x360"
    if isinstance(value, tuple):
        return list(value[1:]) or None
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int | float) else f"{value}x"


def test_a_change_of_any_fact_is_told() -> None:
    """`diff` names whatever changed, and the spec has another digest."""
    document: dict[str, Any] = {"format": 1, "name": "changed", "extends": str(FILE)}
    changed = {fact.path: another(fact) for fact in WHOLE.facts.values()}
    for fact in WHOLE.facts.values():
        tree = document
        for key in fact.keys[:-1]:
            tree = tree.setdefault(key, {})
        tree[fact.keys[-1]] = changed[fact.path]
    other = build([read_document(FILE), parse_document(json.dumps(document), "changed.yaml")])
    told = {fact.path for each in compare(WHOLE, other) for fact in each.old}
    assert {path for path, value in changed.items() if value is not None} - told == set()
    assert other.digest != WHOLE.digest


# --- Readers ---


def lints(_: Path) -> None:
    assert [lint(FOLDER / f"{name}.cometvideo.yaml") for name in SPECS] == [(), ()]
    for each in fitness(WHOLE):
        assert each.can, each


def predicts(_: Path) -> None:
    verdicts = {prediction.verdict for _, prediction in classified(WHOLE)}
    assert verdicts == {"valid", "uncertain", "invalid"}
    costs = {example.model for example, prediction in classified(WHOLE) if prediction.cost}
    assert costs == {*WHOLE.models}


def has_one_outcome_in_a_world(_: Path) -> None:
    for at in (0, -1):
        world = settle(WHOLE, {fact.path: fact.one_of[at] for fact in WHOLE.open_facts})
        for example, prediction in classified(world):
            sent = example.fields.values()
            # Of a file that cannot be measured nobody can tell whether it has the size.
            if all(each.width for each in sent if isinstance(each, Media)):
                assert len(prediction.outcomes) == 1, example


def renders_any_row_where_none_is_asked_for(_: Path) -> None:
    fields = {**GOOD, "size": "16:9"}
    sizes = [each.size for each in predict(WHOLE, fields).renderings]
    assert sizes == ["854x480", "1280x720"]
    asked = {**fields, "model": "whole-own", "seconds": 4, "quality": "full"}
    assert [each.size for each in predict(WHOLE, asked).renderings] == ["1920x1072"]


def exports_what_it_predicts(_: Path) -> None:
    for spec in SPECS.values():
        judge = jsonschema_rs.validator_for(json_schema(spec))
        for example, prediction in classified(spec):
            if not any(isinstance(each, Media | tuple) for each in example.fields.values()):
                taken = prediction.verdict != "invalid"
                assert judge.is_valid(as_json(example.fields)) == taken, example


def exports(_: Path) -> None:
    document = json.dumps(openapi(WHOLE))
    shown = [json.dumps(flat_schema(WHOLE)), json.dumps(tools(WHOLE, "mcp")), cases_text(WHOLE)]
    for text in (document, *shown):
        assert "whole-own" in text
    for operation in WHOLE.block("operations"):
        assert str(WHOLE.value("operations", operation, "path")) in document
    json.loads(shown[-1])


def draws(_: Path) -> None:
    once = settings(max_examples=1, phases=[Phase.generate], database=None)
    found = find(requests(WHOLE, "valid"), lambda _: True, settings=once)
    assert predict(WHOLE, found).verdict == "valid"
    spoilt = find(nearly_valid(WHOLE), lambda _: True, settings=once)
    assert predict(WHOLE, spoilt.request).verdict == "invalid"


def form(fields: Mapping[str, str], path: str = "/v1/reels") -> HttpRequest:
    parts = [Part(name, value.encode()) for name, value in fields.items()]
    content_type, body = multipart(parts, "boundary0123456789")
    headers = (("X-Whole-Key", f"Token {KEY}"), ("Content-Type", content_type))
    return HttpRequest("POST", path, headers, body, "api.whole.example")


def mocks_what_it_predicts(_: Path) -> None:
    """A mock of any world does what is predicted for it."""
    for at in (0, -1):
        choices: dict[str, Scalar] = {fact.path: fact.one_of[at] for fact in WHOLE.open_facts}
        world = settle(WHOLE, choices)
        api = MockApi(WHOLE, choices=choices, plan="immediate", keys=[KEY])
        for example, _prediction in classified(WHOLE):
            if not all(isinstance(each, str) for each in example.fields.values()):
                continue
            answer = api.handle(form({name: str(each) for name, each in example.fields.items()}))
            sent = list(api.state.journal)[-1].sent
            assert sent is not None
            (outcome,) = predict(world, sent).outcomes
            taken = getattr(outcome, "rendering", None) is not None
            assert (answer.status == 201) == taken, (example, answer)
            if not taken:
                assert answer.status == (getattr(outcome, "status", None) or answer.status)


def plays_every_operation(_: Path) -> None:
    api = MockApi(WHOLE, plan="polls=2", keys=[KEY])
    headers = (("X-Whole-Key", f"Token {KEY}"), ("Content-Type", "application/json"))

    def ask(method: str, path: str, body: object = None) -> Answer:
        sent = b"" if body is None else json.dumps(body).encode()
        return api.handle(HttpRequest(method, path, headers, sent, "api.whole.example"))

    id_ = json.loads(api.handle(form(GOOD)).body)["id"]
    early = ask("GET", f"/v1/reels/{id_}/content")
    assert (early.status, json.loads(early.body)["code"]) == (409, "r8")
    for _poll in range(2):
        task: Any = json.loads(ask("GET", f"/v1/reels/{id_}").body)
    assert task["status"] == "done"
    assert measure(ask("GET", f"/v1/reels/{id_}/content").body).width == 1280
    assert ask("GET", f"/v1/reels/{id_}/content?variant=poster").status == 200
    again = ask("POST", f"/v1/reels/{id_}/remix", {"prompt": "a bird"})
    assert (again.status, json.loads(again.body)["made_from"]) == (201, id_)
    assert id_ in ask("GET", "/v1/reels").body.decode()
    assert ask("DELETE", f"/v1/reels/{id_}").status == 200
    assert ask("GET", f"/v1/reels/{id_}").status == 404


def reads_bodies_by_operation(_: Path) -> None:
    """The encodings of a remix are its own: what is refused of it is read of a create."""
    fact = "operations.remix.encodings.multipart/form-data"
    for is_read in (False, True):
        choices: dict[str, Scalar] = {fact: "read" if is_read else "refused"}
        api = MockApi(WHOLE, plan="polls=1", keys=[KEY], choices=choices)
        id_ = json.loads(api.handle(form(GOOD)).body)["id"]
        api.handle(form({}, f"/v1/reels/{id_}")._replace(method="GET"))
        path = f"/v1/reels/{id_}/remix"
        answer = api.handle(form({"prompt": "a bird"}, path))
        told = json.loads(answer.body)
        assert answer.status == (201 if is_read else 415)
        assert told.get("made_from") == id_ if is_read else told["error"]["code"] == "r4"
        plain = form({}, path)._replace(headers=(form({}).headers[0],))
        assert api.handle(plain._replace(body=b'{"prompt": "a bird"}')).status == 201
        assert api.handle(plain._replace(body=b'["prompt"]')).status == 400
    paths: Any = openapi(WHOLE)["paths"]
    content = paths["/v1/reels/{id}/remix"]["post"]["requestBody"]["content"]
    assert list(content) == ["application/json", "multipart/form-data"]


def renders(_: Path) -> None:
    api = MockApi(WHOLE, plan="immediate", keys=[KEY])
    with Client(KEY, spec=FILE, transport=transport(api), sleep=lambda _: None) as client:
        assert measure(client.render({**GOOD, "seconds": 4})).width == 1280


def checks_clients(_: Path) -> None:
    clauses = ["video-is-intact", "poll-id", "success-is-told", "refusal-message"]
    report = check(InProcess(reference(str(FILE))), spec=str(FILE), clauses=clauses)
    assert report.exit_code == 0, [each.summary for each in report.results]


def guards(folder: Path) -> None:
    with closing(Ledger(folder / "ledger", now=lambda: 9.0)) as ledger:
        guard = Guard(WHOLE, ledger, log=lambda _: None)
        assert not isinstance(guard.before(form(GOOD)), Answer)
        refused = guard.before(form({**GOOD, "seconds": "5"}))
        assert isinstance(refused, Answer)
        assert refused.status == 422


def reads_pages(_: Path) -> None:
    page = b"""POST /v1/reels

Body

multipart/form-data
quality
enum<string>

How sharp it is.

Available options:
sd,
hd,
ultra
style
enum<string>
default:plain

How it looks.

Available options:
plain,
drawn
"""
    report = check_documentation(WHOLE, [Copy("page", page, "handbook")])
    told = {each.subject: each.verdict for each in report.drifts}
    assert told["fields.style.choices"] == "holds"
    assert told["fields.quality.choices"] not in {"holds", "could not tell"}


def asks_the_api(_: Path) -> None:
    report = Upstream(MockApi(WHOLE, keys=[KEY]), WHOLE).report()
    assert named(report) == []


def is_shown(folder: Path) -> None:
    assert main(["spec", "show", "--spec", str(FILE), "-o", str(folder / "shown.yaml")]) == 0
    assert load_family(folder / "shown.yaml").digest == WHOLE.digest
    for command in (["facts"], ["facts", "--open"], ["models"]):
        assert main(["--spec", str(FILE), *command]) == 0
    for path in [*WHOLE.facts][::40]:
        assert main(["--spec", str(FILE), "explain", path]) == 0


READERS: tuple[Callable[[Path], None], ...] = (
    *(lints, predicts, has_one_outcome_in_a_world),
    *(renders_any_row_where_none_is_asked_for, exports_what_it_predicts, exports),
    *(
        draws,
        mocks_what_it_predicts,
        plays_every_operation,
        reads_bodies_by_operation,
        renders,
        checks_clients,
        guards,
    ),
    *(reads_pages, is_shown),
)


@pytest.mark.parametrize(
    "reader", [*READERS, *thorough(asks_the_api)], ids=lambda reader: reader.__name__
)
def test_every_reader_takes_it(reader: Callable[[Path], None], tmp_path: Path) -> None:
    reader(tmp_path)
