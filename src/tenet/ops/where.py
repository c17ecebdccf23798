"""A choice between two tensors, element by element."""

from __future__ import annotations

from tenet.catalogue.inputs import Inputs
from tenet.catalogue.operation import Operation
from tenet.types.shape import Misfit, alike, broadcast
from tenet.types.tensor import DType, Interval, TensorType


class Where(Operation):
    """a where the condition is true, and b where it is not: `where(x > 0, x, 0)`.

    Only what is chosen has a gradient. A number can stand for a and for b.

    Shapes: all three broadcast, with size 1 stretching.
    """

    inputs = Inputs(("condition", "a", "b"))
    finds_channels = True
    carries = True
    examples = (
        "network(c: bool[3, 4], a: f32[4], b: f32[3, 1]) -> y { y = (c, a, b) -> where }",
        "network(x: f32[4]) -> y { y = where(x > 0, x, -0.5) * where(x > 1, 1, 0.5) }",
        "network(n: i64[3] in 0..9) -> y { y = where(n == 0, 1, n) }",
    )

    def result(self, *types: TensorType) -> TensorType:
        """The broadcast shape, of the type of what is chosen."""
        condition, a, b = types
        if condition.dtype is not DType.BOOL:
            raise Misfit(
                f"chooses by what is true or false, but its first input is {condition}",
                "compare it first, such as with `x > 0`",
            )
        shape = broadcast(condition.shape, broadcast(a.shape, b.shape))
        return TensorType(alike(a, b), shape, batched=any(kind.batched for kind in types))

    def value_range(self, *ranges: Interval) -> Interval:
        """The smallest interval that holds both of what is chosen."""
        return ranges[1] | ranges[2]
