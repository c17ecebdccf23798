"""Light and colours of pictures, and parts of them hidden."""

from __future__ import annotations

from math import isfinite
from typing import Annotated

from pydantic import Field

from tenet.catalogue.definition import Count
from tenet.data.augmentation import Augmentation, image
from tenet.data.field import FieldType
from tenet.frozen import replace
from tenet.types.shape import Misfit
from tenet.types.tensor import Interval


class Color(Augmentation):
    """Another light: brightness, contrast and saturation times factors of their own, drawn from 1 - strength to 1 + strength.

    In this order, each held to the range of the numbers. Contrast is the distance from the mean grey of the picture,
    saturation that from the grey of each pixel (ITU-R 601-2); an image of one channel has no saturation.
    """

    strength: Annotated[float, Field(gt=0, le=1)]
    """How far a factor may lie from 1."""
    of: Annotated[Interval | None, Field(alias="from")] = None
    """The range of the numbers; that of what comes before, unless given."""

    def range_of(self, x: FieldType) -> Interval:
        """The range of the numbers; raises Misfit where it is not known."""
        found = self.of or x.range
        if not (isfinite(found.low) and isfinite(found.high)):
            raise Misfit(
                "needs to know in which range the numbers of its image lie",
                "put it before `standardize`, or say it: `color(0.4, from=0..255)`",
            )
        return found

    def result(self, x: FieldType) -> FieldType:
        """The same, within the range."""
        x = image(x).numbers()
        if len(x.shape) != 3 or x.shape[0] not in {1, 3}:
            raise Misfit(
                f"changes images of 1 or 3 channels, [C, H, W], but its input is {x.tensor.bare}"
            )
        return replace(x, range=x.range | self.range_of(x))

    def settled(self, x: FieldType) -> Color:
        """The same with its range."""
        return self.model_copy(update={"of": self.range_of(x)})


class Cutout(Augmentation):
    """A square hidden, its middle drawn evenly over the picture (DeVries and Taylor, 2017)."""

    size: Count
    """How high and wide the square is; what is beyond the edges hides nothing."""
    value: float = 0.0
    """What is seen there."""

    def result(self, x: FieldType) -> FieldType:
        """The same, with this value among its numbers."""
        x = image(x).numbers()
        return replace(x, range=x.range | Interval(self.value, self.value))
