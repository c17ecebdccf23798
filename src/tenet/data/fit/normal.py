"""Draws as a step; nothing is learnt."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.steps.drawn import Normal as NormalStep
from tenet.data.transforms.normal import Normal


def normal(transform: Normal, given: Given) -> Fitted:
    """The same draws."""
    step = NormalStep(
        sizes=transform.sizes, mean=transform.mean, std=transform.std, stream=given.stream
    )
    return Fitted((step,), transform)
