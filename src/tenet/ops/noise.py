"""Noise: add random numbers while training."""

from __future__ import annotations

from math import inf

from tenet.catalogue.definition import NotNegative
from tenet.catalogue.draw import Draw, Recipe
from tenet.catalogue.operation import Operation
from tenet.ops.arithmetic import Add, Mul
from tenet.ops.source import Constant
from tenet.types.shape import floats
from tenet.types.tensor import Interval, TensorType


class Noise(Operation):
    """x + N(0, std²), drawn for each number by itself.

    Only while training; at inference it is the identity. Shapes: any, unchanged.

    Source: Bishop (1995); Vincent et al. (2008) for denoising autoencoders.
    """

    carries = True
    training_only = True
    examples = ("network(x: f32[6]) -> y { y = x -> noise(0.3) -> dense(3) }",)

    std: NotNegative
    """How far numbers are moved, typically."""

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        return TensorType(floats(types[0]).dtype, types[0].shape, batched=types[0].batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """Everything: noise has no bounds."""
        return Interval(-inf, inf) if self.std else ranges[0]

    def draws(self, *types: TensorType) -> tuple[Draw, ...]:
        """The noise."""
        x = types[0]
        return (Draw(TensorType(x.dtype, x.shape, batched=x.batched), "normal"),)

    def recipe(self, *types: TensorType) -> Recipe:
        """The input and the scaled noise."""
        return ((Constant(value=self.std), ()), (Mul(), (1, 2)), (Add(), (0, 3)))
