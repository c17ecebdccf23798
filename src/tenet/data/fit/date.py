"""Dates as a step; nothing is learnt."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.steps.calendar import Date as DateStep
from tenet.data.transforms.date import Date


def date(transform: Date, _given: Given) -> Fitted:
    """The days."""
    return Fitted((DateStep(format=transform.format),), transform)
