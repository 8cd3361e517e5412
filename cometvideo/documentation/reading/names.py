"""Naming: which models of the matrix a piece of prose or a heading of a table means.

Pages write ids in full, or as people say them: `2.0 Fast`, `Seedance 1.5 Pro`, `1.0 series`.
What an id can be called follows from the ids themselves.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cometvideo.facts.matrix import Matrix

__all__ = ["Mention", "Names", "size_field"]

_SERIES = re.compile(
    r"(?:[ -](?:Pro|Lite)){0,1}[ -](?:models|series|generation|family|versions|modelli|serie|"
    r"modelle|modèles|modelos|модели|系列|モデル|모델)",
    re.IGNORECASE,
)
_LONGEST_WORD = 40
_SEPARATOR = r"[ \-._]"


class Mention(NamedTuple):
    """A place in a text that names something; `model` is None for an unknown one of the family."""

    model: str | None
    text: str
    start: int
    end: int


class Names:
    """The names of models, made from their ids."""

    def __init__(self, models: Sequence[str]) -> None:
        self._models = frozenset(models)
        self._order = tuple(models)
        split = [re.split(r"[-._]", each) for each in models]
        stem = _common(split)
        called: dict[tuple[str, ...], str] = {}
        # A shorter id that matches a name whole comes before a longer one that begins with it.
        for model, words in sorted(zip(models, split, strict=True), key=lambda each: len(each[1])):
            tail = words[len(stem) :]
            for end in range(len(tail), _digits(tail) - 1, -1):
                called.setdefault(tuple(tail[:end]), model)
        self._called = called
        self._stem = stem
        self._pattern = self._any_name()
        self._unknown = self._any_of_the_family()

    def mentions(self, text: str) -> list[Mention]:
        """Every name in a text, in order; the name of a series stands for all of its models."""
        found = [each for known in self._known(text) for each in self._of_series(known, text)]
        taken = [range(each.start, each.end) for each in found]
        for match in self._unknown.finditer(text) if self._unknown else ():
            span = range(*match.span())
            if not any(span.start in each or each.start in span for each in taken):
                found.append(Mention(None, match[0], *match.span()))
        return sorted(found, key=lambda each: each.start)

    def models(self, text: str) -> frozenset[str]:
        """The known models that a text names."""
        return frozenset(each.model for each in self.mentions(text) if each.model)

    def _known(self, text: str) -> Iterator[Mention]:
        for match in self._pattern.finditer(text) if self._pattern else ():
            words = tuple(each.lower() for each in re.split(r"[ \-._]+", match["tail"]) if each)
            model = match[0] if match[0] in self._models else self._called.get(words)
            # A number alone is a name only after a word of the family.
            alone = len(words) == 1 and match.start("tail") == match.start()
            if (
                model
                and not (alone and words[0].isdigit())
                and not self._goes_on(match, text, words)
            ):
                yield Mention(model, match[0], *match.span())

    def _goes_on(self, match: re.Match[str], text: str, words: tuple[str, ...]) -> bool:
        """Whether a longer name begins here, so that this one is not what is meant."""
        after = re.match(rf"{_SEPARATOR}(\w+)", text[match.end() : match.end() + _LONGEST_WORD])
        return after is not None and (*words, after[1].lower()) in self._called

    def _of_series(self, known: Mention, text: str) -> list[Mention]:
        """All whose names begin with a name that a word such as `models` follows."""
        tail = re.split(r"[ \-._]+", known.text.lower())
        version = tuple(each for each in tail if each.isdigit())
        if not version or tail[-1] != version[-1] or not _SERIES.match(text, known.end):
            return [known]
        begun = [model for words, model in self._called.items() if words[: len(version)] == version]
        every = [model for model in self._order if model in begun]
        return [known._replace(model=each) for each in every] or [known]

    def _any_name(self) -> re.Pattern[str] | None:
        if not self._called:
            return None
        tails = sorted(self._called, key=lambda each: (-len(each), each))
        choices = "|".join(_SEPARATOR.join(map(re.escape, tail)) for tail in tails)
        stem = "".join(rf"(?:{re.escape(word)}{_SEPARATOR})?" for word in self._stem)
        return re.compile(
            rf"(?<![\w.:×-]){stem}(?P<tail>{choices})(?![\w×]|[:.\-]\w)", re.IGNORECASE | re.ASCII
        )

    def _any_of_the_family(self) -> re.Pattern[str] | None:
        """Ids with the same beginning, and the family's name with a version."""
        if not self._stem:
            return None
        whole = "-".join(map(re.escape, self._stem))
        last = re.escape(self._stem[-1])
        return re.compile(
            rf"(?<![\w-])(?:{whole}-\w+(?:[-.]\w+)*|(?i:{last}) \d+\.\d+(?: [A-Z]\w+)*)", re.ASCII
        )


def size_field(matrix: Matrix) -> str | None:
    """The field whose values the tables of sizes publish: the one under which models name one."""
    names = (
        name
        for model in matrix.models
        for name, block in matrix.blocks("models", model)
        if "table" in block
    )
    return next(names, None)


def _common(split: Sequence[Sequence[str]]) -> tuple[str, ...]:
    if len(split) < 2:
        return tuple(split[0][:-1]) if split else ()
    found = []
    for words in zip(*split, strict=False):
        if len(set(words)) > 1 or words[0].isdigit():
            break
        found.append(words[0])
    return tuple(found)


def _digits(tail: Sequence[str]) -> int:
    """The length of the shortest name: all numbers at the beginning, or the first word."""
    count = 0
    while count < len(tail) and tail[count].isdigit():
        count += 1
    return max(count, 1)
