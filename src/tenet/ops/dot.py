"""The inner product, and the distance."""

from __future__ import annotations

from tenet.catalogue.inputs import TWO
from tenet.catalogue.operation import Operation
from tenet.ops.arithmetic import Mul
from tenet.ops.reduction import repeated
from tenet.types.dim import Dim, product
from tenet.types.shape import Misfit, alike, floats, numbers, worded
from tenet.types.tensor import EVERYTHING, Interval, TensorType


class Dot(Operation):
    """The inner product along the last axis: the sum of a * b.

    Shapes: both `[…, F]`, to `[…]`. Either may be the same for all rows.
    """

    inputs = TWO
    neutral = 0.0
    examples = (
        "network(a: f32[6], b: f32[6]) -> y { y = (a, b) -> dot }",
        "network(a: f32[T, 4], b: f32[T, 4]) -> y { y = (a, b) -> dot }",
        "network(a: i32[3, 4], b: i32[3, 4]) -> y { y = (a, b) -> dot }",
        "network(a: f32[4]) -> y { y = (a, parameter([4])) -> dot }",
    )

    def result(self, *types: TensorType) -> TensorType:
        """The axes before the last."""
        a, b = types
        numbers(a)
        dtype = alike(a, b)
        if a.shape != b.shape or not a.rank:
            raise Misfit(
                "multiplies vectors along the last axis of tensors of one shape, but they are"
                f" {worded(a.shape)} and {worded(b.shape)}",
                "`einsum` says which axes belong together",
            )
        return TensorType(dtype, a.shape[:-1], batched=a.batched or b.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """Never below zero where no number is."""
        return Interval(0) if all(x.low >= 0 for x in ranges) else EVERYTHING

    def range_of(self, *types: TensorType) -> Interval:
        """The same; of whole numbers, as many products as the axis has places."""
        length = types[0].shape[-1]
        if not isinstance(length, int) or not types[0].dtype.is_integer:
            return super().range_of(*types)
        return repeated(Mul().value_range(*(x.range for x in types)), length)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The last axis."""
        return (types[0].rank - 1,)

    def macs(self, *types: TensorType) -> Dim:
        """One product for each number of an input."""
        return product(types[0].shape)


class Cdist(Operation):
    """The Euclidean distance of every row of a from every row of b; where it is 0 its derivative is 0.

    Shapes: `[I, F]` and `[J, F]` to `[I, J]`. Either may be the same for all rows of the batch.
    """

    inputs = TWO
    neutral = 0.0
    examples = (
        "network(a: f32[3, 4], b: f32[5, 4]) -> y { y = (a, b) -> cdist }",
        "network(a: f32[T, 4]) -> y { y = (a, parameter([2, 4])) -> cdist }",
    )

    def result(self, *types: TensorType) -> TensorType:
        """One number for each pair."""
        a, b = types
        floats(a)
        dtype = alike(a, b)
        if a.rank != 2 or b.rank != 2 or a.shape[1] != b.shape[1]:
            raise Misfit(
                "takes two lists of vectors, [I, F] and [J, F], but they are"
                f" {worded(a.shape)} and {worded(b.shape)}"
            )
        return TensorType(dtype, (a.shape[0], b.shape[0]), batched=a.batched or b.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """Never below zero."""
        return Interval(0)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axis of the vectors' numbers."""
        return (1,)

    def macs(self, *types: TensorType) -> Dim:
        """One square for each number of each pair."""
        a, b = types
        return product(a.shape) * b.shape[0]
