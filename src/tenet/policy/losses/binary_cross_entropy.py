"""Cross-entropy of independent probabilities."""

from __future__ import annotations

from tenet.catalogue.definition import NotNegative, Positive
from tenet.policy.loss import Averaged, to_match
from tenet.types.shape import Misfit, Shape, worded
from tenet.types.tensor import Interval, TensorType


class OfBits(Averaged):
    """A comparison of probabilities of yes with yes or no."""

    positive_weight: Positive = 1.0
    """How much a yes counts for each no."""
    focal: NotNegative = 0.0
    """The power of 1 - p that leaves easy places less weight (Lin et al., 2017, eq. 4)."""

    @property
    def plain(self) -> bool:
        """Whether yes and no count alike, however easy."""
        return self.positive_weight == 1 and not self.focal

    def compared(self, *types: TensorType) -> Shape:
        """Every number."""
        prediction, target = types
        if prediction.shape != target.shape:
            raise Misfit(
                f"compares number by number, but the prediction is {worded(prediction.shape)} and"
                f" the target {worded(target.shape)}",
                _as_many(prediction.shape, target),
            )
        if not target.range <= Interval(0, 1):
            raise Misfit(f"needs a target within 0..1, but it is {target}", _in_bounds(target))
        return prediction.shape


def _as_many(prediction: Shape, target: TensorType) -> str:
    """What to write where there are more probabilities than targets, or fewer."""
    classes = "for one class out of several use `softmax` with `cross_entropy`"
    found = to_match(prediction, target.shape)
    return f"{found}; {classes}" if found else classes


def _in_bounds(target: TensorType) -> str:
    """What to write where a target is no yes or no."""
    if target.dtype.is_integer and target.range.high > 1:
        return (
            "for one class out of several end the network in `softmax`, and compare it by"
            " `cross_entropy`"
        )
    return (
        "if it is yes or no, nothing may scale it but `min_max`, or `categories(0..1)` makes it a"
        " class; to predict a number leave the `sigmoid` out and use `mse`"
    )


class BinaryCrossEntropy(OfBits):
    """-(t log p + (1 - t) log(1 - p)), averaged over all numbers.

    Shapes: both the same; the target within 0..1. Training computes it from what goes into the
    sigmoid, which is stable.

    With a weight v for yes and focus f it is -(v t (1 - p)^f log p + (1 - t) p^f log(1 - p)). The
    weight is not divided away.
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
        """network(x: f32[4], t: f32[3] in 0..1) -> y {
            y = (x -> dense(3) -> sigmoid, t) -> binary_cross_entropy(reduce=sum)
        }""",
        """network(x: f32[4], t: i64[3] in 0..1, m: bool[3]) -> y {
            y = (x -> dense(3) -> sigmoid, t) -> binary_cross_entropy(positive_weight=3, focal=2, where=m)
        }""",
    )


class BinaryCrossEntropyOfLogits(OfBits):
    """max(z, 0) - z t + log(1 + exp(-|z|)), averaged: the same of a sigmoid, taken before it.

    Shapes: both the same; the target within 0..1.
    """

    spoken = False
