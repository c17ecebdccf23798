"""The randomised leaky rectifier."""

from __future__ import annotations

from pydantic import model_validator

from tenet.catalogue.definition import NotNegative
from tenet.catalogue.draw import Draw, Recipe
from tenet.catalogue.operation import Operation
from tenet.ops.activation import LeakyRelu, Relu
from tenet.ops.arithmetic import Mul, Sub
from tenet.ops.mathematics import Neg
from tenet.types.shape import Misfit, floats
from tenet.types.tensor import Interval, TensorType


class Rrelu(Operation):
    """x above zero, a * x below, with a drawn for each number while training and its mean at inference.

    Shapes: any, unchanged.

    Source: Xu et al. (2015), sec. 2.4.
    """

    feeds = "he"
    examples = (
        "network(x: f32[6]) -> y { y = x -> rrelu }",
        "network(x: f32[6]) -> y { y = x -> rrelu(0.1, 0.3) }",
    )

    low: NotNegative = 1 / 8
    """The smallest slope."""
    high: NotNegative = 1 / 3
    """The largest."""

    @model_validator(mode="after")
    def _in_order(self) -> Rrelu:
        if not self.low <= self.high <= 1:
            raise Misfit(
                f"draws slopes from `low` {self.low:g} to `high` {self.high:g}, which must not fall, nor pass 1"
            )
        return self

    @property
    def settled(self) -> LeakyRelu:
        """What it is at inference."""
        return LeakyRelu(slope=(self.low + self.high) / 2)

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        return TensorType(floats(types[0]).dtype, types[0].shape, batched=types[0].batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """Below zero as far as the largest slope brings it."""
        return LeakyRelu(slope=self.high).value_range(*ranges) | self.settled.value_range(*ranges)

    def draws(self, *types: TensorType) -> tuple[Draw, ...]:
        """The slopes."""
        x, bounds = types[0], Interval(self.low, self.high)
        return (Draw(TensorType(x.dtype, x.shape, bounds, batched=x.batched), "uniform"),)

    def recipe(self, *types: TensorType) -> Recipe:
        """relu(x) - a relu(-x)."""
        return ((Relu(), (0,)), (Neg(), (0,)), (Relu(), (3,)), (Mul(), (1, 4)), (Sub(), (2, 5)))
