"""The likelihood of numbers of which it is predicted, too, how far they may lie off."""

from __future__ import annotations

from typing import Annotated

from tenet.catalogue.setting import Wired
from tenet.policy.loss import Elementwise, require_same_shape
from tenet.types.shape import Misfit, floats, rows
from tenet.types.tensor import EVERYTHING, Interval, TensorType

EPS = 1e-6
"""Added to a variance, so that one of zero is no infinity."""


class Gaussian(Elementwise):
    """(log v + (prediction - target)² / v) / 2 with v = variance + 1e-6, averaged over all numbers.

    It is minus the logarithm of the normal distribution with the prediction as its mean, but for
    log(2π) / 2, which nothing learns from. Shapes: all three the same; the variance, at least 0, is of
    the scaled target.

    Source: Nix and Weigend (1994), eq. 4.
    """

    examples = (
        "network(x: f32[4], t: f32[3], v: f32[3] in 0.1..2) -> y {\n y = (x -> dense(3), t) -> gaussian(variance=v) }",
        "network(x: f32[2, 4], t: f32[2, 3], m: bool[2], w: f32 in 0..2, v: f32[2, 3] in 0.1..2) -> y {\n y = (x -> dense(3), t) -> gaussian(where=m, weight=w, variance=v) }",
    )

    variance: Annotated[bool, Wired("the predicted variance, f32")] = False
    """The mean square by which the target is expected to lie off, as the network predicts it."""

    @property
    def place(self) -> int:
        """The place of the variance among the inputs."""
        return len(self.inputs.names) + len(self.weighing)

    def result(self, *types: TensorType) -> TensorType:
        """One number for the whole batch."""
        if not self.variance:
            raise Misfit(
                "needs the variance that is predicted with the mean",
                "let the network give it, as in `spread = x -> dense(1) -> softplus`, and write"
                " `variance=spread`; without one use `mse`",
            )
        variance = rows(floats(types[self.place]))
        require_same_shape(types[0], variance)
        if variance.range.low < 0:
            raise Misfit(
                f"needs a variance, which is not below zero, but it is {variance}",
                "end it in `-> softplus` or `-> exp`",
                setting="variance",
            )
        return super().result(*types)

    def value_range(self, *ranges: Interval) -> Interval:
        """Anything: the logarithm of a small variance is below zero."""
        return EVERYTHING
