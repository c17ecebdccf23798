"""Order along an axis."""

from __future__ import annotations

from math import inf

from tenet.catalogue.definition import Count
from tenet.ops.rearranged import Rearranged
from tenet.types.shape import Misfit, axis_of, numbers
from tenet.types.tensor import DType, Interval, TensorType


class TopK(Rearranged):
    """The k largest numbers along an axis, the largest first, and where they are.

    `values, places = x -> top_k(3)`; of equals the first comes first. Shapes: any with an axis of at
    least k places, which keeps k; the places are `i64`, counted from 0.
    """

    neutral = -inf
    examples = (
        "network(x: f32[3, 5]) -> y { y = x -> top_k(2) }",
        (
            "network(x: f32[6, 3]) -> y { values, places = x -> top_k(4, axis=0)\n"
            " y = ((x, places[0]) -> gather) + values[1..] }"
        ),
        "network(x: f32[T, 5]) -> y { y = x -> top_k(4) }",
        "network(x: i64[3, 5]) -> y { y = x -> top_k(k=5) }",
    )

    k: Count
    """How many."""
    axis: int = -1
    """The axis along which to look."""

    def along(self, x: TensorType) -> int:
        """The axis, counted from 0 without the batch."""
        return axis_of(self.axis, x.rank)

    def result(self, *types: TensorType) -> TensorType:
        """The largest numbers."""
        x = numbers(types[0])
        axis = self.along(x)
        size = x.shape[axis]
        if isinstance(size, int) and size < self.k:
            raise Misfit(f"looks for the {self.k} largest along axis {axis}, which has {size}")
        shape = (*x.shape[:axis], self.k, *x.shape[axis + 1 :])
        return TensorType(x.dtype, shape, batched=x.batched)

    def further(self, *types: TensorType) -> tuple[TensorType, ...]:
        """Where they are."""
        (x,) = types
        size, shape = x.shape[self.along(x)], self.result(x).shape
        places = Interval(0, size - 1 if isinstance(size, int) else inf)
        return (TensorType(DType.I64, shape, places, batched=x.batched),)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axis along which it looks."""
        return (self.along(types[0]),)


class Sort(Rearranged):
    """The numbers along an axis in order.

    Shapes: any with an axis, unchanged.
    """

    examples = (
        "network(x: f32[3, 5]) -> y { y = x -> sort }",
        "network(x: f32[5, 3]) -> y { y = x -> sort(axis=0, descending=true) }",
        "network(x: i64[3, 5]) -> y { y = x -> sort(descending=true) }",
    )

    axis: int = -1
    """The axis along which they are put in order."""
    descending: bool = False
    """Whether the largest comes first."""

    def along(self, x: TensorType) -> int:
        """The axis, counted from 0 without the batch."""
        return axis_of(self.axis, x.rank)

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = numbers(types[0])
        self.along(x)
        return TensorType(x.dtype, x.shape, batched=x.batched)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axis along which they are put in order."""
        return (self.along(types[0]),)
