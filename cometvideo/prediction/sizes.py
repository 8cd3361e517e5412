"""Judging sizes: what a preset or an exact size renders for a model."""

import re
import unicodedata
from collections.abc import Callable

from cometvideo.facts.fact import Fact
from cometvideo.facts.tables import Cell, cells_of, models_listing, nearest_cell
from cometvideo.findings import Finding
from cometvideo.prediction.judgement import Frame, Judgement, Refusal
from cometvideo.prediction.outcomes import Assumption
from cometvideo.prediction.rules import REFUSED, Rules
from cometvideo.wire.dimensions import Dimensions, read_dimensions

__all__ = ["judge_size"]

AS_ASKED = "as_asked"
NEAREST = "nearest"

_FATES = {
    AS_ASKED: "rendered as asked",
    NEAREST: "changed to the nearest published size",
    REFUSED: "refused",
}

_NUMBER_PAIR = re.compile(r"([0-9]{1,5})[^0-9]+([0-9]{1,5})\Z")


def judge_size(terms: Rules) -> Callable[[object], Judgement]:
    """Judge a preset label or an exact size."""
    return _Sizes(terms).judge


class _Sizes:
    """What one model makes of every size."""

    def __init__(self, terms: Rules) -> None:
        self.terms = terms
        self.labels = tuple(map(str, _listed(terms.fact("labels"))))
        self.cells = cells_of(terms)
        self.by_size = {cell.size: cell for cell in self.cells}
        exact = terms.block("exact")
        self.least, self.most = exact.integer("min"), exact.integer("max")
        self.renders = {
            size: fact
            for key, fact in terms.block("renders").items()
            if isinstance(fact, Fact) and (size := read_dimensions(key))
        }
        self.wrong_type = terms.breach("wrong-type", terms.fact("kind"), allowed="text")
        self.off_pattern = terms.breach(
            "size-off-pattern",
            terms.fact("pattern") or terms.fact("labels") or terms.fact("table"),
            fault="off-pattern",
            allowed=self.allowed(),
            suggest=self.suggest,
        )

    def allowed(self) -> str:
        """The grammar of a size, in words."""
        exact = "" if self.least is None else f"WxH with sides of {self.least} to {self.most}"
        return " or ".join(filter(None, (", ".join(self.labels), exact))) or ", ".join(
            str(cell.size) for cell in self.cells
        )

    def judge(self, value: object) -> Judgement:
        """Judge one value of the field."""
        if not isinstance(value, str):
            return self.wrong_type.judgement
        if value in self.labels:
            return self.preset(value)
        size = read_dimensions(value)
        if self.depends_on_model():
            return Judgement()
        if size is None or not self.fits(size):
            return self.off_pattern.judgement
        return self.exact(value, size)

    def depends_on_model(self) -> bool:
        """Whether nothing tells which sizes there are, because the model is not known."""
        return self.terms.model is None and not (self.labels or self.cells or self.least)

    def fits(self, size: Dimensions) -> bool:
        """Whether an exact size is within the grammar, or listed where there is no grammar."""
        if self.least is None or self.most is None:
            return size in self.by_size and not self.labels
        return self.least <= min(size) and max(size) <= self.most

    # -- presets ------------------------------------------------------------------------------

    def preset(self, label: str) -> Judgement:
        """A label renders the row that is this model's default; an open row leaves several."""
        row = self.terms.fact("preset_row")
        own = self.terms.block("presets").get(label)
        if isinstance(own, Fact):
            return self.own_preset(label, own)
        because = (row.path,) if row else ()
        frames = tuple(
            self.frame(cell, _because(row, cell.resolution), *because)
            for cell in self.cells
            if cell.ratio == label and (row is None or cell.resolution in row.options)
        )
        if row is None or self.terms.model is None or not frames:
            return Judgement(frames=frames)
        detail = {"sizes": _sizes_in(frames), "rows": ", ".join(map(str, row.options))}
        code = "preset-open" if row.is_open else "preset-row"
        return Judgement(frames=frames, findings=(self.terms.remark(code, row, label, detail),))

    def own_preset(self, label: str, fact: Fact) -> Judgement:
        """A label whose size the model states by itself."""
        sizes = ((option, read_dimensions(str(option))) for option in _options(fact))
        frames = tuple(
            self.unlisted(size, (fact.path,), _assume(fact, option))
            for option, size in sizes
            if size
        )
        if not fact.is_open:
            return Judgement(frames=frames)
        detail = {"sizes": _sizes_in(frames)}
        remark = self.terms.remark("preset-open", fact, label, detail)
        return Judgement(frames=frames, findings=(remark,))

    # -- exact sizes --------------------------------------------------------------------------

    def exact(self, value: str, size: Dimensions) -> Judgement:
        """An exact size is rendered as asked where it is published, with known exceptions."""
        if self.terms.model is None:
            return Judgement()
        cell = self.by_size.get(size)
        if cell is None:
            return self.undocumented(value, size)
        rendered = self.renders.get(size)
        if rendered is not None:
            return self.exception(value, rendered)
        return Judgement(frames=(self.frame(cell, ()),), findings=self.sibling(value, cell))

    def exception(self, value: str, rendered: Fact) -> Judgement:
        """A published size that is known to come out otherwise."""
        frames = []
        for option in rendered.options:
            size = read_dimensions(str(option))
            if size:
                frames.append(self.unlisted(size, (rendered.path,), _assume(rendered, option)))
        others = ", ".join(str(option) for option in rendered.options if option != value)
        detail = {"others": others or value}
        finding = self.terms.remark("size-renders-otherwise", rendered, value, detail)
        return Judgement(frames=tuple(frames), findings=(finding,))

    def sibling(self, value: str, cell: Cell) -> tuple[Finding, ...]:
        """A note for a size in whose row another one is known to come out otherwise."""
        for size, fact in self.renders.items():
            known = self.by_size.get(size)
            others = [option for option in fact.options if option != str(size)]
            if known and known.resolution == cell.resolution and others:
                detail = {"sibling": str(size), "sizes": ", ".join(map(str, others))}
                return (self.terms.remark("size-sibling", fact, value, detail, note=True),)
        return ()

    def undocumented(self, value: str, size: Dimensions) -> Judgement:
        """A size that is not published for the model: as asked, the nearest, or refused."""
        fact = self.terms.fact("undocumented")
        if fact is None:
            return self.off_pattern.judgement
        near = nearest_cell(size, self.cells)
        frames: list[Frame] = []
        if AS_ASKED in fact.options:
            frames.append(self.unlisted(size, (fact.path,), _assume(fact, AS_ASKED)))
        if NEAREST in fact.options and near:
            frames.append(self.frame(near, _assume(fact, NEAREST), fact.path))
        breach = self.terms.breach(
            "size-undocumented",
            fact,
            policy=True,
            suggest=lambda _: str(near.size) if near else None,
            detail={"listed": self.listing(size, near), "fate": _fate(fact, tuple(frames))},
        )
        refusals: tuple[Refusal, ...] = breach.refusals if REFUSED in fact.options else ()
        return Judgement(frames=tuple(frames), findings=breach.findings(value), refusals=refusals)

    def listing(self, size: Dimensions, near: Cell | None) -> str:
        """Who else publishes a size, and what this model has in its place, in words."""
        models = models_listing(size, self.terms.matrix, self.terms.field or "")
        listed = f"it is listed for {', '.join(models)}" if models else "it is listed for no model"
        if near is None or near.resolution is None:
            return listed
        return f"{listed}; in the {near.resolution} row of this one stands {near.size}"

    # -- pieces -------------------------------------------------------------------------------

    def frame(self, cell: Cell, assumes: tuple[Assumption, ...], *facts: str) -> Frame:
        """The frame of a published size."""
        return Frame(*cell.size, cell.resolution, cell.ratio, (*facts, cell.fact.path), assumes)

    def unlisted(
        self, size: Dimensions, facts: tuple[str, ...], assumes: tuple[Assumption, ...]
    ) -> Frame:
        """The frame of any size; it has a row and a ratio if it happens to be published."""
        cell = self.by_size.get(size)
        if cell is None:
            return Frame(*size, facts=facts, assumes=assumes)
        return Frame(*size, cell.resolution, cell.ratio, (*facts, cell.fact.path), assumes)

    def suggest(self, got: object) -> str | None:
        """The size that was probably meant: other signs, other digits, a row's name."""
        if not isinstance(got, str):
            return None
        text = _plain_digits(got[:100]).strip().lower()
        rows = [str(cell.size) for cell in self.cells if cell.resolution == text]
        if rows:
            return rows[0]
        found = _NUMBER_PAIR.match(text)
        if found is None:
            return None
        numbers = int(found[1]), int(found[2])
        for label in self.labels:
            if tuple(map(int, re.findall("[0-9]+", label))) == numbers:
                return label
        meant = Dimensions(*numbers)
        return str(meant) if min(meant) > 0 and self.fits(meant) else None


