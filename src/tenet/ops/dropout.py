"""Dropout: forget some numbers while training."""

from __future__ import annotations

from tenet.catalogue.definition import Fraction
from tenet.catalogue.operation import Operation
from tenet.types.shape import floats
from tenet.types.tensor import Interval, TensorType


class Dropout(Operation):
    """Each number is zero with probability `rate`, and divided by 1 - rate otherwise.

    Only while training; at inference it is the identity. Shapes: any, unchanged.

    Source: Srivastava et al. (2014), in the inverted form.
    """

    carries = True
    training_only = True
    examples = ("network(x: f32[6]) -> y { y = x -> dropout(20%) -> dense(3) }",)

    rate: Fraction = 0.5
    """The share of numbers that are forgotten."""

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        return TensorType(floats(types[0]).dtype, types[0].shape, batched=types[0].batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """The input's, stretched by the scaling, and zero."""
        scale = 1 / (1 - self.rate)
        return Interval(min(ranges[0].low * scale, 0), max(ranges[0].high * scale, 0))
