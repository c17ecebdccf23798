"""Long sequences cut into rows, as steps; nothing is learnt."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.steps.chunks import Carry, Cut
from tenet.data.transforms.chunks import Chunks


def chunks(transform: Chunks, given: Given) -> Fitted:
    """The stretches of a sequence, or what is carried along with them."""
    if given.sequences[given.part]:
        return Fitted((Cut(length=transform.length),), transform, takes=(given.part,))
    return Fitted((Carry(length=transform.length),), transform, takes=(given.part, 0))
