"""Endpoints: the families of models that one address serves, and which of them a request is for.

Each family is a matrix of its own, so that whatever reads a matrix stays as it is. A family is
loaded when it is asked for: the model that a request names tells which.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from os.path import dirname
from typing import TYPE_CHECKING, TypeAlias

from cometvideo.errors import InputError
from cometvideo.facts.fact import Fact, Source
from cometvideo.facts.loading import (
    DEFAULT_SPEC,
    families_of,
    find_spec,
    load_common,
    load_family,
    shipped_file,
)
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.resolved import spec_name
from cometvideo.wire.files import read_file

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["AnySpec", "Endpoint", "load"]

_LARGEST = 4 * 1024 * 1024


class Endpoint:
    """The families of one endpoint, by name, in the order of its file. Treat it as frozen.

    `common` is what its file says for all of them, in which there is no model. What it has in
    common with a Matrix (`families`, `facts`, `open_facts`, `unnamed`, `for_model` …) serves
    readers that take either.
    """

    common: Matrix

    def __init__(self, file: str) -> None:
        self.file = file
        self.common = load_common(file)
        folder = dirname(file)
        found = [find_spec(each, folder) for each in families_of(file)]
        self.files: Mapping[str, str] = {spec_name(each): each for each in found}
        self._loaded: dict[str, Matrix] = {}
        self._found: dict[str, Matrix] = {}

    def __repr__(self) -> str:
        return f"<Endpoint {self.name}: {', '.join(self.files)}>"

    @property
    def name(self) -> str:
        """The name of its spec."""
        return self.common.name

    @cached_property
    def selector(self) -> str | None:
        """The field of a request that chooses the family."""
        fields = self.common.blocks("fields")
        return next((name for name, field in fields if "selects" in field), None)

    @cached_property
    def families(self) -> Mapping[str, Matrix]:
        """Every family, loaded; raises SpecError for one that cannot be used."""
        return {name: self.family(name) for name in self.files}

    @property
    def models(self) -> tuple[str, ...]:
        """Ids of the models of all families."""
        return self.unnamed.models

    @property
    def sources(self) -> Mapping[str, Source]:
        """The sources of all families, and of what they share."""
        return self.unnamed.sources

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """What the families say, each fact by its name.

        What families say as the endpoint does, all alike, or one alone, is called by its path;
        anything else is called FAMILY:path.
        """
        found = self._named(
            {name: [*each.facts.values()] for name, each in self.families.items()},
            lambda fact: (fact.value, fact.one_of, fact.level, fact.sources, fact.note, fact.also),
            self.common.facts,
        )
        return {fact.path: fact for fact in found}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the digests of all families: equal ones predict alike."""
        import hashlib

        digests = " ".join(each.digest for each in self.families.values())
        return hashlib.sha256(digests.encode()).hexdigest()

    @cached_property
    def open_facts(self) -> tuple[Fact, ...]:
        """What is open in some family, once each; with the same options it is one fact."""
        opened = {name: each.open_facts for name, each in self.families.items()}
        return tuple(self._named(opened, lambda fact: fact.one_of))

    def _named(
        self,
        by_family: Mapping[str, Sequence[Fact]],
        alike: Callable[[Fact], object],
        common: Mapping[str, Fact] = {},
    ) -> Iterator[Fact]:
        """Facts of all families, those under one path once where they are alike."""
        found: dict[str, list[tuple[str, Fact]]] = {}
        for name, facts in by_family.items():
            for fact in facts:
                found.setdefault(fact.path, []).append((name, fact))
        for path, those in found.items():
            ways = {alike(fact) for _, fact in those}
            usual = ways if len(ways) == 1 else {alike(common[path])} if path in common else ()
            by_path = [fact for _, fact in those if alike(fact) in usual]
            yield from by_path[:1]
            for name, fact in those:
                if alike(fact) not in usual:
                    yield fact._replace(path=f"{name}:{path}")

    def changed(self, change: Callable[[str, Matrix], Matrix]) -> "Endpoint":
        """The same with every family, by its name, changed when it is asked for.

        So is what all share, which has no name.
        """
        return _Changed(self, change)

    def family(self, name: str) -> Matrix:
        """One family by its name; raises InputError where there is no such family."""
        found = self._loaded.get(name)
        if found is None:
            if name not in self.files:
                allowed = ", ".join(self.files)
                raise InputError(f"{name!r} is no family of {self.name}; allowed: {allowed}")
            found = self._loaded[name] = self._load(name)
        return found

    def _load(self, name: str) -> Matrix:
        file = self.files[name]
        # Specs of the package are known by their names.
        return load_family(name if shipped_file(name) == file else file)

    def of_model(self, model: object) -> Matrix | None:
        """The family that has a model; None where none has."""
        if not isinstance(model, str) or not model:
            return None
        if len(self._loaded) == len(self.files) or not self._is_shipped:
            return self._by_model.get(model)
        found = self._found.get(model)
        if found is None:
            named = map(self.family, self._naming(model))
            found = next((each for each in named if model in each.models), None)
        if found is not None:
            self._found[model] = found
        return found

    @cached_property
    def _is_shipped(self) -> bool:
        """Whether all files are the package's own, each of which has the ids of its models."""
        return all(shipped_file(name) == file for name, file in self.files.items())

    @cached_property
    def _by_model(self) -> Mapping[str, Matrix]:
        every = reversed([*self.families.values()])
        return {model: matrix for matrix in every for model in matrix.models}

    @cached_property
    def default_model(self) -> object:
        """The model of a request that names none, where that is settled for all families."""
        field = self.selector
        return self.common.value("fields", field, "default") if field else None

    @cached_property
    def usual(self) -> Matrix:
        """The family that is meant where none is named: of the default model, else the first."""
        return self.of_model(self.default_model) or self.family(next(iter(self.files)))

    def one(self, model: str | None) -> Matrix:
        """The family of a model, for readers of one family, without a model the usual one.

        Raises InputError where no family has the model.
        """
        found = self.usual if model is None else self.of_model(model)
        if found is None:
            allowed = ", ".join(self.models)
            raise InputError(f"{model!r} is no model of {self.name}; allowed: {allowed}")
        return found

    def for_model(self, model: object) -> Matrix:
        """The matrix that holds for a model: of its family, else `unnamed`."""
        return self.of_model(model) or self.unnamed

    def matrix_for(self, fields: Mapping[str, object]) -> Matrix:
        """The matrix by which a request is judged: of the family of its model, else `unnamed`."""
        return self.for_model(fields.get(self.selector or "", self.default_model))

    @cached_property
    def unnamed(self) -> Matrix:
        """What holds of a request whose model no family has: the ids of all, and what all share."""
        facts = dict(self.common.facts)
        sources = dict(self.common.sources)
        for matrix in self.families.values():
            sources = {**matrix.sources, **sources}
            for model, block in matrix.blocks("models"):
                facts |= {fact.path: fact for fact in block.all_facts() if fact.keys[1] == model}
        return Matrix(
            name=self.name,
            about=self.common.about,
            sources=sources,
            facts=facts,
            abouts=self.common.abouts,
            settled=self.common.is_world,
        )

    def _naming(self, model: str) -> Iterator[str]:
        """The families whose file has the text of an id, which most of the others have not."""
        for name, file in self.files.items():
            if model in read_file(file, _LARGEST, "spec").decode("utf-8", "replace"):
                yield name


