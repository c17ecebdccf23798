"""The angle between prediction and target."""

from __future__ import annotations

from tenet.policy.loss import Averaged, require_same_shape
from tenet.types.shape import Misfit, Shape, floats
from tenet.types.tensor import Interval, TensorType


class Cosine(Averaged):
    """1 - cos(prediction, target) along the last axis, averaged: 0 for one direction, 2 for opposite ones.

    cos(a, b) = a · b / (max(|a|, 1e-8) max(|b|, 1e-8)). Shapes: both `[…, F]`.
    """

    examples = (
        "network(x: f32[4], t: f32[3]) -> y { y = (x -> dense(3), t) -> cosine }",
        "network(x: f32[2, 4], t: f32[2, 3], w: f32[2] in 0..2) -> y {\n y = (x -> dense(3), t) -> cosine(weight=w) }",
    )

    def compared(self, *types: TensorType) -> Shape:
        """Every pair of vectors."""
        prediction, target = types
        floats(target)
        require_same_shape(prediction, target)
        if not prediction.shape:
            raise Misfit("compares vectors, but both are one number per row", "use `mse`")
        return prediction.shape[:-1]

    def value_range(self, *ranges: Interval) -> Interval:
        """From one direction to the opposite one."""
        return Interval(0, 2)
