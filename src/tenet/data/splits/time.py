"""Rows divided by time: the past is learnt from, the future is predicted."""

from __future__ import annotations

from tenet.data.shares import Shares


class Time(Shares):
    """Rows in the order of a column: the earliest are for training, the latest for the test.

    Rows of one moment are in one part. The column holds numbers, or dates and times written as ISO 8601
    says, year first. Dealt out at random, neighbours in time would stand on both sides of the split, and
    the test would ask for what lies between known values (Bergmeir and Benítez, 2012).
    """

    column: str
    """The column that tells when."""

    @property
    def names(self) -> tuple[str, ...]:
        """The column that tells when."""
        return (self.column,)
