"""Cross-entropy of a distribution over classes."""

from __future__ import annotations

from typing import Literal

from tenet.catalogue.definition import Fraction, NotNegative
from tenet.policy.classes import class_axis
from tenet.policy.loss import Averaged, one_for_the_row
from tenet.types.shape import Misfit, Shape, worded
from tenet.types.tensor import Interval, TensorType


class OfClasses(Averaged):
    """A comparison of a distribution over classes with the right one."""

    class_weights: tuple[NotNegative, ...] | Literal["balanced"] | None = None
    """How much each class counts; `balanced` is rows / (classes * rows of the class), in training."""
    label_smoothing: Fraction = 0.0
    """The share of the target that all classes have alike (Szegedy et al., 2016, sec. 7)."""
    ignore: int | None = None
    """A target that is left out."""
    focal: NotNegative = 0.0
    """The power of 1 - p that leaves easy places less weight (Lin et al., 2017, eq. 4)."""

    @property
    def plain(self) -> bool:
        """Whether it is the mean of -log p[target] and no more."""
        alike = self.class_weights is None and self.ignore is None and not self.weighing
        even = not self.label_smoothing and not self.focal
        return alike and even and self.reduce == "mean"

    def along(self, *types: TensorType) -> int:
        """The axis of the classes."""
        found = class_axis(types[0].shape, types[1].shape)
        return super().along(*types) if found is None else found

    def compared(self, *types: TensorType) -> Shape:
        """Every target."""
        prediction, target = types
        if not target.dtype.is_integer:
            raise Misfit(f"needs classes as its target, but it is {target}", _of_numbers(*types))
        axis = class_axis(prediction.shape, target.shape)
        if axis is None:
            raise Misfit(
                f"needs one class for each distribution, but the prediction is"
                f" {worded(prediction.shape)} and the target {worded(target.shape)}",
                _of_places(prediction.shape, target.shape),
            )
        classes = prediction.shape[axis]
        if isinstance(classes, int):
            self._check_count(classes, target.range.high)
        return target.shape

    def _check_count(self, classes: int, high: float) -> None:
        apart = self.ignore is not None and not 0 <= self.ignore < classes
        if high not in (float("inf"), classes - 1) and not apart:
            raise Misfit(
                f"needs one probability for each class: the prediction has {classes}, the target has"
                f" {high + 1:g} classes",
                f"end the network in `dense({high + 1:g}) -> softmax`",
            )
        if isinstance(self.class_weights, tuple) and len(self.class_weights) != classes:
            raise Misfit(
                f"needs a weight for each of the {classes} classes, but `class_weights` has"
                f" {len(self.class_weights)}",
                "`class_weights=balanced` takes them from the training rows",
            )


def _of_numbers(prediction: TensorType, target: TensorType) -> str:
    """What to write where the target is no class."""
    if target.range <= Interval(0, 1) and target.shape == prediction.shape != (1,):
        return (
            "it takes the number of the class, not zeros with a one: write `categories` in place of"
            " `one_hot`; for several that do not exclude one another use `sigmoid` with"
            " `binary_cross_entropy`"
        )
    return (
        "if it is a class, its column is made one by `categories`, and by nothing that scales; to"
        " predict a number use `mse`"
    )


def _of_places(prediction: Shape, target: Shape) -> str:
    """What to write where there are more distributions than targets, or fewer."""
    places = prediction[:-1]
    if len(places) == len(target) == 1:
        return (
            f"the prediction has {places[0]} places, the target {target[0]}: a layer keeps the length of"
            " what it reads; another length takes an encoder and a decoder, such as `generate`"
        )
    return one_for_the_row(places, target) or (
        "a column that `categories` made has one class for each row"
    )


class CrossEntropy(OfClasses):
    """-log p[target], averaged: how surprising the right class was.

    Shapes: the prediction `[…, K]`, or `[K, …]` where only that fits, a distribution over the K
    classes; the target `[…]`, whole numbers in 0..K-1.
    Training computes it from what goes into the softmax, which is stable (see `fused`).

    With weights w for classes, smoothing s and focus f it is, for a target t,
    (1 - s) w[t] l[t] + s / K sum(w[k] l[k]) with l = -(1 - p)^f log p, divided by the sum of w[t].
    """

    task = "classes"
    wants = "softmax"
    examples = (
        "network(x: f32[4], t: i64 in 0..2) -> y { y = (x -> dense(3) -> softmax, t) -> cross_entropy }",
        "network(x: f32[4], t: i64 in 0..2) -> y {\n y = (x -> dense(3) -> softmax, t) -> cross_entropy(class_weights=[1, 0.5, 3], label_smoothing=10%) }",
        "network(x: f32[3, 4], t: i64[3] in 0..2, m: bool[3], w: f32 in 1..2) -> y {\n y = (x -> dense(3) -> softmax, t) -> cross_entropy(where=m, weight=w, ignore=2) }",
        "network(x: f32[2, 3, 5], t: i64[3, 5] in 0..1) -> y {\n y = (x -> softmax(axis=0), t) -> cross_entropy(focal=2, reduce=sum) }",
    )


class CrossEntropyOfLogits(OfClasses):
    """logsumexp(z) - z[target], averaged: `cross_entropy` of a softmax, taken before it.

    Shapes: the logits `[…, K]`, or `[K, …]`; the target `[…]`, whole numbers in 0..K-1.
    """

    spoken = False
