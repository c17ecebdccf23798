"""The kind of thing that compares what a network gives with what it should."""

from __future__ import annotations

from typing import Literal, cast

from tenet.catalogue.inputs import Inputs
from tenet.catalogue.operation import Operation
from tenet.policy.metric import Task
from tenet.types.shape import Misfit, worded
from tenet.types.tensor import DType, Interval, TensorType

NUMBERS: Task = "numbers"


class Loss(Operation):
    """A comparison of predictions with targets, averaged over everything real in the batch."""

    kind = "loss"
    home = "tenet.policy.losses"
    inputs = Inputs(("prediction", "target"))
    task = NUMBERS
    """What it compares."""
    wants = cast("Literal['softmax', 'sigmoid'] | None", None)
    """The activation that must make the prediction, and with which training fuses it."""

    def value_range(self, *ranges: Interval) -> Interval:
        """Never below zero."""
        return Interval(low=0)


class Elementwise(Loss):
    """A loss that compares number by number; both must have one shape."""

    def result(self, *types: TensorType) -> TensorType:
        """One number for the whole batch."""
        prediction, target = types
        if not target.dtype.is_float:
            raise Misfit(
                f"compares numbers, but the target holds categories ({target})",
                "for classes use `cross_entropy`",
            )
        if prediction.shape != target.shape:
            raise Misfit(
                f"compares number by number, but the prediction is {worded(prediction.shape)} and"
                f" the target {worded(target.shape)}"
            )
        return scalar()


def scalar() -> TensorType:
    """One float for the whole batch."""
    return TensorType(DType.F32, (), Interval(low=0), batched=False)
