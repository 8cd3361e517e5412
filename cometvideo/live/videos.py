"""Videos: what a measured one tells of the facts that say what is rendered.

Where a fact is shared by models and one of them renders otherwise, it is what that model renders
that is another, and not the fact: a table, or a default for all, has changed only if none of those
that were seen keeps to it.
"""

from collections.abc import Iterator, Mapping
from math import inf, log
from typing import NamedTuple

from cometvideo.facts.fact import Fact, Scalar
from cometvideo.facts.matrix import Matrix
from cometvideo.facts.tables import cells_of
from cometvideo.facts.terms import Terms
from cometvideo.live.answers import Answers, Case
from cometvideo.live.attempt import Video
from cometvideo.live.observation import Observation, untold
from cometvideo.live.probe import Mark
from cometvideo.live.rendering import fits_length, fits_size
from cometvideo.prediction import Accept
from cometvideo.wire.dimensions import read_dimensions

__all__ = ["see_video"]

_SAME_CELL = 0.15  # of its area: what is nearer to a published size is that size, changed
_LENGTH = "renders the length that was asked for"


def see_video(session: Answers, case: Case, video: Video) -> Iterator[Observation]:
    """What a video tells of the settled facts that its request bears out."""
    of = _Seen(session, case, video)
    is_sized, is_timed = fits_size(case.outcomes, video), fits_length(case.outcomes, video)
    for mark in case.probe.shows:
        fact = of.matrix.facts[mark.fact]
        is_measured = mark.way.startswith("renders") and not fact.is_open
        if is_measured and (is_timed if of.is_about_length(fact) else is_sized):
            yield Observation(mark, "holds", case.probe.id, fact.value, place=of.place)
    if is_timed is False:
        yield from of.other_length()
    if is_sized is False:
        yield from of.other_size()


