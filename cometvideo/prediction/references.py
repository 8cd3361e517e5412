"""Judging media files: whether a model takes them, and how far they are within known limits."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from cometvideo.facts.fact import Fact
from cometvideo.findings import Finding
from cometvideo.prediction.judgement import Judgement, Refusal
from cometvideo.prediction.rules import Breach, Rules
from cometvideo.wire.media import Media

__all__ = ["judge_media"]


class _Limit(NamedTuple):
    """A limit beyond which a file may be refused: which fact, how it reads, what exceeds it."""

    key: str
    words: str
    exceeded: Callable[[Media, float], bool]


def _sides(media: Media) -> tuple[int, ...]:
    return tuple(side for side in (media.width, media.height) if side is not None)


def _ratio(media: Media) -> float | None:
    return media.width / media.height if media.width and media.height else None


_LIMITS = (
    _Limit("max_bytes", "at most {} bytes", lambda media, most: media.size > most),
    _Limit("min_side", "sides of at least {} px", lambda media, least: _less(_sides(media), least)),
    _Limit("max_side", "sides of at most {} px", lambda media, most: _more(_sides(media), most)),
    _Limit(
        "min_ratio",
        "width / height of at least {}",
        lambda media, least: (_ratio(media) or least) < least,
    ),
    _Limit(
        "max_ratio",
        "width / height of at most {}",
        lambda media, most: (_ratio(media) or most) > most,
    ),
)


def _less(sides: tuple[int, ...], least: float) -> bool:
    return any(side < least for side in sides)


def _more(sides: tuple[int, ...], most: float) -> bool:
    return any(side > most for side in sides)


def judge_media(terms: Rules) -> Callable[[object], Judgement]:
    """Judge one file, or several in a tuple."""
    return _References(terms).judge


class _References:
    """What one model makes of the files of one field."""

    def __init__(self, terms: Rules) -> None:
        self.terms = terms
        self.family = str(terms.value("format_family") or "")
        accepted = terms.fact("accepted")
        self.refused = accepted is not None and accepted.value is False
        self.not_accepted = terms.breach(
            "not-accepted", accepted, allowed=f"only {self.takers()}" if self.refused else None
        )
        self.not_a_file = terms.breach(
            "not-a-file",
            terms.fact("kind"),
            # Each of the faces has its own way to give one, and a finding does not know its face.
            allowed=f"the bytes of a file: {terms.field}=@path on the command line, "
            '{"file": "path"} in a request file, bytes, a Path or an open file in Python',
            suggest=lambda got: f"the file {got}" if _looks_like_path(got) else None,
        )
        self.repeat = terms.fact("repeat")
        self.too_many = terms.breach(
            "too-many-files", self.repeat or terms.fact("kind"), allowed="one file"
        )
        self.not_family = terms.breach(
            "not-media-family",
            terms.fact("format_family"),
            allowed=f"a file that is an {self.family}",
            detail={"family": self.family},
        )
        self.unrecognised = self.policy("format-unrecognised", "beyond_limits")
        self.truncated = self.policy("file-truncated", "truncated")
        self.undeclared = self.policy("type-undeclared", "declared_type")
        self.limits = terms.block("limits")
        broken = (self.not_accepted, self.not_a_file) if self.refused else (self.not_a_file,)
        self.no_file = Judgement(
            rules=tuple(each.rule for each in broken if each.rule),
            refusals=tuple(refusal for each in broken for refusal in each.refusals),
        )

    def takers(self) -> str:
        """The models that take such a file."""
        matrix, field = self.terms.matrix, self.terms.field
        names = (
            model
            for model in matrix.models
            if Rules(matrix, model, field).value("accepted") is not False
        )
        return ", ".join(names) or "no model"

    def policy(self, code: str, key: str) -> Breach:
        """What follows where the fact under `key` decides."""
        return self.terms.breach(code, self.terms.fact(key), policy=True)

    def judge(self, value: object) -> Judgement:
        """Judge the value of the field: a Media, or several in a list or tuple."""
        if isinstance(value, Media):
            files: tuple[object, ...] = (value,)
        elif isinstance(value, list | tuple):
            files = tuple(value)
        else:
            return self.no_file
        findings = list(self.remarks(files))
        refusals: list[Refusal] = []
        for got, breach in self.breaches(files):
            findings += breach.findings(got)
            refusals += breach.refusals
        return Judgement(findings=tuple(findings), refusals=tuple(refusals))

    def remarks(self, files: tuple[object, ...]) -> Iterator[Finding]:
        """What there is to say of several files that are taken."""
        if len(files) > 1 and self.repeat is not None and self.repeat.value is True:
            most = self.limits.get("max_count")
            told = f"{self.stated(most)} says {most.value}" if isinstance(most, Fact) else "nobody"
            got = f"{len(files)} files"
            yield self.terms.remark("several-files", self.repeat, got, {"told": told})

    def breaches(self, files: tuple[object, ...]) -> Iterator[tuple[object, Breach]]:
        """Every rule that the files break, with what was got."""
        if self.refused and files:
            yield _described(files), self.not_accepted
        if len(files) > 1 and (self.repeat is None or self.repeat.value is not True):
            yield f"{len(files)} files", self.too_many
        most = _number(self.limits.get("max_count"))
        if most is not None and len(files) > most:
            yield f"{len(files)} files", self.beyond("max_count", f"at most {most} files")
        for file in files:
            if not isinstance(file, Media):
                yield file, self.not_a_file
                continue
            for breach in self.of_file(file):
                yield _described((file,)), breach

    def of_file(self, media: Media) -> Iterator[Breach]:
        """Every rule that one file breaks."""
        if media.format is None and media.size:
            yield self.unrecognised
        elif self.family and not (media.format or "").startswith(f"{self.family}/"):
            yield self.not_family
            return
        formats = self.limits.get("formats")
        known = formats.value if isinstance(formats, Fact) else None
        if media.format and isinstance(known, tuple) and media.format not in known:
            yield self.beyond("formats", ", ".join(map(str, known)))
        if not media.complete:
            yield self.truncated
        if media.format and media.content_type not in (None, media.format):
            yield self.undeclared
        for limit in _LIMITS:
            bound = _number(self.limits.get(limit.key))
            if bound is not None and limit.exceeded(media, bound):
                yield self.beyond(limit.key, limit.words.format(bound))

    def beyond(self, key: str, allowed: str) -> Breach:
        """What follows from exceeding the limit under `key`: as the policy for limits says."""
        limit = self.limits[key]
        stated = self.stated(limit) if isinstance(limit, Fact) else ""
        breach = self.terms.breach(
            "beyond-limit",
            self.terms.fact("beyond_limits"),
            allowed=allowed,
            policy=True,
            detail={"stated": stated},
        )
        if breach.rule is None or not isinstance(limit, Fact):
            return breach
        rule = breach.rule._replace(
            facts=(limit.path, *breach.rule.facts),
            sources=tuple(dict.fromkeys((*limit.sources, *breach.rule.sources))),
        )
        return Breach(rule, breach.refusals)

    def stated(self, limit: Fact) -> str:
        """Who states a limit, and how sure that makes it, in words."""
        known = self.terms.matrix.sources
        kinds = (f"{each} ({known[each].kind})" for each in limit.sources if each in known)
        return f"{', '.join(kinds)}, {limit.level},"


def _number(fact: object) -> float | None:
    value = fact.value if isinstance(fact, Fact) else None
    return value if isinstance(value, int | float) else None


def _described(files: tuple[object, ...]) -> str:
    several = f"{len(files)} files, the first " if len(files) > 1 else ""
    return several + (str(files[0]) if isinstance(files[0], Media) else repr(files[0])[:60])


def _looks_like_path(got: object) -> bool:
    return isinstance(got, str) and "://" not in got and "." in got[-6:]
