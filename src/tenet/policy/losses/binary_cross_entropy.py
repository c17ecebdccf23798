"""Cross-entropy of independent probabilities."""

from __future__ import annotations

from tenet.policy.loss import Loss, scalar
from tenet.types.shape import Misfit, worded
from tenet.types.tensor import Interval, TensorType


class BinaryCrossEntropy(Loss):
    """-(t log p + (1 - t) log(1 - p)), averaged over all numbers.

    Shapes: both the same; the target within 0..1. Training computes it from what goes into the
    sigmoid, which is stable.
    """

    task = "bits"
    wants = "sigmoid"
    examples = (
        """network(x: f32[4], t: f32[3] in 0..1) -> y {
            y = (x -> dense(3) -> sigmoid, t) -> binary_cross_entropy
        }""",
        """network(x: f32[4], t: i64[1] in 0..1) -> y {
            y = (x -> dense(1) -> sigmoid, t) -> binary_cross_entropy
        }""",
    )

    def result(self, *types: TensorType) -> TensorType:
        """One number for the whole batch."""
        return _of_bits(*types)


class BinaryCrossEntropyOfLogits(Loss):
    """max(z, 0) - z t + log(1 + exp(-|z|)), averaged: the same of a sigmoid, taken before it.

    Shapes: both the same; the target within 0..1.
    """

    spoken = False

    def result(self, *types: TensorType) -> TensorType:
        """One number for the whole batch."""
        return _of_bits(*types)


def _of_bits(prediction: TensorType, target: TensorType) -> TensorType:
    if prediction.shape != target.shape:
        raise Misfit(
            f"compares number by number, but the prediction is {worded(prediction.shape)} and the"
            f" target {worded(target.shape)}",
            "for one class out of several use `softmax` with `cross_entropy`",
        )
    if not target.range <= Interval(0, 1):
        raise Misfit(
            f"needs a target within 0..1, but it is {target}",
            "for one class out of several use `softmax` with `cross_entropy`; numbers can be"
            " brought there with `min_max`",
        )
    return scalar()
