"""Judging how the body of a create is written: its encoding, and whether it can be read."""

from cometvideo.facts.fact import Fact
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.terms import encodings_of
from cometvideo.prediction.judgement import FINE, Judgement
from cometvideo.prediction.rules import KNOWN, Rules

__all__ = ["READ", "Encodings"]

READ = "read"


class Encodings:
    """What one model makes of the ways in which a body is written.

    Without a model it is what all that say nothing else make of them.
    """

    def __init__(self, matrix: Matrix, model: str | None) -> None:
        self._rules = Rules(matrix, model, None)
        self._known = encodings_of(matrix, model)
        read = [fact for _, fact in self._known.facts() if fact.value == READ]
        # Where no source states one, it is what others infer.
        self._usual = [fact for fact in read if fact.level in KNOWN] or read
        self._allowed = ", ".join(fact.keys[-1] for fact in self._usual) or None
        self._judged = {name: self._judge(fact) for name, fact in self._known.facts()}
        self._other = self._judge(matrix.fact("body", "other_encoding"))
        self.malformed = self._rules.breach("malformed-body", next(iter(self._usual), None))

    def of(self, encoding: str) -> Judgement:
        """What follows from sending a body in an encoding."""
        return self._judged.get(encoding, self._other)

    def _judge(self, cause: Fact | None) -> Judgement:
        """What follows from sending a body in the encoding that a fact is about.

        Where nothing at all is said of encodings, a world reads any: it has to read one.
        """
        if cause in self._usual or (
            cause is None and self._rules.matrix.is_world and not self._known
        ):
            return FINE
        is_own = cause is not None and cause.keys[0] == "models"
        return self._rules.breach(
            "encoding-undocumented",
            cause,
            policy=True,
            allowed=self._allowed,
            detail={"whose": f" for {self._rules.model}" if is_own else ""},
        )
