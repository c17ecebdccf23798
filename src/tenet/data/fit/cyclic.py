"""The step round the circle."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.step import Step
from tenet.data.steps.calendar import Calendar
from tenet.data.steps.reshape import Reshape
from tenet.data.steps.turn import Turn
from tenet.data.transforms.cyclic import Cyclic


def cyclic(transform: Cyclic, given: Given) -> Fitted:
    """Nothing is learnt; a single number becomes a vector of one first."""
    turn = Turn(periods=transform.of(given.type))
    vector: tuple[Step, ...] = () if given.type.shape else (Reshape(sizes=(1,)),)
    shares: tuple[Step, ...] = ()
    if transform.part is not None:
        shares = (Calendar(part=transform.part),)
    return Fitted((*vector, *shares, turn), transform)
