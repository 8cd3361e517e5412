"""Judging what surrounds the documented fields: the wire form, and names nobody documented."""

from collections.abc import Callable, Iterator, Mapping

from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.findings import Finding
from cometvideo.prediction.judgement import Judgement, Refusal
from cometvideo.prediction.likeness import by_likeness, nearest_text
from cometvideo.prediction.rules import Breach, Rules
from cometvideo.wire.media import Media
from cometvideo.wire.request import Issue, Request

__all__ = ["Surroundings"]

Judge = Callable[[object], Judgement]

READ = "read"

_MOST_REMEMBERED = 1024


class Surroundings:
    """What one matrix says of everything in a request that is not the value of a field."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.whole = Rules(matrix, None, None)
        self.fields = tuple(matrix.block("fields"))
        self.for_files = tuple(
            name for name in self.fields if matrix.value("fields", name, "kind") == "media"
        )
        self._strangers: dict[tuple[object, bool], Judgement] = {}
        self._wholes: dict[object, Judgement] = {}
        # What concerns the request as a whole, and who says what follows.
        self._of_whole: Mapping[str, Callable[[Issue], Breach]] = {
            "key-missing": self._key_missing,
            "malformed-body": self._malformed_body,
            "encoding": self._encoding,
        }
        self.meant = {
            name: str(fact.value)
            for name, fact in matrix.block("body", "other_names").items()
            if isinstance(fact, Fact)
        }

    def before(self, request: Request) -> tuple[Judgement, ...]:
        """Judge what an upstream comes upon before any field: the key and the body."""
        judged: list[Judgement] = []
        for issue in request.issues:
            if issue.kind in self._of_whole:
                judgement = self._whole(issue)
                if judgement.findings or judgement.refusals:
                    judged.append(judgement)
        return tuple(judged)

    def after(self, request: Request, judges: Mapping[str, Judge]) -> Iterator[Judgement]:
        """Judge the rest: how single fields were written, then those that nobody documented."""
        for issue in request.issues:
            if issue.kind == "bracketed-name":
                yield self._bracketed(issue, request, judges)
            elif issue.kind not in self._of_whole:
                policy = self.matrix.fact("body", issue.kind.replace("-", "_"))
                terms = Rules(self.matrix, None, issue.field)
                yield terms.breach(issue.kind, policy, policy=True).judge(issue.got)
        for name, value in {**request.fields, **request.bracketed}.items():
            if name not in judges:
                yield self.stranger(name, value)

    def stranger(self, name: object, value: object) -> Judgement:
        """Judge a field whose name is not documented by that name; a file means one for files."""
        key = name, _has_file(value)
        known = self._strangers.get(key)
        if known is None:
            if len(self._strangers) >= _MOST_REMEMBERED:
                self._strangers.clear()
            breach = self._stranger(str(name), has_file=key[1])
            known = self._strangers[key] = breach.judge(str(name))
        return known

    def _whole(self, issue: Issue) -> Judgement:
        # Issues are compared with the field too, which is None for all that concern the whole.
        known = self._wholes.get(issue)
        if known is None:
            if len(self._wholes) >= _MOST_REMEMBERED:
                self._wholes.clear()
            breach = self._of_whole[issue.kind](issue)
            known = self._wholes[issue] = breach.judge(issue.got)
        return known

    def _key_missing(self, _: Issue) -> Breach:
        header = self.matrix.value("service", "auth_header")
        scheme = self.matrix.value("service", "auth_scheme")
        cause = self.matrix.fact("service", "auth_header")
        return self.whole.breach("key-missing", cause, allowed=f"{header}: {scheme} KEY")

    def _malformed_body(self, issue: Issue) -> Breach:
        cause = next(iter(self._documented_encodings()), None)
        problem = str(issue.got).rstrip(".")
        return self.whole.breach("malformed-body", cause, detail={"problem": problem})

    def _documented_encodings(self) -> list[Fact]:
        block = self.matrix.block("body", "encodings")
        return [fact for fact in block.values() if isinstance(fact, Fact) and fact.value == READ]

    def _encoding(self, issue: Issue) -> Breach:
        own = self.matrix.fact("body", "encodings", str(issue.got))
        return self.whole.breach(
            "encoding-undocumented",
            own or self.matrix.fact("body", "other_encoding"),
            policy=True,
            allowed=", ".join(fact.keys[-1] for fact in self._documented_encodings()),
        )

    def _stranger(self, name: str, *, has_file: bool) -> Breach:
        def suggest(got: object) -> str | None:
            meant = self.meant.get(str(got))
            if meant is None and has_file and self.for_files:
                return by_likeness(str(got), self.for_files)[0]
            return meant or nearest_text(str(got), self.fields)

        return self.whole.breach(
            "undocumented-field",
            self.matrix.fact("body", "undocumented_field"),
            policy=True,
            allowed=", ".join(self.fields),
            suggest=suggest,
            detail=self._origin(name),
        )

    def _origin(self, name: str) -> dict[str, str]:
        fact = self.matrix.fact("body", "other_names", name)
        if fact is None:
            return {"origin": ""}
        known = self.matrix.sources
        titles = "; ".join(known[each].title for each in fact.sources if each in known)
        return {"origin": f" (it belongs to: {titles})" if titles else ""}

    def _bracketed(self, issue: Issue, request: Request, judges: Mapping[str, Judge]) -> Judgement:
        """A list's name: it may be read as the field, be ignored, or be refused."""
        policy = self.matrix.fact("body", "bracketed_name")
        terms = Rules(self.matrix, None, issue.field)
        breach = terms.breach("bracketed-name", policy, policy=True, allowed=issue.field)
        options = policy.options if policy else ()
        refusals: tuple[Refusal, ...] = breach.refusals
        findings = breach.findings(issue.got)
        field = issue.field or ""
        if READ in options and field in judges:
            read = judges[field](request.bracketed.get(field))
            sure = policy is not None and not policy.is_open
            refusals += tuple(each._replace(sure=each.sure and sure) for each in read.refusals)
            findings += (*read.findings, *(Finding(rule, issue.got) for rule in read.rules))
        return Judgement(findings=findings, refusals=refusals)


def _has_file(value: object) -> bool:
    several = value if isinstance(value, list | tuple) else ()
    return isinstance(value, Media) or any(isinstance(each, Media) for each in several)
