"""Hashing as a step; nothing is learnt."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.steps.hash import Hash as HashStep
from tenet.data.transforms.hash import Hash


def hash(transform: Hash, given: Given) -> Fitted:  # noqa: A001  # the name in a spec
    """So many numbers."""
    step = HashStep(buckets=transform.buckets, columns=given.type.columns or ())
    return Fitted((step,), transform)
