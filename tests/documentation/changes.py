"""Changed pages and changed specs: one fact made another, to see whether the check names it."""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from cometvideo.documentation.comparing import is_shown
from cometvideo.facts.claims import build
from cometvideo.facts.documents import parse_document
from cometvideo.facts.fact import Fact, Value
from cometvideo.facts.loading import load_family, read_chain
from cometvideo.facts.matrix import Matrix
from tests.documentation.copies import MATRIX, SPEC, check, content

# Lines below the one a claim was read from, in which the value may still stand.
_NEAR = 14


class Change(NamedTuple):
    """A page with one place of one fact changed."""

    fact: str
    page: str
    content: bytes
    how: str


def observable(page: str, source: str = "create-page", spec: str = SPEC) -> list[Fact]:
    """The settled facts of a source that a page states."""
    matrix = load_family(spec)
    report = check(page, source, matrix)
    stated = {each.subject for each in report.drifts if each.verdict == "holds"}
    return [fact for path, fact in matrix.facts.items() if path in stated and is_shown(fact)]


# --- a changed spec ---------------------------------------------------------------------------


def changed_spec(fact: Fact, spec: str = SPEC) -> Matrix:
    """A spec with another value for one fact."""
    inner: object = {"value": _jsonable(other_value(fact)), "from": list(fact.sources)}
    for key in reversed(fact.keys):
        inner = {key: inner}
    text = json.dumps({"format": 1, "name": "changed", **_mapping(inner)})
    return build([*read_chain(spec), parse_document(text, "changed.yaml")])


def other_value(fact: Fact) -> Value:
    """A value that a fact does not have, of the same kind."""
    value = fact.value
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, tuple):
        return value[:-1] if len(value) > 1 else (*value, "more")
    if fact.keys[-1] == "table":
        return next(each for each, _ in MATRIX.blocks("sizes") if each != value)
    if fact.keys[-1] == "preset_row":
        return "480p" if value != "480p" else "720p"
    return _other_text(str(value))


def allowed(fact: Fact) -> set[str]:
    """What a report may name besides a fact: what shares its cell, or follows from it."""
    facts = MATRIX.facts
    found = {fact.path}
    for group in _SHARED:
        if re.fullmatch(group, fact.path):
            found |= {path for path in facts if re.fullmatch(group, path)}
    if fact.keys[0] == "models" and fact.keys[2] == "size":
        found |= {path for path in facts if path.startswith(f"models.{fact.keys[1]}.size.")}
    if fact.keys[0] == "models" and fact.keys[-1] in {"min", "max"}:
        # Models that share a sentence share their numbers.
        found |= {
            path
            for path, each in facts.items()
            if each.keys[0] == "models"
            and each.keys[2:] == fact.keys[2:]
            and each.value == fact.value
        }
    return found


_SHARED = (
    r"models\..*\.size\.rows",
    r"fields\.size\.(?:pattern|labels|exact\.min|exact\.max)",
    r"task\.fields\.\w+\.required|task\.quirks\.left_out",
    r"task\.id_example|task\.fields\.task_id\.same_as",
)


# --- a changed page -----------------------------------------------------------------------------


def changed_pages(page: str, fact: Fact) -> Iterator[Change]:
    """A page with each place changed where it states a fact."""
    text = content(page).decode()
    special = False
    for how, changed in (
        *_by_edits(text, fact),
        *_by_column(text, fact),
        *_by_list_of_required(text, fact),
    ):
        special = True
        yield Change(fact.path, page, changed.encode(), how)
    if special and fact.keys[0] != "sizes":
        return
    lines = text.split("\n")
    stated = next(each for each in check(page).drifts if each.subject == fact.path)
    for line, how in dict.fromkeys((each.line, each.how) for each in stated.evidence):
        # The tables of a JSON document stand on one line, where no heading can be told.
        if how == "table of sizes" or (fact.keys[-1] == "table" and page.endswith(".json")):
            continue
        if how == "table of presets" and str(fact.value) in lines[line - 1]:
            # Its cells stand in one row; what lies below may show the same size of something else.
            row = lines[line - 1].replace(str(fact.value), _other_text(str(fact.value)), 1)
            changed_lines: list[str] | None = [*lines[: line - 1], row, *lines[line:]]
        else:
            changed_lines = next(_below(lines, line, fact), None)
        if changed_lines is not None:
            yield Change(fact.path, page, "\n".join(changed_lines).encode(), how)


def _by_edits(text: str, fact: Fact) -> Iterator[tuple[str, str]]:
    for path, edits in _EDITS.items():
        for before, after in edits if re.fullmatch(path, fact.path) else ():
            changed = re.sub(before, after, text, count=1, flags=re.MULTILINE)
            if changed != text:
                yield before, changed


