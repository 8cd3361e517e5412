"""Judging what surrounds the documented fields: the wire form, and names nobody documented."""

from collections.abc import Iterator, Mapping

from cometvideo.errors import InputError
from cometvideo.facts.matrix import Matrix
from cometvideo.likeness import by_likeness, nearest_text, squeezed
from cometvideo.prediction.encodings import READ, Encodings
from cometvideo.prediction.judgement import FINE, Judge, Judgement, joined
from cometvideo.prediction.rules import Rules
from cometvideo.wire.keys import carried
from cometvideo.wire.media import Media
from cometvideo.wire.request import Issue, Request

__all__ = ["Surroundings"]

_LONGEST_OBJECT = 4096  # characters of JSON that are looked into
_MOST_KEYS = 16


class Surroundings:
    """What one matrix says of everything in a request that is not the value of a field."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.whole = Rules(matrix, None, None)
        self.fields = tuple(matrix.block("fields"))
        self.for_files = tuple(
            name for name in self.fields if matrix.text("fields", name, "kind") == "media"
        )
        self.other_names = matrix.block("body", "other_names")
        self.by_letters = {squeezed(each): each for each in reversed(tuple(self.other_names))}
        self.encodings: dict[str | None, Encodings] = {}
        named = next((block for _, block in matrix.blocks("fields") if "selects" in block), None)
        self.names_model = named is None or named.flag("required")
        service = matrix.block("service")
        key = carried(service.value("auth_scheme"), "KEY")
        self.key_missing = self.whole.breach(
            "key-missing",
            service.fact("auth_header"),
            allowed=f"{service.value('auth_header')}: {key}",
        )
        self.compressed = self.whole.breach(
            "compressed-body",
            matrix.fact("body", "compressed_body"),
            policy=True,
            allowed="a body as it is, without Content-Encoding",
        )
        self.nameless_file = matrix.fact("body", "nameless_file")
        self.bracketed_name = matrix.fact("body", "bracketed_name")
        self.containers: dict[tuple[str, ...], Judgement] = {}
        self.stranger = self.breach_of_name()
        self.stranger_file = self.breach_of_name(has_file=True)

    def before(self, request: Request, model: str | None) -> list[Judgement]:
        """Judge what an upstream comes upon before any field: the key and the body."""
        judged = []
        for issue in request.issues:
            breach = self.of_whole(issue, model)
            if issue.kind == "compressed-body" and not (request.fields or self.compressed.rejects):
                # It would be read, and cannot be here.
                problem = f"it is compressed as {issue.got}, which is not unpacked here"
                breach = self.encodings_of(model).malformed.with_detail({"problem": problem})
            if breach and breach.said:
                judged.append(breach.of(issue.got))
        return judged

    def after(self, request: Request, judges: Mapping[str, Judge]) -> Iterator[Judgement]:
        """Judge the rest: how single fields were written, then those that nobody documented."""
        for issue in request.issues:
            if issue.kind == "bracketed-name":
                yield self.bracketed(issue, request, judges)
            elif self.of_whole(issue, None) is None:
                policy = self.matrix.fact("body", issue.kind.replace("-", "_"))
                rules = Rules(self.matrix, None, issue.field)
                told = {"how": str(issue.got)}
                yield rules.breach(issue.kind, policy, policy=True, detail=told).of(issue.got)
        for name, value in {**request.fields, **request.bracketed}.items():
            if name not in judges:
                yield self.undocumented(str(name), value).of(str(name))

    def undocumented(self, name: str, value: object) -> Judgement:
        """Judge a name that nobody documented; with a file under it, one for files was meant."""
        if _has_file(value):
            breach = self.stranger_file
        elif within := self.named_within(value):
            breach = self.containers.setdefault(within, self.breach_of_name(within=within))
        else:
            breach = self.stranger
        known = self.known_name(name)
        return breach.with_detail({"origin": self.origin(known)}) if known else breach

    def known_name(self, name: str) -> str | None:
        """The name of another API that this is, in whatever letters and signs."""
        return name if name in self.other_names else self.by_letters.get(squeezed(name))

    def named_within(self, value: object) -> tuple[str, ...]:
        """The fields that the keys of an object mean, be it an object or its JSON as text."""
        if isinstance(value, str) and value.startswith("{") and len(value) <= _LONGEST_OBJECT:
            # Imported here because a start is quicker without it.
            from cometvideo.wire.strict_json import decode_json

            try:
                value = decode_json(value)
            except InputError:
                return ()
        found = []
        keys = list(value)[:_MOST_KEYS] if isinstance(value, dict) else []
        for key in (each for each in keys if isinstance(each, str)):
            known = self.known_name(key)
            meant = key if key in self.fields else known and self.other_names.text(known)
            found += [meant] if meant else []
        return tuple(dict.fromkeys(found))

    def encodings_of(self, model: str | None) -> Encodings:
        """What a model makes of the ways in which a body is written."""
        found = self.encodings.get(model)
        if found is None:
            found = self.encodings[model] = Encodings(self.matrix, model)
        return found

    def of_whole(self, issue: Issue, model: str | None) -> Judgement | None:
        """What follows from an issue that concerns the request as a whole; None for any other."""
        if issue.kind == "encoding":
            return self.encoding(str(issue.got), model)
        if issue.kind == "compressed-body":
            return self.compressed.with_detail({"coding": str(issue.got)})
        if issue.kind == "key-missing":
            return self.key_missing
        if issue.kind == "malformed-body":
            malformed = self.encodings_of(model).malformed
            return malformed.with_detail({"problem": str(issue.got).rstrip(".")})
        return None

    def nameless(self, judged: Judgement, absent: Judgement, value: object) -> Judgement:
        """Judge the value of a file without a filename: read as a file, ignored, or refused.

        Whether it is refused for lacking the name is said apart from that.
        """
        fact = self.nameless_file
        options = fact.options if fact else ("read", "ignored", "refused")
        if options == ("ignored",):
            return absent
        if "read" not in options:
            return FINE
        if len(options) == 1:
            return judged
        # Of a file that is empty there is nothing more to say.
        return judged.perhaps() if value else judged.perhaps().but(said=())

    def encoding(self, encoding: str, model: str | None) -> Judgement:
        """What follows from an encoding for a model.

        Where the model is not known, what some model may read is refused for sure by none; and
        where it need not be named, what some model may refuse is perhaps refused.
        """
        judged = self.encodings_of(model).of(encoding)
        if model is None and not self.matrix.is_world:
            others = [self.encodings_of(each).of(encoding) for each in self.matrix.models]
            if judged.sure and not all(each.sure for each in others):
                return judged.perhaps()
            refused = next((each for each in others if each.rejects), judged)
            return judged if judged.rejects or self.names_model else refused.perhaps()
        return judged

    def breach_of_name(self, *, has_file: bool = False, within: tuple[str, ...] = ()) -> Judgement:
        """What follows from a name that nobody documented, with a file under it or without.

        `within` are the fields that an object under it has.
        """

        def suggest(got: object) -> str | None:
            if within:
                return ", ".join(within)
            meant = self.other_names.text(self.known_name(str(got)) or "")
            if meant is None and has_file and self.for_files:
                return by_likeness(str(got), self.for_files)[0]
            return meant or nearest_text(str(got), self.fields)

        return self.whole.breach(
            "undocumented-field",
            self.matrix.fact("body", "undocumented_field"),
            policy=True,
            allowed=", ".join(self.fields),
            suggest=suggest,
            detail={"origin": ""},
        )

    def origin(self, name: str) -> str:
        """Where a name comes from, in words; empty where no source tells."""
        fact = self.other_names.fact(name)
        known = self.matrix.sources
        sources = fact.sources if fact else ()
        titles = "; ".join(known[each].title for each in sources if each in known)
        return f" (it belongs to: {titles})" if titles else ""

    def bracketed(self, issue: Issue, request: Request, judges: Mapping[str, Judge]) -> Judgement:
        """A list's name: it may be read as the field, be ignored, or be refused."""
        policy = self.bracketed_name
        rules = Rules(self.matrix, None, issue.field)
        breach = rules.breach("bracketed-name", policy, policy=True, allowed=issue.field)
        field = issue.field or ""
        if policy is None or READ not in policy.options or field not in judges:
            return breach.of(issue.got)
        value = request.bracketed.get(field)
        read = judges[field](value).of(value)
        return joined((breach.of(issue.got), read.but(sure=read.sure and not policy.is_open)))


def _has_file(value: object) -> bool:
    several = value if isinstance(value, list | tuple) else ()
    return isinstance(value, Media) or any(isinstance(each, Media) for each in several)
