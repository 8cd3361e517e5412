"""How many changed facts the live suite names, by kind of fact.

    python -m tests.live.sensitivity

For every settled fact and every value that it might change to, the mock of a spec with that change
is asked what a full plan asks. A change is observable if any answer, task or video differs from
those of the unchanged upstream; the report has to name that fact, and nothing that neither follows
from it nor shares its cell. It is tried in the first world, and in one that takes no shape that is
not published.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from cometvideo.drift import DriftReport
from cometvideo.errors import CometVideoError
from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document
from cometvideo.facts.fact import Fact, Scalar, Value
from cometvideo.facts.loading import load_family, read_chain
from cometvideo.facts.matrix import Matrix
from cometvideo.live.attempt import Attempt, json_of
from cometvideo.live.deriving import probes_of
from cometvideo.live.judging import judge
from cometvideo.mock import MockApi
from cometvideo.prediction import predict
from cometvideo.wire.exchange import Exchange
from tests.live.upstream import KEY, Upstream, full_plan, named

WORLDS: Mapping[str, Mapping[str, Scalar]] = {
    "first": {},
    "strict": {"fields.size.undocumented": "refused"},
}


# The words in which we speak of the API, which no API can change. The last is what a status stands
# for: without one for success, no upstream could be served.
_OURS = frozenset({"gives", "selects", "kind", "means"})


def changes(fact: Fact, matrix: Matrix) -> list[Value]:
    """Values that a settled fact might change to, of the same kind."""
    value, key = fact.value, fact.keys[-1]
    if value is None or key in _OURS:
        return []
    by_key: dict[str, Callable[[], Iterable[Value]]] = {
        # Another status of the same class: a failure of the server says nothing of the request.
        "status": lambda: [202 if value == 200 else 422],
        "table": lambda: matrix.block("sizes"),
        "preset_row": lambda: _values(matrix.value(*fact.keys[:3], "rows")),
        "envelope": lambda: matrix.block("errors", "envelopes"),
        "initial": lambda: matrix.block("task", "statuses"),
        "type": lambda: ["integer", "string"],
        "method": lambda: ["PUT"],
        "path": lambda: [f"/v2{value}"],
        "message": lambda: ["other_words"],
    }
    if fact.keys[0] == "sizes":
        width, _, height = str(value).partition("x")
        found: Iterable[Value] = [f"{int(width) + 8}x{int(height) + 8}"]
    elif key in by_key and not isinstance(value, tuple):
        found = by_key[key]()
    else:
        found = _near(value)
    return [each for each in found if each != value]


def _near(value: Value) -> list[Value]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, tuple):
        return [value[:-1], value[1:]] if len(value) > 1 else []
    return [f"{value}-changed"]


def _values(value: Value | None) -> tuple[Scalar, ...]:
    return value if isinstance(value, tuple) else ()


def patch(fact: Fact, value: Value) -> dict[str, object]:
    """One fact with another value, as a spec writes it."""
    inner: dict[str, object] = {
        "value": list(value) if isinstance(value, tuple) else value,
        "from": list(fact.sources),
    }
    for key in reversed(fact.keys):
        inner = {key: inner}
    return inner


def changed(fact: Fact, value: Value, spec: str = "seedance") -> Matrix:
    """A spec with another value for one fact."""
    text = json.dumps({"format": 1, "name": "changed", **patch(fact, value)})
    return build([*read_chain(spec), parse_document(text, "changed.yaml")])


def asked(upstream: Matrix, matrix: Matrix, world: str) -> list[Attempt]:
    """What comes of a full plan at this upstream."""
    api = MockApi(upstream, keys=[KEY], choices=dict(WORLDS[world]))
    return Upstream(api, matrix).attempts(full_plan(matrix))


@lru_cache(maxsize=8)
def unchanged(matrix: Matrix, world: str) -> tuple[object, ...]:
    """What an observer sees of the upstream as the spec has it."""
    return tuple(map(seen_of, asked(matrix, matrix, world)))


def seen_of(attempt: Attempt) -> object:
    """What an observer sees of an attempt, without what differs in every run."""
    return attempt.probe, tuple(map(shown_by, attempt.exchanges)), attempt.video


def shown_by(exchange: Exchange) -> object:
    """What an observer sees of an exchange, without what differs in every run."""
    data = dict(json_of(exchange) or {})
    for key in ("id", "task_id", "created_at", "completed_at"):
        if key in data:
            data[key] = type(data[key]).__name__
    if data.get("video_url"):
        data["video_url"] = "link"
    inner = data.get("error")
    for block in (data, inner if isinstance(inner, dict) else {}):
        # What the mock explains in its own words, no client can rely on.
        if " " in str(block.get("message", "")):
            block["message"] = "words"
    return exchange.answer.status if exchange.answer else None, json.dumps(data)


def related(fact: Fact, matrix: Matrix) -> set[str]:
    """What a report may name besides a fact: what shares its cell or follows from it."""
    found = {fact.path}
    for path, each in matrix.facts.items():
        same_model = each.keys[:3] == fact.keys[:3] and fact.keys[0] == "models"
        if same_model and fact.keys[2] == "size":
            found.add(path)
        if fact.keys[0] == each.keys[0] == "fields" and fact.keys[1] == each.keys[1]:
            found.add(path)
        if fact.keys[0] == each.keys[0] == "operations" and fact.keys[1] == each.keys[1]:
            found.add(path)
        # A bound of a model may be that of the field as well.
        is_bound = fact.keys[-1] in {"min", "max"} and each.keys[-2:] == fact.keys[-2:]
        both = {fact.keys[0], each.keys[0]} == {"models", "fields"}
        if is_bound and both and each.value == fact.value:
            found.add(path)
    return found


def tried(fact: Fact, value: Value, matrix: Matrix, world: str) -> tuple[bool, DriftReport] | None:
    """Whether a change can be observed, and what is reported; None where no such spec works."""
    upstream = served(fact, value)
    if upstream is None:
        return None
    done = asked(upstream, matrix, world)
    is_observable = tuple(map(seen_of, done)) != unchanged(matrix, world)
    return is_observable, judge(matrix, probes_of(matrix), done)


def served(fact: Fact, value: Value) -> Matrix | None:
    """The spec with another value for one fact; None where no such spec works."""
    try:
        upstream = changed(fact, value)
        MockApi(upstream)
        predict(upstream, {})
    except CometVideoError:
        return None
    return upstream if _is_consistent(upstream) else None


def _is_consistent(upstream: Matrix) -> bool:
    """Whether presets mean a row that the model has, and the default is one of the presets.

    Else nobody could serve such a spec.
    """
    default, labels = (upstream.fact("fields", "size", key) for key in ("default", "labels"))
    if default and labels and default.options[0] not in labels.options[0]:  # type: ignore[operator]
        return False
    for model in upstream.models:
        row = upstream.fact("models", model, "size", "preset_row")
        rows = upstream.value("models", model, "size", "rows")
        if row and isinstance(rows, tuple) and row.options[0] not in rows:
            return False
    return True


def kind_of(fact: Fact) -> str:
    """Facts that are told in the same way."""
    first, last = fact.keys[0], fact.keys[-1]
    if first == "sizes":
        return "sizes"
    return (
        f"{first}.{fact.keys[1]}…{last}" if first in {"task", "rejections"} else f"{first}…{last}"
    )


def main() -> None:
    """Change every fact, and print what was caught."""
    matrix = load_family("seedance")
    counts: dict[str, Counter[str]] = {}
    for fact in matrix.facts.values():
        if fact.is_open:
            continue
        for value in changes(fact, matrix):
            for world in WORLDS:
                result = tried(fact, value, matrix, world)
                if result is None:
                    continue
                is_observable, report = result
                names = {each.subject for each in named(report)}
                count = counts.setdefault(kind_of(fact), Counter())
                count["changes"] += 1
                count["observable"] += is_observable
                count["caught"] += is_observable and fact.path in names
                others = names - related(fact, matrix)
                count["names others"] += bool(others)
                if is_observable and (fact.path not in names or others):
                    print(f"{world} {fact.path} {fact.value} -> {value}: {sorted(names)}")
                if not is_observable and names:
                    print(f"{world} {fact.path} -> {value} is not to be seen: {sorted(names)}")
    width = max(map(len, counts))
    columns = ("changes", "observable", "caught", "names others")
    print(f"{'kind of fact':{width}}  {'  '.join(columns)}")
    total: Counter[str] = Counter()
    for kind in sorted(counts):
        total += counts[kind]
        row = "  ".join(f"{counts[kind][each]:{len(each)}}" for each in columns)
        print(f"{kind:{width}}  {row}")
    row = "  ".join(f"{total[each]:{len(each)}}" for each in columns)
    print(f"{'all':{width}}  {row}  {total['caught'] / total['observable']:.1%}")


if __name__ == "__main__":
    main()
