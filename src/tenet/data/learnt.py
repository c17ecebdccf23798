"""The vocabulary of each column: as a spec lists it, or learnt from the training rows."""

from __future__ import annotations

from tenet.data.fitted import Given
from tenet.data.statistics import distinct, groups
from tenet.data.vocabulary import Values, Vocabulary, listed


def vocabularies(values: Values | None, given: Given) -> tuple[Vocabulary, ...]:
    """One vocabulary for each column of the only input."""
    if values is None:
        return tuple(distinct(column) for column in groups(given))
    found = listed(values)
    columns = given.training.shape[1] if given.type.shape else 1
    return found * columns if len(found) == 1 else found
