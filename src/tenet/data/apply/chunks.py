"""Long sequences cut into rows of their own, in numpy."""

from __future__ import annotations

from tenet.data.arrays import Ragged, Values
from tenet.data.steps.chunks import Carry, Cut


def cut(step: Cut, x: Ragged) -> Ragged:
    """The same places, in more rows."""
    return x.in_stretches(step.length)


def carry(step: Carry, x: Values, sequences: Ragged) -> Values:
    """What each stretch has of its row."""
    return x[sequences.rows_of_stretches(step.length)]
