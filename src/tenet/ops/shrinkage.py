"""Shrinkage: activations that make nothing of what is small."""

from __future__ import annotations

from math import copysign, tanh

from tenet.catalogue.definition import NotNegative
from tenet.ops.elementwise import Function


class HardShrink(Function):
    """x where |x| is above the threshold, and zero elsewhere (Donoho and Johnstone, 1994)."""

    feeds = "xavier"
    examples = (
        "network(x: f32[6]) -> y { y = x -> hard_shrink }",
        "network(x: f32[6]) -> y { y = x -> hard_shrink(threshold=1.5) }",
    )

    threshold: NotNegative = 0.5
    """The size up to which numbers become zero."""

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        (x,) = numbers
        return x if abs(x) > self.threshold else 0.0


class SoftShrink(Function):
    """x moved towards zero by the threshold, and not beyond (Donoho and Johnstone, 1994)."""

    feeds = "xavier"
    examples = (
        "network(x: f32[6]) -> y { y = x -> soft_shrink }",
        "network(x: f32[6]) -> y { y = x -> soft_shrink(threshold=1.5) }",
    )

    threshold: NotNegative = 0.5
    """How far numbers are moved."""

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        (x,) = numbers
        return copysign(max(abs(x) - self.threshold, 0.0), x)


class TanhShrink(Function):
    """x - tanh(x)."""

    feeds = "xavier"
    examples = ("network(x: f32[6]) -> y { y = x -> tanh_shrink }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return numbers[0] - tanh(numbers[0])
