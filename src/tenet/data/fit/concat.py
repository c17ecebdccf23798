"""Joining as a step."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.steps.concat import Concat as ConcatStep
from tenet.data.steps.reshape import Reshape
from tenet.data.transforms.concat import Concat


def concat(transform: Concat, given: Given) -> Fitted:
    """Single numbers become vectors of one, then all are joined."""
    vector = Reshape(sizes=(1,))
    before = tuple(None if field.shape else vector for field in given.types)
    return Fitted((ConcatStep(),), transform, before=before)
