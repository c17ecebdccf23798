"""Sequences moved in time."""

from __future__ import annotations

from tenet.catalogue.definition import Count
from tenet.data.augmentation import Augmentation
from tenet.data.field import FieldType
from tenet.types.shape import Misfit


class Jitter(Augmentation):
    """A sequence that begins so many places earlier or later at most; what comes in repeats its end."""

    moves = True

    places: Count
    """How far it is moved at most."""

    def result(self, x: FieldType) -> FieldType:
        """The same."""
        if not x.sequence:
            raise Misfit(
                f"moves sequences in time, but its input is {x.tensor.bare}",
                "images are moved by `shift`",
            )
        return x
