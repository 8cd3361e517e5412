"""Judging media files: whether a model takes them, and how far they are within known limits."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from cometvideo.facts.fact import Fact
from cometvideo.prediction.accepting import may_be_refused, not_accepted
from cometvideo.prediction.in_text import Given, InText
from cometvideo.prediction.judgement import FINE, Judge, Judgement, joined
from cometvideo.prediction.relations import UNMEASURED
from cometvideo.prediction.rules import KNOWN, Rules
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
    _Limit(
        "min_side",
        "sides of at least {} px",
        lambda media, least: any(side < least for side in _sides(media)),
    ),
    _Limit(
        "max_side",
        "sides of at most {} px",
        lambda media, most: any(side > most for side in _sides(media)),
    ),
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


def judge_media(rules: Rules) -> Judge:
    """Judge one file, or several in a tuple."""

    @cache
    def references() -> _References:
        # Most requests come without a file.
        return _References(rules)

    return lambda value: references().judge(value)


class _References:
    """What one model makes of the files of one field."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        kind = rules.fact("kind")
        self.refused = may_be_refused(rules)
        self.not_accepted = not_accepted(rules)
        self.is_measured = rules.text("matches") is not None
        self.not_a_file = rules.breach(
            "not-a-file",
            kind,
            # Each of the faces has its own way to give one, and a finding does not know its face.
            allowed="the bytes of a file, as a part with a filename",
            suggest=lambda got: f"the file {got}" if _looks_like_path(got) else None,
        )
        self.in_text = InText(rules, self.not_a_file)
        self.no_file = joined(
            (self.not_accepted, self.not_a_file) if self.refused else (self.not_a_file,)
        )
        self.repeats = rules.flag("repeat")
        self.too_many = rules.breach(
            "too-many-files", rules.fact("repeat") or kind, allowed="one file"
        )
        self.family = rules.text("format_family") or ""
        self.not_family = rules.breach(
            "not-media-family",
            rules.fact("format_family"),
            allowed=f"a file of type {self.family}/*",
            detail={"family": self.family},
        )
        self.unrecognised = self.policy("format-unrecognised", "beyond_limits")
        self.truncated = self.policy("file-truncated", "truncated")
        self.undeclared = self.policy("type-undeclared", "declared_type")
        limits = rules.block("limits")
        self.formats = limits.value("formats")
        formats = ", ".join(limits.texts("formats"))
        self.other_format = self.beyond(limits.fact("formats"), formats)
        self.most = limits.number("max_count")
        self.over_most = self.beyond(
            limits.fact("max_count"), f"at most {self.most} files", is_or_has="has"
        )
        self.several = self.remark_several(limits.fact("max_count"))
        self.by_count = {
            count: Judgement(
                (
                    rules.remark(
                        "files-by-count", fact, {"count": count, "role": fact.words}, note=True
                    ),
                )
            )
            for count, fact in rules.block("by_count").facts()
        }
        self.limits = [
            (limit.exceeded, bound, self.beyond(limits.fact(limit.key), limit.words.format(bound)))
            for limit in _LIMITS
            if (bound := limits.number(limit.key)) is not None
        ]

    def policy(self, code: str, key: str) -> Judgement:
        """What follows where the fact under `key` decides."""
        return self.rules.breach(code, self.rules.fact(key), policy=True)

    def beyond(self, limit: Fact | None, allowed: str, *, is_or_has: str = "is") -> Judgement:
        """What follows from exceeding a limit: as the policy for limits says."""
        return self.rules.breach(
            "beyond-limit",
            self.rules.fact("beyond_limits"),
            allowed=allowed,
            policy=True,
            beside=limit,
            detail={"stated": self.stated(limit) if limit else "", "is_or_has": is_or_has},
        )

    def remark_several(self, most: Fact | None) -> Judgement:
        """What there is to say of several files where they are taken."""
        repeat = self.rules.fact("repeat")
        if repeat is None or (most is not None and most.level in KNOWN):
            return FINE
        told = f"{self.stated(most).removeprefix('only ')} says {most.value}" if most else "nobody"
        return Judgement((self.rules.remark("several-files", repeat, {"told": told}),))

    def stated(self, limit: Fact) -> str:
        """Who states a limit, and how sure that makes it, in words."""
        known = self.rules.matrix.sources
        kinds = ", ".join(f"{each} ({known[each].kind})" for each in limit.sources if each in known)
        return kinds if limit.level in KNOWN else f"only {kinds}, {limit.level},"

    def judge(self, value: object) -> Judgement:
        """Judge the value: a Media, a text with a file, or several in a list or tuple."""
        files: tuple[object, ...]
        if isinstance(value, list | tuple) and not isinstance(value, Media):
            files = tuple(value)
        elif isinstance(value, Media) or self.in_text.reads(value):
            files = (value,)
        else:
            return self.no_file
        if any(isinstance(each, str) for each in files):
            files = tuple(self.in_text.file(each) for each in files)
        found = joined(self.of_files(files))
        return found.but(value=_size_of(files)) if self.is_measured else found

    def of_files(self, files: tuple[object, ...]) -> Iterator[Judgement]:
        """What there is to say of the files."""
        several = f"{len(files)} files"
        role = self.by_count.get(str(len(files)))
        if role is not None:
            yield role
        elif len(files) > 1 and self.repeats:
            yield self.several.of(several)
        if self.refused and files:
            yield self.not_accepted.of(_described(files))
        if len(files) > 1 and not self.repeats:
            yield self.too_many.of(several)
        if self.most is not None and len(files) > self.most:
            yield self.over_most.of(several)
        for each in files:
            file: object = each
            if isinstance(each, Given):
                yield from each.said
                if each.media is None:
                    continue
                file = each.media
            if not isinstance(file, Media):
                yield self.not_a_file.of(file)
                continue
            for breach in self.of_file(file):
                yield breach.of(_described((file,)))

    def of_file(self, media: Media) -> Iterator[Judgement]:
        """Every rule that one file breaks."""
        if media.format is None and media.size:
            yield self.unrecognised
        elif self.family and not (media.format or "").startswith(f"{self.family}/"):
            yield self.not_family
            return
        if media.format and isinstance(self.formats, tuple) and media.format not in self.formats:
            yield self.other_format
        if not media.complete:
            yield self.truncated
        if media.format and media.content_type not in (None, media.format):
            yield self.undeclared
        for exceeded, bound, breach in self.limits:
            if exceeded(media, bound):
                yield breach


def _size_of(files: tuple[object, ...]) -> str | None:
    """The size of the files, several where they differ; None where none is seen.

    What lies at an address is fetched by nobody here, so that nothing is said of its size.
    """
    given = [each.media if isinstance(each, Given) else each for each in files]
    seen = [each for each in given if isinstance(each, Media)]
    if None in given:
        return None
    if not all(each.width and each.height for each in seen):
        return UNMEASURED
    return ", ".join(dict.fromkeys(f"{each.width}x{each.height}" for each in seen)) or None


def _described(files: tuple[object, ...]) -> str:
    several = f"{len(files)} files, the first " if len(files) > 1 else ""
    return several + (str(files[0]) if isinstance(files[0], Media) else repr(files[0])[:60])


def _looks_like_path(got: object) -> bool:
    return isinstance(got, str) and "://" not in got and "." in got[-6:]
