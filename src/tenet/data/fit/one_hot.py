"""The values that vectors stand for."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.learnt import vocabularies
from tenet.data.steps.equals import Equals
from tenet.data.transforms.one_hot import OneHot


def one_hot(transform: OneHot, given: Given) -> Fitted:
    """The given values, or those of the training rows."""
    classes = vocabularies(transform.values, given)
    step = Equals(classes=classes, unknown=transform.unknown, columns=given.type.columns or ())
    return Fitted((step,), transform.model_copy(update={"values": classes}))
