"""Judging sizes: what a preset or an exact size renders for a model."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from cometvideo.facts.fact import Fact, Value
from cometvideo.facts.tables import ANOTHER, Cell, cells_of, nearest_cell
from cometvideo.facts.terms import Terms
from cometvideo.findings import Rule
from cometvideo.likeness import unquoted, why_not_listed
from cometvideo.prediction.judgement import FINE, UNKNOWN, Frame, Judge, Judgement, assumed
from cometvideo.prediction.outcomes import Assumption
from cometvideo.prediction.rules import REFUSED, Rules
from cometvideo.wire.dimensions import Dimensions, read_dimensions

__all__ = ["grammar_of", "judge_size"]

AS_ASKED = "as_asked"
NEAREST = "nearest"

_FATES = {
    AS_ASKED: "rendered as asked",
    NEAREST: "changed to the nearest published size",
    ANOTHER: "changed to a size that nobody states",
    REFUSED: "refused",
}

_NO_SIZE = "neither a preset label nor an exact size"
_NUMBER_PAIR = r"([0-9]{1,5})[^0-9]+([0-9]{1,5})\Z"


def judge_size(rules: Rules) -> Judge:
    """Judge a preset label or an exact size."""
    return _Sizes(rules).judge


def grammar_of(rules: Rules) -> Fact | None:
    """The fact by which a size that is neither a label nor WxH is refused."""
    places = (("pattern",), ("labels",), ("table",), ("exact", "min"), ("kind",))
    return next(filter(None, (rules.fact(*each) for each in places)), None)


class _Sizes:
    """What one model makes of every size."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.labels = rules.texts("labels")
        self.cells = cells_of(rules)
        self.by_size = {cell.size: cell for cell in self.cells}
        exact = rules.block("exact")
        self.least, self.most = exact.integer("min"), exact.integer("max")
        renders = rules.block("renders")
        self.renders = {
            size: fact for key, fact in renders.facts() if (size := read_dimensions(key))
        }
        self.row_renders = dict(renders.blocks())
        of_field = rules.matrix.texts("fields", str(rules.field), "labels")
        own = rules.fact("labels") if rules.model else None
        self.other_labels = frozenset(of_field) - frozenset(self.labels)
        self.not_a_label = rules.breach(
            "size-off-pattern",
            own,
            fault="off-pattern",
            allowed=self.allowed(),
            suggest=self.suggest,
            detail={"is_no": _NO_SIZE},
        )
        self.wrong_type = rules.breach("wrong-type", rules.fact("kind"), allowed="text")
        self.off_pattern = rules.breach(
            "size-off-pattern",
            grammar_of(rules),
            fault="off-pattern",
            allowed=self.allowed(),
            suggest=self.suggest,
            why=lambda got: why_not_listed(got, None),
            detail={"is_no": _NO_SIZE},
        )
        self.unpublished = rules.breach(
            "size-undocumented",
            rules.fact("undocumented"),
            policy=True,
            suggest=lambda got: self.nearest(read_dimensions(str(got))),
        )
        self.published = {
            **{
                str(size): self.exact(str(size), size).of(str(size)).but(value=str(size))
                for size in self.by_size
            },
            **{label: self.preset(label).of(label).but(value=label) for label in self.labels},
        }

    def allowed(self) -> str:
        """The grammar of a size, in words."""
        exact = "" if self.least is None else f"WxH with sides of {self.least} to {self.most}"
        return " or ".join(filter(None, (", ".join(self.labels), exact))) or ", ".join(
            str(cell.size) for cell in self.cells
        )

    def judge(self, value: object) -> Judgement:
        """Judge one value of the field."""
        if not isinstance(value, str):
            return self.wrong_type
        known = self.published.get(value)
        if known is None and value in self.other_labels:
            # What it would render, if it were taken, nobody states.
            return self.not_a_label.but(frames=(UNKNOWN,))
        return self.exact(value, read_dimensions(value)) if known is None else known

    def depends_on_model(self) -> bool:
        """Whether nothing tells which sizes there are, because the model is not known."""
        return self.rules.model is None and not (self.labels or self.cells or self.least)

    def fits(self, size: Dimensions) -> bool:
        """Whether an exact size is within the grammar, or listed where there is no grammar."""
        if self.least is None or self.most is None:
            return size in self.by_size and not self.labels
        return self.least <= min(size) and max(size) <= self.most

    # -- presets ------------------------------------------------------------------------------

    def preset(self, label: str) -> Judgement:
        """A label renders the row that is this model's default; an open row leaves several."""
        own = self.rules.fact("presets", label)
        if own is not None:
            return self.own_preset(own)
        row = self.rules.fact("preset_row")
        because = (row.path,) if row else ()
        frames = tuple(
            frame.under(because, assumed(row, cell.resolution) if row else ())
            for cell in self.cells
            for frame in self.of_cell(cell)
            if cell.ratio == label and (row is None or cell.resolution in row.options)
        )
        if row is None or self.rules.model is None or not frames:
            return Judgement(frames=frames)
        detail = {"sizes": _sizes_in(frames), "rows": ", ".join(map(str, row.options))}
        code = "preset-open" if row.is_open else "preset-row"
        return Judgement((self.rules.remark(code, row, detail),), frames=frames)

    def own_preset(self, fact: Fact) -> Judgement:
        """A label whose size the model states by itself."""
        frames = self.stated(fact)
        if not fact.is_open:
            return Judgement(frames=frames)
        detail = {"sizes": _sizes_in(frames)}
        return Judgement((self.rules.remark("preset-open", fact, detail),), frames=frames)

    # -- exact sizes --------------------------------------------------------------------------

    def exact(self, value: str, size: Dimensions | None) -> Judgement:
        """An exact size is rendered as asked where it is published, with known exceptions."""
        if size is None or not self.fits(size):
            return FINE if self.depends_on_model() else self.off(size)
        if self.rules.model is None:
            return FINE
        cell = self.by_size.get(size)
        if cell is None:
            return self.undocumented(size)
        rendered = self.renders.get(size)
        if rendered is not None:
            return self.exception(value, rendered, cell)
        return Judgement(self.sibling(cell), frames=(self.frame(cell, ()),))

    def off(self, size: Dimensions | None) -> Judgement:
        """What is no size here: of no form of one, out of bounds, or none of those listed."""
        if size is None or self.least is not None or self.labels:
            return self.off_pattern
        listing = self.listing(size, nearest_cell(size, self.cells))
        model = self.rules.model or "any model"
        return self.off_pattern.with_detail({"is_no": f"no size of {model} ({listing})"})

    def exception(self, value: str, rendered: Fact, cell: Cell) -> Judgement:
        """A published size that is known to come out otherwise, or of whose row one is."""
        siblings = self.sibling(cell) if ANOTHER in rendered.options else ()
        if siblings:
            return Judgement(siblings, frames=self.stated(rendered))
        others = _worded(option for option in rendered.options if option != value)
        detail = {"others": others or value}
        remark = self.rules.remark("size-renders-otherwise", rendered, detail)
        return Judgement((remark,), frames=self.stated(rendered))

    def sibling(self, cell: Cell) -> tuple[Rule, ...]:
        """A note for a size in whose row another one is known to come out otherwise."""
        for size, fact in self.renders.items():
            known = self.by_size.get(size)
            others = [option for option in fact.options if option != str(size)]
            if known and known.resolution == cell.resolution and others and ANOTHER not in others:
                detail = {"sibling": str(size), "sizes": _worded(others)}
                return (self.rules.remark("size-sibling", fact, detail, note=True),)
        return ()

    def undocumented(self, size: Dimensions) -> Judgement:
        """A size that is not published for the model: as asked, another one, or refused."""
        fact = self.rules.fact("undocumented")
        near = nearest_cell(size, self.cells)
        if fact is None:
            told = {"listed": self.listing(size, near), "fate": "what becomes of it is not stated"}
            either = (self.unlisted(size, (), ()), UNKNOWN)
            return self.unpublished.with_detail(told).but(frames=either)
        frames: list[Frame] = []
        if AS_ASKED in fact.options:
            frames.append(self.unlisted(size, (fact.path,), assumed(fact, AS_ASKED)))
        if NEAREST in fact.options and near:
            frames.append(self.frame(near, assumed(fact, NEAREST), fact.path))
        if ANOTHER in fact.options:
            frames.append(UNKNOWN.under((fact.path,), assumed(fact, ANOTHER)))
        told = {"listed": self.listing(size, near), "fate": _fate(fact, tuple(frames))}
        return self.unpublished.with_detail(told).but(frames=tuple(frames))

    def nearest(self, size: Dimensions | None) -> str | None:
        """The published size that comes nearest to another."""
        near = size and nearest_cell(size, self.cells)
        return str(near.size) if near else None

    def listing(self, size: Dimensions, near: Cell | None) -> str:
        """Who else publishes a size, and what this model has in its place, in words."""
        models = self.models.get(size)
        listed = f"it is listed for {', '.join(models)}" if models else "it is listed for no model"
        if near is None or near.resolution is None:
            return listed
        return f"{listed}; in the {near.resolution} row of this one stands {near.size}"

    @cached_property
    def models(self) -> Mapping[Dimensions, list[str]]:
        """The models for which each size is published."""
        found: dict[Dimensions, list[str]] = {}
        for model in self.rules.matrix.models:
            cells = cells_of(Terms(self.rules.matrix, model, self.rules.field))
            for size in dict.fromkeys(cell.size for cell in cells):
                found.setdefault(size, []).append(model)
        return found

    # -- pieces -------------------------------------------------------------------------------

    def frame(self, cell: Cell, assumes: tuple[Assumption, ...], *facts: str) -> Frame:
        """The frame of a published size."""
        return Frame(*cell.size, cell.resolution, cell.ratio, (*facts, cell.fact.path), assumes)

    def of_cell(self, cell: Cell) -> tuple[Frame, ...]:
        """What a row and a label render: what stands in the table, with known exceptions."""
        own = self.row_renders.get(cell.resolution or "")
        rendered = own.fact(cell.ratio or "") if own else None
        if rendered is None:
            return (self.frame(cell, ()),)
        return tuple(
            frame._replace(resolution=cell.resolution, ratio=cell.ratio)
            for frame in self.stated(rendered)
        )

    def unlisted(
        self, size: Dimensions, facts: tuple[str, ...], assumes: tuple[Assumption, ...]
    ) -> Frame:
        """The frame of any size; it has a row and a ratio if it happens to be published."""
        cell = self.by_size.get(size)
        if cell is None:
            return Frame(*size, facts=facts, assumes=assumes)
        return Frame(*size, cell.resolution, cell.ratio, (*facts, cell.fact.path), assumes)

    def stated(self, fact: Fact) -> tuple[Frame, ...]:
        """The frames of the sizes that a fact may come out as."""
        return tuple(
            self.unlisted(size, (fact.path,), assumed(fact, option))
            if size
            else UNKNOWN.under((fact.path,), assumed(fact, option))
            for option in fact.options
            if (size := read_dimensions(str(option))) or option == ANOTHER
        )

    def suggest(self, got: object) -> str | None:
        """The size that was probably meant: other signs, other digits, a row's name."""
        if not isinstance(got, str):
            return None
        text = unquoted(_plain_digits(got[:100]).strip()).strip().lower()
        rows = [str(cell.size) for cell in self.cells if cell.resolution == text]
        if rows:
            return rows[0]
        found = re.match(_NUMBER_PAIR, text)
        if found is None:
            return None
        numbers = int(found[1]), int(found[2])
        for label in self.labels:
            if tuple(map(int, re.findall("[0-9]+", label))) == numbers:
                return label
        meant = Dimensions(*numbers)
        return str(meant) if self.fits(meant) else None


def _plain_digits(text: str) -> str:
    """The text with compatible signs, and other scripts' digits, in ASCII."""
    import unicodedata

    normal = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.digit(each)) if each.isdecimal() else each for each in normal)


def _fate(fact: Fact, frames: tuple[Frame, ...]) -> str:
    """What becomes of a size that is not published, in words."""
    ways = " or ".join(_FATES.get(str(option), str(option)) for option in fact.options)
    told = (
        f"it may be {ways}, as far as the documentation tells" if fact.is_open else f"it is {ways}"
    )
    return f"{told}; possible renderings: {_sizes_in(frames)}" if frames else told


def _sizes_in(frames: tuple[Frame, ...]) -> str:
    return ", ".join(dict.fromkeys(frame.size for frame in frames))


def _worded(options: Iterable[Value]) -> str:
    return ", ".join("another size" if each == ANOTHER else str(each) for each in options)
