"""The values that categories stand for."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.learnt import vocabularies
from tenet.data.statistics import counts, frequent
from tenet.data.steps.lookup import Lookup
from tenet.data.transforms.categories import Categories


def categories(transform: Categories, given: Given) -> Fitted:
    """The given values, or those of the training rows."""
    if transform.minimum > 1:
        classes = tuple(frequent(column, transform.minimum) for column in counts(given))
    else:
        classes = vocabularies(transform.values, given)
    step = Lookup(classes=classes, unknown=transform.unknown, columns=given.type.columns or ())
    # The rare ones are out already.
    return Fitted((step,), transform.model_copy(update={"values": classes, "minimum": 1}))
