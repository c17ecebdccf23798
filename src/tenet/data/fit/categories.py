"""The values that categories stand for."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.learnt import vocabularies
from tenet.data.steps.lookup import Lookup
from tenet.data.transforms.categories import Categories


def categories(transform: Categories, given: Given) -> Fitted:
    """The given values, or those of the training rows."""
    classes = vocabularies(transform.values, given)
    step = Lookup(classes=classes, columns=given.type.columns or ())
    return Fitted((step,), transform.model_copy(update={"values": classes}))
