"""Long sequences cut into rows of their own, and what is carried along."""

from __future__ import annotations

from tenet.catalogue.definition import Count
from tenet.data.step import Step


class Cut(Step):
    """The stretches of each row's places: `[N]` sequences to more of them."""

    whole = True
    outside = True

    length: Count
    """How many places a stretch has; the last of a row may have fewer."""


class Carry(Step):
    """For each stretch of a second input, which `Cut` cuts, the row of the first that it is from."""

    whole = True
    outside = True
    takes = 2

    length: Count
    """How many places a stretch has."""
