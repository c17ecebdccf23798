"""Lay all numbers of a row out on one axis."""

from __future__ import annotations

from tenet.catalogue.operation import Operation
from tenet.ops.reshape import merged
from tenet.types.dim import product
from tenet.types.tensor import Interval, TensorType


class Flatten(Operation):
    """All numbers of a row on one axis, the last axis varying fastest.

    Shapes: `[A, B, C]` to `[A * B * C]`.
    """

    carries = True
    relays = True
    examples = ("network(x: f32[3, 4, 5]) -> y { y = x -> flatten -> dense(2) }",)

    def result(self, *types: TensorType) -> TensorType:
        """One axis of all numbers."""
        return TensorType(types[0].dtype, (product(types[0].shape),), batched=types[0].batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """Unchanged."""
        return ranges[0]

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """All axes, where there are several."""
        return merged(types[0].shape, self.result(*types).shape)
