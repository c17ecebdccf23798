"""Small random numbers on top."""

from __future__ import annotations

from math import isfinite

from tenet.catalogue.definition import Positive
from tenet.data.augmentation import Augmentation
from tenet.data.field import FieldType
from tenet.frozen import replace
from tenet.types.tensor import EVERYTHING, Interval


class Noise(Augmentation):
    """Normal numbers added to each number."""

    std: Positive
    """Their standard deviation, in the units of the field at that stage."""

    def result(self, x: FieldType) -> FieldType:
        """Numbers that may lie anywhere."""
        return replace(x.numbers(), range=EVERYTHING)


class ScaleBy(Augmentation):
    """All numbers of a row times one number drawn evenly from a range."""

    factor: Interval
    """From where the number is drawn, such as `0.9..1.1`."""

    def result(self, x: FieldType) -> FieldType:
        """Numbers as far as the largest factor takes them."""
        x = x.numbers()
        ends = [
            a * b for a in (x.range.low, x.range.high) for b in (self.factor.low, self.factor.high)
        ]
        known = all(isfinite(end) for end in ends)
        return replace(x, range=Interval(min(ends), max(ends)) if known else EVERYTHING)
