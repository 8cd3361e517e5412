"""Specs as they were resolved when the wheel was built: JSON beside the YAML, quick to read.

To import PyYAML and parse the matrix would take longer than all else that `cometvideo validate`
does. The JSON holds the text that it was made from, and is taken only while the YAML beside it
says the same. A checkout has none.
"""

from collections.abc import Iterable
from os.path import basename, dirname, join, splitext
from typing import Any

from cometvideo.facts.fact import Also, Fact, Source, Where
from cometvideo.facts.matrix import Matrix

__all__ = ["read_resolved", "resolved_file", "spec_name", "to_json"]


def spec_name(file: str) -> str:
    """The name of a spec that says none: that of its file, without what all such files end in."""
    return splitext(basename(file))[0].removesuffix(".cometvideo")


def resolved_file(file: str) -> str:
    """Where the resolved form of a spec file lies, if there is one."""
    return f"{file.removesuffix('.yaml')}.json"


def to_json(matrix: Matrix, files: Iterable[str]) -> str:
    """A matrix as JSON; `files` are the YAML files of one folder that it was made from."""
    import json

    data = {
        "texts": {basename(file): _text(file) for file in files},
        "name": matrix.name,
        "about": matrix.about,
        "sources": [(*source[:-1], *_place(source.where)) for source in matrix.sources.values()],
        "facts": [(*fact[1:-1], *_place(fact.where)) for fact in matrix.facts.values()],
        "abouts": list(matrix.abouts.items()),
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def read_resolved(file: str) -> Matrix | None:
    """The matrix of a spec file; None where none was resolved, or its YAML says something else."""
    folder = dirname(file)
    try:
        text = _text(resolved_file(file))
        import json

        data = json.loads(text)
        if any(_text(join(folder, name)) != said for name, said in data["texts"].items()):
            return None
    except (OSError, ValueError):
        return None
    files = {name: join(folder, name) for name in data["texts"]}
    facts = [_fact(row, files) for row in data["facts"]]
    sources = [_source(row, files) for row in data["sources"]]
    return Matrix(
        name=data["name"],
        about=data["about"],
        sources={source.id: source for source in sources},
        facts={fact.path: fact for fact in facts},
        abouts={tuple(keys): about for keys, about in data["abouts"]},
    )


def _text(file: str) -> str:
    with open(file, encoding="utf-8") as stream:
        return stream.read()


def _place(where: Where) -> tuple[str, int, int]:
    return basename(where.file), where.line, where.column


def _source(row: list[Any], files: dict[str, str]) -> Source:
    name, kind, title, address, covers, date, file, line, column = row
    return Source(name, kind, title, address, covers, date, Where(files[file], line, column))


def _fact(row: list[Any], files: dict[str, str]) -> Fact:
    keys, value, one_of, level, sources, note, also, contradicted, file, line, column = row
    return Fact(
        ".".join(keys),
        tuple(keys),
        _value(value),
        tuple(one_of),
        level,
        tuple(sources),
        note,
        tuple(Also(source, _value(said), words) for source, said, words in also),
        contradicted,
        Where(files[file], line, column),
    )


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
