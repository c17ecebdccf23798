"""Changes at random as a step; nothing is learnt."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.steps.drawn import Augment as AugmentStep
from tenet.data.transforms.augment import Augment


def augment(transform: Augment, given: Given) -> Fitted:
    """The changes by name."""
    changes = tuple(
        (change.term(), change.to_json()) for change in transform.settled(given.type).changes
    )
    return Fitted((AugmentStep(changes=changes, stream=given.stream),), transform)
