"""Looking at other rows as steps; nothing is learnt."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.step import Step
from tenet.data.steps.reshape import Reshape
from tenet.data.steps.rows import Rows
from tenet.data.steps.rows import Smooth as SmoothStep
from tenet.data.transforms.rows import Ahead, Smooth, Window


def window(transform: Window, _given: Given) -> Fitted:
    """The row and those before."""
    return Fitted((Rows(first=1 - transform.length, last=0),), transform, beside=transform.names)


def ahead(transform: Ahead, given: Given) -> Fitted:
    """The rows to come."""
    first, last = transform.ends
    steps: tuple[Step, ...] = (Rows(first=first, last=last),)
    if isinstance(transform.rows, int):
        steps = (*steps, Reshape(sizes=tuple(int(str(size)) for size in given.type.shape)))
    return Fitted(steps, transform, beside=transform.names)


def smooth(transform: Smooth, _given: Given) -> Fitted:
    """The moving mean."""
    step = SmoothStep(width=transform.width, centered=transform.centered, order=transform.order)
    return Fitted((step,), transform, beside=transform.names)
