"""Terms: the facts that hold for one field of one model, and the rules made from them."""

from collections.abc import Callable, Mapping

from cometvideo.facts.fact import Also, Fact, Value
from cometvideo.facts.matrix import Block, Matrix
from cometvideo.findings import Finding, Rule
from cometvideo.prediction.judgement import Judgement, Refusal
from cometvideo.prediction.outcomes import Reject

__all__ = ["Breach", "Terms", "int_of", "said_elsewhere", "text_of"]

REFUSED = "refused"
_KNOWN = ("observed", "documented")


class Breach:
    """A broken rule, ready to be applied to what was got: its text and its consequence.

    `rule` is None where the matrix is sure that what was got does no harm. `judgement` is that of
    every value which breaks this rule and does nothing else.
    """

    __slots__ = ("judgement", "refusals", "rule")

    def __init__(self, rule: Rule | None, refusals: tuple[Refusal, ...] = ()) -> None:
        self.rule = rule
        self.refusals = refusals
        self.judgement = Judgement(rules=(rule,) if rule else (), refusals=refusals)

    def findings(self, got: object) -> tuple[Finding, ...]:
        """What there is to say about a value that breaks this rule."""
        return () if self.rule is None else (Finding(self.rule, got),)

    def judge(self, got: object) -> Judgement:
        """The judgement of a value that is better shown as `got`."""
        return Judgement(findings=self.findings(got), refusals=self.refusals)


class Terms:
    """Facts about a field: those of the model where it has its own, else those of the field.

    `model` is None where the request names no known model; `field` is None for what concerns
    the request as a whole.
    """

    def __init__(self, matrix: Matrix, model: str | None, field: str | None) -> None:
        self.matrix = matrix
        self.model = model
        self.field = field
        self.world = matrix.is_world
        self._of_model = matrix.block("models", model, field) if model and field else {}
        self._of_field = matrix.block("fields", field) if field else {}

    def fact(self, key: str) -> Fact | None:
        """The fact under this key, or None."""
        for block in (self._of_model, self._of_field):
            found = block.get(key)
            if isinstance(found, Fact):
                return found
        return None

    def block(self, key: str) -> Block:
        """The block under this key; an empty one where there is none."""
        for block in (self._of_model, self._of_field):
            found = block.get(key)
            if found is not None and not isinstance(found, Fact):
                return found
        return Block()

    def value(self, key: str) -> Value | None:
        """The settled value under this key, or None."""
        found = self.fact(key)
        return None if found is None else found.value

    def breach(
        self,
        code: str,
        cause: Fact | None,
        *,
        fault: str = "",
        allowed: str | None = None,
        suggest: Callable[[object], str | None] | None = None,
        rank: Callable[[object], str] | None = None,
        detail: Mapping[str, str] | None = None,
        policy: bool = False,
    ) -> Breach:
        """What follows from breaking a rule that rests on `cause`.

        A documented cause refuses for sure, an inferred or open one may; in a world nothing is
        left open. The cause is a `policy` where its value says what happens, `refused` or other.
        """
        harmless = policy and cause is not None and REFUSED not in cause.options
        if harmless and cause is not None and cause.level in _KNOWN:
            return Breach(None)
        sure = not harmless and self._is_sure(cause)
        facts: tuple[str, ...] = (cause.path,) if cause else ()
        refusals: tuple[Refusal, ...] = ()
        told = self._told(cause)
        if not harmless:
            reject = self.rejection(fault or code, cause)
            refusals = (Refusal(sure, reject),)
            facts = reject.facts
            told["expect"] = _expectation(reject)
        rule = Rule(
            code=code,
            severity="error" if sure else "note" if harmless and self.world else "warning",
            field=self.field,
            allowed=allowed,
            level=cause.level if cause else "open",
            facts=facts,
            sources=cause.sources if cause else (),
            detail={**told, **(detail or {})},
            suggest=suggest,
            rank=rank,
        )
        return Breach(rule, refusals)

    def remark(
        self, code: str, fact: Fact, got: object, detail: Mapping[str, str], *, note: bool = False
    ) -> Finding:
        """Something worth saying that refuses nothing: a warning where the fact is open."""
        rule = Rule(
            code=code,
            severity="warning" if fact.is_open and not note else "note",
            field=self.field,
            level=fact.level,
            facts=(fact.path,),
            sources=fact.sources,
            detail={**self._told(fact), **detail},
        )
        return Finding(rule, got)

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
        stated = self.matrix.block("rejections", *where, fault)
        status = self._answer(stated, "status", "unstated_status")
        envelope = self._answer(stated, "envelope", "unstated_envelope")
        code, message = _fact(stated, "code"), _fact(stated, "message")
        facts = (each.path for each in (cause, status, code, message, envelope) if each)
        is_open = cause is not None and cause.is_open
        return Reject(
            status=int_of(status.value) if status else None,
            code=text_of(code.value) if code else None,
            message=text_of(message.value) if message else None,
            envelope=text_of(envelope.value) if envelope else None,
            level=status.level if status else "open",
            field=self.field,
            fault=fault,
            facts=tuple(dict.fromkeys(facts)),
            assumes=((cause.path, REFUSED),) if cause and is_open else (),
        )

    def _answer(self, stated: Block, key: str, unstated: str) -> Fact | None:
        return _fact(stated, key) or self.matrix.fact("rejections", unstated)

    def _is_sure(self, cause: Fact | None) -> bool:
        if cause is None or self.world:
            return True
        # An option assumed for a world that is not complete yet decides as well.
        return not cause.is_open and cause.level != "inferred"


def int_of(value: Value | None) -> int | None:
    """A fact's value as an integer; None where it is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def text_of(value: Value | None) -> str | None:
    """A fact's value as a text; None where it is none."""
    return value if isinstance(value, str) else None


def said_elsewhere(fact: Fact, matrix: Matrix) -> str:
    """What other sources say instead, in words; empty where they say the same, or nothing."""
    others = (each for each in fact.also if each.value != fact.value)
    return "; ".join(f"{_by(each, matrix)} {_words(each.value)}" for each in others)


def _by(also: Also, matrix: Matrix) -> str:
    source = matrix.sources.get(also.source)
    return f"{also.source} ({source.kind if source else 'no such source'}) says"


def _words(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _fact(block: Block, key: str) -> Fact | None:
    found = block.get(key)
    return found if isinstance(found, Fact) else None


def _expectation(reject: Reject) -> str:
    if reject.status is None:
        return "no source states the status of the refusal"
    code = f" {reject.code}" if reject.code else ""
    return f"expect HTTP {reject.status}{code} ({reject.level})"