class _Seen(NamedTuple):
    """A video beside all others of the run."""

    session: Answers
    case: Case
    video: Video

    @property
    def matrix(self) -> Matrix:
        """The facts."""
        return self.session.matrix

    @property
    def place(self) -> int:
        """The number of the last exchange."""
        return len(self.case.attempt.exchanges) - 1

    @property
    def size(self) -> str:
        """The size that was measured, as the API writes sizes."""
        return f"{self.video.width}x{self.video.height}"

    def others(self) -> Iterator[tuple[Case, Video]]:
        """The other documented requests of the run that ended with a video to measure."""
        for each in self.session.cases:
            video = each.attempt.video
            is_another = each is not self.case and each.probe.takes
            if is_another and video is not None and not video.problem:
                yield each, video

    # -- lengths ------------------------------------------------------------------------------

    def is_about_length(self, fact: Fact) -> bool:
        """Whether a fact is about the length: what gives it, or the default of that."""
        *_, field, key = fact.keys
        of_length = key == "default" and self.matrix.fact("fields", field, "gives") is not None
        return key == "gives" or of_length

    def other_length(self) -> Iterator[Observation]:
        """What explains the length: how this model renders any, how all do, or a default."""
        for name, block in self.matrix.blocks("fields"):
            gives = block.fact("gives")
            if gives is None:
                continue
            default = self._own(name, "default")
            if name not in self.case.probe.fields and default is not None:
                yield from self._other_default(name, default)
                continue
            held = {
                each.probe.model
                for each, video in self.others()
                if name in each.probe.fields and fits_length(each.outcomes, video)
            }
            model = self.case.probe.model
            is_own = bool(held - {model}) and model not in held
            subject = f"models.{model}" if is_own else gives.path
            mark = Mark(subject, _LENGTH if is_own else "renders what was asked for")
            asked = self.case.probe.fields.get(name)
            words = f"{self.video.seconds:.2g} s where {asked} s were asked for"
            yield self._drifted(mark, words, exact=False, expected="the length that is asked for")

    def _other_default(self, name: str, default: Fact) -> Iterator[Observation]:
        model = self.case.probe.model
        off = [
            each
            for each, video in self.others()
            if name in each.probe.fields
            and each.probe.model == model
            and not fits_length(each.outcomes, video)
        ]
        mark = Mark(default.path, f"renders on {model}")
        if off:
            why = "the lengths that are asked for are off as well"
            yield from untold([mark], self.case.probe, why)
            return
        seen = {
            each.probe.model: round(video.seconds)
            for each, video in self.others()
            if name not in each.probe.fields
        }
        own, seconds = f"models.{model}.{name}.default", round(self.video.seconds)
        yield self._shared(default, mark, own, seen, seconds)

    # -- sizes --------------------------------------------------------------------------------

    def other_size(self) -> Iterator[Observation]:
        """What explains the size: another row or table, another size of a cell or of a model."""
        accepts = [each for each in self.case.outcomes if isinstance(each, Accept)]
        facts = [self.matrix.facts[path] for each in accepts for path in each.facts]
        cells = [*dict.fromkeys(each for each in facts if each.keys[0] == "sizes")]
        row = next((each for each in facts if each.keys[-1] == "preset_row"), None)
        open_facts = [each for each in facts if each.is_open and not self.is_about_length(each)]
        model = self.case.probe.model
        field = next((name for name in self.case.probe.fields if self._own(name, "table")), None)
        asked = str(self.case.probe.fields.get(field or "", ""))
        near = min(cells, key=self._distance, default=None)
        place = self._place(cells, self.size) if cells else None
        table = self._own(field, "table") if field else None
        is_other = self._is_other_table(place[0]) if place else None
        if is_other is None and read_dimensions(asked):
            is_other = False  # of a size by itself it is the size
        is_own = place is not None and place[0] == cells[0].keys[1]
        if (
            row is not None
            and not row.is_open
            and place
            and is_own
            and self._is_other_row(row, place)
        ):
            yield self._drifted(Mark(row.path, "renders"), place[1])
        elif table and place and place[0] != table.value and is_other is not False:
            yield self._drifted(Mark(table.path, "renders"), place[0], exact=bool(is_other))
        elif cells and field is not None and read_dimensions(asked) and not open_facts:
            yield self._of_cell(cells[0], f"models.{model}.{field}.renders.{asked}")
        elif near is not None and (not open_facts or self._distance(near) < _SAME_CELL):
            own = f"models.{model}.{field}.presets.{asked}" if field else near.path
            yield self._of_cell(near, own)
        else:
            for fact in open_facts[:1]:
                yield self._drifted(Mark(fact.path, "which option"), self.size, exact=False)

    def _of_cell(self, cell: Fact, own: str) -> Observation:
        """The cell, where none that shares it was seen to render it; else the model's own."""
        seen = {
            each.probe.model: self._size_of(video)
            for each, video in self.others()
            if [cell.path in out.facts for out in each.outcomes if isinstance(out, Accept)]
            == [True]
        }
        return self._shared(cell, Mark(cell.path, "renders"), own, seen, self.size)

    def _shared(
        self, fact: Fact, mark: Mark, own: str, seen: Mapping[str | None, Scalar], observed: Scalar
    ) -> Observation:
        """What a shared fact is for all, or else what it is for this model.

        `seen` is what other requests showed in its place, by model.
        """
        model = self.case.probe.model
        sharing = self._sharing(fact)
        others = {each for each in seen if each != model}
        is_all = {*seen.values()} <= {observed} and (others or sharing <= {model})
        if is_all or fact.keys[0] == "models":
            return self._drifted(mark, observed)
        expected = fact.value if isinstance(fact.value, str | int | float) else None
        return self._drifted(Mark(own, "renders"), observed, expected=expected)

    def _sharing(self, fact: Fact) -> set[str | None]:
        """The models to which a fact applies."""
        if fact.keys[0] != "sizes":
            return {*self.matrix.models}
        return {
            model
            for model in self.matrix.models
            for name in self.matrix.block("fields")
            if any(cell.fact == fact for cell in cells_of(Terms(self.matrix, model, name)))
        }

    def _is_other_row(self, row: Fact, place: tuple[str, str]) -> bool:
        """Whether all labels of the model that were tried render that other row of its table."""
        for each, video in self.others():
            accepts = [out for out in each.outcomes if isinstance(out, Accept)]
            if all(row.path in out.facts for out in accepts):
                paths = dict.fromkeys(path for out in accepts for path in out.facts)
                cells = [self.matrix.facts[path] for path in paths if path.startswith("sizes.")]
                if cells and self._place(cells, self._size_of(video)) != place:
                    return False
        return True

    def _is_other_table(self, table: str) -> bool | None:
        """Whether more sizes of the model are of another table, and none of its own alone.

        None where this is the only one that tells.
        """
        there = {str(fact.value) for fact in self.matrix.block("sizes", table).all_facts()}
        more = None
        for each, video in self.others():
            size = self._size_of(video)
            if each.probe.model == self.case.probe.model:
                if fits_size(each.outcomes, video):
                    more = more if size in there else False
                elif more is None and size in there:
                    more = True
        return more

    def _distance(self, cell: Fact) -> float:
        """How far a published size is from what came, by its area."""
        size = read_dimensions(str(cell.value))
        area = self.video.width * self.video.height
        return abs(log(size[0] * size[1] / area)) if size and area else inf

    def _place(self, cells: list[Fact], size: str) -> tuple[str, str] | None:
        """The table and the row that have a size under the label of cells; theirs comes first."""
        own, label = cells[0].keys[1], cells[0].keys[-1]
        for table in sorted((name for name, _ in self.matrix.blocks("sizes")), key=own.__ne__):
            for row, block in self.matrix.blocks("sizes", table):
                found = block.fact(label)
                if found is not None and found.value == size:
                    return table, row
        return None

    def _own(self, field: str, key: str) -> Fact | None:
        return Terms(self.matrix, self.case.probe.model, field).fact(key)

    def _size_of(self, video: Video) -> str:
        return f"{video.width}x{video.height}"

    def _drifted(
        self, mark: Mark, observed: Scalar, *, exact: bool = True, expected: Scalar | None = None
    ) -> Observation:
        seen = Observation(mark, "drifted", self.case.probe.id, observed, place=self.place)
        return seen._replace(exact=exact, expected=expected)
