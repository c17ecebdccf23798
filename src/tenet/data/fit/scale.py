"""The steps from one range to another."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.steps.add import Add
from tenet.data.steps.clip import Clip
from tenet.data.steps.divide import Divide
from tenet.data.steps.multiply import Multiply
from tenet.data.steps.subtract import Subtract
from tenet.data.transforms.scale import Scale


def scale(transform: Scale, given: Given) -> Fitted:
    """To 0..1 and no further, and from there to the other range."""
    before, after = transform.before(given.type), transform.to
    steps = (
        Subtract(values=(before.low,)),
        Divide(values=(before.high - before.low,)),
        Clip(low=(0.0,), high=(1.0,)),
        Multiply(values=(after.high - after.low,)),
        Add(values=(after.low,)),
    )
    return Fitted(steps, transform.model_copy(update={"of": before}))
