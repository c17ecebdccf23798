"""Random tensors by themselves, drawn while training and at inference too."""

from __future__ import annotations

from pydantic import model_validator

from tenet.catalogue.definition import Size
from tenet.catalogue.draw import Draw, Recipe
from tenet.catalogue.inputs import NONE
from tenet.catalogue.operation import Operation
from tenet.types.dim import names
from tenet.types.shape import Misfit
from tenet.types.tensor import DType, Interval, TensorType


class Sample(Operation):
    """Random numbers of one law, drawn anew for each row of each batch: training and inference alike.

    What is wanted while training alone stands under `if training`. Shapes: to the given one.
    """

    inputs = NONE
    of_rows = True

    shape: tuple[Size, ...]
    """The sizes for one row."""

    @property
    def bounds(self) -> Interval:
        """Where the numbers lie."""
        return Interval()

    def result(self, *types: TensorType) -> TensorType:
        """A tensor of this shape for each row."""
        return TensorType(DType.F32, self.shape)

    def open_sizes(self, *types: TensorType) -> frozenset[str]:
        """Those that the shape is made of."""
        return frozenset[str]().union(*map(names, self.shape))

    def value_range(self, *ranges: Interval) -> Interval:
        """Where the numbers lie."""
        return self.bounds

    def recipe(self, *types: TensorType) -> Recipe:
        """The draw itself."""
        return ()


class Normal(Sample):
    """Numbers of the standard normal distribution: `mean + exp(log_variance / 2) * normal(mean.shape)`.

    Shapes: to the given one, for each row.

    Source: Kingma and Welling (2014), sec. 2.4, the reparametrisation.
    """

    examples = ("network(x: f32[6]) -> y, z { y = x -> dense(2)\n z = y + 0.0 * normal(y.shape) }",)

    def draws(self, *types: TensorType) -> tuple[Draw, ...]:
        """The numbers."""
        return (Draw(self.result(*types), "normal"),)


class Uniform(Sample):
    """Numbers that are equally likely everywhere between `low` and `high`.

    Shapes: to the given one, for each row.
    """

    examples = ("network(x: f32[6]) -> y { y = x + 0.0 * uniform([6], low=-1) }",)

    low: float = 0.0
    """The smallest that is drawn."""
    high: float = 1.0
    """The largest."""

    @model_validator(mode="after")
    def _in_order(self) -> Uniform:
        if self.low >= self.high:
            raise Misfit(f"has `low` {self.low:g}, which is not below its `high` {self.high:g}")
        return self

    @property
    def bounds(self) -> Interval:
        """Between both ends."""
        return Interval(self.low, self.high)

    def draws(self, *types: TensorType) -> tuple[Draw, ...]:
        """The numbers."""
        return (Draw(TensorType(DType.F32, self.shape, self.bounds), "uniform"),)
