"""Yes and no as a step; nothing is learnt."""

from __future__ import annotations

from tenet.data.field import Class, Content
from tenet.data.fitted import Fitted, Given
from tenet.data.steps.lookup import Lookup
from tenet.data.transforms.boolean import SPELT, Boolean


def boolean(transform: Boolean, given: Given) -> Fitted:
    """All spellings, the plainest of each first."""
    columns = given.elements
    values: tuple[Class, ...] = (0, 1)
    codes = None
    if given.type.content is Content.TEXT:
        values = (*SPELT, *(word for words in SPELT.values() for word in words[1:]))
        codes = tuple(place for place, _ in enumerate(SPELT)) + tuple(
            place for place, words in enumerate(SPELT.values()) for _ in words[1:]
        )
    names = given.type.columns or ()
    step = Lookup(classes=(values,) * columns, codes=codes, columns=names)
    return Fitted((step,), transform)
