"""A part of a tensor, by places of its axes."""

from __future__ import annotations

from collections.abc import Callable

from tenet.catalogue.operation import Operation
from tenet.frozen import frozen
from tenet.types.dim import Dim, Symbolic, names
from tenet.types.shape import Misfit
from tenet.types.tensor import Interval, TensorType


@frozen
class Place:
    """The places of one axis that are kept, both ends included; a single one may drop its axis.

    Where the size of the axis is a number, both ends are counted from the front; where it is not,
    negative ends count from the end. `most` is the largest that `high` can be, where it is a size
    that is known only later.
    """

    low: Dim
    high: Dim
    drop: bool = False
    most: int | None = None

    def __str__(self) -> str:
        """As a spec writes it: `2` of a single place, `0..3` of several."""
        return str(self.low) if self.drop else f"{self.low}..{self.high}"

    def cut(self, axis: int, size: Dim) -> Cut:
        """What is kept of an axis of this size.

        Raises:
            Misfit: the axis has no such places.
        """
        first, last = (_counted(end, axis, size, self.most) for end in (self.low, self.high))
        if isinstance(first, int) and isinstance(last, int) and first < 0 <= last:
            raise Misfit(
                f"cannot tell whether {first} comes before {last} on axis {axis}, which has {size} places",
                "count both ends from the front, or both from the end",
            )
        kept = _from_front(last, size) - _from_front(first, size) + 1
        if isinstance(kept, int) and kept < 1:
            raise Misfit(f"keeps no place of axis {axis}: {self.low}..{self.high} is empty")
        to_the_end = last in (-1, size - 1)
        return Cut(first, None if to_the_end else last + 1, kept, self.drop)


@frozen
class Cut:
    """Places of an axis as Python counts them: the end is left out, none is the end of the axis."""

    start: Dim
    stop: Dim | None
    size: Dim
    drop: bool

    def written(self, sized: Callable[[Dim], str]) -> str:
        """The cut as Python writes it; `sized` writes a size that is known only later."""
        if self.drop:
            return sized(self.start)
        start = sized(self.start) if self.start else ""
        return f"{start}:{'' if self.stop is None else sized(self.stop)}"


WHOLE = ":"
"""How Python keeps an axis whole."""


class Slice(Operation):
    """A part of a tensor. Written as an index: `x[1..]`, `x[0]`, `gate[.., 2..2]`.

    Shapes: any; an axis of n places keeps those from `low` to `high`, or goes where one place is
    asked for. The batch is never counted; axes beyond those that are named are kept whole.
    """

    spoken = False
    carries = True
    examples = (
        "network(x: f32[5, 3]) -> y { y = x[1..] }",
        "network(x: f32[5, 3]) -> y { y = x[0] }",
        "network(x: f32[5, 3]) -> y { y = x[.., 2..2] + x[..-2, 1..1][0] }",
    )

    places: tuple[Place | None, ...]
    """The places of each leading axis; none keeps an axis whole."""

    def cuts(self, x: TensorType) -> dict[int, Cut]:
        """What is kept of each axis that is not kept whole, the axes counted without the batch."""
        assert len(self.places) <= x.rank
        return {
            axis: place.cut(axis, x.shape[axis])
            for axis, place in enumerate(self.places)
            if place is not None
        }

    def result(self, *types: TensorType) -> TensorType:
        """The axes and places that are kept."""
        x = types[0]
        cuts = self.cuts(x)
        shape = tuple(
            cuts[axis].size if axis in cuts else size
            for axis, size in enumerate(x.shape)
            if axis not in cuts or not cuts[axis].drop
        )
        return TensorType(x.dtype, shape, batched=x.batched)

    def kept_axis(self, axis: int, *types: TensorType) -> int | None:
        """Before it, axes may be gone."""
        cuts = self.cuts(types[0])
        gone = sum(cut.drop for place, cut in cuts.items() if place < axis)
        return None if axis in cuts else axis - gone

    def value_range(self, *ranges: Interval) -> Interval:
        """Unchanged."""
        return ranges[0]

    def open_sizes(self, *types: TensorType) -> frozenset[str]:
        """Those of places that are known only later."""
        cuts = self.cuts(types[0]).values()
        ends = (end for cut in cuts for end in (cut.start, cut.stop) if end is not None)
        return frozenset[str]().union(*map(names, ends))

    def index(self, x: TensorType, sized: Callable[[Dim], str] = str) -> str:
        """The index as Python writes it, the batch included: `[:, 1:, 0]`."""
        cuts = self.cuts(x)
        places = [
            cuts[axis].written(sized) if axis in cuts else WHOLE
            for axis in range(max(cuts, default=-1) + 1)
        ]
        return f"[{', '.join([WHOLE, *places] if x.batched else places or ['...'])}]"


def _counted(end: Dim, axis: int, size: Dim, most: int | None) -> Dim:
    """An end as it counts, negative where it is known from the end of the axis alone."""
    place = end - size if isinstance(end, Symbolic) else end
    if not isinstance(place, int):
        if isinstance(size, int) and most is not None and most < size:
            return end
        unknown = min(names(end)) if isinstance(end, Symbolic) else end
        raise Misfit(
            f"cannot tell where {end} is on axis {axis}, which has {_places(size)}",
            f"say how large `{unknown}` can be, in the type of the input: `{unknown} <= 512`",
        )
    if isinstance(size, int):
        beyond = not 0 <= place < size
        written: Dim = place if place >= 0 else place - size  # it was counted from the front before
    else:
        beyond, written = isinstance(end, Symbolic) and place >= 0, end
    if beyond:
        raise Misfit(
            f"finds no such place: axis {axis} has {_places(size)}, 0..{size - 1}, and {written} is"
            " beyond"
        )
    return place


def _from_front(place: Dim, size: Dim) -> Dim:
    return size + place if isinstance(place, int) and place < 0 else place


def _places(size: Dim) -> str:
    return f"{size} place{'' if size == 1 else 's'}"
