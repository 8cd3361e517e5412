"""Loading: from a spec's name or path to a matrix, through the overlays it extends."""

import os
import re
from functools import cache
from os.path import dirname, exists, isdir, join
from typing import TYPE_CHECKING

from cometvideo.errors import InputError
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.resolved import read_resolved
from cometvideo.wire.files import read_file

if TYPE_CHECKING:
    from pathlib import Path

    from cometvideo.facts.claims import Document

__all__ = [
    "DEFAULT_SPEC",
    "chain_of",
    "families_of",
    "find_spec",
    "is_shipped",
    "load_common",
    "load_family",
    "read_chain",
    "shipped_base",
    "shipped_file",
    "shipped_files",
    "shipped_specs",
]

DEFAULT_SPEC = "cometapi"
_DEEPEST_CHAIN = 16
_LARGEST = 4 * 1024 * 1024


def shipped_specs() -> "dict[str, Path]":
    """The specs that come with the package, by name; those of one family each."""
    return {name: file for name, file in shipped_files().items() if not families_of(str(file))}


def shipped_files() -> "dict[str, Path]":
    """The files that come with the package, by name: those of endpoints as well."""
    from pathlib import Path

    return {name: Path(file) for name, file in _shipped().items()}


def shipped_file(name: str) -> str | None:
    """The file of a spec that comes with the package, by its name; None where there is none."""
    return _shipped().get(name)


def load_family(spec: "str | Path") -> Matrix:
    """Load a spec of one family by the name of a shipped one or by path, with all it extends.

    Raises InputError where there is no such spec, or where it is an endpoint of several families,
    and SpecError where it cannot be used, or where part of it would be passed over in silence.
    """
    if not isinstance(spec, str | os.PathLike):
        what = "the name of a shipped one, a path, or a loaded one"
        raise InputError(f"a spec is {what}, not {type(spec).__name__}")
    file = find_spec(spec)
    if families := families_of(file):
        named = [each if each in _shipped() else join(dirname(file), each) for each in families]
        raise InputError(
            f"{spec} is an endpoint of several families, and one is needed here; "
            f"give one as the spec (--spec {named[0]}), of {', '.join(named)}"
        )
    return _load_shipped(spec) if isinstance(spec, str) and spec in _shipped() else _load(file)


def load_common(file: str) -> Matrix:
    """What the file of an endpoint says for all of its families; there are no models in it."""
    return _load(file)


def read_chain(spec: "str | Path") -> "list[Document]":
    """Read a spec's file and the ones it extends, the base first."""
    from cometvideo.facts.documents import read_document

    return chain_of(read_document(find_spec(spec)))


def chain_of(document: "Document") -> "list[Document]":
    """A document that is read already and the ones it extends, the base first."""
    return _over(document, whole=True)[1]


def shipped_base(spec: "str | Path | None" = None) -> str:
    """The shipped spec that a spec is or extends, nearest first; its own path where there is none.

    So what was learned of a spec is not forgotten when an overlay of it is begun.
    """
    from os.path import abspath

    from cometvideo.facts.documents import read_document

    file = find_spec(spec or os.environ.get("COMETVIDEO_SPEC") or DEFAULT_SPEC)
    names = {each: name for name, each in _shipped().items()}
    for _ in range(_DEEPEST_CHAIN):
        base = None if file in names else read_document(file).extends
        if base is None:
            break
        file = find_spec(base, dirname(file))
    return names.get(file) or abspath(file)


def find_spec(spec: "str | Path", beside: str = "") -> str:
    """The file of a shipped spec, or of one at a path from `beside`; raises InputError."""
    shipped = _shipped()
    if isinstance(spec, str) and spec in shipped:
        return shipped[spec]
    path = join(beside, spec)
    if not exists(path):
        from cometvideo.project import who_names

        named = "" if beside else who_names(str(spec))
        raise InputError(
            f"no spec {str(spec)!r}{f', which {named} names' if named else ''}: no such file, and "
            f"not one of those that come with cometvideo ({', '.join(shipped)})"
        )
    return path


def families_of(file: str) -> tuple[str, ...]:
    """The families of an endpoint, by the file that has them; none of any other spec."""
    text = read_file(file, _LARGEST, "spec").decode("utf-8", "replace").replace("\r\n", "\n")
    # Parsing YAML takes longer than the rest of a start.
    if "\nfamilies:" not in text:
        return ()
    line = re.search(r"(?m)^families: *\[([\w@., -]+)\] *$", text)
    if line is not None:
        return tuple(each.strip() for each in line[1].split(","))
    from cometvideo.facts.documents import read_document

    return read_document(file).families


def is_shipped(matrix: Matrix) -> bool:
    """Whether this is a spec of the package, unchanged: those are held to their form by tests."""
    return matrix.name in _shipped() and _load_shipped(matrix.name) is matrix


@cache
def _load_shipped(name: str) -> Matrix:
    return _load(_shipped()[name])


def _load(file: str) -> Matrix:
    base, chain = _read(file)
    if base and not chain:
        return base
    from cometvideo.facts.claims import build

    matrix = build(chain, base)
    if file not in _shipped().values():  # those are held to their form by tests
        from cometvideo.facts.lint.rules import check_readable

        check_readable(chain, matrix)
    return matrix


def _read(file: str) -> "tuple[Matrix | None, list[Document]]":
    """The documents of a spec, the base first, over what is resolved already."""
    if base := _resolved(file):
        return base, []
    # What is resolved is read without YAML.
    from cometvideo.facts.documents import read_document

    return _over(read_document(file))


def _over(document: "Document", *, whole: bool = False) -> "tuple[Matrix | None, list[Document]]":
    """A document and those below it, over what is resolved already (nothing if `whole`)."""
    from cometvideo.facts.documents import read_document

    chain = [document]
    while chain[0].extends is not None:
        file = find_spec(chain[0].extends, dirname(chain[0].file))
        if not whole and (base := _resolved(file)):
            return base, chain
        if len(chain) == _DEEPEST_CHAIN:
            raise InputError(
                f"{chain[-1].file} extends itself, or more than {_DEEPEST_CHAIN} specs"
            )
        chain.insert(0, read_document(file))
    return None, chain


def _resolved(file: str) -> Matrix | None:
    return read_resolved(file) if file in _shipped().values() else None


@cache
def _shipped() -> dict[str, str]:
    # Inside a wheel the specs lie beside the modules; in a checkout, beside the package.
    package = dirname(dirname(__file__))
    packaged = join(package, "_spec")
    folder = packaged if isdir(packaged) else join(dirname(package), "spec")
    names = sorted(name for name in os.listdir(folder) if name.endswith(".yaml"))
    return {name.removesuffix(".yaml"): join(folder, name) for name in names}
