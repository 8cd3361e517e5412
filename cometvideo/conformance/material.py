"""Material: requests, words and statuses that clauses are made of, all of them out of a spec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from cometvideo.conformance.cases import Case, File, files_in
from cometvideo.facts.endpoint import AnySpec
from cometvideo.facts.fact import Fact, Scalar
from cometvideo.facts.loading import load_family, shipped_specs
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.terms import Terms
from cometvideo.facts.worlds import choose_world
from cometvideo.prediction import predict
from cometvideo.samples.files import file_bytes, file_like, picture
from cometvideo.samples.requests import classified, plain_request, with_needs
from cometvideo.wire.media import Media, look
from cometvideo.words import Words, words_of

__all__ = ["MARK", "Material", "as_files", "looked_at"]

MARK = "purple elephant 4711"  # a message that no client makes up by itself

_SIDES = ((640, 480), (480, 640), (512, 512))


class Sending(NamedTuple):
    """A field for files, the rest of a request, whether it may be repeated, and sides of files."""

    name: str
    request: Mapping[str, object]
    repeat: bool
    sides: Sequence[tuple[int, int]]


class Material:
    """What a spec offers to those who write cases, worked out when it is used.

    Of an endpoint most of it is of the first family, the `matrix`; drawn requests, broken rules and
    tasks that succeed are of all.
    """

    def __init__(self, spec: AnySpec) -> None:
        self.spec = spec
        self.matrix = next(iter(spec.families.values()))
        self.words: Words = words_of(choose_world(self.matrix))

    # --- Requests ---

    @cached_property
    def request(self) -> Mapping[str, object]:
        """The smallest request that every upstream takes, with every field that decides the video.

        Its numbers are numbers, so that a client has to turn them into text.
        """
        return self.request_for(next(iter(self.matrix.models), ""))

    def request_for(self, model: str) -> Mapping[str, object]:
        """The same for a model."""
        return as_files(plain_request(self.matrix, model))

    def fields(self, kind: str) -> Iterator[str]:
        """The fields of a kind, in the order of the spec."""
        for name, block in self.matrix.blocks("fields"):
            if block.text("kind") == kind:
                yield name

    @cached_property
    def media(self) -> Sending | None:
        """A field for files and a request that it goes with: one that may be repeated, if any."""
        found = list(self._media())
        return next((each for each in found if each.repeat), found[0] if found else None)

    def _media(self) -> Iterator[Sending]:
        for name in self.fields("media"):
            for model in self.matrix.models:
                plain = plain_request(self.matrix, model)
                # A file may have to be of the size of the video.
                videos = predict(self.matrix, plain).renderings
                rendered = [((v.width, v.height),) for v in videos if v.width and v.height]
                for sides in (_SIDES, *rendered):
                    width, height = sides[0]
                    file = file_like()._replace(width=width, height=height)
                    request = with_needs(self.matrix, model, {**plain, name: file})
                    if predict(self.matrix, request).verdict == "valid":
                        repeat = Terms(self.matrix, model, name).value("repeat") is True
                        del request[name]
                        yield Sending(name, as_files(request), repeat, sides)
                        break

    def with_files(self, count: int) -> Mapping[str, object] | None:
        """A request with so many files, all different; None where the spec takes none."""
        if self.media is None or (count > 1 and not self.media.repeat):
            return None
        name, request, _, sides = self.media
        files = tuple(
            File(
                f"view-{number}.png",
                "image/png",
                picture(*sides[number % len(sides)], pattern=0xFF - number),
            )
            for number in range(1, count + 1)
        )
        return {**request, name: files[0] if count == 1 else files}

    @cached_property
    def invalid(self) -> Mapping[str, Mapping[str, object]]:
        """One request for each documented rule that one can break: by the field and the code."""
        found: dict[str, Mapping[str, object]] = {}
        for matrix in self.spec.families.values():
            for broken, request in self._invalid(matrix):
                found.setdefault(broken, request)
        return found

    def _invalid(self, matrix: Matrix) -> Iterator[tuple[str, Mapping[str, object]]]:
        natural = {"choice": str, "integer": int, "size": str, "media": Media}
        kinds = {name: str(block.text("kind")) for name, block in matrix.blocks("fields")}
        selector = words_of(matrix).selector
        for example, prediction in classified(matrix):
            field = example.field or ""
            value = example.fields.get(field)
            codes = {each.code for each in prediction.findings if each.severity == "error"}
            of_kind = natural.get(kinds.get(field, ""), Fact)
            if prediction.verdict != "invalid" or len(codes) != 1 or not _is(value, of_kind):
                continue
            if field != selector and example.model is None:
                continue
            request = as_files(example.fields)
            # What is known of a file and the bytes that stand for it are not quite the same.
            seen = looked_at(request)
            if predict(self.spec.matrix_for(seen), seen).verdict == "invalid":
                yield f"{field} {next(iter(codes))}", request

    # --- Words ---

    @property
    def has_links(self) -> bool:
        """Whether a finished task has a link to its video."""
        return "link" in self.words.names

    @cached_property
    def ends(self) -> Mapping[str, str]:
        """The last statuses of a task, and what each means."""
        return {
            name: str(status.means)
            for name, status in self.words.statuses.items()
            if status.terminal
        }

    def request_ending(self, word: str) -> Mapping[str, object]:
        """The smallest request whose task may end so: of the first model that comes to it."""
        models = (each for each in self.matrix.models if word in self.words.statuses_of(each))
        return self.request_for(next(models, ""))

    def ending(self, means: str) -> list[str]:
        """The last statuses that mean this."""
        return [name for name, meaning in self.ends.items() if meaning == means]

    @cached_property
    def other_words(self) -> Mapping[str, str]:
        """For each status, the word for it in another generation of the API, if one is known."""
        own = self.words.statuses
        for name in shipped_specs():
            other = words_of(load_family(name))
            if own.keys().isdisjoint(other.statuses):
                known = other.statuses.first
                return {word: known[m] for word, (m, *_) in own.items() if m and m in known}
        return {}

    # --- Errors ---

    def advised(self, advice: str) -> list[int]:
        """The statuses for which the error guide gives this advice on retrying."""
        return [status for status, given in self.words.retry.items() if given == advice]

    @cached_property
    def reasons(self) -> list[Mapping[str, Scalar]]:
        """The worlds for every shape that a failure's reason has, those without one left out."""
        fact = self.matrix.fact("task", "reason")
        shapes = [each for each in (fact.options if fact else ()) if each in self.words.reasons]
        return [{fact.path: each} if fact.is_open else {} for each in shapes] if fact else []

    # --- Cases that many clauses look at ---

    @cached_property
    def form(self) -> Case:
        """A plain request, refused once it was seen: its form is all that matters."""
        return self.refused_at_once("a plain request", self.request)

    @cached_property
    def forms_of_their_own(self) -> tuple[Case, ...]:
        """The same for every other model of any family that has encodings of its own."""
        return tuple(
            self.refused_at_once(f"a plain request for {model}", as_files(request))
            for matrix in self.spec.families.values()
            for model in matrix.models
            if matrix.block("models", model, "encodings")
            and (request := plain_request(matrix, model)) != self.request
        )

    @cached_property
    def form_with_file(self) -> tuple[Case, ...]:
        """The same with one file; none where the spec takes none."""
        request = self.with_files(1)
        return () if request is None else (self.refused_at_once("with a file", request),)

    @cached_property
    def form_with_files(self) -> tuple[Case, ...]:
        """The same with several files; none where the spec takes no more than one."""
        request = self.with_files(3)
        return () if request is None else (self.refused_at_once("with three files", request),)

    @cached_property
    def success(self) -> Case:
        """A task that is finished when it is asked after for the third time."""
        return Case("a task that succeeds", self.request, plan="polls=3", download=True)

    @cached_property
    def successes(self) -> tuple[Case, ...]:
        """The same for every family, each with its own life and its own way to the video."""
        others = [(m.models[0], m) for m in self.spec.families.values() if m is not self.matrix]
        return (
            self.success,
            *(
                self.success._replace(
                    name=f"a task of {model} that succeeds",
                    request=as_files(plain_request(matrix, model)),
                )
                for model, matrix in others
            ),
        )

    def refused_at_once(self, name: str, request: Mapping[str, object]) -> Case:
        """A case that ends at the create, with a refusal that nobody retries."""
        status = (self.advised("never") or [400])[0]
        fault = {"operation": "create", "status": status, "message": MARK}
        return Case(name, request, faults=(fault,))


def as_files(fields: Mapping[str, object]) -> dict[str, object]:
    """A typed request with files in place of what is known of them; no files at all are left out.

    Every file gets a type that its bytes show.
    """
    found: dict[str, object] = {}
    for name, value in fields.items():
        if isinstance(value, Media):
            found[name] = _file(value)
        elif isinstance(value, tuple):
            files = tuple(_file(each) if isinstance(each, Media) else each for each in value)
            if files:
                found[name] = files
        else:
            found[name] = value
    return found


def looked_at(fields: Mapping[str, object]) -> dict[str, object]:
    """A request with files, typed again: with what their bytes show in their place."""
    return {
        name: tuple(
            look(each.data, filename=each.filename, content_type=each.content_type)
            for each in files_in(value)
        )
        or value
        for name, value in fields.items()
    }


def _file(media: Media) -> File:
    return File(
        media.filename or "reference",
        media.content_type or media.format or "application/octet-stream",
        file_bytes(media),
    )


def _is(value: object, kind: type) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)