class _Changed(Endpoint):
    """An endpoint whose families are those of another one, changed."""

    def __init__(self, base: Endpoint, change: Callable[[str, Matrix], Matrix]) -> None:
        self.file, self.files = base.file, base.files
        self.common = change("", base.common)
        self._base = base
        self._change = change
        self._loaded = {}
        self._found = {}

    def _load(self, name: str) -> Matrix:
        return self._change(name, self._base.family(name))


AnySpec: TypeAlias = Matrix | Endpoint
"""A loaded spec, of one family or of several."""


def load(spec: "AnySpec | str | Path | None" = None) -> AnySpec:
    """Load a spec, by the name of a shipped one or by path: one family, or an endpoint of several.

    Without one it is what the environment variable COMETVIDEO_SPEC names, or the shipped default.
    Raises InputError where there is no such spec and SpecError where it cannot be used, or where
    part of it would be passed over in silence.
    """
    if isinstance(spec, Matrix | Endpoint):
        return spec
    named = spec or os.environ.get("COMETVIDEO_SPEC") or DEFAULT_SPEC
    if isinstance(named, str) and shipped_file(named):
        return _shipped(named)
    # A file of one's own may have changed since it was read.
    if isinstance(named, str | os.PathLike):
        file = find_spec(named)
        if families_of(file):
            return Endpoint(file)
    return load_family(named)


@cache
def _shipped(name: str) -> AnySpec:
    file = find_spec(name)
    return Endpoint(file) if families_of(file) else load_family(name)
