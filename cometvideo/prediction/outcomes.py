"""What may come of a request: the outcomes that the matrix allows, and what follows from them."""

from typing import Literal, NamedTuple

from cometvideo.facts.fact import Level, Scalar
from cometvideo.findings import Finding
from cometvideo.prediction.costs import Cost, together

__all__ = ["Accept", "Assumption", "Outcome", "Prediction", "Reject", "Rendering", "Verdict"]

Verdict = Literal["valid", "uncertain", "invalid"]
Acceptance = Literal["yes", "maybe", "no"]

_ACCEPTANCE: dict[Verdict, Acceptance] = {"valid": "yes", "uncertain": "maybe", "invalid": "no"}

# An open fact's path and the option under which an outcome comes about.
Assumption = tuple[str, Scalar]


class Rendering(NamedTuple):
    """The video that is made; None where nothing tells.

    `seconds` is its length, `width` and `height` are in pixels, `resolution` and `ratio` are the
    row and the label under which the size is published.
    """

    seconds: int | None
    width: int | None
    height: int | None
    resolution: str | None = None
    ratio: str | None = None

    @property
    def size(self) -> str | None:
        """Width and height as the API writes them."""
        return None if self.width is None else f"{self.width}x{self.height}"


class Accept(NamedTuple):
    """The request is taken, and this is rendered.

    `model` is the one that renders it, `cost` what it is billed; None where no price is known.
    """

    rendering: Rendering
    facts: tuple[str, ...] = ()
    assumes: tuple[Assumption, ...] = ()
    model: str | None = None
    cost: Cost | None = None

    @property
    def kind(self) -> Literal["accept"]:
        """Tells an acceptance from a rejection."""
        return "accept"


class Reject(NamedTuple):
    """The request is refused; status, code and message are None where no source states them.

    `level` is that of the status, `fault` names what is wrong with `field` (None: the request).
    """

    status: int | None
    code: str | None
    message: str | None
    envelope: str | None
    level: Level
    field: str | None
    fault: str
    facts: tuple[str, ...] = ()
    assumes: tuple[Assumption, ...] = ()

    @property
    def kind(self) -> Literal["reject"]:
        """Tells a rejection from an acceptance."""
        return "reject"


Outcome = Accept | Reject


class Prediction(NamedTuple):
    """Every outcome that the matrix allows for a request, and all there is to say about it.

    In a world (a fully settled matrix) there is exactly one outcome.
    """

    verdict: Verdict
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]

    def __repr__(self) -> str:
        codes = ", ".join(dict.fromkeys(each.code for each in self.findings)) or "nothing to say"
        return f"<Prediction {self.verdict}, {len(self.outcomes)} outcomes: {codes}>"

    @property
    def acceptance(self) -> Acceptance:
        """Whether the upstream takes the request: yes, maybe or no."""
        return _ACCEPTANCE[self.verdict]

    @property
    def renderings(self) -> tuple[Rendering, ...]:
        """The videos that may come of it, each once; empty if it is always refused."""
        return tuple(dict.fromkeys(each.rendering for each in self._accepts))

    @property
    def rejections(self) -> tuple[Reject, ...]:
        """The refusals that may come of it."""
        return tuple(each for each in self.outcomes if isinstance(each, Reject))

    @property
    def cost(self) -> Cost | None:
        """What it costs if it is taken: a range over all that may come of it.

        None where it is always refused, and where no price is known of some of it.
        """
        return together(each.cost for each in self._accepts)

    @property
    def unpriced(self) -> tuple[str, ...]:
        """The models that may render it at a price that is not known."""
        lacking = (each.model for each in self._accepts if each.cost is None)
        return tuple(dict.fromkeys(model or "an unknown model" for model in lacking))

    @property
    def models(self) -> tuple[str, ...]:
        """The models that may render it; empty if it is always refused."""
        found = (each.model or "an unknown model" for each in self._accepts)
        return tuple(dict.fromkeys(found))

    @property
    def _accepts(self) -> list[Accept]:
        return [each for each in self.outcomes if isinstance(each, Accept)]

    @property
    def is_settled(self) -> bool:
        """Whether there is one rendering, and it is known."""
        renderings = self.renderings
        return len(renderings) == 1 and None not in renderings[0][:3]
