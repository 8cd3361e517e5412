"""Judgements: what one value of one field means, before the fields are put together."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from cometvideo.facts.fact import Fact, Scalar, Value
from cometvideo.findings import Finding, Rule
from cometvideo.prediction.outcomes import Assumption, Reject

__all__ = ["FINE", "UNKNOWN", "Frame", "Judge", "Judgement", "assumed", "joined", "once"]


class Frame(NamedTuple):
    """A size that may be rendered, and under which assumptions; 0 where nobody states it."""

    width: int
    height: int
    resolution: str | None = None
    ratio: str | None = None
    facts: tuple[str, ...] = ()
    assumes: tuple[Assumption, ...] = ()

    @property
    def size(self) -> str:
        """The size in words."""
        return f"{self.width}x{self.height}" if self.width else "another size"

    def under(self, facts: tuple[str, ...], assumes: tuple[Assumption, ...]) -> "Frame":
        """The same as one more fact says, and under what is assumed of it."""
        return self._replace(facts=(*facts, *self.facts), assumes=(*assumes, *self.assumes))


UNKNOWN: Final = Frame(0, 0)
"""A size that nobody states."""


def assumed(fact: Fact, option: Value | None) -> tuple[Assumption, ...]:
    """What is assumed where a fact comes out as one of its options: nothing if it is settled."""
    if not fact.is_open or option is None or isinstance(option, tuple):
        return ()
    return ((fact.path, option),)


class Judgement:
    """What one value means. Compared by identity, so that what follows from it can be looked up.

    `said` are findings, and rules that become one with the value as what was got. `rejects` are
    the ways in which the request may be refused for it, and `sure` is whether the matrix leaves no
    other way. `frames` are the sizes that may be rendered, `value` is what the value amounts to,
    and `facts` are the paths of the facts that say so. `present` is whether there is a value.
    """

    __slots__ = ("facts", "frames", "present", "rejects", "said", "sure", "value")

    def __init__(
        self,
        said: tuple[Rule | Finding, ...] = (),
        *,
        rejects: tuple[Reject, ...] = (),
        sure: bool = False,
        frames: tuple[Frame, ...] = (),
        value: Scalar | None = None,
        facts: tuple[str, ...] = (),
        present: bool = True,
    ) -> None:
        self.said = said
        self.rejects = rejects
        self.sure = sure
        self.frames = frames
        self.value = value
        self.facts = facts
        self.present = present

    def of(self, got: object) -> "Judgement":
        """The same about a value that is better shown as `got`."""
        said = (each if isinstance(each, Finding) else Finding(each, got) for each in self.said)
        return self.but(said=tuple(said))

    def with_detail(self, detail: Mapping[str, str]) -> "Judgement":
        """The same, with more that its rules say."""
        said = (
            each if isinstance(each, Finding) else each._replace(detail={**each.detail, **detail})
            for each in self.said
        )
        return self.but(said=tuple(said))

    def perhaps(self) -> "Judgement":
        """The same where the value may be read in another way: nothing of it is sure."""
        said = [
            each._replace(rule=_no_error(each.rule))
            if isinstance(each, Finding)
            else _no_error(each)
            for each in self.said
        ]
        return self.but(said=tuple(said), sure=False)

    def but(self, **changes: Any) -> "Judgement":
        """The same with some of it changed."""
        return Judgement(**{name: getattr(self, name) for name in self.__slots__} | changes)


def _no_error(rule: Rule) -> Rule:
    return rule._replace(severity="warning") if rule.severity == "error" else rule


FINE: Final = Judgement()
"""Of what there is nothing to say."""

Judge = Callable[[object], Judgement]


def joined(judgements: Iterable[Judgement]) -> Judgement:
    """What several judgements of one value say and refuse together."""
    every = tuple(judgements)
    if not every:
        return FINE
    return Judgement(
        said=tuple(said for each in every for said in each.said),
        rejects=tuple(once(reject for each in every for reject in each.rejects)),
        sure=any(each.sure for each in every),
    )


def once(rejects: Iterable[Reject]) -> list[Reject]:
    """Refusals without repetition: of one fault of one field, one refusal tells all."""
    return [*{(each.field, each.fault): each for each in rejects}.values()]
