"""The divergence of one distribution from another."""

from __future__ import annotations

from tenet.policy.loss import Averaged, require_same_shape
from tenet.types.shape import Misfit, Shape, floats
from tenet.types.tensor import Interval, TensorType


class OfDistributions(Averaged):
    """A comparison of two distributions along the last axis."""

    def compared(self, *types: TensorType) -> Shape:
        """Every distribution."""
        prediction, target = types
        require_same_shape(prediction, target, "for the right class alone use `cross_entropy`")
        if not prediction.shape:
            raise Misfit("compares distributions, but both are one number per row")
        if not floats(target).range <= Interval(0, 1):
            raise Misfit(
                f"needs a distribution as its target, but it is {target}",
                "such as what another network's `softmax` gives",
            )
        return prediction.shape[:-1]


class Kl(OfDistributions):
    """sum(t log(t / p)) along the last axis, averaged: what p lacks of the target distribution t.

    Shapes: both `[…, K]`, distributions; what is zero in the target adds nothing. Training computes
    it from what goes into the softmax, which is stable.

    Source: Kullback and Leibler (1951), eq. 2.4; for distillation Hinton et al. (2015).
    """

    wants = "softmax"
    examples = (
        "network(x: f32[4], t: f32[3] in 0..1) -> y { y = (x -> dense(3) -> softmax, t) -> kl }",
        "network(x: f32[2, 4], t: f32[2, 3] in 0..1, m: bool[2]) -> y {\n y = (x -> dense(3) -> softmax, t) -> kl(where=m) }",
    )

    def value_range(self, *ranges: Interval) -> Interval:
        """Not below zero where the target is a distribution, which its type does not tell."""
        return Interval()


class KlOfLogits(OfDistributions):
    """sum(t (log t - log softmax(z))), averaged: `kl` of a softmax, taken before it.

    Shapes: both `[…, K]`.
    """

    spoken = False

    def value_range(self, *ranges: Interval) -> Interval:
        """Not below zero where the target is a distribution, which its type does not tell."""
        return Interval()
