"""Activations of straight pieces that saturate: flat beyond one end or both."""

from __future__ import annotations

from math import inf

from pydantic import model_validator

from tenet.ops.elementwise import Function, Valley
from tenet.types.shape import Misfit


class Relu6(Function):
    """min(max(x, 0), 6) (Krizhevsky, 2010)."""

    feeds = "he"
    examples = ("network(x: f32[6]) -> y { y = 3 * x -> relu6 }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return min(max(numbers[0], 0), 6)


class HardTanh(Function):
    """x between two numbers, and the nearer of them beyond (Collobert, 2004)."""

    feeds = "xavier"
    examples = (
        "network(x: f32[6]) -> y { y = x -> hard_tanh }",
        "network(x: f32[6]) -> y { y = x -> hard_tanh(low=-0.5, high=2) }",
    )

    low: float = -1.0
    """What it gives of all below."""
    high: float = 1.0
    """What it gives of all above."""

    @model_validator(mode="after")
    def _in_order(self) -> HardTanh:
        if self.low >= self.high:
            raise Misfit(f"has `low` {self.low:g}, which is not below its `high` {self.high:g}")
        return self

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return min(max(numbers[0], self.low), self.high)


class HardSigmoid(Function):
    """min(max(x / 6 + 1/2, 0), 1): a sigmoid of straight pieces (Courbariaux et al., 2015).

    With the slope of MobileNetV3 (Howard et al., 2019) and of PyTorch.
    """

    feeds = "xavier"
    examples = ("network(x: f32[6]) -> y { y = 2 * x -> hard_sigmoid }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return min(max(numbers[0] / 6 + 0.5, 0.0), 1.0)


class HardSwish(Valley):
    """x hard_sigmoid(x): a swish of straight pieces and a parabola (Howard et al., 2019)."""

    feeds = "he"
    examples = ("network(x: f32[6]) -> y { y = 2 * x -> hard_swish }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers; there is nothing left below -3."""
        (x,) = numbers
        return 0.0 if x == -inf else x * HardSigmoid().number(x)

    def bottom(self) -> tuple[float, float]:
        """In the middle of the parabola x (x + 3) / 6."""
        return -1.5, -0.375
