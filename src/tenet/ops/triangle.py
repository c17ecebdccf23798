"""The triangles of matrices."""

from __future__ import annotations

from tenet.catalogue.operation import Operation
from tenet.types.shape import Misfit, worded
from tenet.types.tensor import Interval, TensorType


class Triangle(Operation):
    """A triangle of each matrix, which are the last two axes; zeros stand in the other.

    Shapes: `[…, I, J]`, unchanged.
    """

    carries = True

    offset: int = 0
    """By how many places the triangle's edge lies to the right of the diagonal."""

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = types[0]
        if x.rank < 2:
            raise Misfit(f"needs matrices, but its input is {worded(x.shape)}")
        return TensorType(x.dtype, x.shape, batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """That of the input, and zero."""
        return ranges[0] | Interval(0, 0)


class LowerTriangle(Triangle):
    """What lies on and below the diagonal of each matrix: x[i, j] where j <= i + offset, else 0."""

    examples = (
        "network(x: f32[4, 4]) -> y { y = x -> lower_triangle }",
        "network(x: f32[2, T, 5]) -> y { y = x -> lower_triangle(offset=-1) }",
        'network(x: f32[4]) -> y { y = (x, parameter([4, 4]) -> lower_triangle) -> einsum("i,ij->j") }',
    )


class UpperTriangle(Triangle):
    """What lies on and above the diagonal of each matrix: x[i, j] where j >= i + offset, else 0."""

    examples = (
        "network(x: f32[4, 4]) -> y { y = x -> upper_triangle }",
        "network(x: i64[3, 5]) -> y { y = x -> upper_triangle(offset=2) }",
    )
