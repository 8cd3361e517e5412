"""Rules: the facts that hold for one field of one model, and the rules made from them."""

from collections.abc import Callable, Mapping

from cometvideo.facts.fact import Also, Fact, value_words
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.facts.terms import Terms
from cometvideo.findings import Rule
from cometvideo.prediction.judgement import FINE, Judgement
from cometvideo.prediction.outcomes import Reject

__all__ = ["KNOWN", "REFUSED", "Rules", "said_elsewhere"]

REFUSED = "refused"
KNOWN = ("observed", "documented")
"""The levels of facts that hold for sure."""


class Rules(Terms):
    """Terms, and what follows from breaking one of them."""

    __slots__ = ()

    def breach(
        self,
        code: str,
        cause: Fact | None,
        *,
        fault: str = "",
        allowed: str | None = None,
        suggest: Callable[[object], str | None] | None = None,
        rank: Callable[[object], str] | None = None,
        why: Callable[[object], str] | None = None,
        detail: Mapping[str, str] | None = None,
        policy: bool = False,
        beside: Fact | None = None,
    ) -> Judgement:
        """The judgement of a value that breaks a rule which rests on `cause`, and nothing else.

        A documented cause refuses for sure, an inferred or open one may; in a world nothing is
        left open. The cause is a `policy` where its value says what happens, `refused` or other;
        of what it is sure to do no harm there is nothing to say. What is said rests on the fact
        `beside` it, too.
        """
        world = self.matrix.is_world
        harmless = policy and cause is not None and REFUSED not in cause.options
        if harmless and cause is not None and cause.level in KNOWN:
            return FINE
        # A policy that no source states is as open as one can be.
        unstated = policy and cause is None and not self.matrix.is_world
        sure = not harmless and not unstated and self._is_sure(cause)
        facts: tuple[str, ...] = (cause.path,) if cause else ()
        rejects: tuple[Reject, ...] = ()
        told = self._told(cause)
        if not harmless:
            reject = self.rejection(fault or code, cause)
            rejects = (reject,)
            facts = reject.facts
            told["expect"] = _expectation(reject)
        sources = cause.sources if cause else ()
        if beside is not None:
            facts = (beside.path, *facts)
            sources = tuple(dict.fromkeys((*beside.sources, *sources)))
        rule = Rule(
            code=code,
            severity="error" if sure else "note" if harmless and world else "warning",
            field=self.field,
            allowed=allowed,
            level=cause.level if cause else "open",
            facts=facts,
            sources=sources,
            detail={**told, **(detail or {})},
            suggest=suggest,
            rank=rank,
            why=why,
        )
        return Judgement((rule,), rejects=rejects, sure=sure)

    def remark(
        self, code: str, fact: Fact, detail: Mapping[str, str], *, note: bool = False
    ) -> Rule:
        """Something worth saying that refuses nothing: a warning where the fact is open."""
        return Rule(
            code=code,
            severity="warning" if fact.is_open and not note else "note",
            field=self.field,
            level=fact.level,
            facts=(fact.path,),
            sources=fact.sources,
            detail={**self._told(fact), **detail},
        )

    def _told(self, fact: Fact | None) -> dict[str, str]:
        return {
            "model": self.model or "any model",
            "expect": "",
            "also": said_elsewhere(fact, self.matrix) if fact else "",
            "note": fact.note if fact else "",
        }

    def rejection(self, fault: str, cause: Fact | None) -> Reject:
        """How a fault of this field is answered, as far as any source states it."""
        where = ("by_field", self.field) if self.field else ("by_request",)
        rejections = self.matrix.block("rejections")
        answer = Block(rejections.block(*where, fault))
        for key in ("status", "envelope"):
            if unstated := rejections.fact(f"unstated_{key}"):
                answer.setdefault(key, unstated)
        status = answer.fact("status")
        told = map(answer.fact, ("status", "code", "message", "envelope"))
        facts = (each.path for each in (cause, *told) if each)
        is_open = cause is not None and cause.is_open
        return Reject(
            status=answer.integer("status"),
            code=answer.text("code"),
            message=answer.text("message"),
            envelope=answer.text("envelope"),
            level=status.level if status else "open",
            field=self.field,
            fault=fault,
            facts=tuple(dict.fromkeys(facts)),
            assumes=((cause.path, _refusing(cause)),) if cause and is_open else (),
        )

    def _is_sure(self, cause: Fact | None) -> bool:
        if cause is None or self.matrix.is_world:
            return True
        # An option assumed for a world that is not complete yet decides as well.
        return not cause.is_open and cause.level != "inferred"


def _refusing(cause: Fact) -> str | bool:
    """The option of an open fact under which it refuses."""
    return REFUSED if REFUSED in cause.options or False not in cause.options else False


def said_elsewhere(fact: Fact, matrix: Matrix) -> str:
    """What other sources say instead, in words; empty where they say the same, or nothing."""
    others = (each for each in fact.also if each.value != fact.value)
    return "; ".join(f"{_by(each, matrix)} {value_words(each.value)}" for each in others)


def _by(also: Also, matrix: Matrix) -> str:
    source = matrix.sources.get(also.source)
    return f"{also.source} ({source.kind if source else 'no such source'}) says"


def _expectation(reject: Reject) -> str:
    if reject.status is None:
        return "no source states the status of the refusal"
    code = f" {reject.code}" if reject.code else ""
    return f"expect HTTP {reject.status}{code} ({reject.level})"