def _by_column(text: str, fact: Fact) -> Iterator[tuple[str, str]]:
    """A published size changed in its own column, whatever stands between the columns."""
    if fact.keys[0] != "sizes":
        return
    _, table, label, ratio = fact.keys
    first, second = (
        str(MATRIX.value("sizes", each, label, ratio)).replace("x", "[x×]")
        for each, _ in MATRIX.blocks("sizes")
    )
    found = re.search(rf"({first})(\D{{0,12}}){second}", text)
    assert found, fact.path
    is_first = table == next(iter(MATRIX.blocks("sizes")))[0]
    start, end = found.span(1) if is_first else (found.end(2), found.end())
    sign = "×" if "×" in text[start:end] else "x"
    new = _other_text(str(fact.value)).replace("x", sign)
    yield "its column", text[:start] + new + text[end:]


def _by_list_of_required(text: str, fact: Fact) -> Iterator[tuple[str, str]]:
    """A field put into the list of a schema, or taken out of it."""
    is_required = fact.keys[-1] == "required"
    if not is_required and fact.keys[-1] != "left_out":
        return
    name = fact.keys[-2] if is_required else "task_id"
    mark = "prompt" if fact.keys[0] == "fields" else "created_at"
    for found in re.finditer(r"(required\"?: \[)([^\]]*)\]", text):
        names = [each.strip(' "\n\t') for each in found[2].split(",")]
        if mark in names or (mark == name and "object" in names):
            names = [each for each in names if each != name] if name in names else [*names, name]
            listed = ", ".join(f'"{each}"' for each in names)
            yield (
                "list of required",
                f"{text[: found.start()]}{found[1]}{listed}]{text[found.end() :]}",
            )
            return


def _below(lines: list[str], line: int, fact: Fact) -> Iterator[list[str]]:
    """The lines with the value replaced, at the nearest place on a line or below it."""
    edit = _LINE_EDITS.get(fact.keys[-1], _replaced)
    for at in range(line - 1, min(line + _NEAR, len(lines))):
        new = edit(lines, at, fact)
        if new is not None and new != lines[at]:
            yield [*lines[:at], *([new] if new else []), *lines[at + 1 :]]


def _replaced(lines: list[str], at: int, fact: Fact) -> str | None:
    line = lines[at]
    start = 0
    before = ""
    if fact.keys[0] == "sizes":
        found = re.search(rf"{fact.value}(?=\D*$)", line)
        return (
            None
            if found is None
            else line[: found.start()] + str(other_value(fact)) + line[found.end() :]
        )
    if fact.keys[0] == "models":
        found = re.search(rf"{re.escape(fact.keys[1])}(?![\w-])", line)
        if found is None:
            return None
        start = found.end()
        before = r"\d+\D{1,14}" if fact.keys[-1] == "max" else ""
    written = re.escape(
        str(fact.value).replace("\\", "\\\\") if "\\\\" in line else str(fact.value)
    )
    found = re.compile(rf"({before})(?<!\w){written}(?!\w)").search(line, start)
    if found is None:
        return None
    return line[: found.end(1)] + str(other_value(fact)) + line[found.end() :]


def _change_mark(lines: list[str], at: int, fact: Fact) -> str | None:
    """Take the mark of a required field away or add it, as the layout writes it."""
    name = fact.keys[-2]
    line, required = lines[at], fact.value is True
    if line in {"required", "obbligatorio"}:
        return "" if required else None
    if not required and lines[at - 1] == name:
        return f"{line}\nrequired"
    if f"<span>{name}</span>" in line:
        if required:
            return line.replace("<span>required</span>", "", 1)
        return line.replace("</span></div>", "</span><span>required</span></div>", 1)
    return None


def _change_taken(lines: list[str], at: int, fact: Fact) -> str | None:
    """Add a model to those that alone take a field, or put another word in its place."""
    found = re.search(r"(Only|Solo) ", lines[at])
    if found is None:
        return None
    name = re.escape(fact.keys[1])
    if fact.value:
        near = "\n".join(lines[at : at + 2])
        changed = re.sub(rf"(?<=[ >]){name}(?![\w-])", "nothing", near, count=1)
        return changed.split("\n")[0]
    return lines[at][: found.end()] + f"{fact.keys[1]}, " + lines[at][found.end() :]


def _change_user(lines: list[str], at: int, fact: Fact) -> str | None:
    """Take a model's name out of the heading of its column."""
    words = fact.keys[1].removeprefix("doubao-seedance-").split("-")
    end = r"(?: Pro| series)?(?! Fast)" if words[2:] != ["fast"] else " Fast"
    if not re.search(r"Shape|Resolution", lines[at]):
        return None
    name = rf"(?:Seedance )?{words[0]}\.{words[1]}{end}"
    return re.sub(name, "Seedance 9.9", lines[at], count=1)


def _change_kind(lines: list[str], at: int, _: Fact) -> str | None:
    return re.sub(r"\b(string|integer|file|enum)\b", "boolean", lines[at], count=1)


