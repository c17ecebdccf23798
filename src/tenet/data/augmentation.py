"""The kind of thing that `augment` does to each row while training."""

from __future__ import annotations

import json
from typing import Self

from tenet.catalogue.definition import Definition
from tenet.data.field import FieldType
from tenet.types.shape import Misfit
from tenet.types.tensor import Interval


class Augmentation(Definition):
    """A change at random that leaves the meaning of a row as it is."""

    kind = "augmentation"
    home = "tenet.data.augmentations"
    moves = False
    """Whether it only moves what stands in a row; whole numbers, which stand for classes, know no other change."""

    def result(self, x: FieldType) -> FieldType:
        """What a row is after it, as a rule what it was; raises Misfit where it does not fit."""
        return x

    def settled(self, x: FieldType) -> Augmentation:
        """The same with all written out that it takes from what it is applied to."""
        return self

    def to_json(self) -> str:
        """Its settings as JSON."""
        return json.dumps(self.model_dump(), default=lambda x: {"low": x.low, "high": x.high})

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What was written."""
        return cls.model_validate(json.loads(text, object_hook=_range))


def _range(found: dict[str, float]) -> object:
    return Interval(**found) if found.keys() == {"low", "high"} else found


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
