"""Where in a sequence: positions as vectors."""

from __future__ import annotations

from tenet.catalogue.definition import Count, Positive, Size
from tenet.catalogue.inputs import NONE
from tenet.catalogue.operation import Operation
from tenet.types.dim import names
from tenet.types.tensor import DType, Interval, TensorType


class Sinusoids(Operation):
    """Waves of ever lower frequency: a constant vector for each position, the same for every row.

    With w = base^(-2i / features), feature 2i of position p is sin(p w), feature 2i + 1 is cos(p w).
    Shapes: `f32[length, features]`, the same for every row.

    Source: Vaswani et al. (2017), sec. 3.5.
    """

    inputs = NONE
    examples = (
        "network(x: f32[5, 8]) -> y { y = x + sinusoids(5, 8) }",
        "network(x: f32[T, 6]) -> y { y = x + sinusoids(T, 6) }",
        "network(x: f32[3, 5]) -> y { y = x * sinusoids(length=3, features=5, base=100) }",
    )

    length: Size
    """How many positions there are."""
    features: Count
    """How many numbers stand for a position."""
    base: Positive = 10000.0
    """How much longer the longest wave is than the shortest, in the limit of many features."""

    @property
    def given_base(self) -> float | None:
        """The base where it is not the usual one."""
        return None if self.base == 10000 else self.base

    def result(self, *types: TensorType) -> TensorType:
        """A vector for each position, without a batch axis."""
        return TensorType(DType.F32, (self.length, self.features), batched=False)

    def open_sizes(self, *types: TensorType) -> frozenset[str]:
        """Those that `length` is made of."""
        return names(self.length)

    def value_range(self, *ranges: Interval) -> Interval:
        """Between minus one and one."""
        return Interval(-1, 1)
