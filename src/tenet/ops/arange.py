"""Count."""

from __future__ import annotations

from tenet.catalogue.definition import Size
from tenet.catalogue.inputs import NONE
from tenet.catalogue.operation import Operation
from tenet.types.dim import names
from tenet.types.tensor import DType, Interval, TensorType


class Arange(Operation):
    """The whole numbers from 0 to n - 1: `i64[n]`, the same for every row."""

    inputs = NONE
    examples = ("network(x: f32[5, 3]) -> y { y = x + (arange(5) -> embedding(3)) }",)

    n: Size
    """How many numbers there are."""

    def result(self, *types: TensorType) -> TensorType:
        """One axis of whole numbers, without a batch axis."""
        return TensorType(DType.I64, (self.n,), batched=False)

    def open_sizes(self, *types: TensorType) -> frozenset[str]:
        """Those that `n` is made of."""
        return names(self.n)

    def value_range(self, *ranges: Interval) -> Interval:
        """From 0 to the last of them."""
        return Interval(0, self.n - 1) if isinstance(self.n, int) else Interval(0)
