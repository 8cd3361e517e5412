"""Loading: from a spec's name or path to a matrix, through the overlays it extends."""

import os
from collections.abc import Mapping
from functools import cache
from os.path import dirname, exists, isdir, join
from typing import TYPE_CHECKING

from cometvideo.errors import InputError
from cometvideo.facts.claims import Claim, Claims, Keys, Patch, apply_patch, to_fact
from cometvideo.facts.compiled import read_compiled
from cometvideo.facts.documents import Document, read_document
from cometvideo.facts.fact import Fact, Scalar, Source
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.nodes import Node
from cometvideo.findings import spec_error

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["DEFAULT_SPEC", "build", "find_spec", "load", "read_chain", "settle", "shipped_specs"]

DEFAULT_SPEC = "seedance"
_DEEPEST_CHAIN = 16


def shipped_specs() -> "dict[str, Path]":
    """The specs that come with the package, by name."""
    from pathlib import Path

    return {name: Path(file) for name, file in _shipped().items()}


def load(spec: "str | Path | None" = None) -> Matrix:
    """Load a spec by the name of a shipped one or by path, with everything it extends.

    Without one it is what the environment variable COMETVIDEO_SPEC names, or the shipped default.
    Raises InputError where there is no such spec and SpecError where it cannot be used.
    """
    spec = spec or os.environ.get("COMETVIDEO_SPEC") or DEFAULT_SPEC
    if isinstance(spec, str) and spec in _shipped():
        return _load_shipped(spec)
    return build(read_chain(spec))


def read_chain(spec: "str | Path") -> list[Document]:
    """Read a spec's file and the ones it extends, the base first."""
    chain = [_read(find_spec(spec))]
    while (extends := chain[0].extends) is not None:
        if len(chain) == _DEEPEST_CHAIN:
            raise InputError(
                f"{chain[-1].file} extends itself, or more than {_DEEPEST_CHAIN} specs"
            )
        chain.insert(0, _read(find_spec(extends, dirname(chain[0].file))))
    return chain


def _read(file: str) -> Document:
    return read_compiled(file) if file in _shipped().values() else read_document(file)


def build(documents: list[Document]) -> Matrix:
    """Make a matrix from documents, the base first, each merged over the ones before."""
    claims = Claims()
    sources: dict[str, Source] = {}
    abouts: dict[Keys, str] = {}
    for document in documents:
        sources.update(document.sources)
        abouts.update(document.abouts)
        for patch in document.patches:
            apply_patch(claims, patch)
    return _matrix(documents[-1].name, documents[-1].about, claims, sources, abouts)


def settle(matrix: Matrix, choices: Mapping[str, Scalar]) -> Matrix:
    """Decide open facts, given by path: the same matrix with these options assumed.

    Raises InputError for a path that is no open fact, and for an option that it does not have.
    """
    claims = Claims({fact.keys: _claim(fact) for fact in matrix.facts.values()})
    for path, option in choices.items():
        fact = matrix.facts.get(path)
        if fact is None:
            raise InputError(f"{path!r} is no fact of {matrix.name}; `cometvideo facts` lists them")
        if option not in fact.one_of:
            allowed = ", ".join(map(str, fact.one_of)) or f"nothing, it is settled as {fact.value}"
            raise InputError(f"{option!r} is not an option of {path}; allowed: {allowed}")
        chosen = {"value": Node(option, fact.where)}
        apply_patch(claims, Patch(fact.keys, chosen, (), fact.where))
    return _matrix(matrix.name, matrix.about, claims, matrix.sources, matrix.abouts)


@cache
def _load_shipped(name: str) -> Matrix:
    return build(read_chain(name))


def _shipped() -> dict[str, str]:
    # Inside a wheel the specs lie beside the modules; in a checkout, beside the package.
    package = dirname(dirname(__file__))
    packaged = join(package, "_spec")
    folder = packaged if isdir(packaged) else join(dirname(package), "spec")
    names = sorted(name for name in os.listdir(folder) if name.endswith(".yaml"))
    return {name.removesuffix(".yaml"): join(folder, name) for name in names}


def find_spec(spec: "str | Path", beside: str = "") -> str:
    """The file of a shipped spec, or of one at a path from `beside`; raises InputError."""
    shipped = _shipped()
    if isinstance(spec, str) and spec in shipped:
        return shipped[spec]
    path = join(beside, spec)
    if not exists(path):
        raise InputError(
            f"no spec {str(spec)!r}: no such file, and not one of those that come with cometvideo "
            f"({', '.join(shipped)})"
        )
    return path


def _claim(fact: Fact) -> Claim:
    assumed = bool(fact.one_of) and fact.value is not None and fact.level == "open"
    return Claim(fact.value, fact.one_of, fact.sources, fact.note, fact.also, assumed, fact.where)


def _matrix(
    name: str,
    about: str,
    claims: Claims,
    sources: Mapping[str, Source],
    abouts: Mapping[Keys, str],
) -> Matrix:
    facts = {}
    for keys, claim in claims.items():
        fact = to_fact(keys, claim, sources)
        if fact.path in facts:
            problem = f"the path {fact.path} stands for two facts"
            raise spec_error(fact.where, problem, "write a key without its dot, or nest it")
        facts[fact.path] = fact
    return Matrix(name=name, about=about, sources=sources, facts=facts, abouts=abouts)
