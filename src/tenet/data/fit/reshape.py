"""Reshaping as a step."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.steps.reshape import Reshape as ReshapeStep
from tenet.data.transforms.reshape import Reshape


def reshape(transform: Reshape, _given: Given) -> Fitted:
    """The same sizes, all of them numbers by now."""
    sizes = tuple(size for size in transform.sizes if isinstance(size, int))
    return Fitted((ReshapeStep(sizes=sizes),), transform)
