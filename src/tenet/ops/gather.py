"""Places of an axis, chosen by whole numbers that the network is given or computes."""

from __future__ import annotations

from tenet.catalogue.inputs import Inputs
from tenet.ops.rearranged import Rearranged
from tenet.types.shape import Misfit, axis_of, worded
from tenet.types.tensor import TensorType


class Gather(Rearranged):
    """The places of an axis that `index` names, in its order; each row has its own index.

    Shapes: `[T, F]` at `[K]` gives `[K, F]`: the axis becomes those of the index. Either may be the
    same for all rows. An index counts from 0 and lies within the axis: its range must promise so.
    """

    inputs = Inputs(("x", "index"))
    keeps_padding_last = True
    examples = (
        "network(x: f32[5, 3], index: i64[2] in 0..4) -> y { y = (x, index) -> gather }",
        "network(x: f32[4, 5, 3], index: i32[2, 6] in 0..2) -> y { y = (x, index) -> gather(axis=-1) }",
        "network(x: f32[T, 3], index: i64 in 0..6) -> y { y = (x, index) -> gather }",
        "network(index: i64[4] in 0..4) -> y { y = (parameter([5, 3]), index) -> gather }",
        "network(x: f32[4, 5]) -> y { y = (x, arange(3)) -> gather(axis=1) }",
    )

    axis: int = 0
    """The axis whose places are chosen."""

    def along(self, x: TensorType) -> int:
        """The axis, counted from 0 without the batch."""
        return axis_of(self.axis, x.rank)

    def result(self, *types: TensorType) -> TensorType:
        """The other axes, with those of the index in the place of the chosen one."""
        x, index = types
        axis = self.along(x)
        if not index.dtype.is_integer:
            raise Misfit(f"needs an index of whole numbers, but it is {index}")
        size = x.shape[axis]
        low, high = index.range.low, index.range.high
        if low < 0 or (isinstance(size, int) and high >= size):
            raise Misfit(
                f"finds places 0..{size - 1} on axis {axis} of {worded(x.shape)}, but its index {index}"
                " may lie beyond",
                f"promise its range: `{index.bare} in 0..{size - 1}`"
                if isinstance(size, int)
                else f"promise its range, such as `{index.bare} in 0..9`",
            )
        shape = (*x.shape[:axis], *index.shape, *x.shape[axis + 1 :])
        return TensorType(x.dtype, shape, batched=x.batched or index.batched)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axis: any of its places may be chosen for any other."""
        return (self.along(types[0]),)
