"""The kind of thing that `augment` does to each row while training."""

from __future__ import annotations

from tenet.catalogue.definition import Definition
from tenet.data.field import FieldType
from tenet.types.shape import Misfit


class Augmentation(Definition):
    """A change at random that leaves the meaning of a row as it is."""

    kind = "augmentation"
    home = "tenet.data.augmentations"

    def result(self, x: FieldType) -> FieldType:
        """What a row is after it, as a rule what it was; raises Misfit where it does not fit."""
        return x


def image(x: FieldType) -> FieldType:
    """The same, provided that it is an image `[C, H, W]` or a mask `[H, W]`.

    Raises:
        Misfit: it is something else.
    """
    if x.sequence or len(x.shape) not in {2, 3}:
        raise Misfit(
            f"changes images [C, H, W] and masks [H, W], but its input is {x.tensor.bare}",
            "lay the numbers out first, as in `reshape(1, 28, 28)`",
        )
    return x
