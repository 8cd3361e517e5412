"""Words: titles, descriptions and examples for exported schemas, with the sources of the facts."""

from collections.abc import Iterable, Iterator

from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.facts.tables import ANOTHER, cells_of
from cometvideo.facts.terms import encodings_of
from cometvideo.prediction.rules import REFUSED, Rules, said_elsewhere

__all__ = ["cited", "describe_field", "describe_request", "given_as", "made_from", "sources_of"]

Words = dict[str, object]

# Facts about a field that are rules or numbers already, or that no reader of a schema asks for.
_UNSAID = frozenset({"kind", "selects", "gives", "labels", "choices", "pattern", "required"})


def made_from(spec: AnySpec) -> str:
    """The line that tells which spec something was made from."""
    return f"Made by cometvideo from spec {spec.name}, sha256 {spec.digest}; do not edit."


FILES = 'Files are written as objects such as {"file": "path"}.'
_FORMS = "multipart/form-data"
# The facts by which a text is taken for a file, and such a text in words.
_TEXTS = {"as_data": "its bytes as data:TYPE;base64,…", "as_address": "its address (https://…)"}


def describe_request(matrix: Matrix, model: str | None, files: str = FILES) -> Words:
    """Title and description of a request; `files` says how they are written."""
    about = matrix.abouts.get(("models", model), "") if model else matrix.about
    title = f"Request for {model}" if model else f"Request ({matrix.name})"
    return {"title": title, "description": " ".join(filter(None, (about, files)))}


def describe_field(terms: Rules) -> Words:
    """Title, description, default and examples of a field, for one model or for any."""
    matrix, model, field = terms.matrix, terms.model, str(terms.field)
    own = matrix.block("models", model, field) if model else None
    said = _said(terms, own or matrix.block("fields", field))
    about = matrix.abouts.get(("fields", field), "")
    words: Words = {
        "title": f"{field} of {model}" if model else field,
        "description": " ".join(filter(None, (about, *said))) or field,
    }
    default = terms.fact("default")
    is_taken = terms.value("accepted") is not False
    # Left out, the field that names the model names another one than this.
    is_other = model is not None and terms.fact("selects") and default and default.value != model
    if is_taken and not is_other and default and not default.is_open and default.value != ANOTHER:
        words["default"] = default.value
    labels = terms.fact("labels")
    presets = labels.value if labels and isinstance(labels.value, tuple) else ()
    published = (str(cell.size) for cell in cells_of(terms))
    sizes = [*dict.fromkeys((*presets, *published))]
    if sizes:
        words["examples"] = sizes
    return words


def given_as(every: Iterable[Rules], file: str) -> list[str]:
    """How a file may be given, in words: as a `file` where forms are read, or as some text."""
    found = []
    for terms in every:
        if encodings_of(terms.matrix, terms.model).options(_FORMS) != (REFUSED,):
            found.append(file)
        for key, text in _TEXTS.items():
            options = terms.options(key)
            if True in options:
                found.append(f"perhaps {text}" if False in options else text)
    return [*dict.fromkeys(found)]


def sources_of(matrix: Matrix, facts: Iterable[Fact]) -> list[str]:
    """Titles and addresses of the sources of facts, each once."""
    ids = dict.fromkeys(source for fact in facts for source in fact.sources)
    found = (matrix.sources[each] for each in ids if each in matrix.sources)
    return [f"{source.title}, {source.address}" for source in found]


def cited(matrix: Matrix, facts: Iterable[Fact]) -> str:
    """A sentence that names the sources of facts; empty where there are none."""
    sources = sources_of(matrix, facts)
    return f"Source: {'; '.join(sources)}." if sources else ""


def _said(terms: Rules, block: Block) -> Iterator[str]:
    facts = [fact for fact in block.values() if isinstance(fact, Fact)]
    for fact in facts:
        key = fact.keys[-1]
        if key not in _UNSAID and (fact.is_open or fact.also):
            yield _sentence(terms, key, fact)
    for count, fact in terms.block("by_count").facts():
        yield f"{count} of them: {fact.words}."
    yield cited(terms.matrix, facts)


def _sentence(terms: Rules, key: str, fact: Fact) -> str:
    options = ", ".join(map(str, fact.options)) if fact.is_open else _shown(fact.value)
    state = f"open ({options})" if fact.is_open else options
    elsewhere = said_elsewhere(fact, terms.matrix)
    return f"{key.replace('_', ' ')}: {state}{f'; {elsewhere}' if elsewhere else ''}."


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
