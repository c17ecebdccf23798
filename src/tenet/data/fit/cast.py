"""Numbers as whole numbers; nothing is learnt."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.steps.cast import Cast as CastStep
from tenet.data.steps.whole import Whole
from tenet.data.transforms.cast import Cast


def cast(transform: Cast, given: Given) -> Fitted:
    """What is whole, as such."""
    return Fitted((Whole(), CastStep(dtype=transform.to)), transform)