_LINE_EDITS = {
    "required": _change_mark,
    "accepted": _change_taken,
    "table": _change_user,
    "kind": _change_kind,
}
_DENIED = r"(does not hold|non vale)( (?:for|per) (?:\*\*)?Seedance 2\.0 Fast)"
# What to look for, and what to write in its place; each that is found makes a page of its own.
_EDITS: dict[str, tuple[tuple[str, str], ...]] = {
    r"operations\.create\.path": (
        (r"^v1$", "v2"),
        (r"(POST</span><code>)/v1/", r"\1/v2/"),
        (r"^(\s*\"?)/v1/videos(?=\"?:)", r"\1/v2/videos"),
    ),
    r"operations\.create\.method": (
        (r"^POST$", "PUT"),
        (r">POST<", ">PUT<"),
        (r"^(\s+\"?)post(?=\"?:)", r"\1put"),
    ),
    r"fields\.input_reference\.format_family": (
        (r"An image to", "An audio file to"),
        (r"Un'immagine", "Un audio"),
    ),
    r"task\.fields\.progress\.min": (
        (r"0( (?:<|&lt;)= x (?:<|&lt;)= 100)", r"1\1"),
        (r"(minimum\"?: )0", r"\g<1>1"),
    ),
    r"task\.quirks\.left_out": (
        (r"^(task_id\nstring)$", r"\1\nrequired"),
        (r"(<span>task_id</span><span>string</span>)", r"\1<span>required</span>"),
    ),
    r"body\.encodings\..*": ((r"multipart/form-data", "multipart/mixed"),),
    r"fields\.size\.pattern": ((r"\^\(16:9\|", "^(32:9|"),),
    r"service\.auth_header": (
        (r"Authorization: Bearer", "X-Key: Bearer"),
        (r"^Authorization$", "X-Key"),
        (r">Authorization</span>", ">X-Key</span>"),
    ),
    r"service\.auth_scheme": (
        (r"Authorization: Bearer", "Authorization: Basic"),
        (r"a Bearer token", "a Basic token"),
        (r"token Bearer", "token Basic"),
        (r"(scheme\"?: \"?)bearer", r"\1basic"),
    ),
    r"fields\.size\.labels": ((r"\|21:9\|", "|2:1|"), (r"9:16, 21:9\)", "9:16, 2:1)")),
    r"fields\.size\.exact\.min": ((r"\{2,3\}(x\[1-9\]\\+d)\{2,3\}", r"{3,3}\1{3,3}"),),
    r"fields\.size\.exact\.max": ((r"\{2,3\}(x\[1-9\]\\+d)\{2,3\}", r"{2,4}\1{2,4}"),),
    r"models\..*-fast\.size\.rows": ((_DENIED, r"holds\2"),),
    r"models\..*2-0\.size\.rows": ((_DENIED, r"\1\2 and Seedance 2.0"),),
    r"models\..*1-5-pro\.size\.rows": ((_DENIED, r"\1\2 and Seedance 1.5 Pro"),),
    r"models\..*1-0-pro\.size\.rows": ((_DENIED, r"\1\2 and Seedance 1.0"),),
    r"models\..*\.size\.preset_row": (
        (r"720p( lines:)", r"480p\1"),
        (r"(righe) 720p:", r"\1 480p:"),
    ),
    r"task\.id_example": ((r"(\s\"?id\"?: \"?)task_abc123", r"\1task_xyz789"),),
    r"task\.initial": (
        (r"(status\"?: \"?)queued", r"\1in_progress"),
        (r"(begins as (?:<code>)?)queued", r"\1in_progress"),
        (r"(inizio è) queued", r"\1 in_progress"),
    ),
    r"task\.fields\.task_id\.same_as": ((r"(task_id\"?: \"?)task_abc123", r"\1task_xyz789"),),
    r"task\.fields\.model\.same_as": (
        (r"(video\"?,?\s+\"?model\"?: \"?)doubao-seedance-2-0", r"\1doubao-seedance-1-0-pro"),
    ),
    r"task\.fields\.progress\.initial": (
        (r"(progress\"?: )0", r"\g<1>5"),
        (r"; 0( to begin| all'inizio)", r"; 7\1"),
    ),
    r"task\.fields\.created_at\.unit": (
        (r"1777000000", "1777000000000"),
        (r"[Ss]econds of Unix", "milliseconds of Unix"),
        (r"secondi Unix", "millisecondi Unix"),
    ),
}


def _other_text(value: str) -> str:
    size = re.fullmatch(r"(\d+)x(\d+)", value)
    if size:
        return f"{int(size[1]) + 8}x{size[2]}"
    return _OTHERS.get(value) or value[:-1] + ("y" if value[-1] != "y" else "z")


_OTHERS = {
    "string": "integer",
    "integer": "string",
    "image": "audio",
    "text": "integer",
    "POST": "PUT",
}


def _jsonable(value: Value) -> object:
    return list(value) if isinstance(value, tuple) else value


def _mapping(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return value
