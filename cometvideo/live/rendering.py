"""Renderings: what a measured video tells of the sizes and lengths that the matrix predicts."""

from collections.abc import Iterator
from math import inf, log
from typing import NamedTuple

from cometvideo.facts.fact import Fact, Scalar
from cometvideo.facts.matrix import Matrix
from cometvideo.live.attempt import Video
from cometvideo.live.observation import Observation
from cometvideo.live.probe import Mark, Probe
from cometvideo.prediction import Accept, Outcome
from cometvideo.wire.dimensions import read_dimensions

__all__ = ["agreeing", "see_rendering"]

# Encoders round to whole frames, and add one.
_TOLERANCE_S = 0.5
_SAME_CELL = 0.15  # of its area: what is nearer to a published size is that size, changed
_TOLERANCE_PX = 1  # sides of an encoded picture are even


def agreeing(
    outcomes: tuple[Outcome, ...], video: Video | None, among: tuple[Outcome, ...] = ()
) -> tuple[Accept, ...]:
    """The acceptances that agree with a video; all of them while there is none to measure.

    A size that nobody states is another one than those that are stated `among` all outcomes.
    """
    accepts = tuple(each for each in outcomes if isinstance(each, Accept))
    if video is None or video.problem:
        return accepts
    is_stated = any(
        isinstance(each, Accept) and each.rendering.width and _fits_size(each, video)
        for each in among
    )
    return tuple(
        each
        for each in accepts
        if (each.rendering.width or not is_stated)
        and _fits_size(each, video)
        and _fits_length(each, video)
    )


def see_rendering(
    matrix: Matrix, probe: Probe, outcomes: tuple[Outcome, ...], video: Video, place: int
) -> Iterator[Observation]:
    """What a video tells of the settled facts that its request bears out."""
    accepts = tuple(each for each in outcomes if isinstance(each, Accept))
    sized = tuple(each for each in accepts if _fits_size(each, video))
    timed = tuple(each for each in accepts if _fits_length(each, video))
    lengths = _Blame(matrix, probe, video, place)
    for mark in probe.shows:
        fact = matrix.facts.get(mark.fact)
        if fact is None or not mark.way.startswith("renders") or fact.is_open:
            continue
        is_length = "gives" in fact.keys or lengths.is_length(fact)
        if timed if is_length else sized:
            yield Observation(mark, "holds", probe.id, fact.value, place=place)
    if accepts and not timed:
        yield from lengths.of_length()
    if accepts and not sized:
        yield from lengths.of_size(accepts)


class _Blame(NamedTuple):
    """Which fact a video contradicts."""

    matrix: Matrix
    probe: Probe
    video: Video
    place: int

    @property
    def size(self) -> str:
        """The size that was measured, as the API writes sizes."""
        return f"{self.video.width}x{self.video.height}"

    def is_length(self, fact: Fact) -> bool:
        """Whether a fact is about the length: the default of the field that gives it."""
        field = self.matrix.block("fields", fact.keys[-2]) if len(fact.keys) > 1 else {}
        return fact.keys[-1] == "default" and "gives" in field

    def of_length(self) -> Iterator[Observation]:
        """The field that gives the length, or its default where it was left out."""
        for name, block in self.matrix.blocks("fields"):
            gives = block.get("gives")
            if not isinstance(gives, Fact):
                continue
            default = self._own(name, "default")
            is_asked = name in self.probe.fields
            fact = gives if is_asked or default is None else default
            way = "renders what was asked for" if is_asked else "renders"
            yield self._seen(Mark(fact.path, way), round(self.video.seconds))

    def of_size(self, accepts: tuple[Accept, ...]) -> Iterator[Observation]:
        """The fact that would explain the size: another row, another table, another size."""
        facts = [self.matrix.facts[path] for each in accepts for path in each.facts]
        rows = [each for each in facts if each.keys[-1] == "preset_row"]
        cells = list(dict.fromkeys(each for each in facts if each.keys[0] == "sizes"))
        near = min(cells, key=self._distance, default=None)
        row, table = (self._where(cells[0]) if cells else None) or (None, None)
        own = next((each for each in map(self._table, self.matrix.block("fields")) if each), None)
        if row is not None and rows and not rows[0].is_open and table == cells[0].keys[1]:
            yield self._seen(Mark(rows[0].path, "renders"), row)
        elif table is not None and own is not None and table != own.value:
            yield self._seen(Mark(own.path, "renders"), table)
        elif near is not None and self._distance(near) < _SAME_CELL:
            yield self._seen(Mark(near.path, "renders"), self.size)
        else:
            open_facts = [each for each in facts if each.is_open]
            for fact in (open_facts or rows or cells)[:1]:
                way = "which option" if fact.is_open else "renders"
                yield self._seen(Mark(fact.path, way), self.size)

    def _distance(self, cell: Fact) -> float:
        """How far a published size is from what came, by its area."""
        size = read_dimensions(str(cell.value))
        area = self.video.width * self.video.height
        return abs(log(size[0] * size[1] / area)) if size and area else inf

    def _where(self, cell: Fact) -> tuple[str, str] | None:
        """The row and the table that have what came, under the same label; its own table first."""
        own, label = cell.keys[1], cell.keys[-1]
        tables = sorted((name for name, _ in self.matrix.blocks("sizes")), key=own.__ne__)
        for table in tables:
            for row, block in self.matrix.blocks("sizes", table):
                found = block.get(label)
                if isinstance(found, Fact) and found.value == self.size:
                    return row, table
        return None

    def _table(self, field: str) -> Fact | None:
        return self._own(field, "table")

    def _own(self, field: str, key: str) -> Fact | None:
        own = self.matrix.fact("models", self.probe.model or "", field, key)
        return own or self.matrix.fact("fields", field, key)

    def _seen(self, mark: Mark, observed: Scalar) -> Observation:
        fact = self.matrix.facts[mark.fact]
        is_exact = not fact.is_open and "gives" not in fact.keys
        seen = Observation(mark, "drifted", self.probe.id, observed, place=self.place)
        return seen._replace(exact=is_exact)


def _fits_size(accept: Accept, video: Video) -> bool:
    rendering = accept.rendering
    if rendering.width is None or rendering.height is None:
        return True
    off = max(abs(rendering.width - video.width), abs(rendering.height - video.height))
    return off <= _TOLERANCE_PX


def _fits_length(accept: Accept, video: Video) -> bool:
    seconds = accept.rendering.seconds
    return seconds is None or abs(seconds - video.seconds) < _TOLERANCE_S
