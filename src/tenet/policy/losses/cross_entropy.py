"""Cross-entropy of a distribution over classes."""

from __future__ import annotations

from tenet.policy.loss import Loss, scalar
from tenet.types.shape import Misfit, worded
from tenet.types.tensor import TensorType


class CrossEntropy(Loss):
    """-log p[target], averaged: how surprising the right class was.

    Shapes: the prediction `[…, K]`, a distribution; the target `[…]`, whole numbers in 0..K-1.
    Training computes it from what goes into the softmax, which is stable (see `fused`).
    """

    task = "classes"
    wants = "softmax"
    examples = (
        "network(x: f32[4], t: i64 in 0..2) -> y { y = (x -> dense(3) -> softmax, t) -> cross_entropy }",
    )

    def result(self, *types: TensorType) -> TensorType:
        """One number for the whole batch."""
        return _of_classes(*types)


class CrossEntropyOfLogits(Loss):
    """logsumexp(z) - z[target], averaged: `cross_entropy` of a softmax, taken before it.

    Shapes: the logits `[…, K]`; the target `[…]`, whole numbers in 0..K-1.
    """

    spoken = False

    def result(self, *types: TensorType) -> TensorType:
        """One number for the whole batch."""
        return _of_classes(*types)


def _of_classes(prediction: TensorType, target: TensorType) -> TensorType:
    if not target.dtype.is_integer:
        raise Misfit(
            f"needs classes as its target, but it is {target}",
            "make classes of a column with `categories`; for numbers use `mse`",
        )
    if prediction.shape[:-1] != target.shape or not prediction.shape:
        raise Misfit(
            f"needs one class for each distribution, but the prediction is"
            f" {worded(prediction.shape)} and the target {worded(target.shape)}",
            "a column that `categories` made has one class for each row",
        )
    classes, high = prediction.shape[-1], target.range.high
    if isinstance(classes, int) and high != float("inf") and high + 1 != classes:
        raise Misfit(
            f"needs one probability for each class: the prediction has {classes}, the target has"
            f" {high + 1:g} classes",
            f"end the network in `dense({high + 1:g}) -> softmax`",
        )
    return scalar()
