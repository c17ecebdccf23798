"""Values that have an order, as steps; nothing is learnt."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.learnt import vocabularies
from tenet.data.steps.cast import Cast
from tenet.data.steps.lookup import Lookup
from tenet.data.transforms.ordinal import Ordinal


def ordinal(transform: Ordinal, given: Given) -> Fitted:
    """The places as floats."""
    classes = vocabularies(transform.values, given)
    step = Lookup(classes=classes, columns=given.type.columns or ())
    return Fitted((step, Cast(dtype="f64")), transform)
