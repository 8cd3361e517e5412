"""The start of a spec: what has to be filled in, and in comments what it changes or may add."""

from collections.abc import Iterator

from cometvideo.facts.lint.files import FILL_IN
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.vocabulary import ANY_KEY, FORMAT, Row, every_row
from cometvideo.writing.whole import MODELINE, Tree, block_tree
from cometvideo.writing.yaml_text import Entry, comment_lines, lines_of

__all__ = ["start_text"]

_TO_DO = (
    f"Fill in what says {FILL_IN}, and take the # from what you need. `cometvideo lint FILE` tells "
    "what is left, `cometvideo explain CODE` why; docs/specs.md has every key."
)
_MODEL: Tree = {
    "sizes": {"its-sizes": Entry([FILL_IN], ("All sizes that are published, such as 1280x720.",))},
    "models": {
        FILL_IN: Entry(
            {
                "seconds": Entry(
                    {"min": FILL_IN, "max": FILL_IN},
                    ("Whole seconds that it takes; in place of both, values: [4, 8] for a set.",),
                ),
                "size": {"table": "its-sizes"},
            },
            ("The id of a model, as requests have it.",),
        )
    },
}
_FIELDS = """\
fields:
  prompt: { kind: text, required: true }
  model: { kind: choice, selects: models, required: true }
  seconds: { kind: integer, gives: seconds, required: false, as_text: true }
  size: { kind: size, required: true }
"""


# What nearly every service has, and can do without.
_USUAL = {("service", "auth_scheme"), ("body", "encodings"), ("errors", "envelopes")}


def start_text(name: str, today: str, base: Matrix | None = None, extends: str = "") -> str:
    """The start of a spec with this name, as YAML.

    Over a base without models, which is what the families of an endpoint share, it is one more
    family; over another it is a change to that; without a base it stands by itself. `extends` is
    what it calls the base. `today` is when its source was looked at, such as 2026-08-27.
    """
    changes = base is not None and bool(base.models)
    kind = "observation" if changes else "documentation"
    covers = f"what {name} says otherwise than {extends}" if changes else f"all that {name} says"
    head: Tree = {"format": 1, "name": name, "about": FILL_IN}
    if extends:
        head["extends"] = extends
    lines = [
        MODELINE,
        *comment_lines(_TO_DO),
        *lines_of(head),
        "",
        *lines_of(_source(kind, covers, today)),
    ]
    if base is None:
        lines += ["", *comment_lines(FORMAT.keys["fields"].meaning), *_FIELDS.splitlines()]
    if not changes:
        lines += _section(_MODEL, active=True)
    if base is None:
        lines += ["", *comment_lines("Without these it can be validated against, and not spoken.")]
        lines += _section(_needed(), active=False)
    else:
        what = "What it changes" if changes else "What holds where nothing is said"
        lines += ["", *comment_lines(f"{what}: {extends}. null deletes.")]
        for key, section in block_tree(base, base.tree).items():
            lines += _section({key: _unsourced(section)}, active=False)
    return "\n".join(lines) + "\n"


def _source(kind: str, covers: str, today: str) -> Tree:
    """The source of all that follows."""
    told = {"kind": kind, "title": FILL_IN, "covers": covers, "date": today}
    return {"sources": {kind: told}, "from": kind}


def _needed() -> Tree:
    """What an endpoint cannot be spoken with without, each with what it is."""
    tree: Tree = {}
    for keys, row in every_row():
        if (row.needed or keys in _USUAL) and ANY_KEY not in keys:
            block = tree
            for key in keys[:-1]:
                inner = block.setdefault(key, {})
                block = inner if isinstance(inner, dict) else {}
            value = {FILL_IN: _each(row.each) or FILL_IN} if row.each else FILL_IN
            block[keys[-1]] = Entry(value, (_told(row),))
    return tree


def _told(row: Row) -> str:
    """What a fact says, the words that it is one of, and what its absence means."""
    words = ", ".join(row.type.choices) if row.type else ""
    hints = (
        row.meaning,
        f"One of {words}." if words else "",
        f"Left out: {row.left_out}." if row.left_out else "",
    )
    return " ".join(filter(None, hints))


def _each(row: Row) -> Tree:
    """What may stand of each thing in a block: of which words, and what its absence means."""
    return {key: Entry(FILL_IN, (_told(child),)) for key, child in row.keys.items()}


def _unsourced(found: object) -> object:
    """A block as a base has it, with its facts as bare values where they are settled."""
    if not isinstance(found, dict):
        return found
    if "value" in found:
        return found["value"]
    return {key: _unsourced(each) for key, each in found.items() if key not in {"from", "also"}}


def _section(tree: Tree, *, active: bool) -> Iterator[str]:
    for key, section in tree.items():
        yield ""
        row = FORMAT.keys.get(key)
        yield from comment_lines(row.meaning) if row else ()
        lines = lines_of({key: section})
        yield from lines if active else (f"#{line}" for line in lines)
