"""The overlap of what is predicted with what is there."""

from __future__ import annotations

from tenet.catalogue.definition import NotNegative
from tenet.policy.classes import class_axis
from tenet.policy.loss import Activation, Loss, require_same_shape, scalar
from tenet.policy.metric import Task
from tenet.types.shape import Misfit, rows
from tenet.types.tensor import Interval, TensorType


class Dice(Loss):
    """1 - (2 sum(p t) + smooth) / (sum(p) + sum(t) + smooth), averaged over rows and classes.

    The sums are over the places of a row. Shapes: either a prediction `[…, K]`, or `[K, …]` where
    only that fits, of a `softmax`, and the classes `[…]`, whole numbers in 0..K-1; or both `[…]`, the
    prediction of a `sigmoid` and the target within 0..1, as one class.

    Source: Milletari et al. (2016), eq. 1, with plain sums below as in Sudre et al. (2017).
    """

    task = "classes"
    examples = (
        "network(x: f32[3, 4, 2], t: i64[4, 2] in 0..2) -> y { y = (x -> softmax(axis=0), t) -> dice }",
        "network(x: f32[5, 4], t: i64[5] in 0..2) -> y {\n y = (x -> dense(3) -> softmax, t) -> dice(smooth=0.1) }",
        "network(x: f32[4, 4], t: f32[4, 4] in 0..1) -> y { y = (x -> sigmoid, t) -> dice }",
        "network(x: f32[4], t: i64[4] in 0..1) -> y { y = (x -> sigmoid, t) -> dice }",
    )

    smooth: NotNegative = 1.0
    """Added above and below, so that nothing predicted where nothing is gives zero."""

    def of_bits(self, *types: TensorType) -> bool:
        """Whether both have one shape, so that there is one class."""
        return types[0].shape == types[1].shape

    def compares(self, *types: TensorType) -> Task:
        """Yes or no, or classes."""
        return "bits" if self.of_bits(*types) else "classes"

    def wanted(self, *types: TensorType) -> Activation | None:
        """The activation that makes probabilities of either."""
        return "sigmoid" if self.of_bits(*types) else "softmax"

    def along(self, *types: TensorType) -> int:
        """The axis of the classes."""
        found = class_axis(types[0].shape, types[1].shape)
        return super().along(*types) if found is None else found

    def result(self, *types: TensorType) -> TensorType:
        """One number for the whole batch."""
        prediction, target = (rows(kind) for kind in types)
        if self.of_bits(*types) and target.range <= Interval(0, 1):
            return scalar()
        axis = class_axis(prediction.shape, target.shape)
        if axis is None or not target.dtype.is_integer:
            require_same_shape(
                prediction, target, "classes are whole numbers, as `categories` makes"
            )
            raise Misfit(
                f"needs a target within 0..1, but it is {target}",
                "for several classes give the prediction an axis for them, and end it in `softmax`",
            )
        classes, high = prediction.shape[axis], target.range.high
        if isinstance(classes, int) and high not in (float("inf"), classes - 1):
            raise Misfit(
                f"needs one probability for each class: the prediction has {classes}, the target has"
                f" {high + 1:g} classes"
            )
        return scalar()

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The places of a row, which are added up."""
        own = None if self.of_bits(*types) else self.along(*types)
        return tuple(axis for axis in range(types[0].rank) if axis != own)

    def value_range(self, *ranges: Interval) -> Interval:
        """From whole overlap to none."""
        return Interval(0, 1)
