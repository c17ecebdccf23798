"""The kind of thing that compares what a network gives with what it should."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, Literal, cast

from tenet.catalogue.inputs import Inputs
from tenet.catalogue.operation import Operation
from tenet.catalogue.setting import ByName, Wired
from tenet.policy.metric import Task
from tenet.types.shape import Misfit, Shape, floats, rows, truths, worded
from tenet.types.tensor import DType, Interval, TensorType

NUMBERS: Task = "numbers"
Activation = Literal["softmax", "sigmoid"]


class Loss(Operation):
    """A comparison of predictions with targets, averaged over everything real in the batch."""

    kind = "loss"
    home = "tenet.policy.losses"
    inputs = Inputs(("prediction", "target"))
    task = NUMBERS
    """What it compares."""
    wants = cast("Activation | None", None)
    """The activation that must make the prediction, and with which training fuses it."""
    paired = True
    """Whether what it compares stands place by place, so that metrics can compare it too."""
    endless = ""
    """What makes it infinite though its prediction is finite, in words, and what to do."""

    def compares(self, *types: TensorType) -> Task:
        """What it compares, given what it is given."""
        return self.task

    def wanted(self, *types: TensorType) -> Activation | None:
        """The activation that must make a prediction of this type."""
        return self.wants

    def along(self, *types: TensorType) -> int:
        """The axis of the prediction along which a softmax must have made it."""
        return types[0].rank - 1

    def value_range(self, *ranges: Interval) -> Interval:
        """Never below zero."""
        return Interval(low=0)


class Averaged(Loss):
    """A loss of many comparisons, each of one place or number, which may count differently.

    The loss is the sum of what is compared, each times its weight, divided by the sum of the weights;
    zero where that is zero.
    """

    where: Annotated[bool, Wired("what counts, bool")] = False
    """Which places count, of each row, or of each first axes of it."""
    weight: Annotated[bool, Wired("how much each counts, f32")] = False
    """How much each row counts, or each of its places."""
    reduce: Annotated[Literal["mean", "sum"], ByName()] = "mean"
    """Whether all is averaged, or added up within a row and averaged over rows, weights undivided."""

    @abstractmethod
    def compared(self, *types: TensorType) -> Shape:
        """The shape of what is compared in one row; raises Misfit where the inputs do not fit."""

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """All that it averages over."""
        return tuple(range(len(self.compared(*types[: len(self.inputs.names)]))))

    @property
    def weighing(self) -> tuple[int, ...]:
        """The places of the inputs that weigh."""
        first = len(self.inputs.names)
        return tuple(range(first, first + self.where + self.weight))

    def result(self, *types: TensorType) -> TensorType:
        """One number for the whole batch."""
        first = len(self.inputs.names)
        shape = self.compared(*types[:first])
        if self.where:
            _check_weighing("where", rows(truths(types[first])), shape)
        if self.weight:
            _check_weighing("weight", rows(floats(types[first + self.where])), shape)
        if self.reduce == "sum":
            rows(types[0])
        return scalar()


class Elementwise(Averaged):
    """A loss that compares number by number; both must have one shape."""

    def compared(self, *types: TensorType) -> Shape:
        """Every number."""
        prediction, target = types
        if not target.dtype.is_float:
            raise Misfit(
                f"compares numbers, but the target holds categories ({target})",
                "for classes use `cross_entropy`",
            )
        require_same_shape(prediction, target)
        return prediction.shape


def require_same_shape(prediction: TensorType, target: TensorType, help: str | None = None) -> None:
    """Check that a prediction and its target have one shape; raises Misfit."""
    if prediction.shape != target.shape:
        raise Misfit(
            f"compares number by number, but the prediction is {worded(prediction.shape)} and"
            f" the target {worded(target.shape)}",
            help or to_match(prediction.shape, target.shape),
        )


def to_match(prediction: Shape, target: Shape) -> str | None:
    """What makes a prediction as large as its target; none where nothing is certain."""
    *before, last = prediction or (None,)
    if len(prediction) == len(target) and tuple(before) == target[:-1]:
        return f"end the network in `dense({target[-1]})`"
    if last == 1 and tuple(before) == target:
        return "write `squeeze(axis=-1)` behind the prediction"
    if len(prediction) == 1 and not target:
        return "end the network in `dense(1)`, with `squeeze(axis=-1)` behind it"
    return one_for_the_row(prediction, target) if prediction[-1:] == target[-1:] else None


def one_for_the_row(prediction: Shape, target: Shape) -> str | None:
    """What makes one prediction of those of all places, where each row has one target."""
    extra = len(prediction) - len(target)
    if extra == 1:
        return (
            f"the prediction has {prediction[0]} places, and the target is one for the row: before the"
            " last layer take the `last` place, or `mean(axis=0)` of all"
        )
    if extra == 2:  # the two axes of an image
        return (
            "the prediction is a map, and the target one for the row: write `flatten` or"
            " `global_avg_pool` before the last layer"
        )
    return None


def _check_weighing(name: str, weights: TensorType, compared: Shape) -> None:
    if weights.shape != compared[: weights.rank]:
        least = f"{worded(compared)}, or the first of these axes" if compared else worded(())
        raise Misfit(
            f"takes a number for each of what it compares as `{name}`, {least},"
            f" not {worded(weights.shape)}"
        )


def scalar() -> TensorType:
    """One float for the whole batch."""
    return TensorType(DType.F32, (), Interval(low=0), batched=False)
