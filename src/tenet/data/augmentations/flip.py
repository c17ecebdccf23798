"""Rows mirrored."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tenet.data.augmentation import Augmentation, image
from tenet.data.field import FieldType


class Flip(Augmentation):
    """An image `[C, H, W]`, or a mask `[H, W]`, mirrored in some of the rows."""

    moves = True

    axis: Literal["horizontal", "vertical"] = "horizontal"
    """Left to right, or top to bottom."""
    probability: Annotated[float, Field(gt=0, le=1)] = 0.5
    """In how many of the rows."""

    def result(self, x: FieldType) -> FieldType:
        """The same."""
        return image(x)
