"""The vocabulary of each column: as a spec lists it, or learnt from the training rows."""

from __future__ import annotations

from tenet.data.fitted import Given
from tenet.data.statistics import counts, ordered
from tenet.data.vocabulary import Values, Vocabulary, listed


def vocabularies(values: Values | None, given: Given) -> tuple[Vocabulary, ...]:
    """One vocabulary for each column of the only input."""
    if values is None:
        return tuple(map(ordered, counts(given)))
    found = listed(values)
    return found * given.elements if len(found) == 1 else found