def _plain_digits(text: str) -> str:
    """The text with compatible signs, and other scripts' digits, in ASCII."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.digit(each)) if each.isdecimal() else each for each in normal)


def _listed(fact: Fact | None) -> tuple[object, ...]:
    return fact.value if fact and isinstance(fact.value, tuple) else ()


def _options(fact: Fact) -> tuple[str, ...]:
    return tuple(option for option in fact.options if option and isinstance(option, str))


def _assume(fact: Fact, option: object) -> tuple[Assumption, ...]:
    return ((fact.path, option),) if fact.is_open else ()  # type: ignore[return-value]


def _because(row: Fact | None, resolution: str | None) -> tuple[Assumption, ...]:
    return _assume(row, resolution) if row else ()


def _fate(fact: Fact, frames: tuple[Frame, ...]) -> str:
    """What becomes of a size that is not published, in words."""
    ways = " or ".join(_FATES.get(str(option), str(option)) for option in fact.options)
    told = (
        f"it may be {ways}, as far as the documentation tells" if fact.is_open else f"it is {ways}"
    )
    return f"{told}; possible renderings: {_sizes_in(frames)}" if frames else told


def _sizes_in(frames: tuple[Frame, ...]) -> str:
    return ", ".join(dict.fromkeys(f"{frame.width}x{frame.height}" for frame in frames))
