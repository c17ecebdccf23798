"""Cut a tensor into parts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.definition import Count
from tenet.frozen import replace
from tenet.ops.rearranged import Rearranged
from tenet.types.dim import Dim
from tenet.types.shape import Misfit, axis_along
from tenet.types.tensor import TensorType


class Split(Rearranged):
    """A tensor in parts along an axis, all of which are taken: `a, b = x -> split(2)`.

    Shapes: `[…, F]` to so many of `[…, F / parts]`, or to `[…, size]` for each size of a list.
    """

    finds_channels = True
    divides = True
    examples = (
        "network(x: f32[6]) -> y { a, b = x -> split\n y = a * b }",
        "network(x: f32[7, 4, 4]) -> y { a, b, c = x -> split([1, 4, 2])\n y = (b, a * c) -> concat }",
        "network(x: f32[T, 6]) -> y { q, k, v = x -> split(3)\n y = q * k - v }",
        "network(x: i64[4, 3] in -9..9) -> y { a, b = x -> split(2, axis=0)\n y = a - b }",
    )

    parts: Count | Annotated[tuple[Count, ...], Field(min_length=1)] = 2
    """How many equal parts there are, or the size of each."""
    axis: int | None = None
    """The axis to cut; the channels of the layout unless given."""

    def along(self, x: TensorType) -> int:
        """The axis, counted from 0 without the batch."""
        return axis_along(x.shape, self.axis)

    def sizes(self, x: TensorType) -> tuple[Dim, ...]:
        """The size of each part along the axis.

        Raises:
            Misfit: the axis cannot be cut so.
        """
        axis = self.along(x)
        size = x.shape[axis]
        if isinstance(self.parts, int):
            each = size // self.parts
            if each * self.parts != size:
                advice = None
                if isinstance(size, int) and size >= self.parts:
                    parts = _nearly_even(size, self.parts)
                    advice = f"give the size of each part, such as `split({parts})`"
                raise Misfit(
                    f"cannot cut axis {axis}, which has {size} places, into {self.parts} equal parts",
                    advice,
                )
            return (each,) * self.parts
        if sum(self.parts) != size:
            raise Misfit(
                f"cuts parts of {sum(self.parts)} places all told, but axis {axis} has {size}",
            )
        return self.parts

    def result(self, *types: TensorType) -> TensorType:
        """The first part."""
        return self._part(types[0], 0)

    def further(self, *types: TensorType) -> tuple[TensorType, ...]:
        """The other parts, which lie where the input lies."""
        x = types[0]
        others = range(1, len(self.sizes(x)))
        return tuple(replace(self._part(x, part), range=x.range) for part in others)

    def _part(self, x: TensorType, part: int) -> TensorType:
        axis = self.along(x)
        shape = (*x.shape[:axis], self.sizes(x)[part], *x.shape[axis + 1 :])
        return TensorType(x.dtype, shape, batched=x.batched)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axis that is cut: where a part begins depends on its size."""
        return (self.along(types[0]),)


def _nearly_even(size: int, parts: int) -> list[int]:
    """Parts that differ by one at most.

    >>> _nearly_even(8, 3)
    [3, 3, 2]
    """
    each, more = divmod(size, parts)
    return [each + (part < more) for part in range(parts)]
